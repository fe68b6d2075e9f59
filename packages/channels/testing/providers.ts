/** The channels that send over HTTPS, each with how its provider says that it has taken a message, and that it has not. */
import type { ChannelKind } from "@tocsin/core/policy/channels/declared-channels";
import { now } from "@tocsin/oncall/testing/sample-notification";
import type { Channel } from "../kind.ts";
import { pagerdutyChannel } from "../pagerduty/pagerduty-channel.ts";
import { webhookChannel } from "../webhook/webhook-channel.ts";
import { PATH_TOKEN, type ScriptedResponse } from "./receiver.ts";
import { type RecordedSecrets, secretsWith } from "./recorded-secrets.ts";

export interface Provider {
  readonly kind: ChannelKind;
  /** A channel that sends to `url`. */
  readonly at: (
    url: string,
    timeoutMilliseconds?: number,
  ) => { readonly channel: Channel; readonly secrets: RecordedSecrets };
  /** What nothing may tell. */
  readonly canaries: readonly string[];
  readonly taken: ScriptedResponse;
  /** What has a status of success, and is none. */
  readonly notTaken: readonly ScriptedResponse[];
  /** A refusal with its reason, as the provider's documentation has it, and what of it is to be shown. */
  readonly refused: { readonly answer: ScriptedResponse; readonly says: string };
}

const json = (status: number, body: object): ScriptedResponse => ({ status, body: JSON.stringify(body) });

const webhookSecret = "whsec_c4n4ry-9f8e7d6c5b4a39281706f5e4";
const webhook: Provider = {
  kind: "webhook",
  at(url, timeoutMilliseconds) {
    const secrets = secretsWith({ "ssm:signing": webhookSecret });
    const settings = { url, signingSecret: "ssm:signing", allowPrivateAddresses: true };
    return {
      channel: webhookChannel({ name: "ops", settings, secrets, now: () => now, timeoutMilliseconds }),
      secrets,
    };
  },
  canaries: [webhookSecret, PATH_TOKEN],
  taken: { status: 204 },
  // Its receiver is the user's own: the status is what was agreed on.
  notTaken: [],
  refused: { answer: { status: 400, body: "no such service" }, says: "no such service" },
};

const routingKey = "c4n4ryc4n4ryc4n4ryc4n4ryc4n4ry42";
const pagerduty: Provider = {
  kind: "pagerduty",
  at(url, timeoutMilliseconds) {
    const secrets = secretsWith({ "ssm:pagerduty/key": routingKey });
    const settings = { type: "pagerduty", routingKey: "ssm:pagerduty/key", region: "us" } as const;
    const address = { url, allowPrivateAddresses: true };
    const channel = pagerdutyChannel({ name: "ops", settings, secrets, address, now: () => now, timeoutMilliseconds });
    return { channel, secrets };
  },
  canaries: [routingKey],
  taken: json(202, { status: "success", message: "Event processed", dedup_key: "k" }),
  notTaken: [
    json(200, { status: "success" }),
    json(202, { status: "invalid event", message: "Event object is invalid" }),
    { status: 202, body: "<html>You are behind a proxy</html>" },
    { status: 202 },
  ],
  refused: {
    answer: json(400, {
      status: "invalid event",
      message: "Event object is invalid",
      errors: ["Length of 'routing_key' is incorrect (should be 32 characters)"],
    }),
    says: "Length of 'routing_key' is incorrect",
  },
};

export const providers: readonly Provider[] = [pagerduty, webhook];
