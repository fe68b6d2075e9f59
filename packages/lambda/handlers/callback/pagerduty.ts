/**
 * `callback-pagerduty`: what people do in PagerDuty with the incidents of groups. Whoever acknowledges an incident there acknowledges what it
 * showed, and so does whoever resolves it: whether something is over is its reporters' to say (docs/adr/0051).
 */
import type { AlertsWriter } from "@tocsin/aws/alerts/alerts-writer";
import type { GroupsReader } from "@tocsin/aws/groups/groups-reader";
import type { WorldSource, WorldState } from "@tocsin/aws/world/world-source";
import type { Secrets } from "@tocsin/channels/kind";
import { groupOf, offerOf } from "@tocsin/channels/pagerduty/pagerduty-incident";
import { eventIn, isSignedWith, signaturesIn, type WebhookEvent } from "@tocsin/channels/pagerduty/pagerduty-webhook";
import { earlier, type Instant } from "@tocsin/core/event/instant";
import type { Policy } from "@tocsin/core/policy/policy";
import type { Offer } from "@tocsin/oncall/links/offer";
import { acknowledgementEnd } from "@tocsin/oncall/working-time";
import { CALLBACK_FAILED } from "../../deployment/metrics.ts";
import type { Telemetry } from "../../runtime/telemetry.ts";
import type { HttpHandler, HttpRequest } from "../http-request.ts";
import { decideOffered } from "../offers/decide-offered.ts";
import { type OfferReaders, offeredAlerts } from "../offers/offered-alerts.ts";
import { type Answered, callbackHandler, unfit } from "./callback.ts";
import { callbackPaths } from "./callback-paths.ts";
import { signersOf } from "./signers.ts";

export interface PagerdutyCallbackDependencies extends Pick<OfferReaders, "alerts">, WorldSource {
  readonly groups: OfferReaders["groups"] & Pick<GroupsReader, "told">;
  readonly writer: AlertsWriter;
  readonly secrets: Secrets;
  readonly now: () => Instant;
  readonly telemetry: Telemetry;
}

export function pagerdutyCallbackHandler(deps: PagerdutyCallbackDependencies): HttpHandler {
  return callbackHandler(deps.telemetry, (request) => answerTo(request, deps));
}

/** PagerDuty keeps its webhooks to 55 KB. https://developer.pagerduty.com/docs/webhooks-behavior */
const form = { path: callbackPaths.pagerduty, contentType: "application/json", limitBytes: 256 * 1024 } as const;

/**
 * PagerDuty sends again what is answered with 503, for two days, and switches a subscription off after three other failures in a row: so
 * nothing that it has signed is answered with one, and what cannot be verified, with a secret that is not right yet, comes again.
 */
const later = (reason: string): Answered => ({ statusCode: 503, reason });
const taken = (reason: string): Answered => ({ statusCode: 202, reason });

/** @throws CallError, ItemError */
async function answerTo(request: HttpRequest, deps: PagerdutyCallbackDependencies): Promise<Answered> {
  const problem = unfit(request, form);
  if (problem !== undefined) return problem;
  const signatures = signaturesIn(request.header("x-pagerduty-signature"));
  if (signatures.length === 0) return { statusCode: 401, reason: "forged" };
  const world = await deps.world();
  const { body } = request;
  const signers = await signersOf(
    signersIn(world.policy),
    (secret) => isSignedWith(secret, signatures, body),
    deps.secrets,
  );
  if (signers.length === 0) return later("forged");
  const event = eventIn(body);
  if ("ignored" in event) return taken(event.ignored);
  const found = await incidentOf(
    event,
    signers.map(({ channel }) => channel),
    deps,
  );
  return "reason" in found ? found : acknowledged(found, event, world, deps);
}

function signersIn({ channels }: Policy) {
  return Object.entries(channels).flatMap(([channel, config]) =>
    config.type === "pagerduty" && config.webhookSecret !== undefined
      ? [{ channel, signingSecret: config.webhookSecret }]
      : [],
  );
}

type Did = Exclude<WebhookEvent, { readonly ignored: unknown }>;

interface Found {
  readonly channel: string;
  readonly offer: Offer;
}

/** The incident that is open of a group, as it was told by one of these channels; or why it is none. */
async function incidentOf(
  { incidentKey }: Did,
  channels: readonly string[],
  { groups }: PagerdutyCallbackDependencies,
): Promise<Found | Answered> {
  const groupId = groupOf(incidentKey);
  const stored = groupId === undefined ? undefined : await groups.told(groupId);
  if (groupId === undefined || stored === undefined) return taken("foreign");
  const { handle, key, sending, doubt } = stored.told;
  if (handle?.open !== incidentKey) {
    // It may be the one that is being told of: nobody has written down yet that it is there.
    return sending !== undefined || doubt !== undefined ? later("not-yet") : taken("superseded");
  }
  const { by: channel } = handle;
  if (channel === undefined || !channels.includes(channel)) return taken("foreign");
  const offer = offerOf(groupId, key, handle);
  return offer === undefined ? taken("nothing-to-do") : { channel, offer };
}

/** Nobody is there to do it again for the others of a large group. */
const AT_ONCE = 500;

async function acknowledged(
  { channel, offer }: Found,
  { did, at }: Did,
  world: WorldState,
  deps: PagerdutyCallbackDependencies,
): Promise<Answered> {
  const { log, count } = deps.telemetry;
  const now = deps.now();
  // What PagerDuty could not tell in time would have ended by now.
  if (acknowledgementEnd(earlier(at, now), world.policy.timezone) <= now) return taken("late");
  const author = { by: `pagerduty:${channel}`, why: `its incident was ${did} in PagerDuty`, now };
  const offered = await offeredAlerts(offer, author, deps, world, AT_ONCE);
  const failed = (alertId: string, problem: string) => {
    log.error("an alert was not acknowledged from PagerDuty", { alertId, problem });
    count("callbacks", CALLBACK_FAILED);
  };
  const outcomes = await decideOffered(offered.pending, world, { ...deps, failed });
  const done = outcomes.filter(({ outcome }) => outcome === "acknowledged").length;
  if (done > 0) log.info("acknowledged from PagerDuty", { channel, alerts: done });
  if (outcomes.some(({ outcome }) => outcome === "failed")) return later("more");
  if (!offered.areAll) return later("more");
  return taken(done > 0 ? "acknowledged" : "nothing-to-do");
}
