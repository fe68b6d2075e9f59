/** The scope of a digest: what it covers, as its readers name it. */
import { basename, resolve } from "node:path";

interface ScopeOptions {
  readonly serve?: boolean;
  readonly dataDir?: string;
}

/** The scope of a digest when none is named. */
export const UNNAMED_SCOPE = "organization";

/** Named after the files that a run reads, or the directory that it keeps. */
export function scopeOf(files: readonly string[], { serve = false, dataDir }: ScopeOptions): string {
  if (files.length === 0 && !serve) return "sample organization";
  if (dataDir !== undefined) return basename(resolve(dataDir));
  const [first, ...more] = files;
  if (first === undefined) return UNNAMED_SCOPE;
  const name = first === "-" ? "standard input" : basename(first);
  return more.length === 0 ? name : `${name} and ${more.length} more`;
}
