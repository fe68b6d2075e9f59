import { plain } from "@tocsin/core/text/text";
import { type Config, readConfig } from "@tocsin/infra/config";
import { CommandError, exitCodes } from "./output/terminal.ts";

const PROBLEM_LIMIT = 500;

/** The configuration of a deployment. @throws CommandError naming the file, and the field that is wrong. */
export function configFrom(file?: string): Config {
  try {
    return readConfig(file);
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    throw new CommandError(plain(problem, PROBLEM_LIMIT), exitCodes.usage);
  }
}
