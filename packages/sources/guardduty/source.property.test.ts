import { compareSeverity } from "@tocsin/core/alert/severity";
import fc from "fast-check";
import { expect, test } from "vitest";
import { tryOut } from "../testing/trial.ts";
import { severityOf } from "./finding.ts";
import { samples } from "./samples.ts";
import { guardduty } from "./source.ts";

const { observations } = tryOut(guardduty);

test("a higher score is never a milder severity", () => {
  const score = fc.double({ min: 0, max: 10, noNaN: true });
  fc.assert(
    fc.property(score, score, (a, b) => {
      expect(compareSeverity(severityOf(Math.min(a, b)), severityOf(Math.max(a, b)))).toBeLessThanOrEqual(0);
    }),
  );
});

test("no access key id and no description reaches an observation", () => {
  const secret = fc.stringMatching(/^[A-Z]{20}$/);
  fc.assert(
    fc.property(secret, fc.constantFrom("IAMUser", "Role", "Root", "AWSAccount"), (text, userType) => {
      const { detail } = samples.roleFinding;
      const accessKeyDetails = { accessKeyId: text, principalId: `AROA:${text}`, userName: "harbour-ci", userType };
      const resource = { resourceType: "AccessKey", accessKeyDetails };
      const seen = observations({ ...samples.roleFinding, detail: { ...detail, description: text, resource } });
      expect(seen).toHaveLength(1);
      expect(JSON.stringify(seen)).not.toContain(text);
    }),
  );
});
