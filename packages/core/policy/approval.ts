/** Suppressions that hold only once a second person has approved them, if the policy requires that. */
import { type Decisions, isApproved, overrules, type Suppression } from "../alert/decision.ts";
import type { Severity } from "../alert/severity.ts";
import { epochOf, type Instant, MILLISECONDS_PER_DAY } from "../event/instant.ts";

/** Either is enough. */
export interface SuppressionApproval {
  /** For alerts with such a severity while the suppression would hold. */
  readonly severities: readonly Severity[];
  /** Those that last longer. */
  readonly beyondDays?: number | undefined;
}

/** The part of a policy that this uses. */
interface Asking {
  readonly suppressionApproval?: SuppressionApproval | undefined;
}

/** Whether the suppression does not hold because the policy requires another person's approval, and there is none. */
export function awaitsApproval(decisions: Decisions, severity: Severity, { suppressionApproval }: Asking): boolean {
  const { suppression } = decisions;
  if (suppression === undefined || suppressionApproval === undefined) return false;
  const { severities, beyondDays } = suppressionApproval;
  const days = (epochOf(suppression.until) - epochOf(suppression.at)) / MILLISECONDS_PER_DAY;
  const isAsked = severities.includes(severity) || (beyondDays !== undefined && days > beyondDays);
  return isAsked && !isApproved(decisions);
}

/** The suppression that would hold at `now` if somebody approved it. */
export function pendingSuppression(
  decisions: Decisions,
  severity: Severity,
  policy: Asking,
  now: Instant,
): Suppression | undefined {
  const { suppression, ruling } = decisions;
  if (suppression === undefined || now >= suppression.until) return undefined;
  if (ruling !== undefined && !overrules(suppression, ruling)) return undefined;
  return awaitsApproval(decisions, severity, policy) ? suppression : undefined;
}
