/**
 * A storm: a burst of Inspector findings, with critical findings of GuardDuty among them. All must be in the table. The critical ones
 * need not wait for the storm to drain, because each source has a queue of its own.
 */

import { setTimeout } from "node:timers/promises";
import { valuesIn } from "@tocsin/aws/alerts/items/items";
import { defaultPolicy } from "@tocsin/core/policy/parse-policy";
import { systemNow, systemTomorrow } from "@tocsin/lambda/runtime/system-clock";
import { type Stack, startStack } from "@tocsin/local/stack";
import { samples as threats } from "@tocsin/sources/guardduty/samples";
import { samples as flaws } from "@tocsin/sources/inspector/samples";
import type { Outcome } from "../outcome.ts";

export interface StormReport extends Outcome {
  /** From PutEvents to the page, for the critical finding that waited longest. */
  readonly slowestPageSeconds: number;
  readonly drainSeconds: number;
  readonly peakMegabytes: number;
}

const CRITICALS = 20;
const CHUNK = 500;

/** @param progress is called now and then with how far the storm has drained. */
export async function storm(findings: number, progress: (text: string) => void): Promise<StormReport> {
  const pagedAt = new Map<string, number>();
  const stack = await startStack({
    now: systemNow,
    latest: systemTomorrow,
    isVirtual: false,
    policy: defaultPolicy,
    channels: { write: (page) => notePage(page, pagedAt), styled: false, secretAt: async () => "" },
    scope: "storm",
    searchPath: process.env.PATH ?? "",
    port: 0,
    redeliverySeconds: 1,
    writeLog: () => {},
  });
  try {
    return await survive(stack, findings, pagedAt, progress);
  } finally {
    await stack.stop();
  }
}

async function survive(
  stack: Stack,
  findings: number,
  pagedAt: ReadonlyMap<string, number>,
  progress: (text: string) => void,
): Promise<StormReport> {
  let peakBytes = 0;
  const from = performance.now();
  for (let n = 0; n < findings; n += CHUNK) {
    await stack.bus.put(Array.from({ length: Math.min(CHUNK, findings - n) }, (_, i) => flaw(n + i)));
  }
  const putAt = new Map<string, number>();
  for (let settled = 0; settled < findings; settled = observed(stack) - putAt.size) {
    if (putAt.size < CRITICALS && settled >= (putAt.size * findings) / CRITICALS) {
      const n = putAt.size;
      putAt.set(idOf(n), performance.now());
      await stack.bus.put([threat(n)]);
    }
    peakBytes = Math.max(peakBytes, process.memoryUsage.rss());
    progress(`${settled} of ${findings} findings settled, ${pagedAt.size} of ${putAt.size} critical ones paged`);
    await setTimeout(200);
  }
  await stack.drain();
  const drainSeconds = (performance.now() - from) / 1000;
  const waits = [...putAt].map(([id, at]) => ((pagedAt.get(id) ?? Number.POSITIVE_INFINITY) - at) / 1000);
  const ids = new Set<string>();
  // All of them are open.
  for await (const { id } of valuesIn(stack.alerts.open())) ids.add(id);
  const unpaged = waits.filter((wait) => !Number.isFinite(wait)).length;
  const lost = findings + putAt.size - ids.size + unpaged;
  return {
    promise: 1,
    experiment: "a burst of Inspector findings with critical ones of GuardDuty among them",
    tried: `${findings.toLocaleString("en")} findings, ${putAt.size} critical`,
    lost,
    doubled: 0,
    wrong: (await stack.deadLetters()).length,
    failures: lost > 0 ? [`${ids.size} alerts, ${unpaged} critical findings not paged`] : [],
    slowestPageSeconds: Math.max(...waits),
    drainSeconds,
    peakMegabytes: Math.round(peakBytes / 2 ** 20),
  };
}

function observed(stack: Stack): number {
  return stack.counts.of("events").get("observed") ?? 0;
}

function flaw(n: number): object {
  const sample = flaws.packageFinding;
  const id = n.toString(16).padStart(32, "0");
  const detail = { ...sample.detail, findingArn: `arn:aws:inspector2:eu-central-1:222233334444:finding/${id}` };
  return { ...sample, id: `flaw-${n}`, detail };
}

function idOf(n: number): string {
  return `70c1a5f0000000000000000000${String(n).padStart(6, "0")}`;
}

function threat(n: number): object {
  const sample = threats.instanceFinding;
  // Threats of one account are told together, so each has one of its own.
  const account = String(300_000_000_000 + n);
  const arn = `arn:aws:guardduty:eu-west-1:${account}:detector/9ab4c0ffee1122334455667788990011/finding/${idOf(n)}`;
  return {
    ...sample,
    id: `threat-${n}`,
    account,
    detail: { ...sample.detail, accountId: account, id: idOf(n), arn, severity: 9, title: `Finding ${idOf(n)}` },
  };
}

function notePage(page: string, pagedAt: Map<string, number>): void {
  const id = /Finding ([0-9a-f]{32})/.exec(page)?.[1];
  if (id !== undefined && !pagedAt.has(id)) pagedAt.set(id, performance.now());
}
