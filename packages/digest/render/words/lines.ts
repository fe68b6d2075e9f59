/** The digest's words for one line: a problem, an alert, a decision that ends. */
import type { Instant } from "@tocsin/core/event/instant";
import { counted } from "@tocsin/core/text/counted";
import type { AlertLine, Change, Lapse, Problem, Report } from "../../report/format.ts";
import { clockOf } from "./time.ts";
import { statusNotes, UNOWNED } from "./wording.ts";

/** The beginning of an id, long enough to name its alert. */
const ID_SHOWN = 8;

/** `npx tocsin alerts show fe93dcdc --stage prod`; if the id is not safe in a shell, the id alone. */
export function commandOf({ id }: Pick<AlertLine, "id">, { place }: Pick<Report, "place">): string {
  const beginning = id.slice(0, ID_SHOWN);
  return /^[0-9a-f]+$/.test(beginning) ? `npx tocsin alerts show ${beginning} ${place}`.trimEnd() : beginning;
}

/** An address that a browser may open: any other text in the report's link, such as a script, is no link. */
export function addressOf(link: string | undefined): string | undefined {
  if (link === undefined || !/^https?:\/\//i.test(link)) return undefined;
  const parsed = URL.parse(link);
  return parsed === null || parsed.username !== "" || parsed.password !== "" ? undefined : parsed.href;
}

/** `payments-prod (048576123456), eu-west-1`. */
export function placeOf({
  account,
  accountName,
  region,
}: Pick<AlertLine, "account" | "accountName" | "region">): string {
  const named = accountName === undefined || accountName === account ? account : `${accountName} (${account})`;
  return region === "" ? named : `${named}, ${region}`;
}

/** An ARN without the account and the Region that the line has already. */
export function resourceOf({ resource, account, region }: Pick<AlertLine, "resource" | "account" | "region">): string {
  const [arn, , service, itsRegion, itsAccount, ...name] = resource.split(":");
  const isTold = (itsRegion === region || itsRegion === "") && (itsAccount === account || itsAccount === "");
  return arn === "arn" && isTold && name.length > 0 ? `${service} ${name.join(":")}` : resource;
}

export function ownerOf({ owner }: Pick<AlertLine, "owner">): string {
  return owner ?? UNOWNED;
}

/** `team-payments 61, team-web 40, unowned 15`; the name alone if there is one owner, and the names alone for a problem that is over. */
export function ownersOf({ owners, unowned, open }: Pick<Problem, "owners" | "unowned" | "open">): string {
  const [first] = owners.lines;
  if (first !== undefined && first.open === open && owners.lines.length === 1) return first.name;
  if (owners.lines.length === 0 && owners.more === 0) return UNOWNED;
  return [
    ...owners.lines.map((owner) => (open === 0 ? owner.name : `${owner.name} ${owner.open}`)),
    ...(owners.more > 0 ? [counted(owners.more, "other owner")] : []),
    ...(unowned > 0 ? [`${UNOWNED} ${unowned}`] : []),
  ].join(", ");
}

/** `137 alerts in 9 accounts`; nothing for one alert. */
export function sizeOf({ open, accounts }: Pick<Problem, "open" | "accounts">): string | undefined {
  return open <= 1 ? undefined : `${counted(open, "alert")} in ${counted(accounts, "account")}`;
}

/** `Sat 21 Nov, 2 days overdue`, `Thu 26 Nov, 3 days left`, `Mon 23 Nov, today`: in days of the calendar, as its reader counts them. */
export function deadlineText(deadline: Instant, report: Pick<Report, "asOf" | "timezone">): string {
  const days = daysUntil(deadline, report);
  const isOver = deadline <= report.asOf;
  const today = isOver ? "overdue since today" : "today";
  const when = days === 0 ? today : `${counted(Math.abs(days), "day")} ${isOver ? "overdue" : "left"}`;
  return `${clockOf(report.timezone).day(deadline)}, ${when}`;
}

/** For a narrow column: `1 d over`, `3 d left`, `today`. */
export function shortDue(deadline: Problem["deadline"], report: Report): string {
  if (deadline === undefined) return "-";
  const days = daysUntil(deadline, report);
  return days === 0 ? "today" : `${Math.abs(days)} d ${deadline <= report.asOf ? "over" : "left"}`;
}

function daysUntil(deadline: Instant, { asOf, timezone }: Pick<Report, "asOf" | "timezone">): number {
  const { dayNumber } = clockOf(timezone);
  return dayNumber(deadline) - dayNumber(asOf);
}

/** The lines of a remedy, one for each step. */
export function stepsOf({ remedy }: Pick<Problem, "remedy">): readonly string[] {
  return remedy
    .split(/\r?\n/)
    .map((step) => step.replace(/^\s*(?:\d+[.)]|-)\s+/, "").trim())
    .filter((step) => step !== "");
}

/** `2 opened, 1 reopened`. */
export function movesOf({
  opened,
  reopened,
  escalated,
  resolved,
}: Pick<Change, "opened" | "reopened" | "escalated" | "resolved">): string {
  return [
    ...(opened > 0 ? [`${opened} opened`] : []),
    ...(reopened > 0 ? [`${reopened} reopened`] : []),
    ...(escalated > 0 ? [`${escalated} rose in severity`] : []),
    ...(resolved > 0 ? [`${resolved} resolved`] : []),
  ].join(", ");
}

/** The decision that ends: `Silence 5f3a1b9c0d2e: staging of team-web`. */
export function lapseTitle(lapse: Lapse): string {
  switch (lapse.kind) {
    case "silence":
      return `Silence ${lapse.id}: ${lapse.of}`;
    case "suppression":
      return `Suppressed: ${lapse.title}`;
    case "acknowledgement":
      return `Acknowledged: ${lapse.title}`;
    default:
      return lapse satisfies never;
  }
}

/** The command that lists what is open, the most severe first. */
export function listCommand({ place }: Pick<Report, "place">): string {
  return `npx tocsin alerts list ${place}`.trimEnd();
}

/** The command that shows silences. */
export function silenceCommand({ place }: Pick<Report, "place">): string {
  return `npx tocsin silence list ${place}`.trimEnd();
}

/** Who decided it and why, and which of these is missing. */
export function lapseNote(lapse: Lapse): string {
  const by = `${lapse.by}: ${lapse.why}`;
  if (lapse.kind !== "silence") return by;
  const ticket = lapse.ticket === undefined ? "no ticket" : `ticket ${lapse.ticket}`;
  return `${by} (${ticket}); mutes ${counted(lapse.mutes, "alert")}`;
}

export function lapseUntil(lapse: Lapse, { timezone }: Pick<Report, "timezone">): string {
  const clock = clockOf(timezone);
  return lapse.until === undefined ? "without an end" : `lapses ${clock.minute(lapse.until)}`;
}

export function statusNote({ status }: Pick<AlertLine, "status">): string | undefined {
  return statusNotes[status];
}
