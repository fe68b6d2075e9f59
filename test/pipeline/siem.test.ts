/** What SIEMs get of every alert that an event of a service's own makes: of each invented sample, and of each real event in the corpus. */
import { ocsfOf, ocsfText } from "@tocsin/channels/ocsf/ocsf-event";
import { asffOf } from "@tocsin/channels/security-hub/asff-finding";
import { asffProblem } from "@tocsin/channels/testing/asff-limits";
import { ocsfProblems } from "@tocsin/channels/testing/ocsf-schema";
import { isDrill } from "@tocsin/core/alert/condition";
import type { Observation } from "@tocsin/core/alert/observation";
import { parseEvent } from "@tocsin/core/event/event";
import { instant } from "@tocsin/core/event/instant";
import { defaultWorld } from "@tocsin/core/policy/world";
import { announcementOf } from "@tocsin/core/transition/announcement";
import { fold } from "@tocsin/core/transition/fold";
import { compileRules, ingested } from "@tocsin/sources/registry";
import { allSamples } from "@tocsin/sources/testing/samples";
import { expect, test } from "vitest";
import { readInputs } from "../../packages/cli/input/read.ts";
import { corpusFiles, hasCorpus } from "../support/corpus.ts";

const now = instant("2026-11-25T12:00:00Z");
const rules = compileRules(ingested);
const place = { partition: "aws", region: "eu-central-1", account: "999988887777", prefix: "tocsin-prod" };

function observationsIn(value: unknown): readonly Observation[] {
  const event = parseEvent(value);
  if (!event.ok) return [];
  return rules
    .filter(({ matches }) => matches(event.value))
    .map(({ source }) => source.read(event.value, "unknown"))
    .flatMap((reading) => (reading.outcome === "observed" ? reading.observations : []));
}

/** Each transition of the alert that an observation makes, and then of its end by a decision. */
function sentOf(observation: Observation) {
  const { alertId } = observation;
  const opened = fold(undefined, { alertId, observations: [observation], decisions: [] }, defaultWorld, now);
  const decision = { kind: "resolve", at: now, by: "ada", why: "seen to" } as const;
  const resolved = fold(opened.head, { alertId, observations: [], decisions: [decision] }, defaultWorld, now);
  const { view, version, evaluatedAt } = resolved.head;
  const announced = [...opened.entries, ...resolved.entries]
    .filter((entry) => !isDrill(entry.view))
    .map(announcementOf);
  return {
    events: announced.map((announcement) => ocsfText(ocsfOf(announcement))),
    finding: JSON.stringify(asffOf({ view, version, evaluatedAt }, place)),
  };
}

function expectSound(values: readonly unknown[]): ReadonlySet<number> {
  const classes = new Set<number>();
  for (const value of values) {
    for (const observation of observationsIn(value)) {
      const { events, finding } = sentOf(observation);
      expect(asffProblem(finding)).toBeUndefined();
      for (const event of events) {
        expect(ocsfProblems(event)).toEqual([]);
        classes.add(JSON.parse(event).class_uid);
      }
    }
  }
  return classes;
}

test("every sample's alert is a valid event of OCSF, and a finding that Security Hub takes", async () => {
  const samples = await allSamples();
  const classes = expectSound(samples.map(({ event }) => event));
  expect([...classes].sort()).toEqual([2002, 2003, 2004, 2006]);
});

test.skipIf(!hasCorpus)("so is every real event's", async () => {
  const values: unknown[] = [];
  for await (const input of readInputs(await corpusFiles(), { stdin: (async function* () {})() }))
    if (input.ok) values.push(input.value);
  expect(values.length).toBeGreaterThan(100);
  expect(expectSound(values).size).toBeGreaterThan(2);
});
