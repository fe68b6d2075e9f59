/** The organization's accounts: one StackSet gives each its forwarding rules, including accounts that join later. */
import { bus } from "../bus.ts";
import { sourcesIn } from "../config.ts";
import { createDeadLetters, protectQueue } from "../functions/queue.ts";
import { account, config, named, prefix, rules } from "../place.ts";
import { alarmTopic } from "../watch/alarm-topic.ts";
import { alarmPattern, memberTemplate } from "./member-template.ts";

const template = $util
  .all([bus.arn, account])
  .apply(([busArn, id]) => JSON.stringify(memberTemplate(sourcesIn(config), { prefix, busArn, account: id, rules })));

/** The security account administers StackSets for the organization; docs/deploy.md says how to set that up. */
const callAs = "DELEGATED_ADMIN";

/** A failing account, such as a suspended one, must neither stop nor delay the others. */
const operationPreferences = {
  maxConcurrentPercentage: 100,
  failureTolerancePercentage: 10,
  regionConcurrencyType: "PARALLEL",
};

export const stackSet = new aws.cloudformation.StackSet("Members", {
  name: named("members"),
  description: "Tocsin: forwards events to the security account",
  permissionModel: "SERVICE_MANAGED",
  callAs,
  autoDeployment: { enabled: true, retainStacksOnAccountRemoval: false },
  managedExecution: { active: true },
  capabilities: ["CAPABILITY_NAMED_IAM"],
  templateBody: template,
  operationPreferences,
});

export const stackInstances = new aws.cloudformation.StackInstances(
  "MembersInstances",
  {
    stackSetName: stackSet.name,
    callAs,
    deploymentTargets: { organizationalUnitIds: [...config.organizationalUnits] },
    regions: [...config.regions],
    // Without this, only as many accounts are processed at once as may fail. For the StackSet itself the provider has no such field.
    // https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_StackSetOperationPreferences.html
    operationPreferences: { ...operationPreferences, concurrencyMode: "SOFT_FAILURE_TOLERANCE" },
  },
  // The provider waits for half an hour, which may be too short for hundreds of accounts.
  { customTimeouts: { create: "3h", update: "3h", delete: "3h" } },
);

const noun = "member-alarms";
const rule = new aws.cloudwatch.EventRule("MemberAlarmsRule", {
  name: named(noun),
  description: "Events that a member could not forward",
  eventBusName: bus.name,
  eventPattern: JSON.stringify(alarmPattern(prefix)),
});
const undelivered = createDeadLetters(noun);
const policy = protectQueue(`${noun}-dlq`, undelivered, { service: "events.amazonaws.com", arn: rule.arn });

export const memberAlarms = new aws.cloudwatch.EventTarget(
  "MemberAlarmsTarget",
  {
    rule: rule.name,
    eventBusName: bus.name,
    targetId: "alarms",
    arn: alarmTopic.arn,
    deadLetterConfig: { arn: undelivered.arn },
  },
  { dependsOn: [policy] },
);
