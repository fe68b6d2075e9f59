/**
 * How far functions that run by the clock have come: `WORLD` / `LOOKED`, up to when the beginnings and ends of silences were applied;
 * `WORLD` / `REFRESHED`, when all of the directory was last read anew; `WORLD` / `STALE#<world version>`, which open alerts may still be
 * evaluated under; `HEARTBEAT` / `HEARTBEAT`, when a heartbeat was last asked for; `POLL` / `<account>`, up to when a provider's account was
 * asked what people did there.
 */

import type { Instant } from "@tocsin/core/event/instant";
import { itemFormats } from "@tocsin/core/release";
import { objectField } from "@tocsin/core/text/parse";
import { HEARTBEAT, LOOKED, POLL, REFRESHED, STALE_PREFIX, WORLD } from "../../alerts/alerts-schema.ts";
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

const FORMAT = itemFormats.timer;

/** A world that is in force no more. */
export interface StaleWorld {
  readonly worldVersion: string;
  readonly since: Instant;
}

const markKind: ItemKind<{ readonly at: Instant }> = {
  format: FORMAT,
  schema: objectField({ at: instantText }),
};

const staleKind: ItemKind<Pick<StaleWorld, "since">> = {
  format: FORMAT,
  schema: objectField({ since: instantText } satisfies FieldsOf<Pick<StaleWorld, "since">>),
};

export function lookedItem(at: Instant): Item {
  return toItem({ pk: WORLD, sk: LOOKED, format: FORMAT, at });
}

export function refreshedItem(at: Instant): Item {
  return toItem({ pk: WORLD, sk: REFRESHED, format: FORMAT, at });
}

export function heartbeatItem(at: Instant): Item {
  return toItem({ pk: HEARTBEAT, sk: HEARTBEAT, format: FORMAT, at });
}

export function pollKey(account: string): Key {
  return { pk: POLL, sk: account };
}

export function pollItem(account: string, at: Instant): Item {
  return toItem({ ...pollKey(account), format: FORMAT, at });
}

/** Reads what any of the four made. */
export function readMark(item: Item): ItemRead<Instant> {
  const read = readItem(markKind, item);
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
