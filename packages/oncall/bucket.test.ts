import { describe, expect, test } from "vitest";
import { bucketOf } from "./bucket.ts";

describe("an alert counts", () => {
  test.each([
    ["as open", "OPEN", false, "open"],
    ["as silenced where a silence mutes it", "OPEN", true, "silenced"],
    ["as acknowledged", "ACKNOWLEDGED", false, "acknowledged"],
    ["as acknowledged though a silence mutes it too", "ACKNOWLEDGED", true, "acknowledged"],
    ["as suppressed", "SUPPRESSED", false, "suppressed"],
    ["as suppressed though a silence mutes it too", "SUPPRESSED", true, "suppressed"],
    ["as over once it is resolved", "RESOLVED", false, "over"],
    ["as over though a silence muted it", "RESOLVED", true, "over"],
  ] as const)("%s", (_title, status, isSilenced, bucket) => {
    expect(bucketOf({ status }, isSilenced)).toBe(bucket);
  });
});
