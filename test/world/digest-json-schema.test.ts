/** The JSON Schema of a digest, by which whoever reads `report.json` goes. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { renderJson } from "@tocsin/digest/render/report-files";
import { sampleReport } from "@tocsin/digest/testing/sample-report";
import { Ajv } from "ajv";
import { expect, test } from "vitest";
import { digestJsonSchema } from "../synth/documentation/digest-json-schema.ts";

const accepts = new Ajv({ strict: false, validateFormats: false }).compile(JSON.parse(digestJsonSchema()));

test("it is in docs/ as the format makes it", async () => {
  const written = await readFile(join(import.meta.dirname, "../../docs/digest.schema.json"), "utf8");
  expect(written, "run `npm run docs`").toBe(digestJsonSchema());
});

test("it accepts a report, and none that lacks its verdict", () => {
  const { verdict, ...rest } = JSON.parse(renderJson(sampleReport));
  expect(accepts({ verdict, ...rest }), JSON.stringify(accepts.errors)).toBe(true);
  expect(accepts(rest)).toBe(false);
});
