/** An HTTP request and its answer, as a function URL and an HTTP API pass them to a function: both use payload format 2.0. */
import { parse, recordField } from "@tocsin/core/text/parse";
import type { Context } from "aws-lambda";
import * as v from "valibot";

/** Takes what a function URL or an HTTP API hands to a function. */
export type HttpHandler = (event: unknown, context: Context) => Promise<HttpReply>;

export interface HttpRequest {
  readonly method: string;
  readonly path: string;
  /** In lower case, without parameters such as the character set. */
  readonly contentType: string;
  /** The value of a header, by its name in lower case, as both hand it over. */
  readonly header: (name: string) => string | undefined;
  /** Unchanged: signatures are over these bytes. */
  readonly body: Buffer;
}

export interface HttpReply {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html#urls-payloads */
const eventSchema = v.object({
  rawPath: v.string(),
  requestContext: v.object({ http: v.object({ method: v.string() }) }),
  headers: v.optional(recordField(v.string(), v.unknown())),
  body: v.optional(v.string()),
  isBase64Encoded: v.optional(v.boolean()),
});

/** @throws TypeError if it is not a request in that format: something else calls the function. */
export function httpRequestOf(event: unknown): HttpRequest {
  const parsed = parse(eventSchema, event);
  if (!parsed.ok) throw new TypeError("the function was called with something else than a request over HTTP");
  const { rawPath, requestContext, headers = {}, body = "", isBase64Encoded } = parsed.value;
  const texts = new Map(Object.entries(headers));
  const header = (name: string) => {
    const value = texts.get(name);
    return typeof value === "string" ? value : undefined;
  };
  return {
    method: requestContext.http.method,
    path: rawPath,
    contentType: (header("content-type") ?? "").replace(/;.*/, "").trim().toLowerCase(),
    header,
    body: Buffer.from(body, isBase64Encoded ? "base64" : "utf8"),
  };
}
