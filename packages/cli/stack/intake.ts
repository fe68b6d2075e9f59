/** How a run hands events to its stack: by the time of the events, or by the machine's. */
import { earlier, type Instant } from "@tocsin/core/event/instant";
import type { JsonObject } from "@tocsin/core/text/json";
import { systemNow, systemTomorrow } from "@tocsin/lambda/runtime/system-clock";
import type { Taken } from "@tocsin/local/bus";
import { isKnownTime, type VirtualClock } from "@tocsin/local/clock";
import { createScenario } from "@tocsin/local/scenario";
import type { Stack } from "@tocsin/local/stack";

/** Takes note of what became of events that were put on the bus. */
export type Settle = (events: readonly object[], taken: readonly Taken[]) => void;

export interface Intake {
  readonly one: (event: JsonObject) => Promise<void>;
  /** Works off what was taken, and moves the clock on. */
  readonly moveTo: (at: Instant) => Promise<void>;
  readonly end: (until: Instant | undefined) => Promise<void>;
}

export function byEventTime(stack: Stack, clock: VirtualClock, settle: Settle): Intake {
  const scenario = createScenario({ stack, clock, latest: systemTomorrow(), onTaken: settle });
  return {
    one: (event) => scenario.deliver(event),
    moveTo: (at) => scenario.runUntil(at),
    end: async (until) => {
      // When no event gave a time, the machine's clock does.
      if (!isKnownTime(clock.now())) await scenario.runUntil(earlier(systemNow(), until ?? systemNow()));
      await scenario.runUntil(until ?? clock.now());
    },
  };
}

export function byMachineTime(stack: Stack, settle: Settle): Intake {
  let held: object[] = [];
  const flush = async () => {
    const events = held;
    held = [];
    if (events.length > 0) settle(events, await stack.bus.put(events));
  };
  return {
    async one(event) {
      held.push(event);
      if (held.length === 100) await flush();
    },
    // The machine's time moves by itself.
    moveTo: flush,
    async end() {
      await flush();
      await stack.drain();
    },
  };
}
