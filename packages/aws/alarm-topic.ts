/** The topic by which those who run Tocsin are mailed. */
import { PublishCommand, type SNSClient } from "@aws-sdk/client-sns";
import { plain } from "@tocsin/core/text/text";
import { call } from "./call.ts";

export interface Mail {
  readonly subject: string;
  readonly text: string;
}

/** @throws CallError */
export type MailOperators = (mail: Mail) => Promise<void>;

/** https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
const SUBJECT_LIMIT = 100;

export function createAlarmTopic(topic: { readonly client: SNSClient; readonly topicArn: string }): MailOperators {
  return async ({ subject, text }) => {
    const TopicArn = topic.topicArn;
    const command = new PublishCommand({ TopicArn, Subject: plain(subject, SUBJECT_LIMIT), Message: text });
    await call("Publish", () => topic.client.send(command));
  };
}
