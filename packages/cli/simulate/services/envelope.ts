/**
 * EventBridge's envelope around what a service says.
 * https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html
 */
import type { Instant } from "@tocsin/core/event/instant";
import type { JsonObject } from "@tocsin/core/text/json";
import type { Account, Organization } from "../organization.ts";
import type { Random } from "../random.ts";
import { inSeconds, type Timeline } from "../timeline.ts";

/** An envelope as JSON, as delivered. */
export type SimulatedEvent = {
  readonly version: "0";
  readonly id: string;
  readonly "detail-type": string;
  readonly source: string;
  readonly account: string;
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: JsonObject;
};

/** All that a service's simulation draws from. */
export interface World {
  readonly organization: Organization;
  readonly timeline: Timeline;
  readonly random: Random;
}

/** Somewhere in the organization. */
export interface AccountRegion {
  readonly account: Account;
  readonly region: string;
}

export function anyPlace({ organization, random }: World): AccountRegion {
  return { account: random.pick(organization.accounts), region: random.pick(organization.regions) };
}

/** How many of what happens `inDefault` times to 12 accounts within 7 days happen in `world`; at least one. */
export function scaled({ organization, timeline }: World, inDefault: number): number {
  return Math.max(1, Math.round((inDefault * organization.accounts.length * timeline.days) / (12 * 7)));
}

export function repeated(count: number, make: () => SimulatedEvent[]): SimulatedEvent[] {
  return Array.from({ length: count }, make).flat();
}

interface Said {
  readonly source: string;
  readonly detailType: string;
  readonly place: AccountRegion;
  readonly at: Instant;
  readonly resources?: readonly string[];
  readonly detail: JsonObject;
}

export function envelope(
  random: Random,
  { source, detailType, place, at, resources = [], detail }: Said,
): SimulatedEvent {
  return {
    version: "0",
    id: random.uuid(),
    "detail-type": detailType,
    source,
    account: place.account.id,
    time: inSeconds(at),
    region: place.region,
    resources,
    detail,
  };
}
