/** `tocsin scenario record`: a scenario of what became of alerts. */
import { createAlertsReader } from "@tocsin/aws/alerts/alerts-reader";
import type { Table } from "@tocsin/aws/alerts/alerts-table";
import { statuses } from "@tocsin/core/alert/view";
import { shellWord } from "@tocsin/core/text/shell-word";
import type { Head } from "@tocsin/core/transition/fold";
import { amountOf, CommandError, exitCodes, shownPath, type Terminal } from "../../output/terminal.ts";
import { writeAnew } from "../../output/written-file.ts";
import { expectedAlone } from "../../scenario/record/alone.ts";
import { pastOf } from "../../scenario/record/past.ts";
import { recordedScenario } from "../../scenario/record/recorded-scenario.ts";
import { scenarioText } from "../../scenario/record/scenario-text.ts";
import { toldTogetherWith } from "../../scenario/record/told-together.ts";
import { type TableOptions, withOpenTable } from "../../stack/open-table.ts";
import { nowBy, recordFor } from "../../stack/run-record.ts";
import { type StageTableOptions, stageTable } from "../../stack/stage-table.ts";
import { idPrefix } from "../alerts/alert-id.ts";
import { chosenAlerts, type Selection } from "../alerts/chosen.ts";
import { matchFrom } from "../match-argument.ts";
import { unsaidMode } from "../oncall/unsaid-mode.ts";

interface RecordOptions extends TableOptions, StageTableOptions {
  readonly match?: string;
  readonly output?: string;
  readonly force?: boolean;
}

/** What may come otherwise than it came then goes to standard error too. @throws CommandError */
export async function recordScenario(
  given: readonly string[],
  options: RecordOptions,
  terminal: Terminal,
): Promise<number> {
  const selection = selectionOf(given, options);
  const place = { ...options, ...stageTable(options) };
  const now = nowBy(await recordFor(place));
  return withOpenTable(place, terminal, async (table) => {
    const heads = await headsOf(selection, table);
    const { mode } = unsaidMode(place);
    const all = await recordedScenario(await pastOf(heads, table, now), { unsaidMode: mode, now });
    const recorded = all.isShared ? await expectedAlone(all, terminal.environment.PATH ?? "") : all;
    const ids = heads.map(({ view }) => view.id);
    const others = recorded.isShared ? await toldTogetherWith(ids, table) : [];
    const remarks = [...recorded.remarks, ...(others.length > 0 ? [togetherText(ids, others, options)] : [])];
    for (const remark of remarks) terminal.stderr.write(`${remark}\n`);
    const text = await scenarioText({ ...recorded, remarks });
    if (options.output === undefined) terminal.stdout.write(text);
    else {
      await writeAnew(options.output, text, options.force === true);
      const { steps, notifications } = recorded;
      terminal.stdout.write(
        `${shownPath(options.output)}: ${amountOf(steps, "step")}, ${amountOf(notifications, "notification")}. It holds names of your accounts and resources.\n`,
      );
    }
    return exitCodes.ok;
  });
}

/** More would be no command that anybody reads. */
const NAMED_LIMIT = 40;
const ID_LENGTH = 12;

function togetherText(ids: readonly string[], others: readonly string[], options: RecordOptions): string {
  const all = [...ids, ...others];
  if (all.length > NAMED_LIMIT)
    return `With ${amountOf(others.length, "other alert")} they were told of together: record these too, with --match and an event pattern.`;
  const words = [
    ...all.map((id) => id.slice(0, ID_LENGTH)),
    ...placeWords(options),
    ...(options.output === undefined ? [] : ["--output", shellWord(options.output), "--force"]),
  ];
  return `Record them together: \`tocsin scenario record ${words.join(" ")}\``;
}

function placeWords({ stage, config, table, dataDir, dynamodbEndpoint }: RecordOptions): readonly string[] {
  const named = { stage, config, table, "data-dir": stage === undefined ? dataDir : undefined };
  const all = { ...named, "dynamodb-endpoint": dynamodbEndpoint };
  return Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`, shellWord(value)]));
}

/** @throws CommandError where it is not said which alerts are meant, or the pattern is wrong. */
function selectionOf(given: readonly string[], { match }: RecordOptions): Selection {
  if ((given.length === 0) === (match === undefined))
    throw new CommandError("say which: name alerts, or --match, and not both", exitCodes.usage);
  return {
    prefixes: given.map((id) => idPrefix(id)),
    matches: match === undefined ? undefined : matchFrom(match, "any-alert").matches,
  };
}

/** @throws CommandError where one cannot be read, or there is none. */
async function headsOf(selection: Selection, table: Table): Promise<readonly Head[]> {
  const chosen = await chosenAlerts(createAlertsReader(table), selection, statuses);
  if (chosen.length === 0) throw new CommandError("no alert matches", exitCodes.refused);
  return chosen.map((one) => {
    if ("outcome" in one) throw new CommandError(one.problem, exitCodes.refused);
    return one;
  });
}
