/** Who takes over a schedule for some time: `OVERRIDES` / `<made at>#<id>`, with who said so and why. */
import { epochOf, type Instant, MILLISECONDS_PER_DAY } from "@tocsin/core/event/instant";
import type { Override } from "@tocsin/core/policy/schedule";
import { itemFormats } from "@tocsin/core/release";
import { objectField } from "@tocsin/core/text/parse";
import * as v from "valibot";
import { OVERRIDES } from "../../alerts/alerts-schema.ts";
import { type FieldsOf, instantText, text } from "../../alerts/items/alert-schemas.ts";
import { type Item, type ItemKind, type ItemRead, type Key, readItem, toItem } from "../../alerts/items/items.ts";

const FORMAT = itemFormats.override;

export interface WrittenOverride extends Override {
  readonly by: string;
  readonly why: string;
  readonly madeAt: Instant;
  /** From then on it holds no more, whatever its `until` says. */
  readonly cancelledAt?: Instant | undefined;
  readonly cancelledBy?: string | undefined;
  readonly cancelledWhy?: string | undefined;
}

const overrideKind: ItemKind<WrittenOverride> = {
  format: FORMAT,
  schema: objectField({
    id: text,
    schedule: text,
    person: v.optional(text),
    from: instantText,
    until: instantText,
    by: text,
    why: text,
    madeAt: instantText,
    cancelledAt: v.optional(instantText),
    cancelledBy: v.optional(text),
    cancelledWhy: v.optional(text),
  } satisfies FieldsOf<WrittenOverride>),
};

/** Who was on call is asked for after an incident, and not for ever. */
const KEPT_DAYS = 90;

export function overrideKey({ madeAt, id }: Pick<WrittenOverride, "madeAt" | "id">): Key {
  return { pk: OVERRIDES, sk: `${madeAt}#${id}` };
}

export function overrideItem(override: WrittenOverride): Item {
  const expiresAt = Math.ceil((epochOf(override.until) + KEPT_DAYS * MILLISECONDS_PER_DAY) / 1000);
  return toItem({ ...overrideKey(override), format: FORMAT, ...override, expiresAt });
}

export function readOverride(item: Item): ItemRead<WrittenOverride> {
  return readItem(overrideKind, item);
}
