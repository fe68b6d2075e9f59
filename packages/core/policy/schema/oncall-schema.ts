/** The form of the sections that say who is told of an alert, how soon, and when not. */
import * as v from "valibot";
import { severities } from "../../alert/severity.ts";
import { urgencies } from "../urgency.ts";
import {
  channelsField,
  clockField,
  closedObject,
  daysOfWeek,
  described,
  endOfDayField,
  modeField,
  nameField,
  rule,
  timezoneField,
} from "./fields.ts";

const urgencyField = described(
  "How soon a person must hear of it: now, at nine in the morning, or in the weekly digest.",
  v.picklist(urgencies),
);

export const urgencySchema = v.array(rule({ urgency: urgencyField }));

/** The paths are checked together with the route's match. */
const groupField = v.union(
  [v.literal("alert"), v.pipe(v.array(v.string()), v.nonEmpty("is empty: write alert for each alert by itself"))],
  "expected a list of fields, such as [owner, attributes.cve], or the word alert for each alert by itself",
);

export const routesSchema = v.array(
  rule({
    channels: described("The channels that are notified.", channelsField),
    urgency: v.optional(urgencyField),
    group: v.optional(
      described("The fields by whose values alerts are told together; alert for each by itself.", groupField),
    ),
    escalation: v.optional(described("The name of an escalation: whom to notify if nobody acknowledges.", nameField)),
    mode: modeField,
  }),
);

const MINUTES_PER_WEEK = 10_080;
const MAX_STEPS = 10;

const stepSchema = closedObject({
  afterMinutes: v.pipe(
    v.number(),
    v.integer("is not a whole number"),
    v.minValue(1, "is less than 1: what is notified at once is a channel of the route"),
    v.maxValue(MINUTES_PER_WEEK, "is more than a week"),
  ),
  channels: channelsField,
});

export const escalationsSchema = v.array(
  closedObject({
    name: nameField,
    steps: v.pipe(
      v.array(stepSchema),
      v.nonEmpty("is empty"),
      v.maxLength(MAX_STEPS, `has more than ${MAX_STEPS} steps`),
      v.check(
        (steps) => steps.every(({ afterMinutes }, i) => afterMinutes > (steps[i - 1]?.afterMinutes ?? 0)),
        "must be in order, each step with more minutes than the one before",
      ),
    ),
  }),
);

/** Worse alerts break through a silence. */
const mutable = severities.filter((severity) => severity !== "CRITICAL");

export const silencesSchema = v.array(
  v.pipe(
    rule({
      upTo: v.optional(
        described(
          "The highest severity that is muted; HIGH where it is left out.",
          v.picklist(mutable, `expected one of ${mutable.join(", ")}; evenIfWorse: true mutes CRITICAL too`),
        ),
      ),
      evenIfWorse: v.optional(described("Mutes what is CRITICAL too.", v.literal(true))),
      days: described("The days on which the window begins.", daysOfWeek),
      from: clockField,
      to: described("Where it is not later than from, the window ends on the next day.", endOfDayField),
      timezone: v.optional(timezoneField),
    }),
    v.forward(
      v.partialCheck(
        [["from"], ["to"]],
        ({ from, to }) => from !== to,
        "is the same as from: a whole day ends at 24:00",
      ),
      ["to"],
    ),
    v.forward(
      v.partialCheck(
        [["upTo"], ["evenIfWorse"]],
        ({ upTo, evenIfWorse }) => upTo === undefined || evenIfWorse === undefined,
        "says nothing beside evenIfWorse: true, which mutes every severity",
      ),
      ["upTo"],
    ),
  ),
);
