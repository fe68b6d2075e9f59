/** The form of a policy: its keys and their types. The meaning of its parts together is checked once the form is right. */
import * as v from "valibot";
import { compareSeverity, type Severity } from "../../alert/severity.ts";
import { recordField } from "../../text/parse.ts";
import { channelSchema } from "../channels/declared-channels.ts";
import { heartbeatSchema } from "../channels/receiver.ts";
import { defaultEvaluationPolicy } from "../policy.ts";
import { digestSchema } from "./digest-schema.ts";
import { closedObject, described, modeField, nameField, rule, severityField, timezoneField } from "./fields.ts";
import { accessPortalSchema, runbooksSchema } from "./links-schema.ts";
import { escalationsSchema, routesSchema, silencesSchema, urgencySchema } from "./oncall-schema.ts";
import { peopleSchema, schedulesSchema } from "./schedules-schema.ts";

const daysField = v.pipe(v.number(), v.minValue(0, "is less than 0"), v.maxValue(36_500, "is more than a century"));

function climbs(steps: { days: number; severity: Severity }[]): boolean {
  const ladder = steps.toSorted((a, b) => b.days - a.days);
  return ladder.every((step, i) => {
    const farther = ladder[i - 1];
    return !farther || (step.days < farther.days && compareSeverity(step.severity, farther.severity) >= 0);
  });
}

const ladderSteps = v.pipe(
  v.array(closedObject({ days: daysField, severity: severityField })),
  v.nonEmpty("is empty"),
  v.check(climbs, "must not name one day twice, nor become milder as the deadline comes nearer"),
);

const retentionSchema = closedObject({
  observationDays: v.pipe(v.number(), v.minValue(1, "is less than 1"), v.maxValue(36_500, "is more than a century")),
});

const suppressionsSchema = v.pipe(
  closedObject({
    severity: v.optional(
      described("A suppression of what is so severe.", v.pipe(v.array(severityField), v.nonEmpty("is empty"))),
    ),
    beyondDays: v.optional(
      described("A suppression that lasts longer.", v.pipe(v.number(), v.minValue(0, "is less than 0"))),
    ),
  }),
  v.check(
    ({ severity, beyondDays }) => severity !== undefined || beyondDays !== undefined,
    "asks for nothing: name severity, or beyondDays",
  ),
);

const approvalsSchema = closedObject({ suppress: suppressionsSchema });

const entries = {
  timezone: v.optional(described("Where mornings are mornings, such as Europe/Berlin.", timezoneField), "UTC"),
  owners: v.optional(
    described(
      "The first rule that matches says who owns an alert; then the account's own owner.",
      v.array(rule({ owner: described("The team that is to mend it.", nameField) })),
    ),
    [],
  ),
  fallbackOwner: v.optional(described("Who owns what neither a rule nor the directory gives an owner.", nameField)),
  severity: v.optional(
    described(
      "The first rule that matches has the last word on the severity.",
      v.array(rule({ severity: severityField, mode: modeField })),
    ),
    [],
  ),
  ladders: v.optional(
    described(
      "The first that matches says how a deadline that comes nearer raises the severity.",
      v.array(rule({ steps: ladderSteps })),
    ),
    [],
  ),
  urgency: v.optional(
    described("The first rule that matches says how soon people must hear of an alert.", urgencySchema),
    [],
  ),
  runbooks: v.optional(
    described("The first rule that matches names the page that says what to do; messages link to it.", runbooksSchema),
  ),
  accessPortal: v.optional(
    described("Where people sign in to AWS: links into the console are shown by way of it.", accessPortalSchema),
  ),
  channels: v.optional(
    described("Where people are reached, by names of your own.", recordField(nameField, channelSchema)),
    {
      console: { type: "console" },
    },
  ),
  routes: v.optional(described("Every route that matches notifies its channels.", routesSchema)),
  escalations: v.optional(described("Whom to notify too while nobody acknowledges.", escalationsSchema), []),
  fallback: v.optional(described("The channel that hears of what is HIGH or CRITICAL and no route takes.", nameField)),
  unrouted: v.optional(described("In place of a fallback: nobody hears of what no route takes.", v.literal("ignore"))),
  people: v.optional(described("Who is on call, and how each is reached.", peopleSchema), {}),
  schedules: v.optional(described("Who is on call when.", schedulesSchema), []),
  silences: v.optional(
    described("Windows of the week in which notifications that match are muted.", silencesSchema),
    [],
  ),
  // Without a default: versions from before this section can then read a stored policy that does not use it.
  digest: v.optional(described("Whom the weekly digest goes to, and how long an alert may be open.", digestSchema)),
  heartbeat: v.optional(
    described(
      "The monitor outside that is told each minute that Tocsin works, and misses it when it stops.",
      heartbeatSchema,
    ),
  ),
  approvals: v.optional(described("Which decisions hold only once another person has approved them.", approvalsSchema)),
  retention: v.optional(
    described("How long what was reported is kept.", retentionSchema),
    defaultEvaluationPolicy.retention,
  ),
};

export const policySchema = closedObject(entries, {
  escalation:
    "is no key of a policy any more: an acknowledgement says itself until when it holds (24 hours where it does not). Take it away",
});

/** A policy as it is written, with its defaults filled in. */
export type WrittenPolicy = v.InferOutput<typeof policySchema>;
