import { parseEvent } from "@tocsin/core/event";
import { compilePattern } from "@tocsin/core/pattern";
import fc from "fast-check";
import { expect, test } from "vitest";
import { samples } from "./samples.ts";
import { macie } from "./source.ts";

const matches = compilePattern(macie.pattern);

const sample = fc.constantFrom(...Object.values(samples));
const replaced = fc.option(fc.oneof(fc.jsonValue(), fc.constantFrom("", "\ud800", "7", "x".repeat(2000), -1)), {
  nil: undefined,
});

/** `value` with its nth field, at whatever depth, replaced, or taken out by `undefined`. */
function withField(value: unknown, nth: number, replacement: unknown): unknown {
  let seen = 0;
  return JSON.parse(JSON.stringify(value), (_key, field) => (seen++ === nth ? replacement : field));
}

/** The observations of an event, none when it is refused. */
function observed(value: unknown) {
  const event = parseEvent(value);
  if (!event.ok) return [];
  const reading = macie.read(event.value);
  return reading.outcome === "observed" ? reading.observations : [];
}

test("whatever stands in one field, the event is observed or refused with a path inside it, and nothing throws", () => {
  fc.assert(
    fc.property(sample, fc.nat(120), replaced, (value, nth, replacement) => {
      const event = parseEvent(withField(value, nth, replacement));
      if (!event.ok || !matches(event.value)) return;
      const reading = macie.read(event.value);
      if (reading.outcome === "refused") expect(reading.refusal.path).toMatch(/^detail/);
      else expect(reading.outcome).toBe("observed");
    }),
    { numRuns: 2000 },
  );
});

test("an alert is the same whatever account the envelope names, whose event it is and when", () => {
  const account = fc.stringMatching(/^\d{12}$/);
  fc.assert(
    fc.property(sample, account, fc.uuid(), (value, receiver, id) => {
      const ids = observed(value).map(({ alertId }) => alertId);
      const copy = { ...value, account: receiver, id, time: "2027-01-01T00:00:00Z" };
      expect(observed(copy).map(({ alertId }) => alertId)).toEqual(ids);
      expect(ids).toHaveLength(1);
    }),
  );
});

test("nothing that Macie found, nor where, nor the object's key, reaches an observation", () => {
  // Long enough that no such text is there by chance; in upper case too, in which the names of kinds are written.
  const secret = fc.oneof(fc.stringMatching(/^[a-z0-9 .@/-]{12,40}$/), fc.stringMatching(/^[A-Z0-9_]{12,40}$/));
  const secrets = fc.uniqueArray(secret, { minLength: 14, maxLength: 14 });
  fc.assert(
    fc.property(secrets, fc.boolean(), fc.boolean(), (texts, archived, sampled) => {
      const seen = observed(findingOf(texts, { archived, sample: sampled }));
      expect(seen).toHaveLength(1);
      const kept = JSON.stringify(seen);
      for (const text of texts) expect(kept).not.toContain(text);
    }),
    { numRuns: 300 },
  );
});

/** A finding of sensitive data with the texts in every place that tells of the object or of the data. */
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
