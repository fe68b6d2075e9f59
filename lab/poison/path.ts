/** The place of a field in an event: as text, as a refusal writes it, and as a list of steps. */

export type Path = readonly (string | number)[];

/** `detail.resources[0].id`. */
export function textOf(path: Path): string {
  return path
    .map((step) => (typeof step === "number" ? `[${step}]` : `.${step}`))
    .join("")
    .replace(/^\./, "");
}

/** Every field of `value` at whatever depth, a container before what it holds. */
export function pathsOf(value: unknown, within: Path = []): readonly Path[] {
  return entriesOf(value).flatMap(([step, field]) => {
    const path = [...within, step];
    return [path, ...pathsOf(field, path)];
  });
}

/** Every text and number of `value`, at whatever depth. Does not recurse, since events may nest as deep as they like. */
export function leavesOf(value: unknown): readonly unknown[] {
  const leaves: unknown[] = [];
  const pending = [value];
  while (pending.length > 0) {
    const next = pending.pop();
    if (typeof next !== "object" || next === null) leaves.push(next);
    else for (const field of Object.values(next)) pending.push(field);
  }
  return leaves;
}

/** The value at a path as a refusal writes it; nothing where there is no such field. */
export function fieldAt(value: unknown, path: string): unknown {
  let found = value;
  for (const step of path.match(/[^.[\]]+/g) ?? []) {
    if (typeof found !== "object" || found === null || !Object.hasOwn(found, step)) return undefined;
    found = Object.entries(found).find(([key]) => key === step)?.[1];
  }
  return found;
}

/** Whether a change at `path` may change `field`, because one of them contains the other. `[]` in `field` is any element. */
export function touches(path: Path, field: string): boolean {
  const wanted = field.match(/[^.[\]]+|\[\]|\[\d+\]/g) ?? [];
  const common = Math.min(path.length, wanted.length);
  return wanted.slice(0, common).every((step, i) => {
    const mine = path[i];
    return typeof mine === "number" ? step === "[]" || step === `[${mine}]` : step === mine;
  });
}

function entriesOf(value: unknown): readonly (readonly [string | number, unknown])[] {
  if (Array.isArray(value)) return value.map((field, i) => [i, field] as const);
  return typeof value === "object" && value !== null ? Object.entries(value) : [];
}
