/** One way to weaken the deployment, and the check that catches it. */
import type { CheckName } from "../checks.ts";

export interface Mutation {
  readonly title: string;
  /** The resource that is changed, by its name in the graph. */
  readonly mutated: string;
  readonly change: Change;
  readonly check: CheckName;
  /** The resource that the check names. */
  readonly named: string;
}

/** New inputs, or nothing to remove the resource. */
export type Change = ((inputs: Record<string, unknown>) => Record<string, unknown>) | undefined;

/** What the check names is what was changed, unless the row says otherwise. */
type Row = readonly [title: string, mutated: string, change: Change, named?: string];

export const caughtBy = (check: CheckName, rows: readonly Row[]): readonly Mutation[] =>
  rows.map(([title, mutated, change, named = mutated]) => ({ title, mutated, change, check, named }));

export const without =
  (...keys: readonly string[]): Change =>
  (inputs) =>
    Object.fromEntries(Object.entries(inputs).filter(([key]) => !keys.includes(key)));

export const withInputs =
  (changed: Readonly<Record<string, unknown>>): Change =>
  (inputs) => ({ ...inputs, ...changed });

/** The field, which holds an object, with more in it. */
export const withField =
  (field: string, more: object): Change =>
  (inputs) => ({ ...inputs, [field]: { ...Object(inputs[field]), ...more } });

/** Rewrites the resource's JSON, in which policies are JSON again. */
export const rewritten =
  (from: string, to: string): Change =>
  (inputs) => {
    const text = JSON.stringify(inputs);
    const escaped = (part: string) => JSON.stringify(part).slice(1, -1);
    const changed = text.replace(from, to) === text ? text.replace(escaped(from), escaped(to)) : text.replace(from, to);
    if (changed === text) throw new Error(`nothing reads ${from}`);
    return JSON.parse(changed);
  };
