/** Channels and escalations that have no effect. */
import type { ChannelConfig } from "../channels/declared-channels.ts";
import type { CompletePolicy } from "../compile-policy.ts";
import { isInDryRun } from "../dry-run.ts";
import { scheduledIn } from "../schedule.ts";
import { peopleOfLayer } from "../schema/schedules-schema.ts";
import type { Warning } from "./policy-warnings.ts";

export function uselessParts(policy: CompletePolicy): readonly Warning[] {
  return [
    ...unusedChannels(policy),
    ...unusedSchedules(policy),
    ...unusedPeople(policy),
    ...buttonsOfNobody(policy),
    ...incidentsOfPeople(policy),
    ...contactsOfNobody(policy),
    ...contactsToldTwice(policy),
    ...unusedEscalations(policy),
    ...unaskedEscalations(policy),
    ...lateSteps(policy),
  ];
}

function unusedChannels(policy: CompletePolicy): readonly Warning[] {
  const { routes, fallback, channels, people } = policy;
  const defined = Object.keys(channels);
  if (defined.length === 0) return [{ path: "channels", problem: "is empty: nobody is notified of anything" }];
  if (routes.length === 0 && fallback === undefined)
    return [{ path: "routes", problem: "is empty: nobody is notified of anything" }];
  if (routes.every(isInDryRun) && fallback === undefined)
    return [{ path: "routes", problem: "is in dry run as a whole: nobody is notified of anything" }];
  const contacts = Object.values(people).flatMap((person) => person.contacts);
  const used = new Set([...toldBy(policy), fallback, ...contacts, ...sentDigests(policy)]);
  return defined
    .filter((name) => !used.has(name))
    .map((name) => ({ path: `channels.${name}`, problem: "is named by no route, and so gets nothing" }));
}

function sentDigests({ digest }: CompletePolicy): readonly string[] {
  return [digest, ...(digest?.editions ?? [])].flatMap((edition) => edition?.channels ?? []);
}

/** The destinations that routes name, and the escalations that they use. */
function toldBy({ routes, escalations }: CompletePolicy): readonly string[] {
  const asked = escalations.filter(({ name }) => routes.some(({ escalation }) => escalation === name));
  return [
    ...routes.flatMap((route) => route.channels),
    ...asked.flatMap(({ steps }) => steps.flatMap((step) => step.channels)),
  ];
}

function unusedSchedules(policy: CompletePolicy): readonly Warning[] {
  const told = toldBy(policy);
  return policy.schedules.flatMap(({ name }, i) =>
    told.some((destination) => isOf(destination, name))
      ? []
      : [{ path: `schedules[${i}]`, problem: "is named by no route, and so rings nobody" }],
  );
}

function isOf(destination: string, name: string): boolean {
  return scheduledIn(destination, [{ name }]) !== undefined;
}

/** People who may press buttons need not be on call. */
function unusedPeople({ people, schedules, channels }: CompletePolicy): readonly Warning[] {
  if (Object.values(channels).some(hasButtons)) return [];
  const named = new Set(schedules.flatMap(({ layers }) => layers.flatMap(peopleOfLayer)));
  return Object.keys(people)
    .filter((name) => !named.has(name))
    .map((name) => ({ path: `people.${name}`, problem: "is in no schedule, and so is rung by an override alone" }));
}

function buttonsOfNobody({ people, channels }: CompletePolicy): readonly Warning[] {
  if (Object.keys(people).length > 0) return [];
  const problem = "are for people of the policy, which has none: name those in people who may press them";
  return Object.entries(channels).flatMap(([name, config]) =>
    hasButtons(config) ? [{ path: `channels.${name}.buttons`, problem }] : [],
  );
}

function hasButtons(config: ChannelConfig): boolean {
  return config.type === "slack" && config.buttons !== undefined;
}

/** A channel that shows a state is told of the end, but somebody else may be on call then. */
function incidentsOfPeople({ people, channels }: CompletePolicy): readonly Warning[] {
  const problem =
    "keeps an incident, which stays open when the group ends in somebody else's shift: let a route or a step name the channel";
  return Object.entries(people).flatMap(([name, { contacts }]) =>
    contacts.flatMap((contact, i) =>
      channels[contact]?.type === "pagerduty" ? [{ path: `people.${name}.contacts[${i}]`, problem }] : [],
    ),
  );
}

/** A further contact that nobody in the schedule's layers has. */
function contactsOfNobody(policy: CompletePolicy): readonly Warning[] {
  const { routes, escalations, schedules, people } = policy;
  const uses = [
    ...routes.map(({ channels }, i) => ({ path: `routes[${i}]`, channels })),
    ...escalations.flatMap(({ steps }, i) =>
      steps.map(({ channels }, j) => ({ path: `escalations[${i}].steps[${j}]`, channels })),
    ),
  ];
  return uses.flatMap(({ path, channels }) =>
    channels.flatMap((name, k) => {
      const { schedule, contact = 0 } = scheduledIn(name, schedules) ?? {};
      const inTurn = schedule?.layers.flatMap(peopleOfLayer) ?? [];
      const has = (person: string) => (people[person]?.contacts.length ?? 0) > contact;
      if (contact === 0 || inTurn.some(has)) return [];
      const problem = `asks for contact ${contact + 1}, which nobody in ${schedule?.name} has: they are told by one of those before it again`;
      return [{ path: `${path}.channels[${k}]`, problem }];
    }),
  );
}

/** Whoever is on call is told as one destination, and the channel as another. */
function contactsToldTwice({ routes, schedules, people }: CompletePolicy): readonly Warning[] {
  return routes.flatMap(({ channels }, i) => {
    const told = channels.flatMap((name) => scheduledIn(name, schedules)?.schedule ?? []);
    return channels.flatMap((channel, k) => {
      const hasIt = (person: string) => people[person]?.contacts.includes(channel) === true;
      const [twice] = told.flatMap(({ name, layers }) => {
        const person = layers.flatMap(peopleOfLayer).find(hasIt);
        return person === undefined ? [] : [{ name, person }];
      });
      if (twice === undefined) return [];
      const { name, person } = twice;
      const problem = `is a contact of ${person}, and so is told twice of one alert while ${person} is on call for ${name}, which this route tells too`;
      return [{ path: `routes[${i}].channels[${k}]`, problem }];
    });
  });
}

function unusedEscalations({ routes, escalations }: CompletePolicy): readonly Warning[] {
  return escalations.flatMap(({ name }, i) =>
    routes.some(({ escalation }) => escalation === name)
      ? []
      : [{ path: `escalations[${i}]`, problem: "is named by no route, and so never happens" }],
  );
}

function unaskedEscalations({ routes }: CompletePolicy): readonly Warning[] {
  return routes.flatMap(({ escalation, urgency }, i) =>
    escalation === undefined || urgency === undefined || urgency === "now"
      ? []
      : [
          {
            path: `routes[${i}].escalation`,
            problem: `never happens: what is urgent now is escalated, and at this route all is for the ${urgency}`,
          },
        ],
  );
}

/** A step to a channel that knows already: reminders do that. */
function lateSteps({ routes, escalations }: CompletePolicy): readonly Warning[] {
  return escalations.flatMap(({ name, steps }, i) => {
    const asking = routes.filter(({ escalation }) => escalation === name);
    const toldByAll = (channel: string) =>
      asking.length > 0 && asking.every(({ channels }) => channels.includes(channel));
    return steps.flatMap((step, j) =>
      step.channels.flatMap((channel, k) => {
        const isToldBefore = steps.slice(0, j).some(({ channels }) => channels.includes(channel));
        if (!isToldBefore && !toldByAll(channel)) return [];
        const by = isToldBefore ? "a step before it" : asking.map((route) => JSON.stringify(route.name)).join(" and ");
        const problem = `changes nothing: ${by} notifies ${channel} already, which is then reminded without a step`;
        return [{ path: `escalations[${i}].steps[${j}].channels[${k}]`, problem }];
      }),
    );
  });
}
