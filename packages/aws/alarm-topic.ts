/** The topic that mails those who run Tocsin. */
import { PublishCommand, type SNSClient } from "@aws-sdk/client-sns";
import { call } from "./call.ts";
import { mailSubject } from "./mail-subject.ts";

export interface Mail {
  readonly subject: string;
  readonly text: string;
}

/** @throws CallError */
export type MailOperators = (mail: Mail) => Promise<void>;

export function createAlarmTopic(topic: { readonly client: SNSClient; readonly topicArn: string }): MailOperators {
  return async ({ subject, text }) => {
    const TopicArn = topic.topicArn;
    const command = new PublishCommand({ TopicArn, Subject: mailSubject(subject), Message: text });
    await call("Publish", () => topic.client.send(command));
  };
}
