/** A storm that is told to a webhook, and to a console where that is asked for too. */
import type { Notification } from "@tocsin/oncall/notification";
import { startReceiver } from "../../world/receiver.ts";
import { ACCOUNT } from "../finding.ts";
import type { Usage } from "../process-tree.ts";
import { ranInProcess } from "./process.ts";
import type { StormRun, StormSettings } from "./storm-process.ts";

const MINUTES = 3;
const ACCOUNT_BEFORE = "444455556666";

export interface WebhookStorm extends Usage {
  readonly run: StormRun;
  /** What the webhook was sent. */
  readonly sent: readonly Notification[];
  readonly firstCallAt: number;
}

/** @param route who is told, and by which values together. */
export async function webhookStorm(
  alerts: number,
  route: { readonly channels: readonly ("desk" | "terminal")[]; readonly group?: "alert" },
): Promise<WebhookStorm> {
  await using running = new AsyncDisposableStack();
  let firstCallAt = Number.POSITIVE_INFINITY;
  const receiver = await startReceiver(({ destination }) => {
    if (destination === "desk") firstCallAt = Math.min(firstCallAt, Date.now());
  });
  running.defer(() => receiver.stop());
  const { url } = receiver;
  const webhook = { type: "webhook", url, signingSecret: "env:TOCSIN_SECRET_BENCH", allowPrivateAddresses: true };
  const console = { type: "console" };
  const policy = {
    channels: { desk: webhook, terminal: console, "desk before": webhook, "terminal before": console },
    routes: [
      { name: "storm", match: { account: [ACCOUNT] }, ...route },
      { name: "before", match: { account: [ACCOUNT_BEFORE] }, channels: ["desk before", "terminal before"] },
    ],
    unrouted: "ignore",
  };
  const settings: StormSettings = { policy, alerts, minutes: MINUTES, accountBefore: ACCOUNT_BEFORE };
  const ran = await ranInProcess<StormRun>("storm-process.ts", settings);
  return { ...ran, sent: receiver.sent.filter(({ destination }) => destination === "desk"), firstCallAt };
}
