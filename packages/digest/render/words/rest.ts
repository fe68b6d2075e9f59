/** The summaries of the folded sections: a line for each. */
import { type Severity, severities } from "@tocsin/core/alert/severity";
import { counted } from "@tocsin/core/text/counted";
import type { Listing, Report, Row } from "../../report/format.ts";
import { gapCount, reviewText } from "./house.ts";
import { deadlineText, movesOf } from "./lines.ts";
import {
  changed,
  headings,
  lateOwners,
  nameOf,
  nightsText,
  severityLabels,
  UNIT_UNKNOWN,
  unknownCount,
  whole,
} from "./wording.ts";

const worstFirst: readonly Severity[] = severities.toReversed();

type Line = readonly [heading: string, comesTo: string];

/** In the order of the page; an empty section has no line. */
export function restLines(report: Report): readonly Line[] {
  const { due, controls, house } = report;
  return [
    ...(["within14", "within30", "within45"] as const).flatMap((when) =>
      line(headings[when], dueComesTo(due[when], report)),
    ),
    ...line(headings.changed, movesOf(report.verdict)),
    ...line(headings.open, openComesTo(report)),
    ...line(headings.sla, slaComesTo(report)),
    ...line(headings.byOwner, lateOwners(report) ?? rowsComeTo(report.byOwner)),
    ...line(headings.byOu, rowsComeTo(report.byOu, UNIT_UNKNOWN)),
    ...line(headings.byAccount, rowsComeTo(report.byAccount)),
    ...line(headings.byReporter, rowsComeTo(report.byReporter)),
    ...line(headings.controls, whole(controls) === 0 ? "" : String(whole(controls))),
    ...(house === undefined ? [] : houseLines(house, report)),
    ...line(headings.trust, unknownCount(report) === 0 ? "" : `${unknownCount(report)}, by name`),
  ];
}

function line(heading: string, comesTo: string): readonly Line[] {
  return comesTo === "" ? [] : [[heading, comesTo]];
}

export function dueComesTo(listing: Report["due"]["within14"], report: Report): string {
  const [first] = listing.lines;
  if (whole(listing) === 0) return "";
  return `${whole(listing)}${first === undefined ? "" : `, the first ${deadlineText(first.deadline, report)}`}`;
}

export function openComesTo(report: Report): string {
  const { bySeverity, bySeverityBefore } = report.open;
  if (report.verdict.open === 0) return "nothing is open";
  const parts = worstFirst
    .filter((severity) => bySeverity[severity] > 0)
    .map((severity) => {
      const change = changed(report, bySeverity[severity], bySeverityBefore[severity]);
      return `${bySeverity[severity]} ${severityLabels[severity].toLowerCase()}${change}`;
    });
  return `${report.verdict.open}: ${parts.join(", ")}`;
}

export function slaComesTo({ verdict, sla }: Report): string {
  if (Object.keys(sla.days).length === 0) return "the policy sets no number of days";
  return verdict.late === 0
    ? "nothing is open for longer than the policy allows"
    : `${verdict.late} open for longer than the policy allows`;
}

export function rowsComeTo(listing: Listing<Row>, nameless?: string): string {
  const [worst] = listing.lines;
  return worst === undefined ? "" : `${whole(listing)}; the worst ${nameOf(worst, nameless)}, ${worst.open} open`;
}

type House = NonNullable<Report["house"]>;

function houseLines(house: House, report: Report): readonly Line[] {
  return [
    [headings.nights, nightsText(house.nights)],
    ...line(headings.noise, noiseComesTo(house)),
    ...line(headings.onCall, onCallComesTo(house)),
    [headings.health, `${healthComesTo(house)}. ${reviewText(report)}`],
  ];
}

export function noiseComesTo({ noise }: House): string {
  if (whole(noise) === 0) return "";
  return noise.undecided === 0
    ? "somebody decided on all that notified"
    : `${noise.undecided} of ${whole(noise)} that notified led to no decision`;
}

export function onCallComesTo({ onCall }: House): string {
  if (onCall.length === 0) return "";
  const gaps = gapCount(onCall);
  const schedules = counted(onCall.length, "schedule");
  return gaps === 0 ? `${schedules}, no gap` : `${schedules}, ${counted(gaps, "gap")} in which nobody is on call`;
}

export function healthComesTo({ health }: House): string {
  const failing = health.failing.length;
  return failing === 0 ? "every destination accepts notifications" : `${counted(failing, "destination")} failing`;
}
