import { emailChannel } from "@tocsin/channels/email/email-channel";
import { environmentIfAny } from "@tocsin/lambda/runtime/environment";
import { runtimeSecrets } from "@tocsin/lambda/runtime/runtime-secrets";
import { runtimeSendEmail } from "@tocsin/lambda/runtime/runtime-ses";
import { systemNow } from "@tocsin/lambda/runtime/system-clock";
import { deliverFunction } from "./deliver.ts";

const secrets = runtimeSecrets();
const sendEmail = runtimeSendEmail();
// Missing if the configuration names no identity to send from: then the role may not send, and SES refuses.
const configurationSet = environmentIfAny("TOCSIN_CONFIGURATION_SET")?.TOCSIN_CONFIGURATION_SET;

export const handler = deliverFunction(
  "email",
  ({ place }) =>
    (name, settings) =>
      emailChannel({ name, settings, secrets, sendEmail, configurationSet, place, now: systemNow }),
);
