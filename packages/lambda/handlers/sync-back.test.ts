import { CallError } from "@tocsin/aws/call";
import { createFindingsArchive, type GuardDutyCalls } from "@tocsin/aws/guardduty";
import { createSecurityHub, type FindingIdentifier } from "@tocsin/aws/security-hub";
import type { Decision } from "@tocsin/core/alert/decision";
import { type SyncedService, syncedServices } from "@tocsin/core/alert/synced";
import { parseEvent } from "@tocsin/core/event/event";
import { type Instant, instant } from "@tocsin/core/event/instant";
import { defaultWorld } from "@tocsin/core/policy/world";
import { announcementOf } from "@tocsin/core/transition/announcement";
import { type Change, changesOf, fold, type Head } from "@tocsin/core/transition/fold";
import { samples as ofGuardduty } from "@tocsin/sources/guardduty/samples";
import { guardduty } from "@tocsin/sources/guardduty/source";
import { samples as ofSecurityhub } from "@tocsin/sources/securityhub/samples";
import { securityhub } from "@tocsin/sources/securityhub/source";
import type { Source } from "@tocsin/sources/source";
import type { SQSRecord } from "aws-lambda";
import { describe, expect, test } from "vitest";
import { subscriberSettings } from "../deployment/settings.ts";
import { context, failedOf, message, recordingDeadLetters, recordingTelemetry } from "../testing/sample-batch.ts";
import { syncBackHandler } from "./sync-back.ts";

const FINDING = ofGuardduty.instanceFinding.detail.id;
const ARCHIVE = `eu-west-1 detector-of-eu-west-1 ${FINDING}`;
const MORNING = instant("2026-11-24T09:00:00Z");
const NOON = instant("2026-11-25T12:00:00Z");
const HUB_REGION = "eu-west-1";

interface Faults {
  /** Regions without a detector. */
  readonly withoutDetector?: readonly string[];
  /** What the next calls of GuardDuty throw. */
  readonly guardduty?: Error[];
  /** What Security Hub answers of the next findings, by code. */
  readonly hubCodes?: string[];
  /** Security Hub refuses each call that names a finding with this in its id. */
  readonly invalidId?: string;
}

/** An organization's alerts, GuardDuty and Security Hub; announcements are kept until they are handed over. */
function setUp(services: readonly SyncedService[] = syncedServices, faults: Faults = {}) {
  const heads = new Map<string, Head>();
  const announced: SQSRecord[] = [];
  const archived: string[] = [];
  const resolved: (FindingIdentifier & { readonly region: string })[] = [];
  const renewed: string[] = [];
  let hubCalls = 0;
  const change = (one: Change, at: Instant) => {
    const { head, entries } = fold(heads.get(one.alertId), one, defaultWorld, at);
    heads.set(one.alertId, head);
    announced.push(...entries.map((entry) => message(`${entry.alertId}${entry.version}`, announcementOf(entry))));
  };
  const callsIn = (region: string): GuardDutyCalls => ({
    async listDetectors() {
      const error = faults.guardduty?.shift();
      if (error) throw error;
      return { DetectorIds: faults.withoutDetector?.includes(region) ? [] : [`detector-of-${region}`] };
    },
    async archiveFindings({ DetectorId, FindingIds }) {
      archived.push(`${region} ${DetectorId} ${FindingIds.join(" ")}`);
    },
  });
  const { dead, deadLetters } = recordingDeadLetters();
  const telemetry = recordingTelemetry();
  const handler = syncBackHandler({
    alerts: {
      async *heads(ids) {
        for await (const id of ids) {
          const value = heads.get(id);
          if (value) yield { ok: true, value } as const;
        }
      },
    },
    services,
    guardduty: createFindingsArchive(callsIn),
    securityHubIn: (region) =>
      createSecurityHub({
        async batchImportFindings() {
          throw new CallError("findings of one's own are none of its business", false);
        },
        async batchUpdateFindings({ FindingIdentifiers, Workflow: { Status } }) {
          hubCalls += 1;
          const { invalidId } = faults;
          if (invalidId !== undefined && FindingIdentifiers.some(({ Id }) => Id.includes(invalidId)))
            throw Object.assign(new Error("not a finding's id"), { name: "InvalidInputException" });
          if (Status === "NEW") {
            renewed.push(...FindingIdentifiers.map(({ Id }) => Id));
            return {};
          }
          expect(Status).toBe("RESOLVED");
          const ErrorCode = faults.hubCodes?.shift();
          if (ErrorCode) return { UnprocessedFindings: [{ FindingIdentifier: FindingIdentifiers[0], ErrorCode }] };
          resolved.push(...FindingIdentifiers.map((one) => ({ ...one, region })));
          return {};
        },
      }),
    deadLetters,
    telemetry,
  });
  return {
    ...{ archived, resolved, renewed, dead, telemetry },
    hubCalls: () => hubCalls,
    hear(source: Source, value: unknown) {
      const event = parseEvent(value);
      if (!event.ok) throw new Error("no event");
      const reading = source.read(event.value, "unknown");
      if (reading.outcome !== "observed") throw new Error(`nothing is observed: ${reading.outcome}`);
      for (const one of changesOf(reading.observations)) change(one, event.value.time);
    },
    decide(kind: "resolve" | "reopen" | "acknowledge", at: Instant = MORNING) {
      const decision: Decision = { kind, at, by: "ada", why: "looked at" };
      for (const { alert } of [...heads.values()])
        change({ alertId: alert.id, observations: [], decisions: [decision] }, at);
    },
    statuses: () => [...heads.values()].map(({ view }) => view.status),
    /** Hands over what was announced, and gives which of it comes again. */
    async handle(records: readonly SQSRecord[] = announced.splice(0)) {
      return failedOf(await handler({ Records: [...records] }, context));
    },
    announced,
  };
}

const archivedAt = (time: string) => ({
  ...ofGuardduty.archivedFinding,
  ...{ id: `archived-${time}`, time },
  detail: { ...ofGuardduty.archivedFinding.detail, updatedAt: time },
});

describe("what a person resolves", () => {
  test("is archived in GuardDuty, by the detector of the finding's Region", async () => {
    const run = setUp();
    run.hear(guardduty, ofGuardduty.instanceFinding);
    run.decide("resolve");
    expect(await run.handle()).toEqual([]);
    expect(run.archived).toEqual([ARCHIVE]);
    expect(run.telemetry.counted).toContain("exports synced 1");
  });

  test("is resolved in Security Hub, in the Region of the finding's product", async () => {
    const run = setUp();
    run.hear(securityhub, ofSecurityhub.controlFailed);
    run.decide("resolve", NOON);
    await run.handle();
    const [finding] = ofSecurityhub.controlFailed.detail.findings;
    expect(finding).toMatchObject({ ProductArn: `arn:aws:securityhub:${HUB_REGION}::product/aws/securityhub` });
    expect(run.resolved).toHaveLength(1);
    expect({ ...finding, region: HUB_REGION }).toMatchObject(run.resolved[0] ?? {});
  });

  test("is ended in both, if both tell of it", async () => {
    const run = setUp();
    run.hear(guardduty, ofGuardduty.instanceFinding);
    run.hear(securityhub, ofSecurityhub.threat);
    run.decide("resolve", NOON);
    await run.handle();
    expect([run.archived.length > 0, run.resolved.length]).toEqual([true, 1]);
  });

  test("is ended in no service that was not asked for", async () => {
    const run = setUp(["securityhub"]);
    run.hear(guardduty, ofGuardduty.instanceFinding);
    run.decide("resolve");
    expect(await run.handle()).toEqual([]);
    expect(run.archived).toEqual([]);
  });

  test("and is told again is archived again, which changes nothing", async () => {
    const run = setUp();
    run.hear(guardduty, ofGuardduty.instanceFinding);
    run.decide("resolve");
    const records = run.announced.slice();
    await run.handle(records);
    await run.handle(records);
    expect(new Set(run.archived)).toEqual(new Set([ARCHIVE]));
  });
});

describe("nothing is ended", () => {
  test("by what a person acknowledges, or a service ends itself", async () => {
    const run = setUp();
    run.hear(guardduty, ofGuardduty.instanceFinding);
    run.decide("acknowledge");
    run.hear(guardduty, archivedAt("2026-11-24T10:00:00.000Z"));
    expect(run.statuses()).toEqual(["RESOLVED"]);
    expect(await run.handle()).toEqual([]);
    expect(run.archived).toEqual([]);
  });

  test("that was opened again before the word of its end arrived", async () => {
    const run = setUp();
    run.hear(guardduty, ofGuardduty.instanceFinding);
    run.decide("resolve");
    run.decide("reopen", instant("2026-11-24T09:00:01Z"));
    expect(run.statuses()).toEqual(["OPEN"]);
    await run.handle();
    expect(run.archived).toEqual([]);
  });

  test("by the archiving that comes back as an event: there is no loop", async () => {
    const run = setUp();
    run.hear(guardduty, ofGuardduty.instanceFinding);
    run.decide("resolve");
    await run.handle();
    run.hear(guardduty, archivedAt("2026-11-24T09:00:05.000Z"));
    await run.handle();
    expect(run.statuses()).toEqual(["RESOLVED"]);
    expect(run.archived).toHaveLength(1);
  });

  test("of a finding that was taken out of the archive, until a person decides again", async () => {
    const run = setUp();
    run.hear(guardduty, ofGuardduty.instanceFinding);
    run.decide("resolve");
    await run.handle();
    run.hear(guardduty, archivedAt("2026-11-24T09:00:05.000Z"));
    const { detail } = ofGuardduty.instanceFinding;
    const time = "2026-11-24T12:00:00.000Z";
    run.hear(guardduty, { ...ofGuardduty.instanceFinding, id: "again", time, detail: { ...detail, updatedAt: time } });
    await run.handle();
    expect(run.statuses()).toEqual(["OPEN"]);
    expect(run.archived).toHaveLength(1);
    run.decide("resolve", instant("2026-11-24T13:00:00Z"));
    await run.handle();
    expect(run.archived).toHaveLength(2);
  });
});

describe("what a person reopens", () => {
  const [failed] = ofSecurityhub.controlFailed.detail.findings;
  const again = (time: string, fields: object) => ({
    ...ofSecurityhub.controlFailed,
    ...{ id: `sent-${time}`, time, detail: { findings: [{ ...failed, ...fields }] } },
  });

  test("is new again in Security Hub, whose next update would end it otherwise", async () => {
    const run = setUp();
    run.hear(securityhub, ofSecurityhub.controlFailed);
    run.decide("resolve", NOON);
    await run.handle();
    run.hear(securityhub, again("2026-11-25T12:00:05.000Z", { Workflow: { Status: "RESOLVED" } }));
    run.decide("reopen", instant("2026-11-25T13:00:00Z"));
    expect(await run.handle()).toEqual([]);
    expect(run.renewed).toEqual([expect.stringContaining("security-control/KMS.4")]);
    run.hear(securityhub, again("2026-11-26T09:30:05.000Z", { UpdatedAt: "2026-11-26T09:29:58.120Z" }));
    expect(run.statuses()).toEqual(["OPEN"]);
    // Its own echo is no decision.
    await run.handle();
    expect([run.renewed.length, run.resolved.length]).toEqual([1, 1]);
  });

  test("before the word of its end arrived is set to new alone", async () => {
    const run = setUp();
    run.hear(securityhub, ofSecurityhub.controlFailed);
    run.decide("resolve", NOON);
    run.decide("reopen", instant("2026-11-25T12:00:01Z"));
    await run.handle();
    expect([run.renewed.length, run.resolved.length]).toEqual([1, 0]);
  });
});

test("one finding that Security Hub does not take leaves the others of its call unharmed", async () => {
  const run = setUp(syncedServices, { invalidId: "security-control/KMS.4" });
  run.hear(securityhub, ofSecurityhub.controlFailed);
  run.hear(securityhub, ofSecurityhub.threat);
  run.decide("resolve", NOON);
  expect(await run.handle()).toEqual([]);
  expect(run.resolved).toHaveLength(1);
  expect(run.dead).toHaveLength(1);
});

test("a finding that is gone from Security Hub is no failure", async () => {
  const run = setUp(syncedServices, { hubCodes: ["FindingNotFound"] });
  run.hear(securityhub, ofSecurityhub.controlFailed);
  run.decide("resolve", NOON);
  expect([await run.handle(), run.dead, run.hubCalls()]).toEqual([[], [], 1]);
});

describe("a finding that cannot be ended", () => {
  const throttled = () => Object.assign(new Error("slow down"), { name: "ThrottlingException", $fault: "client" });

  test("for now is tried again", async () => {
    const run = setUp(syncedServices, { guardduty: [throttled()] });
    run.hear(guardduty, ofGuardduty.instanceFinding);
    run.decide("resolve");
    const records = run.announced.slice();
    expect(await run.handle(records)).toHaveLength(1);
    expect(await run.handle(records)).toEqual([]);
    expect([run.archived, run.dead]).toEqual([[ARCHIVE], []]);
  });

  test("at the last delivery becomes a dead letter with its reason", async () => {
    const run = setUp(syncedServices, { guardduty: [throttled()] });
    run.hear(guardduty, ofGuardduty.instanceFinding);
    run.decide("resolve");
    const ApproximateReceiveCount = String(subscriberSettings.maxReceiveCount);
    const last = run.announced.map((record) => ({
      ...record,
      attributes: { ...record.attributes, ApproximateReceiveCount },
    }));
    expect(await run.handle(last)).toEqual([]);
    expect(run.dead).toEqual([expect.stringMatching(/failed at the last of 5 deliveries: .*ListDetectors.*slow down/)]);
  });

  test("since this account has no detector there becomes a dead letter that says so", async () => {
    const run = setUp(syncedServices, { withoutDetector: ["eu-west-1"] });
    run.hear(guardduty, ofGuardduty.instanceFinding);
    run.decide("resolve");
    expect(await run.handle()).toEqual([]);
    expect(run.dead).toEqual([expect.stringMatching(/this account has no detector of GuardDuty in eu-west-1/)]);
  });

  test("since Security Hub does not know it becomes a dead letter with the code", async () => {
    const run = setUp(syncedServices, { hubCodes: ["InvalidInput"] });
    run.hear(securityhub, ofSecurityhub.controlFailed);
    run.decide("resolve", NOON);
    expect(await run.handle()).toEqual([]);
    expect(run.dead).toEqual([expect.stringMatching(/BatchUpdateFindings did not take a finding: InvalidInput/)]);
  });
});
