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

test("no description reaches an observation", () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[A-Z]{20}$/), (description) => {
      const { detail } = samples.roleFinding;
      const seen = observations({ ...samples.roleFinding, detail: { ...detail, description } });
      expect(seen).toHaveLength(1);
      expect(JSON.stringify(seen)).not.toContain(description);
    }),
  );
});
