/** `tocsin backfill`: sends events of what existed before Tocsin listened, as a baseline that notifies nobody. */
import { SQSClient } from "@aws-sdk/client-sqs";
import { nameIn, nouns } from "@tocsin/aws/names";
import { createIngestQueues, queueNamed } from "@tocsin/aws/queues/ingest-queues";
import { BASELINE } from "@tocsin/core/event/event";
import { compileRules } from "@tocsin/sources/registry";
import { CommandError, exitCodes, type Terminal } from "../output/terminal.ts";
import { type DeployedStage, deployedStage, type StageOptions } from "../stack/deployed-stage.ts";
import { type SendingAgain, sendAgain } from "../stack/sending-again.ts";
import { toStack } from "../stack/stack-client.ts";

interface BackfillOptions extends StageOptions {
  readonly endpoint: string;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

export async function backfill(
  files: readonly string[],
  { endpoint, stage, config, dryRun = false, json = false }: BackfillOptions,
  terminal: Terminal,
): Promise<number> {
  const sending = { files, replayName: BASELINE, dryRun, json };
  if (stage === undefined) return sendAgain({ ...sending, deliver: toStack(endpoint) }, terminal);
  // A queue's address may be another host's than the endpoint that was configured, such as one within a VPC.
  const client = new SQSClient({ useQueueUrlAsEndpoint: false });
  try {
    return await sendAgain({ ...sending, deliver: await toStage(client, deployedStage(stage, config)) }, terminal);
  } finally {
    client.destroy();
  }
}

/** EventBridge takes events whose source begins with `aws.` from AWS alone, so they are sent to the queues of its rules. */
async function toStage(client: SQSClient, stage: DeployedStage): Promise<SendingAgain["deliver"]> {
  const rules = await Promise.all(
    compileRules().map(async ({ source, matches }) => {
      const name = nameIn(stage, nouns.ingest(source.name));
      const queue = await queueNamed(client, name);
      if (queue) return { matches, queue };
      throw new CommandError(
        `there is no queue ${name}: is the stage deployed to this account and region?`,
        exitCodes.refused,
      );
    }),
  );
  const queues = createIngestQueues({ client, rules });
  return async (events) => {
    const sent = await queues.send(events.map((event) => ({ version: "0", ...event })));
    return sent.map(({ error }) => error?.message);
  };
}
