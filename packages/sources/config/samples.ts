/** Invented events in the form in which EventBridge delivers them, of an organization that does not exist (Tidewater Ledgers). */
import type { Json, JsonObject } from "@tocsin/core/text/json";

const ACCOUNT = "111122223333";
const REGION = "eu-west-1";
const BUCKET = "tidewater-ledger";
const KEY = "4c0ffee0-12ab-34cd-56ef-1234567890ab";
const SECRET = `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:orders/db-Ab12Cd`;
const BALANCER = `arn:aws:elasticloadbalancing:${REGION}:${ACCOUNT}:loadbalancer/app/berths/84dc5457e450dba5`;
const QUEUE = `https://sqs.${REGION}.amazonaws.com/${ACCOUNT}/orders`;

interface Change {
  readonly rule: string;
  readonly type: string;
  readonly id: string;
  readonly to?: string;
  readonly from?: string;
  readonly recorded?: string;
  readonly annotation?: string;
}

function evaluation({ rule, type, id }: Change, complianceType: string, recorded: string, annotation?: string) {
  return {
    evaluationResultIdentifier: {
      evaluationResultQualifier: {
        configRuleName: rule,
        resourceType: type,
        resourceId: id,
        evaluationMode: "DETECTIVE",
      },
      orderingTimestamp: "2026-11-18T02:00:00.000Z",
    },
    complianceType,
    resultRecordedTime: recorded,
    configRuleInvokedTime: "2026-11-18T02:00:01.000Z",
    ...(annotation === undefined ? {} : { annotation }),
  } satisfies Json;
}

function change(id: number, what: Change, detail: JsonObject = {}) {
  const { rule, type, to = "NON_COMPLIANT", from, recorded = "2026-11-18T02:00:03.210Z", annotation } = what;
  return {
    version: "0",
    id: `c0f19000-0000-4000-8000-${String(id).padStart(12, "0")}`,
    "detail-type": "Config Rules Compliance Change",
    source: "aws.config",
    account: ACCOUNT,
    time: "2026-11-18T02:00:05Z",
    region: REGION,
    resources: [],
    detail: {
      resourceId: what.id,
      awsRegion: REGION,
      awsAccountId: ACCOUNT,
      configRuleName: rule,
      configRuleARN: `arn:aws:config:${REGION}:${ACCOUNT}:config-rule/config-rule-t0cs1n`,
      recordVersion: "1.0",
      messageType: "ComplianceChangeNotification",
      resourceType: type,
      notificationCreationTime: "2026-11-18T02:00:04.321Z",
      newEvaluationResult: evaluation(what, to, recorded, annotation),
      ...(from === undefined ? {} : { oldEvaluationResult: evaluation(what, from, "2026-11-12T02:00:03.210Z") }),
      ...detail,
    },
  };
}

const account = { type: "AWS::::Account", id: ACCOUNT };
const bucket = { type: "AWS::S3::Bucket", id: BUCKET };
const key = { type: "AWS::KMS::Key", id: KEY };
const secret = { type: "AWS::SecretsManager::Secret", id: SECRET };
const publicRead = { ...bucket, rule: "s3-bucket-public-read-prohibited" };
const queue = { type: "AWS::SQS::Queue", id: QUEUE, rule: "tocsin-queues-are-encrypted" };

export const samples = {
  bucketReadable: change(1, publicRead),
  bucketReadableAgain: change(2, { ...publicRead, from: "COMPLIANT", recorded: "2026-11-19T02:00:03.210Z" }),
  bucketClosed: change(3, {
    ...publicRead,
    from: "NON_COMPLIANT",
    to: "COMPLIANT",
    recorded: "2026-11-18T08:00:03.210Z",
  }),
  bucketOutOfScope: change(4, { ...publicRead, to: "NOT_APPLICABLE", recorded: "2026-11-18T09:00:03.210Z" }),
  bucketNotJudged: change(5, { ...publicRead, to: "INSUFFICIENT_DATA" }),
  bucketGone: change(6, publicRead, {
    newEvaluationResult: null,
    notificationCreationTime: "2026-11-18T10:00:00.000Z",
  }),
  bucketWritable: change(7, { ...bucket, rule: "s3-bucket-public-write-prohibited" }),
  bucketReadableInPack: change(8, { ...publicRead, rule: `${publicRead.rule}-conformance-pack-qayjyopmd` }),
  bucketReadableForSecurityHub: change(9, { ...publicRead, rule: `securityhub-${publicRead.rule}-1a2b3c4d` }),
  bucketReadableForOrganization: change(10, { ...publicRead, rule: `OrgConfigRule-${publicRead.rule}-0tocsin0` }),
  bucketBlockOff: change(11, { ...bucket, rule: "s3-bucket-level-public-access-prohibited" }),
  bucketWithoutKms: change(12, { ...bucket, rule: "s3-default-encryption-kms" }),
  accountBlockOff: change(13, { ...account, rule: "s3-account-level-public-access-blocks-periodic" }),
  keyToBeDeleted: change(14, { ...key, rule: "kms-cmk-not-scheduled-for-deletion" }),
  keyNotRotating: change(15, { ...key, rule: "securityhub-cmk-backing-key-rotation-enabled-9f8e7d6c" }),
  keyOpen: change(16, { ...key, rule: "kms-key-policy-no-public-access" }),
  secretNotRotating: change(17, { ...secret, rule: "secretsmanager-rotation-enabled-check" }),
  secretNotRotated: change(18, { ...secret, rule: "secretsmanager-scheduled-rotation-success-check" }),
  secretTooOld: change(19, { ...secret, rule: "secretsmanager-secret-periodic-rotation" }),
  snapshotsPublic: change(20, {
    ...account,
    rule: "ebs-snapshot-public-restorable-check",
    annotation: "\nEBS Snapshots: snap-0a1b2c3d4e5f60718 are public.",
  }),
  snapshotBlockOff: change(21, {
    type: "AWS::EC2::SnapshotBlockPublicAccess",
    id: ACCOUNT,
    rule: "ebs-snapshot-block-public-access",
  }),
  volumesNotEncrypted: change(22, { ...account, rule: "ec2-ebs-encryption-by-default" }),
  databaseSnapshotPublic: change(23, {
    type: "AWS::RDS::DBSnapshot",
    id: "orders-2026-11",
    rule: "rds-snapshots-public-prohibited",
  }),
  guarddutyOff: change(24, { ...account, rule: "guardduty-enabled-centralized" }),
  guarddutyWithoutS3: change(25, {
    type: "AWS::GuardDuty::Detector",
    id: "9ab4c0ffee1122334455667788990011",
    rule: "guardduty-s3-protection-enabled",
  }),
  hubOff: change(26, { ...account, rule: "securityhub-enabled" }),
  macieOff: change(27, { ...account, rule: "macie-status-check" }),
  responseTeamOut: change(28, { ...account, rule: "shield-drt-access" }),
  balancerUnfiltered: change(29, {
    type: "AWS::ElasticLoadBalancingV2::LoadBalancer",
    id: BALANCER,
    rule: "alb-waf-enabled",
  }),
  distributionUnfiltered: change(30, {
    type: "AWS::CloudFront::Distribution",
    id: "E53370HARBOUR",
    rule: "cloudfront-associated-with-waf",
  }),
  /** With an id that does not fit the condition. */
  apiUnfiltered: change(31, {
    type: "AWS::AppSync::GraphQLApi",
    id: "berths",
    rule: "appsync-associated-with-waf",
  }),
  queueNotEncrypted: change(32, {
    ...queue,
    annotation: "\nThe queue has no key of its own.",
  }),
  queueEncrypted: change(33, {
    ...queue,
    from: "NON_COMPLIANT",
    to: "COMPLIANT",
    recorded: "2026-11-18T08:00:03.210Z",
  }),
  queueGone: change(34, queue, { newEvaluationResult: null, notificationCreationTime: "2026-11-18T10:00:00.000Z" }),
  volumeNotTagged: change(35, {
    type: "AWS::EC2::Volume",
    id: "vol-0a1b2c3d4e5f60718",
    rule: "OrgConfigRule-tocsin-required-tags-4ulc2oqb",
  }),
  accountWithoutContact: change(36, { ...account, rule: "tocsin-security-contact" }),
  functionWithoutTag: change(37, {
    type: "AWS::Lambda::Function",
    id: `arn:aws:lambda:${REGION}:${ACCOUNT}:function:orders`,
    rule: "tocsin-required-tags",
  }),
  /** A family of names contains other rules too. */
  ofSameFamily: change(38, { ...secret, rule: "secretsmanager-using-cmk" }),
  ofCertificate: change(39, {
    type: "AWS::ACM::Certificate",
    id: `arn:aws:acm:${REGION}:${ACCOUNT}:certificate/5c0f1f9e-2b1d-4c55-9e0a-7a3f5d0b8c11`,
    rule: "tocsin-acm-certificate-expiration-check",
  }),
  ofNobody: change(40, { type: "AWS::EC2::SecurityGroup", id: "sg-0a1b2c3d4e5f60718", rule: "restricted-ssh" }),
};
