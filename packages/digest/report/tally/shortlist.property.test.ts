import { severities } from "@tocsin/core/alert/severity";
import fc from "fast-check";
import { expect, test } from "vitest";
import { DO_FIRST_LIMIT, LIST_LIMIT } from "../format.ts";
import { addTo, shortlist } from "./shortlist.ts";
import { compareAlerts, type StandingAlert } from "./standing-alert.ts";

const ELSEWHERE = 7;

function alertOf(n: number, key: string, severity: (typeof severities)[number]): StandingAlert {
  return {
    facts: {
      id: String(n).padStart(4, "0"),
      condition: "threat",
      title: "",
      account: "",
      region: "",
      resource: "",
      reporters: [],
    },
    place: { account: "" },
    status: "OPEN",
    severity,
    problem: { kind: "condition", condition: "threat", account: key },
    key,
    lapses: false,
    hasMoved: false,
    isProduction: true,
  };
}

/** Few problems with many alerts each, one of them with the most. */
const alerts = fc
  .array(
    fc.tuple(
      fc.oneof(fc.constant("most"), fc.integer({ min: 0, max: 12 }).map(String)),
      fc.constantFrom(...severities),
    ),
    { minLength: 150, maxLength: 500, size: "max" },
  )
  .map((drawn) => drawn.map(([key, severity], n) => alertOf(n, key, severity)));

/** Whichever problems are done first, and whichever alerts are listed elsewhere: the first ones, which matters most, or any others. */
const left = fc.record({
  problems: fc.integer({ min: 0, max: DO_FIRST_LIMIT }),
  elsewhere: fc.integer({ min: 0, max: ELSEWHERE }),
  skip: fc.integer({ min: 0, max: 3 }),
});

test("a shortlist has every alert that its list may show", () => {
  fc.assert(
    fc.property(alerts, left, fc.boolean(), (all, { problems, elsewhere, skip }, isMerged) => {
      const sorted = all.toSorted(compareAlerts);
      const keys = new Set([...new Set(sorted.map(({ key }) => key))].slice(0, problems));
      const rest = sorted.filter(({ key }) => !keys.has(key));
      const gone = new Set(rest.slice(skip, skip + elsewhere));
      const wanted = rest.filter((alert) => !gone.has(alert)).slice(0, LIST_LIMIT);
      const list = shortlist(compareAlerts, ELSEWHERE);
      const halves = isMerged ? [all.slice(0, 100), all.slice(100)] : [all];
      for (const half of halves) {
        const own = shortlist(compareAlerts, ELSEWHERE);
        for (const alert of half) addTo(own, alert);
        for (const alert of own.alerts) addTo(list, alert);
      }
      const shown = list.alerts.filter((alert) => !keys.has(alert.key) && !gone.has(alert)).slice(0, LIST_LIMIT);
      expect(shown.map(({ facts }) => facts.id)).toEqual(wanted.map(({ facts }) => facts.id));
      expect(list.alerts.length).toBeLessThanOrEqual((DO_FIRST_LIMIT + 1) * (LIST_LIMIT + ELSEWHERE));
    }),
    { numRuns: 100 },
  );
});

test("a shortlist has room for all that may come before its list", () => {
  const ofProblem = LIST_LIMIT + ELSEWHERE;
  const first = Array.from({ length: DO_FIRST_LIMIT * ofProblem }, (_, n) =>
    alertOf(n, `first ${n % DO_FIRST_LIMIT}`, "CRITICAL"),
  );
  const rest = Array.from({ length: 2 * ofProblem }, (_, n) => alertOf(first.length + n, "rest", "LOW"));
  const list = shortlist(compareAlerts, ELSEWHERE);
  for (const alert of [...rest, ...first]) addTo(list, alert);
  const left = list.alerts.filter(({ key }) => key === "rest");
  expect(left.map(({ facts }) => facts.id)).toEqual(rest.slice(0, ofProblem).map(({ facts }) => facts.id));
});
