import { parseEvent } from "@tocsin/core/event";
import { compilePattern } from "@tocsin/core/pattern";
import { compareSeverity } from "@tocsin/core/severity";
import fc from "fast-check";
import { expect, test } from "vitest";
import { severityOf } from "./finding.ts";
import { samples } from "./samples.ts";
import { guardduty } from "./source.ts";

const matches = compilePattern(guardduty.pattern);

const sample = fc.constantFrom(...Object.values(samples));
const account = fc.stringMatching(/^\d{12}$/);

/** `value` with its nth field, at whatever depth, replaced, or taken out by `undefined`. */
function withField(value: unknown, nth: number, replacement: unknown): unknown {
  let seen = 0;
  return JSON.parse(JSON.stringify(value), (_key, field) => (seen++ === nth ? replacement : field));
}

const replaced = fc.option(fc.oneof(fc.jsonValue(), fc.constantFrom("", "\ud800", "7", "x".repeat(2000), -1)), {
  nil: undefined,
});

/** The observations of an event, none when it is refused. */
function observed(value: unknown) {
  const event = parseEvent(value);
  if (!event.ok) return [];
  const reading = guardduty.read(event.value);
  return reading.outcome === "observed" ? reading.observations : [];
}

test("whatever stands in one field, the event is observed or refused with a path inside it, and nothing throws", () => {
  fc.assert(
    fc.property(sample, fc.nat(70), replaced, (value, nth, replacement) => {
      const event = parseEvent(withField(value, nth, replacement));
      if (!event.ok || !matches(event.value)) return;
      const reading = guardduty.read(event.value);
      if (reading.outcome === "refused") expect(reading.refusal.path).toMatch(/^detail/);
      else expect(reading.outcome).toBe("observed");
    }),
    { numRuns: 2000 },
  );
});

test("an alert is the same whatever account the envelope names, whose event it is and when", () => {
  fc.assert(
    fc.property(sample, account, fc.uuid(), (value, receiver, id) => {
      const ids = observed(value).map(({ alertId }) => alertId);
      const copy = { ...value, account: receiver, id, time: "2027-01-01T00:00:00Z" };
      expect(observed(copy).map(({ alertId }) => alertId)).toEqual(ids);
      expect(ids).not.toEqual([]);
    }),
  );
});

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
      const seen = observed({ ...samples.roleFinding, detail: { ...detail, description: text, resource } });
      expect(seen).toHaveLength(1);
      expect(JSON.stringify(seen)).not.toContain(text);
    }),
  );
});
