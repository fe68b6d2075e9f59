/** What an event costs a function, apart from AWS: parse, check, observe, merge and evaluate, against `JSON.parse` alone. */
import { merge, observed } from "@tocsin/core/alert/alert";
import { parseEventText } from "@tocsin/core/event/event";
import { instant } from "@tocsin/core/event/instant";
import { defaultWorld } from "@tocsin/core/policy/world";
import { evaluate } from "@tocsin/core/transition/evaluate";
import { guardduty } from "@tocsin/sources/guardduty/source";
import { findingText } from "./finding.ts";
import { type Figure, leastNanoseconds } from "./measure.ts";

const now = instant("2026-11-20T00:00:00Z");

/** @throws Error when the event is not observed: then nothing was measured. */
function wholeWay(text: string): unknown {
  const event = parseEventText(text);
  if (!event.ok) throw new Error(`${event.refusal.path}: ${event.refusal.problem}`);
  const reading = guardduty.read(event.value, "unknown");
  if (reading.outcome !== "observed") throw new Error(`the event is ${reading.outcome}`);
  return reading.observations.map((observation) => {
    const alert = observed(observation);
    return evaluate(merge(earlierState(observation), alert), defaultWorld, now);
  });
}

/** The alert as the last update of the same finding left it. */
function earlierState(observation: Parameters<typeof observed>[0]): ReturnType<typeof observed> {
  known ??= observed({ ...observation, statement: { ...observation.statement, at: instant("2026-11-19T00:00:00Z") } });
  return known;
}
let known: ReturnType<typeof observed> | undefined;

export function hotPath(): readonly Figure[] {
  const text = findingText(0);
  const { baseline = Number.NaN, whole = Number.NaN } = leastNanoseconds({
    baseline: () => JSON.parse(text),
    whole: () => wholeWay(text),
  });
  const ratio = whole / baseline;
  return [
    {
      name: `parse, check, observe, merge and evaluate a GuardDuty event of ${text.length} bytes`,
      value: `${ratio.toFixed(2)} × JSON.parse`,
      limit: "≤ 2 (aim 1.5)",
      ok: ratio <= 2,
      note: `${(whole / 1000).toFixed(1)} µs against ${(baseline / 1000).toFixed(1)} µs`,
    },
    flatMemory(),
  ];
}

const EVENTS = 1_000_000;

/** The heap after the second half of a million events against that after the first. */
function flatMemory(): Figure {
  const texts = Array.from({ length: 100 }, (_, i) => findingText(i));
  const heapAfter = (events: number) => {
    known = undefined;
    for (let i = 0; i < events; i += 1) {
      known = undefined;
      wholeWay(texts[i % texts.length] ?? "");
    }
    globalThis.gc?.();
    return process.memoryUsage().heapUsed;
  };
  const first = heapAfter(EVENTS / 2);
  const second = heapAfter(EVENTS / 2);
  const ratio = second / first;
  return {
    name: `heap after ${EVENTS.toLocaleString("en")} events against after half of them`,
    value: `${ratio.toFixed(3)} ×`,
    limit: "≤ 1.05",
    ok: ratio <= 1.05,
    note: `${(second / 1e6).toFixed(1)} MB against ${(first / 1e6).toFixed(1)} MB`,
  };
}
