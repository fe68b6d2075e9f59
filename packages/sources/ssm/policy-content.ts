/** The policies of a parameter, which an event may contain. The documentation does not promise that it does. */
import { type Instant, MILLISECONDS_PER_DAY, parseInstant, shift } from "@tocsin/core/event/instant";
import { isObject } from "@tocsin/core/text/json";
import * as v from "valibot";

const expirationSchema = v.object({
  Type: v.literal("Expiration"),
  Attributes: v.object({ Timestamp: v.string() }),
});

const noticeSchema = v.object({
  Type: v.literal("ExpirationNotification"),
  // Parameter Store writes its numbers as texts.
  Attributes: v.object({ Before: v.pipe(v.string(), v.regex(/^\d{1,6}$/)), Unit: v.picklist(["Days", "Hours"]) }),
});

const MILLISECONDS_PER_HOUR = MILLISECONDS_PER_DAY / 24;

/**
 * When the parameter expires, if `content` says so: a list of policies or a single one, as JSON text or already parsed. An Expiration
 * policy has the time; its offset may have seconds (`+10:30:00`). Without one, the notification policy says how long before the expiration
 * this notice was due: Parameter Store's scan may send it late, but never early, so the expiration is no later than that time after
 * `noticedAt`, and hardly sooner.
 * https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-policies.html
 */
export function expirationIn(content: unknown, noticedAt: Instant): Instant | undefined {
  const found = listed(content);
  return dated(found) ?? counted(found, noticedAt);
}

/** The content of the policies with which a call replaced the former ones. */
export interface PolicySet {
  /** Left out if none of them is an Expiration. */
  readonly expiresAt?: Instant | undefined;
  /** `due`: the time of a notice, or of the expiration itself, has already come. `none`: there is no notice at all. */
  readonly notice: "due" | "to-come" | "none";
}

/** Gives `undefined` if `content` is not a list of policies, or has an expiration whose date cannot be read. */
export function policySetIn(content: unknown, setAt: Instant): PolicySet | undefined {
  const policies = parsed(content);
  if (!Array.isArray(policies) || !policies.every(isObject)) return undefined;
  const expiresAt = dated(policies);
  if (expiresAt === undefined)
    return policies.some(({ Type }) => Type === "Expiration") ? undefined : { notice: "none" };
  const notices = [...noticesIn(policies)];
  if ([0, ...notices].some((before) => shift(expiresAt, -before) <= setAt)) return { expiresAt, notice: "due" };
  return { expiresAt, notice: notices.length > 0 ? "to-come" : "none" };
}

function dated(policies: readonly unknown[]): Instant | undefined {
  for (const policy of policies) {
    if (!v.is(expirationSchema, policy)) continue;
    const timestamp = parseInstant(policy.Attributes.Timestamp);
    if (timestamp !== undefined) return timestamp;
  }
  return undefined;
}

/** Nothing if there are several notices, since this may be any of them. */
function counted(policies: readonly unknown[], noticedAt: Instant): Instant | undefined {
  const [only, ...others] = noticesIn(policies);
  return only === undefined || others.length > 0 ? undefined : shift(noticedAt, only);
}

/** How long before the expiration each different notice is to be sent, in milliseconds. */
function noticesIn(policies: readonly unknown[]): ReadonlySet<number> {
  const before = new Set<number>();
  for (const policy of policies) {
    if (!v.is(noticeSchema, policy)) continue;
    const { Before, Unit } = policy.Attributes;
    before.add(Number(Before) * (Unit === "Days" ? MILLISECONDS_PER_DAY : MILLISECONDS_PER_HOUR));
  }
  return before;
}

function listed(content: unknown): readonly unknown[] {
  const found = parsed(content);
  return Array.isArray(found) ? found : [found];
}

function parsed(content: unknown): unknown {
  if (typeof content !== "string") return content;
  try {
    return JSON.parse(content);
  } catch {
    return undefined;
  }
}
