/** The five labels that ASFF and OCSF share, mildest first. */
export const severities = ["INFORMATIONAL", "LOW", "MEDIUM", "HIGH", "CRITICAL"] as const;
export type Severity = (typeof severities)[number];

const rank: Record<Severity, number> = { INFORMATIONAL: 0, LOW: 1, MEDIUM: 2, HIGH: 3, CRITICAL: 4 };

/** Negative when `a` is milder than `b`, zero when they are equal, positive when it is more severe. */
export function compareSeverity(a: Severity, b: Severity): number {
  return rank[a] - rank[b];
}

export function moreSevere(a: Severity, b: Severity): Severity {
  return rank[a] >= rank[b] ? a : b;
}
