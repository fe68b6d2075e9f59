/**
 * What is refused of a policy, or said to be out of reach, holds of real alerts: here they are made by histories of what reporters
 * said and people decided, and looked at as the rules of a policy see them.
 */
import type { Decision } from "@tocsin/core/alert/decision";
import { alertId, type Identity } from "@tocsin/core/alert/identity";
import { observables } from "@tocsin/core/alert/observable";
import type { AttributeValue, Statement } from "@tocsin/core/alert/observation";
import { compilePattern, type Pattern } from "@tocsin/core/pattern/pattern";
import { checkPolicy } from "@tocsin/core/policy/check-policy";
import { problemsOfMatch } from "@tocsin/core/policy/match/match-problems";
import { conditionNames, type PolicyPlace, reasonUnseen } from "@tocsin/core/policy/match/matchable";
import type { EvaluationPolicy } from "@tocsin/core/policy/policy";
import { defaultWorld } from "@tocsin/core/policy/world";
import { someDecision, someInstant, someStatement } from "@tocsin/core/testing/arbitraries";
import { isObject } from "@tocsin/core/text/json";
import { fold, type Head } from "@tocsin/core/transition/fold";
import type { LogEntry } from "@tocsin/core/transition/log-entry";
import fc from "fast-check";
import { expect, test } from "vitest";
import { asOpen } from "./wake.ts";

interface Seen {
  readonly place: PolicyPlace;
  readonly document: Readonly<Record<string, unknown>>;
}

type Step = Statement | Decision;

/** What the condition declares, and nothing else, is what reporters say of it. */
function someStep(condition: Identity["condition"]): fc.Arbitrary<Step> {
  const { severities, hasDeadline, attributes } = observables[condition];
  const someAttributes = fc
    .tuple(...Object.entries(attributes).map(([name, kind]) => fc.tuple(fc.constant(name), fc.option(someOf(kind)))))
    .map((pairs) => Object.fromEntries(pairs.flatMap(([name, value]) => (value === null ? [] : [[name, value]]))));
  const statement = fc
    .tuple(someStatement, fc.constantFrom(...severities), someAttributes)
    .map(([said, severity, given]): Statement => {
      const base = { ...said, attributes: given };
      return base.state === "active" ? { ...base, severity, deadline: hasDeadline && base.deadline } : base;
    });
  return fc.oneof({ weight: 3, arbitrary: statement }, { weight: 1, arbitrary: someDecision });
}

function someOf(kind: (typeof observables)["threat"]["attributes"][string]): fc.Arbitrary<AttributeValue> {
  if (kind === "text") return fc.constantFrom("one", "two words", "10.1.2.3");
  if (kind === "number") return fc.constantFrom(0, 0.5, 7);
  return kind === "flag" ? fc.boolean() : fc.constantFrom(...kind);
}

/** Everything that a policy is asked about while the steps happen, each at its instant or, where that is past, at once. */
const someSeen: fc.Arbitrary<readonly Seen[]> = fc.constantFrom(...conditionNames).chain((condition) =>
  fc.array(fc.tuple(someStep(condition), someInstant), { minLength: 1, maxLength: 8 }).map((steps) => {
    const seen: Seen[] = [];
    const identity: Identity = {
      ...{ condition, partition: "aws", account: "111122223333", region: "eu-west-1" },
      ...{ resource: "arn:aws:x:eu-west-1:111122223333:y", discriminator: "" },
    };
    const policy = recording(seen);
    let head: Head | undefined;
    let said: readonly Statement[] = [];
    let log: readonly LogEntry[] = [];
    for (const [step, now] of steps) {
      const observations = "state" in step ? [{ alertId: alertId(identity), identity, statement: step }] : [];
      const decisions = "state" in step ? [] : [step];
      if (head === undefined && observations.length === 0) continue;
      const folded = fold(
        head,
        { alertId: alertId(identity), observations, decisions },
        { ...defaultWorld, policy },
        now,
        { said, log },
      );
      head = folded.head;
      said = [...said, ...observations.map(({ statement }) => statement)];
      log = [...log, ...folded.entries];
      for (const entry of folded.entries)
        for (const place of ["urgency", "runbooks", "routes", "silences"] as const)
          takeDown(seen, place, asOpen(entry));
    }
    return seen;
  }),
);

/** A document as it is stored and sent, without what is undefined, and without what a match may not name there. */
function takeDown(seen: Seen[], place: PolicyPlace, document: unknown): void {
  const stored: unknown = JSON.parse(JSON.stringify(document));
  if (!isObject(stored)) return;
  const nameable = Object.entries(stored).filter(([field]) => reasonUnseen(field, place) === undefined);
  seen.push({ place, document: Object.fromEntries(nameable) });
}

/** The default policy, which takes down what its matches are asked about. */
function recording(seen: Seen[]): EvaluationPolicy {
  const at = (place: PolicyPlace) => ({
    name: place,
    matches(document: unknown) {
      takeDown(seen, place, document);
      return false;
    },
  });
  return {
    ...defaultWorld.policy,
    ownerRules: [{ ...at("owners"), owner: "nobody" }],
    severityRules: [{ ...at("severity"), severity: "LOW" }],
    ladderRules: [{ ...at("ladders"), ladder: [] }],
  };
}

/** The values of a document by their paths. */
function leavesOf(document: object, path: readonly string[] = []): readonly (readonly [string, readonly unknown[]])[] {
  return Object.entries(document).flatMap(([name, value]) => {
    const here = [...path, name];
    if (isObject(value)) return leavesOf(value, here);
    return [[here.join("."), [value].flat()] as const];
  });
}

/** A way to ask for a value that the document has. */
function someAsking([path, values]: readonly [string, readonly unknown[]]): fc.Arbitrary<Pattern> {
  const exact = fc.constantFrom(...values).map((value) => [value]);
  const asked = fc
    .constantFrom(...values)
    .chain((value) =>
      typeof value === "string" && value !== ""
        ? fc.constantFrom<unknown[]>(
            [{ prefix: value.slice(0, 3) }],
            [{ suffix: value.slice(-2) }],
            [{ "equals-ignore-case": value }],
          )
        : exact,
    );
  return fc.oneof(exact, asked, fc.constant([{ exists: true }])).map((list) => ({ [path]: list }));
}

function policyWith(place: PolicyPlace, match: Pattern): object {
  const rule = { name: "tried", match };
  switch (place) {
    case "owners":
      return { owners: [{ ...rule, owner: "payments" }] };
    case "severity":
      return { severity: [{ ...rule, severity: "LOW" }] };
    case "ladders":
      return { ladders: [{ ...rule, steps: [{ days: 1, severity: "LOW" }] }] };
    case "urgency":
      return { urgency: [{ ...rule, urgency: "now" }] };
    case "runbooks":
      return { runbooks: [{ ...rule, url: "https://wiki.example.com/tried" }] };
    case "routes":
      return { routes: [{ ...rule, channels: ["console"] }], unrouted: "ignore" };
    case "silences":
      return { silences: [{ ...rule, evenIfWorse: true, days: ["mon"], from: "08:00", to: "09:00" }] };
    default:
      return place satisfies never;
  }
}

function isSaidOutOfReach(place: PolicyPlace, match: Pattern): boolean {
  return checkPolicy(policyWith(place, match)).warnings.some(({ problem }) =>
    /can match no alert|that no alert can/.test(problem),
  );
}

const isOfNoLadder = ({ place, document }: Seen) => place === "ladders" && document.deadline === undefined;

/** A document, and a pattern of some of its parts. */
const someDrawn = someSeen
  .map((all) => all.filter((seen) => !isOfNoLadder(seen)))
  .filter((all) => all.length > 0)
  .chain((all) => fc.constantFrom(...all))
  .chain((seen) =>
    fc
      .subarray([...leavesOf(seen.document).filter(([, values]) => values.length > 0)], { minLength: 1, maxLength: 6 })
      .chain((leaves) =>
        fc
          .tuple(...leaves.map(someAsking))
          .map((parts) => ({ ...seen, match: Object.assign({}, ...parts) as Pattern })),
      ),
  );

test("a match that takes an alert is neither refused nor said to be out of reach", () => {
  fc.assert(
    fc.property(someDrawn, ({ place, document, match }) => {
      expect(compilePattern(match)(document)).toBe(true);
      expect(problemsOfMatch(match, place, "match")).toEqual([]);
      expect(isSaidOutOfReach(place, match)).toBe(false);
    }),
    { numRuns: 250 },
  );
});

const somePath = fc.constantFrom(
  ...[
    "id",
    "condition",
    "status",
    "severity",
    "account",
    "region",
    "partition",
    "title",
    "count",
    "deadline",
    "stepDays",
  ],
  ...[
    "kind",
    "reason",
    "ended",
    "ambiguous",
    "actor.kind",
    "attributes.exploitAvailable",
    "attributes.sample",
    "attributes.epss",
  ],
  ...[
    "attributes.domain",
    "attributes.inUse",
    "owner",
    "Severity",
    "attributes.Domain",
    "attributes",
    "severity.label",
  ],
);
const someText = fc.constantFrom(
  "HIGH",
  "high",
  "OPEN",
  "YES",
  "111122223333",
  "eu-west-1",
  "threat",
  "opened",
  "one",
  "true",
  "7",
);
const someAsked = fc.oneof(
  fc.oneof(someText, fc.constantFrom(7, 0.5, 111122223333), fc.boolean(), fc.constant(null)),
  fc
    .tuple(fc.constantFrom("prefix", "suffix", "equals-ignore-case", "wildcard"), someText)
    .map(([name, text]) => ({ [name]: text })),
  fc.constantFrom({ numeric: [">", 0] }, { cidr: "10.0.0.0/8" }, { exists: true }),
);
const someMatch = fc
  .array(fc.tuple(somePath, someAsked), { minLength: 1, maxLength: 3 })
  .map((parts): Pattern => Object.fromEntries(parts.map(([path, asked]) => [path, [asked]])));

test("a match that is refused for what it asks, or said to be out of reach, takes no alert", () => {
  fc.assert(
    fc.property(someSeen, someMatch, (all, match) => {
      for (const { place, document } of all) {
        if (!compilePattern(match)(document)) continue;
        expect(problemsOfMatch(match, place, "match")).toEqual([]);
        if (!isOfNoLadder({ place, document })) expect(isSaidOutOfReach(place, match)).toBe(false);
      }
    }),
    { numRuns: 500 },
  );
});
