/**
 * How soon people must hear of an alert if the policy does not say so. Only alerts that need action at once wake somebody; all others that
 * are HIGH or worse can wait for the morning, and the rest for the weekly digest. An account of unknown purpose counts as production.
 */
import type { ConditionName } from "@tocsin/core/alert/condition";
import type { AttributeValue } from "@tocsin/core/alert/observation";
import { compareSeverity, type Severity } from "@tocsin/core/alert/severity";
import type { AlertView } from "@tocsin/core/alert/view";
import { UNKNOWN_ENVIRONMENT } from "@tocsin/core/directory/directory";
import { earlier, type Instant } from "@tocsin/core/event/instant";
import type { Urgency } from "@tocsin/core/policy/urgency";
import { daytimeTurnsAt, isDaytime, workingMorningBefore } from "../working-time.ts";

export interface Moment {
  readonly now: Instant;
  /** The time zone of days and mornings, an IANA name. */
  readonly timezone: string;
}

interface Row {
  readonly urgency: Urgency;
  /** Ends the sentence "This is so urgent since it is …". */
  readonly because: string;
  /** Without them it is any. */
  readonly conditions?: readonly ConditionName[];
  /** At least. */
  readonly severity?: Severity;
  readonly inProduction?: true;
  readonly where?: (view: AlertView, moment: Moment) => boolean;
  /** If the row depends on the time: the next instant at which time alone may change whether it applies. */
  readonly turnsAt?: (view: AlertView, moment: Moment) => Instant | undefined;
}

/** The first row that holds decides. */
const rows: readonly Row[] = [
  {
    urgency: "digest",
    because: "a certificate that nothing uses",
    conditions: ["certificate-expiry", "certificate-revoked"],
    where: isUnused,
  },
  { urgency: "now", because: "an attack sequence", conditions: ["threat"], where: has("attackSequence") },
  { urgency: "now", because: "a CRITICAL threat", conditions: ["threat"], severity: "CRITICAL" },
  {
    urgency: "now",
    because: "a theft of credentials in production",
    conditions: ["threat"],
    severity: "HIGH",
    inProduction: true,
    where: matching("findingType", /CredentialAccess|CredentialExfiltration|CompromisedCredentials/),
  },
  { urgency: "now", because: "publicly exposed credentials", conditions: ["exposed-credentials"] },
  { urgency: "now", because: "a DDoS attack", conditions: ["ddos-attack"] },
  { urgency: "now", because: "a person's escalation", conditions: ["escalation"] },
  {
    urgency: "now",
    because: "credentials that everyone can read, in production",
    conditions: ["sensitive-data"],
    inProduction: true,
    where: both(matching("findingType", /Credentials/), matching("bucketPublicAccess", /^PUBLIC$/)),
  },
  {
    urgency: "now",
    because: "a secret of production that everyone can read",
    conditions: ["secret-exposure"],
    inProduction: true,
    where: matching("exposedTo", /^everyone$/),
  },
  {
    urgency: "now",
    because: "a key of production that everyone can use",
    conditions: ["key-exposure"],
    inProduction: true,
    where: matching("exposedTo", /^everyone$/),
  },
  {
    urgency: "now",
    because: "detection or a trail that was switched off in production",
    conditions: ["protection-gap"],
    severity: "HIGH",
    inProduction: true,
    where: matching("service", /^(?:guardduty|cloudtrail)$/),
  },
  {
    urgency: "now",
    because: "the last day of a certificate of production",
    conditions: ["certificate-expiry"],
    inProduction: true,
    where: isLastDay,
    turnsAt: lastDayBegins,
  },
  {
    urgency: "now",
    because: "an exploited vulnerability of an instance of production, over the network, by day",
    conditions: ["vulnerability"],
    severity: "HIGH",
    inProduction: true,
    where: (view, moment) => isAttackable(view) && isDaytime(moment.now, moment.timezone),
    turnsAt: (_view, { now, timezone }) => daytimeTurnsAt(now, timezone),
  },
  { urgency: "morning", because: "HIGH or CRITICAL", severity: "HIGH" },
  { urgency: "digest", because: "milder than HIGH" },
];

/** The built-in table gives every alert an urgency, and a reason. */
export function defaultUrgencyOf(view: AlertView, moment: Moment): { urgency: Urgency; because: string } {
  const row = rows.find((one) => holds(one, view, moment));
  return { urgency: row?.urgency ?? "digest", because: row?.because ?? "" };
}

/** The next instant at which time alone may change the alert's built-in urgency; nothing if it never does. */
export function defaultTurnsAt(view: AlertView, moment: Moment): Instant | undefined {
  const turns = rows
    .filter(({ conditions }) => conditions?.includes(view.condition))
    .flatMap(({ turnsAt }) => turnsAt?.(view, moment) ?? []);
  return turns.length === 0 ? undefined : turns.reduce(earlier);
}

function holds({ conditions, severity, inProduction, where }: Row, view: AlertView, moment: Moment): boolean {
  return (
    (conditions === undefined || conditions.includes(view.condition)) &&
    (severity === undefined || compareSeverity(view.severity, severity) >= 0) &&
    (inProduction === undefined || isProduction(view)) &&
    (where === undefined || where(view, moment))
  );
}

const PRODUCTION = /^(?:prod|prd|live)/i;

function isProduction({ directory }: AlertView): boolean {
  const environment = directory?.environment ?? UNKNOWN_ENVIRONMENT;
  return environment === UNKNOWN_ENVIRONMENT || PRODUCTION.test(environment);
}

function valuesOf({ attributes }: AlertView, name: string): readonly AttributeValue[] {
  return attributes[name] ?? [];
}

function has(name: string) {
  return (view: AlertView) => valuesOf(view, name).length > 0;
}

function matching(name: string, pattern: RegExp) {
  return (view: AlertView) => valuesOf(view, name).some((value) => pattern.test(String(value)));
}

function both(a: (view: AlertView) => boolean, b: (view: AlertView) => boolean) {
  return (view: AlertView) => a(view) && b(view);
}

/** Somebody says that it is unused, and nobody that it is used. */
function isUnused(view: AlertView): boolean {
  const values = valuesOf(view, "inUse");
  return values.includes(false) && !values.includes(true);
}

/** Nobody is woken for a deadline that was known the day before: it counts from nine o'clock of the working day before it. */
function isLastDay({ deadline }: AlertView, { now, timezone }: Moment): boolean {
  return deadline !== undefined && now >= workingMorningBefore(deadline, timezone);
}

function lastDayBegins({ deadline }: AlertView, { now, timezone }: Moment): Instant | undefined {
  const begins = deadline && workingMorningBefore(deadline, timezone);
  return begins !== undefined && now < begins ? begins : undefined;
}

/**
 * Only for instances does Inspector say whether they can be attacked over the network in their place; for an image or a function, it says
 * so about the vulnerability itself. https://docs.aws.amazon.com/inspector/latest/user/findings-understanding-score.html
 */
function isAttackable(view: AlertView): boolean {
  const isExploited = matching("exploitAvailable", /^YES$/)(view) || has("lastKnownExploit")(view);
  const isReached = both(matching("attackVector", /^NETWORK$/), matching("resourceType", /^AWS_EC2_INSTANCE$/));
  return isExploited && isReached(view);
}
