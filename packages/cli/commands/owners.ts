/** `tocsin owners --missing`: which accounts are left to assign. */

import { createAlertsReader } from "@tocsin/aws/alerts/alerts-reader";
import type { Table } from "@tocsin/aws/alerts/alerts-table";
import { createWorldSource } from "@tocsin/aws/world/world-source";
import type { AlertView } from "@tocsin/core/alert/view";
import { factsOf } from "@tocsin/core/directory/directory";
import { isAssigned, ownerOf } from "@tocsin/core/directory/owner";
import type { World } from "@tocsin/core/policy/world";
import { systemNow } from "@tocsin/lambda/runtime/system-clock";
import { directoryFrom } from "../directory-file.ts";
import { type Column, table } from "../output/table.ts";
import type { Terminal } from "../output/terminal.ts";
import { createUnreadable, type Unreadable } from "../output/unreadable.ts";
import { policyFrom } from "../policy-file.ts";
import { type TableOptions, withOpenTable } from "../stack/open-table.ts";
import { type StageTableOptions, stageTable } from "../stack/stage-table.ts";

interface OwnersOptions extends TableOptions, StageTableOptions {
  readonly policy?: string;
  readonly directory?: string;
  readonly json?: boolean;
}

/** An account that has no owner, or has open alerts that have none. */
interface Unowned {
  readonly account: string;
  readonly name: string | null;
  readonly ou: string | null;
  readonly environment: string;
  readonly alerts: number;
}

export async function listUnowned(given: OwnersOptions, terminal: Terminal): Promise<number> {
  const options = { ...given, ...stageTable(given) };
  const unreadable = createUnreadable(terminal);
  const unowned = await withOpenTable(options, terminal, async (alerts) => {
    const world = await worldFor(options, alerts, terminal);
    return unownedIn(world, await unownedAlerts(alerts, world, unreadable));
  });
  if (options.json) for (const row of unowned) terminal.stdout.write(`${JSON.stringify(row)}\n`);
  else
    terminal.stdout.write(unowned.length === 0 ? "Every account has an owner.\n" : table(unowned, columns, terminal));
  return unreadable.exitCode();
}

/** What files say goes before what is in force in the table. */
async function worldFor(options: OwnersOptions, table: Table, { stderr }: Terminal): Promise<World> {
  const report = ({ problem }: { readonly problem: string }) => stderr.write(`${problem}\n`);
  const inForce = await createWorldSource({ table, now: systemNow, report }).world();
  const { policy, directory } = options;
  return {
    policy: policy === undefined ? inForce.policy : await policyFrom(policy, stderr),
    directory: directory === undefined ? inForce.directory : await directoryFrom(directory),
  };
}

/** How many open alerts each account has that nobody owns, of those that have any open. */
async function unownedAlerts(table: Table, world: World, { skip }: Unreadable): Promise<ReadonlyMap<string, number>> {
  const alerts = createAlertsReader(table);
  const ids: string[] = [];
  for await (const { id } of skip(alerts.open())) ids.push(id);
  const found = new Map<string, number>();
  for await (const view of skip(alerts.views(ids)))
    found.set(view.account, (found.get(view.account) ?? 0) + (isOwned(view, world) ? 0 : 1));
  return found;
}

function isOwned(view: Pick<AlertView, "account">, { policy, directory }: World): boolean {
  const entry = directory.of(view.account);
  return isAssigned(ownerOf({ ...view, directory: factsOf(entry) }, policy.ownerRules, entry, policy.fallbackOwner));
}

/** An account without open alerts is asked for by what the directory knows of it: a rule that goes by more says nothing of it. */
function unownedIn(world: World, alerts: ReadonlyMap<string, number>): readonly Unowned[] {
  const accounts = [...new Set([...world.directory.accounts, ...alerts.keys()])].sort();
  return accounts.flatMap((account) => {
    const count = alerts.get(account) ?? 0;
    if (count === 0 && (alerts.has(account) || isOwned({ account }, world))) return [];
    const { name = null, ou = null, environment } = world.directory.of(account);
    return [{ account, name, ou, environment, alerts: count }];
  });
}

const columns: readonly Column<Unowned>[] = [
  // A finding that is known by its id alone has no account yet.
  { heading: "ACCOUNT", of: ({ account }) => account || "-" },
  { heading: "NAME", of: ({ name }) => name ?? "-", yields: 3 },
  { heading: "ENVIRONMENT", of: ({ environment }) => environment, yields: 2 },
  { heading: "OU", of: ({ ou }) => ou ?? "-", yields: 1 },
  { heading: "OPEN ALERTS WITHOUT OWNER", of: ({ alerts }) => String(alerts), yields: 4 },
];
