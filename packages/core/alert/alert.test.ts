import { describe, expect, test } from "vitest";
import { acknowledges, clears, day, reopens, resolves, sees, suppresses } from "../testing/timeline.ts";
import { type Alert, decided, merge, observed } from "./alert.ts";
import type { Decision } from "./decision.ts";
import { alertId } from "./identity.ts";
import type { Observation } from "./observation.ts";

/** Both orders of arrival. */
function joined(a: Alert, b: Alert): readonly Alert[] {
  return [merge(a, b), merge(b, a)];
}

describe("of two statements of one reporter", () => {
  test.each<[string, Observation, Observation]>([
    [
      "the later one, though its id is the lesser",
      sees("acm", day(2), { eventId: "a" }),
      clears("acm", day(1), { eventId: "b" }),
    ],
    [
      "the one with the greater id, where both are made at one instant",
      sees("acm", day(1), { eventId: "b" }),
      sees("acm", day(1), { eventId: "a" }),
    ],
    [
      "what came live rather than its replay",
      sees("acm", day(1), { title: "a" }),
      sees("acm", day(1), { title: "b", replayed: true }),
    ],
    [
      "what came live rather than the same in a baseline",
      sees("acm", day(1), { title: "a" }),
      sees("acm", day(1), { title: "b", baseline: true }),
    ],
    [
      "what came live rather than its replay, whatever their texts",
      sees("acm", day(1), { title: "b" }),
      sees("acm", day(1), { title: "a", replayed: true }),
    ],
    [
      "what came live rather than the same in a baseline, whatever their texts",
      sees("acm", day(1), { title: "b" }),
      sees("acm", day(1), { title: "a", baseline: true }),
    ],
  ])("an alert keeps %s", (_title, kept, other) => {
    for (const alert of joined(observed(kept), observed(other)))
      expect(alert.reporters.acm?.latest).toBe(kept.statement);
  });
});

describe("of two decisions of one register", () => {
  const by = <D extends Decision>(name: string, decision: D): D => ({ ...decision, by: name });

  test.each<[string, Decision, Decision]>([
    ["the later one, though its author comes first", by("ada", resolves(day(2))), by("grace", reopens(day(1)))],
    [
      "that of the author who comes last, where both are made at one instant",
      by("grace", resolves(day(1))),
      by("ada", reopens(day(1))),
    ],
  ])("an alert keeps %s", (_title, kept, other) => {
    const alert = observed(sees("acm", day(0)));
    for (const both of joined(decided(alert, kept), decided(alert, other))) expect(both.decisions.ruling).toBe(kept);
  });

  test("that are of different registers an alert keeps all", () => {
    const alert = observed(sees("acm", day(0)));
    const [acknowledgement, suppression] = [acknowledges(day(3)), suppresses(day(1), day(9))];
    for (const both of joined(decided(alert, acknowledgement), decided(alert, suppression)))
      expect(both.decisions).toEqual({ acknowledgement, suppression });
  });
});

test("two alerts are not merged, and the error names them", () => {
  const alert = observed(sees("acm", day(0)));
  const other = { ...alert, id: alertId({ ...alert.identity, region: "eu-west-2" }) };
  expect(() => merge(alert, other)).toThrow(new RangeError(`alerts ${alert.id} and ${other.id} are not the same`));
});
