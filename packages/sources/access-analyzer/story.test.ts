/** The course of alerts that IAM Access Analyzer reports, alone and beside the resource's own source. */
import { expect, test } from "vitest";
import { samples as s3Samples } from "../s3/samples.ts";
import { s3 } from "../s3/source.ts";
import type { Source } from "../source.ts";
import { storyOf } from "../testing/story.ts";
import { withDetail } from "../testing/trial.ts";
import { samples } from "./samples.ts";
import { accessAnalyzer } from "./source.ts";

const LATER = "2026-11-25T00:00:00Z";

/** Both sources at once, as one bus has them. */
const both: Source = {
  ...accessAnalyzer,
  read: (event, administrators) => (event.source === "aws.s3" ? s3 : accessAnalyzer).read(event, administrators),
};

const status = (events: readonly unknown[], of: Source = accessAnalyzer) =>
  storyOf(of, events, LATER).views["bucket-exposure"]?.status;

test("a finding opens the alert, and its resolution ends it, in whichever order the two come", () => {
  expect(storyOf(accessAnalyzer, [samples.bucketOpen, samples.bucketClosed], LATER).told).toEqual([
    "opened HIGH bucket-exposure",
    "resolved fixed bucket-exposure",
  ]);
  expect(status([samples.bucketClosed, samples.bucketOpen])).toBe("RESOLVED");
});

test("of two findings on one bucket, the end of one is not the end of the other", () => {
  expect(status([samples.bucketOpen, samples.bucketPublic, samples.bucketClosed])).toBe("OPEN");
});

test("access that is changed is a new finding, and the end of the one before does not hide it", () => {
  const changed = withDetail(samples.bucketOpen, {
    id: "f1d00000-0000-4000-8000-00000000beef",
    action: ["s3:PutObject"],
  });
  expect(status([samples.bucketOpen, changed, samples.bucketClosed])).toBe("OPEN");
});

test("an archived finding is over, and open again when it is taken out of the archive", () => {
  expect(status([samples.bucketOpen, samples.bucketArchived])).toBe("RESOLVED");
  const unarchived = withDetail(samples.bucketOpen, { updatedAt: "2026-11-19T12:00:00.000Z" });
  expect(status([samples.bucketOpen, samples.bucketArchived, unarchived])).toBe("OPEN");
});

test("the archive counts though the finding keeps the time at which it was updated", () => {
  const archived = { ...withDetail(samples.bucketOpen, { status: "ARCHIVED" }), time: "2026-11-19T05:00:00Z" };
  expect(status([samples.bucketOpen, archived])).toBe("RESOLVED");
});

test("an analyzer that is deleted leaves the alert open and unconfirmed, and one that finds it again confirms it", () => {
  const story = storyOf(accessAnalyzer, [samples.bucketOpen, samples.bucketUnwatched], LATER);
  expect(story.views["bucket-exposure"]).toMatchObject({
    status: "OPEN",
    unconfirmed: { since: "2026-11-20T01:00:00.000Z" },
  });
  const again = withDetail(samples.bucketOpen, {
    id: "f1d00000-0000-4000-8000-00000000cafe",
    updatedAt: "2026-11-20T02:00:00.000Z",
  });
  const confirmed = storyOf(accessAnalyzer, [samples.bucketOpen, samples.bucketUnwatched, again], LATER);
  expect(confirmed.views["bucket-exposure"]?.unconfirmed).toBeUndefined();
});

test("a finding that is archived does not end what the calls of the bucket's own source opened", () => {
  const opened = {
    ...withDetail(s3Samples.policyForPartner, { eventTime: "2026-11-19T01:10:00Z" }),
    time: "2026-11-19T01:10:00Z",
  };
  expect(status([opened, samples.bucketOpen, samples.bucketArchived], both)).toBe("OPEN");
});

test("a bucket that is deleted is over for all who spoke of it", () => {
  const deleted = {
    ...withDetail(s3Samples.bucketDeleted, { eventTime: "2026-11-19T02:00:00Z" }),
    time: "2026-11-19T02:00:00Z",
  };
  expect(status([samples.bucketOpen, deleted], both)).toBe("RESOLVED");
});
