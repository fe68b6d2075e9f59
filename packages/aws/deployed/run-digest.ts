/** Runs the deployed `digest`. */
import { InvokeCommand, type LambdaClient } from "@aws-sdk/client-lambda";
import { isObject } from "@tocsin/core/text/json";
import { CallError, call } from "../call.ts";

/** Gives what the function answers. @throws CallError, also where it failed. */
export async function runDigest(
  client: LambdaClient,
  FunctionName: string,
  request: { readonly week: string; readonly editions: readonly string[] },
): Promise<unknown> {
  const Payload = new TextEncoder().encode(JSON.stringify(request));
  const answer = await call("Invoke", () => client.send(new InvokeCommand({ FunctionName, Payload })));
  const said: unknown = JSON.parse(answer.Payload?.transformToString() ?? "null");
  if (answer.FunctionError === undefined) return said;
  const problem = isObject(said) && typeof said.errorMessage === "string" ? said.errorMessage : answer.FunctionError;
  throw new CallError(`${FunctionName} failed: ${problem}`, false);
}
