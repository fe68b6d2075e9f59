import { instant, shift } from "@tocsin/core/event/instant";
import { describe, expect, test } from "vitest";
import type { Counts, Sending, Told } from "../group.ts";
import { countsWith, sampleKey, toldWith } from "../testing/sample-group.ts";
import type { LaterReason, Verdict } from "../verdict.ts";
import { decide } from "./decide.ts";
import { lookAt } from "./look.ts";
import { delivered, failed, toldAfter } from "./told.ts";

const now = instant("2026-11-24T10:00:00Z");
const inSeconds = (seconds: number) => shift(now, seconds * 1000);
const one = countsWith({ HIGH: 1 }, { HIGH: 1 });
const subject = { ...sampleKey, route: "r", waitSeconds: 60 };

function after(told: Told | undefined, verdict: Verdict, counts: Counts = one): Told {
  const circumstances = { now, mode: "live", timezone: "UTC", destination: { showsState: false } } as const;
  return toldAfter(lookAt(told, subject, counts, circumstances), verdict, "Threat");
}

const tell: Extract<Verdict, { outcome: "tell" }> = {
  ...{ outcome: "tell", kind: "opened", rings: true, reason: "opened" },
  nextAt: inSeconds(1200),
};
const later = (reason: LaterReason): Verdict => ({ outcome: "later", reason, nextAt: inSeconds(99) });
const told = (changed: Partial<Told> = {}) =>
  toldWith({ last: { at: now, kind: "opened", rings: true, counts: one }, ...changed });

describe("a group that was never told", () => {
  test("is what its subject says, with no notification yet", () => {
    expect(after(undefined, later("group-waits"))).toMatchObject({
      ...{ key: sampleKey, route: "r", waitSeconds: 60, title: "Threat", sequence: 0 },
      ...{ owedSince: now, nextAt: inSeconds(99) },
    });
  });
});

test("what has ended while others are muted is told when all is over", () => {
  const muted = countsWith({}, { HIGH: 2 }, { silenced: 1, ended: 1 });
  const silenced: Verdict = { outcome: "nothing", reason: "silenced", isTold: true };
  expect(after(told(), silenced, muted).last?.counts).toEqual({ ...muted, ended: 0 });
  const gone: Verdict = { outcome: "nothing", reason: "nothing-open", isTold: true };
  expect(after(told(), gone, muted).last?.counts).toEqual(muted);
});

test.each<[title: string, reason: Extract<Verdict, { outcome: "nothing" }>["reason"], open: number, expected: number]>([
  ["from then on, where nothing is left of it: what comes back by a move was told elsewhere", "nothing-open", 0, 27],
  ["from the ring on, where some are left", "no-state-shown", 26, 1],
])("a group grows %s", (_title, reason, open, expected) => {
  const rung = { at: inSeconds(-600), kind: "opened", open: 1, begun: 1, worst: "HIGH", reminders: 0 } as const;
  const counts = countsWith({ HIGH: open }, { HIGH: 27 });
  const verdict: Verdict = { outcome: "nothing", reason, isTold: true };
  expect(after(told({ rung }), verdict, counts).rung).toEqual({ ...rung, begun: expected });
});

test("a failure is over where there is nothing more to tell", () => {
  const failing = { since: inSeconds(-600), times: 4 };
  const nothing: Verdict = { outcome: "nothing", reason: "acknowledged", isTold: true };
  expect(after(told({ failing }), nothing).failing).toBeUndefined();
  expect(after(told({ failing }), later("destination-fails")).failing).toEqual(failing);
});

describe("a notification that is begun", () => {
  test("has the next number, and is the only one for half a minute", () => {
    const begun = after(toldWith({ sequence: 7 }), tell);
    const until = inSeconds(30);
    expect(begun).toMatchObject({ sequence: 8, title: "Threat", owedSince: now, nextAt: until });
    expect(begun.sending).toEqual({
      at: now,
      kind: "opened",
      rings: true,
      counts: one,
      until,
      nextAt: inSeconds(1200),
    });
  });

  test("is owed since there was something to tell", () => {
    expect(after(toldWith({ owedSince: inSeconds(-60) }), tell).owedSince).toBe(inSeconds(-60));
  });

  test.each<[string, Partial<typeof tell>]>([
    ["a reminder", { kind: "reminder" }],
    ["an end", { kind: "over", rings: false }],
    ["other numbers", { kind: "updated", rings: false }],
  ])("is no news where it is %s", (_title, changed) => {
    expect(after(told(), { ...tell, ...changed }).owedSince).toBeUndefined();
  });
});

describe("what waits", () => {
  test.each<[LaterReason, boolean, boolean]>([
    ["group-waits", true, true],
    ["until-morning", true, true],
    ["step-waits", true, true],
    ["flaps", true, false],
    ["destination-fails", true, false],
    ["paused", true, false],
    ["updates-wait", false, false],
  ])("by the reason %s is news where something has begun: %s; else: %s", (reason, isNews, isNewsAnyway) => {
    const begun = countsWith({ HIGH: 2 }, { HIGH: 2 });
    expect(after(told(), later(reason), begun).owedSince).toBe(isNews ? now : undefined);
    expect(after(told(), later(reason), countsWith({ HIGH: 2 }, { HIGH: 1 })).owedSince).toBe(
      isNewsAnyway ? now : undefined,
    );
  });

  test("stays owed since it was first, and has nothing on its way", () => {
    const sending: Sending = { at: now, kind: "opened", rings: true, counts: one, until: now };
    const waiting = after(toldWith({ owedSince: inSeconds(-5), sending }), later("group-waits"));
    expect(waiting).toMatchObject({ owedSince: inSeconds(-5), nextAt: inSeconds(99) });
    expect(waiting.sending).toBeUndefined();
  });

  test("stays as it is while a notification is on its way", () => {
    const sending: Sending = { at: now, kind: "opened", rings: true, counts: one, until: inSeconds(9) };
    const before = toldWith({ sequence: 1, sending, owedSince: inSeconds(-5), nextAt: inSeconds(9) });
    expect(after(before, later("being-told"))).toEqual(before);
  });

  test("may have been told by what was on its way when its time was over", () => {
    const sending: Sending = { at: inSeconds(-40), kind: "opened", rings: true, counts: one, until: inSeconds(-10) };
    const lapsed = told({ sending, doubt: "updated" });
    expect(after(lapsed, later("paused"))).toMatchObject({ doubt: "opened", sending: undefined });
    expect(after(lapsed, { outcome: "nothing", reason: "acknowledged", isTold: true })).toMatchObject({
      doubt: "opened",
      sending: undefined,
    });
    expect(after(told({ doubt: "updated" }), later("paused"))).toMatchObject({ doubt: "updated" });
  });

  const over = countsWith({}, { HIGH: 1 }, { ended: 1 });
  test("remembers since when nothing is open, until another has ended", () => {
    const quiet = after(told(), later("flaps"), over);
    expect(quiet.quiet).toEqual({ since: now, ended: 1 });
    const since = inSeconds(-100);
    expect(after(told({ quiet: { since, ended: 1 } }), later("flaps"), over).quiet).toEqual({ since, ended: 1 });
    expect(after(told({ quiet: { since, ended: 0 } }), later("flaps"), over).quiet).toEqual({ since: now, ended: 1 });
    expect(after(told({ quiet: { since, ended: 1 } }), later("flaps"), one).quiet).toBeUndefined();
  });
});

describe("what is not told", () => {
  const two = countsWith({ HIGH: 2 }, { HIGH: 2 });
  const nothing = (reason: Extract<Verdict, { outcome: "nothing" }>["reason"], isTold: boolean): Verdict => ({
    ...{ outcome: "nothing", reason, isTold },
  });

  test("is owed no more", () => {
    const kept = after(told({ owedSince: now, nextAt: now }), nothing("no-state-shown", false), two);
    expect(kept).toMatchObject({ owedSince: undefined, nextAt: undefined, sending: undefined, decidedOn: undefined });
  });

  test.each([
    ["that moved here is believed open", "moved-here", "updated"],
    ["that is open nowhere is not", "nothing-open", undefined],
    ["that is acknowledged is believed to be as it was", "acknowledged", "opened"],
  ] as const)("but counts as told %s", (_title, reason, kind) => {
    expect(after(told(), nothing(reason, true), two).last).toEqual({ at: now, kind, rings: false, counts: two });
  });
});

describe("a notification that arrived", () => {
  const sending: Sending = {
    at: now,
    kind: "worse",
    rings: true,
    counts: one,
    until: inSeconds(30),
    nextAt: inSeconds(1200),
  };
  const begun = told({
    ...{ sequence: 2, sending, owedSince: now, nextAt: inSeconds(30), failing: { since: now, times: 3 } },
    last: { at: inSeconds(-99), kind: "over", rings: false, counts: countsWith({}, {}, { ended: 0 }) },
  });

  test("is the last, and nothing is owed or fails any more", () => {
    const arrived = delivered(begun);
    expect(arrived).toMatchObject({
      last: { at: now, kind: "worse", rings: true, counts: one },
      nextAt: inSeconds(1200),
    });
    expect(arrived.last).not.toHaveProperty("until");
    for (const gone of ["sending", "owedSince", "failing"] as const) expect(arrived[gone]).toBeUndefined();
  });

  test("has rung for the worst that it told", () => {
    expect(delivered(begun).rung).toEqual({ at: now, kind: "worse", open: 1, begun: 1, worst: "HIGH", reminders: 0 });
    const short = { ...sending, counts: countsWith({ LOW: 1 }, { HIGH: 1, LOW: 1 }) };
    expect(delivered({ ...begun, sending: short }).rung).toMatchObject({ open: 1, worst: "HIGH" });
  });

  test("leaves the ring before it where it is silent", () => {
    const rung = { at: inSeconds(-600), kind: "opened", open: 1, worst: "HIGH", reminders: 1 } as const;
    expect(delivered({ ...begun, rung, sending: { ...sending, rings: false } }).rung).toEqual(rung);
  });

  test("counts as one more reminder of the same ring where it is one", () => {
    const rung = { at: inSeconds(-600), kind: "opened", open: 1, worst: "CRITICAL", reminders: 1 } as const;
    const reminder: Sending = { ...sending, kind: "reminder" };
    expect(delivered({ ...begun, rung, sending: reminder }).rung).toEqual({
      ...rung,
      reminders: 2,
      remindedAt: now,
      remindedOf: 1,
    });
    // Of what moved here, the reminder is what rings first.
    expect(delivered({ ...begun, sending: reminder }).rung).toMatchObject({ at: now, reminders: 1 });
  });

  test.each([
    ["from the ring on, where all that has begun since is open", 5, 1],
    ["from the reminder on, where some of it is gone", 4, 5],
  ])("has the group grow %s", (_title, open, expected) => {
    const rung = { at: inSeconds(-600), kind: "opened", open: 1, begun: 1, worst: "HIGH", reminders: 0 } as const;
    const counts = countsWith({ HIGH: open }, { HIGH: 5 });
    const reminder: Sending = { ...sending, kind: "reminder", counts };
    expect(delivered({ ...begun, rung, sending: reminder }).rung).toMatchObject({ open: 1, begun: expected });
  });

  test.each([
    ["believes that of what comes back muted something is there, where it heard of the group before", 1, "updated"],
    ["has heard of nothing that was muted from the first", 0, undefined],
  ])("%s", (_title, sequence, expected) => {
    const muted = countsWith({}, { HIGH: 1 }, { silenced: 1 });
    const last = { at: now, rings: false, counts: countsWith({}, { HIGH: 1 }) };
    const circumstances = { now, mode: "live", timezone: "UTC", destination: { showsState: false } } as const;
    const before = toldWith({ sequence, last });
    const look = lookAt(before, atOnce, muted, circumstances);
    expect(toldAfter(look, decide(before, atOnce, muted, circumstances), "title").last?.kind).toBe(expected);
  });

  test("is nothing where none was on its way", () => {
    expect(delivered(told())).toEqual(told());
  });
});

describe("a notification that did not arrive", () => {
  test("is tried again, and the failure goes on since the first time", () => {
    const first = failed(told({ owedSince: now }), now);
    expect(first).toMatchObject({ failing: { since: now, times: 1 }, owedSince: now, nextAt: inSeconds(30) });
    const second = failed(first, inSeconds(30));
    expect(second).toMatchObject({ failing: { since: now, times: 2 }, nextAt: inSeconds(90) });
    expect(second.sending).toBeUndefined();
  });
});

const atOnce = { ...sampleKey, route: "r", waitSeconds: 0 };

/** What is stored once it was decided on at `at`. */
function toldAt(told: Told | undefined, at: typeof now): Told {
  const circumstances = { now: at, mode: "live", timezone: "UTC", destination: { showsState: false } } as const;
  const look = lookAt(told, atOnce, one, circumstances);
  return toldAfter(look, decide(told, atOnce, one, circumstances), "title");
}

test("what nobody knows to have arrived has failed since it was begun, each further time once more", () => {
  const first = toldAt(undefined, now);
  expect(first.failing).toBeUndefined();
  expect(toldAt(first, inSeconds(29)).failing).toBeUndefined();
  const second = toldAt(first, inSeconds(30));
  expect(second.failing).toEqual({ since: now, times: 1 });
  const third = toldAt(second, inSeconds(60));
  expect(third.failing).toEqual({ since: now, times: 2 });
  expect(delivered(third).failing).toBeUndefined();
});

test("what was refused goes on to have failed since then", () => {
  const failing = { since: inSeconds(-600), times: 4 };
  const first = toldAt(toldWith({ owedSince: inSeconds(-700), failing }), now);
  expect(first.failing).toEqual(failing);
  expect(toldAt(first, inSeconds(30)).failing).toEqual({ since: failing.since, times: 5 });
});

test("what was refused for coming too fast still was, where nobody knows what became of the next attempt", () => {
  const failing = { since: inSeconds(-600), times: 4, isLimited: true } as const;
  const first = toldAt(toldWith({ owedSince: inSeconds(-700), failing }), now);
  expect(toldAt(first, inSeconds(30)).failing).toEqual({ ...failing, times: 5 });
});
