/** What is known of the incident of a group: it is kept in the handle, for the next notification and for what PagerDuty sends back. */
import { severities } from "@tocsin/core/alert/severity";
import type { Instant } from "@tocsin/core/event/instant";
import { instantField, parse } from "@tocsin/core/text/parse";
import type { GroupKey, Handle } from "@tocsin/oncall/group";
import { type Offer, offerIn } from "@tocsin/oncall/links/offer";
import type { Notification } from "@tocsin/oncall/notification";
import * as v from "valibot";

export interface Incident {
  /** The key of the one that is not resolved, as far as it is known. */
  readonly open: string | undefined;
  /** What that shows as open: the severity of the worst, and as of when. */
  readonly shows: Shows | undefined;
  /** Of the next. It stays the same until a notification is known to have been delivered, so that one that is sent again opens no second one. */
  readonly next: string;
  /** Of the one to acknowledge or resolve: where nothing is known, since another contact was told meanwhile, the group's first. */
  readonly shown: string;
  /** The reference to the routing key that it is under: under another it is not to be found. */
  readonly under: string;
}

type Shows = Pick<Offer, "severity" | "issuedAt">;

export function incidentIn(handle: Handle | undefined, { groupId }: Notification, under: string): Incident {
  const isKnown = handle === undefined || handle.under === under;
  const open = isKnown ? handle?.open : undefined;
  const next = handle?.delivered === undefined ? groupId : `${groupId}:${handle.delivered}`;
  const shows = open === undefined ? undefined : showsIn(handle);
  return { open, shows, next, shown: open ?? (isKnown ? next : groupId), under };
}

/** What is kept of a group of which no incident is open. */
export function handleOfNone({ under }: Incident): Handle {
  return { under };
}

/** @param shows as far as it is known. */
export function handleOf({ under }: Incident, open: string, shows: Shows | undefined): Handle {
  return { under, open, ...(shows && { severity: shows.severity, issuedAt: shows.issuedAt }) };
}

/** What an incident shows from the notification on that triggers it; nothing of one that is left to a person to resolve. */
export function showsOf(notification: Notification): Shows | undefined {
  return offerIn(notification);
}

const showsSchema = v.object({ severity: v.picklist(severities), issuedAt: instantField });

function showsIn(handle: Handle | undefined): Shows | undefined {
  const parsed = parse(showsSchema, handle);
  return parsed.ok ? parsed.value : undefined;
}

/** What a person has done to an incident, in PagerDuty's own program. */
export interface DoneByPerson {
  readonly did: "acknowledged" | "resolved";
  readonly incidentKey: string;
  /** To whole seconds, by PagerDuty's clock. */
  readonly at: Instant;
}

/** By the type of an agent: what is done by events, Tocsin's own among them, or by automation has one of another, or none. */
export function isPerson(agent: { readonly type: string } | null | undefined): boolean {
  return agent?.type === "user_reference";
}

/** The key of an incident says of which group it is. */
const KEY = /^([0-9a-f]{32})(?::\d+)?$/;

export function groupOf(incidentKey: string): string | undefined {
  return KEY.exec(incidentKey)?.[1];
}

/** What the incident that is open of a group offers whoever acknowledges it. */
export function offerOf(groupId: string, { grouping }: GroupKey, handle: Handle): Offer | undefined {
  const shows = showsIn(handle);
  const { alert } = grouping;
  return shows && { of: alert === undefined ? { group: groupId } : { alert }, ...shows };
}
