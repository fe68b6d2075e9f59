/** Reading a policy: the whole policy is checked before it is used. */
import { isObject } from "../text/json.ts";
import { type Parsed, parse, type Refusal, refusalsOf, refused } from "../text/parse.ts";
import { problemsOfChannels } from "./channels/channel-problems.ts";
import { type CompletePolicy, compilePolicy } from "./compile-policy.ts";
import { defaultRoutes } from "./default-routes.ts";
import { problemsOfMatch } from "./match/match-problems.ts";
import { places } from "./match/matchable.ts";
import type { Policy } from "./policy.ts";
import { problemsOfDigest } from "./references/digest-editions.ts";
import { problemsOfGroups } from "./references/grouping.ts";
import { danglingNames, keptNames, unclearNames } from "./references/policy-names.ts";
import { matchesIn } from "./references/written-parts.ts";
import { policySchema } from "./schema/policy-schema.ts";

/** Checks a policy as read from YAML or from the store, references and patterns included. A refusal names the first wrong field. */
export function parsePolicy(value: unknown, version = 0): Parsed<Policy> {
  const [refusal] = problemsOfPolicy(value);
  if (refusal !== undefined) return { ok: false, refusal };
  const written = writtenPolicy(value);
  return written.ok ? { ok: true, value: compilePolicy(written.value, version) } : written;
}

/** An accepted policy with its defaults filled in, including the default routes, which leave unmatched alerts to the digest. */
export function writtenPolicy(value: unknown): Parsed<CompletePolicy> {
  const parsed = parse(policySchema, value ?? {});
  if (!parsed.ok) return parsed;
  const { routes, ...rest } = parsed.value;
  if (routes !== undefined) return { ok: true, value: { ...rest, routes } };
  const unrouted = rest.fallback === undefined ? { unrouted: "ignore" as const } : {};
  return { ok: true, value: { ...rest, ...unrouted, routes: defaultRoutes(sharedChannels(rest)) } };
}

/** Channels that reach nobody in particular. */
function sharedChannels({ channels, people }: Pick<CompletePolicy, "channels" | "people">): readonly string[] {
  const contacts = new Set(Object.values(people).flatMap((person) => person.contacts));
  return Object.keys(channels).filter((name) => !contacts.has(name));
}

/** All reasons to refuse a policy. The meaning of a part is checked even if another part is ill-formed. */
export function problemsOfPolicy(value: unknown): readonly Refusal[] {
  // Valibot takes a list for an object without keys, and so for an empty policy.
  if (Array.isArray(value)) return [refused("", "expected Object, got an array").refusal];
  return [
    ...refusalsOf(policySchema, value ?? {}),
    ...places.flatMap((place) =>
      matchesIn(value, place).flatMap(({ path, match }) => problemsOfMatch(match, place, path)),
    ),
    ...problemsOfGroups(value),
    ...keptNames(value),
    ...danglingNames(value),
    ...unclearNames(value),
    ...problemsOfChannels(value),
    ...problemsOfDigest(value),
    ...unrouted(value),
  ];
}

/** A policy with routes must say what happens to alerts that none of them matches: nobody would notice an alert of which nobody hears. */
function unrouted(value: unknown): readonly Refusal[] {
  if (!isObject(value)) return [];
  const { routes, fallback, unrouted } = value;
  if (fallback !== undefined && unrouted !== undefined)
    return [
      { path: "unrouted", problem: "cannot stand beside fallback, which hears of what no route takes: take one away" },
    ];
  if (!Array.isArray(routes) || fallback !== undefined || unrouted !== undefined) return [];
  const problem =
    'leave open who hears of an alert that is HIGH or CRITICAL and that none of them takes: write "fallback: <channel>", or "unrouted: ignore" where nobody is to';
  return [{ path: "routes", problem }];
}

/** What runs untouched. */
export const defaultPolicy: Policy = definitely(parsePolicy({}));

function definitely(parsed: Parsed<Policy>): Policy {
  if (!parsed.ok)
    throw new Error(`the default policy does not parse at ${parsed.refusal.path}: ${parsed.refusal.problem}`);
  return parsed.value;
}
