/**
 * What providers send back, or are asked for: a pressed button, an acknowledgement in their own program. Each provider has a function of
 * its own for each way, which reads only its own secrets; strangers can call the one that receives.
 */
import { ownSecretField } from "./channel-declaration.ts";

/** Those whose channels can be answered. */
export const callbackKinds = ["pagerduty", "slack"] as const;
export type CallbackKind = (typeof callbackKinds)[number];

/** The function's name, which is also the prefix of the secrets that it reads. */
export const callbackOf = <const K extends CallbackKind>(kind: K) => `callback-${kind}` as const;

/** Providers that can be asked what was done there, if nothing of Tocsin may be open to the internet. */
export const pollKinds = ["pagerduty"] as const satisfies readonly CallbackKind[];
export type PollKind = (typeof pollKinds)[number];

/** The same of what asks. */
export const pollOf = <const K extends PollKind>(kind: K) => `poll-${kind}` as const;

/** A reference to a secret that the function of `kind` reads, and no other. */
export function pollSecretField(kind: PollKind, what: string) {
  return ownSecretField(pollOf(kind), what, pollOf(kind));
}

/** A reference to a secret that the function of `kind` reads, and no other. */
export function callbackSecretField(kind: CallbackKind, what: string) {
  return ownSecretField(callbackOf(kind), what, callbackOf(kind));
}
