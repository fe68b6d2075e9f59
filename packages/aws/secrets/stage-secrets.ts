/** The secrets of the stage, for a function that delivers: by its role it reads those of its kind of channel alone. */
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { SSMClient } from "@aws-sdk/client-ssm";
import type { Instant } from "@tocsin/core/event/instant";
import { withoutRequestLog } from "../lean-client.ts";
import { createStoredSecrets, type StoredSecrets } from "./stored-secrets.ts";

/** @param now The machine's clock. */
export function createStageSecrets(path: string, now: () => Instant): StoredSecrets {
  return createStoredSecrets({
    path,
    ssm: withoutRequestLog(new SSMClient()),
    secretsManager: withoutRequestLog(new SecretsManagerClient()),
    now,
  });
}
