/**
 * The AWS SDK that Lambda's Node.js runtime carries. A rarely needed client is taken from there on first use: bundled, it would make every
 * cold start of every source read some 60 KB more. https://docs.aws.amazon.com/lambda/latest/dg/lambda-nodejs.html
 */
import { createRequire } from "node:module";
import type { SQS } from "@aws-sdk/client-sqs";
import type { SendMessage } from "@tocsin/aws/queues/dead-letters";

/** Sends messages with the runtime's own SQS client, made at the first message. */
export function runtimeSendMessage(): SendMessage {
  let client: SQS | undefined;
  return (input) => {
    client ??= newClient();
    return client.sendMessage(input);
  };
}

function newClient(): SQS {
  // Not called `require`, which the bundler would follow. ES modules do not look where the runtime keeps its SDK; this does.
  const load = createRequire(import.meta.url);
  return new (load("@aws-sdk/client-sqs") as { readonly SQS: new () => SQS }).SQS();
}
