/** The id of a group follows from its key alone, in every process and for ever. */
import { hash } from "node:crypto";
import { canonicalJson } from "@tocsin/core/text/json";
import type { GroupKey } from "./group.ts";

/** Half of a SHA-256: no one can find two groups that share it. */
const ID_LENGTH = 32;

/** 32 hexadecimal digits; equal keys give equal ids, whatever the order of their fields. */
export function groupIdOf({ destination, urgency, grouping }: GroupKey): string {
  return hash("sha256", canonicalJson({ destination, urgency, grouping }), "hex").slice(0, ID_LENGTH);
}
