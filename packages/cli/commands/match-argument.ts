/** An event pattern over alerts, as it is typed: checked by the code that checks a policy's. */
import { compilePattern, type Matcher } from "@tocsin/core/pattern/pattern";
import { problemsOfMatch } from "@tocsin/core/policy/match/match-problems";
import type { Place } from "@tocsin/core/policy/match/matchable";
import { isObject } from "@tocsin/core/text/json";
import { refusalText } from "@tocsin/core/text/parse";
import { CommandError, exitCodes } from "../output/terminal.ts";

export interface Match {
  readonly match: object;
  readonly matches: Matcher;
}

/** Node puts it where a command line is not UTF-8: a pattern with it would match nothing, or something else. */
const REPLACEMENT = "\uFFFD";

/** @param place whose matches see the same of an alert. @throws CommandError with everything that is wrong with the pattern. */
export function matchFrom(given: string, place: Place): Match {
  if (given.includes(REPLACEMENT))
    throw new CommandError(
      "--match: holds U+FFFD, which stands where the terminal gave what is not UTF-8; if that character is meant, write \\ufffd",
      exitCodes.usage,
    );
  const match = objectFrom(given);
  const problems = problemsOfMatch(match, place, "--match");
  if (problems.length > 0) throw new CommandError(problems.map(refusalText).join("\n"), exitCodes.usage);
  return { match, matches: compilePattern(match) };
}

function objectFrom(given: string): object {
  const value = jsonFrom(given);
  if (isObject(value)) return value;
  throw new CommandError(
    `--match: expected an event pattern in JSON, such as '{"account": ["111122223333"], "severity": ["LOW"]}'`,
    exitCodes.usage,
  );
}

function jsonFrom(given: string): unknown {
  try {
    return JSON.parse(given);
  } catch {
    return undefined;
  }
}
