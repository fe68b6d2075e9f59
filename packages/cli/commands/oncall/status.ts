/** `tocsin oncall status`: whether people are notified, of what they are not yet, and which destinations take nothing. */

import type { Table } from "@tocsin/aws/alerts/alerts-table";
import { createOncallState, type FailingDestination, type OwedGroup } from "@tocsin/aws/groups/oncall-state";
import type { CountedHeldBack } from "@tocsin/aws/world/items/held-back-item";
import type { Mode } from "@tocsin/aws/world/items/mode-item";
import { readWorldPartition } from "@tocsin/aws/world/world-partition";
import { createWorldSource } from "@tocsin/aws/world/world-source";
import type { Instant } from "@tocsin/core/event/instant";
import { destinationsIn } from "@tocsin/core/policy/destinations";
import { heldBackText } from "@tocsin/lambda/handlers/operators";
import { systemNow } from "@tocsin/lambda/runtime/system-clock";
import { hanging } from "../../output/fields.ts";
import { amountOf, type Terminal } from "../../output/terminal.ts";
import { createUnreadable, type Unreadable } from "../../output/unreadable.ts";
import { type TableOptions, withOpenTable } from "../../stack/open-table.ts";
import { nowBy, recordFor } from "../../stack/run-record.ts";
import { type StageTableOptions, stageTable } from "../../stack/stage-table.ts";
import { unsaidMode } from "./unsaid-mode.ts";

interface StatusOptions extends TableOptions, StageTableOptions {
  readonly json?: boolean;
}

/** As `--json` prints it. */
interface OncallStatus extends Mode {
  /** 0 is what is built in. */
  readonly policyVersion: number;
  /** How many groups there is something to tell of that is not told yet, since when, and by the reasons for which they wait. */
  readonly owed: {
    readonly count: number;
    readonly oldest?: Instant | undefined;
    readonly reasons: Readonly<Record<string, number>>;
  };
  readonly failing: readonly FailingDestination[];
  /** What a live stack would have sent, since it is counted; absent where nothing was held back. */
  readonly heldBack?: CountedHeldBack | undefined;
}

export async function oncallStatus(options: StatusOptions, terminal: Terminal): Promise<number> {
  const place = { ...options, ...stageTable(options) };
  const now = nowBy(await recordFor(place));
  const unreadable = createUnreadable(terminal);
  await withOpenTable(place, terminal, async (table) => {
    const status = await statusOf(table, now, unsaidMode(place), unreadable);
    terminal.stdout.write(options.json ? `${JSON.stringify(status)}\n` : describe(status, now, terminal));
  });
  return unreadable.exitCode();
}

async function statusOf(table: Table, now: Instant, unsaid: Mode, unreadable: Unreadable): Promise<OncallStatus> {
  const report = ({ problem }: { readonly problem: string }) => unreadable.report(problem);
  const world = await createWorldSource({ table, unsaidMode: unsaid.mode, now: systemNow, report }).world();
  const { mode, policy } = world;
  const state = createOncallState(table);
  const owed = await Array.fromAsync(unreadable.skip(state.owed()));
  const failing = await Array.fromAsync(unreadable.skip(await state.failing(destinationsIn(policy))));
  const paused = mode.paused && mode.paused.until > now ? mode.paused : undefined;
  const { heldBack } = await readWorldPartition(table);
  return { ...mode, paused, policyVersion: policy.version, owed: summed(owed), failing, heldBack };
}

function summed(owed: readonly OwedGroup[]): OncallStatus["owed"] {
  const by = Map.groupBy(owed, ({ verdict }) => verdict.reason);
  return {
    count: owed.length,
    oldest: owed.map(({ since }) => since).sort()[0],
    reasons: Object.fromEntries([...by].map(([reason, groups]) => [reason, groups.length])),
  };
}

function describe(status: OncallStatus, now: Instant, terminal: Terminal): string {
  const { mode, since, paused, policyVersion, owed, failing, heldBack } = status;
  const reasons = Object.entries(owed.reasons).map(([reason, count]) => `${count} ${reason}`);
  const fields: readonly (readonly [string, string])[] = [
    ["mode", `${modeTexts[mode]}${since === undefined ? "" : `, since ${since}`}`],
    ...(mode === "learning" && heldBack
      ? [["held", `${heldBackText(heldBack)}, since ${heldBack.since}`] as const]
      : []),
    ["policy", policyVersion === 0 ? "the built-in policy: nobody has pushed one" : `version ${policyVersion}`],
    ["paused", paused === undefined ? "no" : `until ${paused.until}, by ${paused.by}: ${paused.why}`],
    [
      "owed",
      owed.count === 0
        ? "nothing"
        : `${amountOf(owed.count, "notification")}, the oldest since ${owed.oldest} (${reasons.join(", ")})`,
    ],
    ...(failing.length === 0 ? [["failing", "no destination"] as const] : failing.map((one) => failingField(one, now))),
  ];
  return `${fields.flatMap(([name, value]) => hanging(`${name.padEnd(8)}  `, value, terminal)).join("\n")}\n`;
}

const modeTexts: Readonly<Record<Mode["mode"], string>> = {
  learning: "learning: it rings for urgent threats alone, until `tocsin go-live`",
  live: "live",
};

/** Nothing is sent for the sake of trying: after the time of the next attempt it waits for something to tell. */
function failingField(failing: FailingDestination, now: Instant): readonly [string, string] {
  const { destination, since, times, nextTryAt } = failing;
  const next = nextTryAt > now ? `next at ${nextTryAt}` : "next once there is something to tell";
  return ["failing", `${destination}, since ${since}, tried ${amountOf(times, "time")}, ${next}`];
}
