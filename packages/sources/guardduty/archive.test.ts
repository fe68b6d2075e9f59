import type { Observation } from "@tocsin/core/alert/observation";
import type { AlertView } from "@tocsin/core/alert/view";
import { instant } from "@tocsin/core/event/instant";
import { defaultWorld } from "@tocsin/core/policy/world";
import { refusalText } from "@tocsin/core/text/parse";
import { fold, type Head } from "@tocsin/core/transition/fold";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { tryOut, withDetail } from "../testing/trial.ts";
import { samples } from "./samples.ts";
import { guardduty } from "./source.ts";

const { matches, read, observations, only } = tryOut(guardduty);

const found = withDetail(samples.instanceFinding, { updatedAt: "2026-11-24T08:00:00.500Z" });
const archived = withDetail(samples.findingsArchived, { eventTime: "2026-11-24T09:00:00Z" });
const unarchived = withDetail(samples.findingsUnarchived, { eventTime: "2026-11-24T10:00:00Z" });
const now = instant("2026-11-25T00:00:00Z");

/** The head of the finding's alert after these events, folded one by one in this order. */
function headAfter(events: readonly unknown[]): Head {
  const { alertId } = only(found);
  const head = events
    .flatMap((event) => observations(event).filter((seen) => seen.alertId === alertId))
    .reduce<Head | undefined>((stored, seen) => folded(stored, seen), undefined);
  if (head === undefined) throw new Error("nothing was said of the finding");
  return head;
}

function folded(stored: Head | undefined, seen: Observation): Head {
  const change = { alertId: seen.alertId, observations: [seen], decisions: [] };
  return fold(stored, change, defaultWorld, now).head;
}

function viewAfter(...events: readonly unknown[]): AlertView {
  return headAfter(events).view;
}

describe("a call that archives findings", () => {
  test("says of each of them, once, that it was archived, by whom, and not whose it is", () => {
    const seen = observations(samples.findingsArchived);
    expect(seen.map(({ identity }) => identity)).toEqual(
      ["70c1a5f0000000000000000000000001", "70c1a5f0000000000000000000000003"].map((discriminator) => ({
        condition: "threat",
        partition: "aws",
        account: "",
        region: "eu-west-1",
        resource: "",
        discriminator,
      })),
    );
    expect(seen[0]?.alertId).toBe(only(samples.instanceFinding).alertId);
    expect(seen[0]?.statement).toMatchObject({
      state: "remark",
      effect: "archived",
      at: "2026-11-24T08:03:00.000Z",
      eventId: "7f0c2f5e-0000-4000-8000-000000000061",
      actor: { kind: "role", name: "harbour-deploy", session: "m.duval", call: "ArchiveFindings" },
    });
  });

  test("is of the call's Region and its partition, wherever its event was put", () => {
    const event = withDetail({ ...samples.findingsArchived, region: "us-east-1" }, { awsRegion: "cn-north-1" });
    expect(observations(event)[0]?.identity).toMatchObject({ partition: "aws-cn", region: "cn-north-1" });
  });

  test("says nothing when it failed, or named no finding", () => {
    expect(matches(samples.archivingFailed)).toBe(false);
    expect(read(samples.archivingFailed)).toEqual({ outcome: "ignored", reason: "without-effect" });
    const none = withDetail(samples.findingsArchived, { requestParameters: { findingIds: [] } });
    expect(read(none)).toEqual({ outcome: "ignored", reason: "without-effect" });
  });

  test("of another service with a call of that name is not wanted", () => {
    expect(matches(withDetail(samples.findingsArchived, { eventSource: "detective.amazonaws.com" }))).toBe(false);
  });

  test.each([
    ["no list of findings", { detectorId: "d" }, "detail.requestParameters.findingIds: is missing"],
    ["parameters that were left out", null, "detail.requestParameters: expected Object, got null"],
    [
      "more findings than a call can have",
      { findingIds: Array.from({ length: 51 }, (_, n) => `f${n}`) },
      "detail.requestParameters.findingIds: has more than 50 findings",
    ],
  ])("is refused with %s", (_what, requestParameters, refusal) => {
    const reading = read(withDetail(samples.findingsArchived, { requestParameters }));
    expect(reading.outcome === "refused" && refusalText(reading.refusal)).toBe(refusal);
  });

  test("is taken with as many findings as a call can have", () => {
    const findingIds = Array.from({ length: 50 }, (_, n) => `f${n}`);
    expect(observations(withDetail(samples.findingsArchived, { requestParameters: { findingIds } }))).toHaveLength(50);
  });
});

describe("the alert of a finding", () => {
  test.each([
    ["its own account", "222233334444"],
    ["its administrator", "111122223333"],
  ])("ends when %s archives it, and tells by whom", (_who, account) => {
    const view = viewAfter(found, withDetail({ ...archived, account }, { recipientAccountId: account }));
    expect(view).toMatchObject({
      status: "RESOLVED",
      because: "archived",
      account: "222233334444",
      summary: "The finding was archived in GuardDuty.",
      actor: { name: "harbour-deploy", session: "m.duval", call: "ArchiveFindings" },
    });
  });

  test("is over when the archiving was heard of first, and of what is told by the finding later", () => {
    expect(viewAfter(archived)).toMatchObject({ status: "RESOLVED", resource: expect.stringContaining("/finding/") });
    expect(viewAfter(archived, found)).toMatchObject({
      status: "RESOLVED",
      account: "222233334444",
      resource: "arn:aws:ec2:eu-west-1:222233334444:instance/i-0a1b2c3d4e5f60718",
    });
  });

  test("opens again, as severe as it was, when the finding is taken out of the archive", () => {
    expect(viewAfter(found, archived, unarchived)).toMatchObject({ status: "OPEN", severity: "HIGH" });
  });

  test("opens again also when the finding went on while it was archived", () => {
    const service = { ...samples.instanceFinding.detail.service, archived: true };
    const goesOn = withDetail(samples.instanceFinding, { updatedAt: "2026-11-24T09:30:00.100Z", service });
    expect(viewAfter(found, archived, goesOn)).toMatchObject({ status: "RESOLVED", because: "archived" });
    expect(viewAfter(found, archived, goesOn, unarchived)).toMatchObject({ status: "OPEN", severity: "HIGH" });
  });

  test("opens again when the finding goes on and is archived no more", () => {
    const goesOn = withDetail(samples.instanceFinding, { updatedAt: "2026-11-24T09:30:00.100Z" });
    expect(viewAfter(found, archived, goesOn)).toMatchObject({ status: "OPEN", severity: "HIGH" });
  });

  test("stays open where the finding was updated in the very second in which it was archived", () => {
    const at = (updatedAt: string) => viewAfter(archived, withDetail(found, { updatedAt }));
    expect(at("2026-11-24T09:00:00.000Z")).toMatchObject({ status: "OPEN" });
    expect(at("2026-11-24T08:59:59.999Z")).toMatchObject({ status: "RESOLVED" });
  });

  test("stays open where the finding was archived and taken out of the archive in the same second", () => {
    const both = withDetail(unarchived, { eventTime: "2026-11-24T09:00:00Z" });
    expect(viewAfter(found, archived, both)).toMatchObject({ status: "OPEN" });
  });

  test("is open exactly where its last call took it out of the archive, in whatever order the calls are heard of", () => {
    const call = fc.record({ isOut: fc.boolean(), minute: fc.integer({ min: 0, max: 30 }) });
    const calls = fc.uniqueArray(call, { minLength: 1, maxLength: 6, selector: ({ minute }) => minute });
    const heard = calls.chain((made) =>
      fc.tuple(fc.constant(made), fc.shuffledSubarray(["found" as const, ...made], { minLength: made.length + 1 })),
    );
    fc.assert(
      fc.property(heard, ([made, order]) => {
        const events = order.map((one) => {
          if (one === "found") return found;
          const eventTime = `2026-11-24T09:${String(one.minute).padStart(2, "0")}:00Z`;
          return withDetail(one.isOut ? unarchived : archived, { eventTime, eventID: `call-${one.minute}` });
        });
        const last = made.reduce((a, b) => (a.minute > b.minute ? a : b));
        expect(viewAfter(...events).status).toBe(last.isOut ? "OPEN" : "RESOLVED");
      }),
      { numRuns: 200 },
    );
  });
});
