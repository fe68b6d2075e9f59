/**
 * The fields that a `match` can use. They come from the type of an alert's view, the attributes from the declarations of the conditions: a
 * new field of the view does not compile until it is described here.
 */
import * as v from "valibot";
import { actorKinds } from "../../alert/actor.ts";
import { type ConditionName, conditions, isDrill } from "../../alert/condition.ts";
import { type AttributeKind, observables } from "../../alert/observable.ts";
import { becauses } from "../../alert/observation.ts";
import { severities } from "../../alert/severity.ts";
import { type EvaluatedView, endings, type Status, statuses } from "../../alert/view.ts";
import { isPartition } from "../../event/arn.ts";
import { accountField, regionField } from "../../event/event.ts";
import { type Instant, parseInstant } from "../../event/instant.ts";

/** Text with a format: no alert has a value in another format. */
export interface Form {
  readonly expected: string;
  readonly isOne: (text: string) => boolean;
  /** All that can stand in it. */
  readonly characters: RegExp;
}

export type Kind = AttributeKind | Form;

export interface Field {
  readonly kind: Kind;
  readonly isOptional: boolean;
}

/** Fields within a field; if the group is missing, all of them are. */
export interface Group {
  readonly below: Fields;
  readonly isOptional: boolean;
}

export type Fields = Readonly<Record<string, Field | Group>>;

/** Stands for every name that a group does not list, with or without dots: whoever sets tags names them. */
export const ANY_NAME = "*";

type KindFor<T> = [T] extends [number]
  ? "number"
  : [T] extends [boolean]
    ? readonly T[]
    : [T] extends [Instant]
      ? Form
      : string extends T
        ? "text" | Form
        : readonly T[];
type ElementOf<T> = T extends readonly (infer E)[] ? E : T;
type IsOptional<T> = undefined extends T ? true : false;
type EntryFor<T, E = ElementOf<NonNullable<T>>> = [E] extends [string | number | boolean]
  ? { readonly kind: KindFor<E>; readonly isOptional: IsOptional<T> }
  : {
      readonly below: string extends keyof E ? Readonly<Record<typeof ANY_NAME, Field>> : FieldsFor<E>;
      readonly isOptional: IsOptional<T>;
    };
type FieldsFor<T> = { readonly [F in keyof T]-?: EntryFor<T[F]> };

function isConditionName(name: string): name is ConditionName {
  return Object.hasOwn(conditions, name);
}

/** Those that a rule can take: no rule takes a drill. */
export const conditionNames: readonly ConditionName[] = Object.keys(conditions)
  .filter(isConditionName)
  .filter((condition) => !isDrill({ condition }));

const unresolved = ["OPEN", "ACKNOWLEDGED", "SUPPRESSED"] as const satisfies readonly Status[];

const alertId: Form = {
  expected: "the id of an alert, 32 hexadecimal digits",
  isOne: (text) => /^[0-9a-f]{32}$/.test(text),
  characters: /^[0-9a-f]*$/,
};
const account: Form = {
  expected: "an account id of 12 digits",
  isOne: (text) => v.is(accountField, text),
  characters: /^\d{0,12}$/,
};
const region: Form = {
  expected: "a region such as eu-west-1",
  isOne: (text) => v.is(regionField, text),
  characters: /^[a-z0-9-]*$/,
};
const partition: Form = { expected: "a partition such as aws", isOne: isPartition, characters: /^[a-z-]*$/ };
export const instant: Form = {
  expected: "an instant in UTC with milliseconds, such as 2026-12-31T00:00:00.000Z",
  isOne: (text) => parseInstant(text) === text,
  characters: /^[\dTZ:.-]*$/,
};

export function always<K extends Kind>(kind: K) {
  return { kind, isOptional: false } as const;
}

export function sometimes<K extends Kind>(kind: K) {
  return { kind, isOptional: true } as const;
}

export function group<F extends Fields>(below: F) {
  return { below, isOptional: true } as const;
}

function wholeGroup<F extends Fields>(below: F) {
  return { below, isOptional: false } as const;
}

/** All fields except the attributes, with all their possible values. */
const fields = {
  id: always(alertId),
  condition: always(conditionNames),
  status: always(statuses),
  severity: always(severities),
  partition: always(partition),
  account: always(account),
  region: always(region),
  resource: always("text"),
  title: always("text"),
  summary: always("text"),
  remedy: always("text"),
  link: sometimes("text"),
  deadline: sometimes(instant),
  stepDays: sometimes("number"),
  firstSeenAt: sometimes(instant),
  lastSeenAt: sometimes(instant),
  count: sometimes("number"),
  reporters: always("text"),
  ambiguous: sometimes([true]),
  ended: sometimes(endings),
  because: sometimes(becauses),
  unconfirmed: group({ since: always(instant), why: always("text") }),
  actor: group({
    kind: always(actorKinds),
    name: always("text"),
    session: sometimes("text"),
    account: sometimes(account),
    isForeign: sometimes([true]),
    sourceAddress: sometimes("text"),
    call: always("text"),
    at: always(instant),
    recordId: sometimes("text"),
    routine: sometimes("text"),
  }),
  affected: group({ resources: always("text"), count: always("number") }),
  decided: group({ by: always("text"), at: always(instant), why: always("text"), until: sometimes(instant) }),
  directory: wholeGroup({
    name: sometimes("text"),
    ou: sometimes("text"),
    environment: always("text"),
    contact: sometimes("text"),
    tags: wholeGroup({ [ANY_NAME]: sometimes("text") }),
  }),
  owner: always("text"),
  ownedBy: always("text"),
} as const satisfies FieldsFor<Omit<EvaluatedView, "attributes">>;

/** The lists of a policy whose rules have a match: each can use other fields. */
export const places = ["owners", "severity", "ladders", "urgency", "runbooks", "routes", "silences"] as const;
export type PolicyPlace = (typeof places)[number];
/** The place of a match: in one of these lists, or in a command that selects among all alerts, including those that have ended. */
export type Place = PolicyPlace | "any-alert";

/** Fields that change when an alert gets worse, is seen again or ends: the texts are then those of the reporter that said so. */
const passing = [
  ...[
    "status",
    "severity",
    "deadline",
    "stepDays",
    "ambiguous",
    "unconfirmed",
    "ended",
    "because",
    "lastSeenAt",
    "count",
  ],
  ...["title", "summary", "remedy", "link", "reporters", "actor", "affected", "decided"],
];

/** For every match, an alert that has ended counts as what it was while it was open. */
const ending = ["ended", "because"];

/** Fields that exist, but not in this place. */
const unseen: Readonly<Record<Place, readonly string[]>> = {
  owners: [...passing, "owner", "ownedBy"],
  severity: ending,
  ladders: [...ending, "stepDays"],
  urgency: ending,
  runbooks: ending,
  routes: ending,
  silences: ending,
  "any-alert": [],
};

/** Why a match cannot name a field in this place. */
export function reasonUnseen(field: string, place: Place): string | undefined {
  if (field === "kind" || field === "reason")
    return "is not a field of an alert: a match sees how an alert stands, which status says, and channels are told of its changes without being asked for each. Take it away, or write status";
  if (!unseen[place].includes(field)) return undefined;
  if (field === "owner" || field === "ownedBy") return "is what owner rules decide";
  if (place === "owners")
    return "changes while the owner must stay the same: name what the alert has from beginning to end";
  return field === "stepDays"
    ? "is not yet known when ladders are applied"
    : "is known only of what has ended, and a policy is asked of what is open";
}

/** All fields that a match can name in this place, apart from attributes. */
export function fieldsAt(place: Place): Fields {
  const status = always<readonly Status[]>(place === "any-alert" ? statuses : unresolved);
  return without({ ...fields, status }, unseen[place]);
}

/** The attributes of several conditions together, with all their kinds. */
export function attributesOf(names: readonly ConditionName[]): ReadonlyMap<string, readonly Kind[]> {
  const attributes = new Map<string, Kind[]>();
  for (const condition of names) {
    for (const [name, kind] of Object.entries(observables[condition].attributes)) {
      const kinds = attributes.get(name) ?? [];
      if (!kinds.includes(kind)) attributes.set(name, [...kinds, kind]);
    }
  }
  return attributes;
}

export function without(all: Fields, names: readonly string[]): Fields {
  return Object.fromEntries(Object.entries(all).filter(([name]) => !names.includes(name)));
}

/** The field at a path; nothing if there is none. */
export function fieldIn(all: Fields, segments: readonly string[]): Field | Group | undefined {
  const [first = "", ...rest] = segments;
  if (!Object.hasOwn(all, first)) return all[ANY_NAME];
  const found = all[first];
  if (found === undefined || rest.length === 0) return found;
  const below = "below" in found ? fieldIn(found.below, rest) : undefined;
  return below && { ...below, isOptional: found.isOptional || below.isOptional };
}
