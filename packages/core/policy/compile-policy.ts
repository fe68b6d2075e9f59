/** Turns a policy as it is written into one that can be used: with compiled patterns and resolved names. */
import type { Severity } from "../alert/severity.ts";
import { compilePattern, type Matcher } from "../pattern/pattern.ts";
import { type DigestEdition, type DigestPolicy, defaultSlaDays, editionKinds } from "./digest.ts";
import { isInDryRun } from "./dry-run.ts";
import type { Policy, RecurringSilence, Route } from "./policy.ts";
import { type Layer, NOBODY, type Schedule } from "./schedule.ts";
import type { WrittenDigest } from "./schema/digest-schema.ts";
import type { WrittenPolicy } from "./schema/policy-schema.ts";
import type { WrittenLayer } from "./schema/schedules-schema.ts";

/** A complete policy as plain JSON, which is what is stored. Reading it gives the same again. */
export type CompletePolicy = Omit<WrittenPolicy, "routes"> & { readonly routes: NonNullable<WrittenPolicy["routes"]> };

/**
 * Compiles an accepted policy with the version from the store: 0 if it is not from the store.
 * @throws PatternError, RangeError for one that is refused.
 */
export function compilePolicy(written: CompletePolicy, version: number): Policy {
  const { owners, fallbackOwner, severity, ladders, urgency, runbooks = [], accessPortal, routes, silences } = written;
  const { timezone, fallback, channels, people, schedules, digest, heartbeat, approvals, retention } = written;
  return {
    version,
    timezone,
    ownerRules: owners.map(compiled),
    fallbackOwner,
    severityRules: inForce(severity).map(compiled),
    ladderRules: ladders.map((rule) => {
      const { steps, ...rest } = compiled(rule);
      return { ...rest, ladder: steps.toSorted((a, b) => b.days - a.days) };
    }),
    urgencyRules: urgency.map(compiled),
    runbookRules: runbooks.map(compiled),
    accessPortal,
    routes: inForce(routes).map((route) => compiledRoute(route, written)),
    tried: {
      severityRules: severity.filter(isInDryRun).map(compiled),
      routes: routes.filter(isInDryRun).map((route) => compiledRoute(route, written)),
    },
    dryRuns: [],
    fallback,
    silences: silences.map((silence) => compiledSilence(silence, timezone)),
    schedules: schedules.map((schedule) => compiledSchedule(schedule, timezone)),
    people,
    quietDays: quietDaysIn(written),
    overrides: [],
    channels,
    digest: compiledDigest(digest, timezone),
    heartbeat,
    suppressionApproval: approvals && {
      severities: approvals.suppress.severity ?? [],
      beyondDays: approvals.suppress.beyondDays,
    },
    retention,
  };
}

function inForce<R extends Parameters<typeof isInDryRun>[0]>(rules: readonly R[]): readonly R[] {
  return rules.filter((rule) => !isInDryRun(rule));
}

function compiled<R extends { readonly match: object }>({
  match,
  ...rest
}: R): Omit<R, "match"> & { readonly matches: Matcher } {
  return { ...rest, matches: compilePattern(match) };
}

function compiledRoute(written: CompletePolicy["routes"][number], { escalations }: CompletePolicy): Route {
  const { escalation, ...route } = compiled(written);
  if (escalation === undefined) return { ...route, steps: [] };
  const found = escalations.find(({ name }) => name === escalation);
  if (found === undefined) throw new RangeError(`the policy has no escalation ${JSON.stringify(escalation)}`);
  return { ...route, escalation, steps: found.steps };
}

type WrittenSilence = CompletePolicy["silences"][number];

function compiledSilence(written: WrittenSilence, ofPolicy: string): RecurringSilence {
  const { name, matches, days, from, to, timezone = ofPolicy } = compiled(written);
  return { name, matches, upTo: reachOf(written), days, from, to, timezone };
}

function quietDaysIn({ channels, schedules }: CompletePolicy): Policy["quietDays"] {
  const destinations = [...Object.entries(channels), ...schedules.map((one) => [one.name, one] as const)];
  return new Map(destinations.flatMap(([name, { quietDays }]) => (quietDays === undefined ? [] : [[name, quietDays]])));
}

function compiledDigest(written: WrittenDigest | undefined, ofPolicy: string): DigestPolicy {
  const { slaDays = defaultSlaDays, channels = [], timezone = ofPolicy, editions = [] } = written ?? {};
  return {
    ...{ slaDays, channels, timezone },
    editions: editions.map((edition) => ({
      ...editionOf(edition),
      channels: edition.channels,
      timezone: edition.timezone ?? timezone,
    })),
  };
}

function editionOf(edition: WrittenDigest["editions"][number]): Pick<DigestEdition, "kind" | "name"> {
  for (const kind of editionKinds) {
    const name = edition[kind];
    if (name !== undefined) return { kind, name };
  }
  throw new RangeError("an edition does not say of whom it is");
}

type WrittenSchedule = CompletePolicy["schedules"][number];

function compiledSchedule({ name, timezone, layers }: WrittenSchedule, ofPolicy: string): Schedule {
  return { name, timezone: timezone ?? ofPolicy, layers: layers.map(compiledLayer) };
}

function compiledLayer(written: WrittenLayer): Layer {
  if (written.calendar !== undefined) {
    if (written.snapshot === undefined) throw new RangeError("a layer has a calendar that was not read");
    return { shifts: written.snapshot.shifts };
  }
  const { people, turnHours, turnDays, turnWeeks, calendar: _, ...layer } = written;
  const lengths = [
    { unit: "hours", number: turnHours },
    { unit: "days", number: turnDays },
    { unit: "weeks", number: turnWeeks },
  ] as const;
  const [each] = lengths.flatMap(({ unit, number }) => (number === undefined ? [] : [{ unit, number }]));
  if (each === undefined) throw new RangeError("a layer does not say how long its turns last");
  return { ...layer, each, people: people.map((name) => (name === NOBODY ? undefined : name)) };
}

/** The highest severity that a silence mutes. */
export function reachOf({ upTo = "HIGH", evenIfWorse }: Pick<WrittenSilence, "upTo" | "evenIfWorse">): Severity {
  return evenIfWorse ? "CRITICAL" : upTo;
}
