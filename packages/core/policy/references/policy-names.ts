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

/** Names of channels and escalations that there are none of, and escalations that share a name. */
export function danglingNames(value: unknown): readonly Refusal[] {
  const escalations = itemsOf(value, "escalations").flatMap((one) =>
    isObject(one) && typeof one.name === "string" ? [one.name] : [],
  );
  const unknown = [
    ...channelNamesIn(value).flatMap((use) => problemOfUse(use, "channel", channelsOf(value))),
    ...itemsOf(value, "routes").flatMap((route, i) =>
      isObject(route) && route.escalation !== undefined
        ? problemOfUse({ path: `routes[${i}].escalation`, name: route.escalation }, "escalation", escalations)
        : [],
    ),
  ];
  const shared = escalations.flatMap((name, i) =>
    escalations.indexOf(name) < i
      ? [{ path: `escalations[${i}].name`, problem: "is the name of an escalation before it" }]
      : [],
  );
  return [...unknown, ...shared];
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
