/**
 * Changes to an event as JSON text. They work on the text because a parser hides what matters here: a key that is written
 * twice, `__proto__`, `1e400`, an escaped half of a surrogate pair.
 */
import { isObject } from "@tocsin/core/text/json";
import type { Path } from "./path.ts";

export type Edit =
  /** `raw`, JSON text, takes the place of the field. */
  | { readonly kind: "replace"; readonly path: Path; readonly raw: string }
  | { readonly kind: "remove"; readonly path: Path }
  /** `raw`, as `"key":value`, is added to the object at `path`, before its other members or after them. */
  | { readonly kind: "member"; readonly path: Path; readonly raw: string; readonly first: boolean }
  /** The keys of every object in the opposite order. */
  | { readonly kind: "reorder"; readonly path: Path };

/** The event's JSON text after the edits, made in order. An edit whose place an earlier one removed changes nothing. */
export function edited(event: object, edits: readonly Edit[]): string {
  let value: unknown = JSON.parse(JSON.stringify(event));
  const raws: string[] = [];
  for (const edit of edits) value = applied(value, edit.path, edit, raws);
  // A mark may hold no character that JSON escapes, and must not occur in an event.
  return JSON.stringify(value)
    .replaceAll(/"⟦(\d+)⟧":null/g, (_, n) => raws[Number(n)] ?? "")
    .replaceAll(/"⟦(\d+)⟧"/g, (_, n) => raws[Number(n)] ?? "");
}

function applied(value: unknown, path: Path, edit: Edit, raws: string[]): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return made(value, edit, raws);
  const isLast = rest.length === 0;
  if (Array.isArray(value)) {
    if (isLast && edit.kind === "remove") return value.filter((_, i) => i !== step);
    return value.map((field, i) => (i === step ? applied(field, rest, edit, raws) : field));
  }
  if (!isObject(value)) return value;
  const entries = Object.entries(value);
  if (isLast && edit.kind === "remove") return Object.fromEntries(entries.filter(([key]) => key !== step));
  return Object.fromEntries(
    entries.map(([key, field]) => [key, key === step ? applied(field, rest, edit, raws) : field]),
  );
}

function made(value: unknown, edit: Edit, raws: string[]): unknown {
  switch (edit.kind) {
    case "replace":
      return markFor(edit.raw, raws);
    case "member": {
      if (!isObject(value)) return value;
      const mark = { [markFor(edit.raw, raws)]: null };
      return edit.first ? { ...mark, ...value } : { ...value, ...mark };
    }
    case "reorder":
      return reordered(value);
    case "remove":
      return value;
  }
}

function markFor(raw: string, raws: string[]): string {
  return `⟦${raws.push(raw) - 1}⟧`;
}

function reordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reordered);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, field]) => [key, reordered(field)]),
  );
}
