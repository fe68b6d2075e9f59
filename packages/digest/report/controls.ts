import type { ConditionName } from "@tocsin/core/alert/condition";
import type { Report } from "./format.ts";
import type { SeverityCounts } from "./tally/place-tally.ts";
export function controlsOf(_byCondition: ReadonlyMap<ConditionName, SeverityCounts>): Report["controls"] {
  return { lines: [], more: 0, elsewhere: 0 };
}
