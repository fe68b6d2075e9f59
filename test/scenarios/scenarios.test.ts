/** Our own scenarios: people are told what they should be; and a record, which expects what was told, is as expected too. */
import { readdirSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createAlertsReader } from "@tocsin/aws/alerts/alerts-reader";
import type { Table } from "@tocsin/aws/alerts/alerts-table";
import { valuesIn } from "@tocsin/aws/alerts/items/items";
import { describe, expect, test } from "vitest";
import { compare } from "../../packages/cli/scenario/compare.ts";
import { pastOf } from "../../packages/cli/scenario/record/past.ts";
import { recordedScenario } from "../../packages/cli/scenario/record/recorded-scenario.ts";
import { scenarioText } from "../../packages/cli/scenario/record/scenario-text.ts";
import { runScenario } from "../../packages/cli/scenario/run-scenario.ts";
import type { Scenario } from "../../packages/cli/scenario/scenario.ts";
import { readScenario } from "../../packages/cli/scenario/scenario-file.ts";
import { resultText } from "../../packages/cli/scenario/timeline.ts";
import { inDirectory } from "../support/terminal.ts";

const folder = import.meta.dirname;
const files = readdirSync(folder).filter((name) => name.endsWith(".yaml"));
const searchPath = process.env.PATH ?? "";
/** Of more alerts a record shows nothing more, and takes long. */
const RECORDED_AT_MOST = 100;
/** What is recorded of a delivery says which destination took nothing, and not by which contact of whom. */
const unrecorded = ["failing-contact-of-who-was-on-call.yaml"];
/** A record is tried of each that has something to happen or to come that none before it has; with a seed that is given, of all. */
const isRecorded = process.env.TOCSIN_SEED === undefined ? await firstToShow(files) : () => true;
/** Several run side by side, each with servers of its own. */
const TIMEOUT_MILLISECONDS = 180_000;

describe.concurrent("what people are told", () => {
  test.each(files)("%s", { timeout: TIMEOUT_MILLISECONDS }, async (name) => {
    const scenario = await readScenario(join(folder, name));
    let recorded: string | undefined;
    const ran = await runScenario(scenario, searchPath, async (table) => {
      if (isRecorded(name)) recorded = await recordOf(scenario, table);
    });
    expect(textOf(scenario, ran)).toMatch(/^ok /);
    const text = recorded;
    if (text === undefined || unrecorded.includes(name)) return;
    await inDirectory(async (directory) => {
      const file = join(directory, name);
      await writeFile(file, text);
      const again = await readScenario(file);
      expect(textOf(again, await runScenario(again, searchPath))).toMatch(/^ok /);
    });
  });
});

async function firstToShow(names: readonly string[]): Promise<(name: string) => boolean> {
  const shown = new Set<string>();
  const first = new Set<string>();
  for (const name of names) {
    for (const feature of featuresOf(await readScenario(join(folder, name)))) {
      if (!shown.has(feature)) first.add(name);
      shown.add(feature);
    }
  }
  return (name) => first.has(name);
}

function featuresOf({ mode, steps, wanted: { notifications = [], alarms = [] } }: Scenario): readonly string[] {
  return [
    `mode ${mode}`,
    ...steps.map(({ action }) => `${action.kind} ${"verb" in action && action.verb} ${"alert" in action}`),
    ...notifications.flatMap(({ kind, why, by }) => [`kind ${kind}`, `why ${why}`, `by ${by !== undefined}`]),
    ...alarms.map((alarm) => `alarm ${alarm}`),
  ];
}

function textOf(scenario: Scenario, { faults, ...outcome }: Awaited<ReturnType<typeof runScenario>>): string {
  const terminal = { stdout: { write: () => {}, columns: 400 }, environment: {} };
  return resultText({ scenario, faults, comparison: compare(scenario.wanted, outcome) }, terminal);
}

/** Of all its alerts, at its end; nothing where they are too many. */
async function recordOf({ mode, until }: Scenario, table: Table): Promise<string | undefined> {
  const alerts = createAlertsReader(table);
  const ids = (await Array.fromAsync(valuesIn(alerts.all()))).map(({ id }) => id);
  if (ids.length > RECORDED_AT_MOST) return undefined;
  const heads = await Array.fromAsync(valuesIn(alerts.heads(ids)));
  return scenarioText(await recordedScenario(await pastOf(heads, table, until), { unsaidMode: mode, now: until }));
}
