import { existsSync } from "node:fs";
import { plain } from "@tocsin/core/text/text";
import { CONFIG_FILE, type Config, readConfig } from "@tocsin/infra/config";
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

/** The same for a command that can do without: nothing where no file is named and none lies here. */
export function configAtHand(file = process.env.TOCSIN_CONFIG): Partial<Config> {
  return file === undefined && !existsSync(CONFIG_FILE) ? {} : configFrom(file);
}
