/** The channels that read secrets to send over HTTPS, each with how its provider says that it has taken a message, and that it has not. */
import { PinpointSMSVoiceV2Client } from "@aws-sdk/client-pinpoint-sms-voice-v2";
import { createTextMessages } from "@tocsin/aws/phone/text-messages";
import { createVoiceCalls } from "@tocsin/aws/phone/voice-calls";
import type { ChannelKind } from "@tocsin/core/policy/channels/declared-channels";
import { now } from "@tocsin/oncall/testing/sample-notification";
import { emailChannel } from "../email/email-channel.ts";
import { jiraChannel } from "../jira/jira-channel.ts";
import type { Channel } from "../kind.ts";
import { pagerdutyChannel } from "../pagerduty/pagerduty-channel.ts";
import { slackChannel } from "../slack/slack-channel.ts";
import { slackWebhookChannel } from "../slack-webhook/slack-webhook-channel.ts";
import { smsChannel } from "../sms/sms-channel.ts";
import { teamsChannel } from "../teams/teams-channel.ts";
import { voiceChannel } from "../voice/voice-channel.ts";
import { webhookChannel } from "../webhook/webhook-channel.ts";
import { PATH_TOKEN, type ScriptedResponse } from "./receiver.ts";
import { type RecordedSecrets, secretsWith } from "./recorded-secrets.ts";
import { refusal } from "./ses-account.ts";
import { sesAt } from "./ses-client.ts";

export interface Provider {
  readonly kind: ChannelKind;
  /** Of what is sent, where it is not `application/json`. */
  readonly contentType?: string;
  /** It is sent to by a client that keeps the headers of a success to itself. */
  readonly hidesHeaders?: boolean;
  /** A channel that sends to `url`. */
  readonly at: (
    url: string,
    timeoutMilliseconds?: number,
  ) => { readonly channel: Channel; readonly secrets: RecordedSecrets };
  /** What nothing may tell. */
  readonly canaries: readonly string[];
  /** What it answers to each request for a first message that it takes. */
  readonly taken: readonly ScriptedResponse[];
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
  taken: [{ status: 204 }],
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
  taken: [json(202, { status: "success", message: "Event processed", dedup_key: "k" })],
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

const token = "xoxb-c4n4ry-1234567890-AbCdEfGhIjKl";
const slack: Provider = {
  kind: "slack",
  at(url, timeoutMilliseconds) {
    const secrets = secretsWith({ "ssm:slack/token": token });
    const settings = { type: "slack", token: "ssm:slack/token", channel: "C0123456789" } as const;
    const address = { url, allowPrivateAddresses: true };
    return {
      channel: slackChannel({ name: "ops", settings, secrets, address, now: () => now, timeoutMilliseconds }),
      secrets,
    };
  },
  canaries: [token],
  taken: [json(200, { ok: true, channel: "C0123456789", ts: "1764000000.000100", message: { text: "…" } })],
  notTaken: [
    ...["invalid_auth", "not_in_channel", "msg_blocks_too_long", "ratelimited", "internal_error"].map((error) =>
      json(200, { ok: false, error }),
    ),
    json(200, { ok: "true" }),
    { status: 200, body: "ok" },
    { status: 200 },
  ],
  refused: { answer: json(200, { ok: false, error: "channel_not_found" }), says: "answered 200: channel_not_found" },
};

const slackWebhook: Provider = {
  kind: "slack-webhook",
  at(url, timeoutMilliseconds) {
    const secrets = secretsWith({ "ssm:slack-webhook/url": url });
    const settings = { type: "slack-webhook", url: "ssm:slack-webhook/url" } as const;
    const hosts = { haveGiven: () => true, begin: url, allowPrivateAddresses: true };
    const options = { name: "ops", settings, secrets, hosts, now: () => now, timeoutMilliseconds };
    return { channel: slackWebhookChannel(options), secrets };
  },
  canaries: [PATH_TOKEN],
  taken: [{ status: 200, body: "ok" }],
  notTaken: [
    { status: 200, body: "no_team" },
    { status: 200, body: "<html>You are behind a proxy</html>" },
    { status: 204 },
  ],
  refused: { answer: { status: 404, body: "no_service" }, says: "answered 404: no_service" },
};

const signature = "c4n4/Ab+CdEfGhIjKlMnOpQrStUv==";
const teams: Provider = {
  kind: "teams",
  at(url, timeoutMilliseconds) {
    const query = `sp=%2Ftriggers%2Fmanual%2Frun&sig=${encodeURIComponent(signature)}`;
    const secrets = secretsWith({ "ssm:teams/url": `${url}?${query}` });
    const settings = { type: "teams", url: "ssm:teams/url" } as const;
    const hosts = { haveGiven: () => true, begin: url, allowPrivateAddresses: true };
    return {
      channel: teamsChannel({ name: "ops", settings, secrets, hosts, now: () => now, timeoutMilliseconds }),
      secrets,
    };
  },
  canaries: [signature, encodeURIComponent(signature), PATH_TOKEN],
  taken: [{ status: 202 }],
  notTaken: [{ status: 200, body: "Webhook message delivery failed with error: HTTP error 413" }, { status: 204 }],
  refused: {
    answer: json(404, { error: { code: "WorkflowNotFound", message: "The workflow could not be found." } }),
    says: "WorkflowNotFound",
  },
};

const address = "ada.c4n4ry@people.example.net";
const email: Provider = {
  kind: "email",
  at(url, timeoutMilliseconds) {
    const secrets = secretsWith({ "ssm:email/ada": address });
    const settings = { type: "email", to: "ssm:email/ada", from: "tocsin@alerts.example.com" } as const;
    const options = { name: "ops", settings, secrets, sendEmail: sesAt(url), now: () => now, timeoutMilliseconds };
    return { channel: emailChannel(options), secrets };
  },
  canaries: [address],
  taken: [json(200, { MessageId: "0107019a-4d2b" })],
  // A mail without an id is in the channel's own tests: the client hands on no headers of a success.
  notTaken: [],
  refused: {
    answer: refusal(400, "MessageRejected", "Email address is not verified."),
    says: "MessageRejected: Email address is not verified.",
  },
};

const number = "+12065550142";
const phoneAnswers: Omit<Provider, "kind" | "at"> = {
  contentType: "application/x-amz-json-1.0",
  hidesHeaders: true,
  canaries: [number, number.slice(1)],
  taken: [json(200, { MessageId: "8d2f3c1e-5b7a-4e9d-9c0f-2a6b1d4e8f70" })],
  notTaken: [json(200, {}), { status: 200, body: "<html>You are behind a proxy</html>" }, { status: 200 }],
  refused: {
    answer: json(400, {
      __type: "ConflictException",
      Message: `The destination phone number ${number} has opted out.`,
      Reason: "DESTINATION_PHONE_NUMBER_OPTED_OUT",
    }),
    says: "answered 400: ConflictException, DESTINATION_PHONE_NUMBER_OPTED_OUT",
  },
};

/** A client of AWS End User Messaging whose server is at `url`. */
export function phoneClientAt(url: string): PinpointSMSVoiceV2Client {
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  return new PinpointSMSVoiceV2Client({ endpoint: url, credentials, region: "eu-central-1", maxAttempts: 1 });
}

const sms: Provider = {
  kind: "sms",
  at(url, timeoutMilliseconds) {
    const secrets = secretsWith({ "ssm:sms/ada": `${number}\n` });
    const settings = { type: "sms", phone: "ssm:sms/ada", originationIdentity: "+12065550100" } as const;
    const sendOnce = createTextMessages({ client: phoneClientAt(url), timeoutMilliseconds }).send;
    return { channel: smsChannel({ name: "ops", settings, secrets, sendOnce, now: () => now }), secrets };
  },
  ...phoneAnswers,
};

const voice: Provider = {
  kind: "voice",
  at(url, timeoutMilliseconds) {
    const secrets = secretsWith({ "ssm:voice/ada": number });
    const settings = { type: "voice", phone: "ssm:voice/ada", originationIdentity: "+12065550100" } as const;
    const sendOnce = createVoiceCalls({ client: phoneClientAt(url), timeoutMilliseconds }).send;
    return { channel: voiceChannel({ name: "ops", settings, secrets, sendOnce, now: () => now }), secrets };
  },
  ...phoneAnswers,
};

const apiToken = "ATATT3xFfGF0c4n4ryc4n4ryc4n4ry";
const account = `tocsin@example.com:${apiToken}`;
const jira: Provider = {
  kind: "jira",
  at(url, timeoutMilliseconds) {
    const secrets = secretsWith({ "ssm:jira/account": account });
    const place = { site: "example", project: "SEC", issueType: "Task" } as const;
    const settings = { type: "jira", ...place, account: "ssm:jira/account" } as const;
    const address = { url, allowPrivateAddresses: true };
    return {
      channel: jiraChannel({ name: "ops", settings, secrets, address, now: () => now, timeoutMilliseconds }),
      secrets,
    };
  },
  canaries: [apiToken, Buffer.from(account).toString("base64")],
  taken: [json(200, { issues: [], isLast: true }), json(201, { id: "10001", key: "SEC-1", self: "…" })],
  notTaken: [
    json(200, {}),
    json(200, { issues: "none" }),
    { status: 200, body: "<html>Log in</html>" },
    { status: 204 },
  ],
  refused: {
    answer: json(400, { errorMessages: ["The value 'SEC' does not exist for the field 'project'."], errors: {} }),
    says: "The value 'SEC' does not exist for the field 'project'.",
  },
};

export const providers: readonly Provider[] = [
  ...[email, jira, pagerduty, slack, slackWebhook, sms],
  ...[teams, voice, webhook],
];
