/** The outcome of each effect that a call can have, as its record shows it. */
import type { Severity } from "@tocsin/core/alert/severity";
import { accountField } from "@tocsin/core/event/event";
import { isObject } from "@tocsin/core/text/json";
import { isPlain } from "@tocsin/core/text/text";
import * as v from "valibot";
import { hadEffect } from "../cloudtrail.ts";
import {
  type Effect,
  type Fields,
  itemsAt,
  type Place,
  type Protection,
  type Service,
  type Turn,
  valueAt,
} from "./effect.ts";
import type { CallEvent } from "./schema.ts";

/** The longest name in an identity; the longest names that services give are those of Security Hub's products. */
const NAME_LIMIT = 300;

export interface Call {
  readonly event: CallEvent;
  readonly service: Service;
  readonly account: string;
  readonly parameters: Fields;
  readonly answer: Fields;
  readonly omitted: "parameters" | "answer" | undefined;
  readonly isFailed: boolean;
}

export function callOf(event: CallEvent, service: Service): Call {
  const { recipientAccountId, requestParameters, responseElements } = event.detail;
  return {
    event,
    service,
    account: recipientAccountId ?? event.account,
    parameters: isObject(requestParameters) ? requestParameters : {},
    answer: isObject(responseElements) ? responseElements : {},
    omitted: isOmitted(requestParameters) ? "parameters" : isOmitted(responseElements) ? "answer" : undefined,
    isFailed: !hadEffect("no-error-code", event.detail),
  };
}

/**
 * In the place of parameters or of an answer that are too large, CloudTrail writes `{ "reason": "requestParameters too large", "omitted":
 * true, "originalSize": 149893 }`. `omitted` was seen as a boolean and as a text.
 */
function isOmitted(value: unknown): boolean {
  return isObject(value) && (value.omitted === true || value.omitted === "true");
}

export interface Change {
  readonly kind: "changed";
  readonly name: string;
  readonly account: string;
  readonly turn: Turn;
  readonly effect: Effect;
  readonly protection: Protection;
}

/** `undone`: the call failed for the item. `unread`: the record does not say what was switched off, if anything was. */
type Outcome = Change | { readonly kind: "undone" } | Unread;

export interface Unread {
  readonly kind: "unread";
  readonly severity: Severity;
}

export function outcomesOf(call: Call, effect: Effect): readonly Outcome[] {
  const { parameters, answer } = call;
  const protection = call.service.protections[effect.protection];
  if (protection === undefined) return [];
  if (isSilent(call, effect)) return inDoubt(protection, effect.turn);
  const items = effect.each === undefined ? [parameters] : itemsAt(parameters, effect.each);
  return items.flatMap((item) => outcomesAt(call, effect, protection, { item, parameters, answer }));
}

/** Whether the record lacks all values on which the effect depends. */
function isSilent({ event, omitted }: Call, { turn, each, name, accounts, bare }: Effect): boolean {
  if (typeof turn === "string" && each === undefined && name === undefined && accounts === undefined) return false;
  const { requestParameters = null } = event.detail;
  return omitted === "parameters" || (requestParameters === null && bare === undefined);
}

function outcomesAt(call: Call, effect: Effect, protection: Protection, place: Place): readonly Outcome[] {
  const turn = turnOf(call, effect, place);
  if (turn === undefined || effect.when?.(place) === false) return [];
  // Whether the call failed for the item is unknown, and in doubt the protection is off.
  if (turn !== "off" && effect.undone !== undefined && call.omitted === "answer") return [];
  const undone = undoneIn(place, effect);
  if (undone.has(idOf(place.item, effect))) return [{ kind: "undone" }];
  const name = effect.name === undefined ? "" : effect.name(place);
  const accounts = effect.accounts?.(place) ?? [call.account];
  if (!isName(effect, name) || accounts.length === 0) return inDoubt(protection, turn);
  return accounts.flatMap((account): readonly Outcome[] => {
    if (undone.has(account)) return [{ kind: "undone" }];
    if (!v.is(accountField, account)) return inDoubt(protection, turn);
    return [{ kind: "changed", name, account, turn, effect, protection }];
  });
}

function inDoubt({ severity }: Protection, turn: Effect["turn"]): readonly Unread[] {
  return turn === "off" || typeof turn === "function" ? [{ kind: "unread", severity }] : [];
}

function turnOf({ isFailed }: Call, { turn }: Effect, place: Place): Turn | undefined {
  const intended = typeof turn === "function" ? turn(place) : turn;
  // The effect of a failed call is in doubt, and in doubt the protection is off.
  return isFailed && intended !== undefined ? "off" : intended;
}

/** A membership call succeeds even if it fails for some of the accounts that it names. */
function undoneIn({ answer }: Place, { undone }: Effect): ReadonlySet<unknown> {
  return new Set(undone && itemsAt(answer, `${undone[0]}.${undone[1]}`));
}

function idOf(item: unknown, { undone }: Effect): unknown {
  return undone && isObject(item) ? valueAt(item, undone[1]) : item;
}

function isName(effect: Effect, name: unknown): name is string {
  if (effect.name === undefined) return true;
  return typeof name === "string" && name.length <= NAME_LIMIT && isPlain(name);
}
