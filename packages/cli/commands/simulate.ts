import type { Instant } from "@tocsin/core/event/instant";
import { exitCodes, type Terminal } from "../output/terminal.ts";
import { simulate } from "../simulate/simulate.ts";

export async function simulateEvents(
  options: { readonly accounts: number; readonly days: number; readonly seed: number; readonly end: Instant },
  { stdout }: Terminal,
): Promise<number> {
  for (const event of simulate(options)) stdout.write(`${JSON.stringify(event)}\n`);
  return exitCodes.ok;
}
