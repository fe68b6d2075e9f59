import type { AlertView } from "@tocsin/core/alert/view";
import { instant } from "@tocsin/core/event/instant";
import { describe, expect, test } from "vitest";
import { certificateAlert } from "../testing/sample-notification.ts";
import { defaultUrgencyOf } from "./default-urgency.ts";

const alert = (changed: Partial<AlertView>, environment?: string): AlertView => ({
  ...certificateAlert,
  deadline: undefined,
  attributes: {},
  ...changed,
  directory: environment === undefined ? undefined : { environment, tags: {} },
});
const theft = {
  condition: "threat",
  severity: "HIGH",
  attributes: { findingType: ["CredentialAccess:IAMUser/X"] },
} as const;
const open = { condition: "secret-exposure", severity: "CRITICAL", attributes: { exposedTo: ["everyone"] } } as const;
const off = { condition: "protection-gap", severity: "HIGH", attributes: { service: ["cloudtrail"] } } as const;
const keys = { findingType: ["SensitiveData:S3Object/Credentials"], bucketPublicAccess: ["PUBLIC"] };
const attacked = {
  condition: "vulnerability",
  severity: "HIGH",
  attributes: { exploitAvailable: ["YES"], attackVector: ["NETWORK"], resourceType: ["AWS_EC2_INSTANCE"] },
} as const;
const expiring = (deadline: string, changed: Partial<AlertView> = {}) => ({
  condition: "certificate-expiry" as const,
  severity: "CRITICAL" as const,
  deadline: instant(deadline),
  attributes: { inUse: [true] },
  ...changed,
});

describe("what is built in says that people must hear", () => {
  test.each<[string, AlertView, string, string?]>([
    [
      "of an attack sequence now",
      alert({ condition: "threat", severity: "HIGH", attributes: { attackSequence: ["x"] } }, "dev"),
      "now",
    ],
    ["of a CRITICAL threat now, wherever it is", alert({ condition: "threat", severity: "CRITICAL" }, "dev"), "now"],
    ["of a HIGH threat in the morning", alert({ condition: "threat", severity: "HIGH" }, "prod"), "morning"],
    ["of a theft of credentials in production now", alert(theft, "production"), "now"],
    ["of one elsewhere in the morning", alert(theft, "staging"), "morning"],
    ["of one where nobody says what the account is for now", alert(theft), "now"],
    ["of one where it is unknown what the account is for now", alert(theft, "unknown"), "now"],
    ["of a MEDIUM theft in the digest", alert({ ...theft, severity: "MEDIUM" }, "prod"), "digest"],
    [
      "of credentials that everyone can read now",
      alert({ condition: "sensitive-data", severity: "HIGH", attributes: keys }),
      "now",
    ],
    [
      "of credentials in a bucket of one's own in the morning",
      alert({ condition: "sensitive-data", severity: "HIGH", attributes: { findingType: keys.findingType } }),
      "morning",
    ],
    ["of a secret that everyone can read now", alert(open, "prod"), "now"],
    ["of one of a sandbox in the morning", alert(open, "sandbox"), "morning"],
    [
      "of a secret that some accounts can read in the morning",
      alert({ ...open, attributes: { exposedTo: ["accounts"] } }),
      "morning",
    ],
    ["of a key that everyone can use now", alert({ ...open, condition: "key-exposure" }, "prod"), "now"],
    ["of one of a sandbox in the morning", alert({ ...open, condition: "key-exposure" }, "sandbox"), "morning"],
    [
      "of a key that another account can use in the morning",
      alert({ ...open, condition: "key-exposure", severity: "HIGH", attributes: { exposedTo: ["accounts"] } }, "prod"),
      "morning",
    ],
    ["of a trail that was switched off now", alert(off, "prod"), "now"],
    ["of one of a sandbox in the morning", alert(off, "sandbox"), "morning"],
    ["of a narrower protection in the digest", alert({ ...off, severity: "MEDIUM" }, "prod"), "digest"],
    ["of an attackable vulnerability by day now", alert(attacked), "now"],
    ["of one at night in the morning", alert(attacked), "morning", "2026-11-24T02:00:00Z"],
    [
      "of one that cannot be attacked over the network in the morning",
      alert({ ...attacked, attributes: { ...attacked.attributes, attackVector: ["LOCAL"] } }),
      "morning",
    ],
    [
      "of one that nobody is known to exploit in the morning",
      alert({ ...attacked, attributes: { ...attacked.attributes, exploitAvailable: ["NO"] } }),
      "morning",
    ],
    [
      "of one of an image, which nobody may run, in the morning",
      alert({ ...attacked, attributes: { ...attacked.attributes, resourceType: ["AWS_ECR_CONTAINER_IMAGE"] } }),
      "morning",
    ],
    ["of a certificate with ten days in the morning", alert(expiring("2026-12-04T05:52:00Z")), "morning"],
    [
      "of its last day before nine in the morning",
      alert(expiring("2026-11-25T05:52:00Z")),
      "morning",
      "2026-11-24T08:59:59Z",
    ],
    ["of its last day from nine on now", alert(expiring("2026-11-25T05:52:00Z")), "now", "2026-11-24T09:00:00Z"],
    ["of a deadline on Sunday on Friday", alert(expiring("2026-11-29T12:00:00Z")), "now", "2026-11-27T09:00:00Z"],
    [
      "of a certificate of a sandbox in the morning to its end",
      alert(expiring("2026-11-24T09:30:00Z"), "sandbox"),
      "morning",
    ],
    [
      "of a certificate that nothing uses in the digest",
      alert(expiring("2026-11-24T05:00:00Z", { attributes: { inUse: [false] } })),
      "digest",
    ],
    [
      "of one that somebody says is used as of any",
      alert(expiring("2026-12-04T05:52:00Z", { attributes: { inUse: [false, true] } })),
      "morning",
    ],
    ["of anything HIGH in the morning", alert({ condition: "secret-rotation", severity: "HIGH" }), "morning"],
    ["of anything milder in the digest", alert({ condition: "secret-rotation", severity: "MEDIUM" }), "digest"],
  ])("%s", (_title, view, urgency, now = "2026-11-24T10:00:00Z") => {
    expect(defaultUrgencyOf(view, { now: instant(now), timezone: "UTC" }).urgency).toBe(urgency);
  });
});
