/**
 * The SIEM outputs in the embedded stack, which a deployment has if the configuration asks for them: the subscribed queues and their
 * handlers.
 */
import { SubscribeCommand } from "@aws-sdk/client-sns";
import { createAlertsReader } from "@tocsin/aws/alerts/alerts-reader";
import type { SiemKind } from "@tocsin/aws/names";
import type { DeadLetters } from "@tocsin/aws/queues/dead-letters";
import { createSecurityHub, type SecurityHubCalls } from "@tocsin/aws/security-hub";
import { announcementsOnly } from "@tocsin/core/transition/announcement";
import { subscriberSettings } from "@tocsin/lambda/deployment/settings";
import { type OcsfDependencies, ocsfHandler } from "@tocsin/lambda/handlers/siem/ocsf";
import { securityHubHandler } from "@tocsin/lambda/handlers/siem/security-hub";
import type { QueueHandler } from "@tocsin/lambda/runtime/batch";
import type { Counts } from "./counts.ts";
import { names, type Queue, queueWithDeadLetters } from "./resources.ts";
import { ACCOUNT, type MessagingServer } from "./servers/messaging-server.ts";
import { type Clients, region } from "./servers/servers.ts";

/** Left out, the stack has nothing of it. */
export interface LocalSiem {
  /** Receives OCSF events in place of their topic. */
  readonly ocsf?: OcsfDependencies["publish"] | undefined;
  /** Security Hub of the account that this machine stands for. */
  readonly securityHub?: SecurityHubCalls | undefined;
}

interface SiemParts {
  readonly clients: Clients;
  readonly server: Pick<MessagingServer, "ensureQueue">;
  readonly topicArn: string;
  readonly counts: Counts;
  readonly deadLettersOf: (queue: Queue) => DeadLetters;
}

export async function startSiem(
  { ocsf, securityHub }: LocalSiem,
  { clients, server, topicArn, counts, deadLettersOf }: SiemParts,
): Promise<readonly { readonly queue: Queue; readonly handler: QueueHandler }[]> {
  const made = { sns: clients.sns, server, topicArn };
  const handlers: { queue: Queue; handler: QueueHandler }[] = [];
  if (ocsf) {
    const queue = await subscribedQueue("ocsf", made);
    const deadLetters = deadLettersOf(queue);
    handlers.push({ queue, handler: ocsfHandler({ publish: ocsf, deadLetters, telemetry: counts.telemetry("ocsf") }) });
  }
  if (securityHub) {
    const queue = await subscribedQueue("security-hub", made);
    const handler = securityHubHandler({
      alerts: createAlertsReader({ client: clients.dynamodb, tableName: names.alertsTable }),
      securityHub: createSecurityHub(securityHub),
      place: { partition: "aws", region, account: ACCOUNT, prefix: names.prefix },
      deadLetters: deadLettersOf(queue),
      telemetry: counts.telemetry("security-hub"),
    });
    handlers.push({ queue, handler });
  }
  return handlers;
}

async function subscribedQueue(
  noun: SiemKind,
  { sns, server, topicArn }: Pick<SiemParts, "server" | "topicArn"> & Pick<Clients, "sns">,
): Promise<Queue> {
  const { arn, ...queue } = queueWithDeadLetters(server, names.siem(noun), subscriberSettings);
  const Attributes = { RawMessageDelivery: "true", FilterPolicy: JSON.stringify(announcementsOnly) };
  await sns.send(new SubscribeCommand({ TopicArn: topicArn, Protocol: "sqs", Endpoint: arn, Attributes }));
  return queue;
}
