/** Who made the call that an alert is about, as CloudTrail recorded it: the first question of those who must act. */
import type { Instant } from "../event/instant.ts";

export const actorKinds = ["root", "user", "role", "federated", "service", "unknown"] as const;
export type ActorKind = (typeof actorKinds)[number];

/** Names as AWS gives them: a role's session name is usually a person's, and is shown unchanged. */
export interface Actor {
  readonly kind: ActorKind;
  /** The user's or role's name, the service's principal, or `root`. */
  readonly name: string;
  /** The name of the session in which a role was used. */
  readonly session?: string | undefined;
  /** The actor's account, if the record has it. */
  readonly account?: string | undefined;
  /** The actor belongs to another account than the one in which the call had its effect. */
  readonly isForeign?: true | undefined;
  /** The address that the call came from, or the service that made it. */
  readonly sourceAddress?: string | undefined;
  readonly call: string;
  readonly at: Instant;
  /** CloudTrail's own id of the record. */
  readonly recordId?: string | undefined;
  /** If the call is only routine, the reason: `rds.amazonaws.com owns the secret`. */
  readonly routine?: string | undefined;
}

/** One line for people: `role deploy, session alice@example.com, of account 111122223333`. */
export function actorText({ kind, name, session, account, isForeign }: Actor): string {
  const who = kind === "root" ? "the root user" : kind === "unknown" ? name : `${kind} ${name}`;
  const within = session === undefined ? "" : `, session ${session}`;
  const place = account === undefined ? "" : `, of ${isForeign ? "another account, " : "account "}${account}`;
  return `${who}${within}${place}`;
}
