/** The topic for problems of Tocsin itself: by mail, since the paging itself may be broken. */
import { nouns } from "@tocsin/aws/names";
import { keyArn } from "../encryption.ts";
import { arnOf, named } from "../place.ts";
import { denyInsecureTransport, type Permission, policyOf } from "../policy.ts";

export const alarmTopic = new sst.aws.SnsTopic("Alarms", {
  transform: {
    topic: (args) => {
      args.name = named(nouns.alarms);
      args.kmsMasterKeyId = keyArn;
    },
  },
});

export const alarmTopicPolicy = new aws.sns.TopicPolicy("AlarmsPolicy", {
  arn: alarmTopic.arn,
  policy: policyOf([
    {
      // https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html
      Sid: "AlarmsOfThisStage",
      Principal: { Service: "cloudwatch.amazonaws.com" },
      Action: "sns:Publish",
      Resource: alarmTopic.arn,
      Condition: { ArnLike: { "aws:SourceArn": arnOf("cloudwatch", `alarm:${named("*")}`) } },
    },
    {
      Sid: "AlarmsOfMembers",
      Principal: { Service: "events.amazonaws.com" },
      Action: "sns:Publish",
      Resource: alarmTopic.arn,
      Condition: { ArnEquals: { "aws:SourceArn": arnOf("events", `rule/${named("bus")}/${named("member-alarms")}`) } },
    },
    denyInsecureTransport("sns:Publish", alarmTopic.arn),
  ]),
});

/** For problems that no metric can name, such as a failing destination. */
export const mayMailOperators: Permission = { actions: ["sns:Publish"], resources: [alarmTopic.arn] };
