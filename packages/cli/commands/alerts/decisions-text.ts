/** What people have decided on an alert, and until when that holds. */
import type { Decisions } from "@tocsin/core/alert/decision";
import type { Status } from "@tocsin/core/alert/view";
import { acknowledgedUntil } from "@tocsin/core/transition/evaluate";

/** A label and a text for each decision that is known, whether or not it holds. */
export function decisionFields(
  { acknowledgement, suppression, approval, ruling }: Decisions,
  status: Status,
): readonly (readonly [string, string])[] {
  return [
    ...(acknowledgement
      ? [
          [
            "acknowledged",
            madeText(acknowledgement, acknowledgedUntil(acknowledgement), status === "ACKNOWLEDGED"),
          ] as const,
        ]
      : []),
    ...(suppression
      ? [["suppressed", madeText(suppression, suppression.until, status === "SUPPRESSED")] as const]
      : []),
    ...(approval ? [["approved", `by ${approval.by} at ${approval.at}: ${approval.why}`] as const] : []),
    ...(ruling
      ? [
          [
            ruling.kind === "resolve" ? "resolved" : "reopened",
            `by ${ruling.by} at ${ruling.at}: ${ruling.why}`,
          ] as const,
        ]
      : []),
  ];
}

/** What does not hold is over, was taken back, is not yet approved, or was meant for what was milder. */
function madeText({ by, why }: { readonly by: string; readonly why: string }, until: string, holds: boolean): string {
  return `by ${by} until ${until}: ${why}${holds ? "" : " (does not hold now)"}`;
}
