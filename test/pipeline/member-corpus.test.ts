/** Real events against the members' forwarding rules: what a source wants is forwarded once, and nothing else is. */

import { Readable } from "node:stream";
import { compilePattern, type Matcher } from "@tocsin/core/pattern/pattern";
import { defaultPolicy } from "@tocsin/core/policy/parse-policy";
import { defaultWorld } from "@tocsin/core/policy/world";
import { forwardedPatterns } from "@tocsin/infra/members/member-template";
import { systemTomorrow } from "@tocsin/lambda/runtime/system-clock";
import { compileRules, sources } from "@tocsin/sources/registry";
import { beforeAll, describe, expect, test } from "vitest";
import { explainInput } from "../../packages/cli/commands/explain.ts";
import { readInputs } from "../../packages/cli/input/read.ts";
import { corpusFiles, hasCorpus } from "../support/corpus.ts";

interface Seen {
  readonly file: string;
  readonly type: unknown;
  readonly observed: boolean;
  readonly wanted: boolean;
  /** By how many rules it is forwarded. */
  readonly fromSecurity: number;
  readonly fromMember: number;
}

const patterns = sources.map(forwardedPatterns);
const security: readonly Matcher[] = patterns.map((forwarded) => compilePattern(forwarded.security));
const member: readonly Matcher[] = patterns.flatMap((forwarded) =>
  forwarded.member ? [compilePattern(forwarded.member)] : [],
);
const delegated = new Set<unknown>(sources.flatMap((source) => source.delegated));

describe.skipIf(!hasCorpus)("the corpus", () => {
  const seen: Seen[] = [];

  beforeAll(async () => {
    const rules = compileRules();
    const count = (matchers: readonly Matcher[], event: unknown) => matchers.filter((matches) => matches(event)).length;
    for await (const input of readInputs(await corpusFiles(), { stdin: Readable.from([]) })) {
      if (!input.ok) continue;
      seen.push({
        file: input.file,
        type: input.value["detail-type"],
        observed:
          explainInput(input, rules, { ...defaultWorld, policy: defaultPolicy }, systemTomorrow()).outcome ===
          "observed",
        wanted: rules.some(({ matches }) => matches(input.value)),
        fromSecurity: count(security, input.value),
        fromMember: count(member, input.value),
      });
    }
  });

  test("is observed in part, delegated findings among it", () => {
    expect(seen.filter(({ observed }) => observed).length).toBeGreaterThan(0);
    expect(seen.filter(({ observed, type }) => observed && delegated.has(type)).length).toBeGreaterThan(0);
  });

  test("what a source observes is forwarded: from a member, or as a finding that the security account has by itself", () => {
    for (const { file, observed, type, fromSecurity, fromMember } of seen) {
      if (!observed) continue;
      expect(fromSecurity, file).toBe(1);
      expect(fromMember, file).toBe(delegated.has(type) ? 0 : 1);
    }
  });

  test("what no rule wants is not forwarded", () => {
    for (const { file, wanted, fromSecurity, fromMember } of seen) {
      if (!wanted) expect(fromSecurity + fromMember, file).toBe(0);
    }
  });
});
