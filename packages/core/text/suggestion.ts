import { closest, distance } from "fastest-levenshtein";

/** `; did you mean "severity"?` where one of the names is near to what was written; else nothing. */
export function suggestion(written: string, names: readonly string[]): string {
  const bare = written.toLowerCase();
  const near = closest(
    bare,
    names.map((name) => name.toLowerCase()),
  );
  const name = names.find((known) => known.toLowerCase() === near);
  if (name === undefined || distance(bare, near) > Math.max(1, bare.length / 3)) return "";
  return `; did you mean ${JSON.stringify(name)}?`;
}
