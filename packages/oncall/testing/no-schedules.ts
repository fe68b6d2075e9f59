import type { Reach } from "../schedule/way-to.ts";

/** Of a policy whose destinations are channels alone. */
export const noSchedules: Reach = { schedules: [], people: {}, overrides: [] };
