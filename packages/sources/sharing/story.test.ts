/** The course of alerts about sharing: following the page's own advice ends them, and nothing else does. */
import { describe, expect, test } from "vitest";
import { storyOf } from "../testing/story.ts";
import { withDetail } from "../testing/trial.ts";
import { samples } from "./samples.ts";
import { sharing } from "./source.ts";

type Sample = keyof typeof samples;

/** The sample's record and envelope, at another time. */
function at(time: string, name: Sample) {
  return { ...withDetail(samples[name], { eventTime: time }), time };
}

const LATER = "2026-11-19T12:00:00Z";
const LATEST = "2026-11-19T14:00:00Z";
const NOW = "2026-11-20T00:00:00Z";

describe("what ends it", () => {
  test.each<[Sample, Sample, string]>([
    ["snapshotPublic", "snapshotPrivate", "fixed snapshot-exposure"],
    ["snapshotPublic", "snapshotReset", "fixed snapshot-exposure"],
    ["snapshotPublic", "snapshotDeleted", "deleted snapshot-exposure"],
    ["snapshotShared", "snapshotWithdrawn", "fixed snapshot-exposure"],
    ["snapshotSharedWithSeveral", "snapshotReset", "fixed snapshot-exposure"],
    ["snapshotSharedUnread", "snapshotReset", "fixed snapshot-exposure"],
    ["imagePublic", "imagePrivate", "fixed image-exposure"],
    ["imagePublic", "imageReset", "fixed image-exposure"],
    ["imageShared", "imageDisabled", "fixed image-exposure"],
    ["imageShared", "imageDeregistered", "deleted image-exposure"],
    ["imageSharedWithOrganization", "imageWithdrawnFromOrganization", "fixed image-exposure"],
    ["databasePublic", "databaseWithdrawn", "fixed snapshot-exposure"],
    // The caller writes the name as it likes, RDS in lower case.
    ["databaseShared", "databaseDeleted", "deleted snapshot-exposure"],
    ["clusterShared", "clusterWithdrawn", "fixed snapshot-exposure"],
    ["clusterShared", "clusterDeleted", "deleted snapshot-exposure"],
    ["encryptionOff", "encryptionOn", "fixed volume-encryption"],
    ["snapshotBlockOff", "snapshotBlockOn", "fixed public-access-block"],
    ["imageBlockOff", "imageBlockOn", "fixed public-access-block"],
  ])("%s is ended by %s", (open, end, told) => {
    const story = storyOf(sharing, [samples[open], at(LATER, end)], NOW);
    expect(story.told.at(-1)).toBe(`resolved ${told}`);
    expect(story.told).toHaveLength(2);
  });

  test.each<[string, Sample, Sample]>([
    ["that it is no longer public", "snapshotShared", "snapshotPrivate"],
    ["that one of several has it no longer", "snapshotSharedWithSeveral", "snapshotWithdrawn"],
    ["that another has it no longer", "imageSharedWithUnit", "imageWithdrawnFromOrganization"],
    ["that it is swapped for another", "imageShared", "imageSwapped"],
    ["that one is taken out and another is left", "databaseSharedWithMore", "databaseWithdrawnFromOne"],
    ["that the block of images is back", "snapshotBlockOff", "imageBlockOn"],
    ["that the key is another", "keyOfAnother", "keyChanged"],
  ])("%s does not", (_what, open, end) => {
    const { told } = storyOf(sharing, [samples[open], at(LATER, end)], NOW);
    expect(told.filter((line) => line.startsWith("resolved"))).toEqual([]);
  });

  test("of several the last one ends it", () => {
    const withdrawnFromBoth = withDetail(samples.snapshotWithdrawn, {
      eventTime: LATER,
      requestParameters: {
        snapshotId: "snap-0a1b2c3d4e5f60718",
        attributeType: "CREATE_VOLUME_PERMISSION",
        createVolumePermission: { remove: { items: [{ userId: "444455556666" }, { userId: "777788889999" }] } },
      },
    });
    const { told } = storyOf(sharing, [samples.snapshotSharedWithSeveral, withdrawnFromBoth], NOW);
    expect(told).toEqual(["opened HIGH snapshot-exposure", "resolved fixed snapshot-exposure"]);
  });

  test("in one second it stays open: CloudTrail's clock does not tell which came last", () => {
    for (const events of [
      [samples.snapshotPublic, samples.snapshotPrivate],
      [samples.snapshotPrivate, samples.snapshotPublic],
      [samples.databasePublic, samples.databaseWithdrawn],
    ])
      expect(storyOf(sharing, events, NOW).views["snapshot-exposure"]?.status).toBe("OPEN");
  });

  test("an end that arrives first keeps a late beginning from opening it", () => {
    const { views } = storyOf(sharing, [at(LATER, "snapshotDeleted"), samples.snapshotShared], NOW);
    expect(views["snapshot-exposure"]?.status).toBe("RESOLVED");
  });

  test("what was shared with an account is shared no less when it becomes public, and is told as the rise that it is", () => {
    const { told, views } = storyOf(sharing, [samples.snapshotShared, at(LATER, "snapshotPublic")], NOW);
    expect(told).toEqual(["opened HIGH snapshot-exposure", "escalated CRITICAL snapshot-exposure"]);
    expect(views["snapshot-exposure"]?.attributes).toMatchObject({
      exposedTo: ["accounts", "everyone"],
      foreignAccounts: ["444455556666"],
    });
    const left = storyOf(
      sharing,
      [samples.snapshotShared, at(LATER, "snapshotPublic"), at(LATEST, "snapshotPrivate")],
      NOW,
    );
    expect(left.views["snapshot-exposure"]).toMatchObject({ status: "OPEN", severity: "HIGH" });
  });
});

describe("the use of a share", () => {
  test("stays when the share is withdrawn or the snapshot deleted: what was taken stays taken", () => {
    const { views } = storyOf(
      sharing,
      [
        samples.snapshotShared,
        at(LATER, "snapshotCopied"),
        at(LATEST, "snapshotWithdrawn"),
        at(LATEST, "snapshotDeleted"),
      ],
      NOW,
    );
    expect(views["snapshot-exposure"]?.status).toBe("RESOLVED");
    expect(views["snapshot-use"]).toMatchObject({ status: "OPEN", severity: "HIGH" });
  });

  test("that GuardDuty shared by itself is routine, in whichever order the two arrive", () => {
    const events = [samples.snapshotSharedByGuardDuty, at(LATER, "usedByScanner")];
    for (const arrival of [events, events.toReversed()]) {
      const { views } = storyOf(sharing, arrival, NOW);
      expect(views["snapshot-use"]?.severity).toBe("INFORMATIONAL");
    }
  });

  test("by an account with which somebody else shared the snapshot is not made routine by that", () => {
    const { views } = storyOf(
      sharing,
      [samples.snapshotSharedByGuardDuty, samples.snapshotShared, at(LATER, "snapshotCopied")],
      NOW,
    );
    expect(views["snapshot-use"]).toMatchObject({ severity: "HIGH" });
  });

  test("is told though nobody saw the share", () => {
    expect(storyOf(sharing, [samples.volumeMade], NOW).told).toEqual(["opened HIGH snapshot-use"]);
  });
});

describe("the default key", () => {
  test("of another account is worse than a change, and its own key after it is milder", () => {
    const { told, views } = storyOf(sharing, [samples.keyOfAnother, at(LATER, "keyChanged")], NOW);
    expect(told[0]).toBe("opened HIGH volume-key");
    expect(views["volume-key"]).toMatchObject({ status: "OPEN", severity: "MEDIUM" });
  });
});
