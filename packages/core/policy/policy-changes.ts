/** What differs between two policies as they are written: a line for each rule, so that whoever pushes one sees what comes of it. */
import { isObject, type Json, sameJson } from "../text/json.ts";

export interface PolicyChange {
  /** A part of a policy, such as `routes`. */
  readonly part: string;
  /** The rule or channel, by its name; absent where the part is changed as a whole. */
  readonly name?: string | undefined;
  readonly change: "added" | "removed" | "changed" | "reordered";
  /** The fields that differ, of what was changed. Values are left out: a URL may be a credential. */
  readonly fields: readonly string[];
}

/** In the order of the parts, of each part as it is `after`; rules that were removed come last. */
export function policyChanges(before: Json | undefined, after: Json | undefined): readonly PolicyChange[] {
  const [old, next] = [objectIn(before), objectIn(after)];
  return keysOf(old, next).flatMap((part) => changesOf(part, old[part], next[part]));
}

function changesOf(part: string, before: Json | undefined, after: Json | undefined): readonly PolicyChange[] {
  if (sameJson(before, after)) return [];
  const [old, next] = [namedIn(before), namedIn(after)];
  if (old === undefined || next === undefined) return [{ part, change: howOf(before, after), fields: [] }];
  const changes = [...new Set([...next.keys(), ...old.keys()])].flatMap((name): readonly PolicyChange[] => {
    const [one, other] = [old.get(name), next.get(name)];
    if (sameJson(one, other)) return [];
    return [{ part, name, change: howOf(one, other), fields: fieldsThatDiffer(one, other) }];
  });
  return Array.isArray(after) && isReordered(old, next)
    ? [...changes, { part, change: "reordered", fields: [] }]
    : changes;
}

function howOf(before: Json | undefined, after: Json | undefined): "added" | "removed" | "changed" {
  if (before === undefined) return "added";
  return after === undefined ? "removed" : "changed";
}

/** The rules of a list by their names, or what an object holds by its keys; nothing for what has no names. */
function namedIn(part: Json | undefined): ReadonlyMap<string, Json> | undefined {
  if (part === undefined) return new Map();
  if (isObject(part))
    return new Map(Object.entries(part).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
  if (!Array.isArray(part)) return undefined;
  const named = part.map((rule: Json) =>
    isObject(rule) && typeof rule.name === "string" ? ([rule.name, rule] as const) : undefined,
  );
  const found = new Map(named.filter((one) => one !== undefined));
  // Two of one name cannot be told apart.
  return found.size === part.length ? found : undefined;
}

function fieldsThatDiffer(before: Json | undefined, after: Json | undefined): readonly string[] {
  if (!isObject(before) || !isObject(after)) return [];
  return keysOf(before, after).filter((field) => !sameJson(before[field], after[field]));
}

/** The first rule that matches decides, so their order says something. */
function isReordered(old: ReadonlyMap<string, Json>, next: ReadonlyMap<string, Json>): boolean {
  const kept = [...next.keys()].filter((name) => old.has(name));
  return !sameJson(
    kept,
    [...old.keys()].filter((name) => next.has(name)),
  );
}

function keysOf(...objects: readonly object[]): readonly string[] {
  return [...new Set(objects.flatMap((object) => Object.keys(object)))];
}

function objectIn(value: Json | undefined): { readonly [key: string]: Json | undefined } {
  return isObject(value) ? value : {};
}
