/** A throw-away copy of the checked-out project: Stryker writes its mutants into the source files. */
import { execFile } from "node:child_process";
import { copyFile, cp, mkdir, mkdtemp, readdir, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const root = fileURLToPath(new URL("../..", import.meta.url));
/** Where npm links the project's own packages. */
const OWN_SCOPE = "@tocsin";

export interface ProjectCopy {
  readonly directory: string;
  remove(): Promise<void>;
}

/** Copies the project's files, and links the checkout's dependencies. */
export async function copyProject(): Promise<ProjectCopy> {
  const directory = await mkdtemp(join(tmpdir(), "tocsin-mutation-"));
  // A process that was just killed may still be writing.
  const remove = () => rm(directory, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  try {
    for (const file of await projectFiles()) {
      await mkdir(dirname(join(directory, file)), { recursive: true });
      await copyFile(join(root, file), join(directory, file));
    }
    await linkDependencies(join(directory, "node_modules"));
    return { directory, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** The files that Git tracks or would track, by their paths from the root, including uncommitted changes. */
export async function projectFiles(): Promise<readonly string[]> {
  const listed = async (...flags: readonly string[]) => {
    const { stdout } = await promisify(execFile)("git", ["ls-files", "-z", ...flags], { cwd: root });
    return stdout.split("\0").filter((file) => file !== "");
  };
  const deleted = new Set(await listed("--deleted"));
  return (await listed("--cached", "--others", "--exclude-standard")).filter((file) => !deleted.has(file));
}

/** The links to the project's own packages are relative, and so lead to the packages of the copy. Caches are not shared. */
async function linkDependencies(modules: string): Promise<void> {
  const shared = join(root, "node_modules");
  await mkdir(modules);
  for (const name of await readdir(shared))
    if (!name.startsWith(".") && name !== OWN_SCOPE) await symlink(join(shared, name), join(modules, name));
  await cp(join(shared, OWN_SCOPE), join(modules, OWN_SCOPE), { recursive: true, verbatimSymlinks: true });
}
