/** What the pages of a link say. */
import { timeIn } from "@tocsin/channels/page/page-time";
import type { AlertView } from "@tocsin/core/alert/view";
import { UNOWNED } from "@tocsin/core/directory/owner";
import { counted } from "@tocsin/core/text/counted";
import { LINK_HOURS, type Link } from "@tocsin/oncall/links/link";
import type { TokenProblem } from "@tocsin/oncall/links/link-token";
import { LINK_FAILED } from "../../deployment/metrics.ts";
import {
  listed,
  nameOf,
  nothingToDo,
  type OfferReading,
  restTexts,
  type Said,
  untilTexts,
} from "../offers/offer-texts.ts";
import type { Offered } from "../offers/offered-alerts.ts";
import type { Page } from "./page.ts";

/** What pressing the button will do; or why it would do nothing. */
export function askingPage(link: Link, token: string, offered: Offered, reading: OfferReading): Page {
  const { pending } = offered;
  if (pending.length === 0) return pageOf(nothingToDo(link, offered, reading));
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
      ...restTexts(link, offered),
      "Nothing was changed yet.",
      `It is recorded as done by link:${link.destination}, since this page does not know who you are. The link works until ${timeIn(zone, link.expiresAt)}.`,
    ],
    form: { token, button: `Acknowledge ${what}` },
  };
}

export function pageOf({ isGone, ...said }: Said): Page {
  return { statusCode: isGone ? 404 : 200, ...said };
}

function sinceText({ firstSeenAt, lastSeenAt, reporters, owner }: AlertView, zone: string): string {
  const since = firstSeenAt === undefined ? "" : ` since ${timeIn(zone, firstSeenAt)}`;
  const seen =
    lastSeenAt === undefined ? "" : `, and was last reported at ${timeIn(zone, lastSeenAt)} by ${reporters.join(", ")}`;
  return `It is open${since}${seen}. Its owner is ${owner ?? UNOWNED}.`;
}

const tokenTexts: Readonly<Record<TokenProblem, Omit<Page, "texts"> & { readonly text: string }>> = {
  malformed: {
    statusCode: 400,
    heading: "This is not a whole link",
    text: "It was cut off, or is not a link of Tocsin: copy the whole link from the message.",
  },
  forged: {
    statusCode: 403,
    heading: "This link is not valid",
    text: "It was changed, or belongs to another stage: use the link in the message.",
  },
  early: { statusCode: 403, heading: "This link is not valid yet", text: "It is valid only from a later time on." },
  expired: {
    statusCode: 410,
    heading: "This link has expired",
    text: `A link works for ${LINK_HOURS} hours. A later message about the same alert has a new link.`,
  },
};

export function tokenProblemPage(problem: TokenProblem): Page {
  const { text, ...page } = tokenTexts[problem];
  return { ...page, texts: [text, "Nothing was changed."] };
}

export const requestProblems = {
  "no-page": { statusCode: 404, heading: "There is no such page", texts: ["Open the link in a message of Tocsin's."] },
  "wrong-method": {
    statusCode: 405,
    heading: "This request is not accepted",
    texts: ["Open the link, and use the button on its page."],
  },
  "wrong-type": {
    statusCode: 415,
    heading: "This request is not accepted",
    texts: ["Only the form of the page is accepted."],
  },
  "too-large": {
    statusCode: 413,
    heading: "This request is not accepted",
    texts: ["It is larger than the form of the page."],
  },
  [LINK_FAILED]: {
    statusCode: 503,
    heading: "This does not work at the moment",
    texts: ["It may or may not have been done: open the link again in a minute."],
  },
} as const satisfies Readonly<Record<string, Page>>;

export type RequestProblem = keyof typeof requestProblems;
