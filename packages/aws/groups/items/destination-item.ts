/** The item of how a destination is doing: `D#<destination>` / `STATE`. */

import type { Instant } from "@tocsin/core/event/instant";
import { itemFormats } from "@tocsin/core/release";
import { objectField } from "@tocsin/core/text/parse";
import type { SendingWindow } from "@tocsin/oncall/decide/circumstances";
import * as v from "valibot";
import { destinationKey } from "../../alerts/alerts-schema.ts";
import { flag, instantText, text, wholeNumber } from "../../alerts/items/alert-schemas.ts";
import { type Item, type ItemKind, type ItemRead, type Key, readItem, toItem } from "../../alerts/items/items.ts";
import { windowSchema } from "./group-schemas.ts";

export const DESTINATION_FORMAT = itemFormats.destination;

export interface StoredDestination {
  /** How often it was written; `oncall` writes on condition of the one read. */
  readonly revision: number;
  /** What was begun to be sent lately, by which an overflow is known. */
  readonly window?: SendingWindow | undefined;
  /** Since its last notification that arrived. */
  readonly failing?:
    | {
        readonly since: Instant;
        readonly nextTryAt: Instant;
        readonly times: number;
        /** The channel that did not take the last one, where the destination is a schedule. */
        readonly by?: string | undefined;
        /** It answered that it takes but so many at a time. */
        readonly isLimited?: boolean | undefined;
      }
    | undefined;
  /** When those who run Tocsin were told that it fails; until they are told that it no longer does. */
  readonly reportedAt?: Instant | undefined;
}

/** Flat, so that one update can begin a failure as well as go on with it. */
interface Fields extends Pick<StoredDestination, "revision" | "window" | "reportedAt"> {
  readonly failingSince?: Instant | undefined;
  readonly failingTimes?: number | undefined;
  readonly failingBy?: string | undefined;
  readonly failingIsLimited?: boolean | undefined;
  readonly nextTryAt?: Instant | undefined;
}

const destinationKind: ItemKind<Fields> = {
  format: DESTINATION_FORMAT,
  schema: objectField({
    revision: wholeNumber,
    window: v.optional(windowSchema),
    failingSince: v.optional(instantText),
    failingTimes: v.optional(wholeNumber),
    failingBy: v.optional(text),
    failingIsLimited: v.optional(flag),
    nextTryAt: v.optional(instantText),
    reportedAt: v.optional(instantText),
  }),
};

export function destinationItemKey(destination: string): Key {
  return { pk: destinationKey(destination), sk: "STATE" };
}

export function destinationItem(
  destination: string,
  { revision, window, failing, reportedAt }: StoredDestination,
): Item {
  const fields: Fields = {
    revision,
    window,
    failingSince: failing?.since,
    failingTimes: failing?.times,
    failingBy: failing?.by,
    failingIsLimited: failing?.isLimited,
    nextTryAt: failing?.nextTryAt,
    reportedAt,
  };
  return toItem({ ...destinationItemKey(destination), format: DESTINATION_FORMAT, ...fields });
}

export function readDestination(item: Item): ItemRead<StoredDestination> {
  const read = readItem(destinationKind, item);
  if (!read.ok) return read;
  const {
    revision,
    window,
    failingSince: since,
    failingTimes: times,
    failingBy: by,
    failingIsLimited: isLimited,
    nextTryAt,
    reportedAt,
  } = read.value;
  const failing =
    since !== undefined && times !== undefined && nextTryAt !== undefined
      ? { since, times, nextTryAt, by, isLimited }
      : undefined;
  return { ok: true, value: { revision, window, failing, reportedAt } };
}
