/** Names that people read as one but that are two, such as `payments` and `Payments`: alerts of one team then have two owners. */
import type { CompletePolicy } from "../compile-policy.ts";
import type { Warning } from "./policy-warnings.ts";

interface Named {
  readonly path: string;
  readonly text: string;
}

/** Each name counts once. What a match names does not count: it may name an owner in every way that tags write it. */
export function nameTwins({ owners, fallbackOwner, digest }: CompletePolicy): readonly Warning[] {
  const given = [
    ...owners.map(({ owner }, i) => ({ path: `owners[${i}].owner`, text: owner })),
    ...(fallbackOwner === undefined ? [] : [{ path: "fallbackOwner", text: fallbackOwner }]),
  ];
  const editions = digest?.editions ?? [];
  const named = (kind: "owner" | "ou") =>
    editions.flatMap((edition, i) => {
      const text = edition[kind];
      return text === undefined ? [] : [{ path: `digest.editions[${i}].${kind}`, text }];
    });
  return [
    ...warningsAmong([...given, ...named("owner")], folded, ownerProblem),
    ...warningsAmong(named("ou"), (path) => folded(withoutSlash(path)), unitProblem),
  ];
}

type ProblemOf = (text: string, twin: Named | undefined) => string | undefined;

function warningsAmong(
  names: readonly Named[],
  keyOf: (text: string) => string,
  problemOf: ProblemOf,
): readonly Warning[] {
  const firsts = new Map<string, Named>();
  const told = new Set<string>();
  return names.flatMap((name) => {
    const { path, text } = name;
    const key = keyOf(text);
    const first = firsts.get(key);
    if (first === undefined) firsts.set(key, name);
    if (told.has(text)) return [];
    const problem = problemOf(text, first?.text === text ? undefined : first);
    if (problem === undefined) return [];
    told.add(text);
    return [{ path, problem }];
  });
}

/** As a reader sees it. */
function folded(text: string): string {
  return text.normalize("NFC").trim().replace(/\s+/g, " ").toLowerCase();
}

/** An edition holds the same unit with a slash at the end of its path as without. */
function withoutSlash(path: string): string {
  return path.replace(/\/+$/, "");
}

function ownerProblem(text: string, twin: Named | undefined): string | undefined {
  if (text !== text.trim())
    return `names ${shown(text)}, which begins or ends with a space: it is another owner than ${shown(text.trim())}`;
  return (
    twin &&
    `${besideText(text, twin)}: these are two owners, whose names differ only in spaces, capitals or the encoding of a letter`
  );
}

function unitProblem(text: string, twin: Named | undefined): string | undefined {
  if (twin === undefined) return undefined;
  const why =
    withoutSlash(text) === withoutSlash(twin.text)
      ? "both editions hold the same alerts"
      : "these are two units, whose paths differ only in spaces, capitals, the encoding of a letter or a slash at the end";
  return `${besideText(text, twin)}: ${why}`;
}

function besideText(text: string, { text: other, path }: Named): string {
  return `names ${shown(text)} beside ${shown(other)} of ${path}`;
}

function shown(text: string): string {
  return JSON.stringify(text);
}
