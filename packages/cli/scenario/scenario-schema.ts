/** The form of a scenario's file. What its parts mean together is looked at in `scenario-problems.ts`. */
import { identitySchema, statementSchema } from "@tocsin/aws/alerts/items/alert-schemas";
import { BY_LIMIT, WHY_LIMIT } from "@tocsin/core/alert/decision";
import { severities } from "@tocsin/core/alert/severity";
import { parseInstant } from "@tocsin/core/event/instant";
import { closedObject, matchField, nameField } from "@tocsin/core/policy/schema/fields";
import { isObject } from "@tocsin/core/text/json";
import { countedAlarmNames } from "@tocsin/lambda/deployment/metrics";
import { isKnownTime } from "@tocsin/local/clock";
import { notificationKinds } from "@tocsin/oncall/group";
import { tellReasons } from "@tocsin/oncall/verdict";
import * as v from "valibot";
import { isIdPrefix } from "../commands/alerts/alert-id.ts";
import { lengthOf } from "./scenario-time.ts";

const startField = v.pipe(
  v.string(),
  v.check((text) => {
    const at = parseInstant(text);
    return at !== undefined && isKnownTime(at);
  }, "expected an instant such as 2026-11-20T09:00:00Z"),
);

const momentField = v.pipe(
  v.string("expected an instant, or a time since the start such as +1d 2h 5m"),
  v.check(
    (text) => (text.startsWith("+") ? lengthOf(text.slice(1)) !== undefined : parseInstant(text) !== undefined),
    "expected an instant such as 2026-11-20T09:00:00Z, or a time since the start such as +1d 2h 5m",
  ),
);

const lengthField = v.pipe(
  v.string("expected a length such as 90s, 4h or 1d 2h"),
  v.check((text) => lengthOf(text) !== undefined, "expected a length such as 90s, 4h or 1d 2h"),
);

const inlineField = v.custom<object>(isObject, "expected an object");
/** A file beside the scenario, or the thing itself. */
const fileOr = <S extends v.GenericSchema>(schema: S) =>
  v.union([v.pipe(v.string(), v.nonEmpty("is empty")), schema], "expected the path of a file, or what would be in it");

/** Who, and why, where it matters. */
const authored = {
  by: v.optional(
    v.pipe(v.string(), v.nonEmpty("is empty"), v.maxLength(BY_LIMIT, `is longer than ${BY_LIMIT} characters`)),
    "somebody",
  ),
  why: v.optional(
    v.pipe(v.string(), v.nonEmpty("is empty"), v.maxLength(WHY_LIMIT, `is longer than ${WHY_LIMIT} characters`)),
    "a scenario",
  ),
};
const term = { for: v.optional(lengthField), until: v.optional(momentField) };
const alertField = v.pipe(
  v.string(),
  v.check(isIdPrefix, "expected an alert's id, or at least 4 of the digits that it begins with"),
);
const chosen = { match: v.optional(matchField), alert: v.optional(alertField) };
const NOT_CHOSEN = "says not which alerts are meant: add match, or alert, and not both";
const decisionField = v.pipe(
  closedObject({ ...chosen, ...authored }),
  v.check((given) => isChosen(given), NOT_CHOSEN),
);
const endingField = v.pipe(
  closedObject({ ...chosen, ...authored, ...term }),
  v.check((given) => isChosen(given), NOT_CHOSEN),
);

function isChosen({ match, alert }: { readonly match?: object | undefined; readonly alert?: string | undefined }) {
  return (match === undefined) !== (alert === undefined);
}

/** Of one alert so many statements are written at a time. */
export const SAID_LIMIT = 40;
const observedOfOne = closedObject({
  alert: v.optional(v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/, "expected the whole of an alert's id"))),
  identity: identitySchema,
  said: v.pipe(
    v.array(statementSchema),
    v.nonEmpty("is empty"),
    v.maxLength(SAID_LIMIT, `has more than ${SAID_LIMIT}: add another step`),
  ),
});
const observedField = v.pipe(v.array(observedOfOne), v.nonEmpty("is empty"));

/** What a step does, each by the field that says it. */
export const actionFields = {
  event: v.optional(inlineField),
  events: v.optional(fileOr(v.pipe(v.array(inlineField), v.nonEmpty("is empty")))),
  observed: v.optional(observedField),
  ack: v.optional(endingField),
  suppress: v.optional(endingField),
  approve: v.optional(decisionField),
  resolve: v.optional(decisionField),
  reopen: v.optional(decisionField),
  silence: v.optional(
    v.pipe(
      closedObject({
        name: v.optional(nameField),
        ...chosen,
        upTo: v.optional(v.picklist(severities), "HIGH"),
        evenIfWorse: v.optional(v.boolean(), false),
        ...authored,
        ...term,
      }),
      v.check((given) => isChosen(given), NOT_CHOSEN),
    ),
  ),
  override: v.optional(closedObject({ schedule: nameField, person: nameField, ...authored, ...term })),
  expire: v.optional(nameField),
  push: v.optional(fileOr(inlineField)),
  damage: v.optional(v.literal("policy", "expected policy")),
  down: v.optional(nameField),
  up: v.optional(nameField),
  pause: v.optional(lengthField),
  resume: v.optional(v.literal(true, "expected true")),
  goLive: v.optional(v.literal(true, "expected true")),
} as const;

const TIMES_LIMIT = 1000;
const timesField = v.pipe(
  v.number(),
  v.integer("is not a whole number"),
  v.minValue(1, "is less than 1"),
  v.maxValue(TIMES_LIMIT, `is more than ${TIMES_LIMIT}`),
);

const stepSchema = closedObject({ at: momentField, ...actionFields, times: v.optional(timesField) });

const count = v.pipe(v.number(), v.integer("is not a whole number"), v.minValue(0, "is less than 0"));
const countsField = closedObject({
  open: v.optional(closedObject(v.entriesFromList(severities, v.optional(count)))),
  acknowledged: v.optional(count),
  suppressed: v.optional(count),
  silenced: v.optional(count),
  ended: v.optional(count),
});

/** What may be said of a notification beside when it comes. */
const features = {
  by: v.optional(nameField),
  rings: v.optional(v.boolean()),
  title: v.optional(v.pipe(v.string(), v.nonEmpty("is empty"))),
  severity: v.optional(v.picklist(severities)),
  counts: v.optional(countsField),
  why: v.optional(v.picklist(tellReasons)),
};
const kindField = v.picklist(notificationKinds);

const expectationSchema = closedObject({ at: momentField, to: nameField, kind: kindField, ...features });
const neverSchema = v.pipe(
  closedObject({ to: v.optional(nameField), kind: v.optional(kindField), ...features }),
  v.check((given) => Object.keys(given).length > 0, "says nothing: every notification is one"),
);

export const scenarioSchema = v.pipe(
  closedObject({
    about: v.optional(v.string()),
    policy: v.optional(fileOr(inlineField)),
    directory: v.optional(fileOr(inlineField)),
    start: startField,
    mode: v.optional(v.picklist(["learning", "live"]), "live"),
    within: v.optional(lengthField, "1m"),
    ignore: v.optional(v.array(kindField), []),
    steps: v.pipe(v.array(stepSchema), v.nonEmpty("is empty")),
    until: v.optional(momentField),
    expect: v.optional(v.array(expectationSchema)),
    never: v.optional(v.array(neverSchema)),
    alerts: v.optional(v.array(matchField)),
    alarms: v.optional(v.array(v.picklist(countedAlarmNames))),
  }),
  v.check(
    ({ expect, never, alerts, alarms }) => [expect, never, alerts, alarms].some((given) => given !== undefined),
    "says nothing of what is to come of it: add expect, never, alerts or alarms",
  ),
);

export type WrittenScenario = v.InferOutput<typeof scenarioSchema>;
export type WrittenStep = WrittenScenario["steps"][number];
export type ActionName = keyof typeof actionFields;
export const actionNames = Object.keys(actionFields) as readonly ActionName[];
