/**
 * `digest`, every hour: sends the editions of last week that are due and not sent yet. All reports of a week are built at once, in the
 * first hour in which an edition is due, and stored before anything is made from them.
 */

import middy from "@middy/core";
import type { Table } from "@tocsin/aws/alerts/alerts-table";
import { createDigestReviews, latestReview } from "@tocsin/aws/digests/digest-reviews";
import type { DigestSendings } from "@tocsin/aws/digests/digest-sendings";
import { type Sending, TOPIC } from "@tocsin/aws/digests/items/digest-item";
import type { SendMessages } from "@tocsin/aws/queues/send-messages";
import type { Reports } from "@tocsin/aws/reports";
import type { Topic } from "@tocsin/aws/topic";
import type { WorldState } from "@tocsin/aws/world/world-source";
import { shownAuthor } from "@tocsin/core/alert/decision";
import { type Instant, shift } from "@tocsin/core/event/instant";
import { boundsOf, type Week, weekBefore, weekOf } from "@tocsin/core/event/week";
import type { ChannelKind } from "@tocsin/core/policy/channels/declared-channels";
import type { Policy } from "@tocsin/core/policy/policy";
import { dueEditions } from "@tocsin/digest/editions/due-editions";
import { type PlannedEdition, plannedEditions } from "@tocsin/digest/editions/editions";
import { renderText, subject } from "@tocsin/digest/render/text/text";
import type { Report } from "@tocsin/digest/report/format";
import type { Context } from "aws-lambda";
import type { Telemetry } from "../../runtime/telemetry.ts";
import { digestText } from "../handover.ts";
import { digestInput } from "./digest-input.ts";
import { digestMessage } from "./digest-message.ts";
import { builtReports, type FrozenReport, freeze, frozenReport, isFinal, keysOf, pageFiles } from "./frozen.ts";

export interface DigestDependencies {
  readonly table: Table;
  readonly world: () => Promise<Pick<WorldState, "policy" | "directory" | "mode">>;
  readonly sendings: DigestSendings;
  readonly reports: Reports;
  readonly topic: Pick<Topic, "publishDigest">;
  /** Sends to the queue of `deliver-<kind>`. */
  readonly deliver: (kind: ChannelKind) => SendMessages;
  /** What the report covers, as its readers name it. */
  readonly scope: string;
  /** The options by which commands find the table. */
  readonly place: string;
  readonly now: () => Instant;
  /** The clock that functions share, whatever the time of a scenario. */
  readonly machineNow: () => Instant;
  readonly telemetry: Telemetry;
}

/** `week` such as `2026-W47`, with all of its editions, whenever they are due; by default the due editions of last week. */
export interface DigestRequest {
  readonly week?: string | undefined;
  /** The ids of the only editions to send, such as `owner:payments`. */
  readonly editions?: readonly string[] | undefined;
}

export interface DigestResult {
  readonly week: string;
  /** The keys, in the bucket, of the files of the editions that were looked at. */
  readonly keys: readonly string[];
  /**
   * The outcome of each edition at each of its channels; for the organization's edition also at the stack's own topic, whose name is empty.
   */
  readonly sent: readonly { readonly edition: string; readonly channel: string; readonly outcome: SendOutcome }[];
}

/**
 * `handed-over` to the sending function now, or `handed-over-before` in a scheduled run. `being-sent` by another run. `week-not-over`: it
 * is sent when the week is over.
 */
export type SendOutcome =
  | "published"
  | "handed-over"
  | "handed-over-before"
  | "being-sent"
  | "sent-before"
  | "nothing-to-say"
  | "week-not-over";

export type DigestHandler = (event: DigestRequest, context: Context) => Promise<DigestResult>;

/** @throws RangeError for a week that does not exist, or an edition; @throws CallError, Error to be run again. */
export function digestHandler(deps: DigestDependencies): DigestHandler {
  return middy<DigestRequest, DigestResult>()
    .use([...deps.telemetry.middleware])
    .handler((request) => digest(request, deps));
}

async function digest(request: DigestRequest, deps: DigestDependencies): Promise<DigestResult> {
  const { sendings, reports, now } = deps;
  const week = request.week ?? weekBefore(weekOf(now()));
  if (!boundsOf(week)) throw new RangeError(`not an ISO week such as 2026-W47: ${JSON.stringify(week)}`);
  const world = await deps.world();
  const all = plannedEditions(world.policy.digest);
  const meant = meantBy(request, all);
  const known = new Map((await sendings.of(week)).map((one) => [keyOf(one), one]));
  const knownOf = (edition: string, channel: string) => known.get(keyOf({ edition, channel }));
  const isOpen = (edition: string, channel: string) => {
    const one = knownOf(edition, channel);
    return one?.handedAt === undefined && one?.sentAt === undefined && one?.silentAt === undefined;
  };
  const asked = request.week === undefined ? dueEditions(now(), week, meant) : meant;
  const wanted =
    request.week === undefined ? asked.filter((one) => targetsOf(one).some((to) => isOpen(one.id, to))) : asked;
  if (wanted.length === 0) return { week, keys: [], sent: [] };
  const frozen = await frozenOf(week, wanted, all, world, deps);
  const organization = await frozenReport(week, { kind: "organization" }, reports);
  const keys: string[] = [];
  const sent: DigestResult["sent"][number][] = [];
  for (const planned of wanted) {
    const one = frozen.get(planned.id);
    if (one === undefined) throw new Error(`the report of ${planned.id} was not stored`);
    for (const file of pageFiles(one.report)) await reports.put(file);
    keys.push(...keysOf(one.report));
    const isSilent = isNamedSilent(planned, organization?.report);
    for (const channel of targetsOf(planned)) {
      const outcome =
        outcomeBefore(knownOf(planned.id, channel), request) ??
        (await sendTo(channel, planned, one, isSilent, world.policy, deps));
      sent.push({ edition: planned.id, channel, outcome });
    }
  }
  // The publishing run may have died: this run is retried when that one's time is over.
  if (sent.some(({ outcome }) => outcome === "being-sent"))
    throw new Error(`the digest of ${week} is being published by another run: try again in a minute`);
  return { week, keys, sent };
}

/** An edition that was handed over but has not arrived may be a dead letter by now: a request for its week hands it over again. */
function outcomeBefore(known: Sending | undefined, { week }: DigestRequest): SendOutcome | undefined {
  if (known?.sentAt !== undefined) return "sent-before";
  return week === undefined && known?.handedAt !== undefined ? "handed-over-before" : undefined;
}

function meantBy({ editions }: DigestRequest, all: readonly PlannedEdition[]): readonly PlannedEdition[] {
  if (editions === undefined) return all;
  const unknown = editions.find((id) => all.every((one) => one.id !== id));
  if (unknown !== undefined) throw new RangeError(`the policy has no edition ${JSON.stringify(unknown)}`);
  return all.filter(({ id }) => editions.includes(id));
}

function keyOf({ edition, channel }: { readonly edition: string; readonly channel: string }): string {
  return JSON.stringify([edition, channel]);
}

/** The organization's goes to the stack's own topic as well. */
function targetsOf({ edition, channels }: PlannedEdition): readonly string[] {
  return edition.kind === "organization" ? [TOPIC, ...channels] : channels;
}

function isNamedSilent({ edition }: PlannedEdition, organization: Report | undefined): boolean {
  if (edition.kind === "organization") return false;
  const silent = organization?.house?.silentEditions ?? [];
  return silent.some(({ kind, name }) => kind === edition.kind && name === edition.name);
}

/** The stored reports of these, by their ids; missing ones are built, together with all other missing ones, and stored first. */
async function frozenOf(
  week: Week,
  wanted: readonly PlannedEdition[],
  all: readonly PlannedEdition[],
  world: Awaited<ReturnType<DigestDependencies["world"]>>,
  { table, reports, scope, place, now, telemetry }: DigestDependencies,
): Promise<ReadonlyMap<string, FrozenReport>> {
  const stored = new Map<string, FrozenReport>();
  const look = async () => {
    for (const { id, edition } of wanted) {
      if (stored.has(id)) continue;
      const found = await frozenReport(week, edition, reports);
      if (found) stored.set(id, found);
    }
  };
  await look();
  const areKept = [...stored.values()].every(({ report }) => isFinal(report));
  if (stored.size === wanted.length && areKept) return stored;
  const reviewed = await reviewedBefore(week, table);
  const input = await digestInput({ table, world, week, now: now(), scope, place, editions: all, reviewed });
  await freeze(await builtReports(input), reports);
  telemetry.count("digests", "built");
  stored.clear();
  await look();
  return stored;
}

async function reviewedBefore(week: Week, table: Table) {
  const before = weekBefore(week);
  const review = await latestReview(createDigestReviews(table), before);
  return review && { week: before, ...review, by: shownAuthor(review.by) };
}

/** Longer than it takes to publish. */
const PUBLISHING_MILLISECONDS = 60_000;

async function sendTo(
  channel: string,
  { id: edition }: PlannedEdition,
  { report }: FrozenReport,
  isSilent: boolean,
  policy: Policy,
  { sendings, topic, deliver, now, machineNow, telemetry }: DigestDependencies,
): Promise<SendOutcome> {
  const { week } = report;
  const key = { week, edition, channel };
  if (!isFinal(report)) return "week-not-over";
  if (isSilent) {
    await sendings.silent(key, now());
    telemetry.count("digests", "nothing-to-say");
    return "nothing-to-say";
  }
  if (channel === TOPIC) {
    const at = machineNow();
    const begun = await sendings.begin(key, at, shift(at, PUBLISHING_MILLISECONDS));
    if (begun !== "begun") return begun === "sent" ? "sent-before" : "being-sent";
    try {
      await topic.publishDigest({ subject: subject(report), text: renderText(report) });
    } catch (error) {
      await sendings.failed(key);
      throw error;
    }
    await sendings.sent(key, now());
    telemetry.count("digests", "published");
    return "published";
  }
  const kind = policy.channels[channel]?.type;
  if (kind === undefined) throw new RangeError(`the policy has no channel ${JSON.stringify(channel)}`);
  const message = digestMessage(report);
  const body = digestText({ format: "tocsin.digest-delivery.v1", week, edition, channel, message });
  // After a crash between the two it is handed over again, and still sent once.
  const [failure] = await deliver(kind)([{ body, group: channel }]);
  if (failure) throw failure;
  await sendings.handed(key, now());
  telemetry.count("digests", "handed-over");
  return "handed-over";
}
