/** Reading a policy: checked whole, its patterns compiled and its references followed, before anything goes by it. */
import { compilePattern } from "../pattern/pattern.ts";
import { isObject } from "../text/json.ts";
import { type Parsed, parse, type Refusal, refusalsOf, refused } from "../text/parse.ts";
import { suggestion } from "../text/suggestion.ts";
import { problemsOfMatch } from "./match-problems.ts";
import type { Place } from "./matchable.ts";
import type { Policy } from "./policy.ts";
import { channelSchema, policySchema, type WrittenPolicy } from "./policy-schema.ts";

/**
 * Where a policy has no routes, what is urgent goes to every channel and the rest waits for the digest. Vulnerabilities come by the hundred, so of them only those page that
 * are critical and have a known exploit; of what any account can report of itself, none.
 */
function defaultRoutes(channels: readonly string[]) {
  return [
    {
      name: "what is high or critical",
      match: {
        severity: ["HIGH", "CRITICAL"],
        condition: [{ "anything-but": ["vulnerability", "image-vulnerability"] }],
      },
      channels,
    },
    {
      name: "critical vulnerabilities with a known exploit",
      match: { severity: ["CRITICAL"], condition: ["vulnerability"], attributes: { exploitAvailable: ["YES"] } },
      channels,
    },
  ];
}

/** Checks a policy as read from YAML, references and patterns included. A refusal names the field; it is the first of all. */
export function parsePolicy(value: unknown): Parsed<Policy> {
  const [refusal] = problemsOfPolicy(value);
  if (refusal !== undefined) return { ok: false, refusal };
  const written = writtenPolicy(value);
  return written.ok ? { ok: true, value: compiled(written.value) } : written;
}

/** The policy as it is written, with what it leaves out filled in: the default routes too. */
export function writtenPolicy(value: unknown): Parsed<CompletePolicy> {
  const parsed = parse(policySchema, value ?? {});
  if (!parsed.ok) return parsed;
  const { routes, ...rest } = parsed.value;
  return { ok: true, value: { ...rest, routes: routes ?? defaultRoutes(Object.keys(rest.channels)) } };
}

export interface CompletePolicy extends Omit<WrittenPolicy, "routes"> {
  readonly routes: readonly { readonly name: string; readonly match: object; readonly channels: readonly string[] }[];
}

/** Everything for which a policy is refused. What a part of it means is looked at even where another part is ill-formed. */
export function problemsOfPolicy(value: unknown): readonly Refusal[] {
  // Valibot takes a list for an object without keys, and so for a policy that says nothing.
  if (Array.isArray(value)) return [refused("", "expected Object, got an array").refusal];
  return [
    ...refusalsOf(policySchema, value ?? {}),
    ...places.flatMap((place) =>
      matchesIn(value, place).flatMap(([where, match]) => problemsOfMatch(match, place, where)),
    ),
    ...keptNames(value),
    ...danglingChannels(value),
    ...forbiddenUrls(value),
  ];
}

const places = ["severity", "ladders", "routes"] as const satisfies readonly Place[];

/** The matches of one list and where they stand, as far as they are patterns at all. */
function matchesIn(value: unknown, place: Place): readonly (readonly [string, object])[] {
  return itemsOf(value, place).flatMap((rule, i) =>
    isObject(rule) && isObject(rule.match) ? [[`${place}[${i}].match`, rule.match] as const] : [],
  );
}

function compiled({ severity, ladders, routes, channels, retention }: CompletePolicy): Policy {
  return {
    version: 0,
    ownerRules: [],
    severityRules: severity.map((rule) => ({ ...rule, matches: compilePattern(rule.match) })),
    ladderRules: ladders.map(({ name, match, steps }) => ({
      name,
      matches: compilePattern(match),
      ladder: steps.toSorted((a, b) => b.days - a.days),
    })),
    routes: routes.map((route) => ({ ...route, matches: compilePattern(route.match) })),
    channels,
    retention,
  };
}

/** A record of valibot drops these keys without a word. */
const KEPT_NAMES = ["__proto__", "prototype", "constructor"];

function keptNames(value: unknown): readonly Refusal[] {
  const channels = isObject(value) ? value.channels : undefined;
  return KEPT_NAMES.filter((name) => isObject(channels) && Object.hasOwn(channels, name)).map((name) => ({
    path: `channels.${name}`,
    problem: "cannot be the name of a channel",
  }));
}

/** By default there is the console alone. */
function danglingChannels(value: unknown): readonly Refusal[] {
  const channels: unknown = isObject(value) ? (value.channels ?? { console: {} }) : undefined;
  const known = isObject(channels) ? Object.keys(channels) : [];
  return itemsOf(value, "routes").flatMap((route, i) =>
    itemsOf(route, "channels").flatMap((name, j) => {
      if (typeof name !== "string" || known.includes(name)) return [];
      const problem = `names channel ${JSON.stringify(name)}, which is not defined${suggestion(name, known)}`;
      return [{ path: `routes[${i}].channels[${j}]`, problem }];
    }),
  );
}

function forbiddenUrls(value: unknown): readonly Refusal[] {
  const channels = isObject(value) && isObject(value.channels) ? value.channels : {};
  return Object.entries(channels).flatMap(([name, given]) => {
    const channel = parse(channelSchema, given);
    if (!channel.ok || channel.value.type !== "webhook") return [];
    const { url, allowPrivateAddresses } = channel.value;
    const problem = allowPrivateAddresses ? problemOfOwn(url) : problemOfPublic(url);
    return problem === undefined ? [] : [{ path: `channels.${name}.url`, problem }];
  });
}

function itemsOf(value: unknown, key: string): readonly unknown[] {
  const items: unknown = isObject(value) ? value[key] : undefined;
  return Array.isArray(items) ? items : [];
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

/** What runs untouched. */
export const defaultPolicy: Policy = definitely(parsePolicy({}));

function definitely(parsed: Parsed<Policy>): Policy {
  if (!parsed.ok)
    throw new Error(`the default policy does not parse at ${parsed.refusal.path}: ${parsed.refusal.problem}`);
  return parsed.value;
}
