/** Calls and alarms as CloudTrail and CloudWatch emit them, of an invented organization (Harbour Freight Lines). */
import { callsOf } from "../protection/samples.ts";

const ACCOUNT = "111122223333";
const BALANCER = `arn:aws:elasticloadbalancing:eu-west-1:${ACCOUNT}:loadbalancer/app/berths/84dc5457e450dba5`;
const ACL = `arn:aws:wafv2:eu-west-1:${ACCOUNT}:regional/webacl/berths/ebbcb976-0000-4000-8000-00000000cafe`;
const DISTRIBUTION = "E53370HARBOUR";
const PROTECTION = "12345678-5104-46eb-bd03-0000000cafe0";
const POLICY = "9a2b7c1d-0000-4000-8000-00000000beef";
const ALARM = `arn:aws:cloudwatch:eu-west-1:${ACCOUNT}:alarm:ddos-berths`;

const waf = callsOf("wafv2");
const cloudfront = callsOf("cloudfront");
const shield = callsOf("shield");
const fms = callsOf("fms");

const named = { name: "berths", scope: "REGIONAL", id: "ebbcb976-0000-4000-8000-00000000cafe", lockToken: "1" };
const rule = { name: "bots", priority: 1, action: { block: {} } };
const config = (webACLId: string) => ({ id: DISTRIBUTION, distributionConfig: { enabled: true, webACLId } });

const metrics = [
  {
    id: "m1",
    metricStat: {
      metric: { namespace: "AWS/DDoSProtection", name: "DDoSDetected", dimensions: { ResourceArn: BALANCER } },
      period: 60,
      stat: "Sum",
    },
    returnData: true,
  },
];

const state = (value: string, time: string, more: object = {}) => ({
  version: "0",
  id: "c4c1c1c9-6542-4000-8000-0000000cafe0",
  "detail-type": "CloudWatch Alarm State Change",
  source: "aws.cloudwatch",
  account: ACCOUNT,
  time,
  region: "eu-west-1",
  resources: [ALARM],
  detail: {
    alarmName: "ddos-berths",
    state: { value, reason: "Threshold Crossed", timestamp: `${time.slice(0, -1)}.989+0000` },
    previousState: { value: "OK", timestamp: "2026-11-24T08:00:00.000+0000" },
    configuration: { metrics },
    ...more,
  },
});

const configured = (operation: string, configuration: object, id: string) => ({
  ...state("OK", "2026-11-24T09:00:01Z"),
  id,
  "detail-type": "CloudWatch Alarm Configuration Change",
  detail: {
    alarmName: "ddos-berths",
    operation,
    state: { value: "OK", timestamp: "2026-11-24T08:59:46.425+0000" },
    configuration: { metrics, actionsEnabled: true, timestamp: "2026-11-24T09:00:00.290+0000", ...configuration },
  },
});

export const samples = {
  aclTakenAway: waf("DisassociateWebACL", { resourceArn: BALANCER }),
  aclPutBack: waf("AssociateWebACL", { webACLArn: ACL, resourceArn: BALANCER }),
  aclEmptied: waf("UpdateWebACL", { ...named, defaultAction: { allow: {} }, rules: [] }),
  aclFilled: waf("UpdateWebACL", { ...named, defaultAction: { allow: {} }, rules: [rule] }),
  /** Without a rule, every request is blocked. */
  aclClosed: waf("UpdateWebACL", { ...named, defaultAction: { block: {} }, rules: [] }),
  aclDeleted: waf("DeleteWebACL", named),
  aclMade: waf("CreateWebACL", { ...named, defaultAction: { allow: {} }, rules: [rule] }),
  logOff: waf("DeleteLoggingConfiguration", { resourceArn: ACL }),
  logOn: waf("PutLoggingConfiguration", { loggingConfiguration: { resourceArn: ACL } }),
  distributionOpened: cloudfront("DisassociateDistributionWebACL", { id: DISTRIBUTION }),
  distributionClosed: cloudfront("AssociateDistributionWebACL", { id: DISTRIBUTION, webACLArn: ACL }),
  distributionWithout: cloudfront("UpdateDistribution", config("")),
  distributionWith: cloudfront("UpdateDistribution", config(ACL)),
  /** The record leaves the web ACL out. */
  distributionUnread: cloudfront("UpdateDistribution", { id: DISTRIBUTION, distributionConfig: { enabled: true } }),
  distributionDeleted: cloudfront("DeleteDistribution", { id: DISTRIBUTION }),
  protectionDeleted: shield("DeleteProtection", { protectionId: PROTECTION }),
  subscriptionEnded: shield("DeleteSubscription", {}),
  subscriptionMade: shield("CreateSubscription", {}),
  answerOff: shield("DisableApplicationLayerAutomaticResponse", { resourceArn: BALANCER }),
  answerOn: shield("EnableApplicationLayerAutomaticResponse", { resourceArn: BALANCER }),
  teamDismissed: shield("DisassociateDRTRole", {}),
  teamCalled: shield("AssociateDRTRole", { roleArn: `arn:aws:iam::${ACCOUNT}:role/drt` }),
  engagementOff: shield("DisableProactiveEngagement", {}),
  engagementOn: shield("EnableProactiveEngagement", {}),
  policyDeleted: fms("DeletePolicy", { policyId: POLICY, deleteAllPolicyResources: true }),
  administratorDismissed: fms("DisassociateAdminAccount"),
  administratorAppointed: fms("AssociateAdminAccount", { adminAccount: ACCOUNT }),
  notificationsOff: fms("DeleteNotificationChannel"),
  notificationsOn: fms("PutNotificationChannel", { snsTopicArn: `arn:aws:sns:eu-west-1:${ACCOUNT}:fms` }),
  /** Another service has calls of the same names. */
  classic: callsOf("waf")("DeleteWebACL", { webACLId: "6a97", changeToken: "11eb" }),
  attacked: state("ALARM", "2026-11-24T08:05:40Z"),
  attackOver: { ...state("OK", "2026-11-24T08:35:40Z"), id: "c4c1c1c9-6542-4000-8000-0000000cafe1" },
  attackUnknown: { ...state("INSUFFICIENT_DATA", "2026-11-24T08:25:40Z"), id: "c4c1c1c9-6542-4000-8000-0000000cafe2" },
  alarmOfOther: state("ALARM", "2026-11-24T08:05:40Z", {
    configuration: { metrics: [{ metricStat: { metric: { namespace: "AWS/EC2", name: "CPUUtilization" } } }] },
  }),
  alarmDeleted: configured(
    "delete",
    { timestamp: "2026-01-10T09:00:00.290+0000" },
    "c4c1c1c9-6542-4000-8000-0000000cafe3",
  ),
  alarmMuted: configured("update", { actionsEnabled: false }, "c4c1c1c9-6542-4000-8000-0000000cafe4"),
  alarmMade: configured("create", {}, "c4c1c1c9-6542-4000-8000-0000000cafe5"),
} satisfies Record<string, Record<string, unknown>>;
