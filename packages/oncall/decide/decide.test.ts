import { type Instant, instant, shift } from "@tocsin/core/event/instant";
import { describe, expect, test } from "vitest";
import type { Counts, Told } from "../group.ts";
import { countsWith, noneBySeverity, sampleKey, toldWith } from "../testing/sample-group.ts";
import type { Verdict } from "../verdict.ts";
import type { Circumstances, Subject } from "./circumstances.ts";
import { decide } from "./decide.ts";

const now = instant("2026-11-24T10:00:00Z");
const ago = (minutes: number) => shift(now, -minutes * 60_000);
const none = {};
const one = countsWith({ HIGH: 1 }, { HIGH: 1 });
const over = countsWith(none, { HIGH: 1 }, { ended: 1 });

/** The destination was rung `minutes` ago for one HIGH alert. */
function rung(minutes: number, changed: Partial<Told> = {}, counts: Counts = one): Told {
  const at = ago(minutes);
  return toldWith({
    sequence: 1,
    last: { at, kind: "opened", rings: true, counts },
    rung: { at, kind: "opened", open: 1, worst: "HIGH", reminders: 0 },
    ...changed,
  });
}
const toldOver = (minutes: number) =>
  rung(minutes, { last: { at: ago(minutes - 1), kind: "over", rings: false, counts: over } });

interface Case {
  readonly told?: Told;
  readonly counts: Counts;
  readonly subject?: Partial<Subject>;
  readonly circumstances?: Partial<Omit<Circumstances, "destination">>;
  readonly destination?: Partial<Circumstances["destination"]>;
}

function verdictOn({ told, counts, subject, circumstances, destination }: Case): Verdict {
  return decide(told, { ...sampleKey, route: "r", waitSeconds: 0, ...subject }, counts, {
    ...{ now, mode: "live", timezone: "UTC", ...circumstances },
    destination: { showsState: false, ...destination },
  });
}

const shown = (verdict: Verdict) =>
  verdict.outcome === "tell"
    ? `${verdict.kind} ${verdict.rings ? "rings" : "silent"}: ${verdict.reason}`
    : `${verdict.outcome}: ${verdict.reason}`;

const window = (sent: number, minutes = 1) => ({ since: ago(minutes), sent, worst: "HIGH" }) as const;
const waits = { subject: { waitSeconds: 300 } };
const step = { subject: { waitSeconds: 300, isStep: true } } as const;
const morning = { subject: { urgency: "morning" } } as const;
const owed = (minutes: number, changed: Partial<Told> = {}) =>
  toldWith({ owedSince: ago(minutes), waitSeconds: 300, ...changed });
const states = { destination: { showsState: true } };
const worse = countsWith({ HIGH: 1, CRITICAL: 1 }, { HIGH: 1, CRITICAL: 1 });
const two = countsWith({ HIGH: 2 }, { HIGH: 2 });
const back = countsWith({ HIGH: 1 }, { HIGH: 2 }, { ended: 1 });
const returned = countsWith({ HIGH: 1 }, { HIGH: 2 }, { ended: 1, again: { ...noneBySeverity, HIGH: 1 } });
/** It was rung so many minutes ago for what had been over, and is over again. */
const returnRung = (minutes: number) =>
  rung(minutes, {
    last: { at: ago(minutes - 1), kind: "over", rings: false, counts: over },
    rung: { at: ago(minutes), kind: "reopened", open: 1, worst: "HIGH", isReturn: true, reminders: 0 },
  });
/** It was rung so many minutes ago, and shown to be open again without a ring since. */
const shownAgain = (minutes: number) =>
  rung(minutes, {
    last: { at: ago(minutes - 5), kind: "reopened", rings: false, counts: returned },
    rung: { at: ago(minutes), kind: "reopened", open: 1, worst: "HIGH", isReturn: true, isDamped: true, reminders: 0 },
  });

test.each<[string, "now" | "morning", number, string]>([
  ["what rings now reminds on a quiet day too, when it does so once a day", "now", 27, "2026-11-25T09:00:00.000Z"],
  ["what can wait reminds on none", "morning", 0, "2026-11-26T09:00:00.000Z"],
])("%s", (_title, urgency, reminders, expected) => {
  const told = rung(60, { rung: { at: ago(60), kind: "opened", open: 1, begun: 1, worst: "HIGH", reminders } });
  const circumstances = { quietDays: ["wed"] } as const;
  expect(verdictOn({ told, counts: one, subject: { urgency }, circumstances })).toMatchObject({ nextAt: expected });
});

const acknowledged = countsWith(none, { HIGH: 1 }, { acknowledged: 1 });
const fewer = countsWith({ HIGH: 1 }, { HIGH: 2 }, { ended: 1 });
const overflowing = (urgency: "now" | "morning") => ({ subject: { urgency, grouping: { overflow: "desk" } } });
/** All of it has been acknowledged for so many minutes. */
const mutedFor = (minutes: number) =>
  rung(90, { last: { at: ago(minutes), kind: "opened", rings: false, counts: acknowledged } });
/** It rang ten minutes ago since it was back, and nothing has been open for so many. */
const cameBack = (minutes: number) =>
  rung(10, {
    rung: { at: ago(10), kind: "reopened", open: 1, worst: "HIGH", reminders: 0 },
    quiet: { since: ago(minutes), ended: 1 },
  });
/** The last of so many reminders was so many minutes ago. */
const reminded = (reminders: number, minutes: number) =>
  rung(20_000, {
    rung: { at: ago(20_000), kind: "opened", open: 1, worst: "HIGH", reminders, remindedAt: ago(minutes) },
  });
const ten = countsWith({ HIGH: 10 }, { HIGH: 10 });
const twoUnbegun = countsWith({ HIGH: 2 });
const movedAway = countsWith(none, { HIGH: 1 });
const learns = { circumstances: { mode: "learning" }, destination: { showsState: true } } as const;
/** Its numbers count as told, and the destination was told nothing. */
const uncalled = (counts: Counts) => toldWith({ last: { at: ago(90), rings: false, counts } });
const sending = { at: now, kind: "opened", rings: true, counts: one, until: shift(now, 1000) } as const;

describe("a group", () => {
  test.each<[string, string, Case]>([
    ["that has opened rings", "opened rings: opened", { counts: one }],
    ["that has just opened waits", "later: group-waits", { counts: one, ...waits }],
    ["whose wait is over rings", "opened rings: opened", { counts: one, told: owed(5), ...waits }],
    [
      "that moved here while it waited waits no longer than it would have there",
      "opened rings: opened",
      { counts: one, ...waits, circumstances: { owedSince: ago(5) } },
    ],
    [
      "that moved here while it waited waits for what is left of that",
      "later: group-waits",
      { counts: one, ...waits, circumstances: { owedSince: ago(4) } },
    ],
    ["that came and went is told as over", "over rings: came-and-went", { counts: over }],
    [
      "that may have been told as open, and counted as told when it was acknowledged, is told as over",
      "over silent: all-over",
      { counts: over, told: { ...uncalled(acknowledged), doubt: "opened" } },
    ],
    [
      "that may have been told as over, of which nobody knows, is told as over again: something before may have said that it is open",
      "over silent: all-over",
      { counts: over, told: { ...uncalled(acknowledged), doubt: "over" } },
    ],
    [
      "that may have been told as open is told no more once it has moved elsewhere",
      "nothing: nothing-open",
      { counts: movedAway, told: { ...uncalled(acknowledged), doubt: "opened" } },
    ],
    ["that moved here is no news", "nothing: moved-here", { counts: countsWith({ HIGH: 1 }) }],
    [
      "that moved here is shown where a state is shown",
      "updated silent: updated",
      { counts: countsWith({ HIGH: 1 }), ...states },
    ],
    [
      "that opened while the stack learns is no news",
      "nothing: learning",
      { counts: countsWith({ HIGH: 1 }), circumstances: { mode: "learning" } },
    ],
    [
      "of which some opened while the stack learned is told with the first that begins",
      "opened rings: opened",
      { counts: countsWith({ HIGH: 2 }, { HIGH: 1 }), told: uncalled(countsWith({ HIGH: 1 })) },
    ],
    [
      "of which some opened while the stack learned is no news when nothing has begun",
      "nothing: no-state-shown",
      { counts: twoUnbegun, told: uncalled(countsWith({ HIGH: 1 })), circumstances: { mode: "learning" } },
    ],
    [
      "that comes back to where it was told of is shown though the stack learns",
      "updated silent: updated",
      {
        counts: one,
        told: rung(9, { last: { at: ago(5), kind: "over", rings: false, counts: movedAway } }),
        ...learns,
      },
    ],
    [
      "that moved to where all is muted is no news",
      "nothing: moved-here",
      {
        counts: countsWith({ HIGH: 1 }, none, { acknowledged: 1 }),
        told: uncalled(countsWith(none, none, { acknowledged: 1 })),
      },
    ],
    ["of which all is acknowledged is nobody's", "nothing: acknowledged", { counts: acknowledged }],
    ["of which all is silenced is nobody's", "nothing: silenced", { counts: countsWith(none, none, { silenced: 1 }) }],
    ["of which all is told has nothing to tell", "nothing: already-told", { counts: one, told: rung(1) }],
    ["that is being told waits", "later: being-told", { counts: worse, told: rung(1, { sending }) }],
    [
      "whose sender has crashed is told again",
      "opened rings: opened",
      { counts: one, told: toldWith({ sending: { ...sending, until: now } }) },
    ],
    ["that rises rings at once", "worse rings: severity-raised", { counts: worse, told: rung(1), ...waits }],
    [
      "that rose and is over again rings",
      "over rings: came-and-went",
      { counts: countsWith(none, { HIGH: 1, CRITICAL: 1 }, { ended: 2 }), told: rung(1) },
    ],
    ["that grows a little rings nobody", "nothing: no-state-shown", { counts: two, told: rung(1) }],
    [
      "that grows a little is shown after a minute",
      "updated silent: updated",
      { counts: two, told: rung(1), ...states },
    ],
    ["that grows a little is not shown before", "later: updates-wait", { counts: two, told: rung(0.5), ...states }],
    [
      "of ten times as many that only moved here is no growth",
      "reminder rings: not-acknowledged",
      {
        counts: countsWith({ HIGH: 10 }, { HIGH: 1 }),
        told: rung(240, { rung: { at: ago(240), kind: "opened", open: 1, begun: 1, worst: "HIGH", reminders: 6 } }),
      },
    ],
    [
      "of ten times as many rings after four hours",
      "grew rings: grew-tenfold",
      { counts: countsWith({ HIGH: 10 }, { HIGH: 10 }), told: rung(240) },
    ],
    [
      "of ten times as many does not, while it is told of with what overflowed",
      "nothing: already-told",
      {
        counts: ten,
        told: rung(240, {
          last: { at: ago(10), kind: "updated", rings: false, counts: ten },
          rung: { at: ago(240), kind: "opened", open: 1, worst: "HIGH", reminders: 6, remindedAt: ago(10) },
          overflowed: ten,
        }),
      },
    ],
    [
      "of nine times as many does not",
      "reminder rings: not-acknowledged",
      { counts: countsWith({ HIGH: 9 }, { HIGH: 9 }), told: rung(240) },
    ],
    ["that is over says so and rings nobody", "over silent: all-over", { counts: over, told: rung(1) }],
    ["that moved away is silent", "nothing: nothing-open", { counts: countsWith(none, { HIGH: 1 }), told: rung(1) }],
    [
      "that moved away closes where a state is shown",
      "over silent: moved-away",
      { counts: countsWith(none, { HIGH: 1 }), told: rung(1), ...states },
    ],
    ["that is back within the hour rings", "reopened rings: seen-again", { counts: returned, told: toldOver(10) }],
    ["that is back once more within the hour waits", "later: flaps", { counts: returned, told: returnRung(59) }],
    [
      "that is back once more is shown where a state is shown, and the ring waits",
      "reopened silent: seen-again",
      { counts: returned, told: returnRung(59), ...states },
    ],
    [
      "that is back once more is shown a minute after the last",
      "later: flaps",
      { counts: returned, told: returnRung(1.5), ...states },
    ],
    [
      "that is back once more after an hour rings",
      "reopened rings: seen-again",
      { counts: returned, told: returnRung(60) },
    ],
    [
      "that was shown without a ring reminds no sooner than an hour after the last one",
      "nothing: already-told",
      { counts: returned, told: shownAgain(59) },
    ],
    [
      "that was shown without a ring reminds an hour after the last one",
      "reminder rings: not-acknowledged",
      { counts: returned, told: shownAgain(60) },
    ],
    [
      "in which all was over, and another is open, rings within the hour",
      "opened rings: opened",
      { counts: back, told: returnRung(10) },
    ],
    [
      "in which all is acknowledged, which is not shown yet, and another is open, rings",
      "opened rings: opened",
      {
        counts: countsWith({ CRITICAL: 1 }, { CRITICAL: 2 }, { acknowledged: 1 }),
        told: rung(5, {}, countsWith({ CRITICAL: 1 }, { CRITICAL: 1 })),
        ...states,
      },
    ],
    [
      "in which the worst is over, and another as severe is open, rings",
      "worse rings: severity-raised",
      {
        counts: countsWith({ HIGH: 1, CRITICAL: 1 }, { HIGH: 1, CRITICAL: 2 }, { ended: 1 }),
        told: rung(5, {}, countsWith({ HIGH: 1, CRITICAL: 1 }, { HIGH: 1, CRITICAL: 1 })),
      },
    ],
    [
      "that rose while another was over does not wait, though it may be the first that is open",
      "opened rings: opened",
      {
        counts: countsWith({ CRITICAL: 1 }, { HIGH: 2, CRITICAL: 1 }, { ended: 1 }),
        told: rung(5),
        ...waits,
      },
    ],
    [
      "that rose after it was acknowledged is worse",
      "worse rings: severity-raised",
      {
        counts: countsWith({ CRITICAL: 1 }, { HIGH: 1, CRITICAL: 1 }),
        told: rung(90, { last: { at: ago(80), kind: "opened", rings: false, counts: acknowledged } }),
      },
    ],
    [
      "that came back and is over waits to be quiet",
      "later: flaps",
      {
        counts: over,
        told: rung(10, { rung: { at: ago(10), kind: "reopened", open: 1, worst: "HIGH", reminders: 0 } }),
      },
    ],
    [
      "that is muted no more rings",
      "reopened rings: mute-ended",
      {
        counts: back,
        told: rung(90, {
          last: { at: ago(80), kind: "opened", rings: false, counts: acknowledged },
        }),
      },
    ],
    [
      "of which the worst is muted no more rings",
      "worse rings: mute-ended",
      {
        counts: countsWith({ HIGH: 1, CRITICAL: 1 }, { HIGH: 1, CRITICAL: 2 }),
        told: rung(90, {
          last: {
            ...{ at: ago(80), kind: "opened", rings: false },
            counts: countsWith({ HIGH: 1 }, { HIGH: 1, CRITICAL: 1 }, { silenced: 1 }),
          },
        }),
      },
    ],
    [
      "that nobody acknowledges is told again after 20 minutes",
      "reminder rings: not-acknowledged",
      { counts: one, told: rung(20) },
    ],
    ["is not told again before", "nothing: already-told", { counts: one, told: rung(19) }],
    [
      "reminds hourly after three reminders",
      "nothing: already-told",
      {
        counts: one,
        told: rung(90, {
          rung: { at: ago(90), kind: "opened", open: 1, worst: "HIGH", reminders: 3, remindedAt: ago(59) },
        }),
      },
    ],
    ["that can wait waits for the morning", "later: until-morning", { counts: one, ...morning }],
    ["that waited for the morning rings", "opened rings: opened", { counts: one, told: owed(120), ...morning }],
    ["that can wait does so even if it rises", "later: until-morning", { counts: worse, told: rung(30), ...morning }],
    ["of a step waits with a rise too", "later: step-waits", { counts: worse, told: rung(1), ...step }],
    [
      "that is muted no more does not wait for others",
      "reopened rings: mute-ended",
      { counts: back, told: mutedFor(80), ...waits },
    ],
    [
      "of a step begins its time when those before it have been told",
      "later: step-waits",
      { counts: one, told: owed(14), subject: { ...step.subject, firstWaitSeconds: 900 } },
    ],
    [
      "of a step whose time is over rings",
      "opened rings: opened",
      { counts: one, told: owed(20), subject: { ...step.subject, firstWaitSeconds: 900 } },
    ],
    [
      "of a step that rises waits for nobody before it, as they are rung at once",
      "worse rings: severity-raised",
      { counts: worse, told: rung(90, { owedSince: ago(5) }), subject: { ...step.subject, firstWaitSeconds: 900 } },
    ],
    [
      "that was said to be over, and in which more moved back than begins, is shown to be open again",
      "updated silent: updated",
      {
        counts: countsWith({ HIGH: 25 }, { HIGH: 2 }),
        told: rung(1, { last: { at: ago(1), kind: "over", rings: false, counts: countsWith(none, { HIGH: 1 }) } }),
        ...states,
      },
    ],
    [
      "that was said to be over, and in which what is new waits to ring when more moves back, rings",
      "opened rings: opened",
      {
        counts: countsWith({ HIGH: 25 }, { HIGH: 2 }),
        told: rung(90, {
          owedSince: ago(5),
          last: { at: ago(60), kind: "over", rings: false, counts: countsWith(none, { HIGH: 1 }) },
        }),
        ...states,
      },
    ],
    [
      "of a step that was acknowledged before its turn is told, though it became milder and worse again since",
      "reopened rings: mute-ended",
      {
        counts: countsWith({ CRITICAL: 1 }, { MEDIUM: 1, CRITICAL: 1 }),
        told: toldWith({
          sequence: 1,
          owedSince: ago(10),
          last: {
            at: ago(10),
            kind: "over",
            rings: false,
            counts: countsWith(none, { CRITICAL: 1 }, { acknowledged: 1 }),
          },
        }),
        ...step,
      },
    ],
    ["of a step that was over in time is nobody's", "nothing: nothing-open", { counts: over, ...step }],
    [
      "of a step that was over in time is nobody's, though another was told before",
      "nothing: nothing-open",
      { counts: countsWith(none, { HIGH: 2 }, { ended: 2 }), told: toldOver(90), ...step },
    ],
    [
      "of a step that heard of it, lost it to another policy, and was over in time once it was back, is said to be over",
      "over silent: all-over",
      {
        counts: countsWith(none, { HIGH: 2 }, { ended: 1 }),
        told: rung(90, { last: { at: ago(30), rings: false, counts: countsWith(none, { HIGH: 1 }) } }),
        ...step,
      },
    ],
    [
      "of a step that rose and is over again is said to be over, and rings nobody",
      "over silent: all-over",
      { counts: countsWith(none, { HIGH: 1, CRITICAL: 1 }, { ended: 2 }), told: rung(1), ...step },
    ],
    ["of a step reminds without a wait", "reminder rings: not-acknowledged", { counts: one, told: rung(20), ...step }],
    [
      "that can wait shows other numbers at any hour",
      "updated silent: updated",
      { counts: two, told: rung(1), ...morning, ...states },
    ],
    [
      "that can wait reminds the next morning",
      "reminder rings: morning",
      { counts: one, told: rung(1440), ...morning },
    ],
    [
      "of what overflowed in the morning is not held for a day",
      "opened rings: opened",
      { counts: one, ...overflowing("morning") },
    ],
    [
      "of what overflowed overflows into no other",
      "opened rings: opened",
      { counts: one, ...overflowing("now"), destination: { window: window(20) } },
    ],
    [
      "of what overflowed is told of its growth after ten minutes",
      "grew silent: overflows",
      { counts: two, told: rung(10), ...overflowing("now") },
    ],
    [
      "of what overflowed is not before",
      "later: updates-wait",
      { counts: two, told: rung(9.9), ...overflowing("now") },
    ],
    [
      "of what overflowed shows other numbers after ten minutes",
      "updated silent: updated",
      { counts: fewer, told: rung(10, {}, two), ...overflowing("now"), ...states },
    ],
    [
      "of what overflowed shows none before",
      "later: updates-wait",
      { counts: fewer, told: rung(9.9, {}, two), ...overflowing("now"), ...states },
    ],
    [
      "that came back and is over for five minutes says so",
      "over silent: all-over",
      { counts: over, told: cameBack(5) },
    ],
    ["that came back and is over for less waits", "later: flaps", { counts: over, told: cameBack(4.9) }],
    [
      "that was reminded of for the 26th time is after an hour",
      "reminder rings: not-acknowledged",
      { counts: one, told: reminded(26, 60) },
    ],
    [
      "that was for the 27th time is not before the morning",
      "nothing: already-told",
      { counts: one, told: reminded(27, 60) },
    ],
    [
      "that was every morning of six days is on the seventh",
      "reminder rings: not-acknowledged",
      { counts: one, told: reminded(33, 25 * 60) },
    ],
    [
      "that was every morning of a week is not on the next",
      "nothing: already-told",
      { counts: one, told: reminded(34, 25 * 60) },
    ],
    [
      "that is reminded of by the week is not after six days",
      "nothing: already-told",
      { counts: one, told: reminded(34, 6 * 1440 + 60) },
    ],
    [
      "that is reminded of by the week is after seven",
      "reminder rings: not-acknowledged",
      { counts: one, told: reminded(34, 7 * 1440 + 60) },
    ],
    [
      "of which all is suppressed is nobody's",
      "nothing: suppressed",
      { counts: countsWith(none, none, { suppressed: 1, silenced: 1 }) },
    ],
    ["waits while on-call is paused", "later: paused", { counts: one, circumstances: { pausedUntil: shift(now, 1) } }],
    ["is told when the pause ends", "opened rings: opened", { counts: one, circumstances: { pausedUntil: now } }],
    [
      "waits while its destination fails",
      "later: destination-fails",
      { counts: one, destination: { failing: { since: now, nextTryAt: shift(now, 1) } } },
    ],
    [
      "is the twentieth within ten minutes",
      "opened rings: opened",
      { counts: one, destination: { window: window(19) } },
    ],
    [
      "that is tried again is not held where it was the worst of the twenty",
      "opened rings: opened",
      {
        told: owed(1, { failing: { since: ago(1), times: 1 } }),
        counts: one,
        destination: { window: window(20), failing: { since: ago(1), nextTryAt: now } },
      },
    ],
    [
      "of a destination that fails overflows into nothing, so that the fallback hears of it",
      "later: destination-fails",
      { counts: one, destination: { window: window(20), failing: { since: ago(1), nextTryAt: now } } },
    ],
    [
      "of a destination that takes but so many at a time overflows once it is tried again",
      "nothing: overflow",
      { counts: one, destination: { window: window(20), failing: { since: ago(1), nextTryAt: now, isLimited: true } } },
    ],
    [
      "that a destination refused which takes but so many at a time is told together with the others",
      "nothing: overflow",
      {
        told: owed(1, { failing: { since: ago(1), times: 1 } }),
        counts: one,
        destination: { window: window(20), failing: { since: ago(1), nextTryAt: now, isLimited: true } },
      },
    ],
    [
      "that was refused for coming too fast is told together with the others, though the destination has taken some since",
      "nothing: overflow",
      {
        told: owed(1, { failing: { since: ago(1), times: 1, isLimited: true } }),
        counts: one,
        destination: { window: window(20) },
      },
    ],
    [
      "beyond five of a destination that takes but so many at a time overflows",
      "nothing: overflow",
      { counts: one, destination: { window: window(5), failing: { since: ago(1), nextTryAt: now, isLimited: true } } },
    ],
    [
      "is the fifth of a destination that takes but so many at a time",
      "opened rings: opened",
      { counts: one, destination: { window: window(4), failing: { since: ago(1), nextTryAt: now, isLimited: true } } },
    ],
    [
      "that is worse than all that a destination refused which takes but so many at a time does not",
      "opened rings: opened",
      {
        counts: countsWith({ CRITICAL: 1 }, { CRITICAL: 1 }),
        destination: { window: window(20), failing: { since: ago(1), nextTryAt: now, isLimited: true } },
      },
    ],
    [
      "of a destination that takes but so many at a time waits until then",
      "later: destination-fails",
      {
        counts: one,
        destination: { window: window(20), failing: { since: ago(1), nextTryAt: shift(now, 1), isLimited: true } },
      },
    ],
    [
      "that all is over, of which people know as open, waits for room, be it of what came and went",
      "later: updates-wait",
      {
        told: rung(5, {}, countsWith({ MEDIUM: 1 }, { MEDIUM: 1 })),
        counts: countsWith(none, { MEDIUM: 1, HIGH: 1 }, { ended: 2 }),
        destination: { window: window(20) },
      },
    ],
    [
      "beyond twenty within ten minutes overflows",
      "nothing: overflow",
      { counts: one, destination: { window: window(20) } },
    ],
    ["after ten minutes does not", "opened rings: opened", { counts: one, destination: { window: window(20, 10) } }],
    [
      "that is worse than all of the twenty does not",
      "opened rings: opened",
      { counts: countsWith({ CRITICAL: 1 }, { CRITICAL: 1 }), destination: { window: window(20) } },
    ],
    [
      "of which only numbers changed waits for room",
      "later: updates-wait",
      { counts: two, told: rung(1), destination: { showsState: true, window: window(20) } },
    ],
  ])("%s", (_title, expected, given) => {
    expect(shown(verdictOn(given))).toBe(expected);
  });

  test("that moved away before it was told is no news when it moves back", () => {
    const moved = { counts: countsWith(none, { HIGH: 1 }), told: owed(1) };
    expect(verdictOn(moved)).toMatchObject({ reason: "nothing-open", isTold: true });
    expect(verdictOn({ ...moved, told: uncalled(moved.counts) })).toMatchObject({
      reason: "nothing-open",
      isTold: false,
    });
  });
});

test("what was worst and is over counts as told, so that another as bad is a rise again", () => {
  const both = countsWith({ HIGH: 1, CRITICAL: 1 }, { HIGH: 1, CRITICAL: 1 });
  const eased = { ...both, open: { ...noneBySeverity, HIGH: 1 }, ended: 1 };
  const milder = { ...both, open: { ...noneBySeverity, CRITICAL: 1 }, ended: 1 };
  expect(verdictOn({ told: rung(5, {}, both), counts: eased })).toMatchObject({ outcome: "nothing", isTold: true });
  expect(verdictOn({ told: rung(5, {}, both), counts: milder })).toMatchObject({ outcome: "nothing", isTold: false });
});

test("what came and went in the night is counted in the overflow group, where there is no room for it in the morning", () => {
  const given = { told: owed(24 * 60), counts: over, ...morning };
  expect(shown(verdictOn(given))).toBe("over silent: came-and-went");
  expect(shown(verdictOn({ ...given, destination: { window: window(20) } }))).toBe("nothing: overflow");
});

test("what came and went again is told when the hour since the last ring is over", () => {
  const counts = countsWith(none, { HIGH: 2 }, { ended: 2, again: { ...noneBySeverity, HIGH: 1 } });
  expect(shown(verdictOn({ counts, told: toldOver(59) }))).toBe("later: flaps");
  expect(shown(verdictOn({ counts, told: toldOver(60) }))).toBe("over rings: came-and-went");
});

describe("what is new in a group of which people are reminded but rarely", () => {
  const [nine, tomorrow] = [
    instant(`${now.slice(0, 10)}T09:00:00Z`),
    shift(instant(`${now.slice(0, 10)}T09:00:00Z`), 86_400_000),
  ];
  const weekly = reminded(9, 3 * 24 * 60);

  test("is on the next morning's list, and not told before it", () => {
    const atNight = verdictOn({ told: weekly, counts: two, ...morning });
    expect([shown(atNight), atNight.nextAt]).toEqual(["nothing: no-state-shown", tomorrow]);
    const heldUntil = (nextAt: Instant, at: Instant) =>
      verdictOn({ told: { ...weekly, nextAt }, counts: two, ...morning, circumstances: { now: at } });
    expect(shown(heldUntil(tomorrow, shift(tomorrow, -1)))).toBe("nothing: no-state-shown");
    expect(shown(heldUntil(tomorrow, tomorrow))).toBe("reminder rings: morning");
    expect(shown(heldUntil(tomorrow, shift(tomorrow, 5 * 3_600_000)))).toBe("reminder rings: morning");
    // It was looked at for another reason, at another time than the list's.
    expect(shown(heldUntil(shift(nine, 60_000), now))).toBe("nothing: no-state-shown");
  });

  test("is rung an hour after the last ring where it is to be told now", () => {
    const daily = (minutes: number, counts: Counts) => verdictOn({ told: reminded(30, minutes), counts });
    expect(shown(daily(60, two))).toBe("reminder rings: not-acknowledged");
    const [early, known] = [daily(59, two), daily(60, one)];
    expect([shown(early), early.nextAt]).toEqual(["nothing: no-state-shown", shift(now, 60_000)]);
    expect([shown(known), known.nextAt]).toEqual(["nothing: already-told", tomorrow]);
  });

  test("is new no more once people were reminded with it", () => {
    const told = reminded(9, 3 * 24 * 60);
    const again = { ...told, rung: told.rung && { ...told.rung, remindedOf: 2 } };
    const verdict = verdictOn({ told: again, counts: two, ...morning });
    expect(verdict.nextAt).not.toBe(tomorrow);
  });
});

describe("what was open only between two acknowledgements", () => {
  const between = countsWith(none, { HIGH: 2 }, { acknowledged: 1 });
  const risen = countsWith(none, { HIGH: 1, CRITICAL: 1 }, { acknowledged: 1 });
  test.each<readonly [string, Case, string]>([
    [
      "is no news where it is no worse than what was rung for",
      { told: mutedFor(80), counts: between },
      "nothing: acknowledged",
    ],
    [
      "is no news to a step, which is for what nobody sees to",
      { told: mutedFor(80), counts: risen, ...step },
      "nothing: acknowledged",
    ],
    [
      "is no news where it was worse, as that was acknowledged too",
      { told: mutedFor(80), counts: risen },
      "nothing: acknowledged",
    ],
    [
      "rings where something has ended meanwhile, which may be what was worse",
      { told: mutedFor(80), counts: { ...risen, ended: 1 } },
      "worse rings: severity-raised",
    ],
  ])("%s", (_title, given, expected) => expect(shown(verdictOn(given))).toBe(expected));
});

describe("a drill", () => {
  const begun = countsWith({ LOW: 1 }, { LOW: 1 });
  const ended = countsWith(none, { LOW: 1 }, { ended: 1 });
  const silent = { subject: { route: "drill", urgency: "morning", grouping: { alert: "a" } } } as const;
  const ringing = { subject: { route: "drill", urgency: "now", grouping: { alert: "a" } } } as const;
  const told = (rings: boolean, minutes = 1): Told =>
    toldWith({
      route: "drill",
      sequence: 1,
      last: { at: ago(minutes), kind: "opened", rings, counts: begun },
      ...(rings && { rung: { at: ago(minutes), kind: "opened", open: 1, worst: "LOW", reminders: 0 } }),
    });

  test.each<[string, string, Case]>([
    ["that is to ring rings", "opened rings: opened", { counts: begun, ...ringing }],
    ["that is not to ring is told at once without a sound", "opened silent: opened", { counts: begun, ...silent }],
    [
      "is told where there is no room any more",
      "opened silent: opened",
      { counts: begun, ...silent, destination: { window: window(20) } },
    ],
    ["that is to ring too", "opened rings: opened", { counts: begun, ...ringing, destination: { window: window(20) } }],
    [
      "waits while on-call is paused",
      "later: paused",
      { counts: begun, ...ringing, circumstances: { pausedUntil: shift(now, 1) } },
    ],
    ["is reminded of never", "nothing: already-told", { counts: begun, told: told(true, 20), ...ringing }],
    ["is reminded of on no morning", "nothing: already-told", { counts: begun, told: told(false, 48 * 60), ...silent }],
    [
      "that was told is told as over without a sound",
      "over silent: all-over",
      { counts: ended, told: told(true), ...ringing },
    ],
    ["that was over before it was told is told to nobody", "nothing: nothing-open", { counts: ended, ...ringing }],
    [
      "that did not arrive is not told as over",
      "nothing: nothing-open",
      { counts: ended, told: toldWith({ route: "drill", sequence: 1, doubt: "opened" }), ...silent, ...states },
    ],
  ])("%s", (_title, expected, given) => expect(shown(verdictOn(given))).toBe(expected));

  test("is looked at again at no time of its own", () => {
    for (const subject of [silent, ringing])
      expect(verdictOn({ counts: begun, ...subject })).toMatchObject({ nextAt: undefined });
  });
});

test.each([
  ["now, twenty minutes after it moved", "now", shift(now, 20 * 60_000)],
  ["in the morning, with the next list", "morning", instant("2026-11-25T09:00:00Z")],
] as const)("people are reminded of what moved here: %s", (_title, urgency, nextAt) => {
  const verdict = verdictOn({ counts: countsWith({ HIGH: 1 }), subject: { urgency } });
  expect(verdict).toMatchObject({ outcome: "nothing", reason: "moved-here", nextAt });
});

test("a list whose numbers change just before nine is reminded of at nine, and not once they may be shown again", () => {
  const nine = instant("2026-11-25T09:00:00Z");
  const last = { at: shift(nine, -50_000), kind: "updated", rings: false, counts: one } as const;
  const circumstances = { now: shift(nine, -40_000) };
  const verdict = verdictOn({ told: rung(60, { last }), counts: two, ...morning, ...states, circumstances });
  expect(verdict).toEqual({ outcome: "later", reason: "updates-wait", nextAt: nine });
});

test("what comes minutes before nine is told at nine, though the first of a group waits longer", () => {
  const nine = instant("2026-11-25T09:00:00Z");
  const subject = { ...morning.subject, waitSeconds: 300 };
  const late = { counts: one, subject, circumstances: { now: shift(nine, -100_000) } };
  expect(verdictOn(late)).toEqual({ outcome: "later", reason: "until-morning", nextAt: nine });
  const told = owed(0, { owedSince: shift(nine, -100_000) });
  expect(shown(verdictOn({ ...late, told, circumstances: { now: nine } }))).toBe("opened rings: opened");
});
