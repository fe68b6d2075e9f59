/**
 * Matches the fields of one object against a tree built from a pattern. An array in the event stands for one of its
 * elements, the same one for every field of the pattern below it; so each element is looked at once, and the time is
 * linear in the event.
 */
import { isObject } from "../text/json.ts";
import { isList, isScalar, type Test } from "./pattern-operators.ts";

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
  return compileNode(root).matches;
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

interface NodeCheck extends Check {
  /** The keys by which an event can write the fields below with dots: `a.b` and `a.b.c` for `a`, `b`, `c`. */
  readonly dotted: readonly string[];
  /** That something must be absent below, so that a field written with dots can refuse what matches without it. */
  readonly hasAbsence: boolean;
}

interface Compiled {
  readonly matches: FieldsMatcher;
  /** The path of every field below, and of every object on the way to it, written with dots. */
  readonly paths: readonly string[];
  readonly hasAbsence: boolean;
}

function compileNode(node: Node): Compiled {
  const leaves = [...node.leaves].map(([key, test]) => ({ key, accepts: leafCheck(test) }));
  const nodes = [...node.nodes].map(([key, child]): NodeCheck => {
    const { matches, paths, hasAbsence } = compileNode(child);
    return { key, accepts: nodeCheck(matches), dotted: paths.map((path) => `${key}.${path}`), hasAbsence };
  });
  const absences = node.absent.map((segments) => compileNode(singleField(segments)));
  const paths = [...leaves, ...nodes].map(({ key }) => key).concat(nodes.flatMap(({ dotted }) => dotted));
  return {
    matches: fieldsMatcher(
      leaves,
      nodes,
      absences.map(({ matches }) => matches),
    ),
    paths: [...new Set(paths.concat(absences.flatMap((absence) => absence.paths)))],
    hasAbsence: absences.length > 0 || nodes.some(({ hasAbsence }) => hasAbsence),
  };
}

function singleField(segments: readonly string[]): Node {
  const root = emptyNode();
  addPresence(root, segments, anyValue);
  return root;
}

function fieldsMatcher(
  leaves: readonly Check[],
  nodes: readonly NodeCheck[],
  absences: readonly FieldsMatcher[],
): FieldsMatcher {
  return (object) => {
    for (const { key, accepts } of leaves) if (!accepts(ownValue(object, key))) return false;
    for (const node of nodes) if (!acceptsNode(object, node)) return false;
    for (const isPresent of absences) if (isPresent(object)) return false;
    return true;
  };
}

function ownValue(object: Fields, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** Looks for dotted keys, which are rare, only where they can still change the outcome. */
function acceptsNode(object: Fields, { key, accepts, dotted, hasAbsence }: NodeCheck): boolean {
  const value = ownValue(object, key);
  if (!hasAbsence && accepts(value)) return true;
  const joined = joinDotted(object, key, dotted);
  return (hasAbsence || joined !== value) && accepts(joined);
}

const anyValue: Test = () => true;

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

/**
 * What an event holds under a key, with what it writes below that key with dots as nested fields. Where an array or two
 * objects meet, they become alternatives; EventBridge would let the fields of one combination come from both.
 */
function joinDotted(object: Fields, key: string, dotted: readonly string[]): unknown {
  let joined: Record<string, unknown> | undefined;
  for (const path of dotted) {
    if (!Object.hasOwn(object, path)) continue;
    joined ??= ownCopy(Object.hasOwn(object, key) ? { [key]: object[key] } : {});
    place(joined, path.split("."), object[path]);
  }
  return joined === undefined ? ownValue(object, key) : joined[key];
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
