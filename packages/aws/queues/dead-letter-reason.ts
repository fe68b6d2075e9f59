/** Why a message is a dead letter, as far as it says: each that puts messages there says it in a way of its own. */
import { parse } from "@tocsin/core/text/parse";
import { cleanProse } from "@tocsin/core/text/redact";
import * as v from "valibot";
import type { DeadLetter } from "./dead-letter-queue.ts";

const LIMIT = 500;

/** On one line, without what could drive a terminal or looks like a secret. */
export function reasonOf({ body, attributes }: Pick<DeadLetter, "body" | "attributes">): string {
  const { reason, ERROR_CODE, ERROR_MESSAGE } = attributes;
  const said = reason ?? (ERROR_CODE ? [ERROR_CODE, ERROR_MESSAGE].filter(Boolean).join(": ") : ofInvocation(body));
  return cleanProse(said ?? "was delivered too often without success", LIMIT);
}

/** The field that was wrong, where one was. */
export function pathOf({ attributes: { path } }: Pick<DeadLetter, "attributes">): string | undefined {
  return path === undefined || path === "-" ? undefined : cleanProse(path, LIMIT);
}

/** https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html */
const invocationSchema = v.object({
  requestContext: v.object({ condition: v.string() }),
  responsePayload: v.optional(v.object({ errorMessage: v.string() })),
});

function ofInvocation(body: string): string | undefined {
  try {
    const parsed = parse(invocationSchema, JSON.parse(body));
    if (!parsed.ok) return undefined;
    const { requestContext, responsePayload } = parsed.value;
    return [requestContext.condition, ...(responsePayload ? [responsePayload.errorMessage] : [])].join(": ");
  } catch {
    return undefined;
  }
}
