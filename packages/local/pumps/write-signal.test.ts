import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createWriteSignal } from "./write-signal.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Whether the wait is over by now. */
async function isOver(wait: Promise<void>): Promise<boolean> {
  return Promise.race([wait.then(() => true), vi.advanceTimersByTimeAsync(0).then(() => false)]);
}

test("a wait is over when the signal is raised, and not before", async () => {
  const signal = createWriteSignal();
  const wait = signal.wait(250);
  expect(await isOver(wait)).toBe(false);
  signal.raise();
  expect(await isOver(wait)).toBe(true);
});

test("a wait ends when its time has passed, and not before", async () => {
  const wait = createWriteSignal().wait(250);
  await vi.advanceTimersByTimeAsync(249);
  expect(await isOver(wait)).toBe(false);
  await vi.advanceTimersByTimeAsync(1);
  expect(await isOver(wait)).toBe(true);
});

test("what was raised while nobody waited ends the next wait at once, and that one alone", async () => {
  const signal = createWriteSignal();
  signal.raise();
  signal.raise();
  expect(await isOver(signal.wait(250))).toBe(true);
  expect(await isOver(signal.wait(250))).toBe(false);
});

test("a wait that was ended by the signal ends no later one when its time would have passed", async () => {
  const signal = createWriteSignal();
  const first = signal.wait(250);
  signal.raise();
  await first;
  const second = signal.wait(1000);
  await vi.advanceTimersByTimeAsync(999);
  expect(await isOver(second)).toBe(false);
});
