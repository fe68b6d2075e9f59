/** What a webhook's receiver may rely on, as a JSON Schema that follows from what reads notifications here. */
import { writtenInstant } from "@tocsin/core/alert/view-schema";
import { notificationSchema } from "@tocsin/oncall/notification";
import { toJsonSchema } from "@valibot/to-json-schema";

export function webhookJsonSchema(): string {
  const [, isInstant] = writtenInstant.pipe;
  const schema = toJsonSchema(notificationSchema, {
    // A check is code; the one of instants stands for a form that JSON Schema has a name for.
    errorMode: "ignore",
    overrideAction: ({ valibotAction, jsonSchema }) =>
      valibotAction === isInstant ? { ...jsonSchema, format: "date-time" } : undefined,
  });
  return `${JSON.stringify({ title: "A notification of Tocsin, format v2", ...schema }, null, 2)}\n`;
}
