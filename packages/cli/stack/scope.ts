/** What a digest is of, as its readers name it. */
import { basename, resolve } from "node:path";

interface ScopeOptions {
  readonly serve?: boolean;
  readonly dataDir?: string;
}

/** What a digest is of when nobody says. */
export const UNNAMED_SCOPE = "organization";

/** Named by what a run was asked to read or to keep: only the sample is of the invented organization. */
export function scopeOf(files: readonly string[], { serve = false, dataDir }: ScopeOptions): string {
  if (files.length === 0 && !serve) return "sample organization";
  if (dataDir !== undefined) return basename(resolve(dataDir));
  const [first, ...more] = files;
  if (first === undefined) return UNNAMED_SCOPE;
  const name = first === "-" ? "standard input" : basename(first);
  return more.length === 0 ? name : `${name} and ${more.length} more`;
}
