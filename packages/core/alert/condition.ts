/**
 * What can be wrong, as a kind. A condition says what its alerts are about whoever reports them; `remedy` is what to do
 * when the observation itself brings no better advice.
 */
interface Condition {
  readonly label: string;
  readonly remedy: string;
  /** How long an alert stands that no reporter repeats, where no service ever says that it is over. */
  readonly expiresAfterDays?: number;
}

const declared = {
  "certificate-expiry": {
    label: "Certificate expires",
    remedy:
      "Renew or re-import the certificate before the deadline. For a managed certificate, check that its DNS validation records still resolve and that no CAA record forbids Amazon; for an imported one, import the renewed certificate over the same ARN.",
  },
  "certificate-revoked": {
    label: "Certificate revoked",
    remedy: "Find out who revoked it and why, and replace it wherever it is installed.",
  },
  "parameter-expiry": {
    label: "Parameter expires",
    remedy:
      "Parameter Store deletes the parameter at its expiration date. Rotate the value and move the date in its Expiration policy, or remove what still reads it.",
  },
  "parameter-expired": {
    label: "Parameter deleted by its expiration policy",
    remedy: "Whatever reads this parameter fails now. Create it again, or remove its readers.",
  },
  "parameter-unchanged": {
    label: "Parameter not changed in time",
    remedy: "The value is older than its NoChangeNotification policy allows. Change it.",
  },
  "secret-rotation": {
    label: "Secret rotation fails",
    remedy:
      "Read the rotation function's log for the step that failed, fix it, then start the rotation again with `aws secretsmanager rotate-secret`.",
  },
  "secret-rotation-disabled": {
    label: "Secret rotation switched off",
    remedy: "Switch the rotation on again, or record why this secret does not rotate.",
  },
  "secret-deletion": {
    label: "Secret is being deleted",
    remedy:
      "If something still reads the secret, call `aws secretsmanager restore-secret` before the deadline; after it, the value is gone.",
  },
  "secret-exposure": {
    label: "Secret readable from outside",
    remedy: "Narrow the secret's resource policy to the principals that need it, then rotate the value.",
  },
  "secret-replication": {
    label: "Secret replica out of date",
    remedy:
      "Check the replica's key and permissions in its region, then start the replication again with `aws secretsmanager replicate-secret-to-regions`.",
  },
  threat: {
    label: "Threat detected",
    remedy: "Follow the finding's link, contain the resource, and look for what else the actor touched.",
  },
  malware: {
    label: "Malware found",
    remedy: "Isolate the object or volume, find out how it arrived, and delete it after the investigation.",
  },
  "coverage-gap": {
    label: "Not scanned or not watched",
    remedy:
      "A resource is outside the protection that the organization relies on. Restore its coverage, or exclude it on purpose.",
  },
  vulnerability: {
    label: "Vulnerability found",
    remedy: "Update the package or change the configuration as the finding recommends.",
  },
  "sensitive-data": {
    label: "Sensitive data found",
    remedy:
      "Check who can read the bucket, and move or protect the object. The finding's link shows where; Tocsin keeps no datum.",
  },
  "bucket-posture": {
    label: "Bucket less protected",
    remedy: "Restore the bucket's public access block, encryption or sharing as your standard asks.",
  },
} as const satisfies Record<string, Condition>;

export type ConditionName = keyof typeof declared;

export const conditions: Readonly<Record<ConditionName, Condition>> = declared;
