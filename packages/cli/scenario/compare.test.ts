import { instant, shift } from "@tocsin/core/event/instant";
import { notificationKinds } from "@tocsin/oncall/group";
import { certificateAlert, countsOf, notificationWith } from "@tocsin/oncall/testing/sample-notification";
import { tellReasons } from "@tocsin/oncall/verdict";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compare, instantOf, isAsWanted, type Line } from "./compare.ts";
import { type Arrived, type Feature, worstOpen } from "./features.ts";
import type { Expectation, Wanted } from "./scenario.ts";

const start = instant("2026-11-20T12:00:00Z");
const MINUTE = 60_000;

function arrivedAt(minutes: number, changed: Parameters<typeof notificationWith>[0] = {}): Arrived {
  return { at: shift(start, minutes * MINUTE), channel: "desk", notification: notificationWith(changed) };
}

function expectedOf({ at, notification }: Arrived): Expectation {
  const { destination, kind, rings, reason, counts } = notification;
  return { at, to: destination, kind, rings, why: reason, severity: worstOpen(counts), line: 1 };
}

function wantedWith(notifications: readonly Expectation[], changed: Partial<Wanted> = {}): Wanted {
  return { withinMilliseconds: MINUTE, ignored: [], never: [], notifications, ...changed };
}

const outcomesOf = (wanted: Wanted, arrived: readonly Arrived[]) =>
  compare(wanted, { arrived, alerts: [], alarms: [] }).timeline.map(({ outcome }) => outcome);

const someArrived = fc
  .record({
    minutes: fc.nat(600),
    destination: fc.constantFrom("desk", "lead"),
    kind: fc.constantFrom(...notificationKinds),
    rings: fc.boolean(),
    reason: fc.constantFrom(...tellReasons),
    open: fc.nat(2),
  })
  .map(({ minutes, open, ...changed }) => arrivedAt(minutes, { ...changed, counts: countsOf({ HIGH: open }) }));
const someHistory = fc.array(someArrived, { maxLength: 8 });

describe("what arrives", () => {
  test("is as expected where it is what was expected, however the moments are shuffled", () => {
    const shuffled = someHistory.chain((arrived) =>
      fc.tuple(fc.constant(arrived), fc.shuffledSubarray(arrived, { minLength: arrived.length })),
    );
    fc.assert(
      fc.property(shuffled, ([arrived, order]) => {
        expect(isAsWanted(compare(wantedWith(order.map(expectedOf)), { arrived, alerts: [], alarms: [] }))).toBe(true);
      }),
    );
  });

  test("is one too many where an expectation is taken away, and one too few where one comes to another destination", () => {
    fc.assert(
      fc.property(fc.array(someArrived, { minLength: 1, maxLength: 8 }), (arrived) => {
        const [first, ...others] = arrived.map(expectedOf);
        expect(outcomesOf(wantedWith(others), arrived).filter((one) => one !== "as-expected")).toEqual(["unexpected"]);
        const elsewhere = first === undefined ? [] : [{ ...first, to: "nowhere" }];
        const all = wantedWith([...others, ...elsewhere, ...(first === undefined ? [] : [first])]);
        expect(outcomesOf(all, arrived).filter((one) => one !== "as-expected")).toEqual(["missing"]);
      }),
    );
  });

  test("is on the timeline once, and so is each that was expected", () => {
    fc.assert(
      fc.property(someHistory, someHistory, (arrived, others) => {
        const expected = others.map(expectedOf);
        const { timeline } = compare(wantedWith(expected), { arrived, alerts: [], alarms: [] });
        expect(timeline.flatMap((line) => ("arrived" in line ? [line.arrived] : [])).length).toBe(arrived.length);
        expect(timeline.flatMap((line) => ("expected" in line ? [line.expected] : [])).length).toBe(expected.length);
      }),
    );
  });

  test("is where it came, and what is missing where it was to come: the timeline is read downwards", () => {
    const moment = (line: Line) => ("arrived" in line ? line.arrived.at : line.expected.at);
    fc.assert(
      fc.property(someHistory, someHistory, (arrived, others) => {
        const { timeline } = compare(wantedWith(others.map(expectedOf)), { arrived, alerts: [], alarms: [] });
        expect(timeline.map(moment)).toEqual(timeline.map(moment).toSorted());
        expect(timeline.map(instantOf)).toEqual(timeline.map(moment));
      }),
    );
  });

  test.each<readonly [string, number, Line["outcome"]]>([
    ["as much too late as is allowed", MINUTE, "as-expected"],
    ["a millisecond later than is allowed", MINUTE + 1, "differs"],
    ["as much too early as is allowed", -MINUTE, "as-expected"],
    ["a millisecond earlier than is allowed", -MINUTE - 1, "differs"],
  ])("%s is judged by that", (_title, milliseconds, outcome) => {
    const arrived = arrivedAt(0);
    const at = shift(arrived.at, -milliseconds);
    expect(outcomesOf(wantedWith([{ ...expectedOf(arrived), at }]), [arrived])).toEqual([outcome]);
  });

  const sample = arrivedAt(0, {
    title: "Expiry of certificate a*b",
    counts: countsOf({ HIGH: 2 }, { silenced: 1, ended: 3 }),
  });
  const high = { INFORMATIONAL: 0, LOW: 0, MEDIUM: 0, HIGH: 2, CRITICAL: 0 };

  test.each<readonly [string, Partial<Expectation>, readonly Feature[]]>([
    ["its title by a part", { title: "Expiry of *" }, []],
    ["its title as a whole", { title: String.raw`Expiry of certificate a\*b` }, []],
    ["another title", { title: "Expiry" }, ["title"]],
    ["another title that a bare star would take", { title: String.raw`Expiry of certificate \*` }, ["title"]],
    ["its numbers", { counts: { open: high, silenced: 1, ended: 3, acknowledged: 0, suppressed: 0 } }, []],
    ["some of its numbers", { counts: { silenced: 1 } }, []],
    ["another number of what is open", { counts: { open: { ...high, LOW: 1 } } }, ["counts"]],
    ["another number of what is silenced", { counts: { silenced: 2 } }, ["counts"]],
    ["another number of what has ended", { counts: { ended: 2 } }, ["counts"]],
    ["its severity", { severity: "HIGH" }, []],
    ["another severity", { severity: "CRITICAL" }, ["severity"]],
    ["whether it rings", { rings: false }, ["rings"]],
    ["another kind and another reason", { kind: "over", why: "all-over" }, ["kind", "why"]],
  ])("is compared by %s", (_title, features, differs) => {
    const expected = { ...expectedOf(sample), ...features };
    const [line] = compare(wantedWith([expected]), { arrived: [sample], alerts: [], alarms: [] }).timeline;
    expect(line?.outcome === "differs" ? line.in : []).toEqual(differs);
  });

  test("is beside what it most likely was to be", () => {
    const [early, late] = [arrivedAt(10), arrivedAt(100, { kind: "reminder" })];
    const expected = [
      { ...expectedOf(early), kind: "worse" as const },
      { ...expectedOf(late), at: shift(start, 110 * MINUTE) },
    ];
    const { timeline } = compare(wantedWith(expected), { arrived: [early, late], alerts: [], alarms: [] });
    expect(timeline.map((line) => (line.outcome === "differs" ? [line.arrived, line.in] : line))).toEqual([
      [early, ["kind"]],
      [late, ["at"]],
    ]);
  });

  test("is not looked at where its kind is left out, and only shown where nothing is expected", () => {
    const arrived = [arrivedAt(0), arrivedAt(20, { kind: "reminder" })];
    const [first] = arrived.map(expectedOf);
    const expected = first === undefined ? [] : [first];
    expect(outcomesOf(wantedWith(expected, { ignored: ["reminder"] }), arrived)).toEqual(["as-expected"]);
    expect(outcomesOf(wantedWith([], { notifications: undefined }), arrived)).toEqual(["not-compared", "not-compared"]);
  });

  test("is reported where it was never to come", () => {
    const arrived = [arrivedAt(0, { destination: "lead" }), arrivedAt(1)];
    const wanted = wantedWith(arrived.map(expectedOf), { never: [{ to: "lead", rings: true, line: 9 }] });
    const result = compare(wanted, { arrived, alerts: [], alarms: [] });
    expect(result.timeline.filter(({ outcome }) => outcome === "never")).toMatchObject([
      { never: { line: 9 }, arrived: { notification: { destination: "lead" } } },
    ]);
    expect(isAsWanted(result)).toBe(false);
  });
});

describe("the alerts at the end", () => {
  const isHigh = { matches: (view: unknown) => view === certificateAlert, line: 3 };
  const isAny = { matches: () => true, line: 4 };
  const other = { ...certificateAlert, id: "f".repeat(32) };
  const compared = (alerts: Wanted["alerts"], found: readonly (typeof certificateAlert)[]) => {
    const { missingAlerts, unexpectedAlerts } = compare(wantedWith([], { alerts }), {
      arrived: [],
      alerts: found,
      alarms: [],
    });
    return [missingAlerts.map(({ line }) => line), unexpectedAlerts];
  };

  test("are each what one pattern takes", () => {
    expect(compared([isAny, isHigh], [certificateAlert, other])).toEqual([[], []]);
    expect(compared([isHigh], [certificateAlert, other])).toEqual([[], [other]]);
    expect(compared([isAny, isHigh], [other])).toEqual([[3], []]);
    expect(compared([], [other])).toEqual([[], [other]]);
    expect(compared(undefined, [other])).toEqual([[], []]);
  });
});
