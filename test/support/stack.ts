import { type Instant, instantOfEpoch } from "@tocsin/core/event/instant";
import { defaultPolicy } from "@tocsin/core/policy/parse-policy";
import { systemTomorrow } from "@tocsin/lambda/runtime/system-clock";
import { virtualClock } from "@tocsin/local/clock";
import { createScenario, type Scenario } from "@tocsin/local/scenario";
import { type Stack, type StackOptions, startStack } from "@tocsin/local/stack";
import { afterEach } from "vitest";

export interface TestStack extends Scenario {
  readonly stack: Stack;
  /** The pages that were shown, in order. */
  readonly pages: readonly string[];
  now(): Instant;
}

/** An embedded stack by virtual time, stopped after the test. */
export function useStack(): (more?: Pick<StackOptions, "findingsOfBefore" | "siem">) => Promise<TestStack> {
  const started: Stack[] = [];
  afterEach(async () => {
    for (const stack of started.splice(0)) await stack.stop();
  });
  return async (more = {}) => {
    const clock = virtualClock(instantOfEpoch(0));
    const pages: string[] = [];
    const stack = await startStack({
      now: clock.now,
      latest: systemTomorrow,
      isVirtual: true,
      policy: defaultPolicy,
      channels: { write: (page) => pages.push(page), styled: false, secretAt: async () => "secret" },
      scope: "test",
      searchPath: process.env.PATH ?? "",
      port: 0,
      redeliverySeconds: 0,
      writeLog: () => {},
      ...more,
    });
    started.push(stack);
    const scenario = createScenario({ stack, clock, latest: systemTomorrow(), onTaken: () => {} });
    return { ...scenario, stack, pages, now: clock.now };
  };
}
