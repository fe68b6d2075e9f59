/** What each destination was told of an alert, and why no more: "why was nobody notified?" */
import type { GroupTellings } from "@tocsin/aws/groups/groups-reader";
import type { RecordedVerdict } from "@tocsin/aws/groups/items/verdict-item";
import { hanging } from "../../output/fields.ts";
import { amountOf, type Terminal } from "../../output/terminal.ts";

/** A destination's verdicts that an alert's page shows; `--json` has all. */
const SHOWN = 10;

/** The lines below the timeline. */
export function toldLines(
  tellings: readonly GroupTellings[],
  untold: string | undefined,
  terminal: Terminal,
): readonly string[] {
  if (untold !== undefined) return ["Told", ...hanging("  ", `nobody: ${untold}`, terminal)];
  return ["Told", ...tellings.flatMap((telling) => tellingLines(telling, terminal))];
}

function tellingLines({ membership, told, verdicts }: GroupTellings, terminal: Terminal): readonly string[] {
  const { destination, urgency, route, grouping, bucket } = membership;
  const together = Object.entries(grouping)
    .map(([name, value]) => `${name} ${value}`)
    .join(", ");
  const last = told?.ok ? told.value.told.last : undefined;
  const state = last?.kind ? `last told ${last.at}` : "not told yet";
  const shown = verdicts.slice(-SHOWN);
  const older = verdicts.length - shown.length;
  return [
    ...hanging(
      `  ${destination}  `,
      `${state}; here ${bucket}; ${urgency}, by route "${route}", together by ${together}`,
      terminal,
    ),
    ...(told?.ok === false ? hanging("    ", told.error.message, terminal) : []),
    ...(older > 0 ? [`    ${amountOf(older, "older verdict")}: see --json`] : []),
    ...shown.flatMap((verdict) =>
      verdict.ok
        ? hanging(`    ${verdict.value.at}  `, verdictText(verdict.value), terminal)
        : hanging("    ", verdict.error.message, terminal),
    ),
  ];
}

/** `told (opened), rang: 3 open`, `later (until-morning): until 2026-11-20T09:00:00.000Z`, `not told (silenced)`. */
function verdictText({ outcome, reason, kind, rings, nextAt, counts }: RecordedVerdict): string {
  const open = Object.values(counts.open).reduce((sum, number) => sum + number, 0);
  switch (outcome) {
    case "tell":
      return `told ${kind ?? ""} (${reason})${rings ? ", rang" : ""}: ${open} open`;
    case "later":
      return `later (${reason})${nextAt === undefined ? "" : `: until ${nextAt}`}`;
    case "nothing":
      return `not told (${reason})`;
    default:
      return outcome satisfies never;
  }
}
