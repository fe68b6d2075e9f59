/** What the pages of a link say. */
import { SHORT_ID_LENGTH } from "@tocsin/channels/page/alert-fields";
import { headlineInList } from "@tocsin/channels/page/headline";
import { timeIn } from "@tocsin/channels/page/page-time";
import type { AlertView } from "@tocsin/core/alert/view";
import { UNOWNED } from "@tocsin/core/directory/owner";
import type { Instant } from "@tocsin/core/event/instant";
import { counted } from "@tocsin/digest/render/wording";
import type { Outcome } from "@tocsin/oncall/deciding/outcome";
import { LINK_HOURS, type Link } from "@tocsin/oncall/links/link";
import type { TokenProblem } from "@tocsin/oncall/links/link-token";
import { LINK_FAILED } from "../../deployment/metrics.ts";
import type { Offered, Other } from "../offers/offered-alerts.ts";
import type { Page } from "./page.ts";

/** When a page is read, and where its reader goes on. */
export interface LinkReading {
  readonly now: Instant;
  /** By its IANA name. */
  readonly zone: string;
  /** The options by which a command finds the table. */
  readonly place: string;
}

const LISTED = 10;

/** What pressing the button will do; or, where it would do nothing, why. */
export function askingPage(link: Link, token: string, linked: Offered, reading: LinkReading): Page {
  const { pending } = linked;
  if (pending.length === 0) return nothingPage(link, linked, reading);
  const { zone, now } = reading;
  const what = counted(pending.length, "alert");
  const ends = pending.map(({ decision }) => ("until" in decision ? decision.until : undefined));
  return {
    statusCode: 200,
    heading: `Acknowledge ${what}?`,
    alerts: listed(pending.map(({ shown: { view } }) => nameOf(view, now))),
    texts: [
      ...(pending.length === 1 ? pending.map(({ shown: { view } }) => sinceText(view, zone)) : []),
      ...untilTexts(ends, zone),
      ...restTexts(link, linked),
      "Nothing was changed yet.",
      `It is written down as done by link:${link.destination}: this page does not know who you are. It works until ${timeIn(zone, link.expiresAt)}.`,
    ],
    form: { token, button: `Acknowledge ${what}` },
  };
}

/** What pressing the button did. */
export function donePage(link: Link, linked: Offered, outcomes: readonly Outcome[], reading: LinkReading): Page {
  if (linked.pending.length === 0) return nothingPage(link, linked, reading);
  const done = outcomes.flatMap((one) => ("decided" in one ? [one] : []));
  const ends = done.map(({ decided }) => decided.until);
  const failed = outcomes.flatMap((one) => (one.outcome === "failed" ? [one] : []));
  const meanwhile = outcomes.length - done.length - failed.length;
  const views = new Map(linked.pending.map(({ shown: { view } }) => [view.id, view]));
  return {
    statusCode: 200,
    heading: done.length === 0 ? "Nothing was acknowledged" : `${counted(done.length, "alert")} acknowledged`,
    alerts: listed(done.map(({ id, title }) => nameOf(views.get(id), reading.now) ?? title)),
    texts: [
      ...untilTexts(ends, reading.zone),
      ...(meanwhile === 0 ? [] : [`${counted(meanwhile, "alert")} had been decided on meanwhile.`]),
      ...listed(failed.map(({ id, problem }) => `${id.slice(0, SHORT_ID_LENGTH)} is not acknowledged: ${problem}.`)),
      ...restTexts(link, linked),
    ],
  };
}

function nothingPage(link: Link, linked: Offered, reading: LinkReading): Page {
  const { others, worse } = linked;
  if (others.length + worse === 0 && "alert" in link.of) return goneText;
  const [first] = others;
  const isOne = "alert" in link.of && first !== undefined;
  return {
    statusCode: 200,
    heading: "Nothing to acknowledge",
    alerts: listed(others.map(({ view }) => nameOf(view, reading.now))),
    texts: [
      ...(isOne ? oneTexts(first, link, reading) : restTexts(link, linked)),
      ...(others.length + worse === 0
        ? ["No alert of its group is open: they are over, or somebody has decided on them."]
        : []),
      "Nothing was changed.",
    ],
  };
}

const goneText: Page = {
  statusCode: 404,
  heading: "This alert is not known any more",
  texts: ["Nothing was changed."],
};

/** Why the one alert of a link is not acknowledged by it, and what to do. */
function oneTexts({ view, standing }: Other, link: Link, { zone, place }: LinkReading): readonly string[] {
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
        `It is ${severity} by now, and was ${link.severity} in the message: this link does not acknowledge that.`,
        look,
      ];
    case "news":
      return ["It is news since the message: it had ended, or somebody has opened it again.", look];
    case "lapsed":
      return ["Somebody has decided on it since the message, and that has ended.", look];
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
  lapsed: "decided on since the message, which has ended",
};

/** What of a group is left as it is, and why. */
function restTexts({ of }: Link, { others, worse, areAll }: Offered): readonly string[] {
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
    ...(areAll
      ? []
      : ["The group has more open alerts than are acknowledged at once: open the link again afterwards."]),
  ];
}

function sinceText({ firstSeenAt, lastSeenAt, reporters, owner }: AlertView, zone: string): string {
  const since = firstSeenAt === undefined ? "" : ` since ${timeIn(zone, firstSeenAt)}`;
  const seen =
    lastSeenAt === undefined ? "" : `, and was last reported at ${timeIn(zone, lastSeenAt)} by ${reporters.join(", ")}`;
  return `It is open${since}${seen}. Its owner is ${owner ?? UNOWNED}.`;
}

/** For how long they are acknowledged; of several ends the last, since a deadline's next step may come before. Nothing, where none is. */
function untilTexts(ends: readonly (Instant | undefined)[], zone: string): readonly string[] {
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

function nameOf(view: AlertView, now: Instant): string;
function nameOf(view: AlertView | undefined, now: Instant): string | undefined;
function nameOf(view: AlertView | undefined, now: Instant): string | undefined {
  if (view === undefined) return undefined;
  const { mark, subject, place } = headlineInList(view, now);
  return `[${mark}] ${subject} - ${place}`;
}

function listed(lines: readonly string[]): readonly string[] {
  const more = lines.length - LISTED;
  return more > 0 ? [...lines.slice(0, LISTED), `and ${more} more`] : lines;
}

const tokenTexts: Readonly<Record<TokenProblem, Omit<Page, "texts"> & { readonly text: string }>> = {
  malformed: {
    statusCode: 400,
    heading: "This is not a whole link",
    text: "It was cut off, or is not one of Tocsin's: copy all of it from the message.",
  },
  forged: {
    statusCode: 403,
    heading: "This link is not valid",
    text: "It was changed, or is not of this stage: take the one in the message.",
  },
  early: { statusCode: 403, heading: "This link is not valid yet", text: "It is of a time that has not come." },
  expired: {
    statusCode: 410,
    heading: "This link has expired",
    text: `A link works for ${LINK_HOURS} hours. A later message about the same has another.`,
  },
};

export function tokenProblemPage(problem: TokenProblem): Page {
  const { text, ...page } = tokenTexts[problem];
  return { ...page, texts: [text, "Nothing was changed."] };
}

export const requestProblems = {
  "no-page": { statusCode: 404, heading: "There is no such page", texts: ["Open the link in a message of Tocsin's."] },
  "wrong-method": { statusCode: 405, heading: "This is not served", texts: ["A link is opened, and its form sent."] },
  "wrong-type": { statusCode: 415, heading: "This is not served", texts: ["Only the form of the page is taken."] },
  "too-large": { statusCode: 413, heading: "This is not served", texts: ["It is more than the form of the page has."] },
  [LINK_FAILED]: {
    statusCode: 503,
    heading: "This does not work at the moment",
    texts: ["It may have been done or not: open the link again in a minute."],
  },
} as const satisfies Readonly<Record<string, Page>>;

export type RequestProblem = keyof typeof requestProblems;
