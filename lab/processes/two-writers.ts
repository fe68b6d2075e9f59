/**
 * Two runs write to one table at the same time, each with its part of the events and a clock of its own. They must leave what one run
 * with all events leaves.
 */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { instant } from "@tocsin/core/event/instant";
import type { Policy } from "@tocsin/core/policy/policy";
import { canonicalJson } from "@tocsin/core/text/json";
import { startDynamodb } from "@tocsin/local/servers/dynamodb";
import type { Notification } from "@tocsin/oncall/notification";
import { policyFrom } from "../../packages/cli/policy-file.ts";
import { createRandom } from "../../packages/cli/simulate/random.ts";
import { inDirectory } from "../../test/support/terminal.ts";
import type { Outcome, Scale } from "../outcome.ts";
import { comparedTables, comparedTellings, type Differences, regressedText, together } from "../world/comparison.ts";
import { startReceiver } from "../world/receiver.ts";
import { type StoredAlert, storedAlerts } from "../world/table-content.ts";
import { startCommand } from "./processes.ts";
import { simulatedEvents } from "./simulated-events.ts";

const scales = {
  short: { days: 2, ofAccounts: 4, orders: ["newest first"], seeds: [11] },
  long: { days: 7, ofAccounts: 1, orders: ["newest first", "as they came"], seeds: [11, 12, 13, 14, 15] },
} as const;
/**
 * With the newest event first, all others are late, as after an outage, and the two runs race for the same alerts. With the events as
 * they came, each run stops by its own clock at every instant at which something falls due.
 */
type Order = "newest first" | "as they came";
/** The sample's week is over, and its deadlines have come nearer. */
const UNTIL = "2026-11-24T00:00:00Z";
/** What waited for minutes then has been told. */
const SETTLED = "2026-11-24T00:30:00Z";
/** An event that no rule wants: it sets the clock of a run. */
const OF_NOBODY = JSON.stringify({
  ...{ version: "0", id: "5f0c2d1e-0000-4000-8000-000000000000", source: "example.nobody", "detail-type": "Nothing" },
  ...{ account: "111122223333", region: "eu-west-1", time: UNTIL, resources: [], detail: {} },
});
const CHANNEL = "desk";
/** The share of the events that both runs get. The others go to one of the two. */
const TO_BOTH = 0.3;

export async function twoWriters(scale: Scale): Promise<Outcome> {
  const { days, ofAccounts, orders, seeds } = scales[scale];
  const events = simulatedEvents(days, ofAccounts).map((event) => JSON.stringify(event));
  const differences: Differences[] = [];
  const shown: Left["shown"][] = [];
  await inDirectory(async (directory) => {
    const alone = await ran(join(directory, "alone"), [events]);
    for (const [i, seed] of seeds.entries()) {
      const order: Order | undefined = orders[i % orders.length];
      const both = await ran(join(directory, String(seed)), parted(inOrder(events, order), seed));
      shown.push(both.shown);
      differences.push(comparedTables(alone.stored, both.stored, both.policy), both.pages, otherwise(alone, both));
    }
  });
  const { lost, doubled, wrong } = together(...differences);
  return {
    promise: 2,
    experiment: "two runs at once on one table, with parts of the events that overlap and clocks of their own",
    tried: `${seeds.length} × two processes over ${events.length} events; ${regressedText(shown)}`,
    lost: lost.length,
    doubled: doubled.length,
    wrong: wrong.length,
    seed: seeds[0],
    failures: [...lost, ...doubled, ...wrong].slice(0, 10),
  };
}

function inOrder(events: readonly string[], order: Order | undefined): readonly string[] {
  return order === "newest first" ? events.toReversed() : events;
}

function parted(events: readonly string[], seed: number): readonly (readonly string[])[] {
  const random = createRandom(seed);
  const parts: readonly [string[], string[]] = [[], []];
  for (const event of events) {
    const both = random.chance(TO_BOTH);
    const first = random.chance(0.5);
    if (both || first) parts[0].push(event);
    if (both || !first) parts[1].push(event);
  }
  return parts;
}

interface Left {
  readonly policy: Policy;
  readonly stored: readonly StoredAlert[];
  /** In the order in which it arrived. */
  readonly shown: readonly Notification[];
  readonly pages: Differences;
}

/** Runs a process for each part, all at once, on one table. @throws Error when one of them fails or leaves dead letters. */
async function ran(directory: string, parts: readonly (readonly string[])[]): Promise<Left> {
  const receiver = await startReceiver();
  const dynamodb = await startDynamodb({ searchPath: process.env.PATH ?? "" });
  try {
    const policyFile = `${directory}.yaml`;
    await writeFile(policyFile, policyText(receiver.url));
    const run = async (name: string, events: readonly string[], until: string) => {
      const file = `${directory}-${name}.jsonl`;
      await writeFile(file, events.join("\n"));
      const { exitCode, stdout, stderr } = await startCommand(
        [
          ...["run", file, "--until", until, "--dynamodb-endpoint", dynamodb.endpoint],
          ...["--data-dir", `${directory}-${name}`, "--policy", policyFile, "--json"],
        ],
        { TOCSIN_SECRET_DESK: "secret" },
      ).ended;
      if (exitCode !== 0) throw new Error(`a run ended with ${exitCode}: ${stdout}${stderr}`);
    };
    await Promise.all(parts.map((events, i) => run(String(i), events, UNTIL)));
    // The one whose clock is behind leaves what is due by the clock of the other, which has ended: somebody goes on.
    await run("settled", [OF_NOBODY], SETTLED);
    const policy = await policyFrom(policyFile, process.stderr);
    const stored = await storedAlerts(dynamodb.endpoint);
    const shown = receiver.sent;
    return {
      policy,
      stored,
      shown,
      pages: comparedTellings(stored, shown, policy, { channel: CHANNEL, at: instant(SETTLED) }),
    };
  } finally {
    await dynamodb.stop();
    receiver.stop();
  }
}

const policyText = (url: string) => `
channels:
  ${CHANNEL}: { type: webhook, url: "${url}", signingSecret: "env:TOCSIN_SECRET_DESK", allowPrivateAddresses: true }
routes:
  - name: what matters
    match: { severity: [MEDIUM, HIGH, CRITICAL] }
    channels: [${CHANNEL}]
    urgency: morning
    group: [account]
unrouted: ignore
`;

/** All runs end at the same instant by their clocks, so the stored views must be equal too. */
function otherwise(alone: Left, both: Left): Differences {
  const views = new Map(alone.stored.map(({ head: { view } }) => [view.id, canonicalJson(view)]));
  const wrong = both.stored.flatMap(({ head: { view } }) =>
    views.get(view.id) === canonicalJson(view)
      ? []
      : [`${view.id}: shows ${canonicalJson(view)}, not ${views.get(view.id)}`],
  );
  return { lost: [], doubled: [], wrong };
}
