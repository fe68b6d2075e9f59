/**
 * `acknowledge`: the pages that links in messages lead to. To open one changes nothing, since programs open links that nobody has looked
 * at; its form acts. The token is all that lets somebody in: there are no cookies, so that no other site can act for whoever is here.
 */
import middy from "@middy/core";
import type { AlertsWriter, Applied } from "@tocsin/aws/alerts/alerts-writer";
import { inChunks } from "@tocsin/aws/alerts/paging";
import type { WorldSource } from "@tocsin/aws/world/world-source";
import type { Instant } from "@tocsin/core/event/instant";
import type { Change } from "@tocsin/core/transition/fold";
import { type Outcome, outcomeOf } from "@tocsin/oncall/deciding/outcome";
import type { DecisionWorld, Pending } from "@tocsin/oncall/deciding/pending";
import type { Link } from "@tocsin/oncall/links/link";
import type { LinkKeys } from "@tocsin/oncall/links/link-keys";
import { type TokenProblem, verified } from "@tocsin/oncall/links/link-token";
import type { Context } from "aws-lambda";
import { LINK_FAILED } from "../../deployment/metrics.ts";
import { asError } from "../../runtime/as-error.ts";
import type { Telemetry } from "../../runtime/telemetry.ts";
import { LINK_PATH } from "./link-address.ts";
import {
  askingPage,
  donePage,
  type LinkReading,
  type RequestProblem,
  requestProblems,
  tokenProblemPage,
} from "./link-pages.ts";
import { type Linked, type LinkReaders, linkedAlerts } from "./linked-alerts.ts";
import { type Page, replyWith, TOKEN_FIELD } from "./page.ts";
import { type PageReply, type PageRequest, pageRequestOf } from "./page-request.ts";

export interface AcknowledgeDependencies extends LinkReaders, WorldSource {
  readonly writer: AlertsWriter;
  readonly keyOf: LinkKeys;
  /** The options by which the command that a page shows finds the table. */
  readonly place: string;
  readonly now: () => Instant;
  readonly telemetry: Telemetry;
}

/** Takes what a function URL or an HTTP API hands to a function. */
export type PageHandler = (event: unknown, context: Context) => Promise<PageReply>;

export function acknowledgeHandler(deps: AcknowledgeDependencies): PageHandler {
  return middy<unknown, PageReply>()
    .use([...deps.telemetry.middleware])
    .handler((event) => replyTo(pageRequestOf(event), deps));
}

/** Somebody waits for the answer: what fails is told to them, and counted. */
async function replyTo(request: PageRequest, deps: AcknowledgeDependencies): Promise<PageReply> {
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
/** More than the form has with the longest token. */
const FORM_LIMIT = 2000;

/** @throws CallError, ItemError */
async function answerTo(
  { method, path, contentType, body }: PageRequest,
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
      return sent(new URLSearchParams(body).getAll(TOKEN_FIELD).join(" "), deps);
    }
    default:
      return problem("wrong-method");
  }
}

function opened(token: string, deps: AcknowledgeDependencies): Promise<Answer> {
  return withLink(token, deps, async ({ link, linked, reading }) => ({
    page: askingPage(link, token, linked, reading),
    reason: linked.pending.length === 0 ? "nothing-to-do" : "shown",
  }));
}

function sent(token: string, deps: AcknowledgeDependencies): Promise<Answer> {
  return withLink(token, deps, async ({ link, linked, reading, world }) => {
    const outcomes = await decided(linked.pending, world, deps);
    const done = outcomes.filter(({ outcome }) => outcome === "acknowledged").length;
    const { destination } = link;
    if (done > 0) deps.telemetry.log.info("acknowledged by a link", { destination, alerts: done });
    return {
      page: donePage(link, linked, outcomes, reading),
      reason: done > 0 ? "acknowledged" : "nothing-to-do",
    };
  });
}

interface Opened {
  readonly link: Link;
  readonly linked: Linked;
  readonly reading: LinkReading;
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
  const linked = await linkedAlerts(link, deps, world, now);
  return answer({ link, linked, world, reading: { now, zone: world.policy.timezone, place: deps.place } });
}

/** So many alerts are written side by side. */
const CHUNK = 20;

async function decided(
  pending: readonly Pending[],
  world: DecisionWorld,
  { writer, now, reload, telemetry }: AcknowledgeDependencies,
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  for await (const chunk of inChunks(pending, CHUNK)) {
    const changes = chunk.map(
      ({ shown, decision }): Change => ({ alertId: shown.view.id, observations: [], decisions: [decision] }),
    );
    const applied = await writer.apply(changes, world, now(), reload);
    for (const [i, { shown }] of chunk.entries()) outcomes.push(becameOf(shown, applied[i], world, telemetry));
  }
  return outcomes;
}

function becameOf(
  shown: Pending["shown"],
  applied: Applied | undefined,
  world: DecisionWorld,
  { log, count }: Telemetry,
): Outcome {
  if (applied?.ok) return outcomeOf("ack", shown, applied, world);
  // Why is for the log: whoever has a link need not know what the table is called.
  log.error("an alert was not acknowledged by a link", { alertId: shown.view.id, problem: applied?.error.message });
  count("links", LINK_FAILED);
  return { outcome: "failed", id: shown.view.id, problem: "it could not be written, try again" };
}
