/** `tocsin init`: the configuration of a deployment, checked before it is written. */
import { writeFile } from "node:fs/promises";
import { type Config, parseConfig } from "@tocsin/infra/config";
import { CommandError, exitCodes, type Terminal } from "../terminal.ts";

interface InitOptions {
  readonly organization: string;
  readonly scope: string;
  readonly homeRegion: string;
  readonly region: readonly string[];
  readonly unit: readonly string[];
  readonly alarmAddress: readonly string[];
  readonly file: string;
  readonly force?: boolean;
}

/** @throws CommandError when a value is wrong, which it names, or the file is there; nothing is written then. */
export async function init(options: InitOptions, { stdout }: Terminal): Promise<number> {
  const { file, force = false } = options;
  const text = `${JSON.stringify(configOf(options), null, 2)}\n`;
  await writeFile(file, text, { flag: force ? "w" : "wx" }).catch((error: unknown) => {
    const isThere = error instanceof Error && "code" in error && error.code === "EEXIST";
    throw isThere ? new CommandError(`${file} exists; --force writes it anew`, exitCodes.usage) : error;
  });
  stdout.write(`${file} written. Next: npm run synth -- --stage prod, and docs/deploy.md\n`);
  return exitCodes.ok;
}

function configOf({ organization, scope, homeRegion, region, unit, alarmAddress }: InitOptions): Config {
  try {
    return parseConfig({
      organizationId: organization,
      scope,
      homeRegion,
      // The home region forwards in any case.
      regions: [...new Set([homeRegion, ...region])],
      organizationalUnits: unit,
      alarmAddresses: alarmAddress,
    });
  } catch (error) {
    throw new CommandError(error instanceof Error ? error.message : String(error), exitCodes.usage);
  }
}
