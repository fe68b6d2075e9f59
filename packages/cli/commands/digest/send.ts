/** `tocsin digest --send`: the deployed function sends an edition now, what was not sent before. */
import { LambdaClient } from "@aws-sdk/client-lambda";
import { runDigest } from "@tocsin/aws/deployed/run-digest";
import { nameIn } from "@tocsin/aws/names";
import type { Week } from "@tocsin/core/event/week";
import { parse, refusalText } from "@tocsin/core/text/parse";
import { plain } from "@tocsin/core/text/text";
import * as v from "valibot";
import { CommandError, exitCodes, type Terminal } from "../../output/terminal.ts";
import { deployedStage } from "../../stack/deployed-stage.ts";

interface Sending {
  readonly stage: string;
  readonly config?: string;
  readonly week: Week;
  readonly edition: string;
  readonly json?: boolean;
}

const answerSchema = v.object({
  week: v.string(),
  keys: v.array(v.string()),
  sent: v.array(v.object({ edition: v.string(), channel: v.string(), outcome: v.string() })),
});

export async function sendDigest(
  { stage, config, week, edition, json }: Sending,
  { stdout }: Terminal,
): Promise<number> {
  const client = new LambdaClient();
  try {
    const name = nameIn(deployedStage(stage, config), "digest");
    const parsed = parse(answerSchema, await runDigest(client, name, { week, editions: [edition] }));
    if (!parsed.ok) throw new CommandError(`${name} gave an unexpected answer: ${refusalText(parsed.refusal)}`);
    const { sent } = parsed.value;
    if (json) stdout.write(`${JSON.stringify(parsed.value)}\n`);
    else if (sent.length === 0) stdout.write("The policy names no channel for it.\n");
    else for (const one of sent) stdout.write(`${lineOf(one)}\n`);
    return exitCodes.ok;
  } finally {
    client.destroy();
  }
}

function lineOf({ channel, outcome }: { readonly channel: string; readonly outcome: string }): string {
  return plain(`${channel === "" ? "the alerts topic" : channel}: ${outcome.replaceAll("-", " ")}`, 200);
}
