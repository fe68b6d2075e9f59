/** What `trial` says, in the order in which somebody wants to know it. */
import { epochOf, MILLISECONDS_PER_DAY } from "@tocsin/core/event/instant";
import type { TrialReport } from "@tocsin/rerun/trial-report";
import { amountOf } from "../output/terminal.ts";
import type { Block } from "./blocks.ts";
import type { EventsRead, IgnoredReason } from "./events-input.ts";
import { hourText, idleBlocks, inDryRunBlocks, untoldBlocks } from "./plan-blocks.ts";

export type Trial = TrialReport & { readonly read: EventsRead };

export function trialBlocks(trial: Trial): readonly Block[] {
  const { destinations, ringsByHour, timezone } = trial;
  return [
    { kind: "text", text: readText(trial) },
    { kind: "text", text: verdictText(trial) },
    ...ignoredBlocks(trial.read),
    {
      kind: "table",
      headings: ["DESTINATION", "NOTIFICATIONS", "RINGS FOR SOMETHING NEW", "AT NIGHT", "REMINDERS"],
      rows: destinations.map((one) => [
        one.destination,
        ...[
          ...[one.notifications, one.rings - one.reminders, one.ringsAtNight - one.remindersAtNight],
          one.reminders,
        ].map(String),
      ]),
    },
    ...ringBlocks(trial),
    ...(ringsByHour.length === 0 ? [] : [hoursTable(ringsByHour, timezone)]),
    ...untoldBlocks(trial.toldToNobody),
    ...idleBlocks(trial.idleRules),
    ...inDryRunBlocks(trial.inDryRun),
  ];
}

/** What people have taken the trouble to give is not passed over without a word. */
function ignoredBlocks({ ignored, unwanted, notTheirs }: EventsRead): readonly Block[] {
  if (ignored.length === 0) return [];
  const items = ignored.map(
    ({ source, detailType, because, events }) =>
      `${amountOf(events, "event")} of ${source}, ${detailType}: ${ignoredTexts[because]}`,
  );
  return [{ kind: "list", title: `Ignored: ${unwanted + notTheirs}`, items }];
}

const ignoredTexts: Readonly<Record<IgnoredReason, string>> = {
  "no-source": "no source listens to such",
  informational: "they say nothing that anybody must act on",
  benign: "they say that nothing is wrong",
  "nothing-found": "nothing was found",
  "without-effect": "what they tell of had no effect",
  "not-its-to-say": "of accounts that may not speak of those that they name",
};

function ringBlocks({ firstRings, destinations }: Trial): readonly Block[] {
  if (firstRings.length === 0) return [];
  const rows = firstRings.map(({ at, destination, severity = "", title, others }) => [
    at.slice(0, 16).replace("T", " "),
    destination,
    severity,
    others > 0 ? `${title}, and ${amountOf(others, "other")}` : title,
  ]);
  const more = sumOf(destinations, (one) => one.rings - one.reminders) - firstRings.length;
  const text = `${amountOf(more, "more ring")} for something new: --out writes every notification.`;
  return [
    { kind: "table", headings: ["UTC", "DESTINATION", "SEVERITY", "RINGS FOR"], rows },
    ...(more > 0 ? [{ kind: "text", text } as const] : []),
  ];
}

function sumOf(destinations: Trial["destinations"], of: (one: Trial["destinations"][number]) => number): number {
  return destinations.reduce((all, one) => all + of(one), 0);
}

function hoursTable(hours: TrialReport["ringsByHour"], timezone: string): Block {
  const rows = hours.map(({ hour, rings }) => [hourText(hour), String(rings)]);
  return { kind: "table", headings: [`HOUR (${timezone})`, "RINGS FOR SOMETHING NEW"], rows };
}

/** People are told of what is last for some days: it is counted what they are told by then. */
function readText({ from, until, read }: Trial): string {
  const { events, unwanted, notTheirs, refused, observations, alerts, last = from } = read;
  const others = [
    `${unwanted} of no condition`,
    ...(notTheirs > 0 ? [`${notTheirs} of accounts that may not speak of theirs`] : []),
    ...(refused > 0 ? [`${refused} refused`] : []),
  ].join(", ");
  return `From ${from} to ${last}: ${amountOf(events, "event")} (${others}), which are ${amountOf(observations, "observation")} of ${amountOf(alerts, "alert")}. What people are told of it is counted until ${until}.`;
}

/** Of these a service says from the beginning that they are over or archived. */
function restText(number: number): string {
  return number > 0 ? `, and ${number} of which nobody is told, as they were over from the beginning` : "";
}

/** `30 days: 3 rings for something new, …. 3 alerts to be told at once, 41 in a morning, 900 by the weekly digest alone.` */
function verdictText({ from, read, destinations, alerts }: Trial): string {
  const days = Math.max(1, Math.ceil((epochOf(read.last ?? from) - epochOf(from)) / MILLISECONDS_PER_DAY));
  const rings = amountOf(
    sumOf(destinations, (one) => one.rings - one.reminders),
    "ring",
  );
  const reminders = amountOf(
    sumOf(destinations, (one) => one.reminders),
    "reminder",
  );
  const sent = `${rings} for something new over all destinations, and ${reminders}, as nobody acknowledges anything here; a message an event would be ${read.events - read.unwanted - read.refused}`;
  const soon = `${amountOf(alerts.now, "alert")} to be told at once, ${alerts.morning} in a morning, ${alerts.digest} by the weekly digest alone${restText(read.alerts - alerts.now - alerts.morning - alerts.digest)}`;
  return `${amountOf(days, "day")}: ${sent}. ${soon}.`;
}
