/** `callback-pagerduty`: receives from PagerDuty what people do there with the incidents of groups. */
import type { WorldSource } from "@tocsin/aws/world/world-source";
import type { Secrets } from "@tocsin/channels/kind";
import { eventIn, isSignedWith, signaturesIn } from "@tocsin/channels/pagerduty/pagerduty-webhook";
import type { Policy } from "@tocsin/core/policy/policy";
import type { HttpHandler, HttpRequest } from "../http-request.ts";
import { type Answered, callbackHandler, unfit } from "./callback.ts";
import { callbackPaths } from "./callback-paths.ts";
import { type DoneDependencies, decidedBy } from "./pagerduty-done.ts";
import { signersOf } from "./signers.ts";

export interface PagerdutyCallbackDependencies extends DoneDependencies, Pick<WorldSource, "world"> {
  readonly secrets: Secrets;
}

export function pagerdutyCallbackHandler(deps: PagerdutyCallbackDependencies): HttpHandler {
  return callbackHandler(deps.telemetry, (request) => answerTo(request, deps));
}

/** PagerDuty keeps its webhooks to 55 KB. https://developer.pagerduty.com/docs/webhooks-behavior */
const form = { path: callbackPaths.pagerduty, contentType: "application/json", limitBytes: 256 * 1024 } as const;

/**
 * After a 503 PagerDuty sends again, for two days; after three other failures in a row it switches the subscription off. So a signed
 * request never gets another failure, and one that cannot be verified, because the secret is not right yet, comes again.
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
  const channels = signers.map(({ channel }) => channel);
  const { reason, isDue } = await decidedBy(event, channels, world, deps);
  return isDue ? later(reason) : taken(reason);
}

function signersIn({ channels }: Policy) {
  return Object.entries(channels).flatMap(([channel, config]) =>
    config.type === "pagerduty" && config.webhookSecret !== undefined
      ? [{ channel, signingSecret: config.webhookSecret }]
      : [],
  );
}
