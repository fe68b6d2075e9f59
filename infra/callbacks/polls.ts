/**
 * What asks providers what people did there, a function for each that the configuration names: nobody can call it, so that nothing is open to
 * the internet. It decides as what takes callbacks does, and reads the keys of its own provider alone.
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
    // The next minute's run does what this one could not.
    retries: 0,
  });
  return { kind, noun, fn };
});
