/** The alerts topic: announcements and the weekly digest. Other subscribers in the account add a queue of their own. */
import { nouns } from "@tocsin/aws/names";
import { keyArn } from "./encryption.ts";
import { named } from "./place.ts";
import { denyInsecureTransport, type Permission, policyOf } from "./policy.ts";

export const topic = new sst.aws.SnsTopic("Topic", {
  transform: {
    topic: (args) => {
      args.name = named("alerts");
      args.kmsMasterKeyId = keyArn;
    },
  },
});

/** Without the statement that SNS adds by default: the account's IAM policies decide who publishes and subscribes. */
export const topicPolicy = new aws.sns.TopicPolicy("TopicPolicy", {
  arn: topic.arn,
  policy: policyOf([denyInsecureTransport("sns:Publish", topic.arn)]),
});

/** Texts for people: they subscribe with an e-mail address or a telephone, and filter by attributes. */
export const readableTopic = new sst.aws.SnsTopic("Pages", {
  transform: {
    topic: (args) => {
      args.name = named(nouns.pages);
      args.kmsMasterKeyId = keyArn;
    },
  },
});

export const readableTopicPolicy = new aws.sns.TopicPolicy("PagesPolicy", {
  arn: readableTopic.arn,
  policy: policyOf([denyInsecureTransport("sns:Publish", readableTopic.arn)]),
});

/** Messages that Amazon Q Developer in chat applications posts: whoever configures a chat there subscribes it. */
export const chatTopic = new sst.aws.SnsTopic("Chat", {
  transform: {
    topic: (args) => {
      args.name = named(nouns.chat);
      args.kmsMasterKeyId = keyArn;
    },
  },
});

export const chatTopicPolicy = new aws.sns.TopicPolicy("ChatPolicy", {
  arn: chatTopic.arn,
  policy: policyOf([denyInsecureTransport("sns:Publish", chatTopic.arn)]),
});

export const mayPublishChat: Permission = { actions: ["sns:Publish"], resources: [chatTopic.arn] };

export const mayPublishPages: Permission = { actions: ["sns:Publish"], resources: [readableTopic.arn] };

export const mayPublish: Permission = { actions: ["sns:Publish"], resources: [topic.arn] };
