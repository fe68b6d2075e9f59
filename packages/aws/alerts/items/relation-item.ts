/**
 * The items for the things that an open alert names beside its resource: `ALERT#<id>` / `RELATION#<hash>`. They exist only for an index.
 */
import { isDrill } from "@tocsin/core/alert/condition";
import { relationsOf } from "@tocsin/core/alert/relations";
import type { AlertView } from "@tocsin/core/alert/view";
import { epochOf, type Instant, MILLISECONDS_PER_DAY } from "@tocsin/core/event/instant";
import { itemFormats } from "@tocsin/core/release";
import { alertKey, relationKey, relationKeys } from "../alerts-schema.ts";
import { type Item, toItem } from "./items.ts";

const FORMAT = itemFormats.relation;

/**
 * What to write with a head that replaces another, so that the items agree with the head: nothing, as long as the alert neither names
 * another thing nor changes its place. A thing that it no longer names leaves the index at once, and the table by its time to live.
 */
export function relationItems(before: AlertView | undefined, after: AlertView, now: Instant): readonly Item[] {
  const known = before ? related(before) : new Map<string, Keys>();
  const wanted = related(after);
  const gone = [...known.keys()].filter((thing) => !wanted.has(thing));
  const changed = [...wanted].filter(([thing, keys]) => known.get(thing)?.resourceSk !== keys.resourceSk);
  const expiresAt = Math.floor((epochOf(now) + MILLISECONDS_PER_DAY) / 1000);
  return [
    ...changed.map(([thing, keys]) => relationItem(after, thing, keys)),
    ...gone.map((thing) => relationItem(after, thing, { expiresAt })),
  ];
}

type Keys = ReturnType<typeof relationKeys>;

/** Only open alerts count as related. */
function related(view: AlertView): ReadonlyMap<string, Keys> {
  if (view.status === "RESOLVED" || isDrill(view)) return new Map();
  return new Map(relationsOf(view).others.map((thing) => [thing, relationKeys(thing, view)]));
}

function relationItem({ id }: AlertView, thing: string, rest: Readonly<Record<string, string | number>>): Item {
  return toItem({ pk: alertKey(id), sk: relationKey(thing), format: FORMAT, ...rest });
}
