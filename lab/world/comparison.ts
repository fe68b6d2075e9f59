/** Compares what a disturbed run left in the table and showed to people with what it should have left and shown. */
import { routesFor } from "@tocsin/channels/routing";
import { compareSeverity } from "@tocsin/core/alert/severity";
import { later } from "@tocsin/core/event/instant";
import type { Policy } from "@tocsin/core/policy/policy";
import { sameJson } from "@tocsin/core/text/json";
import { type Announcement, announcementOf } from "@tocsin/core/transition/announcement";
import { contentOf, type StoredAlert, unsoundness } from "./table-content.ts";

/** What differs, a sentence each, by what it counts as in an outcome. */
export interface Differences {
  readonly lost: readonly string[];
  readonly doubled: readonly string[];
  readonly wrong: readonly string[];
}

export function together(...all: readonly Differences[]): Differences {
  return {
    lost: all.flatMap(({ lost }) => lost),
    doubled: all.flatMap(({ doubled }) => doubled),
    wrong: all.flatMap(({ wrong }) => wrong),
  };
}

/** The same events must have made the same alerts. */
export function comparedTables(
  expected: readonly StoredAlert[],
  found: readonly StoredAlert[],
  policy: Policy,
): Differences {
  const at = [...expected, ...found].map(({ head }) => head.evaluatedAt).reduce(later);
  const should = contentOf(expected, policy, at);
  const is = contentOf(found, policy, at);
  const lost: string[] = [];
  const wrong = found.flatMap((stored) => unsoundness(stored, policy) ?? []);
  for (const [id, { head, observations }] of should) {
    const other = is.get(id);
    if (other === undefined) lost.push(`${id}: the alert is missing`);
    for (const observation of other ? observations.difference(other.observations) : [])
      lost.push(`${id}: the observation is missing: ${observation}`);
    for (const observation of other?.observations.difference(observations) ?? [])
      wrong.push(`${id}: nobody said ${observation}`);
    if (other && other.head !== head) wrong.push(`${id}: is ${other.head}, not ${head}`);
  }
  for (const id of is.keys()) if (!should.has(id)) wrong.push(`${id}: nothing that was sent makes this alert`);
  return { lost, doubled: [], wrong };
}

/**
 * Every alert that is open and routed to the channel must have been shown there, at least as severe as it is now. That holds whatever the
 * log calls quiet: these loads hold no replay, no backfill and no decision.
 */
function neverShown(
  stored: readonly StoredAlert[],
  shown: readonly Announcement[],
  isRouted: (announcement: Announcement) => boolean,
): readonly string[] {
  const pages = Map.groupBy(shown, ({ alertId }) => alertId);
  return stored.flatMap(({ head: { view }, log }) => {
    const entry = log.at(-1);
    if (view.status !== "OPEN" || entry === undefined) return [];
    const { severity } = view;
    if (!isRouted({ ...announcementOf(entry), quiet: false, severity, alert: view })) return [];
    const isShown = pages.get(view.id)?.some((page) => compareSeverity(page.severity, severity) >= 0);
    return isShown ? [] : [`${view.id} is open and ${severity}, and was not shown so`];
  });
}

/**
 * The alerts of which a receiver was left with an older state, going by the order in which messages arrived: a later version had come
 * before the last one. A receiver that keeps the highest version of each alert is left with the newest.
 */
export function regressed(shown: readonly Announcement[]): readonly string[] {
  const pages = Map.groupBy(shown, ({ alertId }) => alertId);
  return [...pages].flatMap(([alertId, ofAlert]) => {
    const newest = Math.max(...ofAlert.map(({ version }) => version));
    return ofAlert.at(-1)?.version === newest ? [] : [alertId];
  });
}

/** How many of the alerts that were shown are so, as the row of an experiment has it. */
export function regressedText(runs: readonly (readonly Announcement[])[]): string {
  const found = runs.flatMap(regressed).length;
  const all = runs.reduce((sum, shown) => sum + new Set(shown.map(({ alertId }) => alertId)).size, 0);
  return `regressed: ${found} of ${all} alerts`;
}

/** Every transition that the policy routes to `channel` must have been shown there once, and as the log has it. */
export function comparedPages(
  stored: readonly StoredAlert[],
  shown: readonly Announcement[],
  policy: Policy,
  channel: string,
): Differences {
  const key = ({ alertId, version }: Announcement) => `${alertId} version ${version}`;
  const written = new Map(
    stored.flatMap(({ log }) => log.map(announcementOf)).map((announcement) => [key(announcement), announcement]),
  );
  const times = Map.groupBy(shown, key);
  const isRouted = (announcement: Announcement) =>
    routesFor(policy, announcement).deliveries.some((delivery) => delivery.channel === channel);
  // As a receiver has it that keeps the highest version.
  const last = new Map(shown.toSorted((a, b) => a.version - b.version).map((page) => [page.alertId, page.to]));
  return {
    lost: [
      ...[...written]
        .filter(([name, announcement]) => isRouted(announcement) && !times.has(name))
        .map(([name]) => `${name} was not shown`),
      ...neverShown(stored, shown, isRouted),
      ...(shown.length === 0 ? ["nothing at all was shown"] : []),
    ],
    doubled: [...times].filter(([, { length }]) => length > 1).map(([name, { length }]) => `${name}: shown ${length}×`),
    wrong: [
      ...[...times].flatMap(([name, [first]]) => {
        const entry = written.get(name);
        if (entry === undefined) return [`${name} was shown and is not written`];
        const isAsWritten = sameJson(first, JSON.parse(JSON.stringify(entry)));
        return isRouted(entry) && isAsWritten ? [] : [`${name}: shown otherwise`];
      }),
      ...stored.flatMap(({ head: { view }, log }) => {
        const entry = log.at(-1);
        if (entry === undefined || !isRouted(announcementOf(entry)) || sameJson(last.get(view.id), entry.to)) return [];
        return [`${view.id}: the last page says ${last.get(view.id)?.status}, the table ${view.status}`];
      }),
    ],
  };
}
