/** Events that a source reads: the samples of every source, simulated ones, and real ones where they are present beside the checkout. */

import { parseEvent } from "@tocsin/core/event/event";
import { compileRules, type Rule } from "@tocsin/sources/registry";
import type { Reading } from "@tocsin/sources/source";
import { allSamples } from "@tocsin/sources/testing/samples";
import { readInputs } from "../../packages/cli/input/read.ts";
import { defaultSimulation, simulate } from "../../packages/cli/simulate/simulate.ts";
import { corpusFiles, hasCorpus } from "../../test/support/corpus.ts";

/** An event that a rule matches, and what its source reads from it unchanged. */
export interface Seed {
  readonly name: string;
  readonly event: object & { readonly source: string; readonly "detail-type": string };
  readonly rule: Rule;
  readonly reading: Reading;
}

/** The simulation gives one event of each kind, so that its many findings do not crowd out the rest. */
export async function seedEvents(): Promise<readonly Seed[]> {
  const samples = (await allSamples()).map(({ source, name, event }) => ({ name: `${source} ${name}`, event }));
  const rules = compileRules();
  return [...samples, ...simulated(), ...(await real())].flatMap(({ name, event }) => {
    const parsed = parseEvent(event);
    const rule = rules.find(({ matches }) => matches(event));
    if (!parsed.ok || rule === undefined) return [];
    const { source, "detail-type": detailType } = parsed.value;
    const reading = rule.source.read(parsed.value, "unknown");
    return [{ name, event: { ...event, source, "detail-type": detailType }, rule, reading }];
  });
}

function simulated() {
  const events = simulate({ ...defaultSimulation, days: 2 });
  const kinds = new Map(events.map((event) => [`${event["detail-type"]} ${event.detail.eventName ?? ""}`, event]));
  return [...kinds].map(([kind, event]) => ({ name: `simulated ${kind}`, event }));
}

async function real() {
  const found: { name: string; event: object }[] = [];
  if (!hasCorpus) return found;
  for await (const input of readInputs(await corpusFiles(), { stdin: nothing() }))
    if (input.ok) found.push({ name: `corpus ${input.file.split("/").at(-1)}`, event: input.value });
  return found;
}

async function* nothing(): AsyncIterable<Uint8Array> {}
