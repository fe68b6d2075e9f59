import { valuesIn } from "@tocsin/aws/alerts/items/items";
import type { AlertView } from "@tocsin/core/alert/view";
import { type Instant, instant, MILLISECONDS_PER_DAY, shift } from "@tocsin/core/event/instant";
import type { LogEntry } from "@tocsin/core/transition/log-entry";
import { samples as findings } from "@tocsin/sources/guardduty/samples";
import { describe, expect, test } from "vitest";
import { type TestStack, useStack } from "../support/stack.ts";

const start = useStack();
const first = instant("2026-09-01T06:00:00Z");
const day = (n: number): Instant => shift(first, n * MILLISECONDS_PER_DAY);
const arn = "arn:aws:acm:eu-west-1:111122223333:certificate/7d0a4a4e-3f5b-4c55-9a51-0c0ffee00001";

function envelope(time: Instant, fields: Record<string, unknown>): object {
  const id = `${time}-${fields.id ?? "0"}`;
  return { version: "0", account: "111122223333", region: "eu-west-1", resources: [], ...fields, id, time };
}

/** ACM's daily warning, `daysLeft` before the certificate expires. */
function approaching(time: Instant, daysLeft: number, more: object = {}): object {
  return envelope(time, {
    source: "aws.acm",
    "detail-type": "ACM Certificate Approaching Expiration",
    resources: [arn],
    detail: { DaysToExpiry: daysLeft, CommonName: "shop.example.com", ...more },
  });
}

function renewed(time: Instant): object {
  return envelope(time, {
    source: "aws.acm",
    "detail-type": "ACM Certificate Available",
    resources: [arn],
    detail: { Action: "RENEWAL", CertificateType: "AMAZON_ISSUED", CommonName: "shop.example.com", DaysToExpiry: 395 },
  });
}

function nonCompliant(time: Instant): object {
  return envelope(time, {
    source: "aws.config",
    "detail-type": "Config Rules Compliance Change",
    detail: {
      resourceId: arn,
      resourceType: "AWS::ACM::Certificate",
      awsRegion: "eu-west-1",
      awsAccountId: "111122223333",
      configRuleName: "acm-certificate-expiration-check-conformance-pack-x1",
      messageType: "ComplianceChangeNotification",
      newEvaluationResult: { complianceType: "NON_COMPLIANT", resultRecordedTime: time },
    },
  });
}

async function alertsOf({ stack }: TestStack): Promise<readonly AlertView[]> {
  await stack.drain();
  return Array.fromAsync(valuesIn(stack.alerts.all()));
}

async function logOf({ stack }: TestStack, alert: AlertView | undefined): Promise<readonly LogEntry[]> {
  return Array.fromAsync(valuesIn(stack.alerts.logOf(alert?.id ?? "")));
}

const gist = (log: readonly LogEntry[]) =>
  log.map(({ reason, to }) => `${reason} ${to.severity} ${to.stepDays ?? ""}`.trim());

describe("a certificate that expires", () => {
  test("is one alert, with a transition for each step of the ladder and none for the days between", async () => {
    const run = await start();
    for (let n = 0; n < 45; n += 1) await run.deliver(approaching(day(n), 45 - n));
    await run.runUntil(day(45));
    const alerts = await alertsOf(run);
    expect(alerts.length).toBe(1);
    expect(gist(await logOf(run, alerts[0]))).toEqual([
      "opened LOW 45",
      "deadline-step MEDIUM 30",
      "deadline-step HIGH 14",
      "deadline-step HIGH 7",
      "deadline-step CRITICAL 3",
      "deadline-step CRITICAL 1",
      "deadline-step CRITICAL 0",
    ]);
    // From HIGH on it is told: at nine in the morning until its last day, and then at once.
    expect(run.pages.length).toBeGreaterThan(5);
    for (const page of run.pages) expect(page).toContain("shop.example.com");
  });

  test.each<readonly [string, number, number, readonly string[]]>([
    [
      "47 days, of which ACM warns in the last 30",
      ...([47, 30] as const),
      ["opened LOW", "LOW 15.7", "MEDIUM 10.4", "HIGH 4.9", "HIGH 2.4", "CRITICAL 1", "CRITICAL 0"],
    ],
    [
      "90 days, from the 30th on",
      ...([90, 30] as const),
      ["opened LOW 30", "MEDIUM 20", "HIGH 9.3", "HIGH 4.7", "CRITICAL 2", "CRITICAL 1", "CRITICAL 0"],
    ],
    [
      "198 days, from the 30th on",
      ...([198, 30] as const),
      ["opened MEDIUM 30", "HIGH 14", "HIGH 7", "CRITICAL 3", "CRITICAL 1", "CRITICAL 0"],
    ],
    [
      "395 days, from the 45th on",
      ...([395, 45] as const),
      ["opened LOW 45", "MEDIUM 30", "HIGH 14", "HIGH 7", "CRITICAL 3", "CRITICAL 1", "CRITICAL 0"],
    ],
    [
      "ten years, in an account whose DaysBeforeExpiry is 7",
      ...([3650, 7] as const),
      ["opened HIGH 7", "CRITICAL 3", "CRITICAL 1", "CRITICAL 0"],
    ],
    ["ten years, first heard of on the last day", ...([3650, 1] as const), ["opened CRITICAL 1", "CRITICAL 0"]],
  ])("climbs by the length of its life: %s", async (_title, lifeDays, firstDaysLeft, steps) => {
    const run = await start();
    for (let n = 0; n <= firstDaysLeft; n += 1)
      await run.deliver(approaching(day(n), firstDaysLeft - n, { ValidityInDays: lifeDays }));
    await run.runUntil(day(firstDaysLeft + 30));
    const log = await logOf(run, (await alertsOf(run))[0]);
    expect(gist(log).map((entry) => entry.replace("deadline-step ", ""))).toEqual(steps);
    // No two of them within the hour.
    for (const [i, { at }] of log.entries()) if (i > 0) expect(at > shift(log[i - 1]?.at ?? at, 3_600_000)).toBe(true);
    expect(run.pages.length > 0).toBe(log.some(({ to }) => ["HIGH", "CRITICAL"].includes(to.severity)));
  });

  test("keeps the cause of a failed renewal, and its cure, on the pages of later steps", async () => {
    const run = await start();
    await run.deliver(
      envelope(day(0), {
        id: "renewal",
        source: "aws.acm",
        "detail-type": "ACM Certificate Renewal Action Required",
        resources: [arn],
        detail: { DaysToExpiry: 15, CommonName: "shop.example.com", RenewalStatusReason: "CAA_ERROR" },
      }),
    );
    for (let n = 1; n <= 15; n += 1) await run.deliver(approaching(day(n), 15 - n));
    await run.deliver(
      envelope(day(15), {
        id: "expired",
        source: "aws.acm",
        "detail-type": "ACM Certificate Expired",
        resources: [arn],
        detail: { CommonName: "shop.example.com", CertificateType: "AMAZON_ISSUED" },
      }),
    );
    await run.runUntil(day(16));
    expect(run.pages.length).toBeGreaterThan(3);
    for (const page of run.pages) {
      expect(page).toContain("CAA_ERROR");
      expect(page).toContain("CAA records");
    }
    await run.deliver(renewed(day(17)));
    await run.runUntil(day(17));
    expect(run.pages.at(-1)).not.toContain("CAA records");
  });

  test("is resolved by its renewal, and those who heard of it hear that", async () => {
    const run = await start();
    for (let n = 0; n < 40; n += 1) await run.deliver(approaching(day(n), 45 - n));
    await run.deliver(renewed(day(40)));
    await run.runUntil(day(60));
    const [alert] = await alertsOf(run);
    expect(alert).toMatchObject({ status: "RESOLVED", severity: "INFORMATIONAL" });
    expect(gist(await logOf(run, alert)).at(-1)).toBe("cleared INFORMATIONAL");
    expect(run.pages.filter((page) => page.includes("RESOLVED"))).toEqual([run.pages.at(-1)]);
    expect(run.pages.length).toBeGreaterThan(1);
  });

  test("climbs to CRITICAL by time alone when the events stop", async () => {
    const run = await start();
    for (let n = 0; n < 20; n += 1) await run.deliver(approaching(day(n), 45 - n));
    await run.runUntil(day(46));
    const [alert] = await alertsOf(run);
    expect(alert).toMatchObject({ status: "OPEN", severity: "CRITICAL", stepDays: 0, deadline: day(45) });
    const log = await logOf(run, alert);
    // A step counts as reached an hour before, but for the deadline itself.
    const early = [15, 31, 38, 42, 44].map((n) => shift(day(n), -3_600_000));
    expect(log.map(({ at }) => at)).toEqual([day(0), ...early, day(45)]);
  });

  test("is one alert for ACM and for AWS Config, and stays open while either sees it", async () => {
    const run = await start();
    await run.deliver(nonCompliant(day(0)));
    await run.deliver(approaching(day(1), 14));
    await run.runUntil(day(1));
    const [alert, ...others] = await alertsOf(run);
    expect(others).toEqual([]);
    expect(alert?.reporters).toEqual(["acm", expect.stringMatching(/^config:./)]);
    // A renewal settles what either said before.
    await run.deliver(renewed(day(2)));
    await run.runUntil(day(2));
    expect((await alertsOf(run))[0]?.status).toBe("RESOLVED");
  });
});

describe("a GuardDuty finding", () => {
  const finding = findings.instanceFinding;
  const fromAdministrator = { ...finding, id: "from-the-administrator", account: "999988887777" };

  test("that was there before its cell was first heard of pages nobody, and one that is new or that grows worse does", async () => {
    const run = await start({ findingsOfBefore: "baseline" });
    const at = instant(finding.detail.updatedAt);
    const ago = (milliseconds: number) => shift(at, -milliseconds);
    const found = (id: string, createdAt: Instant, more: object = {}) => ({
      ...finding,
      id: `${id}-${JSON.stringify(more)}`,
      time: at,
      detail: {
        ...finding.detail,
        id: id.repeat(32),
        severity: 7,
        createdAt,
        ...more,
        service: { ...finding.detail.service, eventFirstSeen: createdAt },
      },
    });
    await run.deliver(found("a", ago(3 * MILLISECONDS_PER_DAY)));
    await run.runUntil(at);
    expect(run.pages).toEqual([]);
    expect((await alertsOf(run)).map(({ status }) => status)).toEqual(["OPEN"]);
    await run.deliver(found("b", ago(MILLISECONDS_PER_DAY / 2)));
    await run.deliver(found("a", ago(3 * MILLISECONDS_PER_DAY), { severity: 9.5, updatedAt: shift(at, 60_000) }));
    await run.runUntil(shift(at, 60_000));
    expect(run.pages).toEqual([expect.stringMatching(/^\[CRITICAL/)]);
    await run.runUntil(shift(at, MILLISECONDS_PER_DAY));
    expect(run.pages).toContainEqual(expect.stringMatching(/^\[HIGH/));
  });

  test("is one alert and one page when member and administrator both send it", async () => {
    const run = await start();
    await run.deliver(finding);
    await run.deliver(fromAdministrator);
    await run.runUntil(run.now());
    expect(run.stack.counts.of("observations")).toEqual(
      new Map([
        ["duplicate", 1],
        ["opened", 1],
      ]),
    );
    const alerts = await alertsOf(run);
    expect(alerts.length).toBe(1);
    expect(alerts[0]?.account).toBe(finding.detail.accountId);
    expect((await logOf(run, alerts[0])).length).toBe(1);
  });

  test("neither reopens nor pages when it is replayed", async () => {
    const run = await start();
    const severe = { ...finding, detail: { ...finding.detail, severity: 8 } };
    const archived = {
      ...severe,
      id: "archived",
      detail: {
        ...severe.detail,
        updatedAt: shift(instant(finding.detail.updatedAt), 60_000),
        service: { ...finding.detail.service, archived: true },
      },
    };
    await run.deliver(severe);
    await run.deliver(archived);
    await run.runUntil(run.now());
    const before = run.pages.length;
    await run.deliver({ ...severe, "replay-name": "last-week" });
    // Even one that was never received, and is newer than what closed it.
    const unseen = shift(instant(finding.detail.updatedAt), 120_000);
    await run.deliver({
      ...severe,
      id: "unseen",
      detail: { ...severe.detail, updatedAt: unseen },
      "replay-name": "last-week",
    });
    await run.runUntil(run.now());
    const [alert] = await alertsOf(run);
    expect(alert?.status).toBe("RESOLVED");
    expect(run.pages.length).toBe(before);
  });

  test("is shown with whatever characters its resource's owner chose", async () => {
    const run = await start();
    await run.deliver({ ...finding, detail: { ...finding.detail, severity: 9, title: "Somebody is in 🚢 Fähre-1" } });
    await run.runUntil(run.now());
    expect(run.pages.join()).toContain("Somebody is in 🚢 Fähre-1");
  });

  test("opens its alert quietly when a replay is the first that is heard of it", async () => {
    const run = await start();
    await run.deliver({ ...finding, detail: { ...finding.detail, severity: 9 }, "replay-name": "after-the-outage" });
    await run.runUntil(run.now());
    const [alert] = await alertsOf(run);
    expect(alert).toMatchObject({ status: "OPEN", severity: "CRITICAL" });
    expect((await logOf(run, alert)).map(({ quiet }) => quiet)).toEqual([true]);
    expect(run.pages).toEqual([]);
  });
});

describe("an event that cannot be read", () => {
  test("lies in the dead-letter queue with its reason, and harms no other of its batch", async () => {
    const run = await start();
    const broken = envelope(day(0), {
      id: "broken",
      source: "aws.acm",
      "detail-type": "ACM Certificate Approaching Expiration",
      resources: [arn],
      detail: { DaysToExpiry: "soon", CommonName: "shop.example.com" },
    });
    await run.stack.bus.put([broken, approaching(day(0), 14), broken]);
    await run.stack.drain();
    expect((await alertsOf(run)).length).toBe(1);
    const letters = await run.stack.deadLetters();
    expect(letters.length).toBe(2);
    for (const { queue, reason, body } of letters) {
      expect(queue).toBe("tocsin-ingest-acm-dlq");
      expect(reason).toMatch(/^detail\.DaysToExpiry: /);
      expect(JSON.parse(body)).toEqual(broken);
    }
  });
});
