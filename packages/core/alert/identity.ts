/** What makes two observations one alert. */
import { hash } from "node:crypto";
import type { ConditionName } from "./condition.ts";

export interface Identity<C extends ConditionName = ConditionName> {
  readonly condition: C;
  /** `aws`, `aws-cn`, `aws-us-gov` … */
  readonly partition: string;
  /**
   * The account that the condition is in, not the one that reported it: an administrator re-emits its members' findings. Empty in a
   * statement that only has a finding's id.
   */
  readonly account: string;
  readonly region: string;
  /**
   * The ARN that every reporter of this condition can name. For a finding it is empty: reporters name its resource
   * differently, and the finding's own id, the discriminator, already says which.
   */
  readonly resource: string;
  /** Tells apart two alerts of one condition on one resource. */
  readonly discriminator: string;
}

/** 32 hexadecimal digits. */
export type AlertId = string;

/** Half of a SHA-256: no one can find two alerts that share it, and it is still short enough to type. */
const ID_LENGTH = 32;

/**
 * The same identity gives the same id, in every process and for ever: no event id and no time goes into it. If the id of a finding is
 * unique by itself the account is left out, since the event of archiving a finding does not say in which account it is.
 */
export function alertId({ condition, partition, account, region, resource, discriminator }: Identity): AlertId {
  const owner = condition === "threat" ? "" : account;
  const parts = JSON.stringify([condition, partition, owner, region, resource, discriminator]);
  return hash("sha256", parts, "hex").slice(0, ID_LENGTH);
}
