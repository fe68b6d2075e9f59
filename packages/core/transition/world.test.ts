/** What the world, the policy with the directory, does to an alert and to what is written of it. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Decision } from "../alert/decision.ts";
import { alertId } from "../alert/identity.ts";
import type { Observation, Statement } from "../alert/observation.ts";
import { type AccountEntry, createDirectory } from "../directory/directory.ts";
import type { Instant } from "../event/instant.ts";
import { compilePattern, type Pattern } from "../pattern/pattern.ts";
import { defaultEvaluationPolicy, type EvaluationPolicy } from "../policy/policy.ts";
import { defaultWorld, type World, worldVersion } from "../policy/world.ts";
import { certificate, someDecision, someInstant, someObservation } from "../testing/arbitraries.ts";
import { acknowledges, alertOf, clears, day, resolves, sees, suppresses } from "../testing/timeline.ts";
import { evaluate } from "./evaluate.ts";
import { type Folded, fold } from "./fold.ts";
import type { LogEntry } from "./log-entry.ts";
import { needsHistory } from "./past.ts";

const payments: AccountEntry = {
  ...{ name: "payments-prod", ou: "/Workloads/Prod", environment: "prod", contact: "#payments", owner: "payments" },
  tags: { tier: "1" },
};

/** The world of an entry of the certificate's account and of more policy. */
function worldOf(entry: AccountEntry | undefined, more: Partial<EvaluationPolicy> = {}, version = "1"): World {
  const entries = new Map(entry ? [[certificate.account, entry]] : []);
  return { policy: { ...defaultEvaluationPolicy, ...more }, directory: createDirectory(version, entries) };
}

const rule = (match: Pattern) => ({ name: "a rule", matches: compilePattern(match) });
const ownerRule = (match: Pattern, owner: string) => ({ ...rule(match), owner });
const milder = (match: Pattern) => [{ ...rule(match), severity: "INFORMATIONAL" as const }];
const flat = (match: Pattern) => [{ ...rule(match), ladder: [] }];

describe("a view", () => {
  const alert = alertOf(sees("acm", day(1), { severity: "HIGH", deadline: day(20) }));
  const seen = (world: World) => evaluate(alert, world, day(2)).view;

  test("says what the directory knows of the account, and who owns the alert", () => {
    const { owner, ...facts } = payments;
    expect(seen(worldOf(payments))).toMatchObject({ directory: facts, owner, ownedBy: "account tag" });
    const unknown = { directory: { environment: "unknown", tags: {} }, owner: "unowned", ownedBy: "nobody" };
    expect(seen(worldOf(undefined))).toMatchObject(unknown);
  });

  test("is owned as rules say that go by the directory", () => {
    const ownerRules = [ownerRule({ directory: { tags: { tier: ["1"] } } }, "sre")];
    expect(seen(worldOf(payments, { ownerRules }))).toMatchObject({ owner: "sre", ownedBy: "rule a rule" });
  });

  test.each<readonly [string, Partial<EvaluationPolicy>, AccountEntry, string]>([
    [
      "severity rules by environment",
      { severityRules: milder({ "directory.environment": ["dev"] }) },
      payments,
      "HIGH",
    ],
    [
      "severity rules by environment that match",
      { severityRules: milder({ "directory.environment": ["dev"] }) },
      { ...payments, environment: "dev" },
      "INFORMATIONAL",
    ],
    ["severity rules by owner", { severityRules: milder({ owner: ["payments"] }) }, payments, "INFORMATIONAL"],
    [
      "severity rules by an owner that a rule gives",
      { severityRules: milder({ owner: ["sre"] }), ownerRules: [ownerRule({ account: [certificate.account] }, "sre")] },
      payments,
      "INFORMATIONAL",
    ],
  ])("has the severity of %s", (_title, more, entry, severity) => {
    expect(seen(worldOf(entry, more)).severity).toBe(severity);
  });

  test("has the ladder of a rule that goes by the organizational unit or the owner", () => {
    expect(seen(worldOf(payments)).stepDays).toBe(30);
    for (const match of [{ "directory.ou": [{ prefix: "/Workloads/" }] }, { owner: ["payments"] }])
      expect(seen(worldOf(payments, { ladderRules: flat(match) })).stepDays).toBeUndefined();
  });

  test("keeps its owner from its beginning to its end, whatever is said and decided in between", () => {
    const ownerRules = [ownerRule({ directory: { name: [{ prefix: "payments-" }] }, region: ["eu-west-1"] }, "dublin")];
    const world = worldOf(payments, { ownerRules });
    const steps = fc.array(fc.oneof(someObservation, someDecision), { maxLength: 6 });
    fc.assert(
      fc.property(someObservation, steps, someInstant, (first, more, now) => {
        const { owner, ownedBy } = evaluate(alertOf(first, ...more), world, now).view;
        expect([owner, ownedBy]).toEqual(["dublin", "rule a rule"]);
      }),
      { numRuns: 200 },
    );
  });
});

const change = (...what: readonly (Observation | Decision)[]) => ({
  alertId: alertId(certificate),
  observations: what.filter((one) => "statement" in one),
  decisions: what.filter((one) => "kind" in one),
});

type Arrival = readonly [now: Instant, ...what: (Observation | Decision)[]];

function folded(world: World, ...arrivals: readonly Arrival[]): Folded {
  const said: Statement[] = [];
  const log: LogEntry[] = [];
  let last: Folded | undefined;
  for (const [now, ...what] of arrivals) {
    const { observations } = change(...what);
    const past = needsHistory(last?.head, observations, now) ? { said: [...said], log: [...log] } : undefined;
    last = fold(last?.head, change(...what), world, now, past);
    said.push(...observations.map(({ statement }) => statement));
    log.push(...last.entries);
  }
  if (last === undefined) throw new Error("nothing arrived");
  return last;
}

describe("another world", () => {
  const open = folded(worldOf(payments), [day(1), sees("acm", day(1))]).head;
  const over = folded(worldOf(payments), [day(1), sees("acm", day(1))], [day(2), clears("acm", day(2))]).head;

  test.each([
    ["another version of the directory", worldOf(payments, {}, "2"), "payments"],
    ["another version of the policy", worldOf(payments, { version: 1 }), "payments"],
    ["another owner of the account", worldOf({ ...payments, owner: "web" }, {}, "2"), "web"],
    ["another name of the account", worldOf({ ...payments, name: "pay" }, {}, "2"), "payments"],
  ])("rewrites an open alert without a log entry: %s", (_title, world, owner) => {
    const { head, entries } = fold(open, change(), world, day(3));
    expect(entries).toEqual([]);
    expect(head).toMatchObject({ version: 2, worldVersion: worldVersion(world), view: { owner } });
    expect(head).toMatchObject({ heard: open.heard, notified: true, episodes: 1, lastHash: open.lastHash });
    expect(fold(head, change(), world, day(4)).head).toBe(head);
  });

  test("leaves an alert that is over as it is where nothing of its view differs", () => {
    expect(fold(over, change(), worldOf(payments, {}, "2"), day(3)).head).toBe(over);
  });

  test("makes a log entry where it makes the alert worse", () => {
    const severityRules = [{ ...rule({ "directory.environment": ["prod"] }), severity: "CRITICAL" as const }];
    const { entries } = fold(open, change(), worldOf(payments, { severityRules, version: 1 }), day(3));
    expect(entries).toMatchObject([{ kind: "escalated", reason: "severity-raised" }]);
  });

  test("rewrites an open alert that was written before worlds had versions", () => {
    const { head } = fold({ ...open, worldVersion: "" }, change(), worldOf(payments), day(3));
    expect(head).toMatchObject({ version: 2, worldVersion: "0.1" });
  });
});

describe("the episodes that people were to hear of", () => {
  const sighting = (n: number) => sees("acm", day(n));
  const end = (n: number) => clears("acm", day(n));
  test.each<readonly [string, readonly Arrival[], number]>([
    ["are none where the alert never opened", [[day(1), end(1)]], 0],
    ["are one where it opened", [[day(1), sighting(1)]], 1],
    [
      "are one still where it grew worse, and was acknowledged",
      [
        [day(1), sighting(1)],
        [day(2), sees("acm", day(2), { severity: "CRITICAL" })],
        [day(3), acknowledges(day(3))],
      ],
      1,
    ],
    [
      "are one where it ended",
      [
        [day(1), sighting(1)],
        [day(2), end(2)],
      ],
      1,
    ],
    [
      "are two where it came back",
      [
        [day(1), sighting(1)],
        [day(2), end(2)],
        [day(3), sighting(3)],
      ],
      2,
    ],
    ["are one where it began and was over before anybody could hear", [[day(3), sighting(1), end(2)]], 1],
    ["are one where a suppression ended", [[day(1), sighting(1)], [day(2), suppresses(day(2), day(4))], [day(5)]], 1],
    [
      "are one where it came back under a suppression",
      [
        [day(1), sighting(1)],
        [day(2), suppresses(day(2), day(9)), end(2)],
        [day(3), sighting(3)],
      ],
      1,
    ],
    [
      "are two where it came back after a person had ended it",
      [
        [day(1), sighting(1)],
        [day(2), resolves(day(2))],
        [day(3), sighting(3)],
      ],
      2,
    ],
    ["are none where only a backfill tells of them", [[day(1), sees("acm", day(1), { baseline: true })]], 0],
    [
      "are none where only a replay brings it back",
      [
        [day(1), sees("acm", day(1), { baseline: true })],
        [day(2), end(2)],
        [day(3), sees("acm", day(3), { replayed: true })],
      ],
      0,
    ],
  ])("%s", (_title, arrivals, episodes) => {
    expect(folded(defaultWorld, ...arrivals).head.episodes).toBe(episodes);
  });
});
