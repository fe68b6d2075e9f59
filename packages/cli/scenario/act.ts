/** What the people of a scenario do, by the functions by which the commands do it. */
import { PutItemCommand } from "@aws-sdk/client-dynamodb";
import { createAlertsReader } from "@tocsin/aws/alerts/alerts-reader";
import type { Table } from "@tocsin/aws/alerts/alerts-table";
import { createAlertsWriter } from "@tocsin/aws/alerts/alerts-writer";
import { accountsIn, createDirectoryStore } from "@tocsin/aws/world/directory-store";
import { type PolicyBody, policyItem } from "@tocsin/aws/world/items/policy-item";
import { createModeStore } from "@tocsin/aws/world/mode-store";
import { createOverrideStore } from "@tocsin/aws/world/override-store";
import { createPolicyStore } from "@tocsin/aws/world/policy-store";
import { createSilenceStore } from "@tocsin/aws/world/silence-store";
import { createWorldSource } from "@tocsin/aws/world/world-source";
import type { Instant } from "@tocsin/core/event/instant";
import { changesOf } from "@tocsin/core/transition/fold";
import { systemNow } from "@tocsin/lambda/runtime/system-clock";
import { verbs } from "@tocsin/oncall/deciding/deciding";
import { decidingOn, intentOf } from "@tocsin/oncall/deciding/pending";
import { completedId } from "../commands/alerts/alert-id.ts";
import { chosenAlerts, type Selection } from "../commands/alerts/chosen.ts";
import { wishOf } from "../commands/alerts/wish.ts";
import { personIn, scheduleIn } from "../commands/oncall/override.ts";
import { pauseEnd } from "../commands/oncall/pause.ts";
import { silenceEnd } from "../commands/silence/silence-end.ts";
import { CommandError } from "../output/terminal.ts";
import type { Stage } from "./run-scenario.ts";
import type { Action, Matching, OneAlert, Scenario } from "./scenario.ts";

type Act = Exclude<Action, { readonly kind: "events" }>;
type Acting<K extends Act["kind"]> = Extract<Act, { readonly kind: K }>;
/** What is done to the alerts alone, or to who is to hear of them. */
type Direct = Acting<"observed" | "decide" | "down" | "up">;

const AUTHOR = { by: "somebody", why: "a scenario" } as const;

/** Puts in force what a scenario goes by from its start on. */
export async function beginWith({ policy, directory, start }: Scenario, table: Table): Promise<void> {
  await push(policy, start, table);
  if (directory.accounts.length === 0) return;
  const after = accountsIn(directory);
  await createDirectoryStore(table).put({ before: new Map(), after, replaces: 0, at: start });
}

/** Gives why nothing came of it. @throws CallError, ItemError */
export async function act(at: Instant, action: Act, stage: Stage): Promise<string | undefined> {
  const { table, silent } = stage;
  switch (action.kind) {
    case "observed":
      return observe(at, action, table);
    case "decide":
      return decide(at, action, table);
    case "down":
      silent.add(action.destination);
      return undefined;
    case "up":
      silent.delete(action.destination);
      return undefined;
    default: {
      const problem = await changeWorld(at, action, stage);
      // What is in force is known at once, where functions that are deployed may take a minute.
      await stage.stack.review();
      return problem;
    }
  }
}

async function changeWorld(
  at: Instant,
  action: Exclude<Act, Direct>,
  { table, mode }: Stage,
): Promise<string | undefined> {
  const modes = createModeStore(table, { mode });
  switch (action.kind) {
    case "silence":
      return silence(at, action, table);
    case "override":
      return override(at, action, table);
    case "expire": {
      const ended = await createSilenceStore(table).expire(action.name, { at, ...AUTHOR });
      return ended === "expired" ? undefined : "the silence is over already";
    }
    case "push":
      await push(action.body, at, table);
      return undefined;
    case "damage":
      await pushDamaged(at, table);
      return undefined;
    case "pause":
      await modes.pause({ ...AUTHOR, until: pauseEnd({ for: action.forMilliseconds }, at) });
      return undefined;
    case "resume":
      return (await modes.resume()) === undefined ? "nothing is paused" : undefined;
    case "go-live":
      await modes.goLive(at);
      return undefined;
    default:
      return action satisfies never;
  }
}

/** Gives its version. */
async function push(body: PolicyBody, at: Instant, table: Table): Promise<number> {
  const store = createPolicyStore(table);
  const pushed = await store.push({ ...body, replaces: await store.current(), at, ...AUTHOR });
  if (pushed.outcome === "in-force") return pushed.version;
  throw new CommandError(`the policy was not put in force: ${pushed.outcome}`);
}

/** A version is in force of which nobody can read what it says. */
async function pushDamaged(at: Instant, table: Table): Promise<void> {
  const version = await push({ written: {}, source: "" }, at, table);
  const { by, why } = AUTHOR;
  const Item = policyItem({ version, at, by, why }, new Uint8Array([0]));
  await table.client.send(new PutItemCommand({ TableName: table.tableName, Item }));
}

/** As an ingest function does once a source has given it these. */
async function observe(at: Instant, { observations }: Acting<"observed">, table: Table): Promise<undefined> {
  const changes = changesOf(observations);
  for (const applied of await createAlertsWriter(table).apply(changes, await worldIn(table), at))
    if (!applied.ok) throw applied.error;
}

async function silence(at: Instant, action: Acting<"silence">, table: Table): Promise<string | undefined> {
  const { name: id, upTo, evenIfWorse, term, by, why } = action;
  const of = "match" in action ? { match: action.match } : { alertId: await wholeId(action.alert, table) };
  const { policy } = await worldIn(table);
  const until = silenceEnd(term, at, policy.timezone);
  const span = { madeAt: at, from: at, until };
  const isNew = await createSilenceStore(table).add({ id, of, upTo, evenIfWorse, by, why, ...span });
  return isNew ? undefined : "there is a silence of this name already";
}

async function override(at: Instant, action: Acting<"override">, table: Table): Promise<string | undefined> {
  const { until, by, why } = action;
  const { policy } = await worldIn(table);
  const person = personIn(policy, action.person);
  const { name: schedule } = scheduleIn(policy, action.schedule);
  const made = { id: at, schedule, person, from: at, until, by, why, madeAt: at };
  return (await createOverrideStore(table).add(made)) ? undefined : "there is an override of this instant already";
}

async function decide(at: Instant, action: Acting<"decide">, table: Table): Promise<string | undefined> {
  const { verb, term, by, why } = action;
  const world = await worldIn(table);
  const intent = intentOf(wishOf(verb, term, at), at, world.policy);
  const chosen = await chosenAlerts(createAlertsReader(table), selectionOf(action), selectedBy(verb));
  const [failure] = chosen.filter((head) => "outcome" in head);
  if (failure !== undefined) return failure.problem;
  const changes = chosen.flatMap((head) => {
    if ("outcome" in head) return [];
    const decided = decidingOn(head, intent, { by, why, now: at }, world);
    return "decision" in decided ? [{ alertId: head.view.id, observations: [], decisions: [decided.decision] }] : [];
  });
  if (changes.length === 0) return `no alert matches that this could be decided on: ${verb} changes nothing`;
  for (const applied of await createAlertsWriter(table).apply(changes, world, at)) if (!applied.ok) throw applied.error;
  return undefined;
}

function selectionOf(of: OneAlert | Matching): Selection {
  return "alert" in of ? { prefixes: [of.alert] } : { prefixes: [], matches: of.matches };
}

function wholeId(prefix: string, table: Table): Promise<string> {
  return completedId(createAlertsReader(table), prefix);
}

/** An approval, which the command takes of alerts that are named, is of those that a scenario's pattern takes. */
function selectedBy(verb: Acting<"decide">["verb"]) {
  return verb === "approve" ? verbs.approve.of : verbs[verb].selects;
}

function worldIn(table: Table) {
  return createWorldSource({ table, now: systemNow, report: () => {} }).world();
}
