/** Finds alerts that can wait but would only go to telephones, which are only sent what rings. */
import { declaredChannels } from "../channels/declared-channels.ts";
import type { CompletePolicy } from "../compile-policy.ts";
import { scheduledIn } from "../schedule.ts";
import { peopleOfLayer } from "../schema/schedules-schema.ts";
import type { Warning } from "./policy-warnings.ts";

export function listsForTelephones(policy: CompletePolicy): readonly Warning[] {
  const { routes, fallback, channels } = policy;
  const quiet = Object.entries(channels).flatMap(([name, { type, quietDays }]) => {
    if (quietDays === undefined || !declaredChannels[type].ringsOnly) return [];
    const problem = "says nothing: by a telephone only what rings is sent, and that is not held. Take it away";
    return [{ path: `channels.${name}.quietDays`, problem }];
  });
  const ofRoutes = routes.flatMap(({ urgency, channels }, i) => {
    if (urgency === "now" || urgency === "digest" || channels.some((name) => takesLists(name, policy))) return [];
    const problem =
      "are telephones alone, by which only what rings is sent: nobody gets what this route has for the morning. Add a channel, or a contact, that is none; or say urgency: now";
    return [{ path: `routes[${i}].channels`, problem }];
  });
  if (fallback === undefined || takesLists(fallback, policy)) return [...quiet, ...ofRoutes];
  const problem =
    "is a telephone, by which only what rings is sent: of what comes to the fallback nobody gets what is for the morning";
  return [...quiet, ...ofRoutes, { path: "fallback", problem }];
}

/** For a schedule: whether everybody in it has such a contact. */
function takesLists(destination: string, { channels, schedules, people }: CompletePolicy): boolean {
  const isTelephone = (name: string) => {
    const config = Object.hasOwn(channels, name) ? channels[name] : undefined;
    return config !== undefined && declaredChannels[config.type].ringsOnly;
  };
  const scheduled = scheduledIn(destination, schedules);
  if (scheduled === undefined) return !isTelephone(destination);
  const inTurn = scheduled.schedule.layers.flatMap(peopleOfLayer);
  return inTurn.every((name) => {
    const { contacts = [] } = Object.hasOwn(people, name) ? (people[name] ?? {}) : {};
    return contacts.length === 0 || !contacts.every(isTelephone);
  });
}
