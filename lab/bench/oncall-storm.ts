/**
 * Many alerts that open at one instant: told together, beside Debian's `prometheus-alertmanager` with the same alerts in the same groups,
 * and each by itself, where overflow must bound what a destination is sent.
 */
import type { Notification } from "@tocsin/oncall/notification";
import { type AlertmanagerRun, alertmanagerStorm, findAlertmanager } from "./alertmanager.ts";
import type { Figure } from "./measure.ts";
import type { Usage } from "./process-tree.ts";
import { countedIn } from "./storm/counted.ts";
import type { StormRun } from "./storm/storm-process.ts";
import { webhookStorm } from "./storm/webhook-storm.ts";

const ALERTS = 10_000;
/** A destination that shows states is shown other numbers once in so long. */
const PAUSE_SECONDS = 60;
/** Exclusive. */
const MESSAGES_LIMIT = 50;
const FIRST_LIMIT_SECONDS = 1;

export async function oncallStorm(): Promise<readonly Figure[]> {
  return [...(await inOneGroup()), ...(await eachByItself())];
}

async function inOneGroup(): Promise<readonly Figure[]> {
  const ours = await webhookStorm(ALERTS, { channels: ["desk"] });
  const theirs = await compared();
  const counted = countedIn(ours.sent);
  const { length: messages } = ours.sent;
  return [
    {
      name: `${ALERTS.toLocaleString("en")} alerts that open at once in one group: messages`,
      value: String(messages),
      limit: theirs ? `≤ the ${theirs.messages} of \`prometheus-alertmanager\`` : SKIPPED,
      ok: theirs === undefined || messages <= theirs.messages,
      note: [costOf(ours, workSeconds(ours.run)), theirs && `against ${costOf(theirs, theirs.seconds - PAUSE_SECONDS)}`]
        .filter((text) => text !== undefined)
        .join(" "),
    },
    {
      name: "the same: alerts that the numbers of the last message do not count",
      value: String(ALERTS - counted),
      limit: "0",
      ok: counted === ALERTS,
      note: `the last of ${messages} has ${counted.toLocaleString("en")}`,
    },
  ];
}

async function eachByItself(): Promise<readonly Figure[]> {
  const { run, sent, firstCallAt } = await webhookStorm(ALERTS, { channels: ["desk", "terminal"], group: "alert" });
  const most = Math.max(sent.length, run.pages);
  const counted = countedIn(sent);
  const first = (Math.max(firstCallAt, run.firstPageAt ?? Number.POSITIVE_INFINITY) - run.begunAt) / 1000;
  return [
    {
      name: `${ALERTS.toLocaleString("en")} CRITICAL alerts that open at once, each told by itself: messages at the destination with more`,
      value: String(most),
      limit: `< ${MESSAGES_LIMIT}`,
      ok: most < MESSAGES_LIMIT,
      note: `${sent.length} to a webhook, ${run.pages} to a console`,
    },
    {
      name: "the same: alerts that the numbers of no message to the webhook count",
      value: String(ALERTS - counted),
      limit: "0",
      ok: counted === ALERTS,
      note: `the overflow's message has ${countedIn(sent.filter(isOverflow)).toLocaleString("en")}`,
    },
    {
      name: "the same: from the first PutEvents to the first message, at the destination that hears later",
      value: `${first.toFixed(2)} s`,
      limit: `≤ ${FIRST_LIMIT_SECONDS} s`,
      ok: first <= FIRST_LIMIT_SECONDS,
      note: `measured, with the rest of the storm behind it; ${workSeconds(run).toFixed(0)} s for all`,
    },
  ];
}

const SKIPPED = "not compared: no `prometheus-alertmanager` (Debian's package of that name) is on the PATH";

async function compared(): Promise<AlertmanagerRun | undefined> {
  const binary = findAlertmanager(process.env.PATH ?? "");
  if (binary === undefined) {
    process.stderr.write(`oncall-storm: ${SKIPPED}\n`);
    return undefined;
  }
  return alertmanagerStorm(binary, ALERTS, PAUSE_SECONDS);
}

function isOverflow({ grouping }: Notification): boolean {
  return "overflow" in grouping;
}

function workSeconds({ begunAt, endedAt }: StormRun): number {
  return (endedAt - begunAt) / 1000;
}

function costOf({ cpuSeconds, peakMegabytes }: Usage, seconds: number): string {
  return `${seconds.toFixed(1)} s without the pause, ${cpuSeconds.toFixed(1)} CPU-seconds, ${peakMegabytes.toFixed(0)} MB`;
}
