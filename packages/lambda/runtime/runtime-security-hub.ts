/**
 * The client of Security Hub that Lambda's Node.js runtime carries: bundled, it would be the largest part of a function that makes two
 * calls. https://docs.aws.amazon.com/lambda/latest/dg/lambda-nodejs.html
 */
import { createRequire } from "node:module";
import type { SecurityHubCalls } from "@tocsin/aws/security-hub";

/** Calls by one client, made at the first call. @param region the function's own, if it is left out. */
export function runtimeSecurityHub(region?: string): SecurityHubCalls {
  let client: SecurityHubCalls | undefined;
  const called = () => {
    client ??= newClient(region);
    return client;
  };
  return {
    batchImportFindings: (input) => called().batchImportFindings(input),
    batchUpdateFindings: (input) => called().batchUpdateFindings(input),
  };
}

function newClient(region: string | undefined): SecurityHubCalls {
  // Not called `require`, which the bundler would follow. ES modules do not look where the runtime keeps its SDK; this does.
  const load = createRequire(import.meta.url);
  const { SecurityHub } = load("@aws-sdk/client-securityhub") as {
    readonly SecurityHub: new (options: { readonly region?: string }) => SecurityHubCalls;
  };
  return new SecurityHub(region === undefined ? {} : { region });
}
