import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { defaultWorld } from "../policy/world.ts";
import { clears, day, sees } from "../testing/timeline.ts";
import { evaluate } from "../transition/evaluate.ts";
import { type Alert, merge, observed } from "./alert.ts";
import type { Observation } from "./observation.ts";
import { type Severity, severities } from "./severity.ts";

interface Said {
  readonly subject: string;
  readonly isActive: boolean;
  readonly days: number;
  readonly severity?: Severity;
}

function observation({ subject, isActive, days, severity = "MEDIUM" }: Said): Observation {
  const about = { subject, resource: `image/${subject}`, eventId: `${subject}-${days}-${isActive}-${severity}` };
  return isActive ? sees("inspector", day(days), { ...about, severity }) : clears("inspector", day(days), about);
}

function joined(all: readonly Said[]): Alert {
  return all.map((one) => observed(observation(one))).reduce(merge);
}

/** In a tie of one subject with itself the condition is taken to be there. */
function isOpenIn(all: readonly Said[], subject: string): boolean {
  const own = all.filter((one) => one.subject === subject);
  const last = Math.max(...own.map(({ days }) => days));
  return own.some(({ days, isActive }) => days === last && isActive);
}

const someSaid = (names: readonly string[], maxLength: number) =>
  fc.array(
    fc.record({
      subject: fc.constantFrom(...names),
      isActive: fc.boolean(),
      days: fc.integer({ min: 0, max: 12 }),
      severity: fc.constantFrom(...severities),
    }),
    { minLength: 1, maxLength },
  );

describe("an alert of several subjects", () => {
  const names = ["a", "b", "c"];

  test("is open exactly while one of them is, in whatever order and how often they are heard", () => {
    fc.assert(
      fc.property(
        someSaid(names, 12).chain((all) =>
          fc.tuple(fc.constant(all), fc.shuffledSubarray([...all, ...all], { minLength: all.length })),
        ),
        ([all, again]) => {
          const alert = joined([...again, ...all]);
          expect(alert).toEqual(joined(all));
          const { view } = evaluate(alert, defaultWorld, day(20));
          const open = [...new Set(all.map(({ subject }) => subject))].filter((subject) => isOpenIn(all, subject));
          expect(view.status).toBe(open.length > 0 ? "OPEN" : "RESOLVED");
          if (open.length > 0) expect(open.map((subject) => `image/${subject}`)).toContain(view.resource);
          expect(view.affected?.resources ?? open.slice(0, 1).map((subject) => `image/${subject}`)).toEqual(
            open.map((subject) => `image/${subject}`).sort(),
          );
        },
      ),
      { numRuns: 3000 },
    );
  });

  test("is merged as everything is: in any grouping, and without effect when repeated", () => {
    fc.assert(
      fc.property(someSaid(names, 5), someSaid(names, 5), someSaid(names, 5), (a, b, c) => {
        const [x, y, z] = [joined(a), joined(b), joined(c)];
        expect(merge(merge(x, y), z)).toEqual(merge(x, merge(y, z)));
        expect(merge(x, y)).toEqual(merge(y, x));
        expect(merge(x, x)).toBe(x);
        const both = merge(x, y);
        expect(merge(both, y)).toBe(both);
      }),
      { numRuns: 2000 },
    );
  });
});

describe("more subjects than are kept apart", () => {
  const names = Array.from({ length: 300 }, (_, n) => `image-${String(n).padStart(3, "0")}`);
  const all = names.map((subject): Said => ({ subject, isActive: true, days: 1 }));

  test("end in the same alert in whatever order they are heard, of which some are named", () => {
    const once = joined(all);
    fc.assert(
      fc.property(fc.shuffledSubarray(all, { minLength: all.length }), (order) => {
        expect(joined(order)).toEqual(once);
      }),
      { numRuns: 20 },
    );
    expect(Object.keys(once.reporters.inspector?.subjects?.named ?? {}).length).toBeLessThan(names.length);
  });

  test("are joined alike whether they rose or fell before they were displaced", () => {
    const late = someSaid(["image-058", "image-059", "image-060", "image-298"], 8);
    const rest = joined(all.slice(0, 59));
    fc.assert(
      fc.property(late, late, (a, b) => {
        expect(merge(merge(joined(a), joined(b)), rest)).toEqual(merge(merge(rest, joined(b)), joined(a)));
      }),
      { numRuns: 100 },
    );
  });

  test("show the worst that was seen in those that are not kept apart, until a person or a reporter ends them all", () => {
    const worse: Said = { subject: "image-299", isActive: true, days: 2, severity: "CRITICAL" };
    const alert = joined([...all.slice(0, 60), worse]);
    expect(evaluate(alert, defaultWorld, day(3)).view).toMatchObject({
      severity: "CRITICAL",
      resource: "image/image-299",
    });
    const milder = merge(alert, joined([{ ...worse, days: 3, severity: "LOW" }]));
    expect(evaluate(milder, defaultWorld, day(4)).view.severity).toBe("CRITICAL");
    const ruling = { kind: "resolve", at: day(4), by: "ada", why: "it is patched" } as const;
    const again = merge(
      { ...milder, decisions: { ruling } },
      joined([{ subject: "image-000", isActive: true, days: 5 }]),
    );
    expect(evaluate(again, defaultWorld, day(6)).view).toMatchObject({ status: "OPEN", severity: "MEDIUM" });
    const settled = [
      clears("inspector", day(4), { subject: "image-001", scope: "condition" }),
      sees("inspector", day(5), { subject: "image-000" }),
    ];
    const renewed = settled.map(observed).reduce(merge, milder);
    expect(evaluate(renewed, defaultWorld, day(6)).view).toMatchObject({
      status: "OPEN",
      severity: "MEDIUM",
    });
  });

  test("are in doubt open where the end of some is not known, until a person says otherwise", () => {
    const ends = names.map((subject): Said => ({ subject, isActive: false, days: 2 }));
    const alert = joined([...all, ...ends]);
    expect(joined([...ends, ...all])).toEqual(alert);
    expect(evaluate(alert, defaultWorld, day(3)).view.status).toBe("OPEN");
    const ruling = { kind: "resolve", at: day(3), by: "ada", why: "all images are gone" } as const;
    const resolved = { ...alert, decisions: { ruling } };
    expect(evaluate(resolved, defaultWorld, day(3)).view.status).toBe("RESOLVED");
  });

  test("of which only as many are seen as are kept apart end as they should", () => {
    const few = all.slice(0, 60);
    const ends = few.map(({ subject }): Said => ({ subject, isActive: false, days: 2 }));
    expect(evaluate(joined([...few, ...ends]), defaultWorld, day(3)).view.status).toBe("RESOLVED");
  });
});
