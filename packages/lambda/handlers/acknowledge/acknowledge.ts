/**
 * `acknowledge`: the pages that links in messages lead to. Opening one changes nothing, since programs open links before anybody looks at
 * them; only its form acts. Only the token gives access: there are no cookies, so no other site can act in the reader's name.
 */
import middy from "@middy/core";
import type { AlertsWriter } from "@tocsin/aws/alerts/alerts-writer";
import type { WorldSource } from "@tocsin/aws/world/world-source";
import type { Instant } from "@tocsin/core/event/instant";
import type { DecisionWorld } from "@tocsin/oncall/deciding/pending";
import { authorshipOf, type Link } from "@tocsin/oncall/links/link";
import type { LinkKeys } from "@tocsin/oncall/links/link-keys";
import { type TokenProblem, verified } from "@tocsin/oncall/links/link-token";
import { LINK_FAILED } from "../../deployment/metrics.ts";
import { asError } from "../../runtime/as-error.ts";
import type { Telemetry } from "../../runtime/telemetry.ts";
import { type HttpHandler, type HttpReply, type HttpRequest, httpRequestOf } from "../http-request.ts";
import { decideOffered } from "../offers/decide-offered.ts";
import { type OfferReading, whatWasDone } from "../offers/offer-texts.ts";
import { type Offered, type OfferReaders, offeredAlerts } from "../offers/offered-alerts.ts";
import { LINK_PATH } from "./link-address.ts";
import { askingPage, pageOf, type RequestProblem, requestProblems, tokenProblemPage } from "./link-pages.ts";
import { type Page, replyWith, TOKEN_FIELD } from "./page.ts";

export interface AcknowledgeDependencies extends OfferReaders, WorldSource {
  readonly writer: AlertsWriter;
  readonly keyOf: LinkKeys;
  /** The options with which the command on a page finds the table. */
  readonly place: string;
  readonly now: () => Instant;
  readonly telemetry: Telemetry;
}

export function acknowledgeHandler(deps: AcknowledgeDependencies): HttpHandler {
  return middy<unknown, HttpReply>()
    .use([...deps.telemetry.middleware])
    .handler((event) => replyTo(httpRequestOf(event), deps));
}

/** Somebody waits for the answer: a failure is shown to them, and counted. */
async function replyTo(request: HttpRequest, deps: AcknowledgeDependencies): Promise<HttpReply> {
  const { telemetry } = deps;
  const { page, reason } = await answerTo(request, deps).catch((error: unknown) => {
    telemetry.log.error("a link was not answered", { problem: asError(error).message });
    return problem(LINK_FAILED);
  });
  telemetry.count("links", reason);
  return replyWith(page, request.method !== "HEAD");
}

interface Answer {
  readonly page: Page;
  readonly reason: RequestProblem | TokenProblem | "shown" | "acknowledged" | "nothing-to-do";
}

function problem(reason: RequestProblem): Answer {
  return { page: requestProblems[reason], reason };
}

const FORM = "application/x-www-form-urlencoded";
/** More than the form with the longest token. */
const FORM_LIMIT = 2000;

/** @throws CallError, ItemError */
async function answerTo(
  { method, path, contentType, body }: HttpRequest,
  deps: AcknowledgeDependencies,
): Promise<Answer> {
  switch (method) {
    case "GET":
    case "HEAD":
      return path.startsWith(`${LINK_PATH}/`) ? opened(path.slice(LINK_PATH.length + 1), deps) : problem("no-page");
    case "POST": {
      if (path !== LINK_PATH) return problem("no-page");
      if (contentType !== FORM) return problem("wrong-type");
      if (body.length > FORM_LIMIT) return problem("too-large");
      return sent(new URLSearchParams(body.toString()).getAll(TOKEN_FIELD).join(" "), deps);
    }
    default:
      return problem("wrong-method");
  }
}

function opened(token: string, deps: AcknowledgeDependencies): Promise<Answer> {
  return withLink(token, deps, async ({ link, offered, reading }) => ({
    page: askingPage(link, token, offered, reading),
    reason: offered.pending.length === 0 ? "nothing-to-do" : "shown",
  }));
}

function sent(token: string, deps: AcknowledgeDependencies): Promise<Answer> {
  return withLink(token, deps, async ({ link, offered, reading, world }) => {
    const failed = (alertId: string, problem: string) => {
      deps.telemetry.log.error("an alert was not acknowledged by a link", { alertId, problem });
      deps.telemetry.count("links", LINK_FAILED);
    };
    const outcomes = await decideOffered(offered.pending, world, { ...deps, failed });
    const done = outcomes.filter(({ outcome }) => outcome === "acknowledged").length;
    const { destination } = link;
    if (done > 0) deps.telemetry.log.info("acknowledged by a link", { destination, alerts: done });
    return {
      page: pageOf(whatWasDone(link, offered, outcomes, reading)),
      reason: done > 0 ? "acknowledged" : "nothing-to-do",
    };
  });
}

interface Opened {
  readonly link: Link;
  readonly offered: Offered;
  readonly reading: OfferReading;
  readonly world: DecisionWorld;
}

/** Nothing is read for a token that this stage has not signed. */
async function withLink(
  token: string,
  deps: AcknowledgeDependencies,
  answer: (opened: Opened) => Promise<Answer>,
): Promise<Answer> {
  const now = deps.now();
  const read = await verified(token, deps.keyOf, now);
  if (!read.ok) return { page: tokenProblemPage(read.reason), reason: read.reason };
  const { link } = read;
  const world = await deps.world();
  const offered = await offeredAlerts(link, authorshipOf(link, now), deps, world);
  return answer({ link, offered, world, reading: { now, zone: world.policy.timezone, place: deps.place } });
}
