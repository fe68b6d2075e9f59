/** For each kind of channel: a queue of its own, and the sending function. A kind that does not answer delays no other. */
import { nouns } from "@tocsin/aws/names";
import { type ChannelKind, channelKinds, declaredChannels } from "@tocsin/core/policy/channels/declared-channels";
import { deliverSettings } from "@tocsin/lambda/deployment/settings";
import { email } from "../email/email.ts";
import { decryptBy, encryptBy } from "../encryption.ts";
import { arnOf, config, ownSecretsPath } from "../place.ts";
import type { Permission } from "../policy.ts";
import { onTable, table } from "../table.ts";
import { chatTopic, mayPublishChat, mayPublishPages, readableTopic } from "../topic.ts";
import { deployFunction } from "./function.ts";
import { createQueue, protectQueue } from "./queue.ts";
import { type FunctionExtras, othersSecrets, readingSecrets } from "./secrets.ts";
import { consume, mayConsume, mayDeadLetter } from "./work.ts";

/** Receivers answer "too many requests" to more. */
const CONCURRENCY = 5;

/** What the function of a kind has in addition. */
function extrasOf(kind: ChannelKind): FunctionExtras {
  const { environment, permissions } = secretsOf(kind);
  const { environment: given = {}, permissions: further = [] } = ownExtras[kind] ?? {};
  return { environment: { ...environment, ...given }, permissions: [...permissions, ...further] };
}

/** For kinds that send through an AWS service. */
const ownExtras: Readonly<Partial<Record<ChannelKind, Partial<FunctionExtras>>>> = {
  "amazon-q": {
    environment: { TOCSIN_CHAT_TOPIC_ARN: chatTopic.arn },
    permissions: [mayPublishChat, encryptBy("sns")],
  },
  ...(email && {
    email: { environment: { TOCSIN_CONFIGURATION_SET: email.configurationSet }, permissions: [email.maySend] },
  }),
  sms: { permissions: [mayTelephone("SendTextMessage", "phone-number", "pool", "sender-id")] },
  sns: {
    environment: { TOCSIN_READABLE_TOPIC_ARN: readableTopic.arn },
    permissions: [mayPublishPages, encryptBy("sns")],
  },
  voice: { permissions: [mayTelephone("SendVoiceMessage", "phone-number", "pool")] },
};

/**
 * The policy names the sender and changes without a deployment, so any identity of this account and Region is allowed, but none that
 * another account shares (docs/adr/0049).
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_pinpoint-sms-voice-v2.html
 */
function mayTelephone(action: string, ...identities: readonly string[]): Permission {
  const resources = [...identities, "configuration-set"].map((type) => arnOf("sms-voice", `${type}/*`));
  return { actions: [`sms-voice:${action}`], resources };
}

function secretsOf(kind: ChannelKind): FunctionExtras {
  switch (declaredChannels[kind].readsSecrets) {
    case "none":
      return { environment: {}, permissions: [] };
    case "own":
      return readingSecrets(`${ownSecretsPath}/${kind}`);
    case "any":
      return readingSecrets(ownSecretsPath, othersSecrets());
  }
}

export const deliver = channelKinds.map(deliverBy);
export const deliverQueues = deliver.map(({ kind, queue }) => ({ kind, queue }));

function deliverBy(kind: ChannelKind) {
  const { environment, permissions } = extrasOf(kind);
  const noun = nouns.deliver(kind);
  const work = createQueue(noun, deliverSettings);
  protectQueue(noun, work.queue);
  protectQueue(`${noun}-dlq`, work.deadLetters);
  const fn = deployFunction(noun, {
    timeoutSeconds: deliverSettings.timeoutSeconds,
    environment: {
      TOCSIN_ALERTS_TABLE: table.name,
      TOCSIN_DEAD_LETTER_QUEUE_URL: work.deadLetters.url,
      TOCSIN_STAGE: $app.stage,
      // For kinds whose messages have buttons.
      ...(kind === "slack" && config.callbacks?.from.includes(kind) && { TOCSIN_IS_ANSWERED: "true" }),
      ...environment,
    },
    permissions: [
      mayConsume(work),
      mayDeadLetter(work),
      onTable("BatchGetItem", "Query", "UpdateItem"),
      decryptBy("dynamodb"),
      encryptBy("sqs"),
      ...permissions,
    ],
  });
  consume(noun, work, fn, deliverSettings, CONCURRENCY);
  return { kind, noun, fn, ...work };
}
