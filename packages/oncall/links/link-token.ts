/**
 * A link as the text that stands in a URL: what it says, and the HMAC of that under the key of its day. The HMAC is written in hexadecimal
 * digits, of which each has one value, and the last of which no mail program takes for the end of a sentence.
 */
import { createHmac, timingSafeEqual } from "node:crypto";
import { type Instant, shift } from "@tocsin/core/event/instant";
import { canonicalJson } from "@tocsin/core/text/json";
import { instantField, parse } from "@tocsin/core/text/parse";
import * as v from "valibot";
import { type Link, lastInstantOf } from "./link.ts";
import type { LinkKeys } from "./link-keys.ts";
import { offerFields } from "./offer-schema.ts";

/** Longer than any that is signed: a name of a hundred characters fits. */
const PAYLOAD_LIMIT = 1000;
const TOKEN = /^([\w-]+)\.([0-9a-f]{64})$/;

/** @throws what `keyOf` throws. */
export async function tokenOf(link: Link, keyOf: LinkKeys): Promise<string> {
  const payload = Buffer.from(canonicalJson(link)).toString("base64url");
  return `${payload}.${hmacOf(payload, await keyOf(link.issuedAt)).toString("hex")}`;
}

export type Verified =
  | { readonly ok: true; readonly link: Link }
  | { readonly ok: false; readonly reason: TokenProblem };

/** `malformed` is no link, as when it was cut; `forged` was not signed by this stage; `early` is of a time that has not come. */
export type TokenProblem = "malformed" | "forged" | "early" | "expired";

/** As far as the clocks of two machines may differ. */
const SKEW_MILLISECONDS = 5 * 60_000;

/**
 * What a token says, where this stage has signed it and its time is now. Nothing is asked of the stage's key for another day than those of
 * which a link can be valid. @throws what `keyOf` throws.
 */
export async function verified(token: string, keyOf: LinkKeys, now: Instant): Promise<Verified> {
  const [, payload = "", hmac = ""] = TOKEN.exec(token) ?? [];
  const link = payload.length > PAYLOAD_LIMIT ? undefined : linkIn(payload);
  if (link === undefined) return { ok: false, reason: "malformed" };
  const { issuedAt, expiresAt } = link;
  // Nobody here has signed one that is valid for longer.
  if (expiresAt > lastInstantOf(issuedAt)) return { ok: false, reason: "forged" };
  if (issuedAt > shift(now, SKEW_MILLISECONDS)) return { ok: false, reason: "early" };
  if (expiresAt <= now) return { ok: false, reason: "expired" };
  const isGenuine = timingSafeEqual(Buffer.from(hmac, "hex"), hmacOf(payload, await keyOf(issuedAt)));
  return isGenuine ? { ok: true, link } : { ok: false, reason: "forged" };
}

function hmacOf(payload: string, key: Uint8Array): Buffer {
  return createHmac("sha256", key).update(payload).digest();
}

const linkSchema = v.strictObject({
  action: v.literal("acknowledge"),
  destination: v.string(),
  ...offerFields,
  expiresAt: instantField,
});

function linkIn(payload: string): Link | undefined {
  try {
    const parsed = parse(linkSchema, JSON.parse(Buffer.from(payload, "base64url").toString("utf8")));
    return parsed.ok ? parsed.value : undefined;
  } catch {
    return undefined;
  }
}
