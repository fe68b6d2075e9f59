/** A file that a command writes for its user. */
import { writeFile } from "node:fs/promises";
import { CommandError, exitCodes, shownPath } from "./terminal.ts";

/** @param isForced whether one that is there may be overwritten. @throws CommandError */
export async function writeAnew(file: string, text: string, isForced: boolean): Promise<void> {
  await writeFile(file, text, { flag: isForced ? "w" : "wx" }).catch((error: unknown) => {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "EEXIST") throw new CommandError(`${shownPath(file)} exists; --force overwrites it`, exitCodes.usage);
    if (code === "ENOENT") throw new CommandError(`${shownPath(file)}: there is no directory for it`, exitCodes.usage);
    throw error;
  });
}
