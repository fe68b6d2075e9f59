/** A source knows one AWS service: which of its events are wanted, what they must hold, and what they say. */

import type { Ignored, Observation, Observed } from "@tocsin/core/alert/observation";
import { parseArn } from "@tocsin/core/event/arn";
import type { Event } from "@tocsin/core/event/event";
import type { Pattern } from "@tocsin/core/pattern/pattern";
import { parse, type Refusal } from "@tocsin/core/text/parse";
import type * as v from "valibot";
import { type AdministeredService, type Administrators, isAdministrator } from "./administrators.ts";

export interface Source {
  readonly name: string;
  /** One line for the table in the documentation. */
  readonly about: string;
  /** The EventBridge pattern of the source's rule: exactly the events wanted, since each forwarded event is paid for. */
  readonly pattern: Pattern;
  /** Whether its events come on the default bus of the account in which Tocsin runs: then no member forwards any. */
  readonly onDefaultBus: boolean;
  /** Types of events that a delegated administrator also gets for its members, whose accounts need not forward them. */
  readonly delegated: readonly string[];
  /** The reporters that its observations name; `config` stands for `config:<rule>` too. */
  readonly reporters: readonly string[];
  /** The service whose administrator may speak for its members in this event; none if each account speaks only for itself. */
  administeredBy(event: Event): AdministeredService | undefined;
  /**
   * What the event says, as far as its account may say it, or which field it lacks. Pure; never throws for an event that its schema
   * accepts.
   */
  read(event: Event, administrators: Administrators): Reading;
}

export type Reading =
  | {
      readonly outcome: "observed";
      readonly observations: readonly Observation[];
      /** How many more observations there were that the event's account may not make. */
      readonly notItsToSay: number;
    }
  | { readonly outcome: "ignored"; readonly reason: Ignored["ignored"] | "not-its-to-say" }
  | { readonly outcome: "refused"; readonly refusal: Refusal };

/** The envelope with the detail that the schema found in it. */
export type EventOf<S extends v.GenericSchema> = Omit<Event, "detail" | "detail-type"> & v.InferOutput<S>;

interface Definition<S extends v.GenericSchema> {
  readonly name: string;
  readonly about: string;
  readonly pattern: Pattern;
  readonly onDefaultBus?: boolean;
  readonly delegated?: readonly string[];
  /** Left out, the source is the only one. */
  readonly reporters?: readonly string[];
  /** The service whose administrator may speak for its members in this event. Left out, each account speaks only for itself. */
  readonly administeredBy?: (event: Event) => AdministeredService | undefined;
  /**
   * The fields used of the event's `{ "detail-type", detail }`, a variant per detail-type. Unknown fields pass, missing or mistyped ones
   * are refused with their path.
   */
  readonly schema: S;
  observe(event: EventOf<S>): Observed;
}

export function defineSource<S extends v.GenericSchema>(definition: Definition<S>): Source {
  const { name, about, pattern, delegated = [], reporters = [definition.name], schema, observe } = definition;
  const { administeredBy = () => undefined, onDefaultBus = false } = definition;
  return {
    name,
    about,
    pattern,
    onDefaultBus,
    delegated,
    reporters,
    administeredBy,
    read(event, administrators) {
      const parsed = parse(schema, event);
      if (!parsed.ok) return { outcome: "refused", refusal: parsed.refusal };
      // The schema picks its fields; the envelope around them was checked before.
      const seen = observe(Object.assign({}, event, parsed.value));
      if ("ignored" in seen) return { outcome: "ignored", reason: seen.ignored };
      const speaksForAll = isAdministrator(event.account, administeredBy(event), administrators);
      const named = speaksForAll ? seen : seen.map((observation) => ofAccount(observation, event.account));
      return within(named, (observation) => mayTell(observation, event.account, speaksForAll));
    },
  };
}

function within(seen: readonly Observation[], isItsToSay: (observation: Observation) => boolean): Reading {
  const observations = seen.filter(isItsToSay);
  if (observations.length === 0 && seen.length > 0) return { outcome: "ignored", reason: "not-its-to-say" };
  return { outcome: "observed", observations, notItsToSay: seen.length - observations.length };
}

/**
 * An account speaks for itself, or for all accounts as the service's administrator, and only about resources of the account that it speaks
 * for. Otherwise anybody who may put an event, or who names a resource in a rule of their own, could end another account's alert.
 */
function mayTell({ identity, statement }: Observation, account: string, speaksForAll: boolean): boolean {
  const owner = identity.account;
  // A finding that is named only by its id has no owner here: the statement says for which account it counts.
  if (owner === "") return true;
  if (owner !== account && !speaksForAll) return false;
  return [identity.resource, statement.resource].every((resource) => (ownerOf(resource) ?? owner) === owner);
}

/** About a finding that is named only by its id, an account that administers nothing speaks only if the finding is its own. */
function ofAccount(observation: Observation, account: string): Observation {
  const { identity, statement } = observation;
  return identity.account === "" ? { ...observation, statement: { ...statement, onlyFor: account } } : observation;
}

function ownerOf(resource: string): string | undefined {
  const account = parseArn(resource)?.account;
  return account !== undefined && /^\d{12}$/.test(account) ? account : undefined;
}
