/**
 * The effects of calls on protection, as data: a service has protections that can be switched off or narrowed, and calls with their effects
 * on them. The readers at the end find the values in a record on which an effect depends.
 */
import type { Severity } from "@tocsin/core/alert/severity";
import { parseArn } from "@tocsin/core/event/arn";
import { isObject } from "@tocsin/core/text/json";
import type { AdministeredService } from "../administrators.ts";
import type { Evidence } from "../cloudtrail.ts";

/** The services that protect an account's resources in the Internet. */
export type EdgeService = "waf" | "cloudfront" | "shield" | "fms" | "cloudwatch";

export interface Service {
  /** Its name in the configuration of administrators, if it has any, and in identities. */
  readonly name: Exclude<AdministeredService, "health"> | EdgeService;
  /** As people name it. */
  readonly label: string;
  /** As its ARNs name it. */
  readonly arnService: string;
  /** Its ARNs name no Region. */
  readonly isGlobal?: true;
  /** In the management console. */
  readonly consolePath: string;
  readonly protections: Readonly<Record<string, Protection>>;
  /** By the names of the calls. */
  readonly calls: Readonly<Record<string, readonly Effect[]>>;
}

/** Something that watches, as long as nobody switches it off. */
export interface Protection {
  /** As the subject of a sentence. */
  readonly subject: (which: Which) => string;
  /** How bad it is that it is off. */
  readonly severity: Severity;
  /** What follows the subject: its present state, and what was done to it unless the effect says so. */
  readonly off: Said;
  readonly on: Said;
  /** What it means that it is off. */
  readonly meaning: string;
  /** Names the call that undoes it. */
  readonly remedy: string;
  /** Its ARN, or the last part of one of the service's; if left out, or if it gives none, the account is shown. */
  readonly resource?: (which: Which, parameters: Fields) => string | undefined;
}

interface Said {
  readonly is: string;
  readonly was: string;
}

export interface Which {
  readonly account: string;
  /** Empty if an account has only one in a Region. */
  readonly name: string;
}

/** `gone`: it no longer exists, which ends the alert that it is off. */
export type Turn = "off" | "on" | "gone";

export interface Effect<P extends string = string> {
  readonly protection: P;
  /** Always the same, or by the parameters: none if they do not change it. */
  readonly turn: Turn | ((place: Place) => Turn | undefined);
  /** Whether the call has the effect; left out, it always does. */
  readonly when?: (place: Place) => boolean;
  /** The parameter that lists the affected items; left out, all parameters are about one item. */
  readonly each?: string;
  /** Which of several it is; left out if an account has only one in a Region. */
  readonly name?: (place: Place) => unknown;
  /** The affected accounts; if left out, or if it gives nothing, the record's account. */
  readonly accounts?: (place: Place) => readonly unknown[] | undefined;
  /** What was done, as `was deleted`. */
  readonly did?: string;
  /** Left out, a call that failed had no effect. `always`: one that failed may have switched it off. */
  readonly evidence?: Evidence;
  /**
   * The list in the answer of the items for which the call failed, and the field that names each. If CloudTrail left the answer out, the
   * effect ends no alert.
   */
  readonly undone?: readonly [list: string, id: string];
  /** The call may have no parameters: if they are missing, the record is still complete. */
  readonly bare?: true;
}

/** Where an effect's readers look: at one item of its list, at all parameters, and at the answer. */
export interface Place {
  readonly item: unknown;
  readonly parameters: Fields;
  readonly answer: Fields;
}

export type Fields = Readonly<Record<string, unknown>>;

/** Checks that the effects are on the service's own protections. */
export function defineService<P extends string>(
  service: Service & {
    readonly protections: Readonly<Record<P, Protection>>;
    readonly calls: Readonly<Record<string, readonly Effect<NoInfer<P>>[]>>;
  },
): Service {
  return service;
}

/**
 * A field by its name in the API, as `filterArn`. CloudTrail writes most of them with a small first letter, and those of Security Hub as
 * its API does. https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-ct.html
 */
function fieldOf(value: unknown, name: string): unknown {
  return isObject(value) ? (value[name] ?? value[name.charAt(0).toUpperCase() + name.slice(1)]) : undefined;
}

/** The value at a path such as `dataSources.s3Logs.enable`. */
export function valueAt(value: unknown, path: string): unknown {
  return path.split(".").reduce(fieldOf, value);
}

/** The items of the list at a path, across the lists on its way: `features.additionalConfiguration`. */
export function itemsAt(value: unknown, path: string): readonly unknown[] {
  return path
    .split(".")
    .reduce<readonly unknown[]>((items, name) => items.flatMap((item) => fieldOf(item, name) ?? []), [value]);
}

/** Off where the flag is false, on where it is true. */
export const flag = (path: string) => (place: Place) => turnByFlag(valueAt(place.item, path));

/** The other way round: for a protection that is narrowed while the flag is set. */
export const inverseFlag = (path: string) => (place: Place) => {
  const turn = flag(path)(place);
  return turn === undefined ? undefined : turn === "off" ? "on" : "off";
};

/** On if the flag is true, and never off: for a call that makes something new. */
export const onByFlag = (path: string) => (place: Place) => (flag(path)(place) === "on" ? "on" : undefined);

function turnByFlag(value: unknown): Turn | undefined {
  return value === false ? "off" : value === true ? "on" : undefined;
}

/** By one of the words that the API documents; none for another. */
export const word = (path: string, turns: Readonly<Record<string, Turn>>) => (place: Place) => {
  const value = valueAt(place.item, path);
  return typeof value === "string" && Object.hasOwn(turns, value) ? turns[value] : undefined;
};

/** The first result of several readers. */
export const either =
  <T>(...readers: readonly ((place: Place) => T | undefined)[]) =>
  (place: Place): T | undefined => {
    for (const read of readers) {
      const found = read(place);
      if (found !== undefined) return found;
    }
    return undefined;
  };

/** The text at a path of the item, which is the item itself without one. */
export const named = (path?: string) => (place: Place) => (path === undefined ? place.item : valueAt(place.item, path));

/** The text at a path of the answer: ids that a service gives. */
export const answered = (path: string) => (place: Place) => valueAt(place.answer, path);

/** The part of an ARN or a name after the first slash of the resource: the same in `subscription/x/v/1` and `standards/x/v/1`. */
export const tail = (read: (place: Place) => unknown) => (place: Place) => {
  const text = read(place);
  if (typeof text !== "string") return undefined;
  const resource = parseArn(text)?.resource ?? text;
  return resource.includes("/") ? resource.slice(resource.indexOf("/") + 1) : resource;
};

/** The last part of an ARN, or of a name. */
export const last = (read: (place: Place) => unknown) => (place: Place) => {
  const text = read(place);
  return typeof text === "string" ? text.split("/").at(-1) : undefined;
};

/** The accounts that a list of the parameters names. */
export const listed = (path: string) => (place: Place) => itemsAt(place.parameters, path);

/** The same, or the caller's own account if the call names none. */
export const listedOrOwn = (path: string) => (place: Place) => {
  const accounts = itemsAt(place.parameters, path);
  return accounts.length === 0 ? undefined : accounts;
};

/** The account that a field of the item names. */
export const one = (path: string) => (place: Place) => [valueAt(place.item, path)];

/** The account of an ARN in the parameters, if the call names its resource by one. */
export const ownerOf = (path: string) => (place: Place) => {
  const text = valueAt(place.parameters, path);
  const arn = typeof text === "string" ? parseArn(text) : undefined;
  return arn && [arn.account];
};

/** The words for most protections. */
export const switched = {
  off: { is: "is switched off", was: "was switched off" },
  on: { is: "is switched on", was: "was switched on" },
} as const;
