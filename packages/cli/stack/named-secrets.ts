/** The secrets that a policy names, each with what names it. */

import type { Policy } from "@tocsin/core/policy/policy";
import { referencesIn } from "@tocsin/core/policy/secret-reference";

export interface NamedSecret {
  /** Where the policy names it, such as `channels.soc`. */
  readonly user: string;
  readonly reference: string;
}

export function namedSecrets({ channels, heartbeat }: Pick<Policy, "channels" | "heartbeat">): readonly NamedSecret[] {
  const ofChannels = Object.entries(channels).map(
    ([name, config]) => [`channels.${name}`, referencesIn(config)] as const,
  );
  const ofHeartbeat = heartbeat ? [["heartbeat", referencesIn(heartbeat)] as const] : [];
  return [...ofChannels, ...ofHeartbeat].flatMap(([user, references]) =>
    references.map((reference) => ({ user, reference })),
  );
}
