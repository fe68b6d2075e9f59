/** A request for a page, and its answer, as a function URL and an HTTP API hand them to a function: both use payload format 2.0. */
import { objectField, parse } from "@tocsin/core/text/parse";
import * as v from "valibot";

export interface PageRequest {
  readonly method: string;
  readonly path: string;
  /** In lower case, without parameters such as the character set. */
  readonly contentType: string;
  readonly body: string;
}

/** https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html#urls-payloads */
const eventSchema = v.object({
  rawPath: v.string(),
  requestContext: v.object({ http: v.object({ method: v.string() }) }),
  headers: v.optional(objectField({ "content-type": v.optional(v.string()) })),
  body: v.optional(v.string()),
  isBase64Encoded: v.optional(v.boolean()),
});

/** @throws TypeError where it is no request of that format: something else calls the function. */
export function pageRequestOf(event: unknown): PageRequest {
  const parsed = parse(eventSchema, event);
  if (!parsed.ok) throw new TypeError("the function was called with something else than a request for a page");
  const { rawPath, requestContext, headers, body = "", isBase64Encoded } = parsed.value;
  return {
    method: requestContext.http.method,
    path: rawPath,
    contentType: (headers?.["content-type"] ?? "").replace(/;.*/, "").trim().toLowerCase(),
    body: isBase64Encoded ? Buffer.from(body, "base64").toString("utf8") : body,
  };
}

export interface PageReply {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}
