/** The central bus: members' forwarded events arrive here, and nobody else can put events. An archive keeps all of them for replays. */
import { nouns } from "@tocsin/aws/names";
import { keyArn } from "./encryption.ts";
import { createDeadLetters, protectQueue } from "./functions/queue.ts";
import { forwarderRole } from "./members/member-template.ts";
import { arnOf, config, named, prefix, rules } from "./place.ts";
import { policyOf } from "./policy.ts";

/** Within a month somebody notices if something was wrong with Tocsin. */
const ARCHIVE_DAYS = 30;

const deadLetters = createDeadLetters("bus");

export const bus = new sst.aws.Bus("Bus", {
  transform: {
    bus: (args) => {
      args.name = named(nouns.bus);
      args.kmsKeyIdentifier = keyArn;
      // For events that the bus accepted but could not encrypt.
      // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-encryption-event-bus-cmkey.html
      args.deadLetterConfig = { arn: deadLetters.arn };
    },
  },
});

protectQueue("bus-dlq", deadLetters, { service: "events.amazonaws.com", arn: bus.arn });

/** The roles of the members' forwarding rules, by name in whichever account. */
const forwarders = config.regions.map((region) =>
  arnOf("iam", forwarderRole(prefix, region, rules.rolePath), { region: "", account: "*" }),
);

export const busPolicy = new aws.cloudwatch.EventBusPolicy("BusPolicy", {
  eventBusName: bus.name,
  policy: policyOf([
    {
      Sid: "ForwardingRulesOfThisOrganization",
      Principal: "*",
      Action: "events:PutEvents",
      Resource: bus.arn,
      Condition: {
        StringEquals: { "aws:PrincipalOrgID": config.organizationId },
        ArnLike: { "aws:PrincipalArn": forwarders },
      },
    },
  ]),
});

export const archive = new aws.cloudwatch.EventArchive("Archive", {
  name: named(nouns.archive),
  eventSourceArn: bus.arn,
  retentionDays: ARCHIVE_DAYS,
  kmsKeyIdentifier: keyArn,
});
