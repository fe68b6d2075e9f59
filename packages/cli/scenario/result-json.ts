/** What a scenario led to, as `--json` prints it. */
import type { Instant } from "@tocsin/core/event/instant";
import type { Line } from "./compare.ts";
import type { Arrived, Feature } from "./features.ts";
import type { Fault } from "./run-scenario.ts";
import type { Expectation, Never } from "./scenario.ts";
import { isPassed, type Result } from "./timeline.ts";

export interface ResultJson {
  readonly file: string;
  readonly passed: boolean;
  readonly timeline: readonly LineJson[];
  readonly alerts: {
    readonly missing: readonly { readonly line?: number | undefined }[];
    readonly unexpected: readonly object[];
  };
  readonly alarms: { readonly missing: readonly string[]; readonly unexpected: readonly object[] };
  readonly faults: readonly Fault[];
}

interface LineJson {
  readonly outcome: Line["outcome"];
  readonly expected?: Expectation;
  readonly never?: Never;
  readonly arrived?: Arrived["notification"] & { readonly arrivedAt: Instant };
  readonly differsIn?: readonly Feature[];
}

export function resultJson(result: Result): ResultJson {
  const { scenario, comparison, faults } = result;
  const { timeline, missingAlerts, unexpectedAlerts, missingAlarms, unexpectedAlarms } = comparison;
  return {
    file: scenario.file,
    passed: isPassed(result),
    timeline: timeline.map(lineJson),
    alerts: { missing: missingAlerts.map(({ line }) => ({ line })), unexpected: unexpectedAlerts },
    alarms: { missing: missingAlarms, unexpected: unexpectedAlarms },
    faults,
  };
}

function lineJson(line: Line): LineJson {
  return {
    outcome: line.outcome,
    ...("expected" in line && { expected: line.expected }),
    ...("never" in line && { never: line.never }),
    ...("arrived" in line && { arrived: { ...line.arrived.notification, arrivedAt: line.arrived.at } }),
    ...("in" in line && { differsIn: line.in }),
  };
}
