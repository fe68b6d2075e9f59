/** Whether the stack rings at all: `WORLD` / `MODE`. */

import type { Instant } from "@tocsin/core/event/instant";
import { itemFormats } from "@tocsin/core/release";
import { objectField } from "@tocsin/core/text/parse";
import * as v from "valibot";
import { MODE, WORLD } from "../../alerts/alerts-schema.ts";
import { type FieldsOf, instantText, text } from "../../alerts/items/alert-schemas.ts";
import { type Item, type ItemKind, type ItemRead, type Key, readItem, toItem } from "../../alerts/items/items.ts";

const FORMAT = itemFormats.mode;

/** `learning`: a new stack, which rings for little and says what it would have sent; `live`, from when a person says so. */
export interface Mode {
  readonly mode: "learning" | "live";
  /** From when on, where somebody has said so. */
  readonly since?: Instant | undefined;
  /** While it is paused nobody is notified. */
  readonly paused?: Pause | undefined;
}

export interface Pause {
  readonly by: string;
  readonly until: Instant;
  readonly why: string;
}

const pauseSchema = objectField({ by: text, until: instantText, why: text } satisfies FieldsOf<Pause>);

const modeKind: ItemKind<Mode> = {
  format: FORMAT,
  schema: objectField({
    mode: v.picklist(["learning", "live"]),
    since: v.optional(instantText),
    paused: v.optional(pauseSchema),
  } satisfies FieldsOf<Mode>),
};

export const modeKey: Key = { pk: WORLD, sk: MODE };

export function modeItem(mode: Mode): Item {
  return toItem({ ...modeKey, format: FORMAT, ...mode });
}

export function readMode(item: Item): ItemRead<Mode> {
  return readItem(modeKind, item);
}
