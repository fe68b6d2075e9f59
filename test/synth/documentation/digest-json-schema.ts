/** What whoever reads a digest's `report.json` may rely on, as a JSON Schema that follows from what reads it here. */
import { instantField } from "@tocsin/core/text/parse";
import { reportSchema } from "@tocsin/digest/report/format";
import { toJsonSchema } from "@valibot/to-json-schema";

export function digestJsonSchema(): string {
  const [anything] = instantField.pipe;
  const schema = toJsonSchema(reportSchema, {
    typeMode: "input",
    // A check is code; what it asks for stands in the schema's comments.
    errorMode: "ignore",
    overrideSchema: ({ valibotSchema }) =>
      valibotSchema === anything ? { type: "string", format: "date-time" } : undefined,
  });
  return `${JSON.stringify({ title: "A digest of Tocsin, format v2", ...schema }, null, 2)}\n`;
}
