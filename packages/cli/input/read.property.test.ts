import { gzipSync } from "node:zlib";
import type { JsonObject } from "@tocsin/core/text/json";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { type Input, readInputs } from "./read.ts";

/** Objects that no reader mistakes for something else and none refuses. */
const object: fc.Arbitrary<JsonObject> = fc
  .dictionary(
    fc.string({ unit: "grapheme" }).filter((key) => key !== "__proto__" && key !== "Records" && key !== "eventVersion"),
    fc.jsonValue({ maxDepth: 4 }),
  )
  .filter((value) => !JSON.stringify(value).includes("__proto__"))
  // JSON knows no -0.
  .map((value) => JSON.parse(JSON.stringify(value)));

type Form = (objects: readonly JsonObject[]) => string;
const forms: [string, Form][] = [
  ["one a line", (objects) => objects.map((one) => JSON.stringify(one)).join("\n")],
  [
    "one a line, with blank lines and Windows ends",
    (objects) => objects.map((one) => `\r\n${JSON.stringify(one)}\r\n`).join(""),
  ],
  ["an array", (objects) => JSON.stringify(objects)],
  ["an array over many lines", (objects) => JSON.stringify(objects, null, 2)],
  // An empty object, too, over several: an object alone on the first line means one a line.
  [
    "documents over many lines in a row",
    (objects) =>
      objects.map((one) => (Object.keys(one).length === 0 ? "{\n}" : JSON.stringify(one, null, 2))).join("\n"),
  ],
  ["documents without anything between", (objects) => objects.map((one) => JSON.stringify(one)).join("")],
];

/** In pieces of every size, as pipes bring them. */
async function* pieces(content: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < content.length; from += size) yield content.subarray(from, from + size);
}

async function inputsOf(content: Uint8Array, size: number): Promise<Input[]> {
  const inputs: Input[] = [];
  for await (const input of readInputs([], { stdin: pieces(content, size) })) inputs.push(input);
  return inputs;
}

async function valuesOf(content: Uint8Array, size: number): Promise<unknown[]> {
  const inputs = await inputsOf(content, size);
  return inputs.map((input) => (input.ok ? input.value : input));
}

const objects = fc.array(object, { minLength: 1, maxLength: 8 });
const size = fc.integer({ min: 1, max: 200 });

test.each(forms)("any objects survive as %s, plain and gzipped, in their order", async (_name, form) => {
  await fc.assert(
    fc.asyncProperty(objects, size, async (list, pieceSize) => {
      const content = Buffer.from(form(list));
      expect(await valuesOf(content, pieceSize)).toEqual(list);
      expect(await valuesOf(gzipSync(content), pieceSize)).toEqual(list);
    }),
    { numRuns: 60 },
  );
});

test.each(forms)(
  "cut anywhere, %s gives a prefix of its objects and at least one problem, or all of them",
  async (_name, form) => {
    await fc.assert(
      fc.asyncProperty(objects, fc.nat(), async (list, cut) => {
        const content = Buffer.from(form(list));
        const inputs = await inputsOf(content.subarray(0, cut % content.length), 1000);
        const accepted = inputs.flatMap((input) => (input.ok ? [input.value] : []));
        expect(accepted).toEqual(list.slice(0, accepted.length));
      }),
      { numRuns: 60 },
    );
  },
);

test("any bytes at all give inputs or problems, and never an error", async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), size, async (content, pieceSize) => {
      const inputs = await inputsOf(content, pieceSize);
      expect(inputs.map(({ index }) => index)).toEqual(inputs.map((_, index) => index));
    }),
    { numRuns: 200 },
  );
});
