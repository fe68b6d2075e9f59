/** What an event of AWS Health is about. AWS adds new codes, so the service of the code decides. */
import type { HealthEvent } from "./schema.ts";

type Detail = Pick<HealthEvent["detail"], "service" | "eventTypeCode" | "eventMetadata">;

/** People's words for known codes. */
const exposures: Readonly<Record<string, string>> = {
  AWS_RISK_CREDENTIALS_EXPOSED: "AWS credentials are publicly exposed",
  AWS_RISK_CREDENTIALS_EXPOSURE_SUSPECTED: "AWS credentials may be publicly exposed",
  AWS_RISK_CREDENTIALS_COMPROMISED: "AWS credentials are used by others",
  AWS_RISK_ACCOUNT_CONSOLE_COMPROMISE: "Others may be signed in to the console",
  AWS_RISK_IAM_QUARANTINE: "AWS has put a user in quarantine",
};

/** Nothing if the event is not about security. */
export function topicOf({ service, eventTypeCode, eventMetadata }: Detail) {
  switch (service) {
    case "RISK": {
      const sentence = exposures[eventTypeCode] ?? "AWS sees credentials of the account at risk";
      const userName = eventMetadata?.userName || undefined;
      const title = userName === undefined ? sentence : `${sentence}: user ${userName}`;
      const severity = eventTypeCode.endsWith("SUSPECTED") ? "HIGH" : "CRITICAL";
      return { condition: "exposed-credentials", severity, title, sentence, userName } as const;
    }
    case "ABUSE": {
      const sentence = "AWS has a report of abuse by the account";
      return {
        condition: "account-abuse",
        severity: "HIGH",
        title: "Abuse reported to AWS",
        sentence,
        userName: undefined,
      } as const;
    }
    case "SHIELD":
      if (!eventTypeCode.includes("DDOS")) return undefined;
      return {
        condition: "ddos-attack",
        severity: "HIGH",
        title: "Shield answers a DDoS attack",
        sentence: "AWS Shield answers an attack on the account's resources in the Internet",
        userName: undefined,
      } as const;
    default:
      return undefined;
  }
}
