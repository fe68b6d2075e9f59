/** The parts of a policy that may be ill-formed, as far as they are what they should be. */
import { isObject } from "../../text/json.ts";

export function itemsOf(value: unknown, key: string): readonly unknown[] {
  const items: unknown = isObject(value) ? value[key] : undefined;
  return Array.isArray(items) ? items : [];
}

/** The matches of one list and where they stand, such as `routes[0].match`. */
export function matchesIn(value: unknown, list: string): readonly { readonly path: string; readonly match: object }[] {
  return itemsOf(value, list).flatMap((rule, i) =>
    isObject(rule) && isObject(rule.match) ? [{ path: `${list}[${i}].match`, match: rule.match }] : [],
  );
}
