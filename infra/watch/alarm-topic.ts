/** Where Tocsin's own troubles go: by mail, since what pages otherwise may be what is broken. */
import { key } from "../encryption.ts";
import { account, arnOf, named } from "../place.ts";
import { denyInsecureTransport, policyOf } from "../policy.ts";

export const alarmTopic = new sst.aws.SnsTopic("Alarms", {
  transform: {
    topic: (args) => {
      args.name = named("alarms");
      args.kmsMasterKeyId = key.arn;
    },
  },
});

export const alarmTopicPolicy = new aws.sns.TopicPolicy("AlarmsPolicy", {
  arn: alarmTopic.arn,
  policy: policyOf([
    {
      Sid: "AlarmsOfThisAccount",
      Principal: { Service: "cloudwatch.amazonaws.com" },
      Action: "sns:Publish",
      Resource: alarmTopic.arn,
      Condition: { StringEquals: { "aws:SourceAccount": account } },
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
