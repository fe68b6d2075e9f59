/**
 * What the observations of a condition can contain: the severities that its sources give, a deadline or none, and the attributes with their
 * types. A source with anything else does not compile, and a policy that matches anything else is refused. Every source uses the types from
 * here; only the reading of policies uses the values, which the ingesting functions do not bundle.
 */
import type { Instant } from "../event/instant.ts";
import type { ConditionName } from "./condition.ts";
import type { AttributeValue } from "./observation.ts";
import { type Severity, severities } from "./severity.ts";

/**
 * The values that an attribute can have; a list names them all. A list is closed only if a source's schema guarantees it: the words of an
 * AWS service are open, unless the schema drops unknown ones.
 */
export type AttributeKind = "text" | "number" | "flag" | readonly AttributeValue[];

interface Observable {
  /** The severities that sources give; deadlines and the policy's rules may change them. */
  readonly severities: readonly Severity[];
  readonly hasDeadline?: true;
  /** Any of them may be missing from an observation. */
  readonly attributes: Readonly<Record<string, AttributeKind>>;
}

/** A mark that is set or missing: no observation says that it is not set. */
const mark = [true] as const;

/** Findings of Macie. */
const macie = {
  findingType: "text",
  bucketPublicAccess: "text",
  /** The ARN of the key that encrypts the bucket by default. */
  key: "text",
  count: "number",
  sample: mark,
} as const;

/** For resources that are shared with a list of principals. */
const exposure = {
  exposedTo: ["everyone", "accounts", "confined"],
  foreignAccounts: "text",
  /** `o-a1b2c3d4e5` */
  organizations: "text",
  encrypted: "flag",
  /** The record does not show whom it is shared with. */
  unread: mark,
} as const;

const declared = {
  "certificate-expiry": {
    severities: ["LOW", "MEDIUM", "CRITICAL"],
    hasDeadline: true,
    attributes: {
      domain: "text",
      certificateType: "text",
      keyPairOrigin: "text",
      inUse: "flag",
      exported: "flag",
      renewalStatusReason: "text",
      configRule: "text",
    },
  },
  "certificate-revoked": {
    severities: ["HIGH"],
    attributes: {
      domain: "text",
      certificateType: "text",
      keyPairOrigin: "text",
      inUse: "flag",
      exported: "flag",
    },
  },
  "parameter-expiry": {
    severities: ["MEDIUM", "HIGH"],
    hasDeadline: true,
    attributes: { parameterType: "text" },
  },
  "parameter-expired": { severities: ["HIGH"], attributes: { parameterType: "text" } },
  "parameter-unchanged": { severities: ["MEDIUM"], attributes: { parameterType: "text" } },
  "secret-rotation": {
    severities: ["LOW", "MEDIUM", "HIGH"],
    attributes: {
      configRule: "text",
      rotationStep: ["createSecret", "setSecret", "testSecret", "finishSecret"],
      rotationFunction: "text",
      /** The ARN of the key that failed it. */
      key: "text",
    },
  },
  "secret-rotation-disabled": { severities: ["LOW", "MEDIUM"], attributes: { configRule: "text" } },
  "secret-deletion": {
    severities: ["INFORMATIONAL", "HIGH", "CRITICAL"],
    hasDeadline: true,
    attributes: { forced: "flag" },
  },
  "secret-exposure": {
    severities: ["MEDIUM", "HIGH", "CRITICAL"],
    attributes: { exposedTo: ["everyone", "accounts", "confined"], confinedTo: "text", foreignAccounts: "text" },
  },
  "secret-replication": { severities: ["HIGH"], attributes: {} },
  "key-deletion": {
    severities: ["HIGH", "CRITICAL"],
    hasDeadline: true,
    attributes: { configRule: "text", keyState: ["PendingDeletion", "PendingReplicaDeletion"], multiRegion: mark },
  },
  "key-disabled": { severities: ["HIGH"], attributes: {} },
  "key-rotation-disabled": { severities: ["MEDIUM"], attributes: { configRule: "text" } },
  "key-material-expiry": { severities: ["INFORMATIONAL"], hasDeadline: true, attributes: {} },
  "key-material-gone": { severities: ["HIGH"], attributes: { materialId: "text" } },
  "key-exposure": {
    severities: ["MEDIUM", "HIGH", "CRITICAL"],
    attributes: {
      configRule: "text",
      exposedTo: ["everyone", "accounts", "confined"],
      exposedBy: ["policy", "grant"],
      confinedTo: "text",
      foreignAccounts: "text",
      /** `Decrypt,GenerateDataKey`: what a grant allows. */
      operations: "text",
    },
  },
  "key-store-disconnected": { severities: ["HIGH"], attributes: { storeName: "text" } },
  threat: {
    severities,
    attributes: {
      findingType: "text",
      sample: mark,
      confidence: "number",
      actionType: "text",
      api: "text",
      apiService: "text",
      queriedDomain: "text",
      /** `INBOUND TCP 22` */
      ports: "text",
      remoteAddress: "text",
      remoteCountry: "text",
      /** `AS64496 Example Networks` */
      remoteOrganization: "text",
      principal: "text",
      accessKeyId: "text",
      /** ARNs of the keys that encrypt the buckets and volumes concerned. */
      key: "text",
      /** Of an attack sequence. */
      actors: "text",
      process: "text",
      attackSequence: "text",
      resourceType: "text",
      resourceCount: "number",
      /** `team=quay` */
      tags: "text",
    },
  },
  malware: { severities: ["HIGH"], attributes: { bucket: "text", threat: "text", threats: "number" } },
  "coverage-gap": {
    severities: ["LOW", "MEDIUM", "HIGH"],
    attributes: {
      reason: "text",
      issue: "text",
      scanType: "text",
      protectionStatus: "text",
      provider: ["AZURE"],
      resourceType: "text",
      bucket: "text",
    },
  },
  "failed-scan": {
    severities: ["LOW", "MEDIUM"],
    attributes: { reason: "text", scanStatus: "text", scanResult: "text", bucket: "text" },
  },
  "protection-gap": {
    severities,
    attributes: {
      configRule: "text",
      service: [
        ...(["guardduty", "inspector", "macie", "securityhub", "access-analyzer", "config", "cloudtrail"] as const),
        ...(["waf", "cloudfront", "shield", "fms", "cloudwatch"] as const),
      ],
      protection: "text",
      name: "text",
      call: "text",
      errorCode: "text",
      unread: mark,
    },
  },
  vulnerability: {
    severities,
    attributes: {
      findingType: "text",
      cve: "text",
      score: "number",
      attackVector: ["NETWORK", "ADJACENT", "LOCAL", "PHYSICAL"],
      epss: "number",
      untriaged: mark,
      exploitAvailable: ["YES", "NO"],
      lastKnownExploit: "text",
      fixAvailable: ["YES", "NO", "PARTIAL"],
      packageName: "text",
      /** `tidewater 2.1.0 → 2.1.4`: installed and fixed. */
      packages: "text",
      packageCount: "number",
      /** `TCP 20-25` */
      openPorts: "text",
      resourceType: "text",
      resourceCount: "number",
      repository: "text",
      imageTags: "text",
      /** How many tasks and pods run the image. */
      inUseCount: "number",
      /** `team=quay` */
      tags: "text",
      provider: ["AZURE"],
    },
  },
  /** Anybody who may put an event writes these: only ids of a known format, words of closed lists, and numbers. */
  "image-vulnerability": {
    severities,
    attributes: {
      cve: "text",
      fixAvailable: ["YES", "NO", "PARTIAL"],
      exploitAvailable: ["YES", "NO"],
      epss: "number",
      score: "number",
    },
  },
  "sensitive-data": {
    severities: ["INFORMATIONAL", "LOW", "MEDIUM", "HIGH"],
    attributes: { ...macie, kinds: "text", occurrences: "number" },
  },
  "bucket-posture": { severities: ["INFORMATIONAL", "LOW", "MEDIUM", "HIGH"], attributes: macie },
  "snapshot-exposure": {
    severities: ["INFORMATIONAL", "MEDIUM", "HIGH", "CRITICAL"],
    attributes: {
      configRule: "text",
      ...exposure,
      resourceType: ["ebs-snapshot", "db-snapshot", "db-cluster-snapshot"],
    },
  },
  "snapshot-use": {
    severities: ["INFORMATIONAL", "HIGH"],
    attributes: { foreignAccounts: "text", use: ["copy", "volume"] },
  },
  "image-exposure": { severities: ["INFORMATIONAL", "MEDIUM", "HIGH", "CRITICAL"], attributes: exposure },
  "volume-encryption": { severities: ["MEDIUM", "HIGH"], attributes: { configRule: "text" } },
  "volume-key": { severities: ["MEDIUM", "HIGH"], attributes: { key: "text", foreignAccounts: "text" } },
  "exposed-credentials": {
    severities: ["HIGH", "CRITICAL"],
    attributes: { healthCode: "text", userName: "text", accessKeyId: "text" },
  },
  "account-abuse": { severities: ["HIGH"], attributes: { healthCode: "text" } },
  "ddos-attack": { severities: ["HIGH"], attributes: { healthCode: "text", alarm: "text", metric: "text" } },
  "public-access-block": {
    severities: ["MEDIUM", "HIGH"],
    attributes: {
      configRule: "text",
      blocks: ["ebs-snapshots", "images", "bucket", "account"],
      off: ["BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"],
      unread: mark,
    },
  },
  "bucket-exposure": {
    severities: ["MEDIUM", "HIGH", "CRITICAL"],
    attributes: {
      configRule: "text",
      by: ["policy", "acl"],
      exposedTo: ["everyone", "accounts", "confined"],
      confinedTo: "text",
      foreignAccounts: "text",
      /** Canonical ids of users. */
      grantees: "text",
      unread: mark,
    },
  },
  "bucket-encryption": {
    severities: ["LOW", "MEDIUM", "HIGH"],
    attributes: { configRule: "text", key: "text", foreignAccounts: "text", unread: mark },
  },
  "replication-exposure": {
    severities: ["MEDIUM", "HIGH"],
    attributes: {
      exposedTo: ["accounts", "unknown"],
      foreignAccounts: "text",
      destinations: "text",
      unread: mark,
    },
  },
  "replication-gap": { severities: ["LOW", "MEDIUM"], attributes: { gap: ["role", "key", "kms-objects"] } },
  "external-access": {
    severities: ["MEDIUM", "CRITICAL"],
    attributes: {
      exposedTo: ["everyone", "accounts", "confined"],
      foreignAccounts: "text",
      confinedTo: "text",
      resourceType: "text",
      /** `sts:AssumeRole` */
      actions: "text",
    },
  },
  /** From a custom rule of AWS Config, or a control of Security Hub. */
  compliance: {
    severities,
    attributes: {
      configRule: "text",
      /** `S3.5`, or the generator of a finding that names no control. */
      control: "text",
      resourceType: "text",
      provider: ["AZURE", "OTHER"],
    },
  },
  finding: {
    severities,
    attributes: {
      product: "text",
      findingType: "text",
      resourceType: "text",
      sample: mark,
      provider: ["AZURE", "OTHER"],
    },
  },
  escalation: {
    severities: ["HIGH", "CRITICAL"],
    attributes: {
      /** The name of the custom action. */
      action: "text",
      product: "text",
      findingType: "text",
    },
  },
  /** For mails that channels send; it contains no address. */
  "mail-delivery": {
    severities: ["MEDIUM", "HIGH"],
    attributes: {
      feedback: ["bounce", "complaint"],
      bounceType: ["Permanent", "Transient", "Undetermined"],
      bounceSubType: "text",
      /** `550`, `5.1.1` */
      diagnosticCode: "text",
      complaintType: "text",
    },
  },
  drill: { severities: ["LOW"], attributes: { destination: "text", rings: "flag", startedBy: "text" } },
} as const satisfies Record<ConditionName, Observable>;

export const observables: Readonly<Record<ConditionName, Observable>> = declared;

/*
 * The types of one condition, or of any of several: a source that builds statements about two conditions in one piece may
 * give what either has. That each statement keeps to its own condition is then shown by the contract's test.
 */
type Declared = typeof declared;
type AttributesIn<C extends ConditionName> = Declared[C]["attributes"];
type AttributeName<C extends ConditionName> = C extends ConditionName ? keyof AttributesIn<C> : never;
type KindOf<C extends ConditionName, N> = C extends ConditionName
  ? N extends keyof AttributesIn<C>
    ? AttributesIn<C>[N]
    : never
  : never;
type ValueOf<K> = K extends readonly (infer V)[]
  ? V
  : K extends "text"
    ? string
    : K extends "number"
      ? number
      : K extends "flag"
        ? boolean
        : never;

/** What an observation of the condition may give as attributes. */
export type AttributesOf<C extends ConditionName> = {
  readonly [N in AttributeName<C>]?: ValueOf<KindOf<C, N>> | readonly ValueOf<KindOf<C, N>>[] | undefined;
};

/** For an object of attributes that is not a literal: it must not contain anything that the condition does not declare. */
export type Undeclared<C extends ConditionName, A> = {
  readonly [N in Exclude<keyof A, AttributeName<C>>]?: never;
};

export type SeverityOf<C extends ConditionName> = Declared[C]["severities"][number];

export type DeadlineOf<C extends ConditionName> = C extends ConditionName
  ? Declared[C] extends { readonly hasDeadline: true }
    ? Instant
    : undefined
  : never;
