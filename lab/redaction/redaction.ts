/**
 * Promise 6, measured: whether a name that AWS gives is ever altered, whether a credential of a known shape ever passes, and how
 * often prose is taken for what it is not: names in it for secrets, and secrets without a shape for nothing.
 */

import { awsNames } from "@tocsin/core/testing/aws-names";
import { shapelessTokens, tokenShapes } from "@tocsin/core/testing/tokens";
import { cleanName, cleanProse } from "@tocsin/core/text/redact";
import fc from "fast-check";
import type { Outcome, Scale } from "../outcome.ts";
import { recordedNames } from "./recorded-names.ts";

const EACH: Readonly<Record<Scale, number>> = { short: 50, long: 1000 };
const LIMIT = 10_000;
const FAILURES_SHOWN = 10;

/** A sentence as services and people write them around a name or a token. */
const sentence = (text: string) => `The check of ${text} failed twice.`;

/** So many names and tokens of each kind, and the names in recorded events where there are any. */
export async function redaction(scale: Scale, seed: number): Promise<Outcome> {
  const sample = (texts: fc.Arbitrary<string>, nth: number) =>
    fc.sample(texts, { seed: seed + nth, numRuns: EACH[scale] });
  const names = [...Object.values(awsNames).flatMap(sample), ...(await recordedNames())];
  const tokens = Object.values(tokenShapes).flatMap(({ tokens, hidden = () => "[token]" }, nth) =>
    sample(tokens, nth).map((token) => ({ token, marker: hidden(token) })),
  );

  const altered = names.filter((name) => cleanName(name, LIMIT) !== name);
  const alteredInProse = names.filter((name) => cleanProse(sentence(name), LIMIT) !== sentence(name));
  const missed = tokens.filter(({ token, marker }) => cleanProse(sentence(token), LIMIT) !== sentence(marker));
  const shapeless = Object.entries(shapelessTokens).map(([kind, tokens], nth) => {
    const drawn = sample(tokens, nth);
    return `${kind} ${share(drawn.filter((token) => cleanProse(token, LIMIT).includes(token)).length, drawn.length)}`;
  });
  return {
    promise: 6,
    experiment: "redaction",
    tried: [
      `${count(names.length)} names, ${share(alteredInProse.length, names.length)} of which are altered in prose`,
      `${count(tokens.length)} tokens of ${Object.keys(tokenShapes).length} known shapes`,
      `tokens without one, missed in prose: ${shapeless.join(", ")}`,
    ].join("; "),
    lost: 0,
    doubled: 0,
    wrong: altered.length + missed.length,
    seed,
    failures: [
      ...altered.slice(0, FAILURES_SHOWN).map((name) => `a name is altered: ${name} becomes ${cleanName(name, LIMIT)}`),
      ...missed.slice(0, FAILURES_SHOWN).map(({ token }) => `a token is missed: ${cleanProse(sentence(token), LIMIT)}`),
    ],
  };
}

function count(many: number): string {
  return many.toLocaleString("en");
}

function share(some: number, all: number): string {
  return `${((100 * some) / all).toFixed(1)} %`;
}
