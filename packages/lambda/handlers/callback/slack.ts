/**
 * `callback-slack`: what people do in Slack with the buttons of a message. Slack's signature proves that it comes from the policy's app,
 * and the list of people says who it is. Only that person sees the answer; on-call shows the decision to everybody, like any other.
 */
import type { WorldSource } from "@tocsin/aws/world/world-source";
import type { ProviderHosts } from "@tocsin/channels/https/provider";
import type { Secrets } from "@tocsin/channels/kind";
import { type Answer, answerPress } from "@tocsin/channels/slack/slack-answer";
import { type Press, pressIn } from "@tocsin/channels/slack/slack-buttons";
import { peopleIn } from "@tocsin/channels/slack/slack-people";
import { isSignedWith, problemOfSignature } from "@tocsin/channels/slack/slack-signature";
import type { SettingsOf } from "@tocsin/core/policy/channels/declared-channels";
import type { Policy } from "@tocsin/core/policy/policy";
import type { HttpHandler, HttpRequest } from "../http-request.ts";
import { type Answered, callbackHandler, unfit } from "./callback.ts";
import { callbackPaths } from "./callback-paths.ts";
import { readAnew, signersOf } from "./signers.ts";
import { type PressDependencies, pressed } from "./slack-press.ts";

export interface SlackCallbackDependencies extends PressDependencies, Pick<WorldSource, "world"> {
  readonly secrets: Secrets;
  /** Where answers are sent; by default to Slack. */
  readonly hosts?: ProviderHosts | undefined;
}

export function slackCallbackHandler(deps: SlackCallbackDependencies): HttpHandler {
  return callbackHandler(deps.telemetry, (request) => answerTo(request, deps));
}

/** A press contains the button's message, each character of which may be three in a form. */
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
  // Unlike the decision, no message shows this.
  if (press === undefined || press.offer.issuedAt > deps.now()) return { statusCode: 400, reason: "malformed" };
  const app = apps.find((one) => one.app === press.app && one.workspace === press.workspace);
  if (app === undefined) return { statusCode: 403, reason: "foreign" };
  const who = await whoIs(press.user, app, world.policy, deps.secrets);
  if ("problem" in who) return told(press, { heading: "Nothing was changed", texts: [who.problem] }, "unknown", deps);
  const { reason: became, answer } = await pressed(press, who.name, world, deps);
  return told(press, answer, became, deps);
}

type App = NonNullable<SettingsOf<"slack">["buttons"]>;

function appsIn({ channels }: Policy): readonly App[] {
  return Object.values(channels).flatMap((one) =>
    one.type === "slack" && one.buttons !== undefined ? [one.buttons] : [],
  );
}

/** The person of the policy with this Slack id; or why there is none. */
async function whoIs(
  user: string,
  { people }: App,
  policy: Policy,
  secrets: Secrets,
): Promise<{ readonly name: string } | { readonly problem: string }> {
  const name = peopleIn(await readAnew(people, secrets)).get(user);
  if (name === undefined)
    return {
      problem: `Tocsin does not know who you are. Have a line with your id in Slack, ${user}, and your name put into the list that ${people} in the policy leads to; or use the command in the message.`,
    };
  if (Object.hasOwn(policy.people, name)) return { name };
  return { problem: `You are listed as ${JSON.stringify(name)}, who is not among the people of the policy.` };
}

/** The decision stands even if the person who pressed does not get the answer: everybody sees it in the message. */
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
