/**
 * Matches the fields of one object against a tree built from a pattern.
 *
 * An array in the event stands for one of its elements, the same one for every field of the pattern below it. EventBridge
 * takes the fields in the order of their names, so the first of them that has a value anywhere in the array chooses the
 * element: one in which that field has a value, and which takes all the others. Where no field has a value in any element,
 * the array is as good as missing. So a field that may be absent costs no more than one that may not.
 */
import { isObject } from "../text/json.ts";
import { type Accepted, isList, isScalar } from "./pattern-operators.ts";

type Fields = Readonly<Record<string, unknown>>;
export type FieldsMatcher = (object: Fields) => boolean;

/** What a pattern asks for under one path. */
export interface Requirement {
  readonly segments: readonly string[];
  /** Its values as they are written, and where in the pattern that is. */
  readonly values: readonly unknown[];
  readonly path: string;
  readonly accepted: Accepted;
}

/**
 * A matcher that takes an object when every requirement holds; the requirements by their paths with dots. Linear in the
 * size of the object, times the depth of its arrays within arrays where a field may be absent.
 */
export function compileFields(
  requirements: ReadonlyMap<string, Pick<Requirement, "segments" | "accepted">>,
): FieldsMatcher {
  const root = emptyNode();
  const inOrder = [...requirements].sort(([a], [b]) => (a < b ? -1 : 1));
  inOrder.forEach(([, { segments, accepted }], order) => {
    nodeAt(root, segments.slice(0, -1)).leaves.set(segments.at(-1) ?? "", { accepted, order });
  });
  return compileNode(root).accepts;
}

interface Leaf {
  readonly accepted: Accepted;
  /** The position of its name among the names of all fields of the pattern. */
  readonly order: number;
}

interface Node {
  readonly leaves: Map<string, Leaf>;
  readonly nodes: Map<string, Node>;
}

function emptyNode(): Node {
  return { leaves: new Map(), nodes: new Map() };
}

function nodeAt(root: Node, segments: readonly string[]): Node {
  let node = root;
  for (const segment of segments) {
    const next = node.nodes.get(segment) ?? emptyNode();
    node.nodes.set(segment, next);
    node = next;
  }
  return node;
}

/** Comes after every field. */
const NO_FIELD = Number.POSITIVE_INFINITY;

/** What is asked of a value, which may be missing or an array. */
interface Check {
  readonly accepts: (value: unknown) => boolean;
  /** The order of the first field that has a value in it; `NO_FIELD` when none has. */
  readonly firstField: (value: unknown) => number;
  /** That a field below may, or must, be absent: only then does it matter which field comes first. */
  readonly takesAbsence: boolean;
}

interface Child extends Check {
  readonly key: string;
  /** The keys by which an event can write the fields below with dots: `a.b` and `a.b.c` for `a`, `b`, `c`. */
  readonly dotted: readonly string[];
}

interface CompiledNode extends Check {
  /** The path of every field below, and of every object on the way to it, written with dots. */
  readonly paths: readonly string[];
}

function compileNode(node: Node): CompiledNode {
  const leaves = [...node.leaves].map(([key, leaf]): Child => ({ key, dotted: [], ...compileLeaf(leaf) }));
  const nodes = [...node.nodes].map(([key, child]): Child => {
    const { paths, ...check } = compileNode(child);
    return { key, dotted: paths.map((path) => `${key}.${path}`), ...check };
  });
  // The leaves first: they are the cheaper ones to fail at.
  const children = [...leaves, ...nodes];
  const paths = children.flatMap(({ key, dotted }) => [key, ...dotted]);
  return { ...nodeCheck(children), paths: [...new Set(paths)] };
}

function nodeCheck(children: readonly Child[]): Check {
  const takesAbsence = children.some((child) => child.takesAbsence);
  const matches = (object: Fields) => children.every((child) => acceptsChild(object, child));
  const acceptsNothing = matches({});
  const accepts = (value: unknown): boolean => {
    if (isObject(value)) return matches(value);
    if (!isList(value)) return acceptsNothing;
    if (!takesAbsence) return itemsOf(value).some((item) => isObject(item) && matches(item));
    const chooser = firstField(value);
    if (chooser === NO_FIELD) return acceptsNothing;
    return itemsOf(value).some((item) => isObject(item) && firstField(item) === chooser && matches(item));
  };
  const firstField = (value: unknown): number => {
    if (isList(value)) return least(itemsOf(value), firstField);
    return isObject(value) ? least(children, (child) => child.firstField(joinDotted(value, child))) : NO_FIELD;
  };
  return { accepts, firstField, takesAbsence };
}

function least<T>(items: readonly T[], orderOf: (item: T) => number): number {
  return items.reduce((first, item) => Math.min(first, orderOf(item)), NO_FIELD);
}

/** Looks for dotted keys, which are rare, only where they can still change the outcome. */
function acceptsChild(object: Fields, child: Child): boolean {
  const value = ownValue(object, child.key);
  if (!child.takesAbsence && child.accepts(value)) return true;
  const joined = joinDotted(object, child);
  return (child.takesAbsence || joined !== value) && child.accepts(joined);
}

function compileLeaf({ accepted: { present, absent }, order }: Leaf): Check {
  const passes = (value: unknown) => isScalar(value) && present?.(value) === true;
  const hasValue = (value: unknown) => (isList(value) ? itemsOf(value).some(isScalar) : isScalar(value));
  return {
    accepts: (value) => (isList(value) ? itemsOf(value).some(passes) : passes(value)) || (absent && !hasValue(value)),
    firstField: (value) => (hasValue(value) ? order : NO_FIELD),
    takesAbsence: absent,
  };
}

function ownValue(object: Fields, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** Arrays within arrays count as one. Not recursive: a small event can nest arrays deeper than the stack goes. */
function itemsOf(list: readonly unknown[]): readonly unknown[] {
  if (!list.some(isList)) return list;
  const items: unknown[] = [];
  const pending: (readonly unknown[])[] = [list];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    for (const item of next) {
      if (isList(item)) pending.push(item);
      else items.push(item);
    }
  }
  return items;
}

/**
 * What an event holds under a key, with what it writes below that key with dots as nested fields. Where an array or two
 * objects meet, they become alternatives; EventBridge would let the fields of one combination come from both.
 */
function joinDotted(object: Fields, { key, dotted }: Child): unknown {
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
