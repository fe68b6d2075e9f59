/** The statements of either Security Hub about an alert: that it stands, or that it is over, and why. */
import { hash } from "node:crypto";
import type { ConditionName } from "@tocsin/core/alert/condition";
import type { AttributesOf } from "@tocsin/core/alert/observable";
import { active, type Because, cleared, type Observation } from "@tocsin/core/alert/observation";
import { consoleLink, parseArn } from "@tocsin/core/event/arn";
import type { Event } from "@tocsin/core/event/event";
import { redactedName } from "@tocsin/core/text/redact";
import { rootOf } from "../protection/gap.ts";
import type { HubFinding, HubState } from "./formats/hub-finding.ts";

/** An event without its detail. */
export type Envelope = Omit<Event, "detail" | "detail-type">;

type Said<C extends ConditionName, A extends AttributesOf<C>> = Parameters<typeof active<C, A>>[1];

const endings: Readonly<Record<Exclude<HubState, "open" | "unknown">, { because: Because; summary: string }>> = {
  passed: { because: "fixed", summary: "Security Hub's check finds nothing wrong any more." },
  archived: {
    because: "archived",
    summary: "The finding is archived in Security Hub: its product no longer sees it, or its resource is gone.",
  },
  suppressed: { because: "suppressed", summary: "The finding is suppressed in Security Hub." },
  resolved: { because: "fixed", summary: "The finding is marked as resolved in Security Hub." },
};

/** Nothing if the finding does not say whether the condition is there. */
export function spoken<C extends ConditionName, A extends AttributesOf<C>>(
  event: Envelope,
  { state }: HubFinding,
  said: Said<C, A>,
): readonly Observation[] {
  if (state === "unknown") return [];
  if (state === "open") return [active(event, said)];
  return [cleared(event, { ...said, ...endings[state], scope: "reporter" })];
}

/** The fields that all statements share, whatever their condition. */
export function common(finding: HubFinding) {
  const { hub, at, since, count, id, productArn } = finding;
  const hubFinding = productArn === undefined ? undefined : { id, productArn };
  return { reporter: hub, at, since, count, eventId: statementId(finding), link: linkToHub(finding), hubFinding };
}

const STATEMENT_ID_LENGTH = 32;

/**
 * The same for the copies of a linked Region and the home Region. People's decisions in Security Hub do not change the time of a finding,
 * so its state is part of the id: for two states of one time, the envelopes' times say which came later.
 * https://docs.aws.amazon.com/securityhub/latest/userguide/finding-update-batchupdatefindings.html
 */
function statementId({ product, id, at, state, severity }: HubFinding): string {
  const parts = JSON.stringify([product, id, at, state, severity]);
  return hash("sha256", parts, "hex").slice(0, STATEMENT_ID_LENGTH);
}

function linkToHub({ shownIn, id }: HubFinding): string | undefined {
  // The id is encoded twice, after which nobody could find a secret in it.
  if (shownIn === undefined || redactedName(id) !== id) return undefined;
  const search = encodeURIComponent(`Id=${encodeURIComponent(`\\operator\\:EQUALS\\:${id.toWellFormed()}`)}`);
  return consoleLink(shownIn, `/securityhub/home?region=${shownIn}#/findings?search=${search}`);
}

/**
 * The affected resources. A product may also name resources of other accounts, for which it may not speak: if it names no others, the
 * finding itself is shown, or the account.
 */
export function affectedBy({ resources, id, place }: HubFinding): { resource: string; affected: readonly string[] } {
  const isOwn = (name: string) => {
    const owner = parseArn(name)?.account ?? "";
    return !/^\d{12}$/.test(owner) || owner === place.account;
  };
  const affected = resources.map((one) => one.id).filter((name) => name.trim() !== "");
  return { resource: [...affected, id].find(isOwn) ?? rootOf(place), affected };
}
