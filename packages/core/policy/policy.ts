/**
 * The policy is the organization's configuration. A `match` in it is an EventBridge event pattern over the alert's view:
 * one matching language, which its users already know.
 */

import type { Severity } from "../alert/severity.ts";
import type { AlertView } from "../alert/view.ts";
import type { OwnerRule } from "../directory/owner.ts";
import { epochOf, type Instant, MILLISECONDS_PER_DAY } from "../event/instant.ts";
import type { Matcher } from "../pattern/pattern.ts";
import type { TransitionKind, TransitionReason } from "../transition/transition.ts";
import { defaultLadder, type Ladder, scaled } from "./ladder.ts";

export interface Policy extends EvaluationPolicy {
  readonly routes: readonly Route[];
  readonly channels: Readonly<Record<string, ChannelConfig>>;
}

/** The part that decides what an alert is, as opposed to who is notified of it. */
export interface EvaluationPolicy {
  /** 0 is what is built in, and what a file says: only what is stored has versions. */
  readonly version: number;
  readonly severityRules: readonly SeverityRule[];
  readonly ladderRules: readonly LadderRule[];
  readonly ownerRules: readonly OwnerRule[];
  /** Who owns what neither a rule nor the directory gives an owner. */
  readonly fallbackOwner?: string | undefined;
  readonly retention: { readonly observationDays: number };
}

/** What holds where the policy says nothing. */
export const defaultEvaluationPolicy: EvaluationPolicy = {
  version: 0,
  severityRules: [],
  ladderRules: [],
  ownerRules: [],
  retention: { observationDays: 400 },
};

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
/** What a route matches over: the alert, and what became of it. */
export interface RoutedAlert extends AlertView {
  readonly kind: TransitionKind;
  readonly reason: TransitionReason;
}

/** Every route that matches sends to its channels; a channel is notified once however many routes name it. */
export interface Route extends NamedMatch {
  readonly channels: readonly string[];
}

export type ChannelConfig =
  | { readonly type: "console" }
  | {
      readonly type: "webhook";
      readonly url: string;
      readonly signingSecret: string;
      /** The receiver may be in a network of one's own, or on the machine that sends. */
      readonly allowPrivateAddresses: boolean;
    };

/** The first rule that matches decides. */
export function severityRuleFor(policy: EvaluationPolicy, view: AlertView): SeverityRule | undefined {
  return policy.severityRules.find(({ matches }) => matches(view));
}

export interface Deadline {
  readonly at: Instant;
  /** When the life began that ends at it, where that is known. */
  readonly validSince?: Instant | undefined;
}

/** A rule's ladder holds as it is written; the default one is made shorter for what does not live long. */
export function ladderFor(policy: EvaluationPolicy, view: AlertView, deadline: Deadline | undefined): Ladder {
  const rule = policy.ladderRules.find(({ matches }) => matches(view));
  if (rule !== undefined) return rule.ladder;
  if (deadline?.validSince === undefined) return defaultLadder;
  return scaled(defaultLadder, (epochOf(deadline.at) - epochOf(deadline.validSince)) / MILLISECONDS_PER_DAY);
}
