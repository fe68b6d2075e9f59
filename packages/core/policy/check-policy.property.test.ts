import fc from "fast-check";
import { expect, test } from "vitest";
import { observables } from "../alert/observable.ts";
import { severities } from "../alert/severity.ts";
import { compilePattern, type Pattern } from "../pattern/pattern.ts";
import { isObject } from "../text/json.ts";
import { checkPolicy } from "./check-policy.ts";
import { ANY_NAME, attributesOf, conditionNames, type Fields, fieldsAt } from "./match/matchable.ts";
import { situationsAt } from "./match/situations.ts";

const known = Object.entries(fieldsAt("routes"));
const closed = [
  ...known.flatMap(([name, field]) =>
    "kind" in field && Array.isArray(field.kind) ? [[name, field.kind] as const] : [],
  ),
  ...[...attributesOf(conditionNames)].flatMap(([name, [kind]]) =>
    Array.isArray(kind) ? [[`attributes.${name}`, kind] as const] : [],
  ),
];

/** A requirement on a field of which all values are known. */
const someClosed = fc.constantFrom(...closed).chain(([path, values]) => {
  const some = fc.subarray([...values], { minLength: 1, maxLength: Math.min(3, values.length) });
  const texts = values.filter((value) => typeof value === "string");
  const asked = fc.oneof(
    some,
    texts.length < 2
      ? some
      : fc.subarray(texts, { minLength: 1, maxLength: texts.length - 1 }).map((but) => [{ "anything-but": but }]),
    texts.length === 0 ? some : fc.constantFrom(...texts).map((text) => [{ prefix: String(text).slice(0, 3) }]),
  );
  return asked.map((list): Pattern => ({ [path]: list }));
});

/** A requirement on text and numbers, and on what may be missing. */
const someOpen = fc.constantFrom<Pattern[]>(
  { "attributes.domain": [{ suffix: ".example.com" }] },
  { "attributes.epss": [{ numeric: [">=", 0.5] }] },
  { "attributes.findingType": [{ wildcard: "Recon:*" }, { exists: false }] },
  { deadline: [{ exists: true }] },
  { deadline: [{ exists: false }] },
  { stepDays: [{ numeric: ["<=", 7] }] },
  { title: [{ "anything-but": { prefix: "[SAMPLE]" } }] },
  { account: [{ "anything-but": ["111122223333"] }] },
  { "actor.name": ["deploy"] },
  { "directory.environment": ["other", "deploy"] },
  { "directory.name": [{ exists: false }, "deploy"] },
  { "directory.tags.team": ["other"] },
  { "directory.tags.cost.center": [{ exists: false }] },
  { owner: [{ "anything-but": ["deploy"] }] },
);

const someMatch = fc
  .array(fc.oneof(someClosed, someClosed, someOpen), { minLength: 1, maxLength: 4 })
  .map((parts): Pattern => Object.assign({}, ...parts));

/** Open values that someOpen's requirements take, and one that is none of theirs. */
const OPEN = ["shop.example.com", "Recon:EC2", "deploy", 7, 0.75, "444455556666", "2026-12-31T00:00:00.000Z", "other"];

/** Whether an alert with these fields, each there or missing, and each with any of its values, is taken. */
function canBeTaken(match: Pattern, fields: Fields): boolean {
  const takes = Object.entries(match).map(([path, list]) => ({
    path: path.split("."),
    matches: compilePattern({ value: list }),
  }));
  return takes.every(({ path, matches }) =>
    candidatesFor(fields, path).some((value) => matches(value === undefined ? {} : { value })),
  );
}

function candidatesFor(fields: Fields, [name = "", ...rest]: readonly string[]): readonly unknown[] {
  const field = Object.hasOwn(fields, name) ? fields[name] : fields[ANY_NAME];
  if (field === undefined) return [undefined];
  const missing = field.isOptional ? [undefined] : [];
  if ("below" in field) return [...missing, ...candidatesFor(field.below, rest)];
  const values = Array.isArray(field.kind) ? field.kind : field.kind === "flag" ? [true, false] : OPEN;
  return [...missing, ...values];
}

const situations = situationsAt("routes", (condition) => {
  const { severities: given, hasDeadline } = observables[condition];
  // The default ladder gives all but INFORMATIONAL, which what a person reopens has.
  return severities.filter(
    (severity) => hasDeadline || severity === "INFORMATIONAL" || given.some((own) => own === severity),
  );
});

test("a match is said to be out of reach exactly where no alert in any situation is taken by it", () => {
  fc.assert(
    fc.property(someMatch, (match) => {
      const { errors, warnings } = checkPolicy({
        routes: [{ name: "tried", match, channels: ["console"] }],
        unrouted: "ignore",
      });
      // An attribute of none of the conditions that are named is refused.
      fc.pre(errors.length === 0);
      const isOut = warnings.some(({ problem }) => problem.startsWith("can match no alert"));
      expect(isOut).toBe(!situations.some(({ fields }) => canBeTaken(match, fields)));
    }),
    { numRuns: 250 },
  );
});

const rule = (match: Pattern) => ({ name: "rule", match, severity: "LOW" });
/** The second often asks for all that the first does, and for more. */
const someRules = fc
  .tuple(someMatch, someMatch, fc.boolean())
  .map(([first, second, isNarrower]) => [rule(first), rule(isNarrower ? { ...second, ...first } : second)]);

test("a rule that is said never to decide is one without which the policy decides the same", () => {
  fc.assert(
    fc.property(someRules, (severity) => {
      const { errors, warnings } = checkPolicy({ severity });
      fc.pre(errors.length === 0);
      for (const { path } of warnings.filter(({ problem }) => problem.startsWith("never decides"))) {
        const nth = Number(/^severity\[(\d+)\]$/.exec(path)?.[1]);
        const [rule, before] = [severity[nth], severity.slice(0, nth)];
        for (const document of documents) {
          if (rule && compilePattern(rule.match)(document))
            expect(before.some(({ match }) => compilePattern(match)(document))).toBe(true);
        }
      }
    }),
    { numRuns: 150 },
  );
});

/** Alerts of each situation, drawn once. */
const documents: readonly object[] = situationsAt("severity", () => severities).flatMap(({ fields }) =>
  fc.sample(someDocument(fields), { seed: 12, numRuns: 25 }),
);

function someDocument(fields: Fields): fc.Arbitrary<object> {
  const parts = Object.entries(fields).map(([name, field]) => {
    const value: fc.Arbitrary<unknown> =
      "below" in field
        ? someDocument(field.below)
        : fc.constantFrom(...candidatesFor({ [name]: { ...field, isOptional: false } }, [name]));
    return (field.isOptional && !("below" in field) ? fc.option(value, { nil: undefined }) : value).map(
      (drawn) => [name, drawn] as const,
    );
  });
  return fc
    .tuple(...parts)
    .map((pairs) =>
      Object.fromEntries(
        pairs.filter(([, drawn]) => drawn !== undefined && !(isObject(drawn) && Object.keys(drawn).length === 0)),
      ),
    );
}
