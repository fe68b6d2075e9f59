import type { Instant } from "@tocsin/core/instant";
import { simulate } from "../simulate/simulate.ts";
import { exitCodes, type Terminal } from "../terminal.ts";

export async function simulateEvents(
  options: { readonly accounts: number; readonly days: number; readonly seed: number; readonly end: Instant },
  { stdout }: Terminal,
): Promise<number> {
  for (const event of simulate(options)) stdout.write(`${JSON.stringify(event)}\n`);
  return exitCodes.ok;
}
