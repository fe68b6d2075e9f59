import { CommanderError } from "commander";
import { exitCodes } from "../output/terminal.ts";

/** How a command ends if its command line is wrong: Commander's own exit code is 1. Subcommands end in the same way, unless they say otherwise. */
export function endingWith(exitCode: number): (error: CommanderError) => never {
  return (error) => {
    throw new CommanderError(error.exitCode === 0 ? exitCodes.ok : exitCode, error.code, error.message);
  };
}
