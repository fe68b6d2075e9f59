import { jiraChannel } from "@tocsin/channels/jira/jira-channel";
import { runtimeSecrets } from "@tocsin/lambda/runtime/runtime-secrets";
import { systemNow } from "@tocsin/lambda/runtime/system-clock";
import { deliverFunction } from "./deliver.ts";

const secrets = runtimeSecrets();

export const handler = deliverFunction(
  "jira",
  ({ place }) =>
    (name, settings) =>
      jiraChannel({ name, settings, secrets, place, now: systemNow }),
);
