/** Where providers send what they have to tell: written once for what takes it and for what is answered. */
import type { CallbackKind } from "@tocsin/core/policy/channels/callbacks";

export const callbackPaths = {
  pagerduty: "/callback/pagerduty",
  slack: "/callback/slack",
} as const satisfies Readonly<Record<CallbackKind, string>>;
