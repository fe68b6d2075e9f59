/** The secrets that a policy names, each with what names it. */
import { heartbeatSecretsOf, secretsOf } from "@tocsin/channels/kinds";
import type { Policy } from "@tocsin/core/policy/policy";

export interface NamedSecret {
  /** Where the policy names it, such as `channels.soc`. */
  readonly user: string;
  readonly reference: string;
}

export function namedSecrets({ channels, heartbeat }: Pick<Policy, "channels" | "heartbeat">): readonly NamedSecret[] {
  const ofChannels = Object.entries(channels).map(([name, config]) => [`channels.${name}`, secretsOf(config)] as const);
  const ofHeartbeat = heartbeat ? [["heartbeat", heartbeatSecretsOf(heartbeat)] as const] : [];
  return [...ofChannels, ...ofHeartbeat].flatMap(([user, references]) =>
    references.map((reference) => ({ user, reference })),
  );
}
