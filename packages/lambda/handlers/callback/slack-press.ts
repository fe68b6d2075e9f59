/** What each button does for a person of the policy, and what that person is told. */
import { hash } from "node:crypto";
import type { AlertsWriter } from "@tocsin/aws/alerts/alerts-writer";
import type { SilenceMaker } from "@tocsin/aws/world/silence-store";
import type { WorldSource } from "@tocsin/aws/world/world-source";
import { fieldsOfAlert } from "@tocsin/channels/page/alert-now";
import { timeIn } from "@tocsin/channels/page/page-time";
import type { Answer } from "@tocsin/channels/slack/slack-answer";
import { type Press, SILENCE_HOURS } from "@tocsin/channels/slack/slack-buttons";
import { type Instant, shift } from "@tocsin/core/event/instant";
import { alertLinks, type LinkingPolicy } from "@tocsin/core/policy/links/alert-links";
import { counted } from "@tocsin/core/text/counted";
import { canonicalJson } from "@tocsin/core/text/json";
import type { DecisionWorld } from "@tocsin/oncall/deciding/pending";
import { CALLBACK_FAILED } from "../../deployment/metrics.ts";
import type { Telemetry } from "../../runtime/telemetry.ts";
import { decideOffered } from "../offers/decide-offered.ts";
import {
  listed,
  nameOf,
  nothingToDo,
  type OfferReading,
  restTexts,
  type Said,
  whatWasDone,
} from "../offers/offer-texts.ts";
import { type Offered, type OfferReaders, offeredAlerts } from "../offers/offered-alerts.ts";

export interface PressDependencies extends OfferReaders, Pick<WorldSource, "reload"> {
  readonly writer: AlertsWriter;
  readonly silences: SilenceMaker;
  /** The options with which the commands in an answer find the table. */
  readonly place: string;
  readonly now: () => Instant;
  readonly telemetry: Telemetry;
}

interface Pressed {
  readonly reason: string;
  readonly answer: Answer;
}

/** @param name of the person. @throws CallError, ItemError */
export async function pressed(
  press: Press,
  name: string,
  world: DecisionWorld,
  deps: PressDependencies,
): Promise<Pressed> {
  const { offer, action } = press;
  const now = deps.now();
  const author = { by: `slack:${name}`, why: `by the button of the message of ${offer.issuedAt}`, now };
  const offered = await offeredAlerts(offer, author, deps, world);
  const reading = { now, zone: world.policy.timezone, place: deps.place };
  const asked = { ...press, offered, reading, author };
  switch (action) {
    case "acknowledge":
      return acknowledged(asked, world, deps);
    case "silence":
      return silenced(asked, deps);
    case "show":
      return { reason: "shown", answer: pageOf(asked, world.policy) };
  }
}

interface Asked extends Press {
  readonly offered: Offered;
  readonly reading: OfferReading;
  readonly author: { readonly by: string; readonly why: string; readonly now: Instant };
}

async function acknowledged(
  { offer, offered, reading }: Asked,
  world: DecisionWorld,
  deps: PressDependencies,
): Promise<Pressed> {
  const { log, count } = deps.telemetry;
  const failed = (alertId: string, problem: string) => {
    log.error("an alert was not acknowledged by a button", { alertId, problem });
    count("callbacks", CALLBACK_FAILED);
  };
  const outcomes = await decideOffered(offered.pending, world, { ...deps, failed });
  const isDone = outcomes.some(({ outcome }) => outcome === "acknowledged");
  return {
    reason: isDone ? "acknowledged" : "nothing-to-do",
    answer: answerOf(whatWasDone(offer, offered, outcomes, reading)),
  };
}

function answerOf({ heading, alerts, texts }: Said): Answer {
  return { heading, texts: [...alerts, ...texts] };
}

const HOUR_MILLISECONDS = 3_600_000;

/** Mutes what would be acknowledged, up to the severity that the message showed: later news and rises are still told. */
async function silenced({ offer, offered, reading, author }: Asked, deps: PressDependencies): Promise<Pressed> {
  const views = offered.pending.map(({ shown: { view } }) => view);
  const [first, ...others] = views.map(({ id }) => id);
  if (first === undefined)
    return {
      reason: "nothing-to-do",
      answer: { ...answerOf(nothingToDo(offer, offered, reading)), heading: "Nothing to silence" },
    };
  const { by, why, now } = author;
  const silence = {
    // One button makes one silence, however often it is pressed.
    id: hash("sha256", canonicalJson(offer)).slice(0, SILENCE_ID_LENGTH),
    of: others.length === 0 ? { alertId: first } : { match: { id: [first, ...others] } },
    ...{ upTo: offer.severity, evenIfWorse: false, by, why },
    ...{ madeAt: now, from: now, until: shift(now, SILENCE_HOURS * HOUR_MILLISECONDS) },
  };
  const expire = `npx tocsin silence expire ${silence.id} --why "…" ${reading.place}`.trimEnd();
  if (!(await deps.silences.add(silence)))
    return {
      reason: "nothing-to-do",
      answer: { heading: "This button has made a silence before", texts: [`It ends early by: ${expire}`] },
    };
  return {
    reason: "silenced",
    answer: {
      heading: `${counted(views.length, "alert")} silenced until ${timeIn(reading.zone, silence.until)}`,
      texts: [
        ...listed(views.map((view) => nameOf(view, now))),
        `Nothing is changed but that nobody is told. What becomes more severe than ${offer.severity} is told all the same; the rest is, where it is still open then.`,
        ...restTexts(offer, offered),
        `It ends early by: ${expire}`,
      ],
    },
  };
}

const SILENCE_ID_LENGTH = 12;

/** What it is of, as it is now. */
function pageOf({ offer, offered, reading }: Asked, policy: LinkingPolicy): Answer {
  const { pending, others } = offered;
  const views = [...pending.map(({ shown: { view } }) => view), ...others.map(({ view }) => view)];
  const [first] = views;
  if (first === undefined) return answerOf(nothingToDo(offer, offered, reading));
  if ("alert" in offer.of)
    return {
      heading: `${first.status} ${nameOf(first, reading.now)}`,
      texts: fieldsOfAlert(first, alertLinks(first, policy), reading, reading.place).flatMap(({ label, texts }) =>
        texts.map((text, i) => (i === 0 ? `${label}: ${text}` : text)),
      ),
    };
  return {
    heading: `${counted(pending.length, "alert")} open of what the message showed`,
    texts: [...listed(pending.map(({ shown: { view } }) => nameOf(view, reading.now))), ...restTexts(offer, offered)],
  };
}
