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
    const advice = /\bENOENT\b/.test(problem) ? "; `tocsin init` writes one, or name another with --config" : "";
    throw new CommandError(`${plain(problem, PROBLEM_LIMIT)}${advice}`, exitCodes.usage);
  }
}
