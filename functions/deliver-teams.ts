import { teamsChannel } from "@tocsin/channels/teams/teams-channel";
import { runtimeSecrets } from "@tocsin/lambda/runtime/runtime-secrets";
import { systemNow } from "@tocsin/lambda/runtime/system-clock";
import { deliverFunction } from "./deliver.ts";

const secrets = runtimeSecrets();

export const handler = deliverFunction(
  "teams",
  ({ place }) =>
    (name, settings) =>
      teamsChannel({ name, settings, secrets, place, now: systemNow }),
);
