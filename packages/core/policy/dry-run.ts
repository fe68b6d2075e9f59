/**
 * Rules that are tried without effect: a route that notifies nobody yet, or a severity rule that changes nothing. What such a rule would
 * have done is not counted as it happens, but found by running the recorded past again with the rule in force.
 */
import { earlier, type Instant, MILLISECONDS_PER_DAY, shift } from "../event/instant.ts";
import { isObject, type Json, sameJson } from "../text/json.ts";
import type { CompletePolicy } from "./compile-policy.ts";
import { itemsOf } from "./references/written-parts.ts";

/** The lists of a policy whose rules can be in dry run. */
export const dryRunParts = ["severity", "routes"] as const;
export type DryRunPart = (typeof dryRunParts)[number];

/** A rule that nothing goes by. */
export interface TriedRule {
  readonly part: DryRunPart;
  readonly name: string;
}

export interface DryRun extends TriedRule {
  /** When the present rule was first pushed in dry run. */
  readonly since: Instant;
}

/** As GuardDuty ends that of its custom rules: nobody looks longer at what was tried. https://docs.aws.amazon.com/guardduty/ */
export const DRY_RUN_DAYS = 14;

/** From then on nobody looks at what the rule would do; it still has no effect. */
export function dryRunEnd({ since }: Pick<DryRun, "since">): Instant {
  return shift(since, DRY_RUN_DAYS * MILLISECONDS_PER_DAY);
}

export function isInDryRun({ mode }: { readonly mode?: "dry-run" | undefined }): boolean {
  return mode === "dry-run";
}

/** The version that another replaces. */
export interface ReplacedVersion {
  readonly written: Json;
  readonly dryRuns: readonly DryRun[];
}

/** The dry runs of a policy that is put in force at `at`: a dry run continues while its rule stays the same. */
export function dryRunsIn(written: Json, at: Instant, replaced: ReplacedVersion | undefined): readonly DryRun[] {
  return dryRunParts.flatMap((part) =>
    triedIn(written, part).map(({ name, rule }): DryRun => {
      const isSame = triedIn(replaced?.written, part).some((before) => sameJson(before.rule, rule));
      const before = replaced?.dryRuns.find((one) => one.part === part && one.name === name);
      return { part, name, since: isSame && before !== undefined ? earlier(before.since, at) : at };
    }),
  );
}

function triedIn(written: Json | undefined, part: DryRunPart) {
  return itemsOf(written, part).flatMap((rule) =>
    isObject(rule) && rule.mode === "dry-run" && typeof rule.name === "string" ? [{ name: rule.name, rule }] : [],
  );
}

/** The policy as it would be if these rules were in force. */
export function withoutDryRun(written: CompletePolicy, tried: readonly TriedRule[]): CompletePolicy {
  const isTried = (part: DryRunPart, name: string) => tried.some((one) => one.part === part && one.name === name);
  return {
    ...written,
    severity: written.severity.map(({ mode, ...rule }) =>
      mode !== undefined && !isTried("severity", rule.name) ? { ...rule, mode } : rule,
    ),
    routes: written.routes.map(({ mode, ...rule }) =>
      mode !== undefined && !isTried("routes", rule.name) ? { ...rule, mode } : rule,
    ),
  };
}
