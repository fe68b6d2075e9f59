/** Breaks the code on purpose, in a copy of the project, and sees whether a test notices. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Mutation } from "./mutations.ts";

const root = new URL("../../", import.meta.url).pathname;
const OWN = ["packages", "functions", "infra", "test", "docs"] as const;

export interface Verdict {
  readonly mutation: Mutation;
  readonly noticed: boolean;
  /** Why there was no telling: the mutation does not fit the code any more, or its test fails without it. */
  readonly problem?: string | undefined;
}

/** Tries each mutation in turn. `onTried` hears of each verdict as it falls. */
export async function tryMutations(
  mutations: readonly Mutation[],
  onTried: (verdict: Verdict) => void,
): Promise<readonly Verdict[]> {
  const copy = await copyOfProject();
  try {
    const verdicts: Verdict[] = [];
    const sound = new Map<string, boolean>();
    for (const mutation of mutations) {
      // A test that fails anyway notices nothing.
      if (!sound.has(mutation.test)) sound.set(mutation.test, await passes(mutation.test, copy));
      const verdict = sound.get(mutation.test)
        ? await tryMutation(mutation, copy)
        : { mutation, noticed: false, problem: `${mutation.test} fails without it` };
      onTried(verdict);
      verdicts.push(verdict);
    }
    return verdicts;
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}

async function tryMutation(mutation: Mutation, copy: string): Promise<Verdict> {
  const { file, from, to, test } = mutation;
  const path = join(copy, file);
  const sound = await readFile(path, "utf8");
  const places = sound.split(from).length - 1;
  if (places !== 1) return { mutation, noticed: false, problem: `its text stands in ${file} ${places} times` };
  try {
    await writeFile(
      path,
      sound.replace(from, () => to),
    );
    return { mutation, noticed: !(await passes(test, copy)) };
  } finally {
    await writeFile(path, sound);
  }
}

async function passes(test: string, copy: string): Promise<boolean> {
  const vitest = join(root, "node_modules/vitest/vitest.mjs");
  // A machine that is busy must not be taken for a test that notices.
  const args = [vitest, "run", test, "--testTimeout=900000"];
  const child = spawn(process.execPath, args, { cwd: copy, stdio: "ignore" });
  const [code] = await once(child, "exit");
  return code === 0;
}

/** The project's own files are copied, what is installed is linked; the workspaces lead to the copies. */
async function copyOfProject(): Promise<string> {
  const copy = await mkdtemp(join(tmpdir(), "tocsin-mutations-"));
  for (const directory of OWN) {
    await cp(join(root, directory), join(copy, directory), { recursive: true, verbatimSymlinks: true });
  }
  for (const file of await readdir(root, { withFileTypes: true })) {
    if (file.isFile()) await cp(join(root, file.name), join(copy, file.name));
  }
  await mkdir(join(copy, "node_modules"));
  for (const name of await readdir(join(root, "node_modules"))) {
    if (name === "@tocsin")
      await cp(join(root, "node_modules", name), join(copy, "node_modules", name), {
        recursive: true,
        verbatimSymlinks: true,
      });
    else await symlink(join(root, "node_modules", name), join(copy, "node_modules", name));
  }
  return copy;
}
