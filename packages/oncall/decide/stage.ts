import type { Verdict } from "../verdict.ts";
import type { Look } from "./look.ts";

/** Looks at the group, and says what is to become of it; nothing, where that is for a later stage to say. */
export type Stage = (look: Look) => Verdict | undefined;

/** A verdict to notify. */
export type Tell = Extract<Verdict, { outcome: "tell" }>;

/** Holds a notification back, or takes the reason for it away; nothing, where it may go. */
export type Gate = (look: Look, tell: Tell) => Verdict | undefined;
