/** `tocsin dlq list`, `show`, `redrive` and `discard`. */

import { pathOf, reasonOf } from "@tocsin/aws/queues/dead-letter-reason";
import type { Redriver } from "@tocsin/aws/queues/redrive";
import { timeSince } from "@tocsin/channels/page/page-time";
import { earlier, type Instant } from "@tocsin/core/event/instant";
import { escaped } from "@tocsin/core/text/text";
import { systemNow } from "@tocsin/lambda/runtime/system-clock";
import { confirm } from "../output/confirm.ts";
import { createProgress } from "../output/progress.ts";
import { type Column, table } from "../output/table.ts";
import { amountOf, CommandError, exitCodes, shownPath, type Terminal } from "../output/terminal.ts";
import { type OpenQueue, type OpenQueues, type QueuesOptions, withQueues } from "../stack/open-queues.ts";
import { withAlerts } from "../stack/open-table.ts";
import { stageTable } from "../stack/stage-table.ts";

interface SelectOptions extends QueuesOptions {
  readonly queue?: string | undefined;
  readonly reason?: string;
  readonly json?: boolean;
}

interface WorkOptions extends SelectOptions {
  readonly all?: boolean;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly dynamodbEndpoint?: string;
  readonly table?: string;
}

/** A dead letter as it is listed. Its body is shown only on request. */
interface Listed {
  readonly queue: string;
  readonly messageId: string;
  readonly reason: string;
  readonly path?: string | undefined;
  readonly sentAt: Instant;
  readonly body: string;
}

export async function listDeadLetters(options: SelectOptions, terminal: Terminal): Promise<number> {
  const groups = grouped(await withQueues(options, (opened) => listed(opened, options)));
  if (options.json) for (const group of groups) terminal.stdout.write(`${JSON.stringify(group)}\n`);
  else terminal.stdout.write(groupTable(groups, terminal));
  return exitCodes.ok;
}

export async function showDeadLetters(
  options: SelectOptions & { readonly body?: boolean },
  terminal: Terminal,
): Promise<number> {
  const letters = await withQueues(options, (opened) => listed(opened, options));
  for (const { body, ...letter } of letters) {
    const shown = { ...letter, ...(options.body && { body: escaped(body) }) };
    terminal.stdout.write(options.json ? `${JSON.stringify(shown)}\n` : described(shown));
  }
  if (letters.length === 0 && !options.json) terminal.stdout.write(NONE);
  return exitCodes.ok;
}

export async function redriveDeadLetters(options: WorkOptions, terminal: Terminal): Promise<number> {
  requireSelection(options);
  const { dataDir, dynamodbEndpoint } = options;
  const place = { dataDir, ...(dynamodbEndpoint !== undefined && { dynamodbEndpoint }), ...stageTable(options) };
  return withQueues(options, (opened) =>
    workOff({ opened, options, terminal, verb: "redrive", past: "redriven" }, async (act) => {
      await withAlerts(place, terminal, (alerts) => act((queue) => queue.redriver(alerts)));
    }),
  );
}

export async function discardDeadLetters(options: WorkOptions, terminal: Terminal): Promise<number> {
  requireSelection(options);
  return withQueues(options, (opened) =>
    workOff({ opened, options, terminal, verb: "discard", past: "discarded" }, (act) =>
      act(async () => async (letters) => letters.map(() => undefined)),
    ),
  );
}

function requireSelection({ queue, reason, all }: WorkOptions): void {
  if (queue === undefined && reason === undefined && !all)
    throw new CommandError("no dead letters are selected: name a queue, or use --reason or --all", exitCodes.usage);
}

/** Gives what is to be done with the dead letters of a queue. */
type Act = (queue: OpenQueue) => Promise<Redriver>;

interface Work {
  readonly opened: OpenQueues;
  readonly options: WorkOptions;
  readonly terminal: Terminal;
  readonly verb: string;
  readonly past: string;
}

/** Lists the dead letters, asks for confirmation, and then works off those letters and none that arrived in between. */
async function workOff(
  { opened, options, terminal, verb, past }: Work,
  perform: (run: (act: Act) => Promise<void>) => Promise<void>,
): Promise<number> {
  const letters = await listed(opened, options);
  if (letters.length === 0) {
    report({ done: 0, left: [] }, past, options, terminal);
    return options.all ? exitCodes.ok : exitCodes.refused;
  }
  if (!options.json) terminal.stdout.write(groupTable(grouped(letters), terminal));
  if (options.dryRun) {
    if (options.json) for (const group of grouped(letters)) terminal.stdout.write(`${JSON.stringify(group)}\n`);
    else terminal.stdout.write(`${amountOf(letters.length, "dead letter")} would be ${past}.\n`);
    return exitCodes.ok;
  }
  await confirm(`${verb} ${amountOf(letters.length, "dead letter")}`, options, terminal);
  const outcome: Outcome = { done: 0, left: [] };
  const progress = createProgress(terminal);
  const onward = () => progress.show(`${outcome.done + outcome.left.length} of ${letters.length} ${past}`);
  await perform(async (act) => {
    for (const queue of opened.queues) {
      const ids = letters.filter((letter) => letter.queue === queue.noun).map(({ messageId }) => messageId);
      if (ids.length > 0) await workOffQueue(queue, new Set(ids), act, outcome, onward);
    }
  }).finally(() => progress.clear());
  report(outcome, past, options, terminal);
  if (verb === "redrive" && !opened.isWorkedOff && outcome.done > 0 && !options.json)
    terminal.stdout.write(
      `They are processed by the next \`tocsin run --serve --data-dir ${shownPath(options.dataDir)}\`.\n`,
    );
  return outcome.left.length > 0 ? exitCodes.refused : exitCodes.ok;
}

/** The failure of one queue leaves its dead letters where they are, and affects no other queue. */
async function workOffQueue(
  queue: OpenQueue,
  ids: Set<string>,
  act: Act,
  outcome: Outcome,
  onward: () => void,
): Promise<void> {
  const leave = (messageId: string, problem: string) => {
    ids.delete(messageId);
    outcome.left.push({ queue: queue.noun, messageId, problem });
  };
  try {
    const workOffBatch = await act(queue);
    await queue.letters.workThrough(
      async (found) => {
        const chosen = found.filter(({ messageId }) => ids.has(messageId));
        const problems = chosen.length === 0 ? [] : await workOffBatch(chosen);
        const gone = chosen.filter((_, i) => problems[i] === undefined);
        for (const [i, problem] of problems.entries()) if (problem) leave(chosen[i]?.messageId ?? "", problem);
        return gone;
      },
      {
        onDeleted: (gone) => {
          outcome.done += gone.length;
          for (const { messageId } of gone) ids.delete(messageId);
          onward();
        },
        isDone: () => ids.size === 0,
      },
    );
    for (const messageId of ids) leave(messageId, "another process is working on it, or has removed it");
  } catch (error) {
    for (const messageId of ids) leave(messageId, error instanceof Error ? error.message : String(error));
  }
}

interface Outcome {
  done: number;
  readonly left: { readonly queue: string; readonly messageId: string; readonly problem: string }[];
}

function report({ done, left }: Outcome, past: string, { json }: WorkOptions, { stdout, stderr }: Terminal): void {
  if (json) {
    stdout.write(`${JSON.stringify({ [past]: done, left })}\n`);
    return;
  }
  for (const { queue, messageId, problem } of left) stderr.write(`${queue}: ${messageId}: ${escaped(problem)}\n`);
  stdout.write(
    `${amountOf(done, "dead letter")} ${past}${left.length > 0 ? `, ${left.length} left where they were` : ""}.\n`,
  );
}

/** In the order of the queues that an event passes, and then by age. */
async function listed({ queues }: OpenQueues, { queue, reason }: SelectOptions): Promise<readonly Listed[]> {
  const found = await Promise.all(
    chosenQueues(queues, queue).map(async ({ noun, letters }) => {
      const own: Listed[] = [];
      await letters.workThrough(async (batch) => {
        for (const letter of batch) {
          const { messageId, sentAt, body } = letter;
          own.push({ queue: noun, messageId, reason: reasonOf(letter), path: pathOf(letter), sentAt, body });
        }
        return [];
      });
      return own.sort((a, b) => a.sentAt.localeCompare(b.sentAt));
    }),
  );
  const wanted = reason?.toLowerCase() ?? "";
  return found.flat().filter((letter) => letter.reason.toLowerCase().includes(wanted));
}

/** A queue may be named by its noun, or by the name that it has in AWS and in alarms. */
function chosenQueues(queues: readonly OpenQueue[], name: string | undefined): readonly OpenQueue[] {
  if (name === undefined) return queues;
  const noun = name.replace(/-dlq$/, "");
  const chosen = queues.filter((queue) => queue.noun === noun || noun.endsWith(`-${queue.noun}`));
  if (chosen.length > 0) return chosen.sort((a, b) => b.noun.length - a.noun.length).slice(0, 1);
  const known = queues.map((queue) => queue.noun).join(", ");
  throw new CommandError(`there are no dead letters of ${escaped(name)}: name one of ${known}`, exitCodes.usage);
}

interface Group {
  readonly queue: string;
  readonly reason: string;
  readonly path?: string | undefined;
  readonly count: number;
  readonly oldest: Instant;
}

function grouped(letters: readonly Listed[]): readonly Group[] {
  const groups = Map.groupBy(letters, ({ queue, reason, path }) => JSON.stringify([queue, reason, path]));
  return [...groups.values()].flatMap((alike) => {
    const [first] = alike;
    if (first === undefined) return [];
    const { queue, reason, path } = first;
    return [{ queue, reason, path, count: alike.length, oldest: alike.map(({ sentAt }) => sentAt).reduce(earlier) }];
  });
}

const NONE = "There are no dead letters.\n";

function groupTable(groups: readonly Group[], terminal: Terminal): string {
  const now = systemNow();
  const columns: readonly Column<Group>[] = [
    { heading: "QUEUE", of: ({ queue }) => queue },
    { heading: "COUNT", of: ({ count }) => String(count) },
    { heading: "OLDEST", of: ({ oldest }) => timeSince(oldest, now), yields: 3 },
    { heading: "PATH", of: ({ path }) => path ?? "-", yields: 2 },
    { heading: "REASON", of: ({ reason }) => reason, yields: 1 },
  ];
  return groups.length === 0 ? NONE : table(groups, columns, terminal);
}

function described({ queue, messageId, reason, path, sentAt, body }: Partial<Listed>): string {
  const fields = Object.entries({ queue, reason, path, sent: sentAt, body }).filter(([, value]) => value !== undefined);
  return [messageId, ...fields.map(([name, value]) => `  ${name.padEnd(6)}  ${value}`), ""].join("\n");
}
