/**
 * The queues that sources read from, fed as the central bus's rules feed them: each event goes to that of every rule that it
 * matches. The embedded bus does nothing else; and it is the way for events that EventBridge takes from AWS alone.
 */
import { GetQueueUrlCommand, QueueDoesNotExist, type SQSClient } from "@aws-sdk/client-sqs";
import { accountField } from "@tocsin/core/event/event";
import type { Matcher } from "@tocsin/core/pattern/pattern";
import { escapedJson } from "@tocsin/core/text/json";
import * as v from "valibot";
import { CallError, describe, isRetryable } from "../call.ts";
import { type NamedQueue, sendMessages } from "./send-messages.ts";

export interface IngestQueues {
  /**
   * Sends events as they would be delivered to the bus, and gives what became of each, in order. One that failed may be
   * sent again: a queue that has it already brings a duplicate, which changes nothing.
   */
  send(events: readonly object[]): Promise<readonly Sent[]>;
}

export interface Sent {
  /** How many rules matched it. */
  readonly rules: number;
  /** Why not every one of them has it. */
  readonly error?: CallError | undefined;
}

export interface QueueRule {
  readonly matches: Matcher;
  readonly queue: NamedQueue;
}

export function createIngestQueues({
  client,
  rules,
}: {
  readonly client: SQSClient;
  readonly rules: readonly QueueRule[];
}): IngestQueues {
  return {
    async send(events) {
      const outcomes: { rules: number; error?: CallError }[] = events.map(() => ({ rules: 0 }));
      await Promise.all(
        rules.map(async ({ matches, queue }) => {
          const wanted = events.flatMap((event, i) => {
            const outcome = outcomes[i];
            return outcome && matches(event) ? [{ outcome, body: escapedJson(event), group: groupOf(event) }] : [];
          });
          for (const { outcome } of wanted) outcome.rules += 1;
          for (const [i, error] of (await sendMessages(client, queue, wanted)).entries())
            if (error) Object.assign(wanted[i]?.outcome ?? {}, { error });
        }),
      );
      return outcomes;
    },
  };
}

/** A message without a group is one of its own, as those are that EventBridge sends: a large file delays neither live events nor those of other accounts. */
function groupOf(event: object): string | undefined {
  return "account" in event && v.is(accountField, event.account) ? event.account : undefined;
}

/** Gives `undefined` where there is no such queue. @throws CallError when SQS does not answer. */
export async function queueNamed(client: SQSClient, name: string): Promise<NamedQueue | undefined> {
  try {
    const { QueueUrl } = await client.send(new GetQueueUrlCommand({ QueueName: name }));
    return QueueUrl === undefined ? undefined : { name, url: QueueUrl };
  } catch (error) {
    if (error instanceof QueueDoesNotExist) return undefined;
    throw new CallError(`${name}: ${describe("GetQueueUrl", error)}`, isRetryable(error), error);
  }
}
