/** Whom the policy tells of an alert, in words: what `explain` and `alerts show` print. */
import type { Target } from "@tocsin/oncall/group";
import type { Why, WhyRoute } from "@tocsin/oncall/target/why";
import { amountOf } from "../output/terminal.ts";

/** A line each destination; where there is none, why; and what goes to the digest alone though others hear of it at once. */
export function whyTexts({ routes, targets, nobody }: Why): readonly string[] {
  if (nobody !== undefined) return [`told: nobody: ${nobodyText(nobody, routes)}`];
  return targets.map((target) => {
    const route = routes.find(({ route: name }) => name === target.route);
    const by = route === undefined ? "" : becauseText(route);
    return `told: ${target.destination}, ${whenText(target)}${by}; by route ${named(target.route)}; ${groupText(target.grouping)}`;
  });
}

/** Why nobody is told, with the routes that leave it to the digest. */
export function nobodyText(nobody: string, routes: readonly WhyRoute[]): string {
  return `${nobody}${routes.map((route) => `; by route ${named(route.route)}${becauseText(route)}`).join("")}`;
}

/** Why it is so urgent, where the route itself does not say it. */
function becauseText({ route, because }: WhyRoute): string {
  return because === `route ${route}` ? "" : `, by ${because}`;
}

function named(route: string): string {
  return JSON.stringify(route);
}

function whenText({ urgency, waitSeconds, isStep }: Target): string {
  const when = urgency === "now" ? "now" : "in the morning";
  if (isStep) return `${when}, if nobody has acknowledged it for ${lengthText(waitSeconds)}`;
  return waitSeconds === 0 || urgency === "morning" ? when : `${when}, within ${lengthText(waitSeconds)}`;
}

function lengthText(seconds: number): string {
  return seconds % 60 === 0 ? amountOf(seconds / 60, "minute") : amountOf(seconds, "second");
}

function groupText(grouping: Target["grouping"]): string {
  if ("alert" in grouping) return "by itself";
  if (Object.keys(grouping).length === 0) return "with all other alerts for its morning list";
  return `with alerts that have the same ${Object.entries(grouping)
    .map(([name, value]) => `${name} (${value === "" ? "none" : value})`)
    .join(", ")}`;
}
