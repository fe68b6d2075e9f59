/** `tocsin doctor`: what in this organization keeps Tocsin from hearing. It only reads. */
import { createPrerequisites, type RegionFacts } from "@tocsin/aws/prerequisites/prerequisites";
import { plain, printable } from "@tocsin/core/text/text";
import { sourcesIn } from "@tocsin/infra/config";
import { sources } from "@tocsin/sources/registry";
import { configFrom } from "../config-file.ts";
import type { CheckResult } from "../doctor/check-result.ts";
import { diagnose } from "../doctor/diagnose.ts";
import type { Wanted } from "../doctor/judge-organization.ts";
import { services } from "../doctor/services.ts";
import { hanging } from "../output/fields.ts";
import { createProgress } from "../output/progress.ts";
import { type Column, table } from "../output/table.ts";
import { amountOf, exitCodes, type Style, type Terminal } from "../output/terminal.ts";

interface DoctorOptions {
  readonly config?: string;
  readonly region?: readonly string[];
  readonly json?: boolean;
}

/** @throws CommandError when the configuration cannot be read; CallError when the credentials do not work. */
export async function doctor(options: DoctorOptions, terminal: Terminal): Promise<number> {
  const results = await checked(wantedBy(options), terminal);
  if (options.json) for (const result of results) terminal.stdout.write(`${JSON.stringify(result)}\n`);
  else terminal.stdout.write(shown(results, terminal));
  return exitCodeOf(results);
}

/** Regions that are named need no configuration; beside one, they take the place of its own. */
function wantedBy({ config, region }: DoctorOptions): Wanted {
  const [first] = region ?? [];
  if (region !== undefined && first !== undefined && config === undefined)
    return { homeRegion: first, regions: [...new Set(region)], administrators: {}, sources };
  const { administrators = {}, ...wanted } = configFrom(config);
  return { ...wanted, regions: region ?? wanted.regions, administrators, sources: sourcesIn(wanted) };
}

async function checked(wanted: Wanted, terminal: Terminal): Promise<readonly CheckResult[]> {
  const progress = createProgress(terminal);
  const prerequisites = createPrerequisites(wanted.homeRegion);
  try {
    progress.show("checking the organization's settings");
    const organization = await prerequisites.organization(services);
    const facts: RegionFacts[] = [];
    for (const region of wanted.regions) {
      progress.show(`asking in ${region}, region ${facts.length + 1} of ${wanted.regions.length}`);
      facts.push(await prerequisites.region(region));
    }
    return diagnose(organization, facts, wanted);
  } finally {
    progress.clear();
    prerequisites.close();
  }
}

/** Something wrong is something to do. Where nothing is, but something is unknown, the work could not be done. */
function exitCodeOf(results: readonly CheckResult[]): number {
  if (results.some(({ state }) => state === "wrong")) return exitCodes.refused;
  return results.some(({ state }) => state === "unknown") ? exitCodes.failed : exitCodes.ok;
}

const states: Readonly<Record<CheckResult["state"], { readonly text: string; readonly style: Style }>> = {
  well: { text: "well", style: "green" },
  wrong: { text: "WRONG", style: ["bold", "red"] },
  unknown: { text: "unknown", style: "yellow" },
};

const TEXT_LIMIT = 600;

const columns: readonly Column<CheckResult>[] = [
  { heading: "STATE", of: ({ state }) => states[state].text, style: ({ state }) => states[state].style },
  { heading: "CHECK", of: ({ check }) => check },
  { heading: "WHERE", of: ({ where }) => where },
  { heading: "WHAT", of: ({ what }) => plain(what, TEXT_LIMIT), yields: 1 },
];

function shown(results: readonly CheckResult[], terminal: Terminal): string {
  const open = results.filter(({ state }) => state !== "well");
  const blocks = alike(open).map((group) => `\n${details(group, terminal).join("\n")}\n`);
  const wrong = open.filter(({ state }) => state === "wrong").length;
  const summary = `${amountOf(results.length, "check")}: ${wrong} wrong, ${open.length - wrong} unknown.`;
  return `${table(results, columns, terminal)}${blocks.join("")}\n${summary}\n`;
}

/** Those that differ in nothing but what was checked and where: what is wrong in ten regions in the same way is told once. */
function alike(results: readonly CheckResult[]): readonly (readonly CheckResult[])[] {
  return [...Map.groupBy(results, ({ check: _check, where: _where, ...rest }) => JSON.stringify(rest)).values()];
}

/** A command is on a line of its own and never wrapped, so that it can be copied. */
function details(group: readonly CheckResult[], terminal: Terminal): readonly string[] {
  const [result] = group;
  if (result === undefined || result.state === "well") return [];
  const checks = new Set(group.map(({ check }) => check));
  const places = new Set(group.map(({ where }) => where));
  const field = (label: string, text: string | undefined) =>
    text ? hanging(`  ${label.padEnd(7)} `, plain(text, TEXT_LIMIT), terminal) : [];
  const head = hanging(
    `${states[result.state].text} `,
    `${[...checks].join(", ")} (${[...places].join(", ")})`,
    terminal,
  );
  if (result.state === "unknown")
    return [
      ...head,
      ...field("what", result.what),
      ...field("because", result.problem),
      ...field("needs", result.permission),
    ];
  return [
    ...head,
    ...field("what", result.what),
    ...field("missed", result.missed),
    ...result.remedy.flatMap(({ where, act }, i) => [
      ...(where === result.remedy[i - 1]?.where ? [] : [`  ${where}:`]),
      `    ${printable(act)}`,
    ]),
  ];
}
