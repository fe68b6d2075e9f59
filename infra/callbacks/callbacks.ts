/**
 * Functions that receive providers' callbacks, one for each provider in the configuration. Each reads only the secrets of its own
 * provider's callbacks, and may decide.
 */
import { type CallbackKind, callbackOf } from "@tocsin/core/policy/channels/callbacks";
import { callbackSettings } from "@tocsin/lambda/deployment/settings";
import { callbackPaths } from "@tocsin/lambda/handlers/callback/callback-paths";
import type { LinkFront } from "../config.ts";
import { decryptBy } from "../encryption.ts";
import { deployFunction } from "../functions/function.ts";
import { readingSecrets } from "../functions/secrets.ts";
import { fronts, OPEN_CONCURRENCY } from "../links/front.ts";
import { config, ownSecretsPath } from "../place.ts";
import { onTable, table } from "../table.ts";

const { behind, from } = config.callbacks ?? { behind: "function-url", from: [] };

export const callbacks = from.map((kind) => deployCallback(kind, behind));

function deployCallback(kind: CallbackKind, front: LinkFront) {
  const noun = callbackOf(kind);
  const secrets = readingSecrets(`${ownSecretsPath}/${noun}`);
  const fn = deployFunction(noun, {
    timeoutSeconds: callbackSettings.timeoutSeconds,
    reservedConcurrency: OPEN_CONCURRENCY,
    environment: { TOCSIN_ALERTS_TABLE: table.name, TOCSIN_STAGE: $app.stage, ...secrets.environment },
    permissions: [onTable("BatchGetItem", "PutItem", "Query"), decryptBy("dynamodb"), ...secrets.permissions],
  });
  const path = callbackPaths[kind];
  const url = fronts[front]({ fn, noun, api: noun, routes: [`POST ${path}`] });
  // A function URL ends in a slash, an API's endpoint in none.
  return { kind, fn, url: url.apply((base) => `${base.replace(/\/$/, "")}${path}`) };
}
