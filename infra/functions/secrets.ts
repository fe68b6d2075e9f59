/** Which of the stage's secrets a function may read. */
import { secretOwners } from "@tocsin/core/policy/channels/channel-problems";
import { decryptBy } from "../encryption.ts";
import { arnOf, ownSecretsPath } from "../place.ts";
import type { Permission } from "../policy.ts";
import type { FunctionOptions } from "./function.ts";

/** What one function has in addition to all of its kind. */
export type FunctionExtras = Pick<FunctionOptions, "environment" | "permissions">;

/**
 * Lets a function read the stage's own secrets below `path` that are encrypted with the stack's key. A secret under AWS's key for the
 * service needs no grant for that key.
 */
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

/** Secrets that only their own kind of channel, or only callbacks, may read: access is denied, whatever else allows it. */
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
