/**
 * The policy is the organization's configuration. A `match` in it is an EventBridge event pattern over the alert's view:
 * one matching language, which its users already know.
 */

import { isDrill } from "../alert/condition.ts";
import type { Severity } from "../alert/severity.ts";
import type { AlertView } from "../alert/view.ts";
import type { OwnerRule } from "../directory/owner.ts";
import { epochOf, type Instant, MILLISECONDS_PER_DAY } from "../event/instant.ts";
import type { Matcher } from "../pattern/pattern.ts";
import type { SuppressionApproval } from "./approval.ts";
import type { ChannelConfig } from "./channels/declared-channels.ts";
import type { DigestPolicy } from "./digest.ts";
import type { DryRun, TriedRule } from "./dry-run.ts";
import { defaultLadder, type Ladder, scaled } from "./ladder.ts";
import type { AccessPortal } from "./links/access-portal.ts";
import type { Override, Person, Schedule } from "./schedule.ts";
import type { Urgency } from "./urgency.ts";

export interface Policy extends EvaluationPolicy {
  /** The time zone of the mornings at which people are told of what can wait: an IANA name. */
  readonly timezone: string;
  readonly urgencyRules: readonly UrgencyRule[];
  readonly runbookRules: readonly RunbookRule[];
  /** The access portal through which links into AWS's console go, if there is one. */
  readonly accessPortal?: AccessPortal | undefined;
  readonly routes: readonly Route[];
  /** The channel that hears of alerts that are HIGH or worse if no route matches them, or if another channel does not accept them. */
  readonly fallback?: string | undefined;
  readonly silences: readonly RecurringSilence[];
  readonly schedules: readonly Schedule[];
  /** By their names. */
  readonly people: Readonly<Record<string, Person>>;
  /** The days on which a destination is not told of what can wait, by the names of channels and schedules. */
  readonly quietDays: ReadonlyMap<string, readonly Weekday[]>;
  /** The overrides made at run time, in the order in which they were made. */
  readonly overrides: readonly Override[];
  readonly channels: Readonly<Record<string, ChannelConfig>>;
  /** Rules in dry run: they match, but have no effect. */
  readonly tried: TriedRules;
  /** Since when they are in dry run, for a policy from the store. */
  readonly dryRuns: readonly DryRun[];
  readonly digest: DigestPolicy;
  /** The monitor outside that hears each minute that Tocsin works; optional. */
  readonly heartbeat?: HeartbeatConfig | undefined;
}

/** The part that decides the state of an alert, as opposed to who is notified of it. */
export interface EvaluationPolicy {
  /** 0 for the built-in policy, and for one from a file: only stored policies have versions. */
  readonly version: number;
  readonly severityRules: readonly SeverityRule[];
  readonly ladderRules: readonly LadderRule[];
  readonly ownerRules: readonly OwnerRule[];
  /** The owner if neither a rule nor the directory gives one. */
  readonly fallbackOwner?: string | undefined;
  /** Which suppressions hold only once somebody other than their author has approved them; optional. */
  readonly suppressionApproval?: SuppressionApproval | undefined;
  readonly retention: { readonly observationDays: number };
}

/** The default. */
export const defaultEvaluationPolicy: EvaluationPolicy = {
  version: 0,
  severityRules: [],
  ladderRules: [],
  ownerRules: [],
  retention: { observationDays: 400 },
};

export interface TriedRules {
  readonly severityRules: readonly SeverityRule[];
  readonly routes: readonly Route[];
}

interface NamedMatch {
  readonly name: string;
  readonly matches: Matcher;
}
export interface SeverityRule extends NamedMatch {
  readonly severity: Severity;
}
export interface LadderRule extends NamedMatch {
  readonly ladder: Ladder;
}
/** The first that matches says how urgent an alert is; if none does, the built-in table. */
export interface UrgencyRule extends NamedMatch {
  readonly urgency: Urgency;
}

/** The first that matches says which page tells what to do. */
export interface RunbookRule extends NamedMatch {
  /** As `problemOfRunbookUrl` takes it. */
  readonly url: string;
}

/** Every route that matches notifies its channels; a channel is notified once however many routes name it. */
export interface Route extends NamedMatch {
  /** Names of channels, and of schedules as `scheduledIn` reads them. */
  readonly channels: readonly string[];
  /** The urgency at this route, whatever the rules say. */
  readonly urgency?: Urgency | undefined;
  /** The fields by whose values its alerts are grouped, or each `alert` by itself; by default the built-in grouping. */
  readonly group?: Grouping | undefined;
  /** The name of its escalation. */
  readonly escalation?: string | undefined;
  /** Those of its escalation, in rising order of their minutes. */
  readonly steps: readonly EscalationStep[];
}

/** Paths of fields, such as `owner` or `attributes.cve`. */
export type Grouping = readonly string[] | "alert";

/** Whom else to notify if nobody has acknowledged the alert after this many minutes. */
export interface EscalationStep {
  readonly afterMinutes: number;
  readonly channels: readonly string[];
}

export const weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
export type Weekday = (typeof weekdays)[number];

/** Mutes notifications of matching alerts in a weekly window. It changes no alert. */
export interface RecurringSilence extends NamedMatch {
  /** What is more severe breaks through. */
  readonly upTo: Severity;
  /** The days on which the window begins. */
  readonly days: readonly Weekday[];
  /** Times of day, such as `22:00`. If `to` is not later than `from` it is on the day after; `24:00` is the end of the day. */
  readonly from: string;
  readonly to: string;
  /** A name of the IANA database. */
  readonly timezone: string;
}

export interface HeartbeatConfig {
  /** A URL, or a `SecretReference` to one as it is written. */
  readonly url: string;
  /** As of a webhook. */
  readonly allowPrivateAddresses: boolean;
}

/** The rules of a policy in dry run; if a `view` is given, only those that match it. */
export function triedRules({ tried }: Pick<Policy, "tried">, view?: AlertView): readonly TriedRule[] {
  const isAsked = ({ matches }: NamedMatch) => view === undefined || matches(view);
  return [
    ...tried.severityRules.filter(isAsked).map(({ name }): TriedRule => ({ part: "severity", name })),
    ...tried.routes.filter(isAsked).map(({ name }): TriedRule => ({ part: "routes", name })),
  ];
}

/** The first rule that matches decides. */
export function severityRuleFor(policy: EvaluationPolicy, view: AlertView): SeverityRule | undefined {
  return isDrill(view) ? undefined : policy.severityRules.find(({ matches }) => matches(view));
}

export interface Deadline {
  readonly at: Instant;
  /** When the validity began that ends at it, if that is known. */
  readonly validSince?: Instant | undefined;
}

/** A rule's ladder is used as it is written; the default one is scaled for short validities. */
export function ladderFor(policy: EvaluationPolicy, view: AlertView, deadline: Deadline | undefined): Ladder {
  const rule = policy.ladderRules.find(({ matches }) => matches(view));
  if (rule !== undefined) return rule.ladder;
  if (deadline?.validSince === undefined) return defaultLadder;
  return scaled(defaultLadder, (epochOf(deadline.at) - epochOf(deadline.validSince)) / MILLISECONDS_PER_DAY);
}
