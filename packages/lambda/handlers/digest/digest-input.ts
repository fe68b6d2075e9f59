/** What a week's reports are built from, as the table has it. */
import { createAlertsReader } from "@tocsin/aws/alerts/alerts-reader";
import type { Table } from "@tocsin/aws/alerts/alerts-table";
import { heardCells } from "@tocsin/aws/alerts/heard-cells";
import { createOncallState } from "@tocsin/aws/groups/oncall-state";
import { toldInWeek } from "@tocsin/aws/groups/told-in-week";
import { compiledSilence } from "@tocsin/aws/world/items/silence-item";
import { createSilenceStore } from "@tocsin/aws/world/silence-store";
import type { WorldState } from "@tocsin/aws/world/world-source";
import type { AlertView } from "@tocsin/core/alert/view";
import { PatternError } from "@tocsin/core/pattern/pattern-error";
import { destinationsIn } from "@tocsin/core/policy/destinations";
import type { DigestInput } from "@tocsin/digest/report/input";

export interface Asked extends Pick<DigestInput, "week" | "now" | "scope" | "place" | "editions" | "reviewed"> {
  readonly table: Table;
  readonly world: Pick<WorldState, "policy" | "directory" | "mode">;
}

/** Reads what is small, and returns streams of the rest. @throws CallError */
export async function digestInput({ table, world, ...asked }: Asked): Promise<DigestInput> {
  const { policy, directory, mode } = world;
  const alerts = createAlertsReader(table);
  return {
    ...asked,
    ...{ policy, directory, mode: mode.mode },
    parts: alerts.parts(),
    cells: heardCells(table),
    silences: await silencesIn(table),
    notified: toldInWeek(table, asked.week),
    failing: await failingIn(table, policy),
    async details(ids) {
      const views: AlertView[] = [];
      for await (const read of alerts.views(ids)) if (read.ok) views.push(read.value);
      return new Map(views.map((view) => [view.id, view]));
    },
  };
}

/** Silences that mute, will mute, or ended recently. One that cannot be read, or whose pattern cannot be used, mutes nothing. */
async function silencesIn(table: Table): Promise<DigestInput["silences"]> {
  const silences: DigestInput["silences"][number][] = [];
  for await (const read of createSilenceStore(table).list()) {
    if (!read.ok) continue;
    const { of } = read.value;
    const written = "alertId" in of ? of.alertId : JSON.stringify(of.match);
    try {
      silences.push({ ...compiledSilence(read.value), written });
    } catch (error) {
      if (!(error instanceof PatternError)) throw error;
    }
  }
  return silences;
}

async function failingIn(table: Table, policy: WorldState["policy"]): Promise<DigestInput["failing"]> {
  const reads = await createOncallState(table).failing(destinationsIn(policy));
  return reads.flatMap((read) => (read.ok ? [{ destination: read.value.destination, since: read.value.since }] : []));
}
