/** What those who run Tocsin are mailed, on a real table: of each trouble once, and each day how the stack stands. */
import type { Mail } from "@tocsin/aws/alarm-topic";
import { createFailureReports } from "@tocsin/aws/groups/failure-reports";
import { createGroupsStore } from "@tocsin/aws/groups/groups-store";
import { createModeStore } from "@tocsin/aws/world/mode-store";
import { createPolicyStore } from "@tocsin/aws/world/policy-store";
import { createTimerMarks } from "@tocsin/aws/world/timer-marks";
import { readWorldPartition } from "@tocsin/aws/world/world-partition";
import { createWorldSource } from "@tocsin/aws/world/world-source";
import { severities } from "@tocsin/core/alert/severity";
import type { AlertView } from "@tocsin/core/alert/view";
import { type Instant, instant, shift } from "@tocsin/core/event/instant";
import type { Policy } from "@tocsin/core/policy/policy";
import type { Json } from "@tocsin/core/text/json";
import { tellOperators } from "@tocsin/lambda/handlers/operators";
import { systemNow } from "@tocsin/lambda/runtime/system-clock";
import type { Wake } from "@tocsin/oncall/wake";
import { beforeEach, describe, expect, test } from "vitest";
import { emptyTable, minutesAfter, type OpenTable, oncallOn, policyOf } from "../support/oncall.ts";
import { useTable } from "../support/table.ts";

const table = useTable();
const DAY_MINUTES = 24 * 60;

/** One desk that is told of each alert, `now`, and in Berlin. */
const written = {
  timezone: "Europe/Berlin",
  channels: { desk: { type: "console" } },
  routes: [{ name: "all", match: { severity: [...severities] }, channels: ["desk"], group: "alert", urgency: "now" }],
  unrouted: "ignore",
};
const policy = policyOf(written);

function wakeOf(n: number, changed: Partial<AlertView> = {}): Wake {
  const id = n.toString(16).padStart(32, "0");
  const view: AlertView = {
    ...{ id, condition: "vulnerability", status: "OPEN", severity: "HIGH", partition: "aws", region: "eu-west-1" },
    ...{
      account: "111122223333",
      resource: `arn:aws:ec2:eu-west-1:111122223333:instance/i-${n}`,
      title: `Problem ${n}`,
    },
    ...{ summary: "It is there.", remedy: "Look.", reporters: ["inspector"], attributes: {} },
    ...{ directory: { environment: "prod", tags: {} }, owner: "payments", ownedBy: "account tag" },
    ...changed,
  };
  return { alertId: id, version: 1, notified: true, episodes: 1, worst: view.severity, view };
}

/** For which nobody waits, whether the stack learns or not. */
const threat = { condition: "threat", severity: "CRITICAL" } as const;

let open: OpenTable;
beforeEach(async () => {
  open = await emptyTable(table.client);
});

/** Mails of one run of the timer at `at`. */
async function mailsAt(at: Instant): Promise<readonly Mail[]> {
  const mails: Mail[] = [];
  await tellOperators({
    mail: async (mail) => void mails.push(mail),
    partition: () => readWorldPartition(open),
    policy: policyInForce,
    groups: createGroupsStore(open),
    reports: createFailureReports(open),
    marks: createTimerMarks(open),
    stage: "prod",
    now: () => at,
  });
  return mails;
}
/** Read anew each time, and what is built in before the first. */
async function policyInForce(): Promise<Policy> {
  const { policy: inForce } = await createWorldSource({ table: open, now: systemNow, report: () => {} }).world();
  return inForce.version > 0 ? inForce : policy;
}
const subjectsAt = async (at: Instant) => (await mailsAt(at)).map(({ subject }) => subject);

async function pushed(at: Instant, body: Json = written, replaces = 0): Promise<void> {
  const by = "arn:aws:iam::111122223333:role/oncall";
  const push = { written: body, source: "", by, why: "because", at, replaces };
  await createPolicyStore(open).push(push);
}

async function live(at: Instant): Promise<void> {
  await createModeStore(open, { mode: "learning" }).goLive(at);
}

describe("a destination that takes nothing", () => {
  test("is named after five minutes, once, and once more when it accepts notifications again", async () => {
    const run = oncallOn(open, policy);
    const start = run.now();
    await pushed(start);
    await live(start);
    run.silent.add("desk");
    await run.wake(wakeOf(1, threat));
    await run.passUntil(minutesAfter(start, 6));
    expect(await subjectsAt(minutesAfter(start, 4))).toEqual([]);
    const [mail, ...more] = await mailsAt(minutesAfter(start, 6));
    expect(mail?.subject).toBe("Tocsin prod: desk accepts no notifications");
    expect(mail?.text).toContain(`since ${start}`);
    expect(more).toEqual([]);
    expect(await subjectsAt(minutesAfter(start, 7))).toEqual([]);
    // What on-call writes of the destination meanwhile does not forget that it was said.
    await run.passUntil(minutesAfter(start, 30));
    expect(await subjectsAt(minutesAfter(start, 30))).toEqual([]);
    run.silent.delete("desk");
    await run.passUntil(minutesAfter(start, 60));
    expect(run.sent[0]?.kind).toBe("opened");
    expect(await subjectsAt(minutesAfter(start, 60))).toEqual(["Tocsin prod: desk accepts notifications again"]);
    expect(await subjectsAt(minutesAfter(start, 61))).toEqual([]);
  });

  test("is named anew when it has answered in between, and nobody had looked", async () => {
    const run = oncallOn(open, policy);
    const start = run.now();
    await pushed(start);
    await live(start);
    run.silent.add("desk");
    await run.wake(wakeOf(3, threat));
    await run.passUntil(minutesAfter(start, 6));
    expect(await subjectsAt(run.now())).toEqual(["Tocsin prod: desk accepts no notifications"]);
    run.silent.delete("desk");
    await run.passUntil(minutesAfter(start, 30));
    expect(run.sent).not.toEqual([]);
    run.silent.add("desk");
    await run.wake(wakeOf(4, threat));
    await run.passUntil(minutesAfter(start, 34));
    expect(await subjectsAt(run.now())).toEqual([]);
    await run.passUntil(minutesAfter(start, 36));
    expect(await subjectsAt(run.now())).toEqual(["Tocsin prod: desk accepts no notifications"]);
    expect(await subjectsAt(minutesAfter(start, 37))).toEqual([]);
  });

  test("is no news to anybody when it answers within five minutes", async () => {
    const run = oncallOn(open, policy);
    const start = run.now();
    await pushed(start);
    await live(start);
    run.silent.add("desk");
    await run.wake(wakeOf(2, threat));
    await run.passUntil(minutesAfter(start, 2));
    run.silent.delete("desk");
    await run.passUntil(minutesAfter(start, 9));
    expect(run.sent).toHaveLength(1);
    expect(await subjectsAt(minutesAfter(start, 9))).toEqual([]);
  });
});

describe("each day", () => {
  const start = instant("2026-11-20T12:00:00Z");

  test("it is said that nobody has pushed a policy, until somebody has", async () => {
    await live(start);
    expect(await subjectsAt(start)).toEqual(["Tocsin prod has no policy"]);
    expect(await subjectsAt(minutesAfter(start, DAY_MINUTES - 1))).toEqual([]);
    expect(await subjectsAt(minutesAfter(start, DAY_MINUTES))).toEqual(["Tocsin prod has no policy"]);
    await pushed(start);
    expect(await subjectsAt(minutesAfter(start, 2 * DAY_MINUTES))).toEqual([]);
  });

  test("a stack that learns says what it would have rung for since it said so last, and at night", async () => {
    await pushed(start);
    // Noon, and eleven in the evening, in Berlin.
    const day = oncallOn(open, policy, { start: instant("2026-11-20T11:00:00Z") });
    day.go({ mode: "learning" });
    await day.wake(wakeOf(10), wakeOf(11));
    await day.wake(wakeOf(10));
    expect(await subjectsAt(start)).toEqual(["Tocsin prod is learning: it would have rung 2 times, 0 at night"]);
    const night = oncallOn(open, policy, { start: instant("2026-11-20T22:00:00Z") });
    night.go({ mode: "learning" });
    await night.wake(wakeOf(12));
    await night.wake(wakeOf(13, threat));
    await night.deliver();
    // What rings in any case was not held back.
    expect(night.sent.map(({ title }) => title)).toEqual(["Problem 13"]);
    const [mail] = await mailsAt(minutesAfter(start, DAY_MINUTES));
    expect(mail?.subject).toBe("Tocsin prod is learning: it would have rung 1 time, 1 at night");
    expect(mail?.text).toContain("it would have sent 3 notifications and rung 3 times, 1 at night");
    await live(minutesAfter(start, DAY_MINUTES));
    expect(await subjectsAt(minutesAfter(start, 2 * DAY_MINUTES))).toEqual([]);
  });

  test("what waits for the morning was held back, and would not have rung at once", async () => {
    await pushed(start);
    const morning = policyOf({ ...written, routes: written.routes.map((route) => ({ ...route, urgency: "morning" })) });
    const run = oncallOn(open, morning, { start });
    run.go({ mode: "learning" });
    await run.wake(wakeOf(20));
    const [mail] = await mailsAt(start);
    expect(mail?.text).toContain("it would have sent 1 notification and rung 0 times, 0 at night");
  });

  test("a step of an escalation is not counted, as an acknowledgement may end it", async () => {
    await pushed(start);
    const escalating = policyOf({
      ...written,
      channels: { desk: { type: "console" }, lead: { type: "console" } },
      routes: written.routes.map((route) => ({ ...route, escalation: "up" })),
      escalations: [{ name: "up", steps: [{ afterMinutes: 5, channels: ["lead"] }] }],
    });
    const run = oncallOn(open, escalating, { start });
    run.go({ mode: "learning" });
    await run.wake(wakeOf(25));
    await run.passUntil(minutesAfter(start, 10));
    const held = (await readWorldPartition(open)).heldBack;
    expect(held).toEqual({ since: start, notifications: 1, rings: 1, ringsAtNight: 0 });
  });

  test("a rule that was in dry run for 14 days is named, until nobody tries it any more", async () => {
    const tried = {
      ...written,
      severity: [{ name: "quiet", match: { condition: ["threat"] }, severity: "LOW", mode: "dry-run" }],
    };
    await live(start);
    await pushed(start, tried);
    const ended = minutesAfter(start, 14 * DAY_MINUTES);
    expect(await subjectsAt(shift(ended, -1))).toEqual([]);
    const [mail] = await mailsAt(ended);
    expect(mail?.subject).toBe("Tocsin prod: 1 rule of the policy was in dry run for 14 days");
    expect(mail?.text).toContain(`severity "quiet", until ${ended}`);
    expect(await subjectsAt(minutesAfter(ended, DAY_MINUTES - 1))).toEqual([]);
    expect(await subjectsAt(minutesAfter(ended, DAY_MINUTES))).toHaveLength(1);
    await pushed(ended, written, 1);
    expect(await subjectsAt(minutesAfter(ended, 2 * DAY_MINUTES))).toEqual([]);
  });

  test("nothing is counted of a stack that is live", async () => {
    const run = oncallOn(open, policy, { start });
    await run.wake(wakeOf(30));
    expect((await readWorldPartition(open)).heldBack).toBeUndefined();
  });
});
