/** What each destination was told of an alert, and why no more: "why was nobody notified?" */

import type { ItemRead } from "@tocsin/aws/alerts/items/items";
import type { GroupTellings } from "@tocsin/aws/groups/groups-reader";
import type { RecordedVerdict } from "@tocsin/aws/groups/items/verdict-item";
import { groupedBy } from "@tocsin/oncall/group";
import { hanging } from "../../output/fields.ts";
import { amountOf, type Terminal } from "../../output/terminal.ts";
import { type Arrival, verdictBefore, verdictsOn } from "./arrival.ts";

/** A destination's verdicts that an alert's page shows; `--json` has all. */
const SHOWN = 10;

/** The lines below the timeline. */
export function toldLines(
  tellings: readonly GroupTellings[],
  untold: string | undefined,
  terminal: Pick<Terminal, "stdout">,
): readonly string[] {
  if (untold !== undefined) return ["Told", ...hanging("  ", `nobody: ${untold}`, terminal)];
  return ["Told", ...tellings.flatMap((telling) => tellingLines(telling, terminal))];
}

function tellingLines(tellings: GroupTellings, terminal: Pick<Terminal, "stdout">): readonly string[] {
  const { membership, told } = tellings;
  const { destination, urgency, route } = membership;
  const runs = runsOf(tellings);
  const shown = runs.slice(-SHOWN);
  const older = runs.slice(0, -SHOWN).reduce((sum, { times }) => sum + times, 0);
  return [
    ...hanging(
      `  ${destination}  `,
      `${toldText(runs)}; ${standingText(membership)}; ${urgency}, by route "${route}"${togetherText(membership)}`,
      terminal,
    ),
    ...(told?.ok === false ? hanging("    ", told.error.message, terminal) : []),
    ...(older > 0 ? [`    ${amountOf(older, "older verdict")}: see --json`] : []),
    ...shown.flatMap((run) =>
      run.first.ok
        ? hanging(`    ${run.first.value.at}  `, runText(run, run.first.value), terminal)
        : hanging("    ", run.first.error.message, terminal),
    ),
    ...(runs.length === 0 ? standingLines(tellings, terminal) : []),
  ];
}

/** A verdict like the one before it is not written again, also where it is of one alert more. */
function standingLines(tellings: GroupTellings, terminal: Pick<Terminal, "stdout">): readonly string[] {
  const standing = verdictBefore(tellings);
  if (standing === undefined) return [];
  const { at, outcome, reason } = standing;
  const what = { tell: `told ${standing.kind ?? ""}`, later: "later", nothing: "not told" }[outcome];
  return hanging(`    ${at}  `, `${what} (${reason}), its state before it moved here`, terminal);
}

function toldText(runs: readonly Run[]): string {
  const last = runs.findLast(({ arrival }) => arrival === "arrived")?.first;
  return last?.ok ? `last told ${last.value.at}` : "not told yet";
}

function standingText(membership: GroupTellings["membership"]): string {
  if ("bucket" in membership) return `here ${membership.bucket}`;
  return membership.leftAt === undefined ? "an earlier episode" : `here until ${membership.leftAt}`;
}

/** Of one group for all there is nothing to say by what its alerts are together. */
function togetherText(membership: GroupTellings["membership"]): string {
  const together = groupedBy(membership).map(([name, value]) => `${name} ${value}`);
  return together.length === 0 ? "" : `, together by ${together.join(", ")}`;
}

/** Attempts to tell the same, one after the other, that the destination did not take; of all else one verdict. */
interface Run {
  readonly first: ItemRead<RecordedVerdict>;
  readonly arrival: Arrival | undefined;
  readonly times: number;
  readonly until: string;
}

function runsOf(tellings: GroupTellings): readonly Run[] {
  const runs: Run[] = [];
  for (const { verdict, arrival } of verdictsOn(tellings)) {
    const before = runs.at(-1);
    const until = verdict.ok ? verdict.value.at : "";
    if (before?.arrival === "not-taken" && arrival === "not-taken" && sayTheSame(before.first, verdict))
      runs.splice(-1, 1, { ...before, times: before.times + 1, until });
    else runs.push({ first: verdict, arrival, times: 1, until });
  }
  return runs;
}

function sayTheSame(a: ItemRead<RecordedVerdict>, b: ItemRead<RecordedVerdict>): boolean {
  return a.ok && b.ok && a.value.kind === b.value.kind && a.value.reason === b.value.reason;
}

/**
 * `told opened (opened), rang: 3 open`, `not delivered, tried 4 times until 2026-11-20T09:12:00.000Z: opened (opened): 3 open`,
 * `later (until-morning): until 2026-11-20T09:00:00.000Z`, `not told (silenced)`.
 */
function runText({ arrival, times, until }: Run, verdict: RecordedVerdict): string {
  const { outcome, reason, kind, rings, nextAt, counts } = verdict;
  const open = Object.values(counts.open).reduce((sum, number) => sum + number, 0);
  const what = `${kind ?? ""} (${reason})`;
  switch (outcome) {
    case "tell":
      if (arrival === "arrived") return `told ${what}${rings ? ", rang" : ""}: ${open} open`;
      if (arrival === "not-sent") return `not sent, as telephones only get what rings: ${what}: ${open} open`;
      if (arrival === "unknown") return `sent, and not known to have arrived: ${what}: ${open} open`;
      return `not delivered${times > 1 ? `, tried ${amountOf(times, "time")} until ${until}` : ""}: ${what}: ${open} open`;
    case "later":
      return `later (${reason})${nextAt === undefined ? "" : `: until ${nextAt}`}`;
    case "nothing":
      return `not told (${reason})`;
    default:
      return outcome satisfies never;
  }
}
