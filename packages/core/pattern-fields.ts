/**
 * Matches the fields of one object against a tree built from a pattern. An array in the event stands for one of its
 * elements, the same one for every field of the pattern below it; so each element is looked at once, and the time is
 * linear in the event.
 */
import { isList, isObject, isScalar, type Test } from "./pattern-operators.ts";

type Fields = Readonly<Record<string, unknown>>;
export type FieldsMatcher = (object: Fields) => boolean;

/** What one path of the pattern asks for: a value that passes, or, without `present`, that there is no value. */
export interface Requirement {
  readonly segments: readonly string[];
  readonly present?: Test;
}

interface Node {
  readonly leaves: Map<string, Test>;
  readonly nodes: Map<string, Node>;
  /** Paths from here that must hold no value in the element that the requirements before them have chosen. */
  readonly absent: (readonly string[])[];
}

/**
 * A matcher that takes an object when every requirement holds. The order of the requirements matters in one case only:
 * inside an array, an absence concerns the one element that the requirements before it have chosen, and the whole
 * array when none of them has.
 */
export function compileFields(requirements: readonly Requirement[]): FieldsMatcher {
  const root = emptyNode();
  for (const { segments, present } of requirements) {
    if (present === undefined) addAbsence(root, segments);
    else addPresence(root, segments, present);
  }
  return matcherOf(root);
}

function emptyNode(): Node {
  return { leaves: new Map(), nodes: new Map(), absent: [] };
}

function addPresence(root: Node, segments: readonly string[], test: Test): void {
  let node = root;
  for (const segment of segments.slice(0, -1)) {
    const next = node.nodes.get(segment) ?? emptyNode();
    node.nodes.set(segment, next);
    node = next;
  }
  node.leaves.set(segments.at(-1) ?? "", test);
}

function addAbsence(root: Node, segments: readonly string[]): void {
  let node = root;
  let depth = 0;
  for (const segment of segments.slice(0, -1)) {
    const next = node.nodes.get(segment);
    if (next === undefined) break;
    node = next;
    depth++;
  }
  node.absent.push(segments.slice(depth));
}

interface Check {
  readonly key: string;
  readonly accepts: (value: unknown) => boolean;
}

function matcherOf(node: Node): FieldsMatcher {
  const checks = checksOf(node);
  const absences = node.absent.map((segments) => compileFields([{ segments, present: anyValue }]));
  const dotted = dottedKeys([...pathsOf(node), ...node.absent]);
  return (object) => {
    const fields = unfolded(object, dotted);
    for (const { key, accepts } of checks) {
      if (!Object.hasOwn(fields, key) || !accepts(fields[key])) return false;
    }
    for (const isPresent of absences) if (isPresent(fields)) return false;
    return true;
  };
}

const anyValue: Test = () => true;

function checksOf(node: Node): readonly Check[] {
  const leaves = [...node.leaves].map(([key, test]) => ({ key, accepts: leafCheck(test) }));
  const nodes = [...node.nodes].map(([key, child]) => ({ key, accepts: nodeCheck(matcherOf(child)) }));
  return [...leaves, ...nodes];
}

function leafCheck(test: Test): Check["accepts"] {
  const accepts = (item: unknown) => isScalar(item) && test(item);
  return (value) => (isList(value) ? someItem(value, accepts) : accepts(value));
}

function nodeCheck(matches: FieldsMatcher): Check["accepts"] {
  const accepts = (item: unknown) => isObject(item) && matches(item);
  return (value) => (isList(value) ? someItem(value, accepts) : accepts(value));
}

/** Arrays within arrays count as one. Not recursive: a small event can nest arrays deeper than the stack goes. */
function someItem(list: readonly unknown[], accepts: (item: unknown) => boolean): boolean {
  const pending = [list];
  for (let items = pending.pop(); items !== undefined; items = pending.pop()) {
    for (const item of items) {
      if (isList(item)) pending.push(item);
      else if (accepts(item)) return true;
    }
  }
  return false;
}

function pathsOf(node: Node): (readonly string[])[] {
  const leaves = [...node.leaves.keys()].map((key) => [key]);
  const nodes = [...node.nodes].flatMap(([key, child]) => [
    [key],
    ...[...pathsOf(child), ...child.absent].map((path) => [key, ...path]),
  ]);
  return [...leaves, ...nodes];
}

interface DottedKey {
  readonly key: string;
  readonly segments: readonly string[];
}

/** The keys by which an event could write a nested field of the pattern with dots: `a.b`, `a.b.c` for `a`, `b`, `c`. */
function dottedKeys(paths: readonly (readonly string[])[]): readonly DottedKey[] {
  const keys = new Map<string, DottedKey>();
  for (const path of paths) {
    for (let length = 2; length <= path.length; length++) {
      const segments = path.slice(0, length);
      const key = segments.join(".");
      keys.set(key, { key, segments });
    }
  }
  return [...keys.values()];
}

/** Reads a dotted key as nested fields, beside the nested fields that are there. */
function unfolded(object: Fields, dotted: readonly DottedKey[]): Fields {
  let copy: Record<string, unknown> | undefined;
  for (const { key, segments } of dotted) {
    if (!Object.hasOwn(object, key)) continue;
    copy ??= ownCopy(object);
    place(copy, segments, object[key]);
  }
  return copy ?? object;
}

function place(root: Record<string, unknown>, segments: readonly string[], value: unknown): void {
  let fields = root;
  for (const segment of segments.slice(0, -1)) {
    const existing = fields[segment];
    const next = ownCopy(isObject(existing) ? existing : {});
    fields[segment] = existing === undefined || isObject(existing) ? next : [existing, next];
    fields = next;
  }
  const last = segments.at(-1) ?? "";
  const existing = fields[last];
  fields[last] = existing === undefined ? value : [existing, value];
}

/** Without a prototype, so that a key named `__proto__` is a key like any other. */
function ownCopy(object: Fields): Record<string, unknown> {
  const copy: Record<string, unknown> = Object.create(null);
  return Object.assign(copy, object);
}
