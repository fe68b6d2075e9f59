/** What Tocsin writes for SIEMs never comes back in as something that was found. */

import { ocsfOf } from "@tocsin/channels/ocsf/ocsf-event";
import { asffOf } from "@tocsin/channels/security-hub/asff-finding";
import { someAnnouncement } from "@tocsin/channels/testing/some-announcement";
import { isObject, type Json, type JsonObject } from "@tocsin/core/text/json";
import { eventOfFinding } from "@tocsin/sources/exported";
import { compileRules, ingested } from "@tocsin/sources/registry";
import fc from "fast-check";
import { expect, test } from "vitest";
import { candidatesOf } from "./candidate.ts";

const OWN = "is a finding that Tocsin itself wrote, of an alert that it knows: it is never read back";

/** The alert as it is in Security Hub, and on the topic. */
const written = someAnnouncement.map((announcement): readonly JsonObject[] => {
  const place = { partition: "aws", region: "eu-central-1", account: "999988887777", prefix: "acme-audit" };
  const now = { view: announcement.alert, version: announcement.version, evaluatedAt: announcement.at };
  return [asffOf(now, place), ocsfOf(announcement)].map((value) => JSON.parse(JSON.stringify(value)));
});

const readingOf = (value: Json) => [...candidatesOf({ place: "", value, bytesAtMost: 0 })];

test("every finding of one's own is named as such, alone and in the answer of `get-findings`", () => {
  fc.assert(
    fc.property(written, (findings) => {
      for (const finding of findings) {
        expect(readingOf(finding)).toEqual([{ place: "", problem: OWN }]);
        expect(eventOfFinding(finding)).toBeUndefined();
      }
      expect(readingOf({ Findings: [...findings] }).map((found) => "problem" in found && found.problem)).toEqual([
        OWN,
        OWN,
      ]);
    }),
    { numRuns: 30 },
  );
});

test("no rule wants Security Hub's event of one", () => {
  const rules = compileRules(ingested);
  fc.assert(
    fc.property(written, ([finding = {}]) => {
      const event = {
        ...{ version: "0", id: "e", source: "aws.securityhub", "detail-type": "Security Hub Findings - Imported" },
        ...{ account: "999988887777", region: "eu-central-1", time: "2026-11-24T08:00:00Z" },
        resources: [`${finding.ProductArn}/${finding.Id}`],
        detail: { findings: [finding] },
      };
      expect(rules.filter(({ matches }) => matches(event)).map(({ source }) => source.name)).toEqual([]);
    }),
    { numRuns: 30 },
  );
});

test("another product's finding is read as ever", () => {
  const [finding] = fc.sample(written, { numRuns: 1, seed: 1 })[0] ?? [];
  const [read] = readingOf({ ...finding, GeneratorId: "prowler-check" });
  expect(read && "value" in read && isObject(read.value) && read.value.source).toBe("aws.securityhub");
});
