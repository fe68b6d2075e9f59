/** The JSON Schema of a policy, by which editors complete and check one as it is written. It follows from the declarations that read it. */

import { abouts } from "@tocsin/core/policy/channels/abouts";
import { channelKinds, declaredChannels } from "@tocsin/core/policy/channels/declared-channels";
import {
  ANY_NAME,
  attributesOf,
  conditionNames,
  type Field,
  fieldsAt,
  type Group,
  type Kind,
} from "@tocsin/core/policy/match/matchable";
import { matchField } from "@tocsin/core/policy/schema/fields";
import { policySchema } from "@tocsin/core/policy/schema/policy-schema";
import { toJsonSchema } from "@valibot/to-json-schema";

type JsonSchema = NonNullable<ReturnType<typeof toJsonSchema>>;

/** As it stands in `docs/policy.schema.json`. */
export function policyJsonSchema(): string {
  const schema = toJsonSchema(policySchema, {
    typeMode: "input",
    // What a field of a valibot schema checks beyond its form, an editor leaves to `tocsin policy check`.
    errorMode: "ignore",
    definitions: { match: matchField },
    overrideSchema: ({ valibotSchema, jsonSchema }) => {
      if (valibotSchema === matchField) return matchJsonSchema();
      const kind = channelKinds.find((one) => declaredChannels[one].settings === valibotSchema);
      return kind && { ...jsonSchema, description: abouts[kind] };
    },
  });
  return `${JSON.stringify({ title: "A policy of Tocsin", ...schema }, null, 2)}\n`;
}

/** A pattern may also name a field by its path with dots, so no name is refused. */
function matchJsonSchema(): JsonSchema {
  const fields = Object.entries(fieldsAt("routes")).map(([name, field]) => [name, fieldJsonSchema(field)] as const);
  const attributes = [...attributesOf(conditionNames)].map(([name, kinds]) => [name, listJsonSchema(kinds)] as const);
  return {
    description: "An EventBridge event pattern over the alert: to each field a list of values and operators.",
    type: "object",
    minProperties: 1,
    properties: {
      ...Object.fromEntries(fields),
      attributes: { type: "object", properties: Object.fromEntries(attributes) },
      $or: { type: "array", items: { $ref: "#/$defs/match" }, minItems: 2 },
    },
  };
}

function fieldJsonSchema(field: Field | Group): JsonSchema {
  if ("kind" in field) return listJsonSchema([field.kind]);
  const below = Object.entries(field.below).filter(([name]) => name !== ANY_NAME);
  return {
    type: "object",
    properties: Object.fromEntries(below.map(([name, one]) => [name, fieldJsonSchema(one)])),
  };
}

/** Values of the kinds, or operators. */
function listJsonSchema(kinds: readonly Kind[]): JsonSchema {
  return { type: "array", minItems: 1, items: { anyOf: [...kinds.map(valueJsonSchema), { type: "object" }] } };
}

function valueJsonSchema(kind: Kind): JsonSchema {
  if (kind === "number") return { type: "number" };
  if (kind === "flag") return { type: "boolean" };
  return Array.isArray(kind) ? { enum: [...kind] } : { type: "string" };
}
