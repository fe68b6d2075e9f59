/**
 * An observation is what one reporter said about one condition at one time. Sources derive it from an event, purely: the same event always
 * gives the same observations. Its texts consist of names that AWS gives, and of a source's own words around them: all of them are cleaned
 * here like names, before they are stored, logged or sent. The schema of the source, whose fields are either names or prose, has already
 * cleaned prose of outsiders.
 */
import { BASELINE, type Event } from "../event/event.ts";
import type { Instant } from "../event/instant.ts";
import { cleanName, redactedName } from "../text/redact.ts";
import { plain } from "../text/text.ts";
import type { Actor } from "./actor.ts";
import type { ConditionName } from "./condition.ts";
import { type AlertId, alertId, type Identity } from "./identity.ts";
import type { AttributesOf, DeadlineOf, SeverityOf, Undeclared } from "./observable.ts";
import type { Severity } from "./severity.ts";

export interface Observation {
  readonly alertId: AlertId;
  readonly identity: Identity;
  readonly statement: Statement;
}

/** The statement, without the identity of what it is about. */
export type Statement = Claim | Remark;

/** Says whether the condition is there. */
export type Claim = ActiveStatement | ClearedStatement;

interface Said {
  /** The reporter: `acm`, `config`, `guardduty` … Two reporters of one condition share its alert. */
  readonly reporter: string;
  /** When the reporter made the statement, by its own clock. */
  readonly at: Instant;
  /** The time of the envelope, which breaks ties. A hop to another Region gives an event a new time. */
  readonly sentAt: Instant;
  /** The service's own id of the statement if it has one; else the envelope's, which a hop to another Region changes. */
  readonly eventId: string;
  /** The event came from a replayed archive: it may report the past, but neither reopens nor notifies. */
  readonly replayed?: true | undefined;
  /**
   * The event came from a backfill: it reports the present state like any other, but nobody is notified of conditions that existed before.
   */
  readonly baseline?: true | undefined;
  /** The condition existed before its cell was first heard of: its existence is no news, but its later changes are. */
  readonly predates?: true | undefined;
  /** Left out by a reporter that has no name for the resource: then another reporter's title, or the condition's label, is shown. */
  readonly title?: string | undefined;
  /** One sentence for people: what this reporter says now. */
  readonly summary: string;
  /** What is affected, in the form in which people search for it: an ARN if there is one. */
  readonly resource: string;
  /** A link into the management console; none if it would have to contain a secret. */
  readonly link?: string | undefined;
  /** What to do, when the event itself knows better than the condition. */
  readonly remedy?: string | undefined;
  /** Facts for policies to match and for people to read; never a secret, nor found data. */
  readonly attributes: Attributes;
  /** How often the service has seen this, if it counts. */
  readonly count?: number | undefined;
  /** When the service saw this first, if it says so. */
  readonly since?: Instant | undefined;
  /** Which one it is about, if the alert is about several things of one kind, such as the images of a repository. */
  readonly subject?: string | undefined;
  /** It counts only if the alert is in this account: its author may speak of no other. */
  readonly onlyFor?: string | undefined;
  /** Who caused it, if a call did. */
  readonly actor?: Actor | undefined;
  /** If several resources are affected: the first ones, and how many there are. */
  readonly affected?: Affected | undefined;
  /** How Security Hub identifies the finding, if the statement is a finding there. */
  readonly hubFinding?: HubFindingKey | undefined;
}

/** https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_AwsSecurityFindingIdentifier.html */
export interface HubFindingKey {
  readonly id: string;
  readonly productArn: string;
}

export interface Affected {
  /** In order of text. */
  readonly resources: readonly string[];
  readonly count: number;
}

export type AttributeValue = string | number | boolean;
export type Attributes = Readonly<Record<string, AttributeValue | readonly AttributeValue[]>>;

export interface ActiveStatement extends Said {
  readonly state: "active";
  readonly severity: Severity;
  /** When the harm comes: an expiry, a deletion. */
  readonly deadline?: Instant | undefined;
  /** When the validity began that ends at the deadline: no step of the default ladder is further from the end than a third of it. */
  readonly validSince?: Instant | undefined;
}

export interface ClearedStatement extends Said {
  readonly state: "cleared";
  /**
   * `reporter`: this reporter no longer sees the condition. `condition`: whatever any reporter said before no longer
   * holds, because the resource was renewed, replaced or is gone.
   */
  readonly scope: "reporter" | "condition";
  readonly because: Because;
}

/** `deleted-at-date`: the announced event has happened, and nobody can do anything about it any more. */
export const becauses = [
  "fixed",
  "renewed",
  "deleted",
  "deleted-at-date",
  "archived",
  "suppressed",
  "out-of-scope",
] as const;
export type Because = (typeof becauses)[number];

/** Does not report the condition itself, but changes how much earlier statements count. */
export interface Remark extends Said {
  readonly state: "remark";
  readonly effect: Effect;
  /** For an `attributed` call: its consequences are reported within this time. Left out if it has no known consequences. */
  readonly takesEffect?: Span | undefined;
}

/** Both ends belong to it. */
export interface Span {
  readonly from: Instant;
  readonly until: Instant;
}

/**
 * `archived`: earlier statements do not count, until the finding is `unarchived`. `unconfirmed`: an event may have ended it, so its
 * deadline raises no severity any more; `confirmed`: that event did not end it. `attributed`: who made the call behind what others report.
 * `came-to-pass`: what its reporter announced for a date has happened, and is over with that; without an announcement this has no effect.
 */
export const effects = ["archived", "unarchived", "unconfirmed", "confirmed", "attributed", "came-to-pass"] as const;
export type Effect = (typeof effects)[number];

/** What a source returns for an event that fits its schema but does not report a condition. */
export interface Ignored {
  /**
   * `informational`: it reports no condition. `benign`: it would, but the reason is harmless, such as a scan that ended because its
   * instance was terminated. `nothing-found`: a scan found nothing. `without-effect`: a call that changed nothing.
   */
  readonly ignored: "informational" | "benign" | "nothing-found" | "without-effect";
}

export type Observed = readonly Observation[] | Ignored;

type AttributesInput = Readonly<Record<string, AttributeValue | readonly AttributeValue[] | undefined>>;

interface SaidInput<C extends ConditionName, A> {
  readonly identity: Identity<C>;
  readonly reporter: string;
  /** Left out, it is the envelope's time. */
  readonly at?: Instant | undefined;
  /** Left out, it is the envelope's time. */
  readonly sentAt?: Instant | undefined;
  /** The service's own id of the statement; by default the envelope's. */
  readonly eventId?: string | undefined;
  readonly title?: string | undefined;
  readonly summary: string;
  readonly resource: string;
  readonly link?: string | undefined;
  readonly remedy?: string | undefined;
  /** Those that the condition declares in `observable.ts`, and no others. */
  readonly attributes?: A & Undeclared<C, A>;
  readonly count?: number | undefined;
  readonly since?: Instant | undefined;
  readonly subject?: string | undefined;
  readonly actor?: Actor | undefined;
  /** All affected resources, if there are several. */
  readonly affected?: readonly string[] | undefined;
  readonly hubFinding?: HubFindingKey | undefined;
}

/** What an observation takes over from the envelope. */
type Envelope = Pick<Event, "id" | "time" | "replay-name">;

/** The reporter sees the condition. */
export function active<C extends ConditionName, A extends AttributesOf<C>>(
  event: Envelope,
  input: SaidInput<C, A> & {
    readonly severity: SeverityOf<C>;
    readonly deadline?: DeadlineOf<C> | undefined;
    readonly validSince?: Instant | undefined;
  },
): Observation {
  return observation(input.identity, {
    ...said(event, input),
    state: "active",
    severity: input.severity,
    deadline: input.deadline,
    validSince: input.validSince,
  });
}

/** The reporter does not, or no longer, see the condition. */
export function cleared<C extends ConditionName, A extends AttributesOf<C>>(
  event: Envelope,
  input: SaidInput<C, A> & Pick<ClearedStatement, "scope" | "because">,
): Observation {
  return observation(input.identity, {
    ...said(event, input),
    state: "cleared",
    scope: input.scope,
    because: input.because,
  });
}

/** A statement that reports nothing new, but changes how earlier ones count. */
export function remark<C extends ConditionName, A extends AttributesOf<C>>(
  event: Envelope,
  input: SaidInput<C, A> & Pick<Remark, "effect" | "takesEffect">,
): Observation {
  const { identity, effect, takesEffect } = input;
  return observation(identity, { ...said(event, input), state: "remark", effect, takesEffect });
}

function observation(identity: Identity, statement: Statement): Observation {
  return { alertId: alertId(identity), identity: kept(identity), statement };
}

/** The id is computed from the real identity; the stored parts are cleaned like other names. */
function kept(identity: Identity): Identity {
  const { partition, resource, discriminator } = identity;
  return {
    ...identity,
    partition: cleanName(partition, ATTRIBUTE_LIMIT),
    resource: cleanName(resource, RESOURCE_LIMIT),
    discriminator: cleanName(discriminator, RESOURCE_LIMIT),
  };
}

const TITLE_LIMIT = 160;
const SUMMARY_LIMIT = 600;
const RESOURCE_LIMIT = 1200;
const ATTRIBUTE_LIMIT = 200;
/** The most values that one attribute of a statement keeps. */
const VALUES_LIMIT = 10;

function said(event: Envelope, input: SaidInput<ConditionName, AttributesInput>): Said {
  return {
    reporter: cleanName(input.reporter, ATTRIBUTE_LIMIT),
    at: input.at ?? event.time,
    sentAt: input.sentAt ?? event.time,
    eventId: cleanName(input.eventId ?? event.id, ATTRIBUTE_LIMIT),
    ...origin(event["replay-name"]),
    title: input.title === undefined ? undefined : cleanName(input.title, TITLE_LIMIT),
    summary: cleanName(input.summary, SUMMARY_LIMIT),
    resource: cleanName(input.resource, RESOURCE_LIMIT),
    link: input.link === undefined ? undefined : usable(input.link),
    remedy: input.remedy === undefined ? undefined : cleanName(input.remedy, SUMMARY_LIMIT),
    attributes: attributes(input.attributes ?? {}),
    count: input.count,
    since: input.since,
    subject: input.subject === undefined ? undefined : subjectName(cleanName(input.subject, ATTRIBUTE_LIMIT)),
    actor: input.actor && cleanActor(input.actor),
    affected: input.affected && affected(input.affected),
    hubFinding: input.hubFinding && asItIs(input.hubFinding),
  };
}

/** Subjects are kept by their names: one that every object has, or that no item can hold, is told apart by quotation marks. */
function subjectName(name: string): string {
  return name in {} ? JSON.stringify(name) : name;
}

function cleanActor(actor: Actor): Actor {
  const name = (text: string | undefined) => (text === undefined ? undefined : cleanName(text, ATTRIBUTE_LIMIT));
  return {
    ...actor,
    name: cleanName(actor.name, ATTRIBUTE_LIMIT),
    session: name(actor.session),
    account: name(actor.account),
    sourceAddress: name(actor.sourceAddress),
    recordId: name(actor.recordId),
    routine: name(actor.routine),
  };
}

/** For one resource there is nothing to add: the statement names it. */
function affected(input: readonly string[]): Affected | undefined {
  const resources = new Set(input.map((resource) => cleanName(resource, RESOURCE_LIMIT)));
  return resources.size < 2
    ? undefined
    : { resources: [...resources].sort().slice(0, VALUES_LIMIT), count: resources.size };
}

function origin(replayName: string | undefined): Pick<Said, "replayed" | "baseline"> {
  if (replayName === undefined) return {};
  return replayName === BASELINE ? { baseline: true } : { replayed: true };
}

/** Nobody would find the resource by a cleaned name. */
function asItIs({ id, productArn }: HubFindingKey): HubFindingKey | undefined {
  const isKept = (text: string) => cleanName(text, RESOURCE_LIMIT) === text;
  return isKept(id) && isKept(productArn) ? { id, productArn } : undefined;
}

/** A link leads nowhere if a marker has replaced a credential in it. Escaped characters are judged after decoding. */
function usable(link: string): string | undefined {
  const line = plain(link, RESOURCE_LIMIT);
  if (redactedName(line) !== line) return undefined;
  if (!line.includes("%")) return line;
  const meant = unescaped(line);
  return redactedName(meant) === meant ? line : undefined;
}

function unescaped(link: string): string {
  try {
    return decodeURIComponent(link);
  } catch {
    return link;
  }
}

function attributes(input: AttributesInput): Attributes {
  const kept: Record<string, Attributes[string]> = {};
  for (const key in input) {
    const value = input[key];
    if (value === undefined) continue;
    if (typeof value !== "object") kept[key] = attributeValue(value);
    else if (value.length > 0) kept[key] = value.slice(0, VALUES_LIMIT).map(attributeValue);
  }
  return kept;
}

function attributeValue(value: AttributeValue): AttributeValue {
  return typeof value === "string" ? cleanName(value, ATTRIBUTE_LIMIT) : value;
}

/**
 * Whether a statement claims to have been made after `latest`. The latest statement of a reporter wins, so one that is
 * years ahead would silence its reporter for years.
 */
export function isMadeAfter({ at, since }: Statement, latest: Instant): boolean {
  return at > latest || (since !== undefined && since > latest);
}
