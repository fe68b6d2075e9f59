/**
 * What providers send back: a press of a button, an acknowledgement in their own program. Each provider has a function of its own, which
 * strangers can call, and which reads no secrets but those of what it is sent.
 */
import { ownSecretField } from "./channel-declaration.ts";

/** Those whose channels can be answered. */
export const callbackKinds = ["pagerduty", "slack"] as const;
export type CallbackKind = (typeof callbackKinds)[number];

/** The function's name, and what the names of the secrets begin with that it reads. */
export const callbackOf = <const K extends CallbackKind>(kind: K) => `callback-${kind}` as const;

/** A reference to a secret that the function of `kind` reads, and no other. */
export function callbackSecretField(kind: CallbackKind, what: string) {
  return ownSecretField(callbackOf(kind), what, callbackOf(kind));
}
