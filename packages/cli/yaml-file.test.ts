/** How a file is read that is to be YAML: by its bytes. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkedFile } from "./yaml-file.ts";

const place = { directory: "" };
beforeAll(async () => {
  place.directory = await mkdtemp(join(tmpdir(), "tocsin-"));
});
afterAll(() => rm(place.directory, { recursive: true, force: true }));

async function checked(bytes: Uint8Array) {
  const file = join(place.directory, "file.yaml");
  await writeFile(file, bytes);
  const { value, text, errors } = await checkedFile(file, () => ({ errors: [], warnings: [] }));
  return { value, text, errors };
}

const owner = (name: string) => `# a file\nowner: ${name}\n`;

describe("a YAML file", () => {
  test.each([
    ["is UTF-8", owner("Müller")],
    ["is UTF-8 with a byte order mark", `\uFEFF${owner("Müller")}`],
    ["holds the character that stands for what could not be decoded", owner("M\uFFFDller")],
  ])("that %s is taken as it is", async (_title, text) => {
    expect(await checked(Buffer.from(text))).toMatchObject({
      value: { owner: /owner: (.*)/.exec(text)?.[1] },
      text,
      errors: [],
    });
  });

  test.each([
    [
      "is Latin-1",
      Buffer.from(owner("Müller"), "latin1"),
      { line: 2, problem: "is not UTF-8: save the file as UTF-8" },
    ],
    [
      "breaks off within a character",
      Buffer.from(owner("Müller")).subarray(0, owner("M").length),
      { line: 2, problem: "is not UTF-8: save the file as UTF-8" },
    ],
    ["is UTF-16", Buffer.from(`\uFEFF${owner("a")}`, "utf16le"), { problem: "is UTF-16: save the file as UTF-8" }],
  ])("that %s is refused, since it would be read as another", async (_title, bytes, problem) => {
    expect(await checked(bytes)).toMatchObject({ value: undefined, errors: [{ path: "", ...problem }] });
  });
});
