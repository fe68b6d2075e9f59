/**
 * What can be wrong, as a kind. A condition says what its alerts are about, whoever reports them; `remedy` is what to do if the observation
 * itself has no better advice.
 */
export interface Condition {
  readonly label: string;
  readonly remedy: string;
  /** What ends the alert after somebody has acted, for the people who wait for it. */
  readonly ends: string;
  /**
   * How long an alert stays open after its last report, and after its deadline, if it may end without any service ever saying so. Left out
   * if a service reliably reports the end.
   */
  readonly expiresAfterDays?: number;
}

const declared = {
  "certificate-expiry": {
    label: "Certificate expiry",
    remedy:
      "Renew or re-import the certificate: after the deadline its clients refuse it. For a managed certificate, check that its DNS validation records still resolve and that no CAA record forbids Amazon; for an imported one, import the renewed certificate over the same ARN.",
    ends: "ACM reports the renewal, the re-import or the deletion of the certificate.",
  },
  "certificate-revoked": {
    label: "Certificate revoked",
    remedy: "Find out who revoked it and why, and replace it wherever it is installed.",
    ends: "No service reports that a revoked certificate was replaced: resolve the alert when it is.",
    expiresAfterDays: 90,
  },
  "parameter-expiry": {
    label: "Parameter expiry",
    remedy:
      "Rotate the value and move the date in its Expiration policy, or remove what still reads it: Parameter Store deletes the parameter at that date.",
    ends: "CloudTrail records policies without an expiration, or with one that is far away or has a notice still to come, or Parameter Store reports that the parameter was deleted. Where no trail shows the policies, an update leaves the alert unconfirmed: resolve it if the date has moved.",
    expiresAfterDays: 30,
  },
  "parameter-expired": {
    label: "Parameter deleted by its expiration policy",
    remedy: "Create it again, or remove its readers: whatever reads this parameter fails now.",
    ends: "Parameter Store reports that the parameter was created again. If nothing reads it any more, resolve the alert.",
    expiresAfterDays: 30,
  },
  "parameter-unchanged": {
    label: "Parameter not changed in time",
    remedy: "Change the value: it is older than its NoChangeNotification policy allows.",
    ends: "Parameter Store reports that the parameter was changed or deleted.",
  },
  "secret-rotation": {
    label: "Secret rotation fails",
    remedy:
      "Read the rotation function's log for the step that failed, fix it, then start the rotation again with `aws secretsmanager rotate-secret`.",
    ends: "Secrets Manager reports a rotation that succeeded, or a new current value. Where AWS Config reports it too, its rule finds the secret to comply.",
  },
  "secret-rotation-disabled": {
    label: "Secret rotation switched off",
    remedy:
      "If the secret is to rotate, switch the rotation on again with `aws secretsmanager rotate-secret`. If it never rotated, or need not, resolve the alert.",
    ends: "CloudTrail records that the rotation was switched on, or Secrets Manager deletes the secret. For a secret that is not to rotate, resolve the alert. Where AWS Config reports it too, its rule finds the secret to comply.",
    expiresAfterDays: 90,
  },
  "secret-deletion": {
    label: "Secret deletion",
    remedy:
      "If something still reads the secret, call `aws secretsmanager restore-secret` before the deadline; after it, the value is gone.",
    ends: "CloudTrail records that the secret was restored, or that it was deleted at its date. For a secret that was deleted or overwritten by force, resolve the alert when its readers are seen to.",
    expiresAfterDays: 30,
  },
  "secret-exposure": {
    label: "Secret readable from outside",
    remedy: "Narrow the secret's resource policy to the principals that need it, then rotate the value.",
    ends: "CloudTrail records a policy that opens the secret to nobody outside, or that the policy was deleted. Where IAM Access Analyzer reports it too, its finding is resolved or archived.",
  },
  "secret-replication": {
    label: "Secret replica out of date",
    remedy:
      "Check the replica's key and permissions in its region, then start the replication again with `aws secretsmanager replicate-secret-to-regions`.",
    ends: "Secrets Manager reports a replication that succeeded, or CloudTrail that the replica was removed.",
  },
  "key-deletion": {
    label: "Key deletion",
    remedy:
      "If anything is encrypted with the key, keep it with `aws kms cancel-key-deletion` before the deadline; after it, what the key encrypted is lost. Then enable the key.",
    ends: "CloudTrail records that the deletion was cancelled, or KMS that the key was deleted at its date. For a key that was deleted without one, resolve the alert when what it encrypted is seen to. Where AWS Config reports it too, its rule finds the key to comply.",
    // A multi-Region primary waits up to 30 days for its replicas, and then up to 30 days for its own deletion.
    expiresAfterDays: 90,
  },
  "key-disabled": {
    label: "Key disabled",
    remedy:
      "If anything still uses the key, enable it with `aws kms enable-key`: until then nothing that it encrypted can be read.",
    ends: "CloudTrail records that the key was enabled, or KMS that it was deleted. For a key that is to stay disabled, resolve the alert.",
  },
  "key-rotation-disabled": {
    label: "Key rotation switched off",
    remedy:
      "If the key is to rotate, switch the rotation on again with `aws kms enable-key-rotation`. If it never rotated, or need not, resolve the alert.",
    ends: "CloudTrail records that the rotation was switched on, or KMS that the key rotated by itself or was deleted. For a multi-Region key whose primary has moved, and for a key that is not to rotate, resolve the alert. Where AWS Config reports it too, its rule finds the key to comply.",
    expiresAfterDays: 90,
  },
  "key-material-expiry": {
    label: "Imported key material expiry",
    remedy:
      "Import the same key material again with another date, or with none: at its date KMS deletes it, without a further warning, and the key cannot be used.",
    ends: "CloudTrail records that the material was imported again with another date or none, or that it was deleted, or KMS that it has expired. When the key itself is deleted, resolve the alert.",
    expiresAfterDays: 30,
  },
  "key-material-gone": {
    label: "Imported key material gone",
    remedy:
      "Import the same key material again: until then the key cannot be used, and nothing that it encrypted can be read.",
    ends: "CloudTrail records that all of it was imported again, or KMS that the key was deleted. For material that is not needed any more, resolve the alert.",
    expiresAfterDays: 90,
  },
  "key-exposure": {
    label: "Key usable from outside",
    remedy: "Narrow the key's policy to the principals that need it, and take back what was granted to others.",
    ends: "CloudTrail records a policy that opens the key to nobody outside, or that the grant was revoked or retired. When the key of a grant is deleted, resolve the alert. Where AWS Config reports it too, its rule finds the key to comply. Where IAM Access Analyzer reports it too, its finding is resolved or archived.",
  },
  "key-store-disconnected": {
    label: "Custom key store disconnected",
    remedy:
      "Connect it again with `aws kms connect-custom-key-store`: until then none of its keys can be used. When `aws kms describe-custom-key-stores` shows it as CONNECTED, resolve this alert.",
    ends: "No event says that a key store is connected: after CloudTrail records that it was told to connect, the alert is unconfirmed. Resolve it when the store is connected. CloudTrail's record of its deletion ends it too.",
    expiresAfterDays: 30,
  },
  threat: {
    label: "Threat detected",
    remedy: "Follow the finding's link, contain the resource, and look for what else the actor touched.",
    ends: "The finding is archived in GuardDuty. GuardDuty never reports that a threat is over.",
    expiresAfterDays: 90,
  },
  malware: {
    label: "Malware found",
    remedy: "Isolate the object or volume, find out how it arrived, and delete it after the investigation.",
    ends: "No service reports that malware was removed: resolve the alert when it is.",
    expiresAfterDays: 90,
  },
  "coverage-gap": {
    label: "Not scanned or not watched",
    remedy:
      "Restore the resource's coverage, or exclude it on purpose: it is outside the protection that the organization relies on.",
    ends: "The service reports that it watches the resource again.",
  },
  "failed-scan": {
    label: "One scan failed",
    remedy:
      "Look at the reason: permissions, a password, or a kind of file that cannot be scanned. Have it scanned again, or keep it away from whatever trusts it.",
    ends: "A later scan of the same object or image. Most are never scanned again: resolve the alert when it is seen to.",
    expiresAfterDays: 30,
  },
  "protection-gap": {
    label: "Protection switched off or narrowed",
    remedy: "Find out who did it and why: an intruder does it first. Switch the protection on again.",
    ends: "CloudTrail records the call that undoes it. Where something else has taken its place, or where it is meant, resolve the alert. Where AWS Config reports it, its rule finds the account or the resource to comply.",
  },
  vulnerability: {
    label: "Vulnerability found",
    remedy:
      "Update the package, or change the configuration that lets it be reached. What Inspector knows of it is behind the link.",
    ends: "Inspector closes the finding once it no longer sees the vulnerability.",
  },
  "image-vulnerability": {
    label: "Vulnerability reported in a machine image",
    remedy:
      "Any account of the organization can put such an event: ask for another scan of the image, and go by what Inspector shows. If it is true, build the image anew with updated packages, and replace what runs from it.",
    ends: "A later scan on demand reports it as closed. An image that nobody has scanned again is not heard of: resolve the alert when the image is out of use.",
    expiresAfterDays: 30,
  },
  "sensitive-data": {
    label: "Sensitive data found",
    remedy:
      "Check who can read the bucket, and move or protect the object. The finding's link shows where; Tocsin keeps no datum.",
    ends: "No service reports that sensitive data was removed: resolve the alert when it is, or when it may stay.",
    expiresAfterDays: 90,
  },
  "bucket-posture": {
    label: "Bucket less protected",
    remedy: "Restore the bucket's public access block, encryption or sharing as your standard asks.",
    ends: "Macie never reports that a bucket is protected again: resolve the alert when it is.",
    expiresAfterDays: 90,
  },
  "snapshot-exposure": {
    label: "Snapshot shared outside its account",
    remedy: "Share the snapshot with nobody who is not to have it, and change what secrets it holds.",
    ends: "CloudTrail records that the snapshot is shared with nobody else any more, or that it was deleted. Where AWS Config reports it too, its rule finds the snapshot to comply. Where IAM Access Analyzer reports it too, its finding is resolved or archived.",
  },
  "snapshot-use": {
    label: "Shared snapshot used by another account",
    remedy:
      "Find out whose account it is. If it is not to have the snapshot, share it no more, take what is in it for stolen and change what secrets it holds. Then resolve the alert: no call takes a copy back.",
    ends: "No service reports that a copy is gone: resolve the alert when it is known whose it is.",
    expiresAfterDays: 30,
  },
  "image-exposure": {
    label: "Machine image shared outside its account",
    remedy: "Share the image with nobody who is not to have it, and change what secrets its disks hold.",
    ends: "CloudTrail records that the image is shared with nobody else any more, or that it was disabled or deregistered.",
  },
  "volume-encryption": {
    label: "New volumes not encrypted by default",
    remedy:
      "Switch it on again: `aws ec2 enable-ebs-encryption-by-default`. Volumes that were made meanwhile stay as they are: look for those without encryption.",
    ends: "CloudTrail records that encryption by default was switched on in the account and Region. Where AWS Config reports it too, its rule finds the account to comply.",
  },
  "volume-key": {
    label: "Default key of volumes changed",
    remedy:
      "See whether the key is the one that your standard asks for. If not, set it with `aws ec2 modify-ebs-default-kms-key-id`, and look for volumes that were made under the other. Then resolve the alert.",
    ends: "No service says which key is meant: resolve the alert when it is the right one.",
    expiresAfterDays: 30,
  },
  "public-access-block": {
    label: "Block of public access removed",
    remedy: "Find out who removed it and why, and put it back: without it, whoever may share can share with everyone.",
    ends: "CloudTrail records that the block was put back. Where AWS Config reports it too, its rule finds the bucket or the account to comply.",
  },
  "exposed-credentials": {
    label: "Credentials exposed",
    remedy:
      "Deactivate the access key, or sign the user out and change the password. Look in CloudTrail for what was done with it, and undo that; then make new credentials. AWS waits for an answer in its support case.",
    ends: "AWS Health closes the event, once AWS sees that the credentials are of no use any more.",
    expiresAfterDays: 90,
  },
  "account-abuse": {
    label: "Abuse reported",
    remedy:
      "Answer the report within a day: AWS may stop the resources otherwise. Find out whether they are still yours alone, as abuse is mostly an intruder's.",
    ends: "AWS Health closes the event, once AWS has taken the answer. If it does not, resolve the alert when that is done.",
    expiresAfterDays: 30,
  },
  "ddos-attack": {
    label: "DDoS attack",
    remedy:
      "See in Shield which resources are attacked and whether they answer. With Shield Advanced, its response team helps; without, restrict what reaches them with WAF.",
    ends: "The alarm on Shield's metric is OK again, or AWS Health closes the event. Where neither comes, resolve the alert when the attack is over.",
    expiresAfterDays: 7,
  },
  "bucket-exposure": {
    label: "Bucket open to others",
    remedy:
      "Narrow the bucket's policy with `aws s3api put-bucket-policy` to the principals that need it, or delete it; a block of public access shuts everyone out at once. Then see who read the bucket meanwhile.",
    ends: "CloudTrail records a policy and grants that open the bucket to nobody else, that they were deleted, a block of public access where it was open to everyone, or that the bucket was deleted. Where AWS Config reports it too, its rule finds the bucket to comply. Where IAM Access Analyzer reports it too, its finding is resolved or archived.",
  },
  "bucket-encryption": {
    label: "Bucket encrypts without its key",
    remedy:
      "If the bucket is to encrypt under a key of KMS, set it with `aws s3api put-bucket-encryption`, and look for objects that were written meanwhile. If it need not, resolve the alert.",
    ends: "CloudTrail records a default encryption under the account's own key of KMS, or that the bucket was deleted. If S3's own key is enough, resolve the alert. Where AWS Config reports it too, its rule finds the bucket to comply.",
    expiresAfterDays: 90,
  },
  "replication-exposure": {
    label: "Bucket replicated to another account",
    remedy:
      "Find out whose account it is. If it is not to have what is in the bucket, end the replication: `aws s3api delete-bucket-replication`. What was copied stays where it is.",
    ends: "CloudTrail records a replication to the own account alone, that it was ended, or that the bucket was deleted.",
  },
  "replication-gap": {
    label: "Bucket replication leaves objects out",
    remedy:
      "Put the replication again with `aws s3api put-bucket-replication`: with a role of the own account, with `SseKmsEncryptedObjects` enabled where objects are encrypted under a key of KMS, and with a key for the replicas that their account may use. If what is left out may be, resolve the alert.",
    ends: "CloudTrail records a replication without the gap, that it was ended, or that the bucket was deleted. Where no object is encrypted under a key of KMS, resolve the alert.",
    expiresAfterDays: 90,
  },
  "external-access": {
    label: "Resource open to others",
    remedy:
      "Find out who is let in. If they are not to be, narrow the resource's policy, or the role's trust policy. If they are, archive the finding in IAM Access Analyzer, or make an archive rule for all of its kind.",
    ends: "IAM Access Analyzer resolves the finding within half an hour of a change as a rule, or it is archived there. When its analyzer is deleted, resolve the alert.",
  },
  compliance: {
    label: "Not as a check asks",
    remedy:
      "See what the rule or the control asks for, change the resource, or take it out of its scope: a finding of a control can be suppressed in Security Hub. Who changed the resource last is in AWS Config's timeline of it.",
    ends: "AWS Config finds that the resource complies, or no longer evaluates it; the control passes, or its finding is archived, suppressed or marked as resolved in Security Hub. AWS Config says nothing when the rule is deleted: then resolve the alert.",
  },
  finding: {
    label: "Finding of another product",
    remedy:
      "Read behind the link what the product has found, and do what it advises. If the product never says that it is over, mark the finding as resolved in Security Hub when it is.",
    ends: "The product archives the finding, or it is suppressed or marked as resolved in Security Hub. Firewall Manager never says so of what was mended by hand: resolve the alert.",
    expiresAfterDays: 90,
  },
  escalation: {
    label: "Finding escalated by a person",
    remedy: "Look at the finding behind the link now: a person asks for it. Resolve the alert when it is seen to.",
    ends: "No service says that it was seen to: resolve the alert when it is.",
    expiresAfterDays: 7,
  },
  "mail-delivery": {
    label: "Mail not delivered",
    remedy: "See why the channel's mails come back, then send it a drill with `tocsin channel test`.",
    ends: "SES delivers a later mail of the channel. If the channel is gone, resolve the alert.",
    expiresAfterDays: 30,
  },
  drill: {
    label: "Drill",
    remedy: "Nothing: no problem stands behind it. Whoever runs the drill wants to know that this arrived.",
    ends: "The drill ends by itself, a quarter of an hour after it began at the latest.",
    expiresAfterDays: 15 / (24 * 60),
  },
} as const satisfies Record<string, Condition>;

export type ConditionName = keyof typeof declared;

export const conditions: Readonly<Record<ConditionName, Condition>> = declared;

/**
 * Whether an alert is a drill, which `tocsin drill` makes to test whether a destination is reached. Nothing is wrong: no rule of a policy
 * matches it, and no list, count or report has it.
 */
export function isDrill({ condition }: { readonly condition: ConditionName }): boolean {
  return condition === "drill";
}
