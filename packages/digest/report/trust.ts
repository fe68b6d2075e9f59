/** How far a report can be trusted: which accounts and cells were heard from, and which items could not be read. */
import type { Directory } from "@tocsin/core/directory/directory";
import { earlier, type Instant, MILLISECONDS_PER_DAY, shift } from "@tocsin/core/event/instant";
import type { Policy } from "@tocsin/core/policy/policy";
import type { Edition, Report } from "./format.ts";
import type { HeardCell, Readable } from "./input.ts";
import { isIn, type Place, placeOfAccount } from "./place.ts";
import { type Ranked, ranked, rankedFrom } from "./tally/ranked.ts";
import { compareText } from "./tally/standing-alert.ts";

type Trust = Report["trust"];
type SilentCell = Trust["silent"]["lines"][number];

export interface Coverage {
  readonly accounts: ReadonlyMap<string, AccountCoverage>;
  /** When anything was first heard; missing if nothing ever was. */
  readonly firstHeardAt?: Instant | undefined;
}

interface AccountCoverage {
  readonly place: Place;
  readonly name?: string | undefined;
  readonly isListed: boolean;
  /** When the account or cell was first known. */
  firstHeardAt?: Instant | undefined;
  cells: number;
  heard: number;
  readonly silent: Ranked<SilentCell>;
}

/**
 * Reads the cells. A cell that was first heard from after the period is left out. Only the present knows when a cell was last heard from,
 * so for an old week a cell counts as heard from if it has been since. For a week that is not over, the seven days before count. An account
 * that is missing from a directory that has others has left the organization, and is not expected to send anything.
 */
export async function readCoverage(
  cells: AsyncIterable<Readable<HeardCell>>,
  period: { readonly asOf: Instant },
  directory: Directory,
  policy: Pick<Policy, "ownerRules" | "fallbackOwner">,
  onUnreadable: (error: Error) => void,
): Promise<Coverage> {
  const listed = new Set(directory.accounts);
  const accounts = new Map<string, AccountCoverage>();
  const coverageOf = (account: string) => {
    const known = accounts.get(account);
    if (known !== undefined) return known;
    const created: AccountCoverage = {
      place: placeOfAccount(account, directory, policy),
      name: directory.of(account).name,
      isListed: listed.size === 0 || listed.has(account),
      cells: 0,
      heard: 0,
      silent: ranked(longestSilentFirst),
    };
    accounts.set(account, created);
    return created;
  };
  for (const account of directory.accounts) coverageOf(account);
  const since = shift(period.asOf, -7 * MILLISECONDS_PER_DAY);
  let firstHeardAt: Instant | undefined;
  for await (const read of cells) {
    if (!read.ok) onUnreadable(read.error);
    else {
      const { account, region, source, firstHeardAt: first, lastHeardAt } = read.value;
      if (first > period.asOf) continue;
      firstHeardAt = firstHeardAt === undefined ? first : earlier(firstHeardAt, first);
      const coverage = coverageOf(account);
      coverage.firstHeardAt = first;
      const isHeard = lastHeardAt >= since;
      if (!isHeard && !coverage.isListed) continue;
      coverage.cells += 1;
      if (isHeard) coverage.heard += 1;
      else coverage.silent.add({ account, accountName: coverage.name, region, source, lastHeardAt });
    }
  }
  return { accounts, firstHeardAt };
}

function longestSilentFirst(a: SilentCell, b: SilentCell): number {
  return (
    compareText(a.lastHeardAt, b.lastHeardAt) ||
    compareText(a.account, b.account) ||
    compareText(a.region, b.region) ||
    compareText(a.source, b.source)
  );
}

/** The part that belongs to an edition. An unreadable item can belong to anybody: only the organization's edition lists these. */
export function trustOf(edition: Edition, { accounts }: Coverage, unreadable: Ranked<string>): Trust {
  const own = [...accounts].filter(([, { place }]) => isIn(edition, place));
  const known = own.filter(([, { isListed, heard }]) => isListed || heard > 0);
  const cells = own.reduce((sum, [, one]) => sum + one.cells, 0);
  const heard = own.reduce((sum, [, one]) => sum + one.heard, 0);
  const silent = rankedFrom(
    own.flatMap(([, one]) => one.silent.listing().lines),
    longestSilentFirst,
  );
  const never = own
    .filter(([, one]) => one.isListed && one.firstHeardAt === undefined)
    .map(([account, { name }]) => ({ account, accountName: name }));
  const { lines, more } = unreadable.listing();
  return {
    accounts: { known: known.length, heard: known.filter(([, one]) => one.heard > 0).length },
    cells: { known: cells, heard },
    silent: { ...silent, more: cells - heard - silent.lines.length },
    never: rankedFrom(never, (a, b) => compareText(a.account, b.account)),
    unreadable:
      edition.kind === "organization"
        ? { lines, more, elsewhere: 0 }
        : { lines: [], more: lines.length + more, elsewhere: 0 },
  };
}
