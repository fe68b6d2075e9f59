/** Follows a drill until it has arrived, goes no further, or has taken too long. */
import type { Instant } from "@tocsin/core/event/instant";
import { type DrillState, type DrillTrace, type Hop, hopsOf, stateOf } from "./hop.ts";

export interface FollowingDrill {
  /** What is known of it now. */
  readonly trace: () => Promise<DrillTrace>;
  readonly now: () => Instant;
  readonly deadline: Instant;
  /** Waits until it is time to look again; gives `false` when the user has interrupted. */
  readonly wait: () => Promise<boolean>;
  /** Takes each hop as soon as it is known. */
  readonly reached: (hop: Hop) => void;
  /** Takes what the drill waits for. */
  readonly waits: (state: Extract<DrillState, { kind: "waits" }>) => void;
}

export interface Followed {
  readonly trace: DrillTrace;
  readonly state: Exclude<DrillState, { kind: "waits" }>;
}

/** How the drill ended; `undefined` when the user stopped following it. */
export async function followDrill(following: FollowingDrill): Promise<Followed | undefined> {
  const { now, deadline, wait, reached, waits } = following;
  const shown = new Set<string>();
  for (;;) {
    const trace = await following.trace();
    for (const hop of hopsOf(trace)) if (!shown.has(hop.hop)) reached(hop);
    for (const { hop } of hopsOf(trace)) shown.add(hop);
    const state = stateOf(trace, now(), deadline);
    if (state.kind !== "waits") return { trace, state };
    waits(state);
    if (!(await wait())) return undefined;
  }
}
