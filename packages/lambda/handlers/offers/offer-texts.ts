/**
 * The texts for a person who decides with an offer: what is decided, what is left as it is, and why. They are unescaped, unsafe to show.
 */
import { SHORT_ID_LENGTH } from "@tocsin/channels/page/alert-fields";
import { headlineInList } from "@tocsin/channels/page/headline";
import { timeIn } from "@tocsin/channels/page/page-time";
import type { AlertView } from "@tocsin/core/alert/view";
import type { Instant } from "@tocsin/core/event/instant";
import { counted } from "@tocsin/core/text/counted";
import type { Outcome } from "@tocsin/oncall/deciding/outcome";
import type { Offer } from "@tocsin/oncall/links/offer";
import type { Offered, Other } from "./offered-alerts.ts";

/** When it is read, and where its reader continues. */
export interface OfferReading {
  readonly now: Instant;
  /** By its IANA name. */
  readonly zone: string;
  /** The options with which a command finds the table. */
  readonly place: string;
}

const LISTED = 10;

/** The alerts that it is about, each on a line. */
export interface Said {
  readonly heading: string;
  readonly alerts: readonly string[];
  readonly texts: readonly string[];
  /** Of an alert that is not there. */
  readonly isGone?: true;
}

/** What came of it. */
export function whatWasDone(offer: Offer, offered: Offered, outcomes: readonly Outcome[], reading: OfferReading): Said {
  if (offered.pending.length === 0) return nothingToDo(offer, offered, reading);
  const done = outcomes.flatMap((one) => ("decided" in one ? [one] : []));
  const ends = done.map(({ decided }) => decided.until);
  const failed = outcomes.flatMap((one) => (one.outcome === "failed" ? [one] : []));
  const meanwhile = outcomes.length - done.length - failed.length;
  const views = new Map(offered.pending.map(({ shown: { view } }) => [view.id, view]));
  return {
    heading: done.length === 0 ? "Nothing was acknowledged" : `${counted(done.length, "alert")} acknowledged`,
    alerts: listed(done.map(({ id, title }) => nameOf(views.get(id), reading.now) ?? title)),
    texts: [
      ...untilTexts(ends, reading.zone),
      ...(meanwhile === 0 ? [] : [`${counted(meanwhile, "alert")} had been decided on meanwhile.`]),
      ...listed(failed.map(({ id, problem }) => `${id.slice(0, SHORT_ID_LENGTH)} is not acknowledged: ${problem}.`)),
      ...restTexts(offer, offered),
    ],
  };
}

/** Why nothing is decided, if there is nothing to decide. */
export function nothingToDo(offer: Offer, offered: Offered, reading: OfferReading): Said {
  const { others, worse } = offered;
  if (others.length + worse === 0 && "alert" in offer.of) return goneText;
  const [first] = others;
  const isOne = "alert" in offer.of && first !== undefined;
  return {
    heading: "Nothing to acknowledge",
    alerts: listed(others.map(({ view }) => nameOf(view, reading.now))),
    texts: [
      ...(isOne ? oneTexts(first, offer, reading) : restTexts(offer, offered)),
      ...(others.length + worse === 0
        ? ["No alert of its group is open: they are over, or somebody has decided on them."]
        : []),
      "Nothing was changed.",
    ],
  };
}

const goneText: Said = {
  isGone: true,
  heading: "This alert is not known any more",
  alerts: [],
  texts: ["Nothing was changed."],
};

/** Why the one alert of an offer is not acknowledged by it, and what to do. */
function oneTexts({ view, standing }: Other, offer: Offer, { zone, place }: OfferReading): readonly string[] {
  const { id, severity, decided } = view;
  const look = `Look at it first: npx tocsin alerts show ${id} ${place}`.trimEnd();
  const who = decided === undefined ? "" : ` by ${decided.by}, ${timeIn(zone, decided.at)}: ${decided.why}`;
  const until = decided?.until === undefined ? "" : ` Until ${timeIn(zone, decided.until)}.`;
  switch (standing) {
    case "acknowledged":
    case "suppressed":
      return [`It is ${standing} already${who}.${until}`];
    case "over":
      return [`It is over${who}.`];
    case "worse":
      return [
        `It is ${severity} now, but was ${offer.severity} in the message, so this does not acknowledge it.`,
        look,
      ];
    case "news":
      return ["It is news since the message: it ended and came back, or somebody has reopened it.", look];
    case "lapsed":
      return ["Somebody has decided on it since the message, and that decision has ended.", look];
    default:
      return standing satisfies never;
  }
}

const standingTexts: Readonly<Record<Other["standing"], string>> = {
  acknowledged: "acknowledged already",
  suppressed: "suppressed",
  over: "over",
  worse: "more severe than the message said",
  news: "news since the message",
  lapsed: "with a decision since the message that has ended",
};

/** What of a group is left as it is, and why. */
export function restTexts({ of }: Offer, { others, worse, areAll }: Offered): readonly string[] {
  if ("alert" in of) return [];
  const standings = [
    ...others.map(({ standing }) => standing),
    ...Array.from({ length: worse }, () => "worse" as const),
  ];
  const tally = [...Map.groupBy(standings, (standing) => standing)].map(
    ([standing, same]) => `${same.length} ${standingTexts[standing]}`,
  );
  return [
    ...(tally.length === 0 ? [] : [`Left as they are: ${tally.join(", ")}.`]),
    ...(areAll ? [] : ["The group has more open alerts than can be acknowledged at once: do the same again."]),
  ];
}

/** For how long they are acknowledged; of several ends the last, since a deadline's next step may come before. Nothing if none is. */
export function untilTexts(ends: readonly (Instant | undefined)[], zone: string): readonly string[] {
  if (ends.length === 0) return [];
  const last = ends
    .filter((end) => end !== undefined)
    .toSorted()
    .at(-1);
  const until = last === undefined ? "" : ` until ${timeIn(zone, last)}`;
  return [
    ends.length === 1
      ? `Nobody is rung for it${until}, unless it becomes more severe.`
      : `Nobody is rung for them${until} at the latest, unless one becomes more severe.`,
  ];
}

export function nameOf(view: AlertView, now: Instant): string;
export function nameOf(view: AlertView | undefined, now: Instant): string | undefined;
export function nameOf(view: AlertView | undefined, now: Instant): string | undefined {
  if (view === undefined) return undefined;
  const { mark, subject, place } = headlineInList(view, now);
  return `[${mark}] ${subject} - ${place}`;
}

export function listed(lines: readonly string[]): readonly string[] {
  const more = lines.length - LISTED;
  return more > 0 ? [...lines.slice(0, LISTED), `and ${more} more`] : lines;
}
