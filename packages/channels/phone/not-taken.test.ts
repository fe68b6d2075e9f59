import { createTextMessages } from "@tocsin/aws/phone/text-messages";
import { now } from "@tocsin/oncall/testing/sample-notification";
import { expect, test } from "vitest";
import { phoneClientAt } from "../testing/providers.ts";
import { useReceivers } from "../testing/receiver.ts";
import { failureOf } from "./not-taken.ts";

const { receiver } = useReceivers();

const rejected = { reason: "rejected", retryable: false };
const limited = { reason: "rate-limited", retryable: true };
const failed = { reason: "server-error", retryable: true };

/** https://docs.aws.amazon.com/pinpoint/latest/apireference_smsvoicev2/API_SendTextMessage.html#API_SendTextMessage_Errors */
test.each<[title: string, error: string, reason: string | undefined, status: number, becomes: object]>([
  ["too many at once are sent later", "ThrottlingException", undefined, 400, limited],
  [
    "a month's money that is spent comes again",
    "ServiceQuotaExceededException",
    "MONTHLY_SPEND_LIMIT_REACHED_FOR_TEXT",
    400,
    limited,
  ],
  [
    "a day's calls to one number come again",
    "ServiceQuotaExceededException",
    "DAILY_DESTINATION_CALL_LIMIT",
    400,
    limited,
  ],
  ["a failure of the service passes", "InternalServerException", undefined, 500, failed],
  [
    "a number that has opted out is for a person to mend",
    "ConflictException",
    "DESTINATION_PHONE_NUMBER_OPTED_OUT",
    400,
    rejected,
  ],
  [
    "so is one that a new account has not verified",
    "ConflictException",
    "DESTINATION_PHONE_NUMBER_NOT_VERIFIED",
    400,
    rejected,
  ],
  [
    "and a country that is blocked",
    "ConflictException",
    "DESTINATION_COUNTRY_BLOCKED_BY_PROTECT_CONFIGURATION",
    400,
    rejected,
  ],
  ["and one that the service does not serve", "ValidationException", "DESTINATION_COUNTRY_BLOCKED", 400, rejected],
  ["and a sender that is not there", "ResourceNotFoundException", undefined, 400, rejected],
  ["and a right that the function lacks", "AccessDeniedException", undefined, 400, rejected],
  ["what is new is a refusal", "SomethingElseException", "SOME_NEW_REASON", 400, rejected],
])("%s", async (_title, error, reason, status, becomes) => {
  const body = JSON.stringify({
    __type: `com.amazonaws.pinpointsmsvoicev2#${error}`,
    Reason: reason,
    Message: "to +12065550142",
  });
  const { url } = await receiver({ status, body });
  const { send } = createTextMessages({ client: phoneClientAt(url) });
  const message = { to: "+12065550142", originationIdentity: "TOCSIN", body: "x", validForSeconds: 60 };
  const notTaken = await send(message);
  if (notTaken === undefined) throw new TypeError("it was taken");
  const failure = failureOf(notTaken, now);
  expect(failure).toMatchObject(becomes);
  expect(failure.problem).toBe(`answered ${status}: ${[error, ...(reason ? [reason] : [])].join(", ")}`);
});
