/**
 * How far the timer has come with what a change of the world leaves to do: `WORLD` / `LOOKED`, up to when the beginnings and ends of silences
 * were applied, and `WORLD` / `STALE#<world version>`, which open alerts may still be evaluated under.
 */
import type { Instant } from "@tocsin/core/event/instant";
import { objectField } from "@tocsin/core/text/parse";
import { LOOKED, STALE_PREFIX, WORLD } from "../../alerts/alerts-schema.ts";
import { type FieldsOf, instantText } from "../../alerts/items/alert-schemas.ts";
import {
  type Item,
  type ItemKind,
  type ItemRead,
  type Key,
  keyOf,
  readItem,
  toItem,
} from "../../alerts/items/items.ts";

const FORMAT = 1;

/** A world that is in force no more. */
export interface StaleWorld {
  readonly worldVersion: string;
  readonly since: Instant;
}

const lookedKind: ItemKind<{ readonly at: Instant }> = {
  format: FORMAT,
  schema: objectField({ at: instantText }),
};

const staleKind: ItemKind<Pick<StaleWorld, "since">> = {
  format: FORMAT,
  schema: objectField({ since: instantText } satisfies FieldsOf<Pick<StaleWorld, "since">>),
};

export const lookedKey: Key = { pk: WORLD, sk: LOOKED };

export function lookedItem(at: Instant): Item {
  return toItem({ ...lookedKey, format: FORMAT, at });
}

export function readLooked(item: Item): ItemRead<Instant> {
  const read = readItem(lookedKind, item);
  return read.ok ? { ok: true, value: read.value.at } : read;
}

export function staleKey(worldVersion: string): Key {
  return { pk: WORLD, sk: `${STALE_PREFIX}${worldVersion}` };
}

export function staleItem({ worldVersion, since }: StaleWorld): Item {
  return toItem({ ...staleKey(worldVersion), format: FORMAT, since });
}

export function readStale(item: Item): ItemRead<StaleWorld> {
  const read = readItem(staleKind, item);
  if (!read.ok) return read;
  return { ok: true, value: { worldVersion: keyOf(item).sk.slice(STALE_PREFIX.length), ...read.value } };
}
