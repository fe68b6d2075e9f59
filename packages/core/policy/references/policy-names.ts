/** The names with which parts of a policy refer to each other: each must exist, and only once. */
import { isObject } from "../../text/json.ts";
import type { Refusal } from "../../text/parse.ts";
import { suggestion } from "../../text/suggestion.ts";
import { NOBODY, scheduledIn } from "../schedule.ts";
import { digestChannelsIn } from "./digest-editions.ts";
import { itemsOf } from "./written-parts.ts";

/** Every object has these keys already, so they cannot name a channel or a person. */
const KEPT_NAMES = ["__proto__", "prototype", "constructor"];

export function keptNames(value: unknown): readonly Refusal[] {
  return [...keptNamesIn(value, "channels", KEPT_NAMES), ...keptNamesIn(value, "people", [...KEPT_NAMES, NOBODY])];
}

function keptNamesIn(value: unknown, part: string, names: readonly string[]): readonly Refusal[] {
  const named = isObject(value) ? value[part] : undefined;
  const what = part === "people" ? "person" : "channel";
  return names
    .filter((name) => isObject(named) && Object.hasOwn(named, name))
    .map((name) => ({ path: `${part}.${name}`, problem: `cannot be the name of a ${what}` }));
}

/** The name under which an alert is told that no route matches, as if it were one of the routes. */
export const FALLBACK_ROUTE = "fallback";
/** What a drill is told by. */
export const DRILL_ROUTE = "drill";

const builtInRoutes: Readonly<Record<string, string>> = {
  [FALLBACK_ROUTE]: "the fallback is told",
  [DRILL_ROUTE]: "drills are told",
};

/** Routes and escalations that share a name, or have a built-in one: pages name the route, and what was told is stored under it. */
export function unclearNames(value: unknown): readonly Refusal[] {
  const builtIn = namedIn(value, "routes").flatMap(({ name, path }) => {
    const use = Object.hasOwn(builtInRoutes, name) ? builtInRoutes[name] : undefined;
    return use ? [{ path, problem: `is the name of what is built in, by which ${use}: take another` }] : [];
  });
  return [
    ...builtIn,
    ...shared(value, "routes", "a route"),
    ...shared(value, "escalations", "an escalation"),
    ...shared(value, "schedules", "a schedule"),
    ...channelsLikeSchedules(value),
  ];
}

/** A route calls both by their names. */
function channelsLikeSchedules(value: unknown): readonly Refusal[] {
  const schedules = namedIn(value, "schedules");
  return channelsOf(value).flatMap((name) => {
    const meant = scheduledIn(name, schedules)?.schedule.name;
    if (meant === undefined) return [];
    const problem = `would be told in place of the schedule ${JSON.stringify(meant)}: take another name`;
    return [{ path: `channels.${name}`, problem }];
  });
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

/** Names of channels, schedules, people and escalations that do not exist. */
export function danglingNames(value: unknown): readonly Refusal[] {
  const escalations = namedIn(value, "escalations").map(({ name }) => name);
  const schedules = namedIn(value, "schedules");
  const channels = channelsOf(value);
  const people = peopleOf(value);
  return [
    ...destinationNamesIn(value).flatMap((use) => problemOfDestination(use, { channels, schedules, people })),
    ...problemOfFallback(value, channels, schedules),
    ...digestChannelsIn(value).flatMap((use) => problemOfUse(use, "channel", channels)),
    ...contactsIn(value).flatMap((use) => problemOfUse(use, "channel", channels)),
    ...peopleNamedIn(value).flatMap((use) => problemOfUse(use, "person", [...people, NOBODY])),
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

interface Known {
  readonly channels: readonly string[];
  readonly schedules: readonly Named[];
  readonly people: readonly string[];
}

function problemOfDestination(use: Use, { channels, schedules, people }: Known): readonly Refusal[] {
  const { name } = use;
  if (typeof name === "string" && scheduledIn(name, schedules) !== undefined) return [];
  if (typeof name === "string" && !channels.includes(name)) {
    const person = `names the person ${JSON.stringify(name)}: name a schedule that has them, or one of their contacts, which are channels`;
    const problem = people.includes(name) ? person : problemOfContact(name, channels, schedules);
    if (problem !== undefined) return [{ path: use.path, problem }];
  }
  return schedules.length === 0
    ? problemOfUse(use, "channel", channels)
    : problemOfUse(use, "channel or schedule", [...channels, ...schedules.map((schedule) => schedule.name)]);
}

/** What is wrong with `primary/x`, if the name before the last slash exists. */
function problemOfContact(name: string, channels: readonly string[], schedules: readonly Named[]): string | undefined {
  const of = name.slice(0, Math.max(name.lastIndexOf("/"), 0));
  const known = `names ${JSON.stringify(name)}, and /2 to /9 name a further contact of`;
  if (schedules.some((schedule) => schedule.name === of))
    return `${known} a schedule's people: ${JSON.stringify(of)} alone names their first`;
  return channels.includes(of) ? `${known} a schedule's people: ${JSON.stringify(of)} is a channel` : undefined;
}

/** Somebody must always hear of what the fallback is told. */
function problemOfFallback(
  value: unknown,
  channels: readonly string[],
  schedules: readonly Named[],
): readonly Refusal[] {
  if (!isObject(value) || value.fallback === undefined) return [];
  const use = { path: "fallback", name: value.fallback };
  const isScheduled = typeof use.name === "string" && scheduledIn(use.name, schedules) !== undefined;
  if (!isScheduled) return problemOfUse(use, "channel", channels);
  const problem = `names the schedule ${JSON.stringify(use.name)}, by which nobody may be on call: a fallback must be a channel`;
  return [{ path: use.path, problem }];
}

function peopleOf(value: unknown): readonly string[] {
  return isObject(value) && isObject(value.people) ? Object.keys(value.people) : [];
}

function contactsIn(value: unknown): readonly Use[] {
  const people = isObject(value) && isObject(value.people) ? value.people : {};
  return Object.entries(people).flatMap(([name, person]) =>
    itemsOf(person, "contacts").map((contact, i) => ({ path: `people.${name}.contacts[${i}]`, name: contact })),
  );
}

function peopleNamedIn(value: unknown): readonly Use[] {
  return itemsOf(value, "schedules").flatMap((schedule, i) =>
    itemsOf(schedule, "layers").flatMap((layer, j) => [
      ...itemsOf(layer, "people").map((name, k) => ({ path: `schedules[${i}].layers[${j}].people[${k}]`, name })),
      ...plannedIn(layer).map((name) => ({ path: `schedules[${i}].layers[${j}].calendar`, name })),
    ]),
  );
}

/** The people in a calendar's shifts, each once. */
function plannedIn(layer: unknown): readonly unknown[] {
  const shifts = isObject(layer) ? itemsOf(layer.snapshot, "shifts") : [];
  return [...new Set(shifts.map((shift) => (isObject(shift) ? shift.person : undefined)))];
}

function destinationNamesIn(value: unknown): readonly Use[] {
  const ofSteps = itemsOf(value, "escalations").flatMap((escalation, i) =>
    itemsOf(escalation, "steps").flatMap((step, j) => listed(step, `escalations[${i}].steps[${j}]`)),
  );
  return [...itemsOf(value, "routes").flatMap((route, i) => listed(route, `routes[${i}]`)), ...ofSteps];
}

function listed(part: unknown, path: string): readonly Use[] {
  return itemsOf(part, "channels").map((name, i) => ({ path: `${path}.channels[${i}]`, name }));
}
