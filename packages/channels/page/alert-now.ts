/** An alert as it is now, for a person who asks: the fields of its page, without those of a notification. */
import type { AlertView } from "@tocsin/core/alert/view";
import type { AlertLinks } from "@tocsin/core/policy/links/alert-links";
import { command, linksTo, type Reading, todo } from "./alert-fields.ts";
import { decidedBy, fieldsAtFirst, fieldsBesides } from "./alert-page.ts";
import type { Field } from "./field.ts";

export function fieldsOfAlert(
  alert: AlertView,
  links: AlertLinks,
  reading: Reading,
  place: string | undefined,
): readonly Field[] {
  const { decided, status } = alert;
  return [
    ...fieldsAtFirst(alert, reading),
    ...(status === "RESOLVED" ? [] : todo(alert, linksTo(links, alert).runbook)),
    ...fieldsBesides(alert, reading),
    ...(decided === undefined ? [] : [decidedBy(decidedLabels[status], decided, reading.zone)]),
    command(alert.id, place),
  ];
}

/** Who works on it, or what somebody decided. */
const decidedLabels = {
  OPEN: "decided by",
  ACKNOWLEDGED: "acked by",
  SUPPRESSED: "muted by",
  RESOLVED: "ended by",
} as const;
