/** The questions of `tocsin init`. Each answer is checked at once, by the schema that checks the whole configuration. */

import { createInterface } from "node:readline/promises";
import { Readable } from "node:stream";
import { checkedStage, problemWith } from "@tocsin/infra/config";
import { CommandError, exitCodes, type Terminal } from "../output/terminal.ts";

export type Answers = Readonly<Record<Option, AnswerValue>>;
type Option = "organization" | "scope" | "homeRegion" | "region" | "unit" | "alarmAddress" | "stage";
type AnswerValue = string | readonly string[];

interface Question {
  readonly option: Option;
  readonly flag: string;
  readonly asks: string;
  /** The answer is a list, separated by spaces or commas. */
  readonly many?: boolean;
  /** The value for an empty answer; without it, an answer is required. */
  readonly otherwise?: AnswerValue;
  /** Why an answer is not valid beside the other answers that are known by now; nothing when it is. */
  readonly problem: (answer: AnswerValue, others: Readonly<Partial<Answers>>) => string | undefined;
}

const questions: readonly Question[] = [
  {
    option: "organization",
    flag: "--organization",
    asks: "The organization's id, such as o-a1b2c3d4e5",
    problem: (answer) => problemWith("organizationId", answer),
  },
  {
    option: "scope",
    flag: "--scope",
    asks: "What the weekly digest covers, as its readers name it",
    problem: (answer) => problemWith("scope", answer),
  },
  {
    option: "homeRegion",
    flag: "--home-region",
    asks: "The region that the stack is deployed to, such as eu-central-1",
    problem: (answer) => problemWith("homeRegion", answer),
  },
  {
    option: "region",
    flag: "--region",
    asks: "Further regions that accounts forward events from",
    many: true,
    otherwise: [],
    // No further region is a valid answer here, although the field itself must name one. The home region may be repeated.
    problem: (answer, { homeRegion = [] }) => {
      const regions = [answer, answer.includes(String(homeRegion)) ? [] : homeRegion].flat();
      return answer.length === 0 ? undefined : problemWith("regions", regions);
    },
  },
  {
    option: "unit",
    flag: "--unit",
    asks: "Organizational units whose accounts forward events, such as ou-ab12-c3d4e5f6, or the root for all accounts",
    many: true,
    problem: (answer) => problemWith("organizationalUnits", answer),
  },
  {
    option: "alarmAddress",
    flag: "--alarm-address",
    asks: "Mail addresses for alarms about Tocsin itself",
    many: true,
    problem: (answer) => problemWith("alarmAddresses", answer),
  },
  {
    option: "stage",
    flag: "--stage",
    asks: "The stage to deploy",
    otherwise: "prod",
    problem: (answer) => problemThrownBy(() => checkedStage(String(answer))),
  },
];

/**
 * The values of the flags, and at a terminal the answers to the questions that they leave open. @throws CommandError when the value
 * of a flag is not valid, or when a required one is missing and standard input is no terminal; it names every one that is missing.
 */
export async function complete(given: Readonly<Partial<Answers>>, terminal: Terminal): Promise<Answers> {
  for (const { option, flag, problem } of questions) {
    const wrong = given[option] === undefined ? undefined : problem(given[option], given);
    if (wrong !== undefined) throw new CommandError(`${flag}: ${wrong}`, exitCodes.usage);
  }
  const open = questions.filter(({ option }) => given[option] === undefined);
  const needed = open.filter(({ otherwise }) => otherwise === undefined);
  const isAsked = needed.length > 0 && terminal.stdin.isTTY === true;
  if (needed.length > 0 && !isAsked) {
    const flags = needed.map(({ flag }) => flag).join(", ");
    throw new CommandError(`missing: ${flags} (at a terminal, they are asked for)`, exitCodes.usage);
  }
  const answers = isAsked
    ? await ask(open, given, terminal)
    : Object.fromEntries(open.map(({ option, otherwise }) => [option, otherwise]));
  return { ...defaults, ...given, ...answers };
}

const defaults: Answers = {
  ...{ organization: "", scope: "", homeRegion: "", region: [], unit: [], alarmAddress: [], stage: "prod" },
};

/** Asks one question after the other, each until its answer is valid beside what is known. */
async function ask(
  open: readonly Question[],
  given: Readonly<Partial<Answers>>,
  { stdin, stderr }: Terminal,
): Promise<Partial<Answers>> {
  // The process's own stream is used as it is: a second stream around it would keep the process waiting after the last answer.
  const reader = createInterface({ input: stdin instanceof Readable ? stdin : Readable.from(stdin) });
  try {
    const lines = reader[Symbol.asyncIterator]();
    const answers: Partial<Record<Option, AnswerValue>> = {};
    for (const question of open)
      answers[question.option] = await askOne(question, { ...given, ...answers }, lines, stderr);
    return answers;
  } finally {
    reader.close();
  }
}

async function askOne(
  question: Question,
  others: Readonly<Partial<Answers>>,
  lines: AsyncIterator<string>,
  output: Terminal["stderr"],
): Promise<AnswerValue> {
  for (;;) {
    output.write(promptOf(question));
    const { done, value: line } = await lines.next();
    if (done)
      throw new CommandError("the input ended before every question was answered; nothing is written", exitCodes.usage);
    const answer = answerIn(line, question);
    const wrong = question.problem(answer, others);
    if (wrong === undefined) return answer;
    output.write(`  ${wrong}\n`);
  }
}

function promptOf({ asks, many = false, otherwise }: Question): string {
  const shown = otherwise === undefined ? "" : ` [${otherwise.length === 0 ? "none" : otherwise}]`;
  return `${asks}${many ? ", separated by spaces" : ""}${shown}: `;
}

function answerIn(line: string, { many = false, otherwise }: Question): AnswerValue {
  const text = line.trim();
  if (text === "" && otherwise !== undefined) return otherwise;
  return many ? text.split(/[\s,]+/).filter((part) => part !== "") : text;
}

function problemThrownBy(check: () => unknown): string | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
