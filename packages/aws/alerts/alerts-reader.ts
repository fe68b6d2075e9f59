/** Reads of the alerts table: by key, or by one of its indexes. Nothing here scans. */
import type { Statement } from "@tocsin/core/alert/observation";
import { relationsOf } from "@tocsin/core/alert/relations";
import { type Severity, severities } from "@tocsin/core/alert/severity";
import type { AlertView, ListedAlert } from "@tocsin/core/alert/view";
import type { Instant } from "@tocsin/core/event/instant";
import { type Week, weeksFrom } from "@tocsin/core/event/week";
import type { Head } from "@tocsin/core/transition/fold";
import type { LogEntry } from "@tocsin/core/transition/log-entry";
import {
  accountPartition,
  alertIdOf,
  alertKey,
  alertsSchema,
  idPartition,
  idPartitions,
  LAST_OPEN_PLACE,
  LOG_PREFIX,
  logKey,
  OBSERVATION_PREFIX,
  openPartition,
  resourcePartition,
  shards,
  weekPartition,
} from "./alerts-schema.ts";
import { READ_LIMIT, readItems, type Table } from "./alerts-table.ts";
import { headKey, readHead, readListed, readView, viewAttributes } from "./items/head-item.ts";
import { type Item, type ItemRead, type Key, keyOf, valueIn } from "./items/items.ts";
import { type ListedEntry, readEntry, readListedEntry } from "./items/log-item.ts";
import { readStatement } from "./items/observation-item.ts";
import { inChunks, inOrder, pagesOf, sideBySide } from "./paging.ts";
import { beginningWith, between, lessThan, type Query, queryPage } from "./query.ts";

/** Each item is parsed by itself: an unreadable one is returned as an error with its key, and the others as usual. */
export interface AlertsReader {
  /** The alert as stored, or nothing. @throws ItemError when it cannot be read. */
  head(alertId: string): Promise<Head | undefined>;
  /** Every alert that is not resolved: from CRITICAL down, and within a severity the oldest first. */
  open(filter?: OpenFilter): AsyncIterable<ItemRead<ListedAlert>>;
  /** An account's alerts in the same order, resolved ones last. */
  ofAccount(account: string, filter?: AccountFilter): AsyncIterable<ItemRead<ListedAlert>>;
  /**
   * The open alerts that name a thing which `view` names too: the first `howMany` of them, the most severe and then the oldest first. Reads
   * one page for each thing, so that it is fast for any number of alerts. It may miss an alert that was written a moment ago.
   */
  relatedTo(view: AlertView, howMany: number): Promise<RelatedAlerts>;
  /** Every alert, by id. Reads every head: for a person at a terminal, never for a function. */
  all(): AsyncIterable<ItemRead<AlertView>>;
  /** The whole views of these alerts, in their order; missing ones are left out. */
  views(alertIds: Iterable<string> | AsyncIterable<string>): AsyncIterable<ItemRead<AlertView>>;
  /** The same alerts as stored, with their decisions. */
  heads(alertIds: Iterable<string> | AsyncIterable<string>): AsyncIterable<ItemRead<Head>>;
  /** The ids of all alerts in one of this many parts. */
  ids(part: number, parts: number): AsyncIterable<string>;
  /** The ids that begin with `prefix`, of at least two digits. */
  idsFrom(prefix: string): AsyncIterable<string>;
  /**
   * The table cut into parts, each with complete alerts: a report can release one part before it reads the next. `log` gives the
   * transitions of an ISO week.
   */
  parts(): readonly AlertsPart[];
  /** The transitions of an ISO week, a shard's after the other. */
  logOfWeek(week: Week): AsyncIterable<ItemRead<ListedEntry>>;
  /** The transitions from one instant to another, both included, a week's and a shard's at a time. */
  logBetween(from: Instant, to: Instant): AsyncIterable<ItemRead<LogEntry>>;
  /** The transition that was written as this version of the alert, or nothing. @throws ItemError when it cannot be read. */
  entry(alertId: string, version: number): Promise<LogEntry | undefined>;
  /** The transitions and decisions of one alert, oldest first. */
  logOf(alertId: string): AsyncIterable<ItemRead<LogEntry>>;
  /** The observations of one alert, by time. */
  observationsOf(alertId: string): AsyncIterable<ItemRead<Statement>>;
}

export interface RelatedAlerts {
  readonly alerts: readonly ItemRead<AlertView>[];
  /** How many there are beside these. */
  readonly more: number;
  /** Whether there may be more than that: a page was not all of it. */
  readonly isAtLeast: boolean;
}

interface PageSize {
  /** How many alerts to ask for at a time, where only the first are wanted. */
  readonly pageSize?: number | undefined;
}

export interface OpenFilter extends PageSize {
  readonly severities?: readonly Severity[] | undefined;
}

export interface AccountFilter extends PageSize {
  /** Leave out what is resolved. */
  readonly onlyOpen?: boolean | undefined;
}

export interface AlertsPart {
  readonly open: AsyncIterable<ItemRead<ListedAlert>>;
  readonly log: (week: Week) => AsyncIterable<ItemRead<ListedEntry>>;
}

function itemsOf(alertId: string, prefix: string): Query {
  return { partition: alertKey(alertId), condition: beginningWith(prefix), consistent: true };
}

/** As many as are counted of one thing. */
const RELATED_PAGE = 50;

/** Requests under way at a time, beside the one page that each query fetches ahead. */
const WIDTH = 8;

export function createAlertsReader(table: Table): AlertsReader {
  return {
    async head(alertId) {
      const item = await itemAt(headKey(alertId));
      return item && valueIn(readHead(item));
    },
    open,
    ofAccount,
    relatedTo,
    all: () => views(allIds()),
    ids: (part, parts) => allIds(idPartitions.filter((_, i) => i % parts === part)),
    views,
    heads: (alertIds) => headsAt(alertIds, undefined, readHead),
    idsFrom: (prefix) =>
      idsOf({ index: "ids", partition: idPartition(prefix), condition: beginningWith(prefix.toLowerCase()) }),
    parts: () => shards.map((shard) => ({ open: openOf(shard), log: (week) => logOf(week, shard) })),
    async *logOfWeek(week) {
      for (const shard of shards) yield* logOf(week, shard);
    },
    logBetween,
    async entry(alertId, version) {
      const item = await itemAt({ pk: alertKey(alertId), sk: logKey(version) });
      return item && valueIn(readEntry(item));
    },
    logOf: (alertId) => read(itemsOf(alertId, LOG_PREFIX), readEntry),
    observationsOf: (alertId) => read(itemsOf(alertId, OBSERVATION_PREFIX), readStatement),
  };

  async function* open({ severities: wanted, pageSize }: OpenFilter = {}): AsyncIterable<ItemRead<ListedAlert>> {
    for (const severity of severities.toReversed()) {
      if (wanted && !wanted.includes(severity)) continue;
      yield* listed("open", (shard) => ({ index: "open", partition: openPartition(severity, shard), pageSize }));
    }
  }

  function ofAccount(
    account: string,
    { onlyOpen, pageSize }: AccountFilter = {},
  ): AsyncIterable<ItemRead<ListedAlert>> {
    const condition = onlyOpen ? lessThan(LAST_OPEN_PLACE) : undefined;
    return listed("account", (shard) => ({
      index: "account",
      partition: accountPartition(account, shard),
      condition,
      pageSize,
    }));
  }

  async function relatedTo(view: AlertView, howMany: number): Promise<RelatedAlerts> {
    const { resource, others } = relationsOf(view);
    const things = resource === undefined ? others : [resource, ...others];
    const query = { index: "resource", pageSize: RELATED_PAGE } as const;
    const found = await Promise.all(
      things.map((thing) => queryPage(table, { ...query, partition: resourcePartition(thing) }, undefined)),
    );
    const { sort } = alertsSchema.indexes.resource;
    const places = new Map(
      found.flatMap(({ items }) => items).map((item) => [alertIdOf(keyOf(item).pk), item[sort]?.S ?? ""]),
    );
    places.delete(view.id);
    const inOrderOfPlace = [...places].sort(([, a], [, b]) => (a < b ? -1 : 1)).map(([id]) => id);
    const alerts = await Array.fromAsync(views(inOrderOfPlace.slice(0, howMany)));
    return {
      // An alert that was resolved since leaves the index a moment later.
      alerts: alerts.filter((read) => !read.ok || read.value.status !== "RESOLVED"),
      more: Math.max(0, inOrderOfPlace.length - howMany),
      isAtLeast: found.some(({ next }) => next !== undefined),
    };
  }

  /** The items of an index's shards, in its order. */
  async function* listed(
    index: "open" | "account",
    query: (shard: number) => Query,
  ): AsyncIterable<ItemRead<ListedAlert>> {
    const { sort } = alertsSchema.indexes[index];
    const streams = shards.map((shard) => pages(query(shard)));
    for await (const item of inOrder(streams, (found) => found[sort]?.S ?? "")) yield readListed(item);
  }

  async function* openOf(shard: number): AsyncIterable<ItemRead<ListedAlert>> {
    for (const severity of severities.toReversed())
      yield* read({ index: "open", partition: openPartition(severity, shard) }, readListed);
  }

  function logOf(week: Week, shard: number): AsyncIterable<ItemRead<ListedEntry>> {
    return read({ index: "week", partition: weekPartition(week, shard) }, readListedEntry);
  }

  async function* logBetween(from: Instant, to: Instant): AsyncIterable<ItemRead<LogEntry>> {
    for (const week of weeksFrom(from, to)) {
      for (const shard of shards) {
        // Sort keys are `<at>#<alert>`, and "$" comes after "#".
        const condition = between(from, `${to}$`);
        for await (const page of pages({ index: "week", partition: weekPartition(week, shard), condition }))
          yield* itemsAt(page.map(keyOf), undefined, readEntry);
      }
    }
  }

  function views(alertIds: Iterable<string> | AsyncIterable<string>): AsyncIterable<ItemRead<AlertView>> {
    return headsAt(alertIds, viewAttributes, readView);
  }

  async function* headsAt<T>(
    alertIds: Iterable<string> | AsyncIterable<string>,
    attributes: readonly string[] | undefined,
    readOne: (item: Item) => ItemRead<T>,
  ): AsyncIterable<ItemRead<T>> {
    const chunks = inChunks(alertIds, READ_LIMIT);
    const found = sideBySide(chunks, WIDTH, (ids) => Array.fromAsync(itemsAt(ids.map(headKey), attributes, readOne)));
    for await (const chunk of found) yield* chunk;
  }

  async function* allIds(partitions: readonly string[] = idPartitions): AsyncIterable<string> {
    const found = sideBySide(partitions, WIDTH, (partition) => Array.fromAsync(idsOf({ index: "ids", partition })));
    for await (const ids of found) yield* ids;
  }

  async function* idsOf(query: Query): AsyncIterable<string> {
    for await (const page of pages(query)) for (const item of page) yield alertIdOf(keyOf(item).pk);
  }

  async function* read<T>(query: Query, readOne: (item: Item) => ItemRead<T>): AsyncIterable<ItemRead<T>> {
    for await (const page of pages(query)) for (const item of page) yield readOne(item);
  }

  async function* itemsAt<T>(
    keys: readonly Key[],
    attributes: readonly string[] | undefined,
    readOne: (item: Item) => ItemRead<T>,
  ): AsyncIterable<ItemRead<T>> {
    const items = await readItems(table, keys, attributes);
    for (const key of keys) {
      const item = items.get(key);
      if (item !== undefined) yield readOne(item);
    }
  }

  async function itemAt(key: Key): Promise<Item | undefined> {
    return (await readItems(table, [key])).get(key);
  }

  function pages(query: Query): AsyncGenerator<readonly Item[]> {
    return pagesOf((start) => queryPage(table, query, start));
  }
}
