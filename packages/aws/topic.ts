/** The alerts topic: announcements and the weekly digest, for subscribers of the user's own. */
import { PublishCommand } from "@aws-sdk/client-sns";
import { escapedJson } from "@tocsin/core/text/json";
import { type Announcement, announcementAttributes } from "@tocsin/core/transition/announcement";
import { type CallError, call } from "./call.ts";
import { mailSubject } from "./mail-subject.ts";
import { messageAttributes, type NamedTopic, publishAll } from "./publish.ts";

export interface Topic {
  /**
   * Publishes each announcement, in as few calls as the limits allow. Gives, in order, `undefined` for one that was
   * accepted and its error for one that was not.
   */
  announce(announcements: readonly Announcement[]): Promise<readonly (CallError | undefined)[]>;
  /** @throws CallError */
  publishDigest(digest: { readonly subject: string; readonly text: string }): Promise<void>;
}

export function createTopic(topic: NamedTopic): Topic {
  return {
    announce: (announcements) =>
      publishAll(
        topic,
        announcements.map((announcement) => ({
          text: escapedJson(announcement),
          attributes: announcementAttributes(announcement),
        })),
      ),
    async publishDigest({ subject, text }) {
      const command = new PublishCommand({
        TopicArn: topic.topicArn,
        Subject: mailSubject(subject),
        Message: text,
        MessageAttributes: messageAttributes({ type: "digest" }),
      });
      await call("Publish", () => topic.client.send(command));
    },
  };
}
