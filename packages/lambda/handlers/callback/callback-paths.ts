/** The paths to which providers send: written once for the front that accepts requests and the function that answers. */
import type { CallbackKind } from "@tocsin/core/policy/channels/callbacks";

export const callbackPaths = {
  pagerduty: "/callback/pagerduty",
  slack: "/callback/slack",
} as const satisfies Readonly<Record<CallbackKind, string>>;
