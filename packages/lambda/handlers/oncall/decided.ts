/** Which of a group's numbers are decided on, while several functions count and decide in parallel. */
import { decide } from "@tocsin/oncall/decide/decide";
import type { Look } from "@tocsin/oncall/decide/look";
import { delivered } from "@tocsin/oncall/decide/told";
import type { Counts } from "@tocsin/oncall/group";
import type { Verdict } from "@tocsin/oncall/verdict";
import type { KnownGroup } from "./snapshot.ts";

/**
 * The numbers that were decided on, unless something is owed. Each change that waits for a look was decided on by the function that counted
 * it; that no longer holds if something else was told since, of which that function did not know.
 */
export function decidedOn({ told, counts, shards }: KnownGroup): Counts | undefined {
  if (told === undefined || told.told.owedSince !== undefined || told.told.sending !== undefined) return undefined;
  const isDecided = [...shards.values()].every(
    ({ dueAt, decidedBy: by }) => dueAt === undefined || by.every((revision) => revision === told.revision),
  );
  return isDecided ? counts : undefined;
}

/** The revision of what was told for which an unwritten verdict holds: while a notification is on its way, the next one. */
export function decidedBy({ told }: KnownGroup, look: Look, verdict: Verdict): number | undefined {
  if (told === undefined) return undefined;
  if (verdict.reason !== "being-told") return verdict.outcome === "nothing" ? told.revision : undefined;
  const after = decide(delivered(told.told), look.subject, look.counts, look.circumstances);
  return after.outcome === "nothing" ? told.revision + 1 : undefined;
}
