/** A group, its members and its numbers, for tests. */
import { instant } from "@tocsin/core/event/instant";
import type { Counts, GroupKey, Membership, SeverityCounts, Told } from "../group.ts";

export const noneBySeverity: SeverityCounts = { INFORMATIONAL: 0, LOW: 0, MEDIUM: 0, HIGH: 0, CRITICAL: 0 };

/** No alert at all, apart from what `changed` says. */
export function countsWith(
  open: Partial<SeverityCounts> = {},
  begun: Partial<SeverityCounts> = {},
  changed: Partial<Counts> = {},
): Counts {
  return {
    open: { ...noneBySeverity, ...open },
    acknowledged: 0,
    suppressed: 0,
    silenced: 0,
    begun: { ...noneBySeverity, ...begun },
    again: noneBySeverity,
    ended: 0,
    ...changed,
  };
}

export const sampleKey: GroupKey = {
  destination: "desk",
  urgency: "now",
  grouping: { condition: "threat", account: "111122223333" },
};

export function membershipWith(changed: Partial<Membership> = {}): Membership {
  return {
    ...sampleKey,
    groupId: "0".repeat(32),
    route: "everything",
    waitSeconds: 0,
    bucket: "open",
    severity: "HIGH",
    begun: "HIGH",
    since: instant("2026-11-20T12:00:00Z"),
    ...changed,
  };
}

export function toldWith(changed: Partial<Told> = {}): Told {
  return { key: sampleKey, route: "everything", waitSeconds: 0, title: "Threat", sequence: 0, ...changed };
}
