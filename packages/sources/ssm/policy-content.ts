/** The policies of a parameter, as an event may bring them along. Nothing promises that it does. */
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
 * When the parameter expires, if `content` says so: a list of policies or a single one, as JSON text or already parsed. An
 * Expiration policy says it; its timestamp may have an offset, even one with seconds (`+10:30:00`). Without it, the
 * policy that sent this notice says how long before it was to be sent: the scan that sends it may be late, but never
 * early, so the expiration is no later than counted from `noticedAt`, and hardly sooner.
 * https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-policies.html
 */
export function expirationIn(content: unknown, noticedAt: Instant): Instant | undefined {
  const found = listed(content);
  return dated(found) ?? counted(found, noticedAt);
}

/** What the policies say that a call has set in place of those before. */
export interface PolicySet {
  /** Left out where none of them is an Expiration. */
  readonly expiresAt?: Instant | undefined;
  /** `due`: the time has come that one of its notices, or the expiration itself, was set for. `none`: it brings no notice at all. */
  readonly notice: "due" | "to-come" | "none";
}

/** Gives `undefined` for what is no list of policies, or has an expiration without a date that can be read. */
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

/** Nothing when there are several notices: any of them may be this one. */
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
