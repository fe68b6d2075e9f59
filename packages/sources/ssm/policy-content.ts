/** The policies of a parameter, as an event may bring them along. Nothing promises that it does. */
import { type Instant, parseInstant } from "@tocsin/core/instant";
import * as v from "valibot";

const expirationSchema = v.object({
  Type: v.literal("Expiration"),
  Attributes: v.object({ Timestamp: v.string() }),
});

/**
 * When the parameter expires by its Expiration policy, if `content` holds one: a list of policies or a single one, as
 * JSON text or already parsed. Timestamps may have an offset, even one with seconds (`+10:30:00`).
 * https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-policies.html
 */
export function expirationIn(content: unknown): Instant | undefined {
  const policies = typeof content === "string" ? parsedJson(content) : content;
  for (const policy of Array.isArray(policies) ? policies : [policies]) {
    if (!v.is(expirationSchema, policy)) continue;
    const timestamp = parseInstant(policy.Attributes.Timestamp);
    if (timestamp !== undefined) return timestamp;
  }
  return undefined;
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
