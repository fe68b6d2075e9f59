/** Every source there is. To add one is to add its folder and a line here; rule, queue and function follow from it. */
import { compilePattern, type Matcher } from "@tocsin/core/pattern/pattern";
import { accessAnalyzer } from "./access-analyzer/source.ts";
import { acm } from "./acm/source.ts";
import { config } from "./config/source.ts";
import { drill } from "./drill/source.ts";
import { edge } from "./edge/source.ts";
import { guardduty } from "./guardduty/source.ts";
import { health } from "./health/source.ts";
import { inspector } from "./inspector/source.ts";
import { inspectorAmi } from "./inspector-ami/source.ts";
import { kms } from "./kms/source.ts";
import { macie } from "./macie/source.ts";
import { mail } from "./mail/source.ts";
import { protection } from "./protection/source.ts";
import { s3 } from "./s3/source.ts";
import { secretsmanager } from "./secretsmanager/source.ts";
import { securityhub } from "./securityhub/source.ts";
import { sharing } from "./sharing/source.ts";
import type { Source } from "./source.ts";
import { ssm } from "./ssm/source.ts";

export const sources: readonly Source[] = [
  acm,
  ssm,
  secretsmanager,
  kms,
  guardduty,
  inspector,
  inspectorAmi,
  macie,
  protection,
  sharing,
  health,
  edge,
  s3,
  config,
  accessAnalyzer,
  securityhub,
];

/** All sources with a rule, a queue and a function, including those about Tocsin's own account only, which no member forwards. */
export const ingested: readonly Source[] = [...sources, mail, drill];

/** @throws RangeError when there is no such source. */
export function sourceNamed(name: string): Source {
  const source = sources.find((candidate) => candidate.name === name);
  if (source === undefined) {
    throw new RangeError(
      `no source is named ${JSON.stringify(name)}; there are ${sources.map((known) => known.name).join(", ")}`,
    );
  }
  return source;
}

/** A source with its compiled pattern: a bus needs it, a function behind its own queue does not. */
export interface Rule {
  readonly source: Source;
  readonly matches: Matcher;
}

/** @param of the sources whose rules are wanted. */
export function compileRules(of: readonly Source[] = sources): readonly Rule[] {
  return of.map((source) => ({ source, matches: compilePattern(source.pattern) }));
}
