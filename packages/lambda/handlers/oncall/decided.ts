/** Which of a group's numbers somebody has decided on, where several count and decide side by side. */
import { decide } from "@tocsin/oncall/decide/decide";
import type { Look } from "@tocsin/oncall/decide/look";
import { delivered } from "@tocsin/oncall/decide/told";
import type { Counts } from "@tocsin/oncall/group";
import type { Verdict } from "@tocsin/oncall/verdict";
import type { KnownGroup } from "./snapshot.ts";

/**
 * The numbers that were decided on, unless something is owed. Of what waits for a look each change was decided on by who counted it; that
 * does not hold any more where something else was told since, which its author did not know of.
 */
export function decidedOn({ told, counts, shards }: KnownGroup): Counts | undefined {
  if (told === undefined || told.told.owedSince !== undefined || told.told.sending !== undefined) return undefined;
  const isDecided = [...shards.values()].every(
    ({ dueAt, decidedBy: by }) => dueAt === undefined || by.every((revision) => revision === told.revision),
  );
  return isDecided ? counts : undefined;
}

/** By which revision of what was told a verdict that is not written holds: while a notification is on its way, by that after it. */
export function decidedBy({ told }: KnownGroup, look: Look, verdict: Verdict): number | undefined {
  if (told === undefined) return undefined;
  if (verdict.reason !== "being-told") return verdict.outcome === "nothing" ? told.revision : undefined;
  const after = decide(delivered(told.told), look.subject, look.counts, look.circumstances);
  return after.outcome === "nothing" ? told.revision + 1 : undefined;
}
