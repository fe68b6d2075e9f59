/** On-call that tells a PagerDuty service on this machine, on a table of its own, and what takes what that sends back. */
import { text } from "node:stream/consumers";
import { createAlertsReader } from "@tocsin/aws/alerts/alerts-reader";
import { createAlertsWriter } from "@tocsin/aws/alerts/alerts-writer";
import { wakeOf } from "@tocsin/aws/alerts/stream";
import { createGroupsReader } from "@tocsin/aws/groups/groups-reader";
import { worldStateOf } from "@tocsin/aws/testing/world-state";
import { pagerdutyChannel } from "@tocsin/channels/pagerduty/pagerduty-channel";
import { type Happened, pagerdutyService } from "@tocsin/channels/testing/pagerduty-service";
import { type SentWebhook, webhookOf } from "@tocsin/channels/testing/pagerduty-webhooks";
import type { Receivers } from "@tocsin/channels/testing/receiver";
import { secretsWith } from "@tocsin/channels/testing/recorded-secrets";
import { severities } from "@tocsin/core/alert/severity";
import { type Instant, shift } from "@tocsin/core/event/instant";
import type { Policy } from "@tocsin/core/policy/policy";
import type { Head } from "@tocsin/core/transition/fold";
import { pagerdutyCallbackHandler } from "@tocsin/lambda/handlers/callback/pagerduty";
import { recordingTelemetry } from "@tocsin/lambda/testing/sample-batch";
import { request } from "./browser.ts";
import { minutesAfter, type OpenTable, oncallOn, policyOf } from "./oncall.ts";
import { saidOf } from "./said-threats.ts";

export const webhookSecrets = { soc: "c4n4ry-whsec-8f742231b10e8888", other: "c4n4ry-whsec-of-another-service" };

/** Keys of the REST API, of two accounts. */
export const apiKeys = { us: "c4n4ry_Kc66ryYTWUXYEu", eu: "c4n4ry+eu_of_another_account" };

/** The ids of the channels' services. */
export const services = { soc: "PF9KMXH", other: "PIJ90N7" };

export const channelAt = (noun: keyof typeof services) =>
  ({
    ...({ type: "pagerduty", region: "us" } as const),
    ...{ routingKey: `ssm:pagerduty/${noun}`, webhookSecret: `ssm:callback-pagerduty/${noun}` },
    poll: { token: "ssm:poll-pagerduty/key", service: services[noun] },
  }) as const;

export const policyBy = (group: "alert" | readonly string[]) =>
  policyOf({
    channels: { soc: channelAt("soc"), other: channelAt("other") },
    routes: [{ name: "all", match: { severity: [...severities] }, channels: ["soc"], urgency: "now", group }],
    unrouted: "ignore",
  });

/** On-call, a service on this machine, and what takes what it sends back. */
export async function pagerdutyStageOn(open: OpenTable, receivers: Receivers, policy: Policy) {
  const service = pagerdutyService(() => now());
  const lost = { answers: 0 };
  /** What happens between an event and its answer. */
  const between: { act?: () => Promise<unknown> } = {};
  const url = await receivers.listening(async (incoming, response) => {
    const answer = service.take(await text(incoming));
    await between.act?.();
    lost.answers -= 1;
    // It has the event, and its answer is lost.
    if (lost.answers >= 0) return void response.writeHead(502).end();
    response.writeHead(answer.status).end(answer.body);
  });
  const key = "0123456789abcdef0123456789abcdef";
  const secrets = secretsWith({
    ...{ "ssm:pagerduty/soc": key, "ssm:pagerduty/other": key },
    ...{ "ssm:poll-pagerduty/key": `${apiKeys.us}\n`, "ssm:poll-pagerduty/eu": apiKeys.eu },
    ...{
      "ssm:callback-pagerduty/soc": `${webhookSecrets.soc}\n`,
      "ssm:callback-pagerduty/other": webhookSecrets.other,
    },
  });
  const run = oncallOn(open, policy, {
    channel: (name) =>
      pagerdutyChannel({
        ...{ name, settings: channelAt("soc"), secrets, now: () => run.now() },
        address: { url, allowPrivateAddresses: true },
      }),
  });
  const clock = { ahead: 0 };
  const now = (): Instant => shift(run.now(), clock.ahead);
  const telemetry = recordingTelemetry();
  const alerts = createAlertsReader(open);
  /** What all handlers of PagerDuty go by. */
  const deps = {
    ...{ alerts, groups: createGroupsReader(open), writer: createAlertsWriter(open) },
    world: async () => worldStateOf(policy),
    reload: async () => worldStateOf(policy),
    ...{ secrets, now, telemetry },
  };
  const handler = pagerdutyCallbackHandler(deps);
  const headOf = async (alertId: string): Promise<Head> => {
    const head = await alerts.head(alertId);
    if (head === undefined) throw new Error("the alert is not stored");
    return head;
  };
  const stage = {
    ...{ run, deps, handler, telemetry, service, clock, lost, between, now, headOf },
    async tell(...said: readonly (readonly [name: string, severity: (typeof severities)[number] | "over"])[]) {
      const wakes = [];
      for (const [name, severity] of said) wakes.push(await saidOf(open, name, severity, run.now()));
      await run.wake(...wakes);
      await run.passUntil(minutesAfter(run.now(), 1));
      return wakes.map(({ alertId }) => alertId);
    },
    /** Has on-call hear of what was decided. */
    async heard(...ids: readonly string[]) {
      for (const id of ids) await run.wake(wakeOf(await headOf(id)));
      await run.passUntil(minutesAfter(run.now(), 5));
    },
    webhook: (of: Happened, at = now(), used: readonly string[] = [webhookSecrets.soc]) =>
      webhookOf(of, { at, secrets: used }),
    send: ({ headers, body }: SentWebhook) =>
      request(handler, "/callback/pagerduty", { method: "POST", headers, body }),
    /** Sends back all that has happened at the service and was not sent yet. */
    async sendAll() {
      const statuses = [];
      for (const one of service.happened.slice(sent)) statuses.push((await stage.send(stage.webhook(one))).statusCode);
      sent = service.happened.length;
      return statuses;
    },
    states: () => service.incidents.map(({ status }) => status),
    statusesOf: async (ids: readonly string[]) => Promise.all(ids.map(async (id) => (await headOf(id)).view.status)),
  };
  let sent = 0;
  return stage;
}
