/** The course of alerts that AWS Config reports, alone and beside the condition's own source. */
import { expect, test } from "vitest";
import { samples as s3Samples } from "../s3/samples.ts";
import { s3 } from "../s3/source.ts";
import type { Source } from "../source.ts";
import { storyOf } from "../testing/story.ts";
import { withDetail } from "../testing/trial.ts";
import { samples } from "./samples.ts";
import { config } from "./source.ts";

const LATER = "2026-11-25T00:00:00Z";

/** Both sources at once, as one bus has them. */
const both: Source = {
  ...config,
  read: (event, administrators) => (event.source === "aws.s3" ? s3 : config).read(event, administrators),
};

test("a resource that complies again ends the alert, and one that never did not opens it again", () => {
  const story = storyOf(config, [samples.bucketReadable, samples.bucketClosed, samples.bucketReadableAgain], LATER);
  expect(story.told).toEqual([
    "opened CRITICAL bucket-exposure",
    "resolved fixed bucket-exposure",
    "reopened CRITICAL bucket-exposure",
  ]);
});

test("results that come in the wrong order end as in the right one", () => {
  const story = storyOf(config, [samples.bucketClosed, samples.bucketReadable], LATER);
  expect(story.views["bucket-exposure"]).toMatchObject({ status: "RESOLVED" });
});

test("what cannot be judged for a while ends nothing", () => {
  const later = withDetail(samples.bucketNotJudged, {
    newEvaluationResult: {
      ...samples.bucketNotJudged.detail.newEvaluationResult,
      resultRecordedTime: "2026-11-18T09:00:00.000Z",
    },
  });
  expect(storyOf(config, [samples.bucketReadable, later], LATER).views["bucket-exposure"]?.status).toBe("OPEN");
});

test("of two rules on one bucket, one that is content does not end what the other sees", () => {
  const story = storyOf(config, [samples.bucketReadable, samples.bucketWritable, samples.bucketClosed], LATER);
  expect(story.views["bucket-exposure"]).toMatchObject({
    status: "OPEN",
    reporters: expect.arrayContaining(["config:s3-bucket-public-write-prohibited"]),
  });
});

test("a bucket that is closed by a call stays open until Config sees it too, and is told of once", () => {
  const opened = { ...s3Samples.policyPublic, time: "2026-11-18T01:59:00Z" };
  const at = (sample: typeof s3Samples.policyPublic, time: string) => ({
    ...withDetail(sample, { eventTime: time }),
    time,
  });
  const story = [
    at(opened, "2026-11-18T01:59:00Z"),
    samples.bucketReadable,
    at(s3Samples.policyForOwn, "2026-11-18T07:00:00Z"),
  ];
  expect(storyOf(both, story, LATER).views["bucket-exposure"]?.status).toBe("OPEN");
  expect(storyOf(both, [...story, samples.bucketClosed], LATER).told).toEqual([
    "opened CRITICAL bucket-exposure",
    "resolved fixed bucket-exposure",
  ]);
});

test("a bucket that is deleted ends it, without a word of Config", () => {
  const deleted = {
    ...withDetail(s3Samples.bucketDeleted, { eventTime: "2026-11-18T11:00:00Z" }),
    time: "2026-11-18T11:00:00Z",
  };
  expect(storyOf(both, [samples.bucketReadable, deleted], LATER).views["bucket-exposure"]?.status).toBe("RESOLVED");
});

test("a rule that is deleted says nothing any more: its alert stands until a person ends it", () => {
  expect(storyOf(config, [samples.queueNotEncrypted], "2027-11-18T00:00:00Z").views.compliance?.status).toBe("OPEN");
});

test("a copy in a conformance pack that is deployed again goes on in the voice of the one before", () => {
  const deployedAgain = withDetail(samples.bucketClosed, {
    configRuleName: "s3-bucket-public-read-prohibited-conformance-pack-zz9yy8xx7",
  });
  const story = storyOf(config, [samples.bucketReadableInPack, deployedAgain], LATER);
  expect(story.views["bucket-exposure"]?.status).toBe("RESOLVED");
});
