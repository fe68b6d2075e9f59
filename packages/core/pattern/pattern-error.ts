/** Says where a pattern is wrong, and what is allowed there. */
export class PatternError extends Error {
  /** Such as `detail.severity[0].numeric`; empty when the pattern as a whole is wrong. */
  readonly path: string;
  /** Reads on from the path: "must be …, not …". */
  readonly problem: string;

  constructor(path: string, problem: string) {
    super(`${path === "" ? "the pattern" : path} ${problem}`);
    this.name = "PatternError";
    this.path = path;
    this.problem = problem;
  }
}

/** What becomes of an error: it is thrown, or collected with those that follow. */
export type Report = (error: PatternError) => void;

/** @throws PatternError */
export function raise(error: PatternError): never {
  throw error;
}

const PLAIN_KEY = /^[\w$-]{1,100}$/;

export function pathOf(parent: string, key: string): string {
  if (!PLAIN_KEY.test(key)) return `${parent}[${JSON.stringify(shortened(key))}]`;
  return parent === "" ? key : `${parent}.${key}`;
}

/** Names a value for a message, without repeating more of it than helps. */
export function naming(value: unknown): string {
  if (value === null || value === undefined || typeof value === "boolean") return String(value);
  if (typeof value === "string") return `the string ${JSON.stringify(shortened(value))}`;
  if (typeof value === "number") return `the number ${value}`;
  return Array.isArray(value) ? "a list" : "an object";
}

function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
