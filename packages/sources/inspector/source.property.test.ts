import { parseEvent } from "@tocsin/core/event";
import { compilePattern } from "@tocsin/core/pattern";
import fc from "fast-check";
import { expect, test } from "vitest";
import { samples } from "./samples.ts";
import { inspector } from "./source.ts";

const matches = compilePattern(inspector.pattern);

const account = fc.stringMatching(/^\d{12}$/);
const replaced = fc.option(fc.oneof(fc.jsonValue(), fc.constantFrom("", "\ud800", "7", "x".repeat(2000), -1)), {
  nil: undefined,
});

/** `value` with its nth field, at whatever depth, replaced, or taken out by `undefined`. */
function withField(value: unknown, nth: number, replacement: unknown): unknown {
  let seen = 0;
  return JSON.parse(JSON.stringify(value), (_key, field) => (seen++ === nth ? replacement : field));
}

/** The observations of an event, none when it is refused or ignored. */
function observed(value: unknown) {
  const event = parseEvent(value);
  if (!event.ok) return [];
  const reading = inspector.read(event.value);
  return reading.outcome === "observed" ? reading.observations : [];
}

test("whatever stands in one field, the event is observed, ignored or refused with a path inside it, and nothing throws", () => {
  fc.assert(
    fc.property(fc.constantFrom(...Object.values(samples)), fc.nat(70), replaced, (value, nth, replacement) => {
      const event = parseEvent(withField(value, nth, replacement));
      if (!event.ok || !matches(event.value)) return;
      const reading = inspector.read(event.value);
      if (reading.outcome === "refused") expect(reading.refusal.path).toMatch(/^(detail|resources)/);
      else expect(["observed", "ignored"]).toContain(reading.outcome);
    }),
    { numRuns: 2000 },
  );
});

test("an alert is the same whatever account the envelope names, wherever the event tells its own", () => {
  // An Azure resource and the organization itself have no account but the one that is told.
  const { coverageLostAzure, autoEnableFailed, coveragePending, ...owned } = samples;
  fc.assert(
    fc.property(fc.constantFrom(...Object.values(owned)), account, fc.uuid(), (value, receiver, id) => {
      const ids = observed(value).map(({ alertId }) => alertId);
      const copy = { ...value, account: receiver, id, time: "2027-01-01T00:00:00Z" };
      expect(observed(copy).map(({ alertId }) => alertId)).toEqual(ids);
      expect(ids).toHaveLength(1);
    }),
  );
});

test("no finding of a scan on demand ever reaches an alert of Inspector's continuous scans", () => {
  const id = fc.stringMatching(/^[0-9a-f/]{1,40}$/);
  fc.assert(
    fc.property(id, id, (native, forged) => {
      const arn = "arn:aws:inspector2:eu-central-1:222233334444:finding";
      const continuous = { ...samples.packageFinding.detail, findingArn: `${arn}/${native}` };
      const onDemand = { ...samples.onDemandFinding.detail, findingArn: `${arn}/${forged}` };
      const [known] = observed({ ...samples.packageFinding, detail: continuous });
      const [told] = observed({ ...samples.onDemandFinding, detail: onDemand });
      fc.pre(known !== undefined && told !== undefined);
      expect(told?.alertId).not.toBe(known?.alertId);
    }),
  );
});
