/** Makes the function of every `deliver-<kind>`; each is deployed with a queue of its own, and its bundle holds only the code of its kind. */
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { createDigestSendings } from "@tocsin/aws/digests/digest-sendings";
import { createTellings } from "@tocsin/aws/groups/tellings";
import { withoutRequestLog } from "@tocsin/aws/lean-client";
import { nouns, stageOptions } from "@tocsin/aws/names";
import { createDeadLetters } from "@tocsin/aws/queues/dead-letters";
import { createWorldSource } from "@tocsin/aws/world/world-source";
import { type ChannelKind, declaredChannels } from "@tocsin/core/policy/channels/declared-channels";
import { type SendBeatDependencies, sendBeat } from "@tocsin/lambda/handlers/beats";
import { channelIn, type MakeChannel } from "@tocsin/lambda/handlers/channel-in";
import { deliverHandler } from "@tocsin/lambda/handlers/deliver";
import type { QueueHandler } from "@tocsin/lambda/runtime/batch";
import { environment } from "@tocsin/lambda/runtime/environment";
import { powertools } from "@tocsin/lambda/runtime/powertools";
import { runtimeSendMessage } from "@tocsin/lambda/runtime/runtime-sdk";
import { systemNow } from "@tocsin/lambda/runtime/system-clock";
import type { Telemetry } from "@tocsin/lambda/runtime/telemetry";
import { worldProblems } from "@tocsin/lambda/runtime/world-problems";

/** The tools that a function gives to the code that makes its channels. */
export interface FunctionEdges {
  readonly telemetry: Telemetry;
  /** The options with which the command that a page shows finds the table. */
  readonly place: string;
}

/**
 * @param heartbeat sends a heartbeat to the monitor of the policy, for the kind that is handed heartbeats.
 * @throws Error when its environment lacks a variable.
 */
export function deliverFunction<K extends ChannelKind>(
  kind: K,
  make: (edges: FunctionEdges) => MakeChannel<K>,
  heartbeat?: SendBeatDependencies["heartbeat"],
): QueueHandler {
  const env = environment("TOCSIN_ALERTS_TABLE", "TOCSIN_DEAD_LETTER_QUEUE_URL", "TOCSIN_STAGE");
  const table = { client: withoutRequestLog(new DynamoDBClient()), tableName: env.TOCSIN_ALERTS_TABLE };
  const telemetry = powertools(nouns.deliver(kind));
  const { world } = createWorldSource({ table, now: systemNow, report: worldProblems(telemetry) });
  const makeChannel = make({ telemetry, place: stageOptions(env.TOCSIN_STAGE, env.TOCSIN_ALERTS_TABLE) });
  const settings = async () => (await world()).policy.heartbeat;
  return deliverHandler({
    beat: heartbeat && ((at) => sendBeat(at, { heartbeat, settings, machineNow: systemNow, telemetry })),
    takesOneAtATime: declaredChannels[kind].takesOneAtATime,
    channel: async (name) => channelIn((await world()).policy, name, kind, makeChannel),
    tellings: createTellings(table),
    digestSendings: createDigestSendings(table),
    deadLetters: createDeadLetters({ sendMessage: runtimeSendMessage(), queueUrl: env.TOCSIN_DEAD_LETTER_QUEUE_URL }),
    now: systemNow,
    machineNow: systemNow,
    telemetry,
  });
}
