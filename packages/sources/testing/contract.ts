/** For the tests of sources: the promises of every source, tried on its samples and on any values in their fields. */

import { type AttributeKind, observables } from "@tocsin/core/alert/observable";
import type { AttributeValue, Observation, Statement } from "@tocsin/core/alert/observation";
import { parseEvent } from "@tocsin/core/event/event";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Source } from "../source.ts";
import { awsObjections } from "./aws-pattern.ts";
import { eventOf, fieldsOf, tryOut, withField } from "./trial.ts";

interface Promises<Name extends string> {
  /** The samples that the pattern leaves out. */
  readonly unwanted?: readonly NoInfer<Name>[];
  /** The samples that name no account of their own, so that they are about whoever received them. */
  readonly unowned?: readonly NoInfer<Name>[];
  /** Where a refusal may point to: the parts of the envelope that the schema looks into. */
  readonly refuses?: readonly ("detail" | "resources")[];
  /** Whether it ignores some of the events that its pattern matches. */
  readonly ignores?: boolean;
}

/** The largest exact number in JavaScript, and so the largest that the SDK for DynamoDB writes; DynamoDB itself would take 1E126. */
const LARGEST_NUMBER = Number.MAX_SAFE_INTEGER;
/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html */
const SMALLEST_NUMBER = 1e-130;
/** Room for the longest key of an S3 object in its ARN; alerts are stored and sent with these texts. */
const TEXT_LIMIT = 1400;

const anything = fc.option(fc.oneof(fc.jsonValue(), fc.constantFrom("", "\ud800", "7", "x".repeat(2000), -1)), {
  nil: undefined,
});
const oddNumbers = [
  5e-324,
  1e-200,
  -1e-200,
  0.1 + 0.2,
  -1,
  1e9 + 1,
  Number.MAX_SAFE_INTEGER + 1,
  1e21,
  1e126,
  -Number.MAX_VALUE,
  Number.MAX_VALUE,
  // As JSON writes it: 1e400.
  Number.POSITIVE_INFINITY,
];
/** Four words and more, apart from JSON. */
const SENTENCE = /^[^{]*\S+(?: \S+){3}/;
const account = fc.stringMatching(/^\d{12}$/);
const notItsToSay = { outcome: "ignored", reason: "not-its-to-say" } as const;
const later = { time: "2027-01-01T00:00:00Z" };

export function describeSource<Name extends string>(
  source: Source,
  samples: Readonly<Record<Name, object>>,
  { unwanted = [], unowned = [], refuses = ["detail"], ignores = true }: Promises<Name> = {},
): void {
  const { matches, read } = tryOut(source);
  const named = Object.entries<object>(samples);
  const among = (names: readonly string[], name: string) => names.includes(name);
  const anySample = fc.constantFrom(...named.map(([, sample]) => sample));
  const owned = named.filter(([name]) => !among(unowned, name)).map(([, sample]) => sample);
  const changed = anySample.chain((sample) =>
    fc.tuple(fc.nat(fieldsOf(sample).length - 1), anything).map(([nth, value]) => withField(sample, nth, value)),
  );

  /** Which alerts the event concerns, or why none. */
  function concerns(value: unknown): unknown {
    const reading = read(value);
    return reading.outcome === "observed" ? reading.observations.map(({ alertId }) => alertId) : reading;
  }

  describe(`the source ${source.name}`, () => {
    test.each(named)("takes the sample %s, which is an event, only when it is wanted", (name, sample) => {
      expect(parseEvent(sample)).toMatchObject({ ok: true });
      expect(matches(sample)).toBe(!among(unwanted, name));
    });

    test("has a pattern that AWS takes, and matches as it is matched here", () => {
      expect(awsObjections(source.pattern)).toEqual([]);
    });

    test(`observes${ignores ? ", ignores" : ""} or refuses with a path, and never throws, whatever stands in one field`, () => {
      const outcomes = ignores ? ["observed", "ignored"] : ["observed"];
      fc.assert(
        fc.property(changed, (value) => {
          const event = parseEvent(value);
          if (!event.ok) return;
          const reading = source.read(event.value, "unknown");
          // A function may get an event that its rule leaves out; then it is enough not to throw.
          if (!matches(event.value)) return;
          if (reading.outcome === "refused") expect(refuses).toContain(reading.refusal.path.split(/[.[]/)[0]);
          else expect(outcomes).toContain(reading.outcome);
        }),
        { numRuns: 2000 },
      );
    });

    test("reads an event the same way twice, and leaves it as it was", () => {
      fc.assert(
        fc.property(changed, (value) => {
          const event = parseEvent(value);
          if (!event.ok) return;
          const before = structuredClone(event.value);
          expect(source.read(event.value, "unknown")).toEqual(source.read(event.value, "unknown"));
          expect(event.value).toEqual(before);
        }),
      );
    });

    test("concerns the same alerts whichever the event and whenever it was sent", () => {
      fc.assert(
        fc.property(anySample, fc.uuid(), (sample, id) => {
          expect(concerns({ ...sample, ...later, id })).toEqual(concerns(sample));
        }),
      );
    });

    test.skipIf(owned.length === 0)(
      "concerns the same alerts whichever account received the event, where that may speak for the account that it names",
      () => {
        fc.assert(
          fc.property(fc.constantFrom(...owned), account, fc.uuid(), (sample, receiver, id) => {
            const message = `${JSON.stringify(sample).slice(0, 200)}…: name the sample in \`unowned\` if it names no account`;
            const received = { ...sample, ...later, id, account: receiver };
            const service = source.administeredBy(eventOf(received));
            const mayTell = service !== undefined || read(sample).outcome !== "observed";
            expect(concerns(received), message).toEqual(mayTell ? concerns(sample) : notItsToSay);
            if (service === undefined) return;
            const others = read(received, { [service]: ["000000000000"] });
            if (others.outcome !== "refused" && read(sample).outcome === "observed")
              expect(others, message).toEqual(notItsToSay);
          }),
        );
      },
    );

    test.each(named)("shows no address that stands in a sentence of %s: such fields are prose", (_name, sample) => {
      for (const [nth, field] of fieldsOf(sample).entries()) {
        if (typeof field !== "string" || !SENTENCE.test(field)) continue;
        const event = parseEvent(withField(sample, nth, `${field} Ask jane.doe@tocsin.example.`));
        expect(JSON.stringify(event.ok && source.read(event.value, "unknown"))).not.toContain("jane.doe");
      }
    });

    test.each(named)("says in words what %s is about, and shows people no value that is none", (_name, sample) => {
      const reading = read(sample);
      if (reading.outcome !== "observed") return;
      for (const { statement } of reading.observations) {
        // Its family, for one such as `config:<rule>`.
        expect(source.reporters).toContain(statement.reporter.split(":")[0]);
        // A reporter that has no name for it gives no title.
        if (statement.title !== undefined) expect(statement.title).toMatch(/\p{L}\S* .*\p{L}/u);
        expect(statement.summary).toMatch(/\p{L}+ \p{L}+.*[.!?]/u);
        for (const text of [statement.title ?? "", statement.summary, statement.remedy ?? ""])
          expect(text).not.toMatch(/\b(?:undefined|null|NaN)\b|\[object|^\s|\s$|\s\.|\.\./);
      }
    });

    test("says of a condition only what the condition declares, whatever stands in one field", () => {
      fc.assert(
        fc.property(fc.oneof(anySample, changed), (value) => {
          const event = parseEvent(value);
          const reading = event.ok ? source.read(event.value, "unknown") : undefined;
          if (reading?.outcome === "observed")
            for (const observation of reading.observations) expectDeclared(observation);
        }),
        { numRuns: 2000 },
      );
    });

    test.each(named)("keeps no text beyond all measure of %s, however long a field is", (_name, sample) => {
      for (const longer of lengthened(sample)) {
        const event = parseEvent(longer);
        const reading = event.ok ? source.read(event.value, "unknown") : undefined;
        if (reading?.outcome !== "observed") continue;
        for (const { alertId, ...kept } of reading.observations) {
          expect(alertId).toMatch(/^[0-9a-f]{32}$/);
          for (const field of fieldsOf(kept)) if (typeof field === "string") expectBounded(field);
        }
      }
    });

    test.each(named)("keeps no number of %s that cannot be stored, whatever number a field holds", (_name, sample) => {
      for (const odd of renumbered(sample)) {
        const event = parseEvent(odd);
        const reading = event.ok ? source.read(event.value, "unknown") : undefined;
        if (reading?.outcome !== "observed") continue;
        for (const { statement } of reading.observations) expectStorable(statement);
      }
    });
  });
}

/** The compiler refuses another condition's attributes, but not in a source that speaks of two conditions at once. */
function expectDeclared({ identity: { condition }, statement }: Observation): void {
  const { severities, hasDeadline, attributes } = observables[condition];
  if (statement.state === "active") {
    expect(severities).toContain(statement.severity);
    if (statement.deadline !== undefined) expect(hasDeadline, `a deadline of ${condition}`).toBe(true);
  }
  for (const [name, value] of Object.entries(statement.attributes)) {
    const kind = attributes[name];
    const values = Array.isArray(value) ? value : [value];
    const wrong = kind === undefined ? values : values.filter((one) => !isOf(kind, one));
    expect(wrong, `the attribute ${name} of ${condition}, declared as ${JSON.stringify(kind)}`).toEqual([]);
  }
}

function isOf(kind: AttributeKind, value: AttributeValue): boolean {
  switch (kind) {
    case "text":
      return typeof value === "string";
    case "number":
      return typeof value === "number";
    case "flag":
      return typeof value === "boolean";
    default:
      return kind.includes(value);
  }
}

function expectBounded(text: string): void {
  expect(text.length, `the length of ${text.slice(0, 60)}…`).toBeLessThanOrEqual(TEXT_LIMIT);
}

/** Checks the statement itself: its JSON would turn the worst numbers into nulls. */
function expectStorable({ attributes, count }: Statement): void {
  for (const value of [...Object.values(attributes), count ?? 0]) {
    if (typeof value !== "number" || value === 0) continue;
    expect(Math.abs(value)).toBeGreaterThanOrEqual(SMALLEST_NUMBER);
    expect(Math.abs(value)).toBeLessThanOrEqual(LARGEST_NUMBER);
  }
}

/** The sample with each of its numbers in turn replaced by each of the odd ones. */
function renumbered(sample: object): readonly unknown[] {
  return fieldsOf(sample).flatMap((field, nth) =>
    typeof field === "number" ? oddNumbers.map((odd) => withField(sample, nth, odd)) : [],
  );
}

/** The sample with each of its texts in turn too long: at the end, in its first word, and in the partition of an ARN. */
function lengthened(sample: object): readonly unknown[] {
  const more = "x".repeat(2000);
  return fieldsOf(sample).flatMap((field, nth) =>
    typeof field === "string"
      ? [`${field}${more}`, `${more}${field}`, field.replace("arn:aws", `arn:aws${more}`)].map((text) =>
          withField(sample, nth, text),
        )
      : [],
  );
}
