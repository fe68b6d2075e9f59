/** A silence that is about to end: when its author is to be reminded, and of what. */
import { epochOf, type Instant, shift } from "@tocsin/core/event/instant";
import type { Policy } from "@tocsin/core/policy/policy";
import { bucketOf } from "./bucket.ts";
import { type Silence, silencedBy } from "./silence.ts";
import { targetsOf } from "./target/targets.ts";
import type { Wake } from "./wake.ts";

const MINUTE = 60_000;
/** Of one that is shorter its author still knows. */
const SHORTEST_MILLISECONDS = 30 * MINUTE;
const LONGEST_BEFORE_MILLISECONDS = 60 * MINUTE;
/** Before the end, of the length of the silence. */
const PART_BEFORE = 0.1;

/** An hour before the end, or a tenth of the length where that is less. */
export function remindsAt({ from, until }: Pick<Silence, "from" | "until">): Instant | undefined {
  const length = epochOf(until) - epochOf(from);
  if (length < SHORTEST_MILLISECONDS) return undefined;
  return shift(until, -Math.min(LONGEST_BEFORE_MILLISECONDS, length * PART_BEFORE));
}

/** Once for each silence; one that was ended early, its author knows of. */
export function isReminderDue(silence: Silence, now: Instant): boolean {
  const at = remindsAt(silence);
  return at !== undefined && at <= now && silence.remindedAt === undefined && silence.expiredAt === undefined;
}

/** Whether people are to hear of the alert when the silence ends: it alone mutes it, as far as it is known now. */
export function isHeldBackBy(
  silence: Silence,
  alert: Wake,
  { policy, silences }: { readonly policy: Policy; readonly silences: readonly Silence[] },
  now: Instant,
): boolean {
  const isMuted = silencedBy(alert, [silence], [], now) !== undefined;
  if (!alert.notified || bucketOf(alert.view, isMuted) !== "silenced") return false;
  const { until } = silence;
  return (
    silencedBy(alert, silences, policy.silences, until) === undefined && targetsOf(alert, policy, until).length > 0
  );
}
