/** When to remind the author of a silence that is about to end, and of what. */
import { epochOf, type Instant, shift } from "@tocsin/core/event/instant";
import type { Policy } from "@tocsin/core/policy/policy";
import { bucketOf } from "./bucket.ts";
import { type Silence, silencedBy } from "./silence.ts";
import { targetsOf } from "./target/targets.ts";
import type { Wake } from "./wake.ts";

const MINUTE = 60_000;
/** The author still remembers a shorter one. */
const SHORTEST_MILLISECONDS = 30 * MINUTE;
const LONGEST_BEFORE_MILLISECONDS = 60 * MINUTE;
/** The fraction of the silence's length. */
const PART_BEFORE = 0.1;

/** An hour before the end, or a tenth of the length if that is less. */
export function remindsAt({ from, until }: Pick<Silence, "from" | "until">): Instant | undefined {
  const length = epochOf(until) - epochOf(from);
  if (length < SHORTEST_MILLISECONDS) return undefined;
  return shift(until, -Math.min(LONGEST_BEFORE_MILLISECONDS, length * PART_BEFORE));
}

/** Once for each silence; none if it was ended early, as its author knows. */
export function isReminderDue(silence: Silence, now: Instant): boolean {
  const at = remindsAt(silence);
  return at !== undefined && at <= now && silence.remindedAt === undefined && silence.expiredAt === undefined;
}

/** Whether people will hear of the alert when the silence ends: as far as is known now, nothing else mutes it. */
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
