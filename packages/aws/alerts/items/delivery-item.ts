/** The item of a delivery: `ALERT#<id>` / `DLV#<version>#<channel>`. */
import type { Instant } from "@tocsin/core/event/instant";
import { objectField } from "@tocsin/core/text/parse";
import * as v from "valibot";
import { instantText } from "./alert-schemas.ts";
import { type Item, ItemError, type ItemKind, type ItemRead, keyOf, readItem } from "./items.ts";

export const DELIVERY_FORMAT = 1;

/** Which channel was notified of which version of an alert. */
export interface RecordedDelivery {
  readonly version: number;
  readonly channel: string;
  /** When the channel had taken the message; absent while an attempt is under way, or after one that crashed. */
  readonly at?: Instant | undefined;
}

const deliveryKind: ItemKind<Pick<RecordedDelivery, "at">> = {
  format: DELIVERY_FORMAT,
  schema: objectField({ at: v.optional(instantText) }),
};

const SORT_KEY = /^DLV#(\d{8})#(.+)$/s;

export function readDelivery(item: Item): ItemRead<RecordedDelivery> {
  const read = readItem(deliveryKind, item);
  if (!read.ok) return read;
  const key = keyOf(item);
  const [, version, channel] = SORT_KEY.exec(key.sk) ?? [];
  if (version === undefined || channel === undefined)
    return { ok: false, error: new ItemError(key, "its key is not one of a delivery") };
  return { ok: true, value: { version: Number(version), channel, at: read.value.at } };
}
