/** A rule takes what its source wants: no more, which would be paid for, and no less, which would be lost. */
import { isDeepStrictEqual } from "node:util";
import type { Pattern } from "@tocsin/core/pattern/pattern";
import { alarmPattern, heartbeatPattern } from "@tocsin/infra/members/member-template";
import { mail, mailPattern } from "@tocsin/sources/mail/source";
import { ingested } from "@tocsin/sources/registry";
import { type Check, flaws, ofType, textAt } from "../graph.ts";
import { securityAccount } from "../synthesis/mock-cloud.ts";

/** A drill is one of this account, as EventBridge says of each event: of no member's. */
const ofThisAccount = (name: string) => (name === "drill" ? { account: [securityAccount] } : {});

/** What members tell of themselves. */
const aboutMembers: Readonly<Record<string, (ruleName: string) => Pattern>> = {
  MemberAlarmsRule: (name) => alarmPattern(name.replace(/-member-alarms$/, "")),
  HeartbeatsRule: () => heartbeatPattern,
};

export const rulesHaveTheSourcesPatterns: Check = (synthesis) => {
  const rules = ofType(synthesis, "cloudwatch/eventRule:EventRule");
  const ruleOf = (source: string) => rules.find((rule) => textAt(rule, "name").endsWith(`-ingest-${source}`));
  const off: readonly string[] = synthesis.config.sourcesOff ?? [];
  return [
    ...ingested
      .filter(({ name }) => ruleOf(name) === undefined && !off.includes(name))
      .map(({ name }) => ({ resource: `ingest-${name}`, problem: "has no rule" })),
    ...flaws(rules, (rule) => {
      const source = ingested.find(({ name }) => ruleOf(name) === rule);
      const wanted = source
        ? source.name === mail.name
          ? mailPattern(textAt(rule, "name").replace(/ingest-mail$/, "email"))
          : { ...source.pattern, ...ofThisAccount(source.name) }
        : aboutMembers[rule.name]?.(textAt(rule, "name"));
      if (wanted === undefined) return "belongs to no source";
      return isDeepStrictEqual(JSON.parse(textAt(rule, "eventPattern")), wanted) ? undefined : "has another pattern";
    }),
  ];
};
