/** The alerts table of a deployed stage. */
import { alertsOf, prefixOf } from "@tocsin/aws/names";
import { CommandError, exitCodes } from "../output/terminal.ts";

export interface StageTableOptions {
  readonly stage?: string;
  /** The one that the stage has adopted under another name than its own. */
  readonly table?: string;
}

/** The table's name; nothing where no stage is meant. @throws CommandError for a table without its stage. */
export function stageTable({ stage, table }: StageTableOptions): { readonly table?: string } {
  if (stage !== undefined) return { table: table ?? alertsOf(prefixOf(stage)) };
  if (table === undefined) return {};
  throw new CommandError("--table is the table of a deployed stage: name that with --stage", exitCodes.usage);
}
