/** What a channel sends, read as strictly as it can be: a picture shows all of it, or there is none. */
import { parse, refusalText } from "@tocsin/core/text/parse";
import type * as v from "valibot";

/** @throws Error where `sent` has anything that `schema` does not have, by its path. */
export function asShown<S extends v.GenericSchema>(what: string, schema: S, sent: object): v.InferOutput<S> {
  const parsed = parse(schema, JSON.parse(JSON.stringify(sent)));
  if (parsed.ok) return parsed.value;
  throw new Error(`the picture of ${what} cannot show what is sent: ${refusalText(parsed.refusal)}`);
}
