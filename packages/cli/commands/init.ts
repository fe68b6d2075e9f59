/** `tocsin init`: the configuration of a deployment, checked before it is written. */
import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { type Config, parseConfig } from "@tocsin/infra/config";
import { CommandError, exitCodes, shownPath, type Terminal } from "../output/terminal.ts";
import { type Answers, complete } from "./init-questions.ts";

interface InitOptions extends Partial<Answers> {
  readonly file: string;
  readonly force?: boolean;
}

/** @throws CommandError naming the value that is wrong or missing, or when the file exists; nothing is written then. */
export async function init({ file, force = false, ...given }: InitOptions, terminal: Terminal): Promise<number> {
  // Checked before anything is asked; the write itself checks again.
  if (!force && existsSync(file)) throw alreadyThere(file);
  const answers = await complete(given, terminal);
  const text = `${JSON.stringify(configOf(answers), null, 2)}\n`;
  await writeFile(file, text, { flag: force ? "w" : "wx" }).catch((error: unknown) => {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "EEXIST") throw alreadyThere(file);
    if (code === "ENOENT") throw new CommandError(`${shownPath(file)}: there is no directory for it`, exitCodes.usage);
    throw error;
  });
  terminal.stdout.write(`${shownPath(file)} written. Next, as docs/deploy.md describes:
  npm run synth -- --stage ${answers.stage}
  npm run deploy -- --stage ${answers.stage}
`);
  return exitCodes.ok;
}

const alreadyThere = (file: string) =>
  new CommandError(`${shownPath(file)} exists; --force overwrites it`, exitCodes.usage);

function configOf({ organization, scope, homeRegion, region, unit, alarmAddress }: Answers): Config {
  try {
    return parseConfig({
      organizationId: organization,
      scope,
      homeRegion,
      // The home region forwards in any case.
      regions: [...new Set([homeRegion, region].flat())],
      organizationalUnits: unit,
      alarmAddresses: alarmAddress,
    });
  } catch (error) {
    throw new CommandError(error instanceof Error ? error.message : String(error), exitCodes.usage);
  }
}
