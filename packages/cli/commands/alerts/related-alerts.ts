/** What else is open about the things that an alert names. */
import type { AlertsReader } from "@tocsin/aws/alerts/alerts-reader";
import { relationsOf } from "@tocsin/core/alert/relations";
import type { AlertView } from "@tocsin/core/alert/view";
import { hanging } from "../../output/fields.ts";
import { isStyled, severityStyles, styled, type Terminal } from "../../output/terminal.ts";
import type { Unreadable } from "../../output/unreadable.ts";

export interface RelatedShown {
  readonly alerts: readonly RelatedView[];
  /** How many there are beside these. */
  readonly more: number;
  /** Whether there may be more than that. */
  readonly isAtLeast: boolean;
}

interface RelatedView
  extends Pick<
    AlertView,
    "id" | "condition" | "status" | "severity" | "account" | "region" | "resource" | "title" | "firstSeenAt"
  > {
  /** The things that both alerts name. */
  readonly by: readonly string[];
}

/** As many as the page of one alert lists. */
const SHOWN = 10;

/** @throws CallError */
export async function relatedTo(
  view: AlertView,
  alerts: Pick<AlertsReader, "relatedTo">,
  { skip }: Unreadable,
): Promise<RelatedShown> {
  const { more, isAtLeast, alerts: found } = await alerts.relatedTo(view, SHOWN);
  const own = namesIn(view);
  const read = await Array.fromAsync(skip(found));
  return { alerts: read.map((other) => shownOf(other, own)), more, isAtLeast };
}

function shownOf(other: AlertView, own: readonly string[]): RelatedView {
  const { id, condition, status, severity, account, region, resource, title, firstSeenAt } = other;
  const by = namesIn(other).filter((name) => own.includes(name));
  return { id, condition, status, severity, account, region, resource, title, firstSeenAt, by };
}

function namesIn(view: AlertView): readonly string[] {
  const { resource, others } = relationsOf(view);
  return resource === undefined ? others : [resource, ...others];
}

/** A line each and, below it, what both name; nothing where there is none. */
export function relatedLines(
  { alerts, more, isAtLeast }: RelatedShown,
  place: string,
  terminal: Pick<Terminal, "stdout" | "environment">,
): readonly string[] {
  if (alerts.length === 0) return [];
  const rest = more === 0 ? [] : [`  and ${isAtLeast ? "at least " : ""}${more} more`];
  return ["Related, open", ...alerts.flatMap((other) => linesOf(other, place, terminal)), ...rest, ""];
}

/** `CRITICAL OPEN key-deletion since 2026-11-20T06:00:00.000Z  Key … is deleted: tocsin alerts show 1a2b3c4d`. */
function linesOf(other: RelatedView, place: string, terminal: Pick<Terminal, "stdout" | "environment">) {
  const { id, condition, status, severity, firstSeenAt, title, by } = other;
  const isOn = isStyled(terminal.stdout, terminal.environment);
  const since = firstSeenAt === undefined ? "" : ` since ${firstSeenAt}`;
  return [
    `  ${styled(severityStyles[severity], severity, isOn)} ${status} ${condition}${since}`,
    ...hanging("    ", title, terminal),
    ...hanging("    ", `both name ${by.join(", ")}`, terminal),
    `    tocsin alerts show ${id.slice(0, SHORT_ID_LENGTH)}${place}`,
  ];
}

/** Seldom of two alerts, and then the command says so. */
const SHORT_ID_LENGTH = 8;
