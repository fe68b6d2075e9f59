/** The item of an observation: `ALERT#<id>` / `OBS#<at>#<reporter>#<eventId>#<state>#<sentAt>`. */

import type { Observation, Statement } from "@tocsin/core/alert/observation";
import { itemFormats } from "@tocsin/core/release";
import { objectField } from "@tocsin/core/text/parse";
import { alertKey, observationKey } from "../alerts-schema.ts";
import { statementSchema } from "./alert-schemas.ts";
import { type Item, type ItemKind, type ItemRead, type Key, readItem, toItem } from "./items.ts";

const FORMAT = itemFormats.observation;

const observationKind: ItemKind<{ readonly statement: Statement }> = {
  format: FORMAT,
  schema: objectField({ statement: statementSchema }),
};

export function keyOfObservation({ alertId, statement }: Observation): Key {
  return { pk: alertKey(alertId), sk: observationKey(statement) };
}

/** @param expiresAt when the item may go, in seconds since 1970. */
export function observationItem(observation: Observation, expiresAt: number | undefined): Item {
  const { statement } = observation;
  return toItem({ ...keyOfObservation(observation), format: FORMAT, statement, expiresAt });
}

/** The attributes that `readStatement` needs. */
export const statementAttributes = ["pk", "sk", "format", "statement"] as const;

export function readStatement(item: Item): ItemRead<Statement> {
  const read = readItem(observationKind, item);
  return read.ok ? { ok: true, value: read.value.statement } : read;
}
