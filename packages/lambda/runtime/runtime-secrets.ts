/**
 * The clients of the two stores of secrets that Lambda's Node.js runtime carries. A function that delivers reads a secret once, or after it
 * was refused: bundled, the clients would be a fifth of what is read at every cold start.
 * https://docs.aws.amazon.com/lambda/latest/dg/lambda-nodejs.html
 */
import { createRequire } from "node:module";
import type { SecretsManager } from "@aws-sdk/client-secrets-manager";
import type { SSM } from "@aws-sdk/client-ssm";
import { createStoredSecrets, type StoredSecrets } from "@tocsin/aws/secrets/stored-secrets";
import { environment } from "./environment.ts";
import { systemNow } from "./system-clock.ts";

/** The stage's secrets, as far as the function's role may read them; each client is made when the first of its secrets is read. */
export function runtimeSecrets(): StoredSecrets {
  let ssm: SSM | undefined;
  let secretsManager: SecretsManager | undefined;
  return createStoredSecrets({
    path: environment("TOCSIN_SECRETS_PATH").TOCSIN_SECRETS_PATH,
    getParameter(input) {
      ssm ??= newSsm();
      return ssm.getParameter(input);
    },
    getSecretValue(input) {
      secretsManager ??= newSecretsManager();
      return secretsManager.getSecretValue(input);
    },
    now: systemNow,
  });
}

// Not called `require`, which the bundler would follow. ES modules do not look where the runtime keeps its SDK; this does.
const load = createRequire(import.meta.url);

function newSsm(): SSM {
  return new (load("@aws-sdk/client-ssm") as { readonly SSM: new () => SSM }).SSM();
}

function newSecretsManager(): SecretsManager {
  const { SecretsManager: Client } = load("@aws-sdk/client-secrets-manager") as {
    readonly SecretsManager: new () => SecretsManager;
  };
  return new Client();
}
