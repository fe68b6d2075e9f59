/** A file of events in OCSF, a line each, as a run's alerts make them: what a SIEM would be sent. */
import { appendFile, writeFile } from "node:fs/promises";
import type { LocalSiem } from "@tocsin/local/siem";
import { CommandError, shownPath } from "../output/terminal.ts";

/** Begins the file anew. @throws CommandError when it cannot be written. */
export async function ocsfFile(file: string): Promise<NonNullable<LocalSiem["ocsf"]>> {
  try {
    await writeFile(file, "");
  } catch (error) {
    throw new CommandError(
      `--ocsf: ${shownPath(file)} cannot be written: ${error instanceof Error ? error.message : error}`,
    );
  }
  return async (messages) => {
    await appendFile(file, messages.map(({ text }) => `${text}\n`).join(""));
    return messages.map(() => undefined);
  };
}
