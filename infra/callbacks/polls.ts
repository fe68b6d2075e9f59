/**
 * Functions that ask providers what people did there, one for each provider in the configuration: nobody can call them, so nothing is open
 * to the internet. Each decides like a callback's function, and reads only the keys of its own provider.
 */
import { pollOf } from "@tocsin/core/policy/channels/callbacks";
import { pollSettings } from "@tocsin/lambda/deployment/settings";
import { decryptBy } from "../encryption.ts";
import { scheduleFunction } from "../functions/schedule.ts";
import { readingSecrets } from "../functions/secrets.ts";
import { config, ownSecretsPath } from "../place.ts";
import { onTable, table } from "../table.ts";

export const polls = (config.polls ?? []).map((kind) => {
  const noun = pollOf(kind);
  const secrets = readingSecrets(`${ownSecretsPath}/${noun}`);
  const fn = scheduleFunction(noun, pollSettings, {
    environment: { TOCSIN_ALERTS_TABLE: table.name, ...secrets.environment },
    permissions: [onTable("BatchGetItem", "PutItem", "Query"), decryptBy("dynamodb"), ...secrets.permissions],
    // The next run, a minute later, does what this one could not.
    retries: 0,
  });
  return { kind, noun, fn };
});
