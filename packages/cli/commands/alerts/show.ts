/** `tocsin alerts show`: one alert with its timeline. */
import { type AlertsReader, createAlertsReader } from "@tocsin/aws/alerts/alerts-reader";
import type { Table } from "@tocsin/aws/alerts/alerts-table";
import { createGroupsReader, type GroupsReader, type GroupTellings } from "@tocsin/aws/groups/groups-reader";
import { createWorldSource } from "@tocsin/aws/world/world-source";
import { type Actor, actorText } from "@tocsin/core/alert/actor";
import { type Condition, conditions } from "@tocsin/core/alert/condition";
import type { Decisions } from "@tocsin/core/alert/decision";
import type { Affected } from "@tocsin/core/alert/observation";
import type { AlertView, Standing } from "@tocsin/core/alert/view";
import { type AlertLinks, alertLinks } from "@tocsin/core/policy/links/alert-links";
import { canonicalJson } from "@tocsin/core/text/json";
import { shellWord } from "@tocsin/core/text/shell-word";
import type { Head } from "@tocsin/core/transition/fold";
import { brokenAt, isCutOff, type LogEntry, type RecordedDecision } from "@tocsin/core/transition/log-entry";
import { systemNow } from "@tocsin/lambda/runtime/system-clock";
import { type Silencing, silencedBy } from "@tocsin/oncall/silence";
import { accountText } from "../../output/account.ts";
import { hanging } from "../../output/fields.ts";
import {
  amountOf,
  CommandError,
  exitCodes,
  isStyled,
  severityStyles,
  styled,
  type Terminal,
} from "../../output/terminal.ts";
import { createUnreadable, type Unreadable } from "../../output/unreadable.ts";
import { type TableOptions, withOpenTable } from "../../stack/open-table.ts";
import { nowBy, recordFor } from "../../stack/run-record.ts";
import { type StageTableOptions, stageTable } from "../../stack/stage-table.ts";
import { LAST_RUN } from "../../usage/options.ts";
import { completedId, idPrefix, unknownId } from "./alert-id.ts";
import { verdictsOn } from "./arrival.ts";
import { decisionFields } from "./decisions-text.ts";
import { type RelatedShown, relatedLines, relatedTo } from "./related-alerts.ts";
import { toldLines } from "./told-text.ts";
import { type Telling, whyNobody } from "./why-nobody.ts";

/** All that the table holds about one alert. */
interface WholeAlert {
  readonly view: AlertView;
  readonly decisions: Decisions;
  readonly log: readonly LogEntry[];
  readonly told: readonly GroupTellings[];
  /** Why nobody was told, where it is in no group. */
  readonly untold: string | undefined;
  readonly observations: readonly unknown[];
  /** What mutes notifications of it now. */
  readonly silenced: Silencing | undefined;
  /** What else is open about the same. */
  readonly related: RelatedShown;
  /** Where to read on about it, by the policy in force. */
  readonly links: AlertLinks;
  /** Whether every log entry can be read; if not, the chain cannot be checked. */
  readonly isWhole: boolean;
  /** The first version at which the log is not as it was written; `undefined` when it is intact. */
  readonly chainBrokenAt: number | undefined;
}

interface ShowOptions extends TableOptions, StageTableOptions {
  readonly json?: boolean;
}

export async function showAlert(id: string, given: ShowOptions, terminal: Terminal): Promise<number> {
  const options = { ...given, ...stageTable(given) };
  const unreadable = createUnreadable(terminal);
  const alert = await withOpenTable(options, terminal, async (table) => {
    const alerts = createAlertsReader(table);
    const whole = await completedId(alerts, idPrefix(id));
    const { head, ...rest } = await wholeAlert(alerts, createGroupsReader(table), whole, unreadable);
    const telling = await tellingNow(table, options, unreadable);
    return { ...rest, ...byPolicy(head, rest.told, telling) };
  });
  const { view, isWhole: _, chainBrokenAt = null, told, ...rest } = alert;
  terminal.stdout.write(
    options.json
      ? `${canonicalJson({ alert: view, ...rest, told: told.map(written), chainBrokenAt })}\n`
      : describe(alert, placeOf(given), terminal),
  );
  return unreadable.exitCode();
}

/** As JSON: what can be read of it. */
function written(tellings: GroupTellings) {
  const { membership, told, from, until } = tellings;
  return {
    ...{ membership, from, until },
    told: told?.ok ? told.value.told : undefined,
    verdicts: verdictsOn(tellings).flatMap(({ verdict, arrival }) =>
      verdict.ok ? [{ ...verdict.value, arrival }] : [],
    ),
  };
}

async function wholeAlert(
  alerts: AlertsReader,
  groups: GroupsReader,
  id: string,
  unreadable: Unreadable,
): Promise<Omit<WholeAlert, ByPolicy> & { readonly head: Head }> {
  const { skip } = unreadable;
  const head = await alerts.head(id);
  if (head === undefined) throw new CommandError(unknownId(id), exitCodes.refused);
  const [entries, told, observations, related] = await Promise.all([
    Array.fromAsync(alerts.logOf(id)),
    groups.tellingsOf(id),
    Array.fromAsync(skip(alerts.observationsOf(id))),
    relatedTo(head.view, alerts, unreadable),
  ]);
  const log = await Array.fromAsync(skip(entries));
  // What cannot be read is reported as that; it is no sign that somebody has changed the log.
  const isWhole = entries.every(({ ok }) => ok);
  const broken = brokenAt(log) ?? (isCutOff(log, head.lastHash) ? head.version : undefined);
  const { view, alert } = head;
  return {
    head,
    view,
    decisions: alert.decisions,
    log,
    told,
    observations,
    related,
    isWhole,
    chainBrokenAt: isWhole ? broken : undefined,
  };
}

type ByPolicy = "silenced" | "untold" | "links";

async function tellingNow(table: Table, options: TableOptions, unreadable: Unreadable): Promise<Telling> {
  const report = ({ problem }: { readonly problem: string }) => unreadable.report(problem);
  const { policy, silences } = await createWorldSource({ table, now: systemNow, report }).world();
  return { policy, silences, now: nowBy(await recordFor(options)) };
}

/** What the policy and the silences make of it now: what they made of it then is known of groups alone. */
function byPolicy(
  { view, heard, notified, wasOpen }: Head,
  told: WholeAlert["told"],
  telling: Telling,
): Pick<WholeAlert, ByPolicy> {
  const { policy, silences, now } = telling;
  const alert = { view, worst: heard?.worst ?? view.severity };
  return {
    silenced: view.status === "RESOLVED" ? undefined : silencedBy(alert, silences, policy.silences, now),
    untold: told.length === 0 ? whyNobody({ ...alert, notified, wasOpen }, telling) : undefined,
    links: alertLinks(view, policy),
  };
}

const LABEL_COLUMNS = 22;

/** The options by which another command finds the same table. */
function placeOf({ stage, table, dynamodbEndpoint, dataDir }: ShowOptions): string {
  const isLastRun = stage !== undefined || dynamodbEndpoint !== undefined || dataDir === LAST_RUN;
  const named = { stage, table, "dynamodb-endpoint": dynamodbEndpoint, "data-dir": isLastRun ? undefined : dataDir };
  return Object.entries(named)
    .flatMap(([name, value]) => (value === undefined ? [] : [` --${name} ${shellWord(value)}`]))
    .join("");
}

function describe(
  { view, decisions, log, told, untold, silenced, links, related, observations, isWhole, chainBrokenAt }: WholeAlert,
  place: string,
  terminal: Terminal,
): string {
  const isOn = isStyled(terminal.stdout, terminal.environment);
  const fields: readonly (readonly [string, string | undefined])[] = [
    ["id", view.id],
    ["condition", view.condition],
    ["where", `${accountText(view)} ${view.region}`],
    ["environment", view.directory?.environment],
    ["owner", view.owner && `${view.owner} (${view.ownedBy})`],
    ["contact", view.directory?.contact],
    ["resource", view.resource],
    ["affected", view.affected && affectedText(view.affected)],
    ["by", view.actor && actorText(view.actor)],
    ["summary", view.summary],
    ["first seen", view.firstSeenAt],
    ["last seen", view.lastSeenAt],
    ["deadline", view.deadline],
    ["unconfirmed", view.unconfirmed && `since ${view.unconfirmed.since}: ${view.unconfirmed.why}`],
    ["count", view.count?.toString()],
    ["seen by", view.reporters.join(", ")],
    ...Object.entries(view.attributes)
      .toSorted(([a], [b]) => a.localeCompare(b))
      .map(([name, values]) => [name, values.join(", ")] as const),
    ["what to do", view.remedy],
    ["runbook", links.runbook],
    ["what ends it", view.status === "RESOLVED" ? undefined : endsText(conditions[view.condition])],
    ["link", links.portal ?? view.link],
    ...decisionFields(decisions, view.status),
    ["silenced", silenced && `by ${silenced.by} until ${silenced.until}`],
  ];
  const intact = isWhole ? "intact" : styled("red", "cannot be checked", isOn);
  const chain = chainBrokenAt === undefined ? intact : styled("red", `BROKEN at version ${chainBrokenAt}`, isOn);
  return [
    `${styled(severityStyles[view.severity], view.severity, isOn)} ${view.status}  ${styled("bold", view.title, isOn)}`,
    "",
    ...fields.flatMap(([name, value]) => (value ? hanging(`  ${name.padEnd(LABEL_COLUMNS)}  `, value, terminal) : [])),
    "",
    ...relatedLines(related, place, terminal),
    `Timeline (${amountOf(observations.length, "observation")}, log ${chain})`,
    ...log.flatMap((entry) => hanging(`  ${entry.at}  `, eventText(entry), terminal)),
    "",
    ...toldLines(told, untold, terminal),
    "",
  ].join("\n");
}

function endsText({ ends, expiresAfterDays }: Condition): string {
  // What lapses within the day says so itself.
  if (expiresAfterDays === undefined || expiresAfterDays < 1) return ends;
  return `${ends} Where nobody reports it again, it lapses after ${expiresAfterDays} days.`;
}

function affectedText({ resources, count }: Affected): string {
  const more = count - resources.length;
  return `${resources.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

/** `escalated (deadline-step): OPEN HIGH, 7-day step → OPEN CRITICAL, 3-day step`. */
function eventText(entry: LogEntry): string {
  const { kind, reason, from, to, decided, quiet, view } = entry;
  return [
    `${kind} (${reason}): ${from ? `${standingText(from)} → ` : ""}${standingText(to)}`,
    ...(decided ? [decidedText(decided)] : []),
    ...(decided === undefined && view.actor?.at === entry.saidAt ? [callText(view.actor)] : []),
    ...(quiet ? ["quiet"] : []),
  ].join("; ");
}

function decidedText({ by, why, until }: RecordedDecision): string {
  return `by ${by}${until === undefined ? "" : ` until ${until}`}: ${why}`;
}

/** Only where the call brought the transition about: a step that time brought is not of the actor's doing. */
function callText(actor: Actor): string {
  const { call, sourceAddress, recordId } = actor;
  const from = sourceAddress === undefined ? "" : ` from ${sourceAddress}`;
  return `${call} by ${actorText(actor)}${from}${recordId === undefined ? "" : ` (CloudTrail event ${recordId})`}`;
}

function standingText({ status, severity, stepDays }: Standing): string {
  if (stepDays === undefined) return `${status} ${severity}`;
  return `${status} ${severity}, ${stepDays === 0 ? "deadline reached" : `${stepDays}-day step`}`;
}
