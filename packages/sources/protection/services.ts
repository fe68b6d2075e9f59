/** The services whose protection is watched, by the name under which CloudTrail records their calls. */
import type { Service } from "./effect.ts";
import { accessAnalyzer } from "./services/access-analyzer.ts";
import { cloudtrail } from "./services/cloudtrail.ts";
import { config } from "./services/config.ts";
import { guardduty } from "./services/guardduty.ts";
import { inspector } from "./services/inspector.ts";
import { macie } from "./services/macie.ts";
import { securityhub } from "./services/securityhub.ts";

export const services = {
  "guardduty.amazonaws.com": guardduty,
  "inspector2.amazonaws.com": inspector,
  "macie2.amazonaws.com": macie,
  "securityhub.amazonaws.com": securityhub,
  "access-analyzer.amazonaws.com": accessAnalyzer,
  "config.amazonaws.com": config,
  "cloudtrail.amazonaws.com": cloudtrail,
} as const satisfies Readonly<Record<string, Service>>;

export type EventSource = keyof typeof services;

export const eventSources = Object.keys(services).filter((name): name is EventSource => name in services);
