import type { Policy } from "@tocsin/core/policy/policy";
import { defaultWorld } from "@tocsin/core/policy/world";
import type { WorldState } from "../world/world-source.ts";

/** What a live stack goes by where this policy is given, and nothing is in the table. */
export function worldStateOf(policy: Policy): WorldState {
  const none = { ok: true, value: 0 } as const;
  return {
    ...defaultWorld,
    policy,
    silences: [],
    mode: { mode: "live" },
    partition: { policy: none, directory: none, silences: [], stale: [], problems: [] },
  };
}
