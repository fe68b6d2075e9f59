/**
 * Where alerts are: the fields by which an edition is chosen. Everything that a report counts is first counted by place, so each edition and
 * each row of a breakdown is a sum of places, and holds nothing that belongs to another edition.
 */
import type { ListedAlert } from "@tocsin/core/alert/view";
import { type Directory, UNKNOWN_ENVIRONMENT } from "@tocsin/core/directory/directory";
import { ownerOf, UNOWNED } from "@tocsin/core/directory/owner";
import type { Policy } from "@tocsin/core/policy/policy";
import type { Edition } from "./format.ts";

export interface Place {
  readonly account: string;
  /** Missing if the alert has no owner. */
  readonly owner?: string | undefined;
  /** The path of the organizational unit, if it is known. */
  readonly ou?: string | undefined;
}

/** The place that an alert states; for an account that the alert says nothing about, the directory's. */
export function placeOf(alert: Pick<ListedAlert, "account" | "owner" | "directory">, directory: Directory): Place {
  return {
    account: alert.account,
    owner: alert.owner === UNOWNED ? undefined : alert.owner,
    ou: alert.directory?.ou ?? directory.of(alert.account).ou,
  };
}

/** The place of an account as a whole, used for whether it was heard from. */
export function placeOfAccount(
  account: string,
  directory: Directory,
  { ownerRules, fallbackOwner }: Pick<Policy, "ownerRules" | "fallbackOwner">,
): Place {
  const entry = directory.of(account);
  const { owner } = ownerOf({ account, directory: entry }, ownerRules, entry, fallbackOwner);
  return { account, owner: owner === UNOWNED ? undefined : owner, ou: entry.ou };
}

/** Whether the place belongs to the edition. The edition of the owner `unowned` has the alerts that have no owner. */
export function isIn(edition: Edition, place: Place): boolean {
  switch (edition.kind) {
    case "organization":
      return true;
    case "owner":
      return (place.owner ?? UNOWNED) === edition.name;
    case "ou":
      return place.ou !== undefined && isAtOrBelow(place.ou, edition.name);
    case "account":
      return place.account === edition.name;
    default:
      return edition satisfies never;
  }
}

/** `/Workloads/Prod` contains the units below it, but not `/Workloads/Prod2`. */
function isAtOrBelow(path: string, unit: string): boolean {
  const above = unit.endsWith("/") ? unit : `${unit}/`;
  return path === unit || `${path}/`.startsWith(above);
}

/** Gives the same object for equal places: an account has few of them. */
export interface PlaceBook {
  of(alert: Pick<ListedAlert, "account" | "owner" | "directory">): Place;
  /** Gives the same object for equal values: many alerts share them. */
  shared(alert: SharedFacts): SharedFacts;
}

type SharedFacts = Pick<ListedAlert, "condition" | "account" | "region" | "reporters" | "owner" | "directory" | "cve">;

export function createPlaceBook(directory: Directory): PlaceBook {
  const byAccount = new Map<string, Place[]>();
  const texts = new Map<string, string>();
  const lists = new Map<string, readonly string[]>();
  const accounts = new Map<string, NonNullable<SharedFacts["directory"]>>();
  const shared = (text: string | undefined) => text && kept(texts, text, text);
  return {
    shared: ({ condition, account, region, reporters, owner, directory: known, cve }) => ({
      condition,
      account: kept(texts, account, account),
      region: kept(texts, region, region),
      owner: shared(owner),
      cve: shared(cve),
      reporters: kept(lists, JSON.stringify(reporters), reporters),
      directory: known && kept(accounts, JSON.stringify([known.name, known.environment, known.ou]), known),
    }),
    of(alert) {
      const place = placeOf(alert, directory);
      const known = byAccount.get(place.account) ?? [];
      const same = known.find(({ owner, ou }) => owner === place.owner && ou === place.ou);
      if (same !== undefined) return same;
      byAccount.set(place.account, [...known, place]);
      return place;
    },
  };
}

function kept<T>(values: Map<string, T>, key: string, value: T): T {
  const known = values.get(key);
  if (known !== undefined) return known;
  values.set(key, value);
  return value;
}

/** The account's name and unit as the alert has them, or else as the directory has them. */
export function accountOf(
  { account, directory: known }: Pick<ListedAlert, "account" | "directory">,
  directory: Directory,
) {
  const entry = directory.of(account);
  const environment = known?.environment ?? entry.environment;
  return {
    accountName: known?.name ?? entry.name,
    environment: environment === UNKNOWN_ENVIRONMENT ? undefined : environment,
  };
}
