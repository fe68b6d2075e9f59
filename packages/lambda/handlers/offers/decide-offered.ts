/** Writes what somebody has decided with an offer, through the same code as the command. */
import type { AlertsWriter, Applied } from "@tocsin/aws/alerts/alerts-writer";
import { inChunks } from "@tocsin/aws/alerts/paging";
import type { WorldSource } from "@tocsin/aws/world/world-source";
import type { Instant } from "@tocsin/core/event/instant";
import type { Change } from "@tocsin/core/transition/fold";
import { type Outcome, outcomeOf } from "@tocsin/oncall/deciding/outcome";
import type { DecisionWorld, Pending } from "@tocsin/oncall/deciding/pending";

export interface DecidingDependencies extends Pick<WorldSource, "reload"> {
  readonly writer: AlertsWriter;
  readonly now: () => Instant;
  /** Called for what could not be written, for the log: the person outside must not learn the table's name. */
  readonly failed: (alertId: string, problem: string) => void;
}

/** How many alerts are written in parallel. */
const CHUNK = 20;

/** Acknowledges them, and returns the result for each. @throws CallError */
export async function decideOffered(
  pending: readonly Pending[],
  world: DecisionWorld,
  { writer, reload, now, failed }: DecidingDependencies,
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  for await (const chunk of inChunks(pending, CHUNK)) {
    const changes = chunk.map(
      ({ shown, decision }): Change => ({ alertId: shown.view.id, observations: [], decisions: [decision] }),
    );
    const applied = await writer.apply(changes, world, now(), reload);
    for (const [i, { shown }] of chunk.entries()) outcomes.push(becameOf(shown, applied[i], world, failed));
  }
  return outcomes;
}

function becameOf(
  shown: Pending["shown"],
  applied: Applied | undefined,
  world: DecisionWorld,
  failed: DecidingDependencies["failed"],
): Outcome {
  if (applied?.ok) return outcomeOf("ack", shown, applied, world);
  failed(shown.view.id, applied?.error.message ?? "nothing came of it");
  return { outcome: "failed", id: shown.view.id, problem: "it could not be written, try again" };
}
