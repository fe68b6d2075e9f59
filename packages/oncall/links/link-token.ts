/**
 * A link as the text in a URL: its content, and the HMAC of that under the key of its day. The HMAC is in hexadecimal digits: each value
 * has only one notation, and no mail program takes the last digit for the end of a sentence.
 */
import { createHmac, timingSafeEqual } from "node:crypto";
import { type Instant, shift } from "@tocsin/core/event/instant";
import { canonicalJson } from "@tocsin/core/text/json";
import { instantField, parse } from "@tocsin/core/text/parse";
import * as v from "valibot";
import { type Link, lastInstantOf } from "./link.ts";
import type { LinkKeys } from "./link-keys.ts";
import { offerFields } from "./offer-schema.ts";

/** Longer than any signed token: a name of a hundred characters fits. */
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

/** `malformed` is not a link, for example because it was cut off; `forged` was not signed by this stage; `early` is valid only later. */
export type TokenProblem = "malformed" | "forged" | "early" | "expired";

/** How far the clocks of two machines may differ. */
const SKEW_MILLISECONDS = 5 * 60_000;

/**
 * The content of a token, if this stage has signed it and it is valid now. Calls the stage's key only for days of which a link can be
 * valid. @throws what `keyOf` throws.
 */
export async function verified(token: string, keyOf: LinkKeys, now: Instant): Promise<Verified> {
  const [, payload = "", hmac = ""] = TOKEN.exec(token) ?? [];
  const link = payload.length > PAYLOAD_LIMIT ? undefined : linkIn(payload);
  if (link === undefined) return { ok: false, reason: "malformed" };
  const { issuedAt, expiresAt } = link;
  // This stage has signed none that is valid for longer.
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
