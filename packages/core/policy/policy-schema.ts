/** The form of a policy: its keys and their types. What its parts mean together is looked at once the form is right. */
import * as v from "valibot";
import { compareSeverity, type Severity, severities } from "../alert/severity.ts";
import { suggestion } from "../text/suggestion.ts";

/** Names what was probably meant by a key that is not known, or says why one that there once was is `gone`. */
function closedObject<const E extends v.ObjectEntries>(entries: E, gone: Readonly<Record<string, string>> = {}) {
  return v.strictObject(entries, ({ expected, received, input }) => {
    if (expected !== "never" || typeof input !== "string")
      return `Invalid type: Expected ${expected} but received ${received}`;
    if (Object.hasOwn(gone, input)) return `${gone[input]}`;
    return `is not a known field${suggestion(input, Object.keys(entries))}`;
  });
}

const nameField = v.pipe(v.string(), v.nonEmpty("is empty"), v.maxLength(100, "is longer than 100 characters"));
// Not a record: that would drop keys such as `constructor`, and so widen the pattern.
const matchField = v.custom<object>(
  (value) => typeof value === "object" && value !== null && !Array.isArray(value),
  "expected a pattern",
);
const severityField = v.picklist(severities);

const daysField = v.pipe(v.number(), v.minValue(0, "is less than 0"), v.maxValue(36_500, "is more than a century"));

function climbs(steps: { days: number; severity: Severity }[]): boolean {
  const ladder = steps.toSorted((a, b) => b.days - a.days);
  return ladder.every((step, i) => {
    const farther = ladder[i - 1];
    return !farther || (step.days < farther.days && compareSeverity(step.severity, farther.severity) >= 0);
  });
}

export const channelSchema = v.variant("type", [
  closedObject({ type: v.literal("console") }),
  closedObject({
    type: v.literal("webhook"),
    // What is allowed of it depends on `allowPrivateAddresses`, and is looked at when the whole is known to be well-formed.
    url: v.string(),
    allowPrivateAddresses: v.optional(v.boolean(), false),
    signingSecret: v.pipe(
      v.string(),
      // A prefix of its own: no other variable of a function, its credentials above all, can be meant.
      v.regex(/^env:TOCSIN_SECRET_[A-Z0-9_]+$/, "expected a reference such as env:TOCSIN_SECRET_SOC, never the secret"),
    ),
  }),
]);

export const policySchema = closedObject(
  {
    severity: v.optional(v.array(closedObject({ name: nameField, match: matchField, severity: severityField })), []),
    ladders: v.optional(
      v.array(
        closedObject({
          name: nameField,
          match: matchField,
          steps: v.pipe(
            v.array(closedObject({ days: daysField, severity: severityField })),
            v.nonEmpty("is empty"),
            v.check(climbs, "must not name one day twice, nor become milder as the deadline comes nearer"),
          ),
        }),
      ),
      [],
    ),
    channels: v.optional(v.record(nameField, channelSchema), { console: { type: "console" } }),
    routes: v.optional(
      v.array(
        closedObject({
          name: nameField,
          match: matchField,
          channels: v.pipe(v.array(nameField), v.nonEmpty("is empty")),
        }),
      ),
    ),
    retention: v.optional(
      closedObject({
        observationDays: v.pipe(
          v.number(),
          v.minValue(1, "is less than 1"),
          v.maxValue(36_500, "is more than a century"),
        ),
      }),
      {
        observationDays: 400,
      },
    ),
  },
  {
    escalation:
      "is no key of a policy any more: an acknowledgement says itself until when it holds (24 hours where it does not). Take it away",
  },
);

/** A policy as it is written, with what it leaves out filled in. */
export type WrittenPolicy = v.InferOutput<typeof policySchema>;
