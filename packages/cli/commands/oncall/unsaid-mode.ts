import type { Mode } from "@tocsin/aws/world/items/mode-item";
import type { TableOptions } from "../../stack/open-table.ts";

/** What a stack is of which nobody has said: a deployed one learns, one on a laptop is there to be seen. */
export function unsaidMode({ table }: Pick<TableOptions, "table">): Mode {
  return { mode: table === undefined ? "live" : "learning" };
}
