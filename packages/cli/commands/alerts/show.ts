/** `tocsin alerts show`: one alert with its timeline. */
import type { AlertsReader } from "@tocsin/aws/alerts/alerts-reader";
import type { RecordedDelivery } from "@tocsin/aws/alerts/items/delivery-item";
import { type Actor, actorText } from "@tocsin/core/alert/actor";
import { type Condition, conditions } from "@tocsin/core/alert/condition";
import type { Decisions } from "@tocsin/core/alert/decision";
import type { Affected } from "@tocsin/core/alert/observation";
import type { AlertView, Standing } from "@tocsin/core/alert/view";
import { canonicalJson } from "@tocsin/core/text/json";
import { brokenAt, isCutOff, type LogEntry, type RecordedDecision } from "@tocsin/core/transition/log-entry";
import { accountText } from "../../output/account.ts";
import { hanging } from "../../output/fields.ts";
import { CommandError, exitCodes, isStyled, severityStyles, styled, type Terminal } from "../../output/terminal.ts";
import { createUnreadable, type Unreadable } from "../../output/unreadable.ts";
import { type TableOptions, withAlerts } from "../../stack/open-table.ts";
import { completedId, idPrefix, unknownId } from "./alert-id.ts";
import { decisionFields } from "./decisions-text.ts";

/** All that the table holds about one alert. */
interface WholeAlert {
  readonly view: AlertView;
  readonly decisions: Decisions;
  readonly log: readonly LogEntry[];
  readonly deliveries: readonly RecordedDelivery[];
  readonly observations: readonly unknown[];
  /** The first version at which the log is not as it was written; `undefined` when it is intact. */
  /** Whether every log entry can be read; if not, the chain cannot be checked. */
  readonly isWhole: boolean;
  readonly chainBrokenAt: number | undefined;
}

export async function showAlert(
  given: string,
  options: TableOptions & { readonly json?: boolean },
  terminal: Terminal,
): Promise<number> {
  const unreadable = createUnreadable(terminal);
  const alert = await withAlerts(options, terminal, async (alerts) =>
    wholeAlert(alerts, await completedId(alerts, idPrefix(given)), unreadable),
  );
  const { view, isWhole: _, chainBrokenAt = null, ...rest } = alert;
  terminal.stdout.write(
    options.json ? `${canonicalJson({ alert: view, ...rest, chainBrokenAt })}\n` : describe(alert, terminal),
  );
  return unreadable.exitCode();
}

async function wholeAlert(alerts: AlertsReader, id: string, { skip }: Unreadable): Promise<WholeAlert> {
  const head = await alerts.head(id);
  if (head === undefined) throw new CommandError(unknownId(id), exitCodes.refused);
  const [entries, deliveries, observations] = await Promise.all([
    Array.fromAsync(alerts.logOf(id)),
    Array.fromAsync(skip(alerts.deliveriesOf(id))),
    Array.fromAsync(skip(alerts.observationsOf(id))),
  ]);
  const log = await Array.fromAsync(skip(entries));
  // What cannot be read is reported as that; it is no sign that somebody has changed the log.
  const isWhole = entries.every(({ ok }) => ok);
  const broken = brokenAt(log) ?? (isCutOff(log, head.lastHash) ? head.version : undefined);
  const { view, alert } = head;
  return {
    view,
    decisions: alert.decisions,
    log,
    deliveries,
    observations,
    isWhole,
    chainBrokenAt: isWhole ? broken : undefined,
  };
}

const LABEL_COLUMNS = 22;

function describe(
  { view, decisions, log, deliveries, observations, isWhole, chainBrokenAt }: WholeAlert,
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
    ["what ends it", view.status === "RESOLVED" ? undefined : endsText(conditions[view.condition])],
    ["link", view.link],
    ...decisionFields(decisions, view.status),
  ];
  const notified = Map.groupBy(deliveries, ({ version }) => version);
  const intact = isWhole ? "intact" : styled("red", "cannot be checked", isOn);
  const chain = chainBrokenAt === undefined ? intact : styled("red", `BROKEN at version ${chainBrokenAt}`, isOn);
  return [
    `${styled(severityStyles[view.severity], view.severity, isOn)} ${view.status}  ${styled("bold", view.title, isOn)}`,
    "",
    ...fields.flatMap(([name, value]) => (value ? hanging(`  ${name.padEnd(LABEL_COLUMNS)}  `, value, terminal) : [])),
    "",
    `Timeline (${observations.length} observations, log ${chain})`,
    ...log.flatMap((entry) =>
      hanging(`  ${entry.at}  `, eventText(entry, notified.get(entry.version) ?? []), terminal),
    ),
    "",
  ].join("\n");
}

function endsText({ ends, expiresAfterDays }: Condition): string {
  if (expiresAfterDays === undefined) return ends;
  return `${ends} Where nobody reports it again, it lapses after ${expiresAfterDays} days.`;
}

function affectedText({ resources, count }: Affected): string {
  const more = count - resources.length;
  return `${resources.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

/** `escalated (deadline-step): OPEN HIGH, 7-day step → OPEN CRITICAL, 3-day step; notified console`. */
function eventText(entry: LogEntry, deliveries: readonly RecordedDelivery[]): string {
  const { kind, reason, from, to, decided, quiet, view } = entry;
  return [
    `${kind} (${reason}): ${from ? `${standingText(from)} → ` : ""}${standingText(to)}`,
    ...(decided ? [decidedText(decided)] : []),
    ...(decided === undefined && view.actor?.at === entry.saidAt ? [callText(view.actor)] : []),
    quiet ? "quiet, notified nobody" : notifiedText(deliveries),
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

function notifiedText(deliveries: readonly RecordedDelivery[]): string {
  if (deliveries.length === 0) return "notified nobody";
  return `notified ${deliveries.map(({ channel, at }) => (at === undefined ? `${channel} (not confirmed)` : channel)).join(", ")}`;
}
