/** How two policies differ, as they are written: a line for each rule, so that the author of a push sees the changes. */
import { isObject, type Json, sameJson } from "../text/json.ts";

export interface PolicyChange {
  /** A part of a policy, such as `routes`. */
  readonly part: string;
  /** The name of the rule or channel; absent if the part is changed as a whole. */
  readonly name?: string | undefined;
  readonly change: "added" | "removed" | "changed" | "reordered";
  /** The names of the changed fields. Values are left out: a URL may be a credential. */
  readonly fields: readonly string[];
}

/** In the order of the parts, and in each part in the order of `after`; removed rules come last. */
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

/** The rules of a list by their names, or an object's values by their keys; nothing for a part without names. */
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

/** The first rule that matches decides, so the order of rules matters. */
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
