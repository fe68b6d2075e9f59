/** A verdict is the decision to notify a destination about a group now, or later, or not; always with its reason. */
import type { Instant } from "@tocsin/core/event/instant";
import type { NotificationKind } from "./group.ts";

export type Verdict =
  | {
      readonly outcome: "tell";
      readonly kind: NotificationKind;
      /** Whether it is to make a noise. */
      readonly rings: boolean;
      readonly reason: TellReason;
      readonly nextAt?: Instant | undefined;
    }
  | { readonly outcome: "later"; readonly reason: LaterReason; readonly nextAt: Instant }
  | {
      readonly outcome: "nothing";
      readonly reason: NothingReason;
      readonly nextAt?: Instant | undefined;
      /** Whether everything present counts as told from now on: nothing old is news. */
      readonly isTold: boolean;
    };

export const tellReasons = [
  "opened",
  "seen-again",
  "mute-ended",
  "severity-raised",
  "grew-tenfold",
  "overflows",
  "not-acknowledged",
  "morning",
  "came-and-went",
  "updated",
  "all-over",
  "moved-away",
] as const;
export type TellReason = (typeof tellReasons)[number];

export const laterReasons = [
  "group-waits",
  "until-morning",
  "step-waits",
  "being-told",
  "flaps",
  "destination-fails",
  "updates-wait",
  "paused",
] as const;
export type LaterReason = (typeof laterReasons)[number];

export const nothingReasons = [
  "already-told",
  "moved-here",
  "acknowledged",
  "suppressed",
  "silenced",
  "learning",
  "overflow",
  "no-state-shown",
  "nothing-open",
  // The policy has no channel of this name any more.
  "no-channel",
] as const;
export type NothingReason = (typeof nothingReasons)[number];
