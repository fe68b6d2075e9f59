/** JSON as an item holds it where it may be large: compressed, since an item holds 400 KB. */
import { gunzipSync, gzipSync } from "node:zlib";
import type { Json } from "@tocsin/core/text/json";
import * as v from "valibot";

/** An attribute of bytes. */
export const bytes = v.instance(Uint8Array);

/** What a damaged or hostile body may not exceed when it is unpacked. */
const UNPACKED_LIMIT_BYTES = 64 * 1024 * 1024;

export function packed(value: Json): Uint8Array {
  return gzipSync(JSON.stringify(value));
}

/** @throws Error for what `packed` did not make. */
export function unpacked(body: Uint8Array): unknown {
  return JSON.parse(gunzipSync(body, { maxOutputLength: UNPACKED_LIMIT_BYTES }).toString("utf8"));
}
