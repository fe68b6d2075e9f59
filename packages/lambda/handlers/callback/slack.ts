/**
 * `callback-slack`: what people do in Slack with the buttons of a message. Slack's signature says that it comes from the app of the policy,
 * and the list of people, who it is. The answer is theirs alone; that all see it is on-call's business, as of every decision.
 */
import type { AlertsWriter } from "@tocsin/aws/alerts/alerts-writer";
import type { WorldSource, WorldState } from "@tocsin/aws/world/world-source";
import type { ProviderHosts } from "@tocsin/channels/https/provider";
import type { Secrets } from "@tocsin/channels/kind";
import { type Answer, answerPress } from "@tocsin/channels/slack/slack-answer";
import { type Press, pressIn } from "@tocsin/channels/slack/slack-buttons";
import { peopleIn } from "@tocsin/channels/slack/slack-people";
import { isSignedWith, problemOfSignature } from "@tocsin/channels/slack/slack-signature";
import type { Instant } from "@tocsin/core/event/instant";
import type { SettingsOf } from "@tocsin/core/policy/channels/declared-channels";
import type { Policy } from "@tocsin/core/policy/policy";
import { CALLBACK_FAILED } from "../../deployment/metrics.ts";
import type { Telemetry } from "../../runtime/telemetry.ts";
import type { HttpHandler, HttpRequest } from "../http-request.ts";
import { decideOffered } from "../offers/decide-offered.ts";
import { whatWasDone } from "../offers/offer-texts.ts";
import { type OfferReaders, offeredAlerts } from "../offers/offered-alerts.ts";
import { type Answered, callbackHandler, unfit } from "./callback.ts";
import { callbackPaths } from "./callback-paths.ts";
import { signersOf } from "./signers.ts";

export interface SlackCallbackDependencies extends OfferReaders, WorldSource {
  readonly writer: AlertsWriter;
  readonly secrets: Secrets;
  /** The options by which the commands that an answer shows find the table. */
  readonly place: string;
  readonly now: () => Instant;
  /** Where Slack takes answers; at Slack, where it is left out. */
  readonly hosts?: ProviderHosts | undefined;
  readonly telemetry: Telemetry;
}

export function slackCallbackHandler(deps: SlackCallbackDependencies): HttpHandler {
  return callbackHandler(deps.telemetry, (request) => answerTo(request, deps));
}

/** A press holds the message whose button it is, each character of which may be three in a form. */
const form = {
  path: callbackPaths.slack,
  contentType: "application/x-www-form-urlencoded",
  limitBytes: 256 * 1024,
} as const;

/** @throws CallError, ItemError */
async function answerTo(request: HttpRequest, deps: SlackCallbackDependencies): Promise<Answered> {
  const problem = unfit(request, form);
  if (problem !== undefined) return problem;
  const { body, header } = request;
  const signed = {
    timestamp: header("x-slack-request-timestamp"),
    signature: header("x-slack-signature"),
    body,
  };
  const reason = problemOfSignature(signed, deps.now());
  if (reason !== undefined) return { statusCode: 401, reason };
  const world = await deps.world();
  const apps = await signersOf(appsIn(world.policy), (secret) => isSignedWith(secret, signed), deps.secrets);
  if (apps.length === 0) return { statusCode: 401, reason: "forged" };
  const press = pressIn(body);
  // No message has told of what was decided later.
  if (press === undefined || press.offer.issuedAt > deps.now()) return { statusCode: 400, reason: "malformed" };
  const app = apps.find((one) => one.app === press.app && one.workspace === press.workspace);
  if (app === undefined) return { statusCode: 403, reason: "foreign" };
  const who = await whoIs(press.user, app, world.policy, deps.secrets);
  if ("problem" in who) return told(press, { heading: "Nothing was changed", texts: [who.problem] }, "unknown", deps);
  return acknowledged(press, who.name, world, deps);
}

type App = NonNullable<SettingsOf<"slack">["buttons"]>;

function appsIn({ channels }: Policy): readonly App[] {
  return Object.values(channels).flatMap((one) =>
    one.type === "slack" && one.buttons !== undefined ? [one.buttons] : [],
  );
}

/** The person of the policy who has this id in Slack; or why nobody has. */
async function whoIs(
  user: string,
  { people }: App,
  policy: Policy,
  secrets: Secrets,
): Promise<{ readonly name: string } | { readonly problem: string }> {
  const listed = async () => peopleIn(await secrets.read(people)).get(user);
  let name = await listed();
  if (name === undefined) {
    // The list may have been changed.
    secrets.forget(people);
    name = await listed();
  }
  if (name === undefined)
    return {
      problem: `Tocsin does not know who you are. Have a line with your id in Slack, ${user}, and your name put into the list that ${people} in the policy leads to; or use the command in the message.`,
    };
  if (Object.hasOwn(policy.people, name)) return { name };
  return { problem: `You are listed as ${JSON.stringify(name)}, who is not among the people of the policy.` };
}

async function acknowledged(
  press: Press,
  name: string,
  world: WorldState,
  deps: SlackCallbackDependencies,
): Promise<Answered> {
  const { offer } = press;
  const { log, count } = deps.telemetry;
  const now = deps.now();
  const author = { by: `slack:${name}`, why: `by the button of the message of ${offer.issuedAt}`, now };
  const offered = await offeredAlerts(offer, author, deps, world);
  const failed = (alertId: string, problem: string) => {
    log.error("an alert was not acknowledged by a button", { alertId, problem });
    count("callbacks", CALLBACK_FAILED);
  };
  const outcomes = await decideOffered(offered.pending, world, { ...deps, failed });
  const done = outcomes.filter(({ outcome }) => outcome === "acknowledged").length;
  const reading = { now, zone: world.policy.timezone, place: deps.place };
  const { heading, alerts, texts } = whatWasDone(offer, offered, outcomes, reading);
  return told(press, { heading, texts: [...alerts, ...texts] }, done > 0 ? "acknowledged" : "nothing-to-do", deps);
}

/** What was done is done, whether whoever pressed the button is told so or not: everybody sees it by the message. */
async function told(
  { answerTo }: Press,
  answer: Answer,
  reason: string,
  { now, hosts, telemetry }: SlackCallbackDependencies,
): Promise<Answered> {
  const failure = await answerPress(answerTo, answer, { now, hosts });
  if (failure !== undefined)
    telemetry.log.warn("who pressed a button was not answered", { reason: failure.reason, problem: failure.problem });
  return { statusCode: 200, reason };
}
