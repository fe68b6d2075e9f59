/** Reading a policy: checked whole, its patterns compiled and its references followed, before anything goes by it. */
import * as v from "valibot";
import { conditions } from "../alert/condition.ts";
import { compareSeverity, type Severity, severities } from "../alert/severity.ts";
import { statuses } from "../alert/view.ts";
import { compilePattern, type Matcher, PatternError } from "../pattern/pattern.ts";
import { type Parsed, parse, type Refusal, refused } from "../text/parse.ts";
import { transitionKinds } from "../transition/transition.ts";
import { defaultEvaluationPolicy, type Policy } from "./policy.ts";

/** What a `match` can be over: the fields of an alert's view, and what a route sees besides. */
const MATCH_FIELDS: ReadonlySet<string> = new Set([
  ...["id", "condition", "status", "severity", "partition", "account", "region", "resource", "title", "summary"],
  ...["remedy", "link", "deadline", "stepDays", "firstSeenAt", "lastSeenAt", "count", "reporters", "attributes"],
  ...["kind", "reason", "$or"],
]);

/** Fields of which every value is known. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  severity: severities,
  status: statuses,
  kind: transitionKinds,
  condition: Object.keys(conditions),
};
const NUMBERS: ReadonlySet<string> = new Set(["stepDays", "count"]);

const nameField = v.pipe(v.string(), v.nonEmpty("is empty"), v.maxLength(100, "is longer than 100 characters"));
// Not a record: that would drop keys such as `constructor`, and so widen the pattern.
const matchField = v.custom<object>(
  (value) => typeof value === "object" && value !== null && !Array.isArray(value),
  "expected a pattern",
);
const severityField = v.picklist(severities);

const daysField = v.pipe(v.number(), v.minValue(0, "is less than 0"), v.maxValue(36_500, "is more than a century"));

function climbs(steps: { days: number; severity: Severity }[]): boolean {
  const ladder = steps.toSorted((a, b) => b.days - a.days);
  return ladder.every((step, i) => {
    const farther = ladder[i - 1];
    return !farther || (step.days < farther.days && compareSeverity(step.severity, farther.severity) >= 0);
  });
}

const channelSchema = v.variant("type", [
  v.strictObject({ type: v.literal("console") }),
  v.strictObject({
    type: v.literal("webhook"),
    // What is allowed of it depends on `allowPrivateAddresses`, and is looked at when the whole is known to be well-formed.
    url: v.string(),
    allowPrivateAddresses: v.optional(v.boolean(), false),
    signingSecret: v.pipe(
      v.string(),
      // A prefix of its own: no other variable of a function, its credentials above all, can be meant.
      v.regex(/^env:TOCSIN_SECRET_[A-Z0-9_]+$/, "expected a reference such as env:TOCSIN_SECRET_SOC, never the secret"),
    ),
  }),
]);

/**
 * Where a policy has no routes, what is urgent goes to every channel and the rest waits for the digest. Vulnerabilities come by the hundred, so of them only those page that
 * are critical and have a known exploit.
 */
function defaultRoutes(channels: readonly string[]) {
  return [
    {
      name: "what is high or critical",
      match: { severity: ["HIGH", "CRITICAL"], condition: [{ "anything-but": "vulnerability" }] },
      channels,
    },
    {
      name: "critical vulnerabilities with a known exploit",
      match: { severity: ["CRITICAL"], condition: ["vulnerability"], attributes: { exploitAvailable: ["YES"] } },
      channels,
    },
  ];
}

const policySchema = v.strictObject({
  severity: v.optional(v.array(v.strictObject({ name: nameField, match: matchField, severity: severityField })), []),
  ladders: v.optional(
    v.array(
      v.strictObject({
        name: nameField,
        match: matchField,
        steps: v.pipe(
          v.array(v.strictObject({ days: daysField, severity: severityField })),
          v.nonEmpty("is empty"),
          v.check(climbs, "must not name one day twice, nor become milder as the deadline comes nearer"),
        ),
      }),
    ),
    [],
  ),
  channels: v.optional(v.record(nameField, channelSchema), { console: { type: "console" } }),
  routes: v.optional(
    v.array(
      v.strictObject({
        name: nameField,
        match: matchField,
        channels: v.pipe(v.array(nameField), v.nonEmpty("is empty")),
      }),
    ),
  ),
  escalation: v.optional(
    v.strictObject({
      acknowledgementHours: v.pipe(
        v.number(),
        v.minValue(1, "is less than 1"),
        v.maxValue(8760, "is more than a year"),
      ),
    }),
    defaultEvaluationPolicy.escalation,
  ),
  retention: v.optional(
    v.strictObject({
      observationDays: v.pipe(
        v.number(),
        v.minValue(1, "is less than 1"),
        v.maxValue(36_500, "is more than a century"),
      ),
    }),
    {
      observationDays: 400,
    },
  ),
});

/** Checks a policy as read from YAML, references and patterns included. A refusal names the field. */
export function parsePolicy(value: unknown): Parsed<Policy> {
  // Valibot takes a list for an object without keys, and so for a policy that says nothing.
  if (Array.isArray(value)) return refused("", "expected Object, got an array");
  const parsed = parse(policySchema, value ?? {});
  if (!parsed.ok) return parsed;
  const { severity, ladders, routes, channels, escalation, retention } = parsed.value;
  try {
    const policy: Policy = {
      severityRules: severity.map((rule, i) => ({ ...rule, matches: matcher(rule.match, `severity[${i}]`) })),
      ladderRules: ladders.map((rule, i) => ({
        name: rule.name,
        matches: matcher(rule.match, `ladders[${i}]`),
        ladder: rule.steps.toSorted((a, b) => b.days - a.days),
      })),
      routes: (routes ?? defaultRoutes(Object.keys(channels))).map((route, i) => ({
        ...route,
        matches: matcher(route.match, `routes[${i}]`),
      })),
      channels,
      escalation,
      retention,
    };
    const refusal = danglingChannel(policy) ?? forbiddenUrl(policy);
    return refusal ? { ok: false, refusal } : { ok: true, value: policy };
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    return { ok: false, refusal: { path: error.path, problem: error.problem } };
  }
}

/** What runs untouched. */
export const defaultPolicy: Policy = definitely(parsePolicy({}));

function definitely(parsed: Parsed<Policy>): Policy {
  if (!parsed.ok)
    throw new Error(`the default policy does not parse at ${parsed.refusal.path}: ${parsed.refusal.problem}`);
  return parsed.value;
}

function matcher(pattern: object, where: string): Matcher {
  const unknown = Object.keys(pattern).find((field) => !MATCH_FIELDS.has(field.split(".")[0] ?? ""));
  // Misspelt, it would match nothing, for ever and in silence.
  if (unknown !== undefined) throw new PatternError(`${where}.match.${unknown}`, "is not a field of an alert");
  for (const [field, values] of Object.entries(pattern)) requireKnownValues(field, values, `${where}.match.${field}`);
  try {
    return compilePattern(pattern);
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    throw new PatternError(`${where}.match${error.path === "" ? "" : `.${error.path}`}`, error.problem);
  }
}

/** So would a value that no alert ever has. */
function requireKnownValues(field: string, values: unknown, where: string): void {
  if (!Array.isArray(values)) return;
  for (const [i, value] of values.entries()) {
    const known = VALUES[field];
    if (field === "$or") {
      for (const [name, own] of Object.entries(Object(value))) requireKnownValues(name, own, `${where}[${i}].${name}`);
    } else if (typeof value === "string" && known !== undefined && !known.includes(value)) {
      throw new PatternError(`${where}[${i}]`, `is none of ${known.join(", ")}`);
    } else if (typeof value === "number" && !NUMBERS.has(field)) {
      throw new PatternError(`${where}[${i}]`, "is a number, and the field is text: put it in quotes");
    }
  }
}

function danglingChannel({ routes, channels }: Policy): Refusal | undefined {
  for (const [i, route] of routes.entries()) {
    const j = route.channels.findIndex((name) => !Object.hasOwn(channels, name));
    if (j >= 0)
      return {
        path: `routes[${i}].channels[${j}]`,
        problem: `names channel ${JSON.stringify(route.channels[j])}, which is not defined`,
      };
  }
  return undefined;
}

function forbiddenUrl({ channels }: Policy): Refusal | undefined {
  for (const [name, channel] of Object.entries(channels)) {
    if (channel.type !== "webhook") continue;
    const problem = channel.allowPrivateAddresses ? problemOfOwn(channel.url) : problemOfPublic(channel.url);
    if (problem !== undefined) return { path: `channels.${name}.url`, problem };
  }
  return undefined;
}

/** A host name only: an address does not show who it belongs to. The address behind the name is checked when connecting. */
function problemOfPublic(url: string): string | undefined {
  const { protocol, hostname } = partsOf(url);
  const isName = /[a-z]/i.test(hostname) && !hostname.startsWith("[") && hostname.includes(".");
  return protocol === "https:" && isName
    ? undefined
    : "expected an https URL with a public host name and without credentials; allowPrivateAddresses permits one's own network";
}

/** Inside a network of one's own names may be short or missing, and on one's own machine there is nothing to encrypt for. */
function problemOfOwn(url: string): string | undefined {
  const { protocol, hostname } = partsOf(url);
  const isPermitted = protocol === "https:" || (protocol === "http:" && hostname === "127.0.0.1");
  return isPermitted ? undefined : "expected an https URL without credentials (http only to 127.0.0.1)";
}

/** Empty for what is no URL, or holds credentials. */
function partsOf(url: string): { readonly protocol: string; readonly hostname: string } {
  const { protocol, hostname, username, password } = URL.canParse(url) ? new URL(url) : new URL("none:");
  return username === "" && password === "" ? { protocol, hostname } : { protocol: "", hostname: "" };
}
