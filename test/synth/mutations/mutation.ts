/** One way to weaken the deployment, and how it is told. */
import type { CheckName } from "../checks.ts";

/** [what is done, to which resource, the check that fails, the resource that it names] */
export type Mutation = readonly [title: string, mutated: string, change: Change, check: CheckName, named: string];
/** New inputs, or nothing to remove the resource. */
export type Change = ((inputs: Record<string, unknown>) => Record<string, unknown>) | undefined;

export const without =
  (...keys: readonly string[]): Change =>
  (inputs) =>
    Object.fromEntries(Object.entries(inputs).filter(([key]) => !keys.includes(key)));

export const withInputs =
  (changed: Readonly<Record<string, unknown>>): Change =>
  (inputs) => ({ ...inputs, ...changed });

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
