import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "..");
const docs = (await readdir(join(root, "docs"))).filter((file) => file.endsWith(".md"));

/** `core/text/text.ts` is short for a file of `packages/`; a path with a placeholder in it is no file's. */
const paths = /`((?:[\w.-]+\/)+[\w.-]+\.ts)`/g;

test.each(["README.md", "CONTRIBUTING.md", ...docs.map((file) => `docs/${file}`)])(
  "%s names files that exist",
  async (page) => {
    const text = await readFile(join(root, page), "utf8");
    const named = [...text.matchAll(paths)].flatMap(([, path]) => path ?? []);
    expect(
      named.filter((path) => ![path, join("packages", path)].some((file) => existsSync(join(root, file)))),
    ).toEqual([]);
  },
);
