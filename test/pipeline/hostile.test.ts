/**
 * Promise 6: no secret value, no datum that Macie found, no credential is stored, logged or sent. Canaries are planted in
 * every text of every sample and of every kind of event that is simulated; then everything that came out is searched.
 */
import { type Event, parseEvent } from "@tocsin/core/event/event";
import { awsNames } from "@tocsin/core/testing/aws-names";
import { samples as acm } from "@tocsin/sources/acm/samples";
import { samples as inspector } from "@tocsin/sources/inspector/samples";
import { samples as macie } from "@tocsin/sources/macie/samples";
import { sources } from "@tocsin/sources/registry";
import type { Source } from "@tocsin/sources/source";
import { allSamples } from "@tocsin/sources/testing/samples";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { defaultSimulation, simulate } from "../../packages/cli/simulate/simulate.ts";
import { type Canary, canaries, leaksOf, placements, textPathsOf, variantsOf } from "../support/canaries.ts";
import { type Emitted, hostileRun } from "../support/hostile-run.ts";

const samples = (await allSamples()).map(({ event }) => event);

/** One event of each kind that is simulated. */
function simulated(): readonly object[] {
  const kinds = Map.groupBy(simulate(defaultSimulation), ({ source, "detail-type": type, detail }) =>
    JSON.stringify([source, type, "eventName" in detail ? detail.eventName : "", "type" in detail ? detail.type : ""]),
  );
  return [...kinds.values()].flatMap(([first]) => (first === undefined ? [] : [first]));
}

const events = [...samples, ...simulated()];

/** All that any source says of an event, whether the rule would have sent it there or not; refusals as well. */
function said(event: unknown): string {
  const parsed = parseEvent(event);
  if (!parsed.ok) return JSON.stringify(parsed);
  const read = sourcesOf(parsed.value).map((source) => source.read(parsed.value, "unknown"));
  return JSON.stringify(read);
}

/** Those of the service, and none that would refuse it for what it is not. */
function sourcesOf({ source }: Event): readonly Source[] {
  return rules.filter(({ services }) => services.includes(source)).map((rule) => rule.source);
}

const rules = sources.map((source) => ({ source, services: JSON.stringify(source.pattern) }));

describe("what a source says", () => {
  test.each(canaries.map((canary, i) => [canary.name, canary, i] as const))(
    "never holds %s, whichever text it was in where it is a secret",
    (_name, canary, turn) => {
      // Most fields are not used, so that most variants say the same.
      const texts = new Set(
        events.flatMap((event, i) =>
          variantsOf(event, ({ text, nth, isProse }) =>
            canary.isOnlyInProse && !isProse ? undefined : planted(text, canary, nth + i + turn),
          ).map((variant) => said(variant)),
        ),
      );
      expect([...texts].flatMap(leaksOf).slice(0, 5)).toEqual([]);
    },
  );

  test("of a Macie finding holds nothing of the object, nor of what was found in it", () => {
    const DATUM = "Zebulon Quartermain";
    const found = Object.values<object>(macie);
    const places = /"(?:s3Object|classificationDetails|policyDetails)":/;
    for (const event of found.filter((sample) => places.test(JSON.stringify(sample)))) {
      for (const variant of variantsOf(event, ({ text }) => `${text} ${DATUM}`)) {
        const { detail } = JSON.parse(JSON.stringify(variant));
        const inData = JSON.stringify([detail.resourcesAffected?.s3Object, detail.classificationDetails]).includes(
          DATUM,
        );
        if (inData) expect(said(variant)).not.toContain(DATUM);
      }
    }
  });
});

test.each(Object.entries(awsNames))("a name that AWS gives is shown as it was given: %s", (_kind, names) => {
  const finding = inspector.packageFinding;
  fc.assert(
    fc.property(names, (name) => {
      const [resource] = finding.detail.resources;
      const owner = /^arn:[\w-]+:[^:]+:[^:]*:(\d{12}):/.exec(name)?.[1] ?? finding.detail.awsAccountId;
      const detail = { ...finding.detail, awsAccountId: owner, resources: [{ ...resource, id: name }] };
      const event = { ...finding, detail };
      const { resource: shown, summary } = JSON.parse(said(event))[0].observations[0].statement;
      expect(shown.endsWith(name)).toBe(true);
      // Of an image the sentence names the repository: the alert moves on to the next image.
      expect(summary).toContain(/:repository\/(.+)\/sha256:/.exec(name)?.[1] ?? name);
    }),
    { numRuns: 20 },
  );
});

test("what an on-call engineer is shown of the samples and the sample week has no marker in it", () => {
  const statements = [...samples, ...simulate(defaultSimulation)].flatMap((event) => {
    const parsed = parseEvent(event);
    const readings = parsed.ok ? sourcesOf(parsed.value).map((source) => source.read(parsed.value, "unknown")) : [];
    return readings.flatMap((reading) =>
      reading.outcome === "observed" ? reading.observations.map((observation) => JSON.stringify(observation)) : [],
    );
  });
  expect(statements.length).toBeGreaterThan(700);
  expect(
    statements.filter((statement) => /\[(?:secret|token|access key|e-mail|card number)\]/.test(statement)),
  ).toEqual([]);
});

describe("a run over all of it", () => {
  test("emits and stores no canary, nothing that acts and no e-mail address", async () => {
    const emitted = await hostileRun(hostileEvents());
    expectAllKinds(emitted);
    const leaks = emitted.flatMap(({ where, text }) => leaksOf(text).map((leak) => `${where}: ${leak}`));
    expect(leaks.slice(0, 10)).toEqual([]);
    // What came out came of events that held secrets.
    for (const where of ["console", "webhook", "topic", "digest", "log", "dead letter's reason", "table", "explain"])
      expect(
        emitted.some((one) => one.where === where && /\[(?:secret|token)\]/.test(one.text)),
        where,
      ).toBe(true);
  }, 300_000);
});

function planted(text: string, canary: Canary | undefined, turn: number): string {
  return placements[turn % placements.length]?.(text, canary?.text ?? "") ?? text;
}

/** What each source says of every text is tried above; through the stack goes so much of each field of each type of event. */
const TURNS = 2;
/** What is a secret even in a name. */
const credentials = canaries.filter(({ isOnlyInProse }) => !isOnlyInProse);

/** Each text of each event with one canary, in turn; those alone that change what is said, as nothing else can come out. */
function hostileEvents(): readonly object[] {
  const turns = new Map<string, number>();
  const hostile = events.flatMap((event, i) => {
    const usual = said(event);
    const variants = variantsOf(event, ({ text, nth, isProse }) => {
      const eligible = isProse ? canaries : credentials;
      return planted(text, eligible[(nth + i) % eligible.length], nth + i * 3);
    });
    return variants.filter((variant, n) => {
      if (said(variant) === usual) return false;
      const field = `${typeOf(event)} ${textPathsOf(event)[n]}`;
      turns.set(field, (turns.get(field) ?? 0) + 1);
      return (turns.get(field) ?? 0) <= TURNS;
    });
  });
  return [...hostile, ...canaries.map(({ text }) => withKey(text))].map(ofItsOwnAccount);
}

const typeOf = (event: object): string => `${Reflect.get(event, "source")} ${Reflect.get(event, "detail-type")}`;

/** An event that is refused with the path of a field, which an outsider has named. */
function withKey(name: string): object {
  return { ...acm.approaching, detail: { [name]: JSON.parse('{"__proto__":1}') } };
}

/** Alerts of their own, so that none is told of the last one alone. */
function ofItsOwnAccount(event: object, nth: number): object {
  const account = String(100_000_000_000 + nth);
  return JSON.parse(JSON.stringify(event).replaceAll(/(?<![\w-])\d{12}(?![\w-])/g, account));
}

function expectAllKinds(emitted: readonly Emitted[]): void {
  const kinds = [...new Set(emitted.map(({ where }) => where))].sort();
  expect(kinds).toEqual([
    "alerts list",
    "alerts list --json",
    "alerts show",
    "alerts show --json",
    "console",
    "count",
    "dead letter's reason",
    "digest",
    "explain",
    "explain --json",
    "log",
    "table",
    "topic",
    "webhook",
  ]);
}
