/** The people of the sample week: who acknowledges what, and what they silence. They decide as the commands do, by the week's own time. */

import { createAlertsReader } from "@tocsin/aws/alerts/alerts-reader";
import type { Table } from "@tocsin/aws/alerts/alerts-table";
import { createAlertsWriter } from "@tocsin/aws/alerts/alerts-writer";
import { createSilenceStore } from "@tocsin/aws/world/silence-store";
import { createWorldSource } from "@tocsin/aws/world/world-source";
import { type Instant, instant } from "@tocsin/core/event/instant";
import { compilePattern } from "@tocsin/core/pattern/pattern";
import { verbs } from "@tocsin/oncall/deciding/deciding";
import { decidingOn, intentOf } from "@tocsin/oncall/deciding/pending";
import { chosenAlerts } from "../commands/alerts/chosen.ts";
import { CommandError } from "../output/terminal.ts";

/** What one of them does, to every alert that is open then and matches. */
export interface Act {
  readonly at: Instant;
  readonly by: string;
  readonly why: string;
  readonly does: "acknowledges" | "silences";
  readonly match: object;
  /** Of a silence. */
  readonly until?: Instant;
}

const at = (text: string): Instant => instant(`2026-11-${text}:00Z`);

/** In order of time. */
export const acts: readonly Act[] = [
  {
    at: at("17T09:00"),
    by: "linus",
    why: "the test stages are rebuilt this week",
    does: "silences",
    match: { directory: { environment: ["staging"] } },
    until: at("20T09:00"),
  },
  {
    at: at("18T14:36"),
    by: "ada",
    why: "the key is deactivated, looking for what it was used for",
    does: "acknowledges",
    match: { condition: ["exposed-credentials"] },
  },
  {
    at: at("19T08:08"),
    by: "ada",
    why: "the partner installs the new certificate tomorrow",
    does: "acknowledges",
    match: { condition: ["certificate-expiry"], directory: { name: ["partners-prod"] } },
  },
  // The partner has not. What she acknowledged held until the certificate ended, at 06:50, and rings again.
  {
    at: at("20T06:58"),
    by: "ada",
    why: "the partner's transfers are stopped until Monday",
    does: "acknowledges",
    match: { condition: ["certificate-expiry"], directory: { name: ["partners-prod"] } },
  },
  {
    at: at("20T08:08"),
    by: "ada",
    why: "the CAA record is changed, waiting for ACM",
    does: "acknowledges",
    match: { condition: ["certificate-expiry"], directory: { name: ["payments-prod"] } },
  },
  // That one ends before six on Saturday morning, and rings.
  {
    at: at("21T05:00"),
    by: "ada",
    why: "the load balancer has another certificate until ACM has issued this one",
    does: "acknowledges",
    match: { condition: ["certificate-expiry"], directory: { name: ["payments-prod"] } },
  },
  // She sleeps in then. Ten minutes pass after the attack, and the lead hears of it too.
  {
    at: at("21T11:26"),
    by: "grace",
    why: "sessions of payments-batch are revoked",
    does: "acknowledges",
    match: { condition: ["threat"], severity: ["CRITICAL"], directory: { name: ["payments-prod"] } },
  },
  {
    at: at("21T12:49"),
    by: "grace",
    why: "same intruder, switching it on again",
    does: "acknowledges",
    match: { condition: ["protection-gap"], directory: { name: ["payments-prod"] } },
  },
];

export interface People {
  /** Does what they do by `end`, each at the time to which `moveTo` has moved the clock. @throws CallError, ItemError */
  actUntil(end: Instant, moveTo: (at: Instant) => Promise<void>): Promise<void>;
}

export function createPeople(table: Table): People {
  const waiting = [...acts];
  return {
    async actUntil(end, moveTo) {
      for (let next = waiting[0]; next !== undefined && next.at <= end; next = waiting[0]) {
        waiting.shift();
        await moveTo(next.at);
        await (next.does === "silences" ? silence(next, table) : acknowledge(next, table));
      }
    },
  };
}

async function silence({ at, by, why, match, until = at }: Act, table: Table): Promise<void> {
  const span = { madeAt: at, from: at, until };
  await createSilenceStore(table).add({
    id: "sample",
    of: { match },
    upTo: "HIGH",
    evenIfWorse: false,
    by,
    why,
    ...span,
  });
}

async function acknowledge({ at, by, why, match }: Act, table: Table): Promise<void> {
  const world = await createWorldSource({ table, now: () => at, report: () => {} }).world();
  const intent = intentOf({ verb: "ack", until: undefined }, at, world.policy);
  const selection = { prefixes: [], matches: compilePattern(match) };
  const chosen = await chosenAlerts(createAlertsReader(table), selection, verbs.ack.selects);
  const changes = chosen.map((one) => {
    if ("outcome" in one) throw new CommandError(one.problem);
    const decided = decidingOn(one, intent, { by, why, now: at }, world);
    if ("outcome" in decided) throw new CommandError(`${one.view.id} is not to be acknowledged: ${decided.outcome}`);
    return { alertId: one.view.id, observations: [], decisions: [decided.decision] };
  });
  for (const applied of await createAlertsWriter(table).apply(changes, world, at)) if (!applied.ok) throw applied.error;
}
