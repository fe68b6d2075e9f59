/** The files that are meant where a directory is named. */
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { problemOfReading } from "./bytes.ts";

export type NamedFile = { readonly file: string } | { readonly file: string; readonly problem: string };

/**
 * A file as it is named; of a directory, every file below it in order of their paths, but for what is hidden, and where links lead that are no
 * directories. A file that cannot be looked at is left to whoever reads it.
 */
export async function filesNamed(name: string): Promise<readonly NamedFile[]> {
  if (!(await isDirectory(name))) return [{ file: name }];
  try {
    const files = await filesBelow(name);
    return files.length > 0
      ? files.map((file) => ({ file }))
      : [{ file: name, problem: "is a directory without files" }];
  } catch (error) {
    return [{ file: name, problem: problemOfReading(error) }];
  }
}

async function filesBelow(directory: string): Promise<readonly string[]> {
  const entries = (await readdir(directory, { withFileTypes: true })).filter(({ name }) => !name.startsWith("."));
  const below = entries
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .map(async (entry) => {
      const path = join(directory, entry.name);
      if (entry.isDirectory()) return filesBelow(path);
      // A link to a directory may lead round, and a pipe in a directory has nobody who writes into it.
      return entry.isFile() || (entry.isSymbolicLink() && !(await isDirectory(path))) ? [path] : [];
    });
  return (await Promise.all(below)).flat();
}

async function isDirectory(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
}
