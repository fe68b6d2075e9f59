/** What comes of alerts that people were told of together with others, had there been none but these. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runScenario } from "../run-scenario.ts";
import { readScenario } from "../scenario-file.ts";
import type { RecordedScenario } from "./recorded-scenario.ts";
import { scenarioText } from "./scenario-text.ts";
import { expectationOf } from "./tellings.ts";

/**
 * The scenario with what comes of it in the place of what people were told: a list that held other alerts too came when it did, and was
 * as it was, for all of them. Runs it through the embedded stack. @throws CommandError, Error
 */
export async function expectedAlone(recorded: RecordedScenario, searchPath: string): Promise<RecordedScenario> {
  const directory = await mkdtemp(join(tmpdir(), "tocsin-record-"));
  try {
    const file = join(directory, "scenario.yaml");
    await writeFile(file, await scenarioText({ ...recorded, scenario: { ...recorded.scenario, expect: [] } }));
    const { arrived } = await runScenario(await readScenario(file), searchPath);
    const expect = arrived.map(({ at, notification }) => {
      const { destination, kind, rings, reason, counts } = notification;
      return expectationOf({ at, destination, kind, rings, reason, counts }, { counts: recorded.alerts > 1 });
    });
    return { ...recorded, scenario: { ...recorded.scenario, expect }, notifications: expect.length };
  } finally {
    await rm(directory, { recursive: true });
  }
}
