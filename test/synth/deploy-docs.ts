/** The tables of docs/deploy.md that follow from the synthesized deployment. `node test/synth/deploy-docs.ts` writes them anew. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { synthesizeApart } from "./child.ts";
import { costsTable } from "./costs.ts";
import { permissionsTable } from "./deployer.ts";
import { ensurePlatform, root } from "./platform.ts";
import type { Synthesis } from "./synthesize.ts";

export const deployDocs = join(root, "docs/deploy.md");

/** The page with its tables as they should be. @throws Error when the page has no place for one of them. */
export function withTables(page: string, synthesis: Synthesis): string {
  return inserted(inserted(page, "permissions", permissionsTable(synthesis)), "costs", costsTable(synthesis));
}

function inserted(page: string, name: string, table: string): string {
  const place = new RegExp(`(<!-- ${name} -->\n)[^]*?(<!-- /${name} -->)`);
  if (!place.test(page)) throw new Error(`docs/deploy.md has no place for the table of ${name}`);
  return page.replace(place, (_all, start: string, end: string) => `${start}${table}\n${end}`);
}

if (import.meta.main) {
  await ensurePlatform();
  await writeFile(deployDocs, withTables(await readFile(deployDocs, "utf8"), await synthesizeApart("prod")));
}
