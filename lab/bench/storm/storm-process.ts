/**
 * So many alerts open at one instant, and the clock goes on for as many minutes, for a process of its own. Says when it began, when it was
 * done, and how often its console was written to; then it waits until it is disconnected.
 */
import { criticalText } from "../finding.ts";
import { startStormStack } from "./storm-stack.ts";

/** As JSON, the one argument. */
export interface StormSettings {
  readonly policy: object;
  readonly alerts: number;
  readonly minutes: number;
  /** One alert of this account opens before the storm. */
  readonly accountBefore: string;
}

/** Milliseconds since 1970, of the machine. */
export interface StormRun {
  readonly begunAt: number;
  readonly endedAt: number;
  readonly firstPageAt: number | undefined;
  readonly pages: number;
}

const { policy, alerts, minutes, accountBefore }: StormSettings = JSON.parse(process.argv[2] ?? "");
const pagesAt: number[] = [];
const storm = await startStormStack(policy, async () => ({
  write: () => void pagesAt.push(Date.now()),
  secretAt: async () => "the secret of the benchmark",
}));
await storm.warmUp(accountBefore);
pagesAt.length = 0;
const begunAt = Date.now();
await storm.put(alerts, criticalText);
await storm.passMinutes(minutes);
const run: StormRun = { begunAt, endedAt: Date.now(), firstPageAt: pagesAt[0], pages: pagesAt.length };
process.send?.(run);
process.once("disconnect", () => storm.stop());
