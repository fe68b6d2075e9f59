/** What is known of a group's incident; the handle keeps it, for the next notification and for what PagerDuty sends back. */
import { severities } from "@tocsin/core/alert/severity";
import type { Instant } from "@tocsin/core/event/instant";
import { instantField, parse } from "@tocsin/core/text/parse";
import type { GroupKey, Handle } from "@tocsin/oncall/group";
import { type Offer, offerIn } from "@tocsin/oncall/links/offer";
import type { Notification } from "@tocsin/oncall/notification";
import * as v from "valibot";

export interface Incident {
  /** The key of the open incident, if it is known. */
  readonly open: string | undefined;
  /** What that shows as open: the severity of the worst, and as of when. */
  readonly shows: Shows | undefined;
  /**
   * The number of the next incident. It stays the same until a notification is known to have been delivered, so that a retry opens no
   * second incident.
   */
  readonly next: string;
  /** The key to acknowledge or resolve: if none is known, because another contact was told meanwhile, the group's first. */
  readonly shown: string;
  /** The reference to its routing key: the incident cannot be found under another. */
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

/** What is kept for a group without an open incident. */
export function handleOfNone({ under }: Incident): Handle {
  return { under };
}

/** @param shows as far as it is known. */
export function handleOf({ under }: Incident, open: string, shows: Shows | undefined): Handle {
  return { under, open, ...(shows && { severity: shows.severity, issuedAt: shows.issuedAt }) };
}

/** What an incident shows from the triggering notification on; nothing for one that a person has to resolve. */
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
  /** In whole seconds of PagerDuty's clock. */
  readonly at: Instant;
}

/** By the agent's type: actions of events, including Tocsin's own, or of automation have another type, or none. */
export function isPerson(agent: { readonly type: string } | null | undefined): boolean {
  return agent?.type === "user_reference";
}

/** The key of an incident says of which group it is. */
const KEY = /^([0-9a-f]{32})(?::\d+)?$/;

export function groupOf(incidentKey: string): string | undefined {
  return KEY.exec(incidentKey)?.[1];
}

/** The offer of a group's open incident to whoever acknowledges it. */
export function offerOf(groupId: string, { grouping }: GroupKey, handle: Handle): Offer | undefined {
  const shows = showsIn(handle);
  const { alert } = grouping;
  return shows && { of: alert === undefined ? { group: groupId } : { alert }, ...shows };
}
