/** Which version is in force: `WORLD` / `POLICY` and `WORLD` / `DIRECTORY`. */
import { itemFormats } from "@tocsin/core/release";
import { objectField } from "@tocsin/core/text/parse";
import { type DIRECTORY, type POLICY, WORLD } from "../../alerts/alerts-schema.ts";
import { type FieldsOf, wholeNumber } from "../../alerts/items/alert-schemas.ts";
import { type Item, type ItemKind, type ItemRead, type Key, readItem, toItem } from "../../alerts/items/items.ts";

const FORMAT = itemFormats.pointer;

interface Pointer {
  readonly version: number;
}

type Pointed = typeof POLICY | typeof DIRECTORY;

const pointerKind: ItemKind<Pointer> = {
  format: FORMAT,
  schema: objectField({ version: wholeNumber } satisfies FieldsOf<Pointer>),
};

export function pointerKey(to: Pointed): Key {
  return { pk: WORLD, sk: to };
}

export function pointerItem(to: Pointed, version: number): Item {
  return toItem({ ...pointerKey(to), format: FORMAT, version });
}

export function readPointer(item: Item): ItemRead<Pointer> {
  return readItem(pointerKind, item);
}
