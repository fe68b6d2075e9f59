/** What a table keeps of alerts, of what people were told of them, and of what was in force then. */
import { type AlertsReader, createAlertsReader } from "@tocsin/aws/alerts/alerts-reader";
import type { Table } from "@tocsin/aws/alerts/alerts-table";
import { type ItemRead, valuesIn } from "@tocsin/aws/alerts/items/items";
import { createGroupsReader, type GroupsReader, type GroupTelling } from "@tocsin/aws/groups/groups-reader";
import type { RecordedVerdict } from "@tocsin/aws/groups/items/verdict-item";
import { createDirectoryStore } from "@tocsin/aws/world/directory-store";
import type { Accounts } from "@tocsin/aws/world/items/directory-item";
import type { Mode } from "@tocsin/aws/world/items/mode-item";
import type { PolicyBody, PolicyRecord } from "@tocsin/aws/world/items/policy-item";
import type { WrittenSilence } from "@tocsin/aws/world/items/silence-item";
import { createOverrideStore, standing } from "@tocsin/aws/world/override-store";
import { createPolicyStore } from "@tocsin/aws/world/policy-store";
import { createSilenceStore } from "@tocsin/aws/world/silence-store";
import { readWorldPartition } from "@tocsin/aws/world/world-partition";
import type { Statement } from "@tocsin/core/alert/observation";
import { earlier, type Instant, later, shift } from "@tocsin/core/event/instant";
import type { Override } from "@tocsin/core/policy/schedule";
import type { Head } from "@tocsin/core/transition/fold";
import type { LogEntry } from "@tocsin/core/transition/log-entry";
import { fallbackTarget } from "@tocsin/oncall/decide/fallen";
import { overflowTarget } from "@tocsin/oncall/decide/overflowed";
import { type Arrival, arrivalsOf } from "../../commands/alerts/arrival.ts";
import { heldPolicies, type Stay, staysOf } from "./places.ts";

export interface Past {
  readonly alerts: readonly AlertPast[];
  /** Each once, whatever alerts it tells of. */
  readonly groups: readonly GroupPast[];
  readonly world: WorldPast;
}

export interface AlertPast {
  readonly head: Head;
  readonly said: readonly Statement[];
  /** In order of version. */
  readonly log: readonly LogEntry[];
}

/** What one destination was told of one group, and what it was not. */
export interface GroupPast {
  readonly groupId: string;
  /** In order of time. */
  readonly verdicts: readonly PastVerdict[];
}

export interface PastVerdict extends RecordedVerdict {
  /** Of what was to be told. */
  readonly arrival: Arrival | undefined;
}

export interface WorldPast {
  /** In order of version. */
  readonly policies: readonly PolicyPast[];
  readonly mode: Mode | undefined;
  /** Every one that there ever was. */
  readonly silences: readonly WrittenSilence[];
  /** Those of the last ninety days. */
  readonly overrides: readonly Override[];
  /** The directory of a version; nothing where that cannot be read. */
  readonly accountsAt: (version: number) => Promise<Accounts | undefined>;
  /** The version in force now; 0 where there is none. */
  readonly directoryVersion: number;
}

export interface PolicyPast extends PolicyRecord {
  /** Absent where it cannot be read: then it never held. */
  readonly body?: PolicyBody | undefined;
}

/** @throws CallError. @throws ItemError when something of it cannot be read, as without it the record would be of another past. */
export async function pastOf(heads: readonly Head[], table: Table, now: Instant): Promise<Past> {
  const reader = createAlertsReader(table);
  const alerts = await Promise.all(heads.map((head) => alertPast(head, reader)));
  const world = await worldPast(table);
  return { alerts, groups: await groupsOf(alerts, world, createGroupsReader(table), now), world };
}

async function alertPast(head: Head, reader: AlertsReader): Promise<AlertPast> {
  const { id } = head.view;
  const [said, log] = await Promise.all([
    Array.fromAsync(valuesIn(reader.observationsOf(id))),
    Array.fromAsync(valuesIn(reader.logOf(id))),
  ]);
  return { head, said, log };
}

/** The groups that the alerts are or were in, and those in which they were told of in the place of these. */
async function groupsOf(
  alerts: readonly AlertPast[],
  { policies }: WorldPast,
  reader: GroupsReader,
  now: Instant,
): Promise<readonly GroupPast[]> {
  const held = heldPolicies(policies);
  const stays = alerts.map(({ log }) => staysOf(log, held, now)).reduce(joined, new Map());
  const found = new Map<string, GroupPast>();
  for (const [groupId, telling] of await reader.tellingsIn([...stays.keys()])) {
    const { verdicts } = groupPast(groupId, telling);
    found.set(groupId, { groupId, verdicts: verdicts.filter(({ at }) => isWithin(at, stays.get(groupId))) });
  }
  const others = new Set([...found.values()].flatMap(groupsInPlaceOf).filter((groupId) => !found.has(groupId)));
  for (const [groupId, telling] of await reader.tellingsIn([...others]))
    found.set(groupId, groupPast(groupId, telling));
  return [...found.values()];
}

function groupPast(groupId: string, telling: GroupTelling): GroupPast {
  const arrivals = arrivalsOf(telling);
  return {
    groupId,
    verdicts: telling.verdicts.map((read, i) => ({ ...readable(read), arrival: arrivals[i] })),
  };
}

function readable<T>(read: ItemRead<T>): T {
  if (read.ok) return read.value;
  throw read.error;
}

function joined(a: ReadonlyMap<string, Stay>, b: ReadonlyMap<string, Stay>): ReadonlyMap<string, Stay> {
  const both = new Map(a);
  for (const [groupId, { from, until }] of b) {
    const known = both.get(groupId);
    both.set(groupId, known ? { from: earlier(known.from, from), until: later(known.until, until) } : { from, until });
  }
  return both;
}

/** What has left a group is seen to within a minute or two. */
const LEAVING_MILLISECONDS = 2 * 60_000;

function isWithin(at: Instant, stay: Stay | undefined): boolean {
  return stay !== undefined && at >= stay.from && at <= shift(stay.until, LEAVING_MILLISECONDS);
}

/** Where else was told of what is too much for a destination, or what it did not take. */
function groupsInPlaceOf({ verdicts }: GroupPast): readonly string[] {
  return verdicts.flatMap(({ subject, reason, circumstances: { fallback } }) => [
    ...(reason === "overflow" ? [overflowTarget(subject).groupId] : []),
    ...(fallback === undefined ? [] : [fallbackTarget(subject, fallback).groupId]),
  ]);
}

async function worldPast(table: Table): Promise<WorldPast> {
  const directories = createDirectoryStore(table);
  const { mode, directory } = await readWorldPartition(table);
  return {
    policies: await policiesIn(table),
    mode,
    silences: await Array.fromAsync(valuesIn(createSilenceStore(table).history())),
    overrides: (await Array.fromAsync(valuesIn(createOverrideStore(table).list()))).map(standing),
    async accountsAt(version) {
      const read = await directories.version(version);
      return read?.ok ? read.value : undefined;
    },
    directoryVersion: readable(directory),
  };
}

async function policiesIn(table: Table): Promise<readonly PolicyPast[]> {
  const store = createPolicyStore(table);
  const policies: PolicyPast[] = [];
  for await (const record of valuesIn(store.history())) {
    const read = await store.version(record.version);
    policies.push({ ...record, body: read?.ok ? read.value : undefined });
  }
  return policies.reverse();
}
