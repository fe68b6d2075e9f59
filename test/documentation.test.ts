import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { channelKinds, declaredChannels } from "@tocsin/core/policy/channels/declared-channels";
import { laterReasons, nothingReasons } from "@tocsin/oncall/verdict";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "..");
const docs = (await readdir(join(root, "docs"), { recursive: true })).filter((file) => file.endsWith(".md"));
const pages = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", ...docs.map((file) => `docs/${file}`)];

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

/** As GitHub makes it of a heading. */
const anchorOf = (heading: string) =>
  heading
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
    .replaceAll(/\s/g, "-");

async function anchorsIn(page: string): Promise<readonly string[]> {
  const text = (await readFile(page, "utf8")).replaceAll(/^```.*?^```/gms, "");
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) => anchorOf(heading));
}

test.each(pages)("%s links to pages, pictures and sections that exist", async (page) => {
  const text = (await readFile(join(root, page), "utf8")).replaceAll(/^ *```.*?^ *```/gms, "");
  const links = [...text.matchAll(/\]\(([^()\s]*)\)/g)].flatMap(([, link = ""]) =>
    /^https?:/.test(link) ? [] : [link],
  );
  const broken = links.map(async (link) => {
    const [path = "", anchor] = link.split("#");
    const target = path === "" ? join(root, page) : join(root, dirname(page), path);
    if (!existsSync(target)) return link;
    return anchor === undefined || (await anchorsIn(target)).includes(anchor) ? [] : link;
  });
  expect((await Promise.all(broken)).flat()).toEqual([]);
});

test("SST's telemetry is off in every script that calls it, and no page calls it in another way", async () => {
  const { scripts }: { readonly scripts: Readonly<Record<string, string>> } = JSON.parse(
    await readFile(join(root, "package.json"), "utf8"),
  );
  const calls = Object.values(scripts).filter((script) => /(^|\s)sst\s/.test(script));
  expect(calls.length).toBeGreaterThan(0);
  expect(calls.filter((script) => !script.startsWith("SST_TELEMETRY_DISABLED=1 sst "))).toEqual([]);
  for (const page of ["README.md", ...docs.map((file) => `docs/${file}`)])
    expect(await readFile(join(root, page), "utf8"), page).not.toContain("npx sst");
});

test("docs/operations.md says of each reason why something waits, or nobody is told, what it means", async () => {
  const text = await readFile(join(root, "docs/operations.md"), "utf8");
  const rows = text.split("\n").filter((line) => line.startsWith("| `"));
  const unexplained = [...laterReasons, ...nothingReasons].filter(
    (reason) => !rows.some((row) => row.split("|")[1]?.includes(`\`${reason}\``)),
  );
  expect(unexplained).toEqual([]);
});

test("docs/channels.md has a row for each type of channel, and says whose functions can read only secrets of their own", async () => {
  const text = await readFile(join(root, "docs/channels.md"), "utf8");
  const rowless = channelKinds.filter((kind) => !new RegExp(`^\\| \\[\`${kind}\`\\]\\(`, "m").test(text));
  expect(rowless, "give each of these a row in the table of docs/channels.md, with a link to its page").toEqual([]);
  const [, named = ""] = /the functions of (.*?) can read only names that begin with their type/s.exec(text) ?? [];
  const own = channelKinds.filter((kind) => declaredChannels[kind].readsSecrets === "own");
  expect(
    [...named.matchAll(/`([\w-]+)`/g)].map(([, kind]) => kind).sort(),
    "name these in the sentence of docs/channels.md on who can read which secrets",
  ).toEqual(own.toSorted());
});
