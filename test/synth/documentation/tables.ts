/** What in the documentation follows from declarations, from what would be deployed, and from what is sent. `npm run docs` writes it anew. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { sources } from "@tocsin/sources/registry";
import { samplesOf } from "@tocsin/sources/testing/samples";
import { lines } from "../../../packages/cli/verify/line.ts";
import { synthesizeApart } from "../synthesis/child.ts";
import { ensurePlatform, root } from "../synthesis/platform.ts";
import type { Synthesis } from "../synthesis/synthesize.ts";
import { commandPermissionsTable } from "./command-permissions.ts";
import { conditionsTable } from "./conditions.ts";
import { costsTable } from "./costs.ts";
import { digestJsonSchema } from "./digest-json-schema.ts";
import { messages } from "./messages.ts";
import { linkPermissionsTable, mailPermissionsTable, permissionsTable } from "./permissions.ts";
import { policyJsonSchema } from "./policy-json-schema.ts";
import { forwardedTable, sourcePage } from "./source-page.ts";
import { webhookJsonSchema } from "./webhook-json-schema.ts";

/** The pages, and what makes each of their tables, by the name in the comments around its place. */
const tables: Readonly<Record<string, Readonly<Record<string, (synthesis: Synthesis) => string>>>> = {
  "README.md": { sources: sourcesTable },
  "docs/deploy.md": {
    permissions: permissionsTable,
    "link-permissions": linkPermissionsTable,
    "mail-permissions": mailPermissionsTable,
    "command-permissions": commandPermissionsTable,
    conditions: conditionsTable,
    costs: costsTable,
    forwarded: () => forwardedTable(sources),
    unverified: unverifiedTable,
  },
  ...messages,
  ...Object.fromEntries(
    await Promise.all(
      sources.map(async (source) => {
        const samples = Object.values(await samplesOf(source.name));
        return [`docs/sources/${source.name}.md`, { source: () => sourcePage(source, samples) }] as const;
      }),
    ),
  ),
};

export const pages = Object.keys(tables);

export const readPage = (page: string): Promise<string> => readFile(join(root, page), "utf8");

/** The page's text with its tables as they should be. @throws Error when the page has no place for one of them. */
export function withTables(page: string, text: string, synthesis: Synthesis): string {
  return Object.entries(tables[page] ?? {}).reduce((written, [name, table]) => {
    const place = new RegExp(`(<!-- ${name} -->\n)[^]*?(<!-- /${name} -->)`);
    if (!place.test(written))
      throw new Error(
        `${page} has no place for the table of ${name}: write <!-- ${name} --> and <!-- /${name} --> into it, each on a line of its own`,
      );
    return written.replace(place, (_all, start: string, end: string) => `${start}${table(synthesis)}\n${end}`);
  }, text);
}

function sourcesTable(): string {
  return [
    "| source | observes |",
    "| --- | --- |",
    ...sources.map(({ name, about }) => `| \`${name}\` | ${about} |`),
  ].join("\n");
}

function unverifiedTable(): string {
  return [
    "| name | what only AWS can confirm | `tocsin verify` goes by |",
    "| --- | --- | --- |",
    ...Object.entries(lines).map(
      ([name, { confirms, by, instead }]) =>
        `| \`${name}\` | ${confirms} | ${by ?? `nothing it could read; this shows it: ${instead}`} |`,
    ),
  ].join("\n");
}

if (import.meta.main) {
  await ensurePlatform();
  const synthesis = await synthesizeApart("prod");
  for (const page of pages) await writeFile(join(root, page), withTables(page, await readPage(page), synthesis));
  await writeFile(join(root, "docs/policy.schema.json"), policyJsonSchema());
  await writeFile(join(root, "docs/digest.schema.json"), digestJsonSchema());
  await writeFile(join(root, "docs/webhook.schema.json"), webhookJsonSchema());
}
