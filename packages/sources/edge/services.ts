/** The services whose calls remove protection from resources in the Internet, by the name under which CloudTrail records them. */
import type { Service } from "../protection/effect.ts";
import { cloudfront } from "./services/cloudfront.ts";
import { fms } from "./services/fms.ts";
import { shield } from "./services/shield.ts";
import { waf } from "./services/waf.ts";

export const services = {
  "wafv2.amazonaws.com": waf,
  "cloudfront.amazonaws.com": cloudfront,
  "shield.amazonaws.com": shield,
  "fms.amazonaws.com": fms,
} as const satisfies Readonly<Record<string, Service>>;

export type EventSource = keyof typeof services;

export const eventSources = Object.keys(services).filter((name): name is EventSource => name in services);
