/** Arithmetic of a group's numbers. */
import { compareSeverity, type Severity, severities } from "@tocsin/core/alert/severity";
import type { Counts, SeverityCounts } from "./group.ts";

const none: SeverityCounts = { INFORMATIONAL: 0, LOW: 0, MEDIUM: 0, HIGH: 0, CRITICAL: 0 };

export const zero: Counts = {
  open: none,
  acknowledged: 0,
  suppressed: 0,
  silenced: 0,
  begun: none,
  again: none,
  ended: 0,
};

export function plus(a: Counts, b: Counts): Counts {
  return combined(a, b, (x, y) => x + y);
}

export function minus(a: Counts, b: Counts): Counts {
  return combined(a, b, (x, y) => x - y);
}

export function sumOf(all: Iterable<Counts>): Counts {
  let sum = zero;
  for (const counts of all) sum = plus(sum, counts);
  return sum;
}

export function isZero({ open, acknowledged, suppressed, silenced, begun, again, ended }: Counts): boolean {
  const plain = [acknowledged, suppressed, silenced, ended];
  return [...plain, ...severities.flatMap((severity) => [open[severity], begun[severity], again[severity]])].every(
    (n) => n === 0,
  );
}

/** Counts with this number of one severity, and none of the others. */
export function bySeverity(severity: Severity, count: number): SeverityCounts {
  return { ...none, [severity]: count };
}

export function total(counts: SeverityCounts): number {
  return severities.reduce((sum, severity) => sum + counts[severity], 0);
}

/** How many of its members are not over. */
export function presentIn({ open, acknowledged, suppressed, silenced }: Counts): number {
  return total(open) + acknowledged + suppressed + silenced;
}

/** The highest severity with a count above 0. */
export function worstOf(counts: SeverityCounts): Severity | undefined {
  return severities.findLast((severity) => counts[severity] > 0);
}

/** The highest severity that began or rose since `before`; nothing if none did. */
export function worstBegunSince(before: Counts | undefined, now: Counts): Severity | undefined {
  return severities.findLast((severity) => now.begun[severity] > (before?.begun[severity] ?? 0));
}

/** The highest severity that began or rose since `before` and had not been heard of within the hour; nothing if none did. */
export function worstNewSince(before: Counts | undefined, now: Counts): Severity | undefined {
  const newIn = ({ begun, again }: Counts, severity: Severity) => begun[severity] - again[severity];
  return severities.findLast((severity) => newIn(now, severity) > newIn(before ?? zero, severity));
}

/** The more severe of two, either of which may be missing. */
export function worseOf(a: Severity | undefined, b: Severity | undefined): Severity | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return compareSeverity(a, b) >= 0 ? a : b;
}

/** Whether `a` is more severe than `b`; any severity is more severe than none. */
export function isWorse(a: Severity | undefined, b: Severity | undefined): boolean {
  return a !== undefined && (b === undefined || compareSeverity(a, b) > 0);
}

function combined(a: Counts, b: Counts, join: (x: number, y: number) => number): Counts {
  return {
    open: combinedBySeverity(a.open, b.open, join),
    acknowledged: join(a.acknowledged, b.acknowledged),
    suppressed: join(a.suppressed, b.suppressed),
    silenced: join(a.silenced, b.silenced),
    begun: combinedBySeverity(a.begun, b.begun, join),
    again: combinedBySeverity(a.again, b.again, join),
    ended: join(a.ended, b.ended),
  };
}

function combinedBySeverity(a: SeverityCounts, b: SeverityCounts, join: (x: number, y: number) => number) {
  return {
    INFORMATIONAL: join(a.INFORMATIONAL, b.INFORMATIONAL),
    LOW: join(a.LOW, b.LOW),
    MEDIUM: join(a.MEDIUM, b.MEDIUM),
    HIGH: join(a.HIGH, b.HIGH),
    CRITICAL: join(a.CRITICAL, b.CRITICAL),
  };
}
