/** What one query of the partition `WORLD` finds. */
import type { Instant } from "@tocsin/core/event/instant";
import type { Silence } from "@tocsin/oncall/silence";
import {
  DIRECTORY,
  HELD,
  LOOKED,
  MODE,
  OPERATORS,
  POLICY,
  REFRESHED,
  SILENCE_PREFIX,
  STALE_PREFIX,
  WORLD,
} from "../alerts/alerts-schema.ts";
import type { Table } from "../alerts/alerts-table.ts";
import { type Item, ItemError, type ItemRead, keyOf } from "../alerts/items/items.ts";
import { pagesOf } from "../alerts/paging.ts";
import { queryPage } from "../alerts/query.ts";
import { type CountedHeldBack, type OperatorsTold, readHeldBack, readOperators } from "./items/held-back-item.ts";
import { type Mode, readMode } from "./items/mode-item.ts";
import { readPointer } from "./items/pointer-item.ts";
import { readSilence } from "./items/silence-item.ts";
import { readMark, readStale, type StaleWorld } from "./items/timer-item.ts";

export interface WorldPartition {
  /** The version in force; 0 before the first. */
  readonly policy: ItemRead<number>;
  readonly directory: ItemRead<number>;
  /** Absent in a table for which nobody has said. */
  readonly mode?: Mode | undefined;
  /** Up to when the beginnings and ends of silences were applied. */
  readonly lookedAt?: Instant | undefined;
  /** When all of the directory was last read anew. */
  readonly refreshedAt?: Instant | undefined;
  /** What was held back while the stack learns; absent where nothing was. */
  readonly heldBack?: CountedHeldBack | undefined;
  /** What those who run Tocsin were last told by it. */
  readonly operatorsTold?: OperatorsTold | undefined;
  readonly silences: readonly Silence[];
  readonly stale: readonly StaleWorld[];
  /** Of the items that are not above, those that cannot be read. */
  readonly problems: readonly ItemError[];
}

/** Reads consistently: it sees each write that ended before it was called. @throws CallError */
export async function readWorldPartition(table: Table): Promise<WorldPartition> {
  const found: Mutable = { policy: none, directory: none, silences: [], stale: [], problems: [] };
  for await (const page of pagesOf((start) => queryPage(table, { partition: WORLD, consistent: true }, start)))
    for (const item of page) add(item, found);
  return found;
}

type Mutable = {
  -readonly [K in keyof WorldPartition]: WorldPartition[K] extends readonly (infer T)[] ? T[] : WorldPartition[K];
};

const none = { ok: true, value: 0 } as const;

function add(item: Item, found: Mutable): void {
  const { sk } = keyOf(item);
  const readable = <T>(read: ItemRead<T>): readonly T[] => {
    if (read.ok) return [read.value];
    found.problems.push(read.error);
    return [];
  };
  if (sk === POLICY) found.policy = versionOf(item);
  else if (sk === DIRECTORY) found.directory = versionOf(item);
  else if (sk === MODE) [found.mode] = readable(readMode(item));
  else if (sk === LOOKED) [found.lookedAt] = readable(readMark(item));
  else if (sk === REFRESHED) [found.refreshedAt] = readable(readMark(item));
  else if (sk === HELD) [found.heldBack] = readable(readHeldBack(item));
  else if (sk === OPERATORS) [found.operatorsTold] = readable(readOperators(item));
  else if (sk.startsWith(SILENCE_PREFIX)) found.silences.push(...readable(readSilence(item)));
  else if (sk.startsWith(STALE_PREFIX)) found.stale.push(...readable(readStale(item)));
  else found.problems.push(new ItemError(keyOf(item), "this version of Tocsin knows no such item", true));
}

function versionOf(item: Item): ItemRead<number> {
  const read = readPointer(item);
  return read.ok ? { ok: true, value: read.value.version } : read;
}
