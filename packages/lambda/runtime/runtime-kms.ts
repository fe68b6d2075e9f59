/**
 * The KMS client that Lambda's Node.js runtime carries. A function asks KMS once a day, or never: bundled, the client would be read at every
 * cold start. https://docs.aws.amazon.com/lambda/latest/dg/lambda-nodejs.html
 */
import { createRequire } from "node:module";
import type { KMS } from "@aws-sdk/client-kms";
import type { GenerateMac } from "@tocsin/aws/links/kms-mac";

/** Calls with the runtime's own client, made at the first call. */
export function runtimeGenerateMac(): GenerateMac {
  let client: KMS | undefined;
  return (input, options) => {
    client ??= newClient();
    return client.generateMac(input, options);
  };
}

function newClient(): KMS {
  // Not called `require`, which the bundler would follow. ES modules do not look where the runtime keeps its SDK; this does.
  const load = createRequire(import.meta.url);
  return new (load("@aws-sdk/client-kms") as { readonly KMS: new () => KMS }).KMS();
}
