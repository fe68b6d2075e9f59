/** What an event of AWS Health is about. Its code is a name of AWS's, of which there are new ones: what matters is whose it is. */
import type { HealthEvent } from "./schema.ts";

type Detail = Pick<HealthEvent["detail"], "service" | "eventTypeCode" | "eventMetadata">;

/** Of the codes that events are known to have, what people call it. */
const exposures: Readonly<Record<string, string>> = {
  AWS_RISK_CREDENTIALS_EXPOSED: "Credentials of AWS lie in public",
  AWS_RISK_CREDENTIALS_EXPOSURE_SUSPECTED: "Credentials of AWS may lie in public",
  AWS_RISK_CREDENTIALS_COMPROMISED: "Credentials of AWS are used by others",
  AWS_RISK_ACCOUNT_CONSOLE_COMPROMISE: "Others may be signed in to the console",
  AWS_RISK_IAM_QUARANTINE: "AWS has put a user in quarantine",
};

/** Nothing for what is said of no security. */
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
        sentence: "AWS Shield answers an attack on what the account has in the Internet",
        userName: undefined,
      } as const;
    default:
      return undefined;
  }
}
