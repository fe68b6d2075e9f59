import fc from "fast-check";
import { expect, test } from "vitest";
import { tryOut } from "../testing/trial.ts";
import { samples } from "./samples.ts";
import { macie } from "./source.ts";

const { observations } = tryOut(macie);

test("nothing that Macie found, nor where, nor the object's key, reaches an observation", () => {
  // Long enough that no such text occurs by chance; also in upper case, like the names of kinds.
  const secret = fc.oneof(fc.stringMatching(/^[a-z0-9 .@/-]{12,40}$/), fc.stringMatching(/^[A-Z0-9_]{12,40}$/));
  const secrets = fc.uniqueArray(secret, { minLength: 14, maxLength: 14 });
  fc.assert(
    fc.property(secrets, fc.boolean(), fc.boolean(), (texts, archived, sampled) => {
      const seen = observations(findingOf(texts, { archived, sample: sampled }));
      expect(seen).toHaveLength(1);
      const kept = JSON.stringify(seen);
      for (const text of texts) expect(kept).not.toContain(text);
    }),
    { numRuns: 300 },
  );
});

/** A finding of sensitive data with the texts in every field about the object or the data. */
function findingOf(texts: readonly string[], marks: Record<string, boolean>) {
  const [key, version, tag, title, description, row, path, line, page, cell, name, value, file, owner] = texts;
  const { detail } = samples.sensitiveDataFinding;
  const occurrences = {
    cells: [{ row, column: cell, columnName: cell, cellReference: cell, value }],
    records: [{ recordIndex: row, jsonPath: path }],
    lineRanges: [{ start: line, end: line, startColumn: line }],
    pages: [{ pageNumber: page, lineRange: { start: line } }],
    offsetRanges: [{ start: row, end: row }],
    samples: [value],
  };
  const detections = [{ type: "NAME", count: 2, occurrences, value }];
  return {
    ...samples.sensitiveDataFinding,
    detail: {
      ...detail,
      ...marks,
      title,
      description,
      resourcesAffected: {
        s3Bucket: {
          ...detail.resourcesAffected.s3Bucket,
          owner: { displayName: owner },
          tags: [{ key: tag, value: tag }],
        },
        s3Object: { key, path: `harbour-crew/${key}`, versionId: version, tags: [{ key: tag, value: tag }] },
      },
      classificationDetails: {
        detailedResultsLocation: file,
        result: {
          sensitiveData: [{ category: "PERSONAL_INFORMATION", totalCount: 2, detections }],
          customDataIdentifiers: { totalCount: 2, detections: [{ arn: name, name, count: 2, occurrences }] },
        },
      },
    },
  };
}
