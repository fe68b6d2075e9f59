/**
 * The client of SNS that Lambda's Node.js runtime carries: beside what makes a message, it would be too much for a bundle to be read at
 * every cold start. https://docs.aws.amazon.com/lambda/latest/dg/lambda-nodejs.html
 */
import { createRequire } from "node:module";
import type { SNS } from "@aws-sdk/client-sns";
import type { Publish } from "@tocsin/aws/chat-topic";

/** Publishes with one client, made at the first message. */
export function runtimePublish(): Publish {
  let client: SNS | undefined;
  return (input) => {
    client ??= newClient();
    return client.publish(input);
  };
}

function newClient(): SNS {
  // Not called `require`, which the bundler would follow. ES modules do not look where the runtime keeps its SDK; this does.
  const load = createRequire(import.meta.url);
  return new (load("@aws-sdk/client-sns") as { readonly SNS: new () => SNS }).SNS();
}
