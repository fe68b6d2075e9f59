/** How often each rule of a policy was used during a run. */
import type { Matcher } from "@tocsin/core/pattern/pattern";
import type { Policy } from "@tocsin/core/policy/policy";
import { endOf, type Silence } from "@tocsin/oncall/silence";
import type { RerunOptions, Span } from "./rerun.ts";

/** The parts of a policy that are lists of rules, by their names in the file. */
export const ruleParts = {
  owners: "ownerRules",
  ladders: "ladderRules",
  severity: "severityRules",
  urgency: "urgencyRules",
  runbooks: "runbookRules",
  routes: "routes",
  silences: "silences",
} as const satisfies Record<string, keyof Policy>;
export type RulePart = keyof typeof ruleParts;

export interface RuleUse {
  readonly part: RulePart;
  readonly name: string;
  /** How many alerts the rule matches, in the states in which it could be asked. */
  matched: number;
  /** How many of these it decided on: in most parts, the first rule that matches decides. */
  decided: number;
}

/** A policy that counts the use of its rules, and otherwise behaves like the one that it was made from. */
export interface CountedPolicy {
  readonly policy: Policy;
  readonly rules: readonly RuleUse[];
}

export function countedPolicy(policy: Policy): CountedPolicy {
  const rules: RuleUse[] = [];
  return {
    rules,
    policy: {
      ...policy,
      ownerRules: firstDecides("owners", policy.ownerRules, rules),
      ladderRules: firstDecides("ladders", policy.ladderRules, rules),
      severityRules: firstDecides("severity", policy.severityRules, rules),
      urgencyRules: firstDecides("urgency", policy.urgencyRules, rules),
      runbookRules: firstDecides("runbooks", policy.runbookRules, rules),
      routes: eachMatches("routes", policy.routes, rules),
      silences: eachMatches("silences", policy.silences, rules),
    },
  };
}

/** The policies by which alerts are folded: if one fold serves several, it counts for the last, whose rules somebody asks about. */
export function foldedBy(
  counted: readonly CountedPolicy[],
  { isFoldedOnce }: Pick<RerunOptions, "isFoldedOnce">,
): readonly Policy[] {
  return (isFoldedOnce ? counted.slice(-1) : counted).map(({ policy }) => policy);
}

/** Adds the use of the same rules from another count. */
export function addUse(rules: readonly RuleUse[], others: readonly RuleUse[]): void {
  for (const [i, { matched, decided }] of others.entries()) {
    const rule = rules[i];
    if (rule === undefined) continue;
    rule.matched += matched;
    rule.decided += decided;
  }
}

/** Silences made at run time, counted in the same way. A silence of a single alert is not counted: its author saw the alert. */
export function countedSilences(
  silences: readonly Silence[],
  { from, until }: Span,
  rules: RuleUse[],
): readonly Silence[] {
  return silences.map((silence) => {
    if (!("matches" in silence.of) || endOf(silence) <= from || silence.from > until) return silence;
    const [rule] = eachMatches("silences", [{ name: silence.id, matches: silence.of.matches }], rules);
    return rule === undefined ? silence : { ...silence, of: { matches: rule.matches } };
  });
}

interface Rule {
  readonly name: string;
  readonly matches: Matcher;
}

/** The rules after the one that decides are asked too, to know what they would have matched. */
function firstDecides<R extends Rule>(part: RulePart, written: readonly R[], rules: RuleUse[]): readonly R[] {
  const uses = written.map(({ name }): RuleUse => ({ part, name, matched: 0, decided: 0 }));
  rules.push(...uses);
  return written.map((rule, i) => ({
    ...rule,
    matches(view: unknown) {
      if (!rule.matches(view)) return false;
      const use = uses[i];
      if (use) use.decided += 1;
      for (const [j, other] of uses.entries()) if (j >= i && written[j]?.matches(view)) other.matched += 1;
      return true;
    },
  }));
}

function eachMatches<R extends Rule>(part: RulePart, written: readonly R[], rules: RuleUse[]): readonly R[] {
  return written.map((rule) => {
    const use: RuleUse = { part, name: rule.name, matched: 0, decided: 0 };
    rules.push(use);
    return {
      ...rule,
      matches(view: unknown) {
        const isMatch = rule.matches(view);
        if (isMatch) use.matched += 1;
        return isMatch;
      },
    };
  });
}
