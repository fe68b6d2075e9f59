/** The alerts table of a deployed stage. */
import { alertsOf } from "@tocsin/aws/names";
import { CommandError, exitCodes } from "../output/terminal.ts";
import { deployedStage, type StageOptions } from "./deployed-stage.ts";

export interface StageTableOptions extends StageOptions {
  /** The one that the stage has adopted under another name than its own. */
  readonly table?: string;
}

/** The table's name; nothing where no stage is meant. @throws CommandError for a table without its stage, or a configuration that cannot be read. */
export function stageTable({ stage, table, config }: StageTableOptions): { readonly table?: string } {
  if (stage !== undefined) return { table: table ?? alertsOf(deployedStage(stage, config).prefix) };
  if (table === undefined) return {};
  throw new CommandError("--table is the table of a deployed stage: name that with --stage", exitCodes.usage);
}
