import { describe, expect, test } from "vitest";
import { type Alert, decided, merge, observed } from "../alert/alert.ts";
import { conditions } from "../alert/condition.ts";
import type { Decision } from "../alert/decision.ts";
import { alertId } from "../alert/identity.ts";
import type { Observation } from "../alert/observation.ts";
import { type Instant, shift } from "../event/instant.ts";
import { defaultWorld } from "../policy/world.ts";
import { acknowledges, alertOf, clears, day, remarks, sees } from "../testing/timeline.ts";
import { evaluate } from "./evaluate.ts";

const SECOND = 1000;
const HOUR = 3_600_000;

function viewOf(alert: Alert, now: Instant) {
  return evaluate(alert, defaultWorld, now).view;
}

/** The alert that these make in every order of arrival; they must all be the same. */
function inEveryOrder(what: readonly (Observation | Decision)[]): Alert {
  const parts = what.filter((part): part is Observation => !("kind" in part)).map(observed);
  const [first] = parts;
  if (first === undefined) throw new Error("nothing was said");
  const all = [...parts, ...what.flatMap((part) => ("kind" in part ? [decided(first, part)] : []))];
  const [alert, ...others] = permutations(all).map((states) => states.reduce(merge));
  if (alert === undefined) throw new Error("no order");
  for (const other of others) expect(other).toEqual(alert);
  return alert;
}

function permutations<T>(values: readonly T[]): readonly (readonly T[])[] {
  if (values.length < 2) return [values];
  return values.flatMap((value, i) => permutations(values.toSpliced(i, 1)).map((rest) => [value, ...rest]));
}

describe("what was archived", () => {
  const finding = sees("guardduty", day(1), { severity: "HIGH" });
  test.each<readonly [string, readonly (Observation | Decision)[], string]>([
    ["is over", [finding, remarks("archived", day(2))], "RESOLVED"],
    ["is not over by an archiving that came before it", [finding, remarks("archived", day(0))], "OPEN"],
    ["is not known to be over in a tie of instants", [finding, remarks("archived", day(1))], "OPEN"],
    ["is over a millisecond after it was said", [finding, remarks("archived", day(1, 1))], "RESOLVED"],
    ["is open again when it is seen again", [finding, remarks("archived", day(2)), sees("guardduty", day(3))], "OPEN"],
    [
      "is open again once it is unarchived",
      [finding, remarks("archived", day(2)), remarks("unarchived", day(3))],
      "OPEN",
    ],
    [
      "is over where it was unarchived before",
      [finding, remarks("unarchived", day(2)), remarks("archived", day(3))],
      "RESOLVED",
    ],
    [
      "is open in a tie of archiving and unarchiving",
      [finding, remarks("archived", day(2)), remarks("unarchived", day(2))],
      "OPEN",
    ],
    [
      "is not brought back by a replay",
      [finding, remarks("archived", day(2)), remarks("unarchived", day(3), { replayed: true })],
      "RESOLVED",
    ],
    ["is over for every reporter", [finding, sees("securityhub", day(1)), remarks("archived", day(2))], "RESOLVED"],
    [
      "stays unarchived where a replay repeats that",
      [
        finding,
        remarks("archived", day(2)),
        remarks("unarchived", day(2, HOUR)),
        remarks("unarchived", day(3), { replayed: true }),
      ],
      "OPEN",
    ],
    [
      "stays unarchived where another unarchives it who may not speak of it",
      [
        finding,
        remarks("archived", day(2)),
        remarks("unarchived", day(2, HOUR)),
        remarks("unarchived", day(3), { onlyFor: "999900001111" }),
      ],
      "OPEN",
    ],
    [
      "stays archived by its own account where another archives it",
      [
        finding,
        remarks("archived", day(2), { onlyFor: finding.identity.account }),
        remarks("archived", day(3), { onlyFor: "999900001111" }),
      ],
      "RESOLVED",
    ],
    [
      "is not over where its author may speak of another account alone",
      [finding, remarks("archived", day(2), { onlyFor: "999900001111" })],
      "OPEN",
    ],
    [
      "is over where its author may speak of this account alone",
      [finding, remarks("archived", day(2), { onlyFor: finding.identity.account })],
      "RESOLVED",
    ],
    [
      "is not brought back by one who may speak of another account alone",
      [finding, remarks("archived", day(2)), remarks("unarchived", day(3), { onlyFor: "999900001111" })],
      "RESOLVED",
    ],
    ["is nothing where nothing was ever seen", [remarks("archived", day(2))], "RESOLVED"],
    [
      "is news after an acknowledgement when it returns",
      [finding, acknowledges(day(1, HOUR)), remarks("archived", day(1, 2 * HOUR)), sees("guardduty", day(1, 3 * HOUR))],
      "OPEN",
    ],
  ])("%s", (_title, what, status) => {
    expect(viewOf(inEveryOrder(what), day(4)).status).toBe(status);
  });

  test("says who archived it, and why it is over", () => {
    const actor = { kind: "user", name: "ada", call: "ArchiveFindings", at: day(2) } as const;
    const view = viewOf(alertOf(finding, remarks("archived", day(2), { summary: "It was archived.", actor })), day(2));
    expect(view).toMatchObject({ ended: "cleared", because: "archived", summary: "It was archived.", actor });
    expect(view.resource).toBe(finding.statement.resource);
  });

  test("is open by a tie alone where it was archived at the instant at which it was seen", () => {
    expect(viewOf(alertOf(finding, remarks("archived", day(1))), day(2)).ambiguous).toBe(true);
  });
});

describe("a deadline that is unconfirmed", () => {
  const expires = sees("acm", day(1), { severity: "INFORMATIONAL", deadline: day(60) });
  const doubt = remarks("unconfirmed", day(35), { summary: "It was updated." });

  test("keeps the step that it had reached, says since when and why, and climbs no further", () => {
    const alert = inEveryOrder([expires, doubt]);
    for (const now of [day(35), day(50), day(59), day(70)]) {
      const { view, reviewAt } = evaluate(alert, defaultWorld, now);
      expect(view).toMatchObject({
        status: "OPEN",
        severity: "MEDIUM",
        stepDays: 30,
        deadline: day(60),
        unconfirmed: { since: day(35), why: "It was updated." },
      });
      expect(reviewAt).toBeUndefined();
    }
  });

  test.each<readonly [string, readonly Observation[]]>([
    ["is confirmed later", [expires, doubt, remarks("confirmed", day(36))]],
    ["is confirmed in the same second", [expires, doubt, remarks("confirmed", day(35))]],
    ["was confirmed within the minute before", [expires, doubt, remarks("confirmed", day(35, -60 * SECOND))]],
    ["is reported again", [expires, doubt, sees("acm", day(36), { deadline: day(60) })]],
  ])("climbs again when it %s", (_title, what) => {
    const view = viewOf(inEveryOrder(what), day(58));
    expect(view).toMatchObject({ severity: "CRITICAL", stepDays: 3 });
    expect(view.unconfirmed).toBeUndefined();
  });

  test.each<readonly [string, readonly Observation[]]>([
    ["was confirmed earlier than a minute before", [expires, doubt, remarks("confirmed", day(35, -60 * SECOND - 1))]],
    ["was confirmed before, and doubted since", [expires, remarks("confirmed", day(30)), doubt]],
    ["was reported at the instant of the doubt", [sees("acm", day(35), { deadline: day(60) }), doubt]],
  ])("does not when it %s", (_title, what) => {
    expect(viewOf(inEveryOrder(what), day(59)).unconfirmed).toMatchObject({ since: day(35) });
  });

  test("opens nothing where nothing was reported", () => {
    const view = viewOf(alertOf(doubt), day(36));
    expect(view.status).toBe("RESOLVED");
    expect(view.unconfirmed).toBeUndefined();
  });
});

describe("what nobody repeats", () => {
  const threat = { condition: "threat", account: "111122223333", partition: "aws", region: "eu-west-1" } as const;
  const identity = { ...threat, resource: "", discriminator: "finding-1" };
  const { expiresAfterDays = 0 } = conditions.threat;
  const finding = { ...sees("guardduty", day(1)), alertId: alertId(identity), identity };
  const alert = alertOf(finding);

  test("lapses to the millisecond, is reviewed then, and says so", () => {
    const end = day(1 + expiresAfterDays);
    expect(evaluate(alert, defaultWorld, shift(end, -1))).toMatchObject({
      view: { status: "OPEN" },
      reviewAt: end,
    });
    expect(viewOf(alert, end)).toMatchObject({ status: "RESOLVED", ended: "lapsed", because: undefined });
  });

  test("stands so long after its deadline, where it has one", () => {
    const dated = alertOf({ ...finding, statement: { ...finding.statement, deadline: day(40) } } as Observation);
    expect(viewOf(dated, day(40 + expiresAfterDays, -1)).status).toBe("OPEN");
    expect(viewOf(dated, day(40 + expiresAfterDays)).status).toBe("RESOLVED");
  });

  test("stands while another reporter repeats it", () => {
    const other = { ...sees("securityhub", day(60)), alertId: finding.alertId, identity };
    expect(viewOf(alertOf(finding, other), day(1 + expiresAfterDays))).toMatchObject({
      status: "OPEN",
      reporters: ["securityhub"],
    });
  });

  test("is over, and not lapsed, where its reporter says so", () => {
    const end = { ...clears("guardduty", day(2)), alertId: finding.alertId, identity };
    expect(viewOf(alertOf(finding, end), day(400))).toMatchObject({ ended: "cleared", because: "fixed" });
  });
});

test("the account of a finding that is named by its id alone comes from whoever knows it", () => {
  const known = sees("guardduty", day(1));
  const owner = { ...known.identity, condition: "threat" } as const;
  const nobody = { ...owner, account: "" };
  const id = alertId(owner);
  expect(alertId(nobody)).toBe(id);
  const finding = { ...known, alertId: id, identity: owner };
  const archived = { ...remarks("archived", day(2)), alertId: id, identity: nobody };
  expect(inEveryOrder([finding, archived]).identity).toEqual(owner);
});

describe("of several reporters", () => {
  const first = sees("guardduty", day(1), { affected: { resources: ["a", "b"], count: 2 } });
  const second = sees("securityhub", day(2), { affected: { resources: ["b", "c"], count: 40 } });

  test("all affected resources are shown, with the count of whoever knows most", () => {
    expect(viewOf(inEveryOrder([first, second]), day(2)).affected).toEqual({ resources: ["a", "b", "c"], count: 40 });
  });

  test("none takes away who did it", () => {
    const actor = { kind: "root", name: "root", call: "DeleteDetector", at: day(1) } as const;
    const worse = sees("securityhub", day(2), { severity: "CRITICAL" });
    expect(viewOf(inEveryOrder([sees("guardduty", day(1), { actor }), worse]), day(2)).actor).toEqual(actor);
  });

  test("the ladder is that of the earliest deadline, for the life that ends there", () => {
    const long = sees("a", day(1), { severity: "INFORMATIONAL", deadline: day(60), validSince: day(-1000) });
    const short = sees("b", day(1), { severity: "INFORMATIONAL", deadline: day(59), validSince: day(12) });
    // A third of 47 days: the first step lies 15.7 days before the end.
    expect(viewOf(inEveryOrder([long, short]), day(43))).toMatchObject({
      severity: "INFORMATIONAL",
      deadline: day(59),
    });
    expect(viewOf(inEveryOrder([long, short]), day(44))).toMatchObject({ severity: "LOW", stepDays: 15.7 });
  });
});

describe("what was announced for a date", () => {
  const announced = sees("secretsmanager", day(1), { severity: "HIGH", deadline: day(8) });
  const happened = remarks("came-to-pass", day(8, HOUR), { reporter: "secretsmanager", summary: "It was deleted." });
  const loss = sees("secretsmanager-deletion", day(8, HOUR), { severity: "CRITICAL" });

  test("is over once it has come to pass, and says so", () => {
    const view = viewOf(inEveryOrder([announced, happened, loss]), day(9));
    expect(view).toMatchObject({ status: "RESOLVED", ended: "cleared", because: "deleted-at-date" });
    expect(view.summary).toBe("It was deleted.");
  });

  test.each<readonly [string, readonly Observation[]]>([
    ["nobody announced it", [happened, loss]],
    [
      "it happened a millisecond before its date",
      [
        { ...announced, statement: { ...announced.statement, deadline: day(8, HOUR + 1) } } as Observation,
        happened,
        loss,
      ],
    ],
    [
      "its date was no later than its announcement",
      [sees("secretsmanager", day(8), { deadline: day(8) }), happened, loss],
    ],
    [
      "a replay alone tells of the announcement",
      [sees("secretsmanager", day(1), { deadline: day(8), replayed: true }), happened, loss],
    ],
    ["another reporter had announced it", [sees("another", day(1), { deadline: day(8) }), happened, loss]],
    ["the announcement was taken back before", [announced, clears("secretsmanager", day(2)), happened, loss]],
  ])("stays open, and as bad as it is, where %s", (_title, what) => {
    expect(viewOf(inEveryOrder(what), day(9))).toMatchObject({ status: "OPEN", severity: "CRITICAL" });
  });

  test("is over at the very instant of its date", () => {
    const onTime = remarks("came-to-pass", day(8), { reporter: "secretsmanager" });
    expect(viewOf(inEveryOrder([announced, onTime]), day(9)).because).toBe("deleted-at-date");
  });

  test("is open again when it is announced again", () => {
    const again = sees("secretsmanager", day(10), { deadline: day(17) });
    expect(viewOf(inEveryOrder([happened, loss, again]), day(11))).toMatchObject({ status: "OPEN" });
  });

  test("leaves nothing of it where it happened before its date: the loss stands, without a deadline", () => {
    const early = remarks("came-to-pass", day(3), { reporter: "secretsmanager" });
    const lost = sees("secretsmanager-deletion", day(3), { severity: "CRITICAL" });
    for (const now of [day(3), day(9)]) {
      const view = viewOf(inEveryOrder([announced, early, lost]), now);
      expect(view).toMatchObject({ status: "OPEN", severity: "CRITICAL", reporters: ["secretsmanager-deletion"] });
      expect([view.deadline, view.stepDays]).toEqual([undefined, undefined]);
    }
  });

  test("ended as whoever spoke later says", () => {
    const restored = clears("secretsmanager-test", day(9), { because: "fixed" });
    expect(viewOf(inEveryOrder([announced, happened, restored]), day(10)).because).toBe("fixed");
  });
});

describe("a call behind what another reports", () => {
  const actor = { kind: "role", name: "deploy", call: "DeleteSecret", at: day(1) } as const;
  const loss = sees("secretsmanager-deletion", day(1, 10 * SECOND), { severity: "CRITICAL" });
  const routine = { ...actor, routine: "its owner made the call" };
  const takesEffect = { from: day(1), until: day(1, 60 * SECOND) };
  const call = remarks("attributed", day(1), { actor: routine, takesEffect });

  test("says who made it, in whatever order they come", () => {
    expect(viewOf(inEveryOrder([loss, remarks("attributed", day(1), { actor, takesEffect })]), day(1))).toMatchObject({
      status: "OPEN",
      severity: "CRITICAL",
      actor,
    });
  });

  test("gives way to whoever a report itself names", () => {
    const named = sees("secretsmanager", day(1), { actor: { ...actor, name: "root", kind: "root" } });
    expect(
      viewOf(inEveryOrder([named, remarks("attributed", day(1), { actor, takesEffect })]), day(2)).actor?.name,
    ).toBe("root");
  });

  test("makes informational what follows from it when it is routine", () => {
    const view = viewOf(inEveryOrder([loss, call]), day(1));
    expect(view).toMatchObject({ status: "OPEN", severity: "INFORMATIONAL", actor: routine });
  });

  test.each<readonly [string, number, "CRITICAL" | "INFORMATIONAL"]>([
    ["nothing that was reported before it took effect", -1, "CRITICAL"],
    ["what was reported as it took effect", 0, "INFORMATIONAL"],
    ["what was reported as its effect ended", 60 * SECOND, "INFORMATIONAL"],
    ["nothing that was reported later", 60 * SECOND + 1, "CRITICAL"],
  ])("is behind %s", (_title, milliseconds, severity) => {
    const reported = sees("secretsmanager-deletion", day(1, milliseconds), { severity: "CRITICAL" });
    const view = viewOf(inEveryOrder([reported, call]), day(2));
    expect([view.severity, view.actor]).toEqual([severity, severity === "CRITICAL" ? undefined : routine]);
  });

  test("is behind nothing where it is not known when it took effect", () => {
    const unknown = remarks("attributed", day(1), { actor: routine });
    expect(viewOf(inEveryOrder([loss, unknown]), day(2))).toMatchObject({ severity: "CRITICAL", actor: undefined });
  });

  test.each([
    ["by its condition's end", "another", "condition"],
    ["by its own reporter's word", "secretsmanager-deletion", "reporter"],
  ] as const)("is behind nothing that is reported after it was undone, %s", (_title, reporter, scope) => {
    for (const undoneAt of [day(1), day(1, 5 * SECOND)]) {
      const undone = clears(reporter, undoneAt, { scope });
      expect(viewOf(inEveryOrder([loss, call, undone]), day(2))).toMatchObject({
        status: "OPEN",
        severity: "CRITICAL",
        actor: undefined,
      });
    }
  });

  test("is behind what follows although something else was undone before it", () => {
    const before = clears("another", day(1, -1), { scope: "condition" });
    expect(viewOf(inEveryOrder([loss, call, before]), day(2)).severity).toBe("INFORMATIONAL");
  });

  test("makes nothing milder that another call brought about", () => {
    const other = { ...actor, name: "ines" };
    const overwritten = sees("secretsmanager-deletion", day(1, 10 * SECOND), { severity: "HIGH", actor: other });
    expect(viewOf(inEveryOrder([overwritten, call]), day(2))).toMatchObject({ severity: "HIGH", actor: other });
  });

  test("is no longer told once another has ended what came of it", () => {
    const over = clears("secretsmanager", day(2), { scope: "condition" });
    const view = viewOf(inEveryOrder([loss, remarks("attributed", day(1), { actor, takesEffect }), over]), day(3));
    expect(view).toMatchObject({ status: "RESOLVED", actor: undefined });
  });

  test("opens nothing by itself", () => {
    expect(viewOf(alertOf(call), day(2)).status).toBe("RESOLVED");
  });
});
