/** The event that `tocsin drill` puts on Tocsin's own bus. */
import { instantField } from "@tocsin/core/text/parse";
import * as v from "valibot";
import { keyField } from "../fields.ts";
import type { EventOf } from "../source.ts";

const NAME_LIMIT = 200;

export const schema = v.object({
  "detail-type": v.literal("Tocsin Drill"),
  detail: v.object({
    /** Tells drills apart: each is an alert of its own. */
    drill: v.pipe(v.string(), v.uuid("expected a UUID")),
    state: v.picklist(["begun", "ended"]),
    /** When the command put the event: the envelope's time has whole seconds, and a drill may last less than one. */
    at: instantField,
    /** The channel that is to be reached, by its name in the policy. */
    destination: keyField(NAME_LIMIT),
    rings: v.boolean(),
    /** The name that the command gives. */
    startedBy: keyField(NAME_LIMIT),
  }),
});

export type DrillEvent = EventOf<typeof schema>;
