/** A rule takes what its source wants: no more, which would be paid for, and no less, which would be lost. */
import { isDeepStrictEqual } from "node:util";
import { sources } from "@tocsin/sources/registry";
import { type Check, flaws, ofType, textAt } from "../graph.ts";

export const rulesHaveTheSourcesPatterns: Check = (synthesis) => {
  const rules = ofType(synthesis, "cloudwatch/eventRule:EventRule");
  const ruleOf = (source: string) => rules.find((rule) => textAt(rule, "name").endsWith(`-ingest-${source}`));
  return [
    ...sources
      .filter(({ name }) => ruleOf(name) === undefined)
      .map(({ name }) => ({ resource: `ingest-${name}`, problem: "has no rule" })),
    ...flaws(rules, (rule) => {
      const source = sources.find(({ name }) => ruleOf(name) === rule);
      if (source === undefined) return rule.name === "MemberAlarmsRule" ? undefined : "belongs to no source";
      const pattern = JSON.parse(textAt(rule, "eventPattern"));
      return isDeepStrictEqual(pattern, source.pattern) ? undefined : `has not the pattern of ${source.name}`;
    }),
  ];
};
