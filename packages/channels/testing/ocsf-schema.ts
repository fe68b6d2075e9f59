/**
 * What OCSF 1.6.0 demands of the classes and objects that events of ours use: names, types, enumerations and what is required, as facts
 * taken from its published schema (https://github.com/ocsf/ocsf-schema, tag 1.6.0) by the profile `cloud`.
 */
import { readFileSync } from "node:fs";
import * as v from "valibot";

const kind = v.object({
  /** A type, `[]` where there are several, `!` where it is required, and then the numbers that it may be. */
  attributes: v.record(v.string(), v.string()),
  constraints: v.optional(v.record(v.picklist(["at_least_one", "just_one"]), v.array(v.string()))),
});
type Kind = v.InferOutput<typeof kind>;

const facts = v.parse(
  v.object({
    version: v.literal("1.6.0"),
    classes: v.record(v.string(), v.object({ name: v.string(), ...kind.entries })),
    objects: v.record(v.string(), kind),
  }),
  JSON.parse(readFileSync(new URL("ocsf-1.6.0.json", import.meta.url), "utf8")),
);

/** What is wrong with an event as it was sent; nothing, where it is one. */
export function ocsfProblems(text: string): readonly string[] {
  const event = v.parse(v.looseObject({ class_uid: v.number() }), JSON.parse(text));
  const found = facts.classes[String(event.class_uid)];
  if (found === undefined) return [`class_uid: ${event.class_uid} is none of ${Object.keys(facts.classes).join(", ")}`];
  const { activity_id, type_uid } = event;
  const type = event.class_uid * 100 + Number(activity_id);
  return [...problemsIn(event, found, ""), ...(type_uid === type ? [] : [`type_uid: is not ${type}`])];
}

function problemsIn(
  value: Readonly<Record<string, unknown>>,
  { attributes, constraints = {} }: Kind,
  at: string,
): string[] {
  const unknown = Object.keys(value).filter((name) => !(name in attributes));
  const isThere = (name: string) => value[name] !== undefined;
  const missing = Object.keys(attributes).filter((name) => attributes[name]?.includes("!") && !isThere(name));
  const { at_least_one: some, just_one: one } = constraints;
  return [
    ...unknown.map((name) => `${at}${name}: is not of the schema`),
    ...missing.map((name) => `${at}${name}: is missing`),
    ...(some && !some.some(isThere) ? [`${at}: has none of ${some}`] : []),
    ...(one && one.filter(isThere).length !== 1 ? [`${at}: has not just one of ${one}`] : []),
    ...Object.entries(attributes).flatMap(([name, said]) =>
      isThere(name) ? problemsOf(value[name], said, `${at}${name}`) : [],
    ),
  ];
}

function problemsOf(value: unknown, said: string, at: string): string[] {
  const [type = "", ...numbers] = said.replace("!", "").split(" ");
  if (type.endsWith("[]")) {
    if (!Array.isArray(value)) return [`${at}: is no list`];
    return value.flatMap((one, i) => problemsOf(one, type.slice(0, -2), `${at}.${i}`));
  }
  if (numbers.length > 0 && !numbers.includes(String(value))) return [`${at}: ${value} is none of ${numbers}`];
  return isOfType(value, type) ? nested(value, type, at) : [`${at}: is no ${type}`];
}

function nested(value: unknown, type: string, at: string): string[] {
  const object = facts.objects[type];
  return object === undefined ? [] : problemsIn(Object(value), object, `${at}.`);
}

/** https://schema.ocsf.io/1.6.0/data_types */
function isOfType(value: unknown, type: string): boolean {
  switch (type) {
    case "string_t":
      return typeof value === "string" && value.isWellFormed();
    case "url_t":
      return typeof value === "string" && URL.canParse(value);
    case "boolean_t":
      return typeof value === "boolean";
    case "integer_t":
      return Number.isInteger(value) && Math.abs(Number(value)) < 2 ** 31;
    case "long_t":
    case "timestamp_t":
      return Number.isSafeInteger(value);
    case "float_t":
      return typeof value === "number";
    default:
      // An object of which nothing is listed may be any: `unmapped` alone is used.
      return typeof value === "object" && value !== null && (type in facts.objects || type === "object");
  }
}
