/** `tocsin policy history`: who put which version in force, when and why. */
import type { PolicyRecord } from "@tocsin/aws/world/items/policy-item";
import { createPolicyStore } from "@tocsin/aws/world/policy-store";
import { type Column, table } from "../../output/table.ts";
import { exitCodes, type Terminal } from "../../output/terminal.ts";
import { type TableOptions, withOpenTable } from "../../stack/open-table.ts";
import { type StageTableOptions, stageTable } from "../../stack/stage-table.ts";

interface HistoryOptions extends TableOptions, StageTableOptions {
  readonly json?: boolean;
}

interface Row extends PolicyRecord {
  readonly inForce: boolean;
}

/** The last first. A version that cannot be read is reported beside the others, and gives exit code 1. */
export async function listPolicies(options: HistoryOptions, terminal: Terminal): Promise<number> {
  return withOpenTable({ ...options, ...stageTable(options) }, terminal, async (opened) => {
    const store = createPolicyStore(opened);
    const current = await store.current();
    const rows: Row[] = [];
    let isWhole = true;
    for await (const read of store.history()) {
      if (read.ok) rows.push({ ...read.value, inForce: read.value.version === current });
      else {
        isWhole = false;
        terminal.stderr.write(`${read.error.message}\n`);
      }
    }
    if (options.json) for (const row of rows) terminal.stdout.write(`${JSON.stringify(row)}\n`);
    else if (rows.length > 0) terminal.stdout.write(table(rows, columns, terminal));
    else if (isWhole) terminal.stdout.write("No policy has ever been pushed: the built-in policy is in use.\n");
    return isWhole ? exitCodes.ok : exitCodes.refused;
  });
}

const columns: readonly Column<Row>[] = [
  { heading: "VERSION", of: ({ version, inForce }) => `${version}${inForce ? " in force" : ""}` },
  { heading: "SINCE", of: ({ at }) => at },
  { heading: "BY", of: ({ by }) => by, yields: 2 },
  { heading: "WHY", of: whyText, yields: 1 },
];

function whyText({ why, repeats }: PolicyRecord): string {
  return repeats === undefined ? why : `${why} (version ${repeats} again)`;
}

/** `Version 5, by … at …: why` */
export function recordText(record: PolicyRecord): string {
  return `Version ${record.version}, by ${record.by} at ${record.at}: ${whyText(record)}`;
}
