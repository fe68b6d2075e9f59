/**
 * The subjects of a reporter: several things of one kind that one alert is about, such as the images of a repository in which one
 * vulnerability is found. Each is heard by itself, so that the end of one is not the end of all.
 */
import { type Instant, later } from "../event/instant.ts";
import type { ActiveStatement, Claim } from "./observation.ts";
import type { Severity } from "./severity.ts";
import { laterStatement, mergeVoices, type Ordered, pick, type Voice, voiceOf } from "./voice.ts";

/** What is kept of a statement about one subject: an item of the table must hold hundreds. */
export interface Brief extends Ordered {
  readonly state: Claim["state"];
  readonly resource: string;
  readonly severity?: Severity | undefined;
}

export interface Subject extends Voice<Brief> {
  /** When it was last said, live, that the condition is there. */
  readonly activeAt?: Instant | undefined;
}

export interface Subjects {
  /** The first of them by name; which these are depends on the set of names alone. */
  readonly named: Readonly<Record<string, Subject>>;
  /**
   * When one of the others was last active. What ended is not known of them one by one, so that in doubt the condition goes on until a
   * person says otherwise.
   */
  readonly othersAt?: Instant | undefined;
  /** The latest statement that saw the condition in any of them. */
  readonly seen?: ActiveStatement | undefined;
}

/** As many as are kept apart. With the longest names they take half of an item. */
const SUBJECTS_LIMIT = 250;

/** None for a statement that is about no subject. */
export function subjectsOf(statement: Claim): Subjects | undefined {
  const { subject, at, sentAt, eventId, state, replayed, baseline, resource, since } = statement;
  if (subject === undefined) return undefined;
  const severity = statement.state === "active" ? statement.severity : undefined;
  const brief: Brief = { at, sentAt, eventId, state, replayed, baseline, resource, severity };
  const isSeen = statement.state === "active";
  return {
    named: { [subject]: { ...voiceOf(brief, since), activeAt: isSeen && !replayed ? at : undefined } },
    seen: isSeen ? statement : undefined,
  };
}

/** Gives `a` itself where `b` adds nothing. */
export function mergeSubjects(a: Subjects | undefined, b: Subjects | undefined): Subjects | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  const joined = joinedNames(a.named, b.named);
  const { named, displacedAt } = bounded(joined);
  const merged: Subjects = {
    named,
    othersAt: pick(later, pick(later, a.othersAt, b.othersAt), displacedAt),
    seen: pick(laterStatement<ActiveStatement>, a.seen, b.seen),
  };
  const isSame = merged.named === a.named && merged.othersAt === a.othersAt && merged.seen === a.seen;
  return isSame ? a : merged;
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
  const { activeAt: mine, ...ours } = a;
  const { activeAt: theirs, ...others } = b;
  const voice = mergeVoices<Brief>(ours, others);
  const activeAt = pick(later, mine, theirs);
  return voice === ours && activeAt === mine ? a : { ...voice, activeAt };
}

function bounded(named: Named): { readonly named: Named; readonly displacedAt?: Instant | undefined } {
  const names = Object.keys(named);
  if (names.length <= SUBJECTS_LIMIT) return { named };
  const kept: Record<string, Subject> = {};
  let displacedAt: Instant | undefined;
  for (const [i, name] of names.sort().entries()) {
    const subject = named[name];
    if (subject === undefined) continue;
    if (i < SUBJECTS_LIMIT) kept[name] = subject;
    else displacedAt = pick(later, displacedAt, subject.activeAt);
  }
  return { named: kept, displacedAt };
}
