/** Which of the stage's secrets a function may read. */
import { secretOwners } from "@tocsin/core/policy/channels/channel-problems";
import { decryptBy } from "../encryption.ts";
import { arnOf, ownSecretsPath } from "../place.ts";
import type { Permission } from "../policy.ts";
import type { FunctionOptions } from "./function.ts";

/** What one function has beside what all of its sort have. */
export type FunctionExtras = Pick<FunctionOptions, "environment" | "permissions">;

/** Of the stage's own secrets below `path`, under the stack's key. One under AWS's key for either service needs no grant for it. */
export function readingSecrets(path: string, withheld: readonly Permission[] = []): FunctionExtras {
  return {
    environment: { TOCSIN_SECRETS_PATH: ownSecretsPath },
    permissions: [
      { actions: ["ssm:GetParameter"], resources: [arnOf("ssm", `parameter/${path}/*`)] },
      { actions: ["secretsmanager:GetSecretValue"], resources: [arnOf("secretsmanager", `secret:${path}/*`)] },
      decryptBy("ssm"),
      decryptBy("secretsmanager"),
      ...withheld,
    ],
  };
}

/** What of them is read by its own kind of channel alone, or by what takes callbacks: whatever else allows it, it is refused. */
export function othersSecrets(): readonly Permission[] {
  const paths = secretOwners.map(([begin]) => `${ownSecretsPath}/${begin}/*`);
  return [
    {
      effect: "deny",
      actions: ["ssm:GetParameter"],
      resources: paths.map((path) => arnOf("ssm", `parameter/${path}`)),
    },
    {
      effect: "deny",
      actions: ["secretsmanager:GetSecretValue"],
      resources: paths.map((path) => arnOf("secretsmanager", `secret:${path}`)),
    },
  ];
}
