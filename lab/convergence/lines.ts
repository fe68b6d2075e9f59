/** The items of a table as lines of text that can be counted and compared. */
import { canonicalJson } from "@tocsin/core/text/json";

type Items = ReadonlyMap<string, Readonly<Record<string, unknown>>>;

/** One line an item, all that is in it. */
export function itemLines(items: Items): readonly string[] {
  return [...items].map(([key, item]) => `item ${key} ${canonicalJson(item)}`);
}
