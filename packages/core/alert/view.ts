/** An alert as it is shown: derived from its merge by `evaluate`, stored beside it, and never merged. */

import type { AccountFacts } from "../directory/directory.ts";
import type { Ownership } from "../directory/owner.ts";
import type { Instant } from "../event/instant.ts";
import { plain } from "../text/text.ts";
import type { Actor } from "./actor.ts";
import type { ConditionName } from "./condition.ts";
import type { Affected, AttributeValue, Because } from "./observation.ts";
import type { Severity } from "./severity.ts";

export const statuses = ["OPEN", "ACKNOWLEDGED", "SUPPRESSED", "RESOLVED"] as const;
export type Status = (typeof statuses)[number];

/**
 * An alert as people, policies and messages see it at one instant. Views from before there were directories have no account and owner;
 * `evaluate` always sets them.
 */
export interface AlertView {
  readonly id: string;
  readonly condition: ConditionName;
  readonly status: Status;
  /** INFORMATIONAL once the alert is resolved, as in ASFF for a passed control. */
  readonly severity: Severity;
  readonly partition: string;
  readonly account: string;
  readonly region: string;
  readonly resource: string;
  readonly title: string;
  readonly summary: string;
  readonly remedy: string;
  readonly link?: string | undefined;
  /** The earliest deadline that an active statement gives. */
  readonly deadline?: Instant | undefined;
  /** The ladder's step that the deadline has reached, in days. */
  readonly stepDays?: number | undefined;
  readonly firstSeenAt?: Instant | undefined;
  readonly lastSeenAt?: Instant | undefined;
  readonly count?: number | undefined;
  /** Its reporters in order of name: those that see it active, or all of them when none does. */
  readonly reporters: readonly string[];
  /** All values that its reporters give, in order: a pattern matches any of them. */
  readonly attributes: Readonly<Record<string, readonly AttributeValue[]>>;
  /** It is open only because of a tie: a clearing statement has the same instant. */
  readonly ambiguous?: true | undefined;
  /** How a resolved alert ended. */
  readonly ended?: Ending | undefined;
  /** The reporter's reason, if a reporter ended it. */
  readonly because?: Because | undefined;
  /** Since when, and because of what, it may be over without a report: its deadline raises no severity any more. */
  readonly unconfirmed?: Unconfirmed | undefined;
  /** Who brought it about, or ended it. */
  readonly actor?: Actor | undefined;
  /** Where several resources are affected. */
  readonly affected?: Affected | undefined;
  /** The decision by which it is acknowledged, suppressed or resolved. */
  readonly decided?: Decided | undefined;
  /** What is known of its account. */
  readonly directory?: AccountFacts | undefined;
  readonly owner?: Ownership["owner"] | undefined;
  readonly ownedBy?: Ownership["ownedBy"] | undefined;
}

/** A view as `evaluate` makes it. */
export interface EvaluatedView extends AlertView, Ownership {
  readonly directory: AccountFacts;
  readonly owner: Ownership["owner"];
  readonly ownedBy: Ownership["ownedBy"];
}

/** A decision as it is shown. */
export interface Decided {
  /** The author in the form for everybody: without an e-mail address. */
  readonly by: string;
  readonly at: Instant;
  readonly why: string;
  /** When the decision ends by itself. */
  readonly until?: Instant | undefined;
}

export interface Unconfirmed {
  readonly since: Instant;
  readonly why: string;
}

/** The part of an alert's view that lists and reports show; indexes hold no more of it. */
export interface ListedAlert extends Omit<AlertView, UnlistedField> {
  readonly directory?: Pick<AccountFacts, "name" | "environment" | "ou"> | undefined;
  /** The first name of its vulnerability; alerts with the same one are one problem. */
  readonly cve?: string | undefined;
}

/** The part of a decision's reason that lists show: an index costs by the kilobyte. */
const LISTED_WHY_LIMIT = 200;

/** The part that lists show; a long reason of a decision is cut. */
export function listedOf(view: AlertView): ListedAlert {
  const { partition, summary, remedy, lastSeenAt, count, attributes, ambiguous, ended, because, ...rest } = view;
  const { unconfirmed, actor, affected, decided, ownedBy, directory, ...listed } = rest;
  const [cve] = attributes.cve ?? [];
  return {
    ...listed,
    decided: decided && { ...decided, why: plain(decided.why, LISTED_WHY_LIMIT) },
    directory: directory && { name: directory.name, environment: directory.environment, ou: directory.ou },
    ...(cve !== undefined && { cve: String(cve) }),
  };
}

type UnlistedField =
  | "partition"
  | "summary"
  | "remedy"
  | "lastSeenAt"
  | "count"
  | "attributes"
  | "ambiguous"
  | "ended"
  | "because"
  | "unconfirmed"
  | "actor"
  | "affected"
  | "directory"
  | "ownedBy";

/** `lapsed`: it was not seen for as long as its condition allows. */
export const endings = ["cleared", "decided", "lapsed"] as const;
export type Ending = (typeof endings)[number];

/** The part of a view that decides on transitions. */
export interface Standing {
  readonly status: Status;
  readonly severity: Severity;
  readonly stepDays?: number | undefined;
}

export function standingOf({ status, severity, stepDays }: Standing): Standing {
  return { status, severity, stepDays };
}
