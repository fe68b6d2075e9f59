/** The well-formed parts of a policy that may be ill-formed elsewhere. */
import { isObject } from "../../text/json.ts";

export function itemsOf(value: unknown, key: string): readonly unknown[] {
  const items: unknown = isObject(value) ? value[key] : undefined;
  return Array.isArray(items) ? items : [];
}

/** The matches of one list with their places, such as `routes[0].match`. */
export function matchesIn(value: unknown, list: string): readonly { readonly path: string; readonly match: object }[] {
  return itemsOf(value, list).flatMap((rule, i) =>
    isObject(rule) && isObject(rule.match) ? [{ path: `${list}[${i}].match`, match: rule.match }] : [],
  );
}
