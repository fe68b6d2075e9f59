/** Which alerts somebody means to decide on: named, or all that an account or a pattern has. */
import type { AlertsReader } from "@tocsin/aws/alerts/alerts-reader";
import { alertIdOf } from "@tocsin/aws/alerts/alerts-schema";
import type { ItemRead } from "@tocsin/aws/alerts/items/items";
import { moreSevere } from "@tocsin/core/alert/severity";
import type { AlertView, ListedAlert, Status } from "@tocsin/core/alert/view";
import type { Matcher } from "@tocsin/core/pattern/pattern";
import type { Head } from "@tocsin/core/transition/fold";
import type { Failure } from "@tocsin/oncall/deciding/outcome";
import { CommandError, exitCodes } from "../../output/terminal.ts";
import { completedId, unknownId } from "./alert-id.ts";

export interface Selection {
  /** Ids, or their beginnings. */
  readonly prefixes: readonly string[];
  readonly account?: string | undefined;
  readonly matches?: Matcher | undefined;
}

/**
 * The alerts that are named, whatever their status; or those of the account that match and have one of `statuses`.
 * @throws CommandError when no alert of the account is known, as when its id is mistyped.
 */
export async function chosenAlerts(
  alerts: AlertsReader,
  { prefixes, account, matches }: Selection,
  statuses: readonly Status[],
): Promise<readonly (Head | Failure)[]> {
  if (prefixes.length > 0) return named(alerts, prefixes);
  const isMeant = ({ view, heard }: Head) =>
    statuses.includes(view.status) &&
    (account === undefined || view.account === account) &&
    (matches?.(asSevereAsItWas(view, heard)) ?? true);
  const onlyOpen = !statuses.includes("RESOLVED");
  const ids = account === undefined ? idsOf(alerts, onlyOpen) : idsOfAccount(alerts, account, onlyOpen);
  const chosen: (Head | Failure)[] = [];
  for await (const read of alerts.heads(ids)) {
    if (!read.ok) chosen.push(failureOf(read));
    else if (isMeant(read.value)) chosen.push(read.value);
  }
  return chosen;
}

/** What is over is INFORMATIONAL: whoever looks for it knows it by what it was. */
function asSevereAsItWas(view: AlertView, heard: Head["heard"]): AlertView {
  if (view.status !== "RESOLVED" || heard === undefined) return view;
  return { ...view, severity: moreSevere(view.severity, heard.worst) };
}

/** What cannot be found is a failure of its own: the others are decided on all the same. */
async function named(alerts: AlertsReader, prefixes: readonly string[]): Promise<readonly (Head | Failure)[]> {
  const ids = new Set<string>();
  const failures: Failure[] = [];
  for (const prefix of new Set(prefixes)) {
    try {
      ids.add(await completedId(alerts, prefix));
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      failures.push({ outcome: "failed", id: prefix, problem: error.message });
    }
  }
  const found = new Map<string, Head | Failure>();
  for await (const read of alerts.heads(ids))
    found.set(
      idIn(read, ({ view }) => view.id),
      read.ok ? read.value : failureOf(read),
    );
  return [...failures, ...[...ids].map((id) => found.get(id) ?? notThere(id))];
}

function notThere(id: string): Failure {
  return { outcome: "failed", id, problem: unknownId(id) };
}

async function* idsOf(alerts: AlertsReader, onlyOpen: boolean): AsyncIterable<string> {
  const reads: AsyncIterable<ItemRead<ListedAlert>> = onlyOpen ? alerts.open() : alerts.all();
  for await (const read of reads) yield idIn(read, ({ id }) => id);
}

async function* idsOfAccount(alerts: AlertsReader, account: string, onlyOpen: boolean): AsyncIterable<string> {
  let isKnown = false;
  for await (const read of alerts.ofAccount(account, { onlyOpen })) {
    isKnown = true;
    yield idIn(read, ({ id }) => id);
  }
  if (isKnown) return;
  for await (const _ of alerts.ofAccount(account, { pageSize: 1 })) return;
  throw new CommandError(`no alert of account ${account} is known`, exitCodes.refused);
}

function idIn<T>(read: ItemRead<T>, idOf: (value: T) => string): string {
  return read.ok ? idOf(read.value) : alertIdOf(read.error.key.pk);
}

function failureOf({ error }: Extract<ItemRead<unknown>, { readonly ok: false }>): Failure {
  return { outcome: "failed", id: alertIdOf(error.key.pk), problem: error.message };
}
