/**
 * What a person has done to an incident in PagerDuty, and what that decides here: acknowledging it acknowledges the alerts that it showed,
 * and so does resolving it, since only reporters can say that something is over (docs/adr/0051). The effect is the same whether PagerDuty
 * sent it or was asked, and however often it comes.
 */
import type { AlertsWriter } from "@tocsin/aws/alerts/alerts-writer";
import type { GroupsReader } from "@tocsin/aws/groups/groups-reader";
import type { WorldSource, WorldState } from "@tocsin/aws/world/world-source";
import { type DoneByPerson, groupOf, offerOf } from "@tocsin/channels/pagerduty/pagerduty-incident";
import { earlier, type Instant, shift } from "@tocsin/core/event/instant";
import type { Offer } from "@tocsin/oncall/links/offer";
import { acknowledgementEnd } from "@tocsin/oncall/working-time";
import { CALLBACK_FAILED } from "../../deployment/metrics.ts";
import type { Telemetry } from "../../runtime/telemetry.ts";
import { decideOffered } from "../offers/decide-offered.ts";
import { type OfferReaders, offeredAlerts } from "../offers/offered-alerts.ts";

export interface DoneDependencies extends Pick<OfferReaders, "alerts">, Pick<WorldSource, "reload"> {
  readonly groups: OfferReaders["groups"] & Pick<GroupsReader, "told">;
  readonly writer: AlertsWriter;
  readonly now: () => Instant;
  readonly telemetry: Telemetry;
}

export interface Became {
  /** What became of it, for the metric. */
  readonly reason: string;
  /** Whether another attempt may have more effect. */
  readonly isDue: boolean;
}

const done = (reason: string): Became => ({ reason, isDue: false });
const due = (reason: string): Became => ({ reason, isDue: true });

/** @param channels may speak of the incident; an incident of another channel is ignored. @throws CallError, ItemError */
export async function decidedBy(
  one: DoneByPerson,
  channels: readonly string[],
  world: WorldState,
  deps: DoneDependencies,
): Promise<Became> {
  const now = deps.now();
  // An acknowledgement that was not heard of in time would have ended by now.
  if (acknowledgementEnd(earlier(one.at, now), world.policy.timezone) <= now) return done("late");
  const found = await incidentOf(one, channels, deps);
  return "reason" in found ? found : acknowledged(found, one, now, world, deps);
}

interface Found {
  readonly channel: string;
  readonly offer: Offer;
}

/** The group's open incident, as one of these channels told it; or why there is none. */
async function incidentOf(
  { incidentKey, at }: DoneByPerson,
  channels: readonly string[],
  { groups }: DoneDependencies,
): Promise<Found | Became> {
  const groupId = groupOf(incidentKey);
  const stored = groupId === undefined ? undefined : await groups.told(groupId);
  if (groupId === undefined || stored === undefined) return done("foreign");
  const { handle, key, sending, doubt } = stored.told;
  if (handle?.open !== incidentKey) {
    // It may be the one that is being sent: nobody has recorded yet that it exists.
    return sending !== undefined || doubt !== undefined ? due("not-yet") : done("superseded");
  }
  const { by: channel } = handle;
  if (channel === undefined || !channels.includes(channel)) return done("foreign");
  const offer = offerOf(groupId, key, handle);
  if (offer === undefined) return done("nothing-to-do");
  return { channel, offer: { ...offer, issuedAt: earlier(offer.issuedAt, shift(at, CLOCKS_MILLISECONDS)) } };
}

/** Nobody had seen then what a reminder has shown since. The tolerance is for PagerDuty's clock, which differs and has whole seconds. */
const CLOCKS_MILLISECONDS = 60_000;

/** Nobody would repeat it for the rest of a large group. */
const AT_ONCE = 500;

async function acknowledged(
  { channel, offer }: Found,
  { did }: DoneByPerson,
  now: Instant,
  world: WorldState,
  deps: DoneDependencies,
): Promise<Became> {
  const { log, count } = deps.telemetry;
  const author = { by: `pagerduty:${channel}`, why: `its incident was ${did} in PagerDuty`, now };
  const offered = await offeredAlerts(offer, author, deps, world, AT_ONCE);
  const failed = (alertId: string, problem: string) => {
    log.error("an alert was not acknowledged from PagerDuty", { alertId, problem });
    count("callbacks", CALLBACK_FAILED);
  };
  const outcomes = await decideOffered(offered.pending, world, { ...deps, failed });
  const number = outcomes.filter(({ outcome }) => outcome === "acknowledged").length;
  if (number > 0) log.info("acknowledged from PagerDuty", { channel, alerts: number });
  if (outcomes.some(({ outcome }) => outcome === "failed") || !offered.areAll) return due("more");
  return done(number > 0 ? "acknowledged" : "nothing-to-do");
}
