/** A link for tests, and keys that need no KMS. */
import { createHmac } from "node:crypto";
import { instant } from "@tocsin/core/event/instant";
import { type Link, lastInstantOf } from "../links/link.ts";
import { createLinkKeys, type LinkKeys, type Mac } from "../links/link-keys.ts";

export const issuedAt = instant("2026-11-24T08:00:00Z");

export const sampleLink: Link = {
  action: "acknowledge",
  of: { alert: "0123456789abcdef0123456789abcdef" },
  destination: "ops",
  severity: "HIGH",
  issuedAt,
  expiresAt: lastInstantOf(issuedAt),
};

export function macBy(secret: string): Mac {
  return async (text) => createHmac("sha256", secret).update(text).digest();
}

export function keysBy(secret: string, stage = "prod"): LinkKeys {
  return createLinkKeys({ mac: macBy(secret), stage });
}
