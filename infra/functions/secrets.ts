/** Which of the stage's secrets a function may read. */
import { decryptBy } from "../encryption.ts";
import { arnOf, ownSecretsPath } from "../place.ts";
import type { FunctionOptions } from "./function.ts";

/** What one function has beside what all of its sort have. */
export type FunctionExtras = Pick<FunctionOptions, "environment" | "permissions">;

/** Of the stage's own secrets below `path`, under the stack's key. One under AWS's key for either service needs no grant for it. */
export function readingSecrets(path: string): FunctionExtras {
  return {
    environment: { TOCSIN_SECRETS_PATH: ownSecretsPath },
    permissions: [
      { actions: ["ssm:GetParameter"], resources: [arnOf("ssm", `parameter/${path}/*`)] },
      { actions: ["secretsmanager:GetSecretValue"], resources: [arnOf("secretsmanager", `secret:${path}/*`)] },
      decryptBy("ssm"),
      decryptBy("secretsmanager"),
    ],
  };
}
