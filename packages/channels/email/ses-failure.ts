/** The meaning of SES's errors. https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html#API_SendEmail_Errors */
import type { Instant } from "@tocsin/core/event/instant";
import type { DeliveryFailure } from "../channel.ts";
import { type FailedAttempt, quotable, reasonOf } from "../https/response.ts";
import { pauseAskedFor } from "../https/retry-after.ts";

interface Meaning {
  readonly reason: DeliveryFailure;
  /** What mends it. */
  readonly advice?: string;
}

const paused = "see why under Account dashboard in the console of SES, and have sending resumed there";

const meanings: Readonly<Record<string, Meaning>> = {
  TooManyRequestsException: { reason: "rate-limited" },
  LimitExceededException: { reason: "rate-limited", advice: "ask for a higher sending quota if this lasts" },
  ThrottlingException: { reason: "rate-limited" },
  SendingPausedException: { reason: "rejected", advice: paused },
  AccountSuspendedException: { reason: "rejected", advice: paused },
  MailFromDomainNotVerifiedException: {
    reason: "rejected",
    advice: "mend the DNS records of the identity's MAIL FROM domain",
  },
  MessageRejected: {
    reason: "rejected",
    advice:
      "verify the identity that it is from, in the stack's Region; and while the account is in the sandbox of SES the address that it is to, or leave the sandbox",
  },
  NotFoundException: { reason: "rejected", advice: "deploy the stage again: its configuration set is gone" },
  AccessDeniedException: {
    reason: "rejected",
    advice:
      "name the identity that it is from as email.identity in tocsin.config.json, and deploy; in the sandbox of SES see docs/channels/email.md",
  },
};

/** The parts of an SDK error that are used. */
interface Thrown {
  readonly name: string;
  readonly message: string;
  readonly status: number | undefined;
  readonly retryAfter: string | undefined;
}

/**
 * Why a call failed that was not aborted. The error itself is not passed on, since SES names addresses in it.
 * @param secrets what no problem may repeat. @param now when the attempt was made.
 */
export function failureOf(error: unknown, secrets: readonly string[], now: Instant): FailedAttempt {
  const { name, message, status, retryAfter } = thrown(error);
  if (status === undefined) return { reason: "unreachable", retryable: true, problem: "cannot be reached" };
  // An answer that says that the mail was accepted, but not in SES's format.
  if (status < 300) return unclear(status);
  const meaning = Object.hasOwn(meanings, name) ? meanings[name] : undefined;
  const reason = meaning?.reason ?? reasonOf(status) ?? "rejected";
  const parts = [/^[A-Za-z]+$/.test(name) ? name : "", quotable(message, secrets), meaning?.advice ?? ""];
  return {
    reason,
    retryable: reason !== "rejected",
    problem: [`answered ${status}`, ...parts].filter((part) => part !== "").join(": "),
    retryAfterMilliseconds: pauseAskedFor(retryAfter, now),
  };
}

export function unclear(status: number): FailedAttempt {
  return {
    reason: "server-error",
    retryable: true,
    problem: `answered ${status} without saying that it took the mail`,
  };
}

/** By the fields of the SDK's errors. https://docs.aws.amazon.com/AWSJavaScriptSDK/v3/latest/Package/-smithy-smithy-client/Class/ServiceException/ */
function thrown(error: unknown): Thrown {
  const status = at(error, "$metadata", "httpStatusCode");
  const text = (...path: readonly string[]) => {
    const found = at(error, ...path);
    return typeof found === "string" ? found : undefined;
  };
  return {
    name: text("name") ?? "",
    message: text("message") ?? "",
    status: typeof status === "number" ? status : undefined,
    retryAfter: text("$response", "headers", "retry-after"),
  };
}

function at(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (found, field) => (typeof found === "object" && found !== null ? Reflect.get(found, field) : undefined),
    value,
  );
}
