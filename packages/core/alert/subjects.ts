/**
 * The subjects of a reporter: several things of one kind that one alert is about, such as the images of a repository in which one
 * vulnerability is found. Each counts by itself, so that the end of one is not the end of all.
 */
import { type Instant, later } from "../event/instant.ts";
import type { ActiveStatement, Attributes, Claim } from "./observation.ts";
import { moreSevere, type Severity } from "./severity.ts";
import { laterStatement, mergeVoices, type Ordered, pick, type Voice, voiceOf } from "./voice.ts";

/** What is kept of a statement about one subject, apart from the last active statement: an item of the table must hold many. */
export interface Brief extends Ordered {
  readonly state: Claim["state"];
  readonly severity?: Severity | undefined;
}

/** The active statements about one subject, or about several that are not kept apart. */
export interface Sighting {
  /** The latest active statement: people are told it, and policies match it. */
  readonly said: ActiveStatement;
  /** The time of the last live active statement. */
  readonly activeAt?: Instant | undefined;
  /** The worst severity of any live statement. */
  readonly worst?: Severity | undefined;
}

export interface Subject extends Voice<Brief> {
  readonly sighting?: Sighting | undefined;
}

export interface Subjects {
  /** The first of them by name; which these are depends on the set of names alone. */
  readonly named: Readonly<Record<string, Subject>>;
  /**
   * What was seen in all others together. What ended is not known of them one by one, so that in doubt the condition goes on, as severe
   * as it ever was, until a person says otherwise.
   */
  readonly others?: Sighting | undefined;
}

/** The most subjects that are kept apart. With the longest texts they take most of an item. */
const SUBJECTS_LIMIT = 60;

/** None for a statement that is about no subject. */
export function subjectsOf(statement: Claim): Subjects | undefined {
  const { subject, at, sentAt, eventId, state, replayed, baseline, since } = statement;
  if (subject === undefined) return undefined;
  const severity = statement.state === "active" ? statement.severity : undefined;
  const brief: Brief = { at, sentAt, eventId, state, replayed, baseline, severity };
  const sighting = statement.state === "active" ? sightingOf(statement) : undefined;
  return { named: { [subject]: { ...voiceOf(brief, since), sighting } } };
}

function sightingOf(statement: ActiveStatement): Sighting {
  const said = { ...statement, attributes: boundedAttributes(statement.attributes) };
  return statement.replayed ? { said } : { said, activeAt: statement.at, worst: statement.severity };
}

/** The most characters for the attributes of one subject. A real image uses a fraction of them. */
const ATTRIBUTES_LIMIT = 2000;

/** The short ones are kept whole before any of the long ones. */
function boundedAttributes(attributes: Attributes): Attributes {
  const length = (value: unknown) => JSON.stringify(value).length;
  if (length(attributes) <= ATTRIBUTES_LIMIT) return attributes;
  let left = ATTRIBUTES_LIMIT;
  const kept: Record<string, Attributes[string]> = {};
  for (const [name, value] of Object.entries(attributes).sort(([, a], [, b]) => length(a) - length(b))) {
    const values = typeof value === "object" ? value : [value];
    left -= length(name) + 4;
    const fitting = values.filter((one) => {
      left -= length(one) + 1;
      return left >= 0;
    });
    if (fitting.length > 0) kept[name] = typeof value === "object" ? fitting : value;
  }
  return kept;
}

/** Gives `a` itself where `b` adds nothing. */
export function mergeSubjects(a: Subjects | undefined, b: Subjects | undefined): Subjects | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  const joined = joinedNames(a.named, b.named);
  const { named, displaced } = bounded(joined);
  const others = pick(mergeSightings, pick(mergeSightings, a.others, b.others), displaced);
  return named === a.named && others === a.others ? a : { named, others };
}

/** Gives `a` itself where `b` adds nothing. */
function mergeSightings(a: Sighting, b: Sighting): Sighting {
  const said = laterStatement(a.said, b.said);
  const activeAt = pick(later, a.activeAt, b.activeAt);
  const worst = pick(moreSevere, a.worst, b.worst);
  return said === a.said && activeAt === a.activeAt && worst === a.worst ? a : { said, activeAt, worst };
}

type Named = Subjects["named"];

function joinedNames(a: Named, b: Named): Named {
  let joined = a;
  for (const name in b) {
    const theirs = b[name];
    const mine = joined[name];
    if (theirs === undefined) continue;
    const subject = mine === undefined ? theirs : mergeSubject(mine, theirs);
    if (subject !== mine) joined = { ...joined, [name]: subject };
  }
  return joined;
}

function mergeSubject(a: Subject, b: Subject): Subject {
  const { sighting: mine, ...ours } = a;
  const { sighting: theirs, ...others } = b;
  const voice = mergeVoices<Brief>(ours, others);
  const sighting = pick(mergeSightings, mine, theirs);
  return voice === ours && sighting === mine ? a : { ...voice, sighting };
}

function bounded(named: Named): { readonly named: Named; readonly displaced?: Sighting | undefined } {
  const names = Object.keys(named);
  if (names.length <= SUBJECTS_LIMIT) return { named };
  const kept: Record<string, Subject> = {};
  let displaced: Sighting | undefined;
  for (const [i, name] of names.sort().entries()) {
    const subject = named[name];
    if (subject === undefined) continue;
    if (i < SUBJECTS_LIMIT) kept[name] = subject;
    else displaced = pick(mergeSightings, displaced, subject.sighting);
  }
  return { named: kept, displaced };
}
