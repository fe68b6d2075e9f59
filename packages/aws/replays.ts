/** Replays of a bus's archive. */
import {
  DescribeArchiveCommand,
  DescribeReplayCommand,
  DescribeRuleCommand,
  type EventBridgeClient,
  type ReplayState,
  ResourceNotFoundException,
  StartReplayCommand,
} from "@aws-sdk/client-eventbridge";
import { type Instant, parseInstant } from "@tocsin/core/event/instant";
import { CallError, call, callFailed } from "./call.ts";

/** Each rejects with a `CallError` when the call fails. */
export interface Replays {
  /** Gives `undefined` where there is none of that name. */
  archive(name: string): Promise<Archive | undefined>;
  /** The ARN of a rule; `undefined` where there is none of that name. */
  rule(name: string, busName: string): Promise<string | undefined>;
  start(replay: Replay): Promise<void>;
  progress(name: string): Promise<ReplayProgress>;
}

export interface Archive {
  readonly arn: string;
  /** The bus whose events it keeps, to which alone they can be replayed. */
  readonly busArn: string;
}

export interface Replay {
  /** Every replayed event has it as its `replay-name`. */
  readonly name: string;
  readonly archive: Archive;
  readonly from: Instant;
  readonly to: Instant;
  /** The rules that are to see the events; all of the bus when there are none. */
  readonly ruleArns: readonly string[];
}

export interface ReplayProgress {
  readonly state: ReplayState;
  readonly reason?: string | undefined;
  /** The time of the last event that was replayed. */
  readonly at?: Instant | undefined;
}

/** What a replay may be called. https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_StartReplay.html */
export const REPLAY_NAME = /^[.\-_A-Za-z0-9]{1,64}$/;

/** Whether nothing more is to come of a replay. */
export function isOver({ state }: ReplayProgress): boolean {
  return state === "COMPLETED" || state === "CANCELLED" || state === "FAILED";
}

export function createReplays(client: EventBridgeClient): Replays {
  return {
    async archive(name) {
      const found = await ifThere("DescribeArchive", client.send(new DescribeArchiveCommand({ ArchiveName: name })));
      const { ArchiveArn: arn, EventSourceArn: busArn } = found ?? {};
      return arn !== undefined && busArn !== undefined ? { arn, busArn } : undefined;
    },
    async rule(name, busName) {
      const command = new DescribeRuleCommand({ Name: name, EventBusName: busName });
      return (await ifThere("DescribeRule", client.send(command)))?.Arn;
    },
    async start({ name, archive, from, to, ruleArns }) {
      const command = new StartReplayCommand({
        ReplayName: name,
        EventSourceArn: archive.arn,
        EventStartTime: new Date(from),
        EventEndTime: new Date(to),
        Destination: { Arn: archive.busArn, ...(ruleArns.length > 0 && { FilterArns: [...ruleArns] }) },
      });
      const { State, StateReason } = await call("StartReplay", () => client.send(command));
      if (State === "FAILED") throw new CallError(`the replay did not start: ${StateReason ?? "no reason"}`, false);
    },
    async progress(name) {
      const command = new DescribeReplayCommand({ ReplayName: name });
      const { State, StateReason, EventLastReplayedTime } = await call("DescribeReplay", () => client.send(command));
      if (State === undefined) throw new CallError("DescribeReplay gave no state", true);
      return { state: State, reason: StateReason, at: parseInstant(EventLastReplayedTime?.toISOString()) };
    },
  };
}

async function ifThere<T>(name: string, answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw callFailed(name, error);
  }
}
