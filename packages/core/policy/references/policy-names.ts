/** The names by which parts of a policy call one another: each must be that of something, and of one thing. */
import { isObject } from "../../text/json.ts";
import type { Refusal } from "../../text/parse.ts";
import { suggestion } from "../../text/suggestion.ts";
import { itemsOf } from "./written-parts.ts";

/** Every object has these already, so that they are no names of one channel. */
const KEPT_NAMES = ["__proto__", "prototype", "constructor"];

export function keptNames(value: unknown): readonly Refusal[] {
  const channels = isObject(value) ? value.channels : undefined;
  return KEPT_NAMES.filter((name) => isObject(channels) && Object.hasOwn(channels, name)).map((name) => ({
    path: `channels.${name}`,
    problem: "cannot be the name of a channel",
  }));
}

/** What an alert that no route takes is told by, as if it were one of the routes. */
export const FALLBACK_ROUTE = "fallback";
/** What a drill is told by. */
export const DRILL_ROUTE = "drill";

const builtInRoutes: Readonly<Record<string, string>> = {
  [FALLBACK_ROUTE]: "the fallback is told",
  [DRILL_ROUTE]: "drills are told",
};

/** Routes and escalations that share a name, or have one that is built in: people are told by which route they hear, and what they were told is kept by it. */
export function unclearNames(value: unknown): readonly Refusal[] {
  const builtIn = namedIn(value, "routes").flatMap(({ name, path }) => {
    const use = Object.hasOwn(builtInRoutes, name) ? builtInRoutes[name] : undefined;
    return use ? [{ path, problem: `is the name of what is built in, by which ${use}: take another` }] : [];
  });
  return [...builtIn, ...shared(value, "routes", "a route"), ...shared(value, "escalations", "an escalation")];
}

interface Named {
  readonly name: string;
  readonly path: string;
}

function namedIn(value: unknown, list: string): readonly Named[] {
  return itemsOf(value, list).flatMap((one, i) =>
    isObject(one) && typeof one.name === "string" ? [{ name: one.name, path: `${list}[${i}].name` }] : [],
  );
}

function shared(value: unknown, list: string, what: string): readonly Refusal[] {
  const names = new Set<string>();
  const problem = `is the name of ${what} before it`;
  return namedIn(value, list).flatMap(({ name, path }) => {
    const isShared = names.has(name);
    names.add(name);
    return isShared ? [{ path, problem }] : [];
  });
}

/** Names of channels and escalations that there are none of. */
export function danglingNames(value: unknown): readonly Refusal[] {
  const escalations = namedIn(value, "escalations").map(({ name }) => name);
  return [
    ...channelNamesIn(value).flatMap((use) => problemOfUse(use, "channel", channelsOf(value))),
    ...itemsOf(value, "routes").flatMap((route, i) =>
      isObject(route) && route.escalation !== undefined
        ? problemOfUse({ path: `routes[${i}].escalation`, name: route.escalation }, "escalation", escalations)
        : [],
    ),
  ];
}

interface Use {
  readonly path: string;
  readonly name: unknown;
}

function problemOfUse({ path, name }: Use, what: string, known: readonly string[]): readonly Refusal[] {
  if (typeof name !== "string" || known.includes(name)) return [];
  return [{ path, problem: `names ${what} ${JSON.stringify(name)}, which is not defined${suggestion(name, known)}` }];
}

/** By default there is the console alone. */
function channelsOf(value: unknown): readonly string[] {
  const channels: unknown = isObject(value) ? (value.channels ?? { console: {} }) : undefined;
  return isObject(channels) ? Object.keys(channels) : [];
}

function channelNamesIn(value: unknown): readonly Use[] {
  const fallback = isObject(value) && value.fallback !== undefined ? [{ path: "fallback", name: value.fallback }] : [];
  const ofSteps = itemsOf(value, "escalations").flatMap((escalation, i) =>
    itemsOf(escalation, "steps").flatMap((step, j) => listed(step, `escalations[${i}].steps[${j}]`)),
  );
  return [...itemsOf(value, "routes").flatMap((route, i) => listed(route, `routes[${i}]`)), ...ofSteps, ...fallback];
}

function listed(part: unknown, path: string): readonly Use[] {
  return itemsOf(part, "channels").map((name, i) => ({ path: `${path}.channels[${i}]`, name }));
}
