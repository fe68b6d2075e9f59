/**
 * A provider's callback: the answer is only a status, and no log has its content. If the provider can send it again, a failed one is
 * answered as a failure, and an alarm rings.
 */
import middy from "@middy/core";
import { CALLBACK_FAILED } from "../../deployment/metrics.ts";
import { asError } from "../../runtime/as-error.ts";
import type { Telemetry } from "../../runtime/telemetry.ts";
import { type HttpHandler, type HttpReply, type HttpRequest, httpRequestOf } from "../http-request.ts";

/** The result of a callback: the reason that is counted. */
export interface Answered {
  readonly statusCode: number;
  readonly reason: string;
}

export const failed: Answered = { statusCode: 503, reason: CALLBACK_FAILED };

export function callbackHandler(
  telemetry: Telemetry,
  answerTo: (request: HttpRequest) => Promise<Answered>,
): HttpHandler {
  return middy<unknown, HttpReply>()
    .use([...telemetry.middleware])
    .handler(async (event) => {
      const { statusCode, reason } = await answerTo(httpRequestOf(event)).catch((error: unknown) => {
        telemetry.log.error("a callback was not answered", { problem: asError(error).message });
        return failed;
      });
      telemetry.count("callbacks", reason);
      return { statusCode, headers: { "cache-control": "no-store" }, body: "" };
    });
}

/** A provider's request, whatever its content. */
export interface CallbackForm {
  readonly path: string;
  readonly contentType: string;
  readonly limitBytes: number;
}

/** Why a request is none of that form. */
export function unfit({ method, path, contentType, body }: HttpRequest, form: CallbackForm): Answered | undefined {
  if (path !== form.path) return { statusCode: 404, reason: "no-page" };
  if (method !== "POST") return { statusCode: 405, reason: "wrong-method" };
  if (contentType !== form.contentType) return { statusCode: 415, reason: "wrong-type" };
  return body.length > form.limitBytes ? { statusCode: 413, reason: "too-large" } : undefined;
}
