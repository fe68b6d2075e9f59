/**
 * The keys that links are signed with. The stage's key signs one text a day, and the result signs the links of that day: a flood of links
 * needs no more calls than one link.
 */
import { hkdfSync } from "node:crypto";
import type { Instant } from "@tocsin/core/event/instant";

/** Gives the HMAC-SHA256 of a text under the stage's key, which never leaves its store. @throws Error when it cannot. */
export type Mac = (text: string) => Promise<Uint8Array>;

/** The key for the links of the UTC day of `issuedAt`. @throws what the stage's key throws. */
export type LinkKeys = (issuedAt: Instant) => Promise<Uint8Array>;

/** More days than a link can be old. */
const KEPT_DAYS = 8;

/** Only other words here make a key of the same day for another purpose. https://www.rfc-editor.org/rfc/rfc5869#section-3.2 */
const PURPOSE = "tocsin/link/v1";
const KEY_BYTES = 32;

/** Keeps derived keys, and asks again after a failure. @param stage makes the links of two stages differ, even under one key. */
export function createLinkKeys({ mac, stage }: { readonly mac: Mac; readonly stage: string }): LinkKeys {
  const known = new Map<string, Promise<Uint8Array>>();
  return (issuedAt) => {
    const day = issuedAt.slice(0, 10);
    const kept = known.get(day);
    if (kept !== undefined) return kept;
    const key = derived(day);
    known.set(day, key);
    key.catch(() => known.delete(day));
    for (const oldest of [...known.keys()].slice(0, -KEPT_DAYS)) known.delete(oldest);
    return key;
  };

  async function derived(day: string): Promise<Uint8Array> {
    const ofTheDay = await mac(`tocsin/day/v1/${stage}/${day}`);
    return new Uint8Array(hkdfSync("sha256", ofTheDay, "", PURPOSE, KEY_BYTES));
  }
}
