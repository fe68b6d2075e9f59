/** A source knows one AWS service: which of its events are wanted, what they must hold, and what they say. */

import type { Ignored, Observation, Observed } from "@tocsin/core/alert/observation";
import type { Event } from "@tocsin/core/event/event";
import type { Pattern } from "@tocsin/core/pattern/pattern";
import { parse, type Refusal } from "@tocsin/core/text/parse";
import type * as v from "valibot";

export interface Source {
  readonly name: string;
  /** One line for the table in the documentation. */
  readonly about: string;
  /** The EventBridge pattern of the source's rule: exactly the events wanted, since each forwarded event is paid for. */
  readonly pattern: Pattern;
  /** Types of events of which a delegated administrator gets its members' too: their own accounts need not forward them. */
  readonly delegated: readonly string[];
  /** The reporters that its observations name; `config` stands for `config:<rule>` too. */
  readonly reporters: readonly string[];
  /** What the event says, or which field it lacks. Pure; never throws for an event that its schema accepts. */
  read(event: Event): Reading;
}

export type Reading =
  | { readonly outcome: "observed"; readonly observations: readonly Observation[] }
  | { readonly outcome: "ignored"; readonly reason: Ignored["ignored"] }
  | { readonly outcome: "refused"; readonly refusal: Refusal };

/** The envelope with the detail that the schema found in it. */
export type EventOf<S extends v.GenericSchema> = Omit<Event, "detail" | "detail-type"> & v.InferOutput<S>;

interface Definition<S extends v.GenericSchema> {
  readonly name: string;
  readonly about: string;
  readonly pattern: Pattern;
  readonly delegated?: readonly string[];
  /** Left out, it is the source alone. */
  readonly reporters?: readonly string[];
  /**
   * Over `{ "detail-type", detail }` of the event, a variant per detail-type: the fields used. Unknown fields pass, missing or
   * mistyped ones are refused with their path.
   */
  readonly schema: S;
  observe(event: EventOf<S>): Observed;
}

export function defineSource<S extends v.GenericSchema>(definition: Definition<S>): Source {
  const { name, about, pattern, delegated = [], reporters = [definition.name], schema, observe } = definition;
  return {
    name,
    about,
    pattern,
    delegated,
    reporters,
    read(event) {
      const parsed = parse(schema, event);
      if (!parsed.ok) return { outcome: "refused", refusal: parsed.refusal };
      // The schema picks its fields; the envelope around them was checked before.
      const seen = observe(Object.assign({}, event, parsed.value));
      return "ignored" in seen
        ? { outcome: "ignored", reason: seen.ignored }
        : { outcome: "observed", observations: seen };
    },
  };
}
