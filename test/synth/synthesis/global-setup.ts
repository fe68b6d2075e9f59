/** Test files run side by side: what several of them need is made before the first, or once. */
import { beginRun } from "./once.ts";
import { ensurePlatform } from "./platform.ts";

export async function setup(): Promise<() => Promise<void>> {
  await ensurePlatform();
  return beginRun();
}
