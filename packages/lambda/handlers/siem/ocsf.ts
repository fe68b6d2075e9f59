/** `ocsf`: announcements → the same transitions as events of OCSF, on a topic of their own. */

import type { CallError } from "@tocsin/aws/call";
import type { TopicMessage } from "@tocsin/aws/publish";
import type { DeadLetters } from "@tocsin/aws/queues/dead-letters";
import { ocsfAttributes, ocsfOf, ocsfText } from "@tocsin/channels/ocsf/ocsf-event";
import type { SQSRecord } from "aws-lambda";
import { subscriberSettings } from "../../deployment/settings.ts";
import { done, type Fate, type QueueHandler, queueHandler } from "../../runtime/batch.ts";
import type { Telemetry } from "../../runtime/telemetry.ts";
import { announcedIn } from "./announced.ts";

export interface OcsfDependencies {
  /** Returns, in order, why a message was refused, for each that was. */
  readonly publish: (messages: readonly TopicMessage[]) => Promise<readonly (CallError | undefined)[]>;
  readonly deadLetters: DeadLetters;
  readonly telemetry: Telemetry;
}

export function ocsfHandler({ publish, deadLetters, telemetry }: OcsfDependencies): QueueHandler {
  const { maxReceiveCount } = subscriberSettings;
  return queueHandler({ telemetry, deadLetters, maxReceiveCount, metric: "exports" }, async (records) => {
    const fates = new Map<SQSRecord, Fate>();
    const announced = announcedIn(records, fates);
    const events = announced.map(({ announcement }) => ocsfOf(announcement));
    const errors = await publish(events.map((event) => ({ text: ocsfText(event), attributes: ocsfAttributes(event) })));
    for (const [i, { record, announcement }] of announced.entries()) {
      const error = errors[i];
      telemetry.count("exports", error ? "failed" : announcement.kind);
      fates.set(record, error ? { kind: "retry", error } : done);
    }
    return fates;
  });
}
