/** The course of a key's alerts: following the page's own advice ends them, and people are told nothing untrue. */
import { describe, expect, test } from "vitest";
import { storyOf } from "../testing/story.ts";
import { withDetail } from "../testing/trial.ts";
import { samples } from "./samples.ts";
import { kms } from "./source.ts";

type Condition = keyof ReturnType<typeof storyOf>["views"];

/** The sample's record and envelope, at another time. */
function at<S extends { readonly detail: object }>(time: string, sample: S) {
  return { ...withDetail(sample, { eventTime: time }), time };
}

const LATER = "2026-11-19T03:00:00Z";
const NOW = "2026-11-21T00:00:00Z";

describe("what ends it", () => {
  test.each<[string, object, object, Condition, string]>([
    ["a deletion, by cancelling it", samples.deletionScheduled, samples.deletionCancelled, "key-deletion", "fixed"],
    [
      "a deletion that waits, by cancelling it",
      samples.deletionScheduled,
      samples.deletionCancelled,
      "key-deletion",
      "fixed",
    ],
    ["a disabled key, by enabling it", samples.disabled, samples.enabled, "key-disabled", "fixed"],
    ["a disabled key, by its deletion", samples.disabled, samples.deleted, "key-disabled", "deleted"],
    [
      "rotation off, by switching it on",
      samples.rotationSwitchedOff,
      samples.rotationSwitchedOn,
      "key-rotation-disabled",
      "fixed",
    ],
    [
      "rotation off, by a rotation that nobody asked for",
      samples.rotationSwitchedOff,
      samples.rotated,
      "key-rotation-disabled",
      "fixed",
    ],
    [
      "rotation off, by the key's deletion",
      samples.rotationSwitchedOff,
      samples.deleted,
      "key-rotation-disabled",
      "deleted",
    ],
    ["an open policy, by a narrow one", samples.openedToEveryone, samples.openedToOwnAccount, "key-exposure", "fixed"],
    [
      "a key that was made open, by a narrow policy",
      samples.madeOpen,
      samples.openedToOwnAccount,
      "key-exposure",
      "fixed",
    ],
    [
      "an open policy, by the key's deletion",
      samples.openedToAnotherAccount,
      samples.deleted,
      "key-exposure",
      "deleted",
    ],
    ["a grant, by revoking it", samples.grantedToAnotherAccount, samples.grantRevoked, "key-exposure", "fixed"],
    ["a grant, by retiring it", samples.grantedToAnotherAccount, samples.grantRetired, "key-exposure", "fixed"],
    [
      "material that expires, by importing it for ever",
      samples.materialImported,
      samples.materialImportedForEver,
      "key-material-expiry",
      "renewed",
    ],
    [
      "material that expires, by deleting it",
      samples.materialImported,
      samples.materialDeleted,
      "key-material-expiry",
      "deleted",
    ],
    [
      "material that has expired, by importing it again",
      samples.materialExpired,
      samples.materialImported,
      "key-material-gone",
      "renewed",
    ],
    [
      "material that was deleted, by importing it again",
      samples.materialDeleted,
      samples.materialImportedForEver,
      "key-material-gone",
      "renewed",
    ],
    [
      "a disconnected store, by its deletion",
      samples.storeDisconnected,
      samples.storeDeleted,
      "key-store-disconnected",
      "deleted",
    ],
  ])("%s", (_title, problem, remedy, condition, because) => {
    const remedied = at(LATER, remedy as typeof samples.enabled);
    for (const arrivals of [
      [problem, remedied],
      [remedied, problem],
    ]) {
      const story = storyOf(kms, arrivals, NOW);
      expect(story.told.filter((one) => one.startsWith("resolved") && one.endsWith(condition)).length).toBeLessThan(2);
      expect(story.views[condition]).toMatchObject({ status: "RESOLVED", because });
    }
  });

  test.each<[string, object, object, Condition]>([
    ["an open policy, not by the end of a grant", samples.openedToEveryone, samples.grantRevoked, "key-exposure"],
    [
      "rotation off, not by a rotation that somebody asked for",
      samples.rotationSwitchedOff,
      samples.rotatedOnDemand,
      "key-rotation-disabled",
    ],
    [
      "rotation off, not by one of which that is not known",
      samples.rotationSwitchedOff,
      samples.rotatedOfOld,
      "key-rotation-disabled",
    ],
    [
      "rotation off, not by moving the primary",
      samples.rotationSwitchedOff,
      samples.primaryMoved,
      "key-rotation-disabled",
    ],
    [
      "a disconnected store, not by telling it to connect",
      samples.storeDisconnected,
      samples.storeConnecting,
      "key-store-disconnected",
    ],
    [
      "a deletion, not by enabling the key, which is refused",
      samples.deletionScheduled,
      samples.enabled,
      "key-deletion",
    ],
  ])("%s", (_title, problem, other, condition) => {
    const story = storyOf(kms, [problem, at(LATER, other as typeof samples.enabled)], NOW);
    expect(story.told.filter((one) => one.startsWith("resolved"))).toEqual([]);
    expect(story.told).toContainEqual(expect.stringMatching(`^opened \\w+ ${condition}$`));
  });
});

describe("a deletion", () => {
  test("that is cancelled leaves the key disabled, which is told, until somebody enables it", () => {
    const cancelled = [samples.deletionScheduled, at(LATER, samples.deletionCancelled)];
    expect(storyOf(kms, cancelled, NOW)).toMatchObject({
      told: ["opened HIGH key-deletion", "resolved fixed key-deletion", "opened HIGH key-disabled"],
      views: { "key-disabled": { status: "OPEN", title: expect.stringContaining("since its deletion was cancelled") } },
    });
    const kept = [...cancelled, at("2026-11-19T03:00:01Z", samples.enabled)];
    expect(storyOf(kms, kept, NOW).views["key-disabled"]).toMatchObject({ status: "RESOLVED" });
  });

  test("that is cancelled and undone within a second is open in doubt", () => {
    const kept = [samples.deletionScheduled, at(LATER, samples.deletionCancelled), at(LATER, samples.enabled)];
    expect(storyOf(kms, kept, NOW).views["key-disabled"]).toMatchObject({ status: "OPEN", ambiguous: true });
  });

  test("becomes more severe by time alone, and is over when it came to pass at its date", () => {
    const { views } = storyOf(kms, [samples.deletionScheduled], "2026-11-25T12:00:00Z");
    expect(views["key-deletion"]).toMatchObject({ status: "OPEN", severity: "CRITICAL" });
    const copies = [0, 2, 5].map((seconds) => ({
      ...samples.deleted,
      id: `6b5d1c7a-0009-4000-8000-00000000000${seconds}`,
      time: `2026-11-26T03:00:0${seconds}Z`,
    }));
    for (const arrivals of [copies, copies.toReversed()]) {
      const story = storyOf(kms, [samples.deletionScheduled, ...arrivals], "2026-11-27T00:00:00Z");
      expect(story.views["key-deletion"]).toMatchObject({ status: "RESOLVED", because: "deleted-at-date" });
      expect(story.told.filter((one) => one.startsWith("resolved"))).toEqual(["resolved deleted-at-date key-deletion"]);
    }
  });

  test("that nobody has heard of is told once, however many copies of its event come", () => {
    const copies = ["2026-11-26T03:00:00Z", "2026-11-26T03:00:02Z", "2026-11-26T03:00:02Z"].map((time, i) => ({
      ...samples.deleted,
      id: `6b5d1c7a-0009-4000-8000-00000000000${i}`,
      time,
    }));
    const story = storyOf(kms, copies, "2026-11-27T00:00:00Z");
    expect(story.told).toEqual(["opened CRITICAL key-deletion"]);
    expect(story.views["key-deletion"]).toMatchObject({
      status: "OPEN",
      title: expect.stringContaining("was deleted"),
    });
  });

  test("of a primary that waited has no date that was told, so that it stays open when the key is gone", () => {
    const gone = {
      ...samples.deleted,
      resources: ["arn:aws:kms:eu-west-1:111122223333:key/mrk-4c0ffee012ab34cd56ef1234567890ab"],
    };
    const story = storyOf(
      kms,
      [samples.deletionWaits, { ...gone, time: "2027-02-01T00:00:00Z" }],
      "2027-02-02T00:00:00Z",
    );
    expect(story.views["key-deletion"]).toMatchObject({ status: "OPEN", severity: "CRITICAL" });
  });

  test("of a primary that waits is open until its replicas' time and its own can be over", () => {
    const open = storyOf(kms, [samples.deletionWaits], "2027-01-20T00:00:00Z");
    expect(open.views["key-deletion"]?.status).toBe("OPEN");
    const lapsed = storyOf(kms, [samples.deletionWaits], "2027-04-01T00:00:00Z");
    expect(lapsed.views["key-deletion"]).toMatchObject({ status: "RESOLVED", ended: "lapsed" });
  });

  test("is scheduled again after it was cancelled, and has the new date", () => {
    const again = withDetail(at("2026-11-19T04:00:00Z", samples.deletionScheduled), {
      eventID: "6b5d1c7a-0003-4000-8000-0000000000aa",
      responseElements: { deletionDate: "Dec 3, 2026, 4:00:00 AM" },
    });
    const story = storyOf(kms, [samples.deletionScheduled, at(LATER, samples.deletionCancelled), again], NOW);
    expect(story.views["key-deletion"]).toMatchObject({ status: "OPEN", deadline: "2026-12-03T04:00:00.000Z" });
  });
});

describe("material that expires", () => {
  test("is quiet at first, rises as its date comes, and is then told as gone", () => {
    const quiet = storyOf(kms, [samples.materialImported], "2026-11-20T00:00:00Z");
    expect(quiet.views["key-material-expiry"]).toMatchObject({ status: "OPEN", severity: "INFORMATIONAL" });
    const near = storyOf(kms, [samples.materialImported], "2026-12-18T12:00:00Z");
    expect(near.views["key-material-expiry"]).toMatchObject({ severity: "CRITICAL" });
    const expired = { ...samples.materialExpired, time: "2026-12-19T02:30:00Z" };
    const over = storyOf(kms, [samples.materialImported, expired], "2026-12-20T00:00:00Z");
    expect(over.views).toMatchObject({
      "key-material-expiry": { status: "RESOLVED", because: "deleted-at-date" },
      "key-material-gone": { status: "OPEN", severity: "HIGH" },
    });
  });
});

describe("material that is gone", () => {
  const other = withDetail(at(LATER, samples.materialDeleted), {
    eventID: "6b5d1c7a-0003-4000-8000-0000000000bb",
    responseElements: { keyMaterialId: "ff" },
  });
  const back = at("2026-11-19T05:00:00Z", samples.materialImportedForEver);

  test("is one alert of the key, which ends when all of it is back", () => {
    const lacking = [samples.materialDeleted, other];
    expect(storyOf(kms, lacking, NOW).told).toEqual(["opened HIGH key-material-gone"]);
    expect(storyOf(kms, [...lacking, back], NOW).views["key-material-gone"]).toMatchObject({ status: "OPEN" });
    const all = [...lacking, back, withDetail(back, { eventID: "b", responseElements: { keyMaterialId: "ff" } })];
    expect(storyOf(kms, all, NOW).views["key-material-gone"]).toMatchObject({ status: "RESOLVED", because: "renewed" });
  });

  test("is over with the key", () => {
    const story = storyOf(kms, [samples.materialDeleted, other, { ...samples.deleted, time: LATER }], NOW);
    expect(story.views["key-material-gone"]).toMatchObject({ status: "OPEN" });
    const gone = { ...samples.deleted, time: "2026-11-20T00:00:00Z" };
    expect(storyOf(kms, [samples.materialDeleted, other, gone], NOW).views["key-material-gone"]).toMatchObject({
      status: "RESOLVED",
      because: "deleted",
    });
  });
});

describe("a doubt", () => {
  test("is shown of a store that was told to connect", () => {
    const story = storyOf(kms, [samples.storeDisconnected, at(LATER, samples.storeConnecting)], NOW);
    expect(story.views["key-store-disconnected"]).toMatchObject({
      status: "OPEN",
      unconfirmed: { why: expect.stringContaining("told to connect") },
    });
  });

  test("is shown of the rotation of a key whose primary has moved, with where it is switched now", () => {
    const off = withDetail(samples.rotationSwitchedOff, {
      requestParameters: { keyId: "mrk-4c0ffee012ab34cd56ef1234567890ab" },
      responseElements: null,
      resources: [],
    });
    const story = storyOf(kms, [off, at(LATER, samples.primaryMoved)], NOW);
    expect(story.views["key-rotation-disabled"]).toMatchObject({
      status: "OPEN",
      unconfirmed: { why: expect.stringContaining("eu-central-1") },
    });
  });
});

test("a policy that opens and closes a key within a second is open in doubt", () => {
  const story = storyOf(kms, [samples.openedToEveryone, samples.openedToOwnAccount], NOW);
  expect(story.views["key-exposure"]).toMatchObject({ status: "OPEN", ambiguous: true });
});
