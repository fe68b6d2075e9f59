/** Kinds of fields that several parts of a policy have. */
import * as v from "valibot";
import { severities } from "../../alert/severity.ts";
import { suggestion } from "../../text/suggestion.ts";
import { isPlain } from "../../text/text.ts";
import { weekdays } from "../policy.ts";

/** For an unknown key: names the key that was probably meant, or all keys, or says why a former key is `gone`. */
export function closedObject<const E extends v.ObjectEntries>(entries: E, gone: Readonly<Record<string, string>> = {}) {
  return v.strictObject(entries, ({ expected, received, input }) => {
    if (expected !== "never" || typeof input !== "string")
      return `Invalid type: Expected ${expected} but received ${received}`;
    if (Object.hasOwn(gone, input)) return `${gone[input]}`;
    const known = Object.keys(entries);
    return `is not a known field${suggestion(input, known) || `: there are ${known.join(", ")}`}`;
  });
}

/** What an editor shows of the field. */
export function described<const S extends v.GenericSchema>(text: string, schema: S) {
  return v.pipe(schema, v.description(text));
}

/** Names appear in lines of tables and in headlines, which a line break or a control character would break. */
export const nameField = v.pipe(
  v.string(),
  v.nonEmpty("is empty"),
  v.maxLength(100, "is longer than 100 characters"),
  v.check(
    (name) => name === "" || isPlain(name),
    "holds what cannot be shown: a line break, a control character, or spaces alone",
  ),
);

// Not a record schema: that would drop keys such as `constructor`, and so widen the pattern.
export const matchField = v.custom<object>(
  (value) => typeof value === "object" && value !== null && !Array.isArray(value),
  "expected a pattern",
);

/** A rule of a list: its name, its match, and its own fields. */
export function rule<const E extends v.ObjectEntries>(entries: E) {
  return closedObject({ name: nameField, match: matchField, ...entries });
}

/** For a rule that can be in dry run. */
export const modeField = v.optional(
  described(
    "dry-run: nothing goes by the rule; tocsin policy dry-run says what would have been different with it.",
    v.literal("dry-run"),
  ),
);

export const severityField = v.picklist(severities);

/** Names of channels. */
export const channelsField = v.pipe(v.array(nameField), v.nonEmpty("is empty"));

export const clockField = v.pipe(
  v.string(),
  v.regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, "expected a time of day from 00:00 to 23:59"),
);
export const endOfDayField = v.pipe(
  v.string(),
  v.regex(/^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/, "expected a time of day from 00:00 to 24:00"),
);

export const daysOfWeek = v.pipe(
  v.array(v.picklist(weekdays)),
  v.nonEmpty("is empty"),
  v.check((days) => new Set(days).size === days.length, "names a day twice"),
);

/** Of a destination. */
export const quietDaysField = v.optional(
  described(
    "Days on which it is told of nothing that can wait: what is for the morning comes with the next of another day.",
    v.pipe(daysOfWeek, v.maxLength(weekdays.length - 1, "names every day: what can wait would never be told")),
  ),
);

/** Refuses an offset: people's clocks go forward and back. */
export const timezoneField = v.pipe(
  v.string(),
  v.check(
    isTimezone,
    ({ input }) =>
      `is not a time zone of the IANA database, such as Europe/Berlin${suggestion(input, Intl.supportedValuesOf("timeZone"))}`,
  ),
);

export function isTimezone(name: string): boolean {
  return isListedTimezone(name) || isKnownTimezone(name);
}

/** Most names are recognized without a date format, the first of which takes 9 ms, a sixth of a function's start. */
function isListedTimezone(name: string): boolean {
  return name === "UTC" || Intl.supportedValuesOf("timeZone").includes(name);
}

/** The list has one name for each zone; others exist. */
function isKnownTimezone(name: string): boolean {
  try {
    return /^[a-z]/i.test(name) && Intl.DateTimeFormat("en", { timeZone: name }) !== undefined;
  } catch {
    return false;
  }
}
