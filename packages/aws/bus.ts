/** The central bus, as a sender sees it. */
import {
  type EventBridgeClient,
  PutEventsCommand,
  type PutEventsRequestEntry,
  type PutEventsResultEntry,
} from "@aws-sdk/client-eventbridge";
import { escapedJson } from "@tocsin/core/text/json";
import { batches } from "./batches.ts";
import { CallError, callFailed } from "./call.ts";

export interface Bus {
  /**
   * Puts events on the bus. PutEvents answers 200 even if it accepts none, so each entry has its own outcome, in order: `undefined` when it
   * was accepted.
   */
  put(events: readonly OutgoingEvent[]): Promise<readonly (CallError | undefined)[]>;
}

export interface OutgoingEvent {
  readonly source: string;
  readonly "detail-type": string;
  readonly detail: object;
  readonly time?: string | undefined;
  readonly resources?: readonly string[] | undefined;
}

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html */
const LIMITS = { entries: 10, bytes: 1_048_575 };

export function createBus({ client, busName }: { readonly client: EventBridgeClient; readonly busName: string }): Bus {
  return {
    async put(events) {
      const outcomes: (CallError | undefined)[] = [];
      for (const batch of batches(events.map(toEntry), LIMITS, entrySize)) outcomes.push(...(await putBatch(batch)));
      return outcomes;
    },
  };

  function toEntry(event: OutgoingEvent): PutEventsRequestEntry {
    return {
      EventBusName: busName,
      Source: event.source,
      DetailType: event["detail-type"],
      Detail: escapedJson(event.detail),
      ...(event.time !== undefined && { Time: new Date(event.time) }),
      ...(event.resources && { Resources: [...event.resources] }),
    };
  }

  async function putBatch(entries: readonly PutEventsRequestEntry[]): Promise<readonly (CallError | undefined)[]> {
    try {
      const { Entries = [] } = await client.send(new PutEventsCommand({ Entries: [...entries] }));
      return entries.map((_, i) => outcomeOf(Entries[i]));
    } catch (error) {
      const failure = callFailed("PutEvents", error);
      return entries.map(() => failure);
    }
  }
}

/** An entry without an answer may have been accepted or not; putting it again is safe. */
const UNANSWERED: PutEventsResultEntry = { ErrorCode: "NoAnswer", ErrorMessage: "no answer for this entry" };
/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsResultEntry.html */
const RETRYABLE: ReadonlySet<string> = new Set(["ThrottlingException", "InternalFailure", "NoAnswer"]);

function outcomeOf({ ErrorCode, ErrorMessage }: PutEventsResultEntry = UNANSWERED): CallError | undefined {
  if (ErrorCode === undefined) return undefined;
  return new CallError(`${ErrorCode}: ${ErrorMessage}`, RETRYABLE.has(ErrorCode));
}

/** As AWS counts it. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html#eb-putevent-size */
export function entrySize(entry: PutEventsRequestEntry): number {
  const texts = [entry.Source, entry.DetailType, entry.Detail, ...(entry.Resources ?? [])];
  return texts.reduce((sum, text) => sum + Buffer.byteLength(text ?? ""), entry.Time ? 14 : 0);
}
