/** The item of a cell: `CELL#<account>#<region>#<source>` / `CELL`. */

import type { Cell } from "@tocsin/core/alert/baseline";
import type { Instant } from "@tocsin/core/event/instant";
import { itemFormats } from "@tocsin/core/release";
import { objectField } from "@tocsin/core/text/parse";
import { cellIndexKeys, cellKey } from "../alerts-schema.ts";
import { type FieldsOf, instantText } from "./alert-schemas.ts";
import { type Item, type ItemKind, type ItemRead, type Key, readItem, toItem } from "./items.ts";

const FORMAT = itemFormats.cell;

/** What is known of a cell. */
export interface Hearing {
  /** When its first event was ingested. */
  readonly firstHeardAt: Instant;
  /** The hour in which its last event was ingested, so that a cell costs one write an hour. */
  readonly lastHeardAt: Instant;
}

const cellKind: ItemKind<Hearing> = {
  format: FORMAT,
  schema: objectField({ firstHeardAt: instantText, lastHeardAt: instantText } satisfies FieldsOf<Hearing>),
};

export function keyOfCell(cell: Cell): Key {
  return { pk: cellKey(cell), sk: "CELL" };
}

export function cellItem(cell: Cell, hearing: Hearing): Item {
  return toItem({ ...keyOfCell(cell), format: FORMAT, ...hearing, ...cellIndexKeys(cell) });
}

export function readCell(item: Item): ItemRead<Hearing> {
  return readItem(cellKind, item);
}
