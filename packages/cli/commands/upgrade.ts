/** `tocsin upgrade --check`: what the next deployment replaces, and what a person must do at it. It changes nothing. */
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { VERSION } from "@tocsin/core/release";
import { plain } from "@tocsin/core/text/text";
import { CONFIG_FILE } from "@tocsin/infra/config";
import { configFrom } from "../config-file.ts";
import { createProgress } from "../output/progress.ts";
import { type Column, table } from "../output/table.ts";
import { amountOf, CommandError, exitCodes, type Style, shownPath, type Terminal } from "../output/terminal.ts";
import { type Steps, stepsAfter } from "../upgrade/changelog.ts";
import { type Change, changesBetween, type FormatChange, formatChanges, newIndexes } from "../upgrade/compare.ts";
import { parseState } from "../upgrade/deployed-state.ts";
import { exportedState } from "../upgrade/exported-state.ts";
import { synthesizeNext } from "../upgrade/next-synthesis.ts";
import type { Stack } from "../upgrade/stack-resource.ts";

interface UpgradeOptions {
  readonly stage: string;
  readonly check?: boolean;
  readonly config?: string;
  readonly state?: string;
  readonly json?: boolean;
}

const root = fileURLToPath(new URL("../../../", import.meta.url));

/** Exits with 1 where something is replaced or lost, and with 2 where that could not be found out. @throws CommandError */
export async function upgrade(options: UpgradeOptions, terminal: Terminal): Promise<number> {
  if (!options.check)
    throw new CommandError(
      "use --check, which changes nothing; the upgrade itself is a deployment: `npm run deploy -- --stage NAME`",
      exitCodes.usage,
    );
  const findings = await found(options, terminal).catch((error: unknown) => {
    if (error instanceof CommandError) throw error;
    throw new CommandError(
      `could not compare: ${plain(error instanceof Error ? error.message : String(error), TEXT_LIMIT)}`,
      exitCodes.usage,
    );
  });
  terminal.stdout.write(options.json ? `${JSON.stringify(findings)}\n` : shown(findings, terminal));
  return findings.changes.some(isSerious) ? exitCodes.refused : exitCodes.ok;
}

const TEXT_LIMIT = 600;

interface Findings {
  /** The deployed version; nothing where it said none. */
  readonly from: string | undefined;
  readonly to: string;
  readonly changes: readonly Change[];
  /** Nothing where the deployed version told none of its formats. */
  readonly formats: readonly FormatChange[] | undefined;
  readonly newIndexes: readonly string[];
  readonly steps: readonly Steps[];
}

/** What is taken out and has nothing to lose is no reason to stop. */
const isSerious = ({ kind, loses }: Change): boolean =>
  kind === "replaced" || (kind === "removed" && loses !== undefined);

async function found(options: UpgradeOptions, terminal: Terminal): Promise<Findings> {
  const { stage, config } = options;
  const { homeRegion } = configFrom(config);
  const progress = createProgress(terminal);
  try {
    progress.show("reading what is deployed");
    const deployed = parseState(await stateText(options, terminal));
    if (deployed.resources.length === 0) throw new CommandError(`stage ${stage} is not deployed`, exitCodes.usage);
    progress.show("synthesizing this version");
    const next = await synthesizeNext(root, stage, configFile(config));
    return compared(deployed, next, homeRegion, await readFile(join(root, "CHANGELOG.md"), "utf8"));
  } finally {
    progress.clear();
  }
}

function compared(deployed: Stack, next: Stack, homeRegion: string, changelog: string): Findings {
  const from = deployed.release?.version;
  return {
    from,
    to: VERSION,
    changes: changesBetween(deployed, next, homeRegion),
    formats: deployed.release && next.release && formatChanges(deployed.release, next.release),
    newIndexes: newIndexes(deployed, next),
    steps: stepsAfter(from, changelog),
  };
}

/** Of the file, of standard input for `-`, or what SST has of the stage. */
async function stateText({ stage, config, state: file }: UpgradeOptions, { stdin }: Terminal): Promise<string> {
  if (file === "-") return text(stdin);
  if (file === undefined) return exportedState(root, stage, configFile(config));
  return readFile(file, "utf8").catch((error: unknown) => {
    throw new Error(`${shownPath(file)}: ${error instanceof Error ? error.message : String(error)}`);
  });
}

const configFile = (file: string | undefined): string => resolve(file ?? process.env.TOCSIN_CONFIG ?? CONFIG_FILE);

const styles: Readonly<Record<Change["kind"], Style>> = {
  replaced: ["bold", "red"],
  removed: "yellow",
  added: "green",
};

const columns: readonly Column<Change>[] = [
  { heading: "WHAT", of: ({ kind }) => kind.toUpperCase(), style: ({ kind }) => styles[kind] },
  { heading: "KIND", of: ({ type }) => type.replace(/.*:/, "") },
  { heading: "NAME", of: ({ name }) => plain(name, TEXT_LIMIT) },
  { heading: "BECAUSE OF", of: ({ because, kind }) => because.join(", ") || (kind === "replaced" ? "its place" : "") },
  { heading: "THEN", of: outcome, yields: 1 },
];

function outcome({ kind, loses, isKept }: Change): string {
  if (kind === "added") return "";
  if (isKept)
    return kind === "replaced"
      ? "the old one stays, and blocks the new one if it has the same name"
      : "it stays in the account";
  return loses === undefined ? "nothing is lost" : `lost: ${loses}`;
}

function shown({ from, to, changes, formats, newIndexes: indexes, steps }: Findings, terminal: Terminal): string {
  const rows = changes.filter(({ kind }) => kind !== "added");
  const count = (kind: Change["kind"]) => changes.filter((change) => change.kind === kind).length;
  return [
    `Deployed: ${from ?? "an unknown version"}. To be deployed: ${to}.\n`,
    rows.length === 0 ? "" : `\n${table(rows, columns, terminal)}`,
    `\n${amountOf(count("replaced"), "resource")} replaced, ${count("removed")} removed, ${count("added")} added. \`npm run diff\` shows resources that are only updated.\n`,
    formatsText(formats),
    indexes.length > 1
      ? `\nThe table gets the indexes ${indexes.join(", ")}: DynamoDB makes only one in each deployment, so deploy once for each.\n`
      : "",
    ...steps.map(
      ({ version, steps: points }) => `\nTo do (${version}):\n${points.map((point) => `  - ${point}\n`).join("")}`,
    ),
  ].join("");
}

function formatsText(formats: Findings["formats"]): string {
  if (formats === undefined)
    return "\nWhich formats the deployed version writes is not known. A return to it may not be possible.\n";
  if (formats.length === 0) return "";
  const lines = formats.map(({ of, kind, from, to }) => `  - ${of} ${kind}: ${from} becomes ${to}\n`);
  return `\nFormats change. Functions of either version refuse these formats of the other, during the deployment and after a return to the deployed version:\n${lines.join("")}`;
}
