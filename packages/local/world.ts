/** The world of the handlers on a laptop: what is in force in the table, unless the run is given something else. */
import type { Table } from "@tocsin/aws/alerts/alerts-table";
import type { Mode } from "@tocsin/aws/world/items/mode-item";
import { createWorldSource, type WorldSource, type WorldState } from "@tocsin/aws/world/world-source";
import type { Policy } from "@tocsin/core/policy/policy";
import { systemNow } from "@tocsin/lambda/runtime/system-clock";
import type { Telemetry } from "@tocsin/lambda/runtime/telemetry";
import { worldProblems } from "@tocsin/lambda/runtime/world-problems";

export interface LocalWorld {
  /** Goes before the table's. */
  readonly policy?: Policy | undefined;
  /** The mode if nobody has set one; by default `live`, since on a laptop nobody waits for a stack to learn. */
  readonly unsaidMode?: Mode["mode"] | undefined;
  /** Called with each policy that is put in use: the first one in force, and each later one. */
  readonly takesUp?: ((policy: Policy) => void) | undefined;
}

export function createLocalWorld(
  table: Table,
  { policy, unsaidMode = "live", takesUp }: LocalWorld,
  telemetry: Telemetry,
): WorldSource {
  const report = worldProblems(telemetry);
  const { world, reload } = createWorldSource({ table, unsaidMode, now: systemNow, report });
  let takenUp: number | undefined;
  const given = (inForce: WorldState): WorldState => {
    const inUse = { ...inForce, policy: policy ?? inForce.policy };
    if (takenUp !== inUse.policy.version) takesUp?.(inUse.policy);
    takenUp = inUse.policy.version;
    return inUse;
  };
  return { world: async () => given(await world()), reload: async () => given(await reload()) };
}
