/** Why an alert that is in no group was told to nobody: what the policy and the silences that hold now make of it. Pure. */
import type { Severity } from "@tocsin/core/alert/severity";
import type { AlertView } from "@tocsin/core/alert/view";
import type { Instant } from "@tocsin/core/event/instant";
import type { Policy } from "@tocsin/core/policy/policy";
import { type Silence, silencedBy } from "@tocsin/oncall/silence";
import { whyOf } from "@tocsin/oncall/target/why";
import { asOpen } from "@tocsin/oncall/wake";
import { nobodyText } from "../why-told.ts";

export interface Untold {
  readonly view: AlertView;
  /** The highest severity of its last episode. */
  readonly worst: Severity;
  /** Whether people were ever to hear of it. */
  readonly notified: boolean;
  /** An end can be reported of what nobody had reported. */
  readonly wasOpen: boolean;
}

export interface Telling {
  readonly policy: Policy;
  readonly silences: readonly Silence[];
  readonly now: Instant;
}

export function whyNobody({ view, worst, notified, wasOpen }: Untold, { policy, silences, now }: Telling): string {
  if (!wasOpen) return "it has never been open: only its end was reported";
  if (!notified)
    return "it existed before Tocsin listened, or came only from a backfill or a replay, and has not become worse since";
  const why = whyOf(asOpen({ view, worst }), policy, now);
  if (why.nobody !== undefined) return nobodyText(why.nobody, why.routes);
  const silence = silencedBy({ view, worst }, silences, policy.silences, now);
  if (silence !== undefined) return `it is silenced by ${silence.by} until ${silence.until}`;
  if (view.status === "RESOLVED") return "it was over before anybody was to be told";
  return "on-call has not counted it yet: `tocsin oncall status` says how that is doing";
}
