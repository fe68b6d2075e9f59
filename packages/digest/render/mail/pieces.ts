/** Fills the slots of the mail's layout. */
import { html, type Markup } from "@tocsin/core/text/markup";
import { layout } from "./layout.ts";

type Value = string | number | Markup | readonly Markup[];

/** The piece of the layout with a value in each slot; texts are escaped. @throws Error for a slot that has no value. */
export function fill(piece: keyof typeof layout, values: Readonly<Record<string, Value>>): Markup {
  // Texts and slot names alternate, so slots in a value are not filled again.
  const parts = layout[piece].split(/\{\{(\w+)\}\}/).map((part, i) => {
    if (i % 2 === 0) return { markup: part };
    const value = Object.hasOwn(values, part) ? values[part] : undefined;
    if (value === undefined) throw new Error(`the mail's piece ${piece} has a slot ${part} that is not filled`);
    return html`${value}`;
  });
  return html`${parts}`;
}
