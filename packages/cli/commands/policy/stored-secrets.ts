/** Before a policy is put in force on a stage, the secrets must be there that it names. */
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { SSMClient } from "@aws-sdk/client-ssm";
import { missingSecrets } from "@tocsin/aws/secrets/missing-secrets";
import type { Policy } from "@tocsin/core/policy/policy";
import { CommandError, exitCodes } from "../../output/terminal.ts";
import { deployedStage } from "../../stack/deployed-stage.ts";
import { namedSecrets } from "../../stack/named-secrets.ts";

/** No value is read. @throws CommandError with what is missing and how to make it. @throws CallError */
export async function requireStoredSecrets(
  stage: string,
  policy: Pick<Policy, "channels" | "heartbeat">,
  config: string | undefined,
): Promise<void> {
  const named = namedSecrets(policy);
  if (named.length === 0) return;
  const [ssm, secretsManager] = [new SSMClient(), new SecretsManagerClient()];
  try {
    const missing = await missingSecrets(
      deployedStage(stage, config),
      named.map(({ reference }) => reference),
      { ssm, secretsManager },
    );
    if (missing.length === 0) return;
    const lines = missing.map(({ reference, problem, command }) => {
      const users = named.filter((one) => one.reference === reference).map(({ user }) => user);
      return `${reference} of ${users.join(", ")} ${problem}${command === undefined ? "" : `; to store the secret, run the following and type it in\n  ${command}`}`;
    });
    throw new CommandError([...lines, "nothing was pushed"].join("\n"), exitCodes.refused);
  } finally {
    ssm.destroy();
    secretsManager.destroy();
  }
}
