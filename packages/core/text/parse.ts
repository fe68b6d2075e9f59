/** Parsing at the boundary: a schema either gives a value that the inside can trust, or a refusal that names the field. */
import * as v from "valibot";
import { type Instant, parseInstant } from "../event/instant.ts";
import { put } from "./json.ts";
import { cleanProse } from "./redact.ts";

/** Why a value was refused. It never repeats the value, which could be a secret. */
export interface Refusal {
  /** The field, such as `detail.resource.instanceDetails.instanceId` or `detail.findings[0].Id`; empty for the whole. */
  readonly path: string;
  readonly problem: string;
}

export type Parsed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly refusal: Refusal };

/** The keys in a path come from outside too, and may be as secret as a value. */
const PATH_LIMIT = 200;

export function refused(path: string, problem: string): { readonly ok: false; readonly refusal: Refusal } {
  return { ok: false, refusal: { path: cleanProse(path, PATH_LIMIT), problem } };
}

export function refusalText({ path, problem }: Refusal): string {
  return path === "" ? problem : `${path}: ${problem}`;
}

/** Checks `value` against `schema`, stopping at the first field that does not fit. */
export function parse<S extends v.GenericSchema>(schema: S, value: unknown): Parsed<v.InferOutput<S>> {
  const read = schema["~run"]({ value }, untilFirst);
  if (!read.issues) return { ok: true, value: read.value };
  return refused(pathOf(read.issues[0]), problemOf(read.issues[0]));
}

/** Checks like `parse`, and returns every refusal: none if the value fits. */
export function refusalsOf(schema: v.GenericSchema, value: unknown): readonly Refusal[] {
  const refusals = new Map<string, Refusal>();
  for (let rest = value; ; ) {
    const { issues = [] } = schema["~run"]({ value: rest }, {});
    for (const issue of issues) {
      const { refusal } = refused(pathOf(issue), problemOf(issue));
      refusals.set(refusalText(refusal), refusal);
    }
    // Valibot names only the first unknown key of an object: the next one shows when that is removed.
    const unknown = issues.find(({ expected }) => expected === "never");
    if (unknown === undefined) return [...refusals.values()];
    rest = without(rest, unknown.path?.map(({ key }) => key) ?? []);
  }
}

function without(value: unknown, [key, ...more]: readonly unknown[]): unknown {
  if (Array.isArray(value)) return value.map((item: unknown, i) => (i === key ? without(item, more) : item));
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, field]) => {
      if (name !== key) return [[name, field]];
      return more.length === 0 ? [] : [[name, without(field, more)]];
    }),
  );
}

/**
 * An object of these fields. A list would be one to valibot, and lack whatever may be missing.
 *
 * An event has dozens of fields, and valibot's `object` looks each up several times. Here what fits is read once; only what
 * does not is left to valibot, which says why.
 */
export function objectField<const E extends v.ObjectEntries>(entries: E): v.ObjectSchema<E, undefined> {
  const explained = v.object(entries);
  const fields = Object.entries(entries).map(([name, field]) => ({ name, field, isOptional: mayBeMissing(field) }));
  function run(dataset: v.UnknownDataset, config: Config): v.OutputDataset<unknown, v.BaseIssue<unknown>> {
    const input = dataset.value;
    if (Array.isArray(input)) return aList["~run"](dataset, config);
    if (!isRecord(input)) return explained["~run"](dataset, config);
    const output: Record<string, unknown> = {};
    for (const { name, field, isOptional } of fields) {
      const value = input[name];
      if (value === undefined && isOptional) continue;
      const read = field["~run"]({ value }, config);
      if (read.issues) return explained["~run"](dataset, config);
      output[name] = read.value;
    }
    return { typed: true, value: output };
  }
  return Object.assign(v.object(entries), { "~run": run });
}

/**
 * An object with arbitrary keys, each of which fits `key` and has a value that fits `value`. Valibot's own record accepts a list, and
 * silently drops the keys `__proto__`, `constructor` and `prototype`.
 */
export function recordField<const K extends v.GenericSchema<string, string>, const S extends v.GenericSchema>(
  key: K,
  value: S,
): v.RecordSchema<K, S, undefined> {
  const explained = v.record(key, value);
  function run(dataset: v.UnknownDataset, config: Config): v.OutputDataset<unknown, v.BaseIssue<unknown>> {
    const input = dataset.value;
    if (Array.isArray(input)) return aList["~run"](dataset, config);
    if (!isRecord(input)) return explained["~run"](dataset, config);
    const output: Record<string, unknown> = {};
    const issues: v.BaseIssue<unknown>[] = [];
    for (const name of Object.keys(input)) {
      const field = input[name];
      const readKey = key["~run"]({ value: name }, config);
      const readValue = value["~run"]({ value: field }, config);
      if (readKey.issues) issues.push(...below(input, name, "key", readKey.issues));
      if (readValue.issues) issues.push(...below(input, name, "value", readValue.issues));
      if (issues.length > 0 && config.abortEarly) break;
      if (readKey.typed) put(output, readKey.value, readValue.value);
    }
    const [first, ...more] = issues;
    return first ? { typed: false, value: output, issues: [first, ...more] } : { typed: true, value: output };
  }
  return Object.assign(v.record(key, value), { "~run": run });
}

/** The issues of one entry of `input`, with the path to it. */
function below(
  input: Readonly<Record<string, unknown>>,
  key: string,
  origin: "key" | "value",
  issues: readonly v.BaseIssue<unknown>[],
): readonly v.BaseIssue<unknown>[] {
  const item: v.ObjectPathItem = { type: "object", origin, input, key, value: input[key] };
  return issues.map((issue) => ({ ...issue, path: [item, ...(issue.path ?? [])] }));
}

/** The method that `objectField` and `recordField` replace is internal to valibot, and was read in this version. */
export const KNOWN_VALIBOT = "1.5.0";

/**
 * Another version of valibot may run schemas by another method. Then it would silently ignore the one above, and accept a list as an
 * object. @throws Error when it does.
 */
export function requireObjectField(is: (schema: v.GenericSchema, value: unknown) => boolean): void {
  if (is(objectField({}), {}) && !is(objectField({}), [])) return;
  throw new Error(
    `the installed valibot does not run schemas as version ${KNOWN_VALIBOT} does, by the method "~run" that Tocsin replaces. ` +
      `Install ${KNOWN_VALIBOT}, with npm ci for instance, or adapt packages/core/text/parse.ts.`,
  );
}

type Config = v.Config<v.BaseIssue<unknown>>;

const untilFirst: Config = { abortEarly: true };

const aList = v.custom<never>(() => false, "expected an object, got an array");

requireObjectField(v.is);

/** What is missing then is missing in the output too. */
function mayBeMissing(field: v.ObjectEntries[string]): boolean {
  return (field.type === "optional" || field.type === "nullish") && v.getDefault(field) === undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

/** A field that holds an instant in any form that `parseInstant` reads. */
export const instantField = v.pipe(
  v.unknown(),
  v.rawTransform<unknown, Instant>(({ dataset, addIssue, NEVER }) => {
    const parsed = parseInstant(dataset.value);
    if (parsed !== undefined) return parsed;
    addIssue({ message: "expected a date and time" });
    return NEVER;
  }),
);

function pathOf(issue: v.BaseIssue<unknown>): string {
  return (issue.path ?? [])
    .map(({ key }) => (typeof key === "number" ? `[${key}]` : `.${String(key)}`))
    .join("")
    .replace(/^\./, "");
}

function problemOf(issue: v.BaseIssue<unknown>): string {
  if (issue.input === undefined) return "is missing";
  // A schema's own message is ours; valibot's default messages end with the value.
  if (!issue.message.endsWith(`eceived ${issue.received}`)) return issue.message;
  if (issue.expected === "never") return "is not a known field";
  return `expected ${issue.expected ?? "another value"}, got ${kindOf(issue.input)}`;
}

function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "an array";
  if (typeof value === "object") return "an object";
  return typeof value === "string" ? "another string" : `a ${typeof value}`;
}
