/**
 * Drills: events of a custom source, which `tocsin drill` puts on Tocsin's own bus. Members do not forward them. The deployed rule takes
 * only events of the account in which Tocsin runs, and EventBridge itself sets an event's account: only those who may put events on that
 * bus in that account may send a drill, to any destination. All texts of a drill are here; from the event, people see only the destination
 * and who started it. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-structure.html
 */

import { type AlertId, alertId, type Identity } from "@tocsin/core/alert/identity";
import { active, cleared, type Observed } from "@tocsin/core/alert/observation";
import { partitionOf } from "@tocsin/core/event/arn";
import type { Event } from "@tocsin/core/event/event";
import { defineSource } from "../source.ts";
import { type DrillEvent, schema } from "./schema.ts";

export const DRILL_SOURCE = "tocsin.drill";

export const drill = defineSource({
  name: "drill",
  about: "drills, with which somebody tests whether a destination is reached",
  pattern: { source: [DRILL_SOURCE], "detail-type": ["Tocsin Drill"] },
  schema,
  observe,
});

function observe(event: DrillEvent): Observed {
  const { destination, rings, startedBy, state, drill: id, at } = event.detail;
  const said = {
    identity: identityOf(event, id),
    reporter: "drill",
    at,
    title: "DRILL: nothing is wrong, this only shows that you are reached",
    resource: `drill ${id}`,
    attributes: { destination, rings, startedBy },
  } as const;
  if (state === "ended")
    return [cleared(event, { ...said, summary: "DRILL: it is over.", scope: "condition", because: "fixed" })];
  return [
    active(event, {
      ...said,
      severity: "LOW",
      summary: `DRILL: whoever started it, by "tocsin drill", wants to see that what is sent to ${destination} arrives. Nothing is wrong.`,
    }),
  ];
}

type Place = Pick<Event, "account" | "region">;

/** The alert that a drill of this account and region becomes. */
export function drillAlertId(place: Place, id: string): AlertId {
  return alertId(identityOf(place, id));
}

function identityOf({ account, region }: Place, id: string): Identity<"drill"> {
  const place = { partition: partitionOf(region), account, region };
  return { condition: "drill", ...place, resource: `drill ${id}`, discriminator: "" };
}
