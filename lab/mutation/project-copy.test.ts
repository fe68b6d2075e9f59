import { existsSync, readFileSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { copyProject, type ProjectCopy, projectFiles } from "./project-copy.ts";

let copy: ProjectCopy;
beforeAll(async () => {
  copy = await copyProject();
});
afterAll(() => copy.remove());

test("the copy holds each file of the project as it lies in the checkout", async () => {
  const files = await projectFiles();
  expect(files).toContain("packages/core/alert/alert.ts");
  const root = fileURLToPath(new URL("../..", import.meta.url));
  const different = files.filter(
    (file) => !readFileSync(join(copy.directory, file)).equals(readFileSync(join(root, file))),
  );
  expect(different).toEqual([]);
});

test("an import of one of the project's own packages leads into the copy, or a mutant of it would reach no test", () => {
  const core = realpathSync(join(copy.directory, "node_modules/@tocsin/core"));
  expect(core).toBe(realpathSync(join(copy.directory, "packages/core")));
});

test("nothing is left when the copy is removed", async () => {
  const other = await copyProject();
  await other.remove();
  expect(existsSync(other.directory)).toBe(false);
});
