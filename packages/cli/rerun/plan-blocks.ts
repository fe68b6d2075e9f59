/** What `policy plan` says, in the order in which somebody wants to know it. */
import { timeIn } from "@tocsin/channels/page/page-time";
import { compareSeverity, type Severity } from "@tocsin/core/alert/severity";
import { NOBODY } from "@tocsin/core/policy/schedule";
import { sameJson } from "@tocsin/core/text/json";
import type { Sent } from "@tocsin/rerun/outcome";
import type {
  AlertAt,
  MovedAlert,
  OtherSeverityAlert,
  PlannedAlert,
  PlanReport,
  UntoldReason,
} from "@tocsin/rerun/plan-report";
import { nameOf } from "../commands/policy/name-of.ts";
import { amountOf } from "../output/terminal.ts";
import type { Block } from "./blocks.ts";

/** @param file the policy that is planned, as it was named. */
export function planBlocks(report: PlanReport, file: string): readonly Block[] {
  const { noLongerTold, newlyTold, earlier, later, otherSeverity } = report;
  return [
    { kind: "text", text: pastText(report, file) },
    ...(report.recorded.lapsed > 0 ? [{ kind: "text", text: lapsedText(report) } as const] : []),
    ...unreadableBlocks(report),
    ...toldBlocks(report),
    destinationsTable(report),
    ...peopleTable(report),
    ...schedulesBlocks(report),
    ...hoursTable(report),
    ...alertList("Of these nobody would have been notified, and somebody was", onlyThere(noLongerTold)),
    ...alertList("Of these somebody would have been notified, and nobody was", onlyThere(newlyTold)),
    ...destinationLists("no longer, though others do", noLongerTold),
    ...destinationLists("too, as others do", newlyTold),
    ...list("Heard of later", later.map(movedText)),
    ...list("Heard of sooner", earlier.map(movedText)),
    ...otherSeverityBlocks(otherSeverity),
    ...untoldBlocks(report.toldToNobody.filter(({ id }) => noLongerTold.every((alert) => alert.id !== id))),
    ...idleBlocks(report.idleRules),
    ...inDryRunBlocks(report.inDryRun),
  ];
}

/** The same for somebody who is about to put the policy in force: the numbers, and what would have reached nobody. */
export function planSummary(report: PlanReport): readonly Block[] {
  const { isSame, noLongerTold, newlyTold, recorded } = report;
  const past = `Had it been in force for the last 30 days, in which there ${recorded.alerts === 1 ? "was 1 alert" : `were ${recorded.alerts} alerts`}`;
  const unreadable = unreadableBlocks(report);
  if (isSame) return [{ kind: "text", text: `${past}, nobody would have been notified otherwise.` }, ...unreadable];
  const nobody = onlyThere(noLongerTold);
  const otherwise = report.isToldSame
    ? `, nobody would have been notified otherwise, and ${schedulesText(report)}.`
    : `: ${otherwiseText(nobody, onlyThere(newlyTold), report)}`;
  return [
    { kind: "text", text: `${past}${otherwise}` },
    ...unreadable,
    destinationsTable(report),
    ...schedulesBlocks(report),
    ...alertList(
      "Of these nobody would have been notified, and somebody was",
      nobody.filter(({ severity, severityBefore = severity }) =>
        [severity, severityBefore].some((one) => compareSeverity(one, "HIGH") >= 0),
      ),
    ),
  ];
}

/** Whether anybody would have been notified otherwise, as far as nothing below says it. */
function toldBlocks(report: PlanReport): readonly Block[] {
  if (report.isToldSame) return [{ kind: "text", text: toldSameText(report) }];
  const { noLongerTold, newlyTold, earlier, later, otherSeverity, destinations, people } = report;
  const isListed = [noLongerTold, newlyTold, earlier, later, otherSeverity].some((alerts) => alerts.length > 0);
  const isCounted = [...destinations, ...people].some(({ before, after }) => !sameJson(before, after));
  if (isListed || isCounted) return [];
  const text =
    "Somebody would have been notified of the same alerts as often, by messages at other times or that say something else.";
  return [{ kind: "text", text }];
}

function toldSameText(report: PlanReport): string {
  const changed = schedulesText(report);
  return `Nobody would have been notified otherwise${changed === "" ? "" : `, and ${changed}`}.`;
}

/** What of schedules changes, as the end of a sentence. */
function schedulesText({ movedShifts, newSchedules, goneSchedules }: PlanReport): string {
  const counted = [
    [movedShifts.length, "shift", ["moves", "move"]],
    [newSchedules.length, "schedule", ["is new", "are new"]],
    [goneSchedules.length, "schedule", ["is gone", "are gone"]],
  ] as const;
  return counted
    .filter(([number]) => number > 0)
    .map(([number, what, [one, more]]) => `${amountOf(number, what)} ${number === 1 ? one : more}`)
    .join(", ");
}

function otherwiseText(
  nobody: readonly PlannedAlert[],
  newly: readonly PlannedAlert[],
  { later, earlier, otherSeverity }: PlanReport,
): string {
  const counted: readonly (readonly [readonly PlannedAlert[], string])[] = [
    [nobody, "nobody would have been notified, and somebody was"],
    [newly, "somebody would have been, and nobody was"],
    [later, "somebody would have been later"],
    [earlier, "somebody would have been sooner"],
    [otherSeverity, "somebody would have been, as more or less severe"],
  ];
  const texts = counted
    .filter(([alerts]) => alerts.length > 0)
    .map(([alerts, text]) => `of ${amountOf(new Set(alerts.map(({ id }) => id)).size, "alert")} ${text}`);
  return texts.length === 0
    ? "somebody would have been notified of the same alerts, by other messages or with others on call. `tocsin policy plan` says more."
    : `${texts.join("; ")}. \`tocsin policy plan\` names them.`;
}

/** Those of which nobody else hears, each once. */
function onlyThere(alerts: readonly AlertAt[]): readonly AlertAt[] {
  return [...new Map(alerts.filter(({ isOnly }) => isOnly).map((alert) => [alert.id, alert])).values()];
}

function destinationLists(how: string, alerts: readonly AlertAt[]): readonly Block[] {
  const others = Map.groupBy(
    alerts.filter(({ isOnly }) => !isOnly),
    ({ destination }) => destination,
  );
  return [...others].flatMap(([destination, ofOne]) => alertList(`Of these ${destination} hears ${how}`, ofOne));
}

function pastText({ from, until, before, recorded: { alerts, observations, decisions } }: PlanReport, file: string) {
  const past = `${amountOf(observations, "observation")} of ${amountOf(alerts, "alert")}, ${amountOf(decisions, "decision")}`;
  return `From ${from} to ${until}: ${past}, under ${nameOf(before)} and under ${file}, with every destination taking what is sent to it.`;
}

function lapsedText({ recorded: { lapsed } }: PlanReport): string {
  return `Of this time ${amountOf(lapsed, "observation")} are not kept any more: what came of them is missing from both sides. retention.observationDays says how long they are kept.`;
}

function unreadableBlocks({ recorded: { unreadable } }: PlanReport): readonly Block[] {
  if (unreadable === 0) return [];
  const text = `${amountOf(unreadable, "item")} of the table cannot be read, as standard error says of each: what came of that is missing from both sides.`;
  return [{ kind: "text", text }];
}

function destinationsTable({ destinations, onlyInDigest }: PlanReport): Block {
  const rows = destinations.map(({ destination, before, after }) => [destination, ...changes(before, after)]);
  const digest = ["alerts in the weekly digest alone", change(onlyInDigest.before, onlyInDigest.after), "", "", ""];
  return { kind: "table", headings: ["DESTINATION", ...sentHeadings], rows: [...rows, digest] };
}

const sentHeadings = ["NOTIFICATIONS", "RINGS", "AT NIGHT", "TO REMIND"];

function changes(before: Sent, after: Sent): readonly string[] {
  return (["notifications", "rings", "ringsAtNight", "reminders"] as const).map((what) =>
    change(before[what], after[what]),
  );
}

function peopleTable({ people }: PlanReport): readonly Block[] {
  if (people.length === 0) return [];
  const rows = people.map(({ person, before, after }) => [person, ...changes(before, after)]);
  return [{ kind: "table", headings: ["PERSON", ...sentHeadings], rows }];
}

function schedulesBlocks(report: PlanReport): readonly Block[] {
  return [
    ...list("Schedules that are new", report.newSchedules),
    ...list("Schedules that are gone", report.goneSchedules),
    ...movedShiftsTable(report),
  ];
}

function movedShiftsTable({ movedShifts, timezone }: PlanReport): readonly Block[] {
  if (movedShifts.length === 0) return [];
  const rows = movedShifts.map(({ schedule, from, until, before = NOBODY, after = NOBODY }) => [
    schedule,
    `${before} → ${after}`,
    timeIn(timezone, from),
    timeIn(timezone, until),
  ]);
  return [{ kind: "table", headings: ["SHIFT THAT MOVES", "ON CALL", "FROM", "UNTIL"], rows, isCut: true }];
}

export function hourText(hour: number): string {
  return `${String(hour).padStart(2, "0")}:00`;
}

function hoursTable({ ringsByHour, timezone }: PlanReport): readonly Block[] {
  if (ringsByHour.length === 0) return [];
  const rows = ringsByHour.map(({ hour, before, after }) => [
    `${String(hour).padStart(2, "0")}:00`,
    change(before, after),
  ]);
  return [{ kind: "table", headings: [`HOUR (${timezone})`, "RINGS"], rows }];
}

function change(before: number, after: number): string {
  return before === after ? String(after) : `${before} → ${after}`;
}

/** Those of one problem on one line. */
function alertList(title: string, alerts: readonly AlertAt[]): readonly Block[] {
  const texts = [...Map.groupBy(alerts, ({ severityBefore }) => severityBefore)].flatMap(([before, alike]) =>
    problemTexts(alike, alertText).map((text) => `${text}${insteadOf(before)}`),
  );
  return list(title, texts, alerts.length);
}

/** Severities are those of the policy that is planned; what they were is said where they were others. */
function insteadOf(severityBefore: Severity | undefined): string {
  return severityBefore === undefined ? "" : `, and not ${severityBefore}`;
}

function problemTexts<T extends PlannedAlert>(alerts: readonly T[], textOf: (alert: T) => string): readonly string[] {
  const problems = Map.groupBy(alerts, ({ severity, title }) => `${severity} ${title}`);
  return [...problems].map(([problem, alike]) => {
    const [first] = alike;
    if (alike.length === 1 && first) return textOf(first);
    const accounts = new Set(alike.map(({ account }) => account)).size;
    return `${problem}: ${amountOf(alike.length, "alert")} in ${amountOf(accounts, "account")}`;
  });
}

function list(title: string, items: readonly string[], number = items.length): readonly Block[] {
  return items.length === 0 ? [] : [{ kind: "list", title: `${title}: ${number}`, items }];
}

export function alertText({ severity, title, account, id }: PlannedAlert): string {
  return `${severity} ${title} (account ${account || "unknown"}, alert ${id.slice(0, 8)})`;
}

function movedText(alert: MovedAlert): string {
  return `${alertText(alert)}${insteadOf(alert.severityBefore)}: ${alert.destination} at ${alert.after}, and not at ${alert.before}`;
}

function otherSeverityBlocks(alerts: readonly OtherSeverityAlert[]): readonly Block[] {
  const texts = [...Map.groupBy(alerts, ({ before }) => before)].flatMap(([before, alike]) =>
    problemTexts(alike, alertText).map((text) => `${text}${insteadOf(before)}`),
  );
  return list("Heard of all the same, and more or less severe", texts, alerts.length);
}

/** What is less than HIGH is only counted: what nobody is told of by intention would hide the rest. */
export function untoldBlocks(untold: PlanReport["toldToNobody"]): readonly Block[] {
  const [waiting, others] = [untold.filter(isWaiting), untold.filter((alert) => !isWaiting(alert))];
  const severe = others.filter(({ severity }) => compareSeverity(severity, "HIGH") >= 0);
  const milder = Map.groupBy(
    others.filter((alert) => !severe.includes(alert)),
    ({ severity, because }) => `${severity}: ${untoldTexts[because]}`,
  );
  const byReason = Map.groupBy(severe, ({ because }) => because);
  return [
    ...list(
      "Nobody would be notified of these, which are HIGH or CRITICAL",
      [...byReason].flatMap(([because, alike]) =>
        problemTexts(alike, alertText).map((text) => `${text}: ${untoldTexts[because]}`),
      ),
      severe.length,
    ),
    ...list(
      severe.length > 0
        ? "Nor of these, which are less"
        : "Nobody would be notified of these, of which none is HIGH or CRITICAL",
      [...milder].map(([text, alerts]) => `${alerts.length} ${text}`),
      others.length - severe.length,
    ),
    ...list("The time to tell these is yet to come", problemTexts(waiting, alertText), waiting.length),
  ];
}

function isWaiting({ because }: PlanReport["toldToNobody"][number]): boolean {
  return because === "waiting";
}

const untoldTexts: Readonly<Record<UntoldReason, string>> = {
  "no-route": "no route takes it",
  silenced: "it is silenced",
  suppressed: "it is suppressed",
  acknowledged: "somebody had acknowledged it",
  "too-brief": "it was over before its time to be told",
  waiting: "its time to be told is yet to come",
};

export function inDryRunBlocks(tried: PlanReport["inDryRun"]): readonly Block[] {
  return list(
    "In dry run, so that nothing goes by them; without their mode, it is said here what they would do",
    tried.map(({ part, name }) => `${part}: ${name}`),
  );
}

export function idleBlocks(idleRules: PlanReport["idleRules"]): readonly Block[] {
  const of = (kind: (typeof idleRules)[number]["is"]) =>
    idleRules.filter((rule) => rule.is === kind).map(({ part, name }) => `${part}: ${name}`);
  return [
    ...list("Rules that match no alert of this time", of("unmatched")),
    ...list("Rules that match and decide nothing, as others do", of("shadowed")),
  ];
}
