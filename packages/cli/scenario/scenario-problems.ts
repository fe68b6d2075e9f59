/** Everything for which a scenario is refused, as far as its own file tells. */

import { isMadeAfter } from "@tocsin/core/alert/observation";
import { problemsOfDirectory } from "@tocsin/core/directory/parse-directory";
import { type Instant, instant, MILLISECONDS_PER_DAY, shift } from "@tocsin/core/event/instant";
import { readPattern } from "@tocsin/core/pattern/pattern";
import { checkPolicy } from "@tocsin/core/policy/check-policy";
import { problemsOfMatch } from "@tocsin/core/policy/match/match-problems";
import { isObject } from "@tocsin/core/text/json";
import { parse, type Refusal, refusalsOf } from "@tocsin/core/text/parse";
import { suggestion } from "@tocsin/core/text/suggestion";
import { verbs } from "@tocsin/oncall/deciding/deciding";
import { wishOf } from "../commands/alerts/wish.ts";
import { overrideEnd } from "../commands/oncall/override.ts";
import { pauseEnd } from "../commands/oncall/pause.ts";
import { silenceEnd } from "../commands/silence/silence-end.ts";
import { CommandError } from "../output/terminal.ts";
import { titlePattern } from "./features.ts";
import { problemsOfEvents } from "./scenario-events.ts";
import { actionNames, scenarioSchema, type WrittenScenario, type WrittenStep } from "./scenario-schema.ts";
import { lengthOf, momentOf } from "./scenario-time.ts";
import { decisionsIn, termOf } from "./written-actions.ts";

/** None where it can be run, once the files that it names are read. */
export function problemsOfScenario(value: unknown): readonly Refusal[] {
  const malformed = refusalsOf(scenarioSchema, value);
  const parsed = parse(scenarioSchema, value);
  if (malformed.length > 0 || !parsed.ok) return malformed;
  const written = parsed.value;
  const start = instant(written.start);
  return [
    ...problemsOfInline("policy", written.policy, (policy) => checkPolicy(policy).errors),
    ...problemsOfInline("directory", written.directory, problemsOfDirectory),
    ...written.steps.flatMap((step, i) => problemsOfStep(step, `steps[${i}]`, start)),
    ...problemsOfSilences(written.steps),
    ...outOfOrder(written, start),
    ...problemsOfWanted(written),
  ];
}

/** What stands in the scenario itself is checked where it stands. */
function problemsOfInline(
  path: string,
  given: string | object | undefined,
  problemsOf: (value: object) => readonly Refusal[],
): readonly Refusal[] {
  if (!isObject(given)) return [];
  return problemsOf(given).map((refusal) => ({ ...refusal, path: below(path, refusal.path) }));
}

function below(path: string, more: string): string {
  return more === "" || more.startsWith("[") ? `${path}${more}` : `${path}.${more}`;
}

function problemsOfStep(step: WrittenStep, path: string, start: Instant): readonly Refusal[] {
  const named = actionNames.filter((name) => step[name] !== undefined);
  const [name, another] = named;
  if (name === undefined) return [{ path, problem: `does nothing: a step has one of ${actionNames.join(", ")}` }];
  if (another !== undefined)
    return [
      {
        path: `${path}.${another}`,
        problem: `stands beside ${name}: a step does one thing; write another step at the same time`,
      },
    ];
  if (step.times !== undefined && step.event === undefined)
    return [{ path: `${path}.times`, problem: "is for an event alone: how often it comes" }];
  const at = momentOf(step.at, start);
  if (at === undefined) return [{ path: `${path}.at`, problem: "is no time of a scenario" }];
  return [
    ...problemsOfEvents(step, path, at),
    ...problemsOfObserved(step, path, at),
    ...problemsOfInline(`${path}.push`, step.push, (policy) => checkPolicy(policy).errors),
    ...problemsOfMatches(step, path),
    ...refusedBy(`${path}.${name}`, () => requireEnds(step, start, at)),
  ];
}

/** What is said claims to be of the day that comes at most, as with what is said by events. */
function problemsOfObserved({ observed }: WrittenStep, path: string, at: Instant): readonly Refusal[] {
  const latest = shift(at, MILLISECONDS_PER_DAY);
  return (observed ?? []).flatMap(({ said }, i) =>
    said.flatMap((statement, j): readonly Refusal[] => {
      if (!isMadeAfter(statement, latest)) return [];
      const problem = `lies in the future of the step, which is at ${at}`;
      return [{ path: `${path}.observed[${i}].said[${j}].at`, problem }];
    }),
  );
}

function problemsOfMatches(step: WrittenStep, path: string): readonly Refusal[] {
  const decisions = decisionsIn(step).flatMap(({ verb, given }) => {
    const place = verbs[verb].selects.includes("RESOLVED") ? "any-alert" : "routes";
    return given.match === undefined ? [] : problemsOfMatch(given.match, place, `${path}.${verb}.match`);
  });
  const silenced = step.silence?.match;
  return [
    ...decisions,
    ...(silenced === undefined ? [] : problemsOfMatch(silenced, "silences", `${path}.silence.match`)),
  ];
}

/** Ends by the rules of the commands. @throws CommandError for one that is missing, past, or too far. */
function requireEnds(step: WrittenStep, start: Instant, at: Instant): void {
  for (const { verb, given } of decisionsIn(step)) wishOf(verb, termOf(given, start), at);
  if (step.override) overrideEnd(termOf(step.override, start), at);
  if (step.silence) silenceEnd(termOf(step.silence, start), at, "UTC");
  if (step.pause !== undefined) pauseEnd({ for: lengthOf(step.pause) ?? 0 }, at);
}

/** What a command would say. */
export function refusedBy(path: string, act: () => void): readonly Refusal[] {
  try {
    act();
    return [];
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    return [{ path, problem: error.message.replaceAll("--", "") }];
  }
}

/** Silences are ended by their names. */
function problemsOfSilences(steps: WrittenScenario["steps"]): readonly Refusal[] {
  const made: string[] = [];
  return steps.flatMap(({ silence, expire }, i): readonly Refusal[] => {
    if (expire !== undefined && !made.includes(expire))
      return [
        { path: `steps[${i}].expire`, problem: `is no silence that a step before it makes${suggestion(expire, made)}` },
      ];
    if (silence?.name === undefined) return [];
    const isTaken = made.includes(silence.name);
    made.push(silence.name);
    return isTaken ? [{ path: `steps[${i}].silence.name`, problem: "is the name of an earlier silence" }] : [];
  });
}

/** All that happens is written in the order in which it does. */
function outOfOrder({ steps, expect = [], until }: WrittenScenario, start: Instant): readonly Refusal[] {
  const stepsAt = steps.map(({ at }, i) => ({ path: `steps[${i}].at`, at: momentOf(at, start) }));
  const expectedAt = expect.map(({ at }, i) => ({ path: `expect[${i}].at`, at: momentOf(at, start) }));
  const end = until === undefined ? [] : [{ path: "until", at: momentOf(until, start) }];
  const problems = [
    [...stepsAt, ...end],
    [...expectedAt, ...end],
  ].flatMap((moments) =>
    moments.flatMap(({ path, at }, i): readonly Refusal[] => {
      const before = moments[i - 1]?.at ?? start;
      if (at === undefined) return [{ path, problem: "is no time of a scenario" }];
      if (at >= before) return [];
      return [{ path, problem: `is ${at}, and before ${i === 0 ? "the start" : "what stands before it"}, ${before}` }];
    }),
  );
  return [...new Map(problems.map((problem) => [problem.path, problem])).values()];
}

function problemsOfWanted({ expect = [], never = [], alerts = [], ignore }: WrittenScenario): readonly Refusal[] {
  const features = [
    ...expect.map((one, i) => ({ path: `expect[${i}]`, ...one })),
    ...never.map((one, i) => ({ path: `never[${i}]`, ...one })),
  ];
  return [
    ...features.flatMap(({ path, kind }) =>
      kind !== undefined && ignore.includes(kind)
        ? [{ path: `${path}.kind`, problem: "is among those that ignore leaves out" }]
        : [],
    ),
    ...features.flatMap(({ path, title }) =>
      title === undefined
        ? []
        : readPattern(titlePattern(title)).errors.map(({ problem }) => ({ path: `${path}.title`, problem })),
    ),
    ...alerts.flatMap((match, i) => problemsOfMatch(match, "routes", `alerts[${i}]`)),
  ];
}
