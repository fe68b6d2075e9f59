import type { Verdict } from "../verdict.ts";
import type { Look } from "./look.ts";

/** Looks at the group, and decides; returns nothing if a later stage has to decide. */
export type Stage = (look: Look) => Verdict | undefined;

/** A verdict to notify. */
export type Tell = Extract<Verdict, { outcome: "tell" }>;

/** Holds a notification back or makes it unnecessary; returns nothing if it may be sent. */
export type Gate = (look: Look, tell: Tell) => Verdict | undefined;
