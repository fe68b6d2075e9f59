/** What is recorded, run again under the policy that was in force, gives what was notified; and each recorded verdict is reached again. */
import { createAlertsReader } from "@tocsin/aws/alerts/alerts-reader";
import type { Table } from "@tocsin/aws/alerts/alerts-table";
import { valuesIn } from "@tocsin/aws/alerts/items/items";
import { createGroupsReader } from "@tocsin/aws/groups/groups-reader";
import type { RecordedVerdict } from "@tocsin/aws/groups/items/verdict-item";
import { compiledSilence } from "@tocsin/aws/world/items/silence-item";
import { createSilenceStore } from "@tocsin/aws/world/silence-store";
import { createUnreadable } from "@tocsin/cli/output/unreadable";
import { recordedInput } from "@tocsin/cli/rerun/recorded-input";
import { runScenario } from "@tocsin/cli/scenario/run-scenario";
import type { Action, Scenario } from "@tocsin/cli/scenario/scenario";
import { emptyDirectory } from "@tocsin/core/directory/directory";
import { epochOf, type Instant, instant, shift } from "@tocsin/core/event/instant";
import { compilePattern } from "@tocsin/core/pattern/pattern";
import { parsePolicy, writtenPolicy } from "@tocsin/core/policy/parse-policy";
import type { Policy } from "@tocsin/core/policy/policy";
import type { Json, JsonObject } from "@tocsin/core/text/json";
import { decide } from "@tocsin/oncall/decide/decide";
import type { RecordedAlert } from "@tocsin/rerun/recorded-alert";
import { rerunAlert } from "@tocsin/rerun/rerun-alert";
import { rerunOncall } from "@tocsin/rerun/rerun-oncall";
import { withSpillDirectory } from "@tocsin/rerun/spill-file";
import { createWakesFile, openWakes } from "@tocsin/rerun/wakes-file";
import fc from "fast-check";
import { expect, test } from "vitest";

const START = instant("2026-11-26T16:00:00Z");
const MINUTE = 60_000;
const UNTIL = shift(START, 36 * 60 * MINUTE);

const channels = { desk: { type: "console" }, lead: { type: "console" }, list: { type: "sns" } };
const step = (name: string, afterMinutes: number) => ({ name, steps: [{ afterMinutes, channels: ["lead"] }] });

const policies = [
  {
    channels,
    escalations: [step("soon", 10)],
    routes: [{ name: "all", match: { condition: ["threat"] }, channels: ["desk", "list"], escalation: "soon" }],
    unrouted: "ignore",
  },
  {
    channels,
    timezone: "Asia/Kolkata",
    urgency: [{ name: "mild", match: { severity: ["MEDIUM"] }, urgency: "morning" }],
    severity: [{ name: "prod", match: { account: ["111122223333"], severity: ["HIGH"] }, severity: "CRITICAL" }],
    escalations: [step("late", 45)],
    routes: [
      {
        name: "severe",
        match: { severity: ["HIGH", "CRITICAL"] },
        channels: ["desk"],
        group: "alert",
        escalation: "late",
      },
      { name: "mild", match: { severity: ["MEDIUM"] }, channels: ["list"], group: ["condition"] },
    ],
    fallback: "lead",
  },
  {
    channels,
    routes: [{ name: "critical", match: { severity: ["CRITICAL"] }, channels: ["desk"] }],
    fallback: "lead",
    silences: [
      {
        name: "night",
        match: { account: ["444455556666"] },
        days: ["thu", "fri"],
        from: "22:00",
        to: "05:30",
        evenIfWorse: true,
      },
    ],
  },
];

const someAction = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant("finding"),
      n: fc.nat(3),
      severity: fc.constantFrom(5, 8, 9.5),
      isOver: fc.boolean(),
    } as const),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("decide"),
      verb: fc.constantFrom("ack", "suppress", "resolve", "reopen"),
      n: fc.nat(3),
    } as const),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("silence"), n: fc.nat(3), hours: fc.constantFrom(1, 9) } as const),
  },
);
const somePast = fc.record({
  policy: fc.constantFrom(...policies),
  moments: fc
    .array(fc.record({ minutes: fc.nat(24 * 60), action: someAction }), { minLength: 6, maxLength: 14 })
    .map((moments) => moments.toSorted((a, b) => a.minutes - b.minutes)),
});

const accounts = ["111122223333", "111122223333", "444455556666", "777788889999"] as const;

function finding(n: number, at: Instant, severity: number, archived: boolean): JsonObject {
  const accountId = accounts[n] ?? accounts[0];
  const region = "eu-west-1";
  const id = `70c1a5f000000000000000000000000${n}`;
  const arn = `arn:aws:guardduty:${region}:${accountId}:detector/9ab4c0ffee1122334455667788990011/finding/${id}`;
  return {
    ...{ version: "0", id: `${n}-${at}-${archived}`, source: "aws.guardduty", "detail-type": "GuardDuty Finding" },
    ...{ account: accountId, time: at, region, resources: [] },
    detail: {
      ...{ schemaVersion: "2.0", accountId, region, partition: "aws", id, arn, severity },
      ...{ type: "CredentialAccess:IAMUser/AnomalousBehavior", title: `Finding ${n}`, description: "Unusual calls." },
      ...{ createdAt: START, updatedAt: at },
      resource: { resourceType: "AccessKey", accessKeyDetails: { accessKeyId: "ASIAEXAMPLE", userName: `user-${n}` } },
      service: { archived, count: 1, eventFirstSeen: START, eventLastSeen: at },
    },
  };
}

type Drawn = typeof someAction extends fc.Arbitrary<infer T> ? T : never;

function actionOf(given: Drawn, at: Instant, i: number): Action {
  const about = (n: number) => ({ title: [{ prefix: `Finding ${n}` }] });
  const authored = { by: "ada", why: "seen to" };
  switch (given.kind) {
    case "finding":
      return { kind: "events", events: [finding(given.n, at, given.severity, given.isOver)] };
    case "decide": {
      const { verb, n } = given;
      const term = verb === "suppress" || verb === "ack" ? { for: 5 * 60 * MINUTE } : {};
      return { kind: "decide", verb, matches: compilePattern(about(n)), term, ...authored };
    }
    case "silence":
      return {
        ...{ kind: "silence", name: `s${i}`, match: about(given.n), upTo: "HIGH", evenIfWorse: false },
        ...{ term: { for: given.hours * 60 * MINUTE }, ...authored },
      };
    default:
      return given satisfies never;
  }
}

interface Notified {
  readonly at: Instant;
  readonly to: string;
  readonly what: string;
}

test("what is recorded gives under the same policy what was notified, within two minutes; and each verdict is reached again", async () => {
  let notifications = 0;
  await fc.assert(
    fc.asyncProperty(somePast, async ({ policy: given, moments }) => {
      const written = writtenPolicy(given);
      if (!written.ok) throw new TypeError(written.refusal.problem);
      const scenario: Scenario = {
        ...{ file: "past", directory: emptyDirectory, mode: "live", start: START, until: UNTIL },
        policy: { source: "", written: JSON.parse(JSON.stringify(written.value)) as Json },
        steps: moments.map(({ minutes, action }, i) => {
          const at = shift(START, minutes * MINUTE);
          return { at, line: undefined, action: actionOf(action, at, i) };
        }),
        wanted: { withinMilliseconds: 0, ignored: [], notifications: undefined, never: [] },
      };
      const again: Notified[] = [];
      const verdicts: RecordedVerdict[] = [];
      const { arrived } = await runScenario(scenario, process.env.PATH ?? "", async (table) => {
        again.push(...(await notifiedAgain(table, parsedPolicy(scenario.policy.written))));
        verdicts.push(...(await recordedVerdicts(table)));
      });
      const notified = arrived.map(
        ({ at, notification: { destination, groupId, kind, rings } }): Notified => ({
          at,
          to: destination,
          what: `${groupId} ${kind} ${rings}`,
        }),
      );
      expect(shownOf(again)).toEqual(shownOf(notified));
      for (const [i, { at }] of inOrder(notified).entries())
        expect(Math.abs(epochOf(at) - epochOf(inOrder(again)[i]?.at ?? at))).toBeLessThanOrEqual(2 * MINUTE);
      for (const { told, subject, counts, circumstances, outcome, reason } of verdicts)
        expect(decide(told, subject, counts, circumstances)).toMatchObject({ outcome, reason });
      notifications += notified.length;
    }),
    // Each run starts a stack: to shrink a counterexample would take minutes.
    { numRuns: 4, endOnFailure: true },
  );
  expect(notifications).toBeGreaterThan(10);
}, 240_000);

function parsedPolicy(written: Json): Policy {
  const policy = parsePolicy(written, 1);
  if (!policy.ok) throw new TypeError(policy.refusal.problem);
  return policy.value;
}

async function notifiedAgain(table: Table, policy: Policy): Promise<readonly Notified[]> {
  const unreadable = createUnreadable({ stderr: { write: (text) => expect(text).toBe("") } });
  return withSpillDirectory(async (spill) => {
    const file = createWakesFile(spill);
    const wakesOf = (past: RecordedAlert) => [...rerunAlert(past, { policy, directory: emptyDirectory }, UNTIL)];
    for await (const wakes of recordedInput(table, { from: START, part: 0, parts: 1 }, unreadable, wakesOf).taken)
      for (const woken of wakes) file.add(woken);
    const silences = (await Array.fromAsync(valuesIn(createSilenceStore(table).history()))).map(compiledSilence);
    const notified: Notified[] = [];
    const wakes = openWakes([file.end()]);
    for await (const { at, plan } of rerunOncall(wakes, { policy, silences }, UNTIL))
      for (const { groupId, told, verdict } of plan.tellings)
        notified.push({ at, to: told.key.destination, what: `${groupId} ${verdict.kind} ${verdict.rings}` });
    wakes.close();
    return notified;
  });
}

async function recordedVerdicts(table: Table): Promise<readonly RecordedVerdict[]> {
  const verdicts: RecordedVerdict[] = [];
  for await (const { id } of valuesIn(createAlertsReader(table).all()))
    for (const { verdicts: ofGroup } of await createGroupsReader(table).tellingsOf(id))
      verdicts.push(...ofGroup.flatMap((read) => (read.ok ? [read.value] : [])));
  return verdicts;
}

/** At each destination in its own order; what is notified within one minute may come in any. */
function inOrder(notified: readonly Notified[]): readonly Notified[] {
  return notified.toSorted((a, b) => compare(a.to, b.to) || compare(a.what, b.what) || compare(a.at, b.at));
}

function shownOf(notified: readonly Notified[]): readonly string[] {
  return inOrder(notified).map(({ to, what }) => `${to} ${what}`);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
