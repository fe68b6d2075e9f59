import type { Decisions } from "@tocsin/core/alert/decision";
import type { Status } from "@tocsin/core/alert/view";
import type { Instant } from "@tocsin/core/event/instant";
import { defaultWorld } from "@tocsin/core/policy/world";
import { alertOf, day, sees } from "@tocsin/core/testing/timeline";
import { evaluate } from "@tocsin/core/transition/evaluate";
import { describe, expect, test } from "vitest";
import { type Deciding, deciding, type Intent, type Shown, verbs } from "./deciding.ts";

const HOUR = 3_600_000;
const now = day(1);
const morning = day(2);
const ada = { by: "ada", why: "on it", now };

function shown(status: Status, decisions: Decisions = {}, more: Partial<Shown> = {}): Shown {
  const alert = alertOf(sees("acm", day(0), { severity: "HIGH" }));
  const { view } = evaluate(alert, defaultWorld, now);
  return { view: { ...view, status }, version: 7, decisions, ...more };
}

const ack = (until?: Instant): Intent => ({ verb: "ack", until, usualEnd: morning });
const suppress = (until: Instant): Intent => ({ verb: "suppress", until });
const acknowledgedUntil = (until: Instant): Decisions => ({
  acknowledgement: { kind: "acknowledge", at: day(0), by: "bob", why: "mine", until },
});
const suppressedUntil = (until: Instant): Decisions => ({
  suppression: { kind: "suppress", at: day(0), by: "bob", why: "known", until },
});
const endOf = (needed: Deciding) => (needed.isNeeded && "until" in needed.decision ? needed.decision.until : undefined);

describe("an acknowledgement", () => {
  test("carries what its author was shown", () => {
    expect(deciding(ack(), shown("OPEN"), ada)).toEqual({
      isNeeded: true,
      decision: {
        kind: "acknowledge",
        ...{ at: now, by: "ada", why: "on it", until: morning },
        seen: { version: 7, severity: "HIGH" },
      },
    });
  });

  test.each<readonly [string, Instant | undefined, Instant | undefined, Instant]>([
    ["the next working morning, where there is no deadline", undefined, undefined, morning],
    ["the next step of the deadline, where that is earlier", undefined, day(2, -1), day(2, -1)],
    ["the next working morning, where the step is later", undefined, day(2, 1), morning],
    ["what its author said, whatever the deadline", day(5), day(2, -1), day(5)],
  ])("holds until %s", (_title, until, nextStepAt, expected) => {
    expect(endOf(deciding(ack(until), shown("OPEN", {}, { nextStepAt }), ada))).toBe(expected);
  });

  test.each<readonly [string, Intent, Instant, Instant | undefined]>([
    ["is not made again where one holds as long", ack(), morning, undefined],
    ["without an end does not shorten one that holds longer", ack(), day(2, 1), undefined],
    ["without an end prolongs one that ends before", ack(), day(2, -1), morning],
    ["with an end shortens one that holds longer", ack(day(1, HOUR)), day(2), day(1, HOUR)],
    ["with the same end is not made again", ack(day(3)), day(3), undefined],
  ])("%s", (_title, intent, holdsUntil, expected) => {
    const needed = deciding(intent, shown("ACKNOWLEDGED", acknowledgedUntil(holdsUntil)), ada);
    expect([needed.isNeeded, endOf(needed)]).toEqual([expected !== undefined, expected]);
    if (!needed.isNeeded) expect(needed).toEqual({ isNeeded: false, status: "ACKNOWLEDGED", until: holdsUntil });
  });

  test("is made again where an earlier one holds no more, though its end is the same", () => {
    // It became worse than its author saw.
    expect(deciding(ack(), shown("OPEN", acknowledgedUntil(morning)), ada).isNeeded).toBe(true);
  });
});

describe("a suppression", () => {
  test.each<readonly [string, Status, Decisions, boolean]>([
    ["of what is open is needed", "OPEN", {}, true],
    ["of what is acknowledged is needed", "ACKNOWLEDGED", acknowledgedUntil(day(9)), true],
    ["until another instant is needed", "SUPPRESSED", suppressedUntil(day(9, 1)), true],
    ["until the same instant is not", "SUPPRESSED", suppressedUntil(day(9)), false],
    ["of what is over is not", "RESOLVED", {}, false],
  ])("%s", (_title, status, decisions, isNeeded) => {
    expect(deciding(suppress(day(9)), shown(status, decisions), ada).isNeeded).toBe(isNeeded);
  });
});

describe("an approval", () => {
  const pending = { kind: "suppress", at: day(0), by: "role/bob", why: "known", until: day(9) } as const;
  const approve: Intent = { verb: "approve" };

  test("names the suppression that it is of", () => {
    expect(deciding(approve, shown("OPEN", {}, { pending }), ada)).toMatchObject({
      decision: { kind: "approve", by: "ada", of: { at: day(0), by: "role/bob" } },
    });
  });

  test.each<readonly [string, Partial<Shown>, string, string]>([
    ["of nothing that awaits one", {}, "ada", "no suppression of it awaits approval"],
    ["by the author", { pending }, "role/bob", "another than who suppressed it"],
    ["by the author in another role", { pending }, "other/bob", "another than who suppressed it"],
  ])("%s is refused, and it is said why", (_title, more, by, problem) => {
    const needed = deciding(approve, shown("OPEN", {}, more), { ...ada, by });
    expect(needed).toEqual({ isNeeded: false, problem: expect.stringContaining(problem) });
  });
});

describe("every decision", () => {
  const intents: readonly Intent[] = [ack(), suppress(day(9)), { verb: "resolve" }, { verb: "reopen" }];

  test.each(intents)("to $verb is made on what is in one of its states, and of another it says which", (intent) => {
    for (const status of ["OPEN", "ACKNOWLEDGED", "SUPPRESSED", "RESOLVED"] as const) {
      const needed = deciding(intent, shown(status), ada);
      expect(needed.isNeeded).toBe(verbs[intent.verb].of.includes(status));
      if (!needed.isNeeded) expect(needed).toMatchObject({ status });
    }
  });

  test.each(intents)("to $verb is later than what was said and decided, whatever the clocks", (intent) => {
    const [status] = verbs[intent.verb].of;
    if (status === undefined) throw new Error("it applies to nothing");
    const said = shown(status);
    const ahead = day(1, HOUR);
    const at = (before: Shown) => {
      const needed = deciding(intent, before, ada);
      return needed.isNeeded && needed.decision.at;
    };
    expect(at(said)).toBe(now);
    expect(at({ ...said, view: { ...said.view, lastSeenAt: ahead } })).toBe(ahead);
    const ruling = { kind: "resolve", at: ahead, by: "ada", why: "done" } as const;
    expect(at({ ...said, decisions: { ruling } })).toBe(day(1, HOUR + 1));
  });
});
