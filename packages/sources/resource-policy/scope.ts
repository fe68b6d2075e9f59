/** What a statement is about: its actions and resources. */
import type { Statement } from "./policy.ts";

/** Lists and texts longer than anybody writes are not compared: the Deny then counts for nothing. */
const LIST_LIMIT = 200;
const TEXT_LIMIT = 2048;

/** Whether `denial` certainly covers all actions and resources of `grant`. */
export function isAboutAllOf(denial: Statement, grant: Statement): boolean {
  if (denial.NotAction !== undefined || denial.NotResource !== undefined || denial.Action === undefined) return false;
  return (
    coverAll(lower(denial.Action), lower(grant.Action ?? ANY)) &&
    coverAll(denial.Resource ?? ANY, grant.Resource ?? ANY)
  );
}

const ANY = ["*"];

/** Actions are not case-sensitive. */
const lower = (texts: readonly string[]) => texts.map((text) => text.toLowerCase());

function coverAll(wider: readonly string[], narrower: readonly string[]): boolean {
  if (wider.includes("*")) return true;
  if (wider.length > LIST_LIMIT || narrower.length > LIST_LIMIT) return false;
  return narrower.every((one) => wider.some((pattern) => covers(pattern, one)));
}

/**
 * Whether the pattern matches everything that the narrower one does: it must match the narrower one's text, in which only a star matches a
 * star.
 */
export function covers(pattern: string, narrower: string): boolean {
  if (pattern.length > TEXT_LIMIT || narrower.length > TEXT_LIMIT) return false;
  let at = 0;
  let star = -1;
  let resume = 0;
  for (let i = 0; i < narrower.length; ) {
    if (pattern[at] === "*") {
      star = at++;
      resume = i;
    } else if (pattern[at] === narrower[i] || (pattern[at] === "?" && narrower[i] !== "*")) {
      at += 1;
      i += 1;
    } else if (star >= 0) {
      at = star + 1;
      i = ++resume;
    } else {
      return false;
    }
  }
  while (pattern[at] === "*") at += 1;
  return at === pattern.length;
}
