/** What either Security Hub says of an alert at one time: that it stands, or that it is over, and by whom. */
import { hash } from "node:crypto";
import type { ConditionName } from "@tocsin/core/alert/condition";
import type { AttributesOf } from "@tocsin/core/alert/observable";
import { active, type Because, cleared, type Observation } from "@tocsin/core/alert/observation";
import { consoleLink, parseArn } from "@tocsin/core/event/arn";
import type { Event } from "@tocsin/core/event/event";
import { redactedName } from "@tocsin/core/text/redact";
import { rootOf } from "../protection/gap.ts";
import type { HubFinding, HubState } from "./formats/hub-finding.ts";

/** An event apart from what it says. */
export type Envelope = Omit<Event, "detail" | "detail-type">;

type Said<C extends ConditionName, A extends AttributesOf<C>> = Parameters<typeof active<C, A>>[1];

const endings: Readonly<Record<Exclude<HubState, "open" | "unknown">, { because: Because; summary: string }>> = {
  passed: { because: "fixed", summary: "Security Hub's check finds nothing wrong any more." },
  archived: {
    because: "archived",
    summary: "The finding is archived in Security Hub: its product sees it no more, or its resource is gone.",
  },
  suppressed: { because: "suppressed", summary: "The finding is suppressed in Security Hub." },
  resolved: { because: "fixed", summary: "The finding is marked as resolved in Security Hub." },
};

/** Nothing where it says neither that the condition is there nor that it is not. */
export function spoken<C extends ConditionName, A extends AttributesOf<C>>(
  event: Envelope,
  { state }: HubFinding,
  said: Said<C, A>,
): readonly Observation[] {
  if (state === "unknown") return [];
  if (state === "open") return [active(event, said)];
  return [cleared(event, { ...said, ...endings[state], scope: "reporter" })];
}

/** What every statement has in common, of whatever condition. */
export function common(finding: HubFinding) {
  const { hub, at, since, count, id, productArn } = finding;
  const hubFinding = productArn === undefined ? undefined : { id, productArn };
  return { reporter: hub, at, since, count, eventId: statementId(finding), link: linkToHub(finding), hubFinding };
}

const STATEMENT_ID_LENGTH = 32;

/**
 * The same for the copy of a linked Region and that of the home Region. What people do in Security Hub leaves the time of a finding as it
 * was, so its state is part of the id: which of two states of one time came later, the envelopes' times say.
 * https://docs.aws.amazon.com/securityhub/latest/userguide/finding-update-batchupdatefindings.html
 */
function statementId({ product, id, at, state, severity }: HubFinding): string {
  const parts = JSON.stringify([product, id, at, state, severity]);
  return hash("sha256", parts, "hex").slice(0, STATEMENT_ID_LENGTH);
}

function linkToHub({ shownIn, id }: HubFinding): string | undefined {
  // What is encoded twice would be told apart from a secret by nobody later on.
  if (shownIn === undefined || redactedName(id) !== id) return undefined;
  const search = encodeURIComponent(`Id=${encodeURIComponent(`\\operator\\:EQUALS\\:${id.toWellFormed()}`)}`);
  return consoleLink(shownIn, `/securityhub/home?region=${shownIn}#/findings?search=${search}`);
}

/**
 * What is affected. A product may name resources of other accounts too, of which it has no say: where it names no other, the finding
 * itself is shown, or the account.
 */
export function affectedBy({ resources, id, place }: HubFinding): { resource: string; affected: readonly string[] } {
  const isOwn = (name: string) => {
    const owner = parseArn(name)?.account ?? "";
    return !/^\d{12}$/.test(owner) || owner === place.account;
  };
  const affected = resources.map((one) => one.id).filter((name) => name.trim() !== "");
  return { resource: [...affected, id].find(isOwn) ?? rootOf(place), affected };
}
