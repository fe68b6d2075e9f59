/** Reading a YAML file, which JSON is too, and saying at which line of it something is wrong. */
import { isUtf8 } from "node:buffer";
import { readFile } from "node:fs/promises";
import { type Refusal, refusalText } from "@tocsin/core/text/parse";
import { plain } from "@tocsin/core/text/text";
import type { Document, LineCounter, YAMLError } from "yaml";
import { isUtf16, problemOfReading } from "./input/bytes.ts";
import { CommandError, exitCodes, shownPath } from "./output/terminal.ts";

/** Something that is to be said of a file: at which line, counted from 1, and at which field; empty for the file as a whole. */
export interface Remark {
  readonly line?: number | undefined;
  readonly path: string;
  readonly problem: string;
}

export interface CheckedFile {
  /** The file as it is; empty, where that is no text. */
  readonly text: string;
  readonly value: unknown;
  /** With any, the file is refused. */
  readonly errors: readonly Remark[];
  /** None beside errors: of what is refused a part may be missing, and would be warned of. */
  readonly warnings: readonly Remark[];
  /** The line of what a path names; none for the file as a whole. */
  readonly lineOf: (path: string) => number | undefined;
}

/** All that is to be said of a value, by its path. */
export interface Check {
  readonly errors: readonly Refusal[];
  readonly warnings: readonly Refusal[];
}

interface Reading {
  /** `<<: *name` brings the fields of another object in, but those that stand beside it. */
  readonly merge?: boolean;
  /** Puts in what other files say that this one names, before it is checked. */
  readonly complete?: (value: unknown) => Promise<Check & { readonly value: unknown }>;
}

/** What the file says and what `check` says of that. @throws CommandError when it cannot be read. */
export async function checkedFile(
  file: string,
  check: (value: unknown) => Check,
  { merge = false, complete = asItIs }: Reading = {},
): Promise<CheckedFile> {
  const yaml = await import("yaml");
  const bytes = await bytesOf(file);
  const undecodable = undecodableIn(bytes);
  if (undecodable) return { text: "", value: undefined, errors: [undecodable], warnings: [], lineOf: () => undefined };
  const text = bytes.toString("utf8");
  const lines = new yaml.LineCounter();
  const document = yaml.parseDocument(text, { prettyErrors: true, uniqueKeys: true, lineCounter: lines, merge });
  const lineOf = (path: string) => lineIn(document, lines, path, yaml);
  if (document.errors.length > 0)
    return { text, value: undefined, errors: document.errors.map(syntaxError), warnings: [], lineOf };
  const written = plainValue(document);
  if (written instanceof Error)
    return { text, value: undefined, errors: [{ path: "", problem: headlineOf(written) }], warnings: [], lineOf };
  const { value, ...named } = await complete(written);
  const { errors, warnings } = check(value);
  const placed = ({ path, problem }: Refusal) => ({ line: lineOf(path), path, problem });
  const wrong = [...named.errors, ...errors].map(placed).sort(byLine);
  const unlikely = wrong.length > 0 ? [] : [...named.warnings, ...warnings].map(placed).sort(byLine);
  return { text, value, lineOf, errors: wrong, warnings: unlikely };
}

async function asItIs(value: unknown) {
  return { value, errors: [], warnings: [] };
}

function byLine(a: Remark, b: Remark): number {
  return (a.line ?? 0) - (b.line ?? 0);
}

/** The error of a command whose file is refused: all that is wrong with it, a line each. */
export function refusedFile(file: string, errors: readonly Remark[]): CommandError {
  return new CommandError(errors.map((error) => remarkText(file, error)).join("\n"), exitCodes.usage);
}

/** `policy.yaml:7: warning: routes[0]: …` */
export function remarkText(file: string, { line, ...remark }: Remark, label = ""): string {
  return `${shownPath(file)}${line === undefined ? "" : `:${line}`}: ${label}${refusalText(remark)}`;
}

async function bytesOf(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    throw new CommandError(`${shownPath(file)}: ${problemOfReading(error)}`, exitCodes.usage);
  }
}

const NEWLINE = 0x0a;

/** Why bytes are no text: decoding would put another character in the place of what is not UTF-8, and give another file than was written. */
function undecodableIn(bytes: Buffer): Remark | undefined {
  if (isUtf8(bytes)) return undefined;
  if (isUtf16(bytes)) return { path: "", problem: "is UTF-16: save the file as UTF-8" };
  let [line, start] = [1, 0];
  // No character of several bytes holds that of a new line, so that one of the lines is not UTF-8 by itself.
  const nextEnd = () => bytes.indexOf(NEWLINE, start);
  for (let end = nextEnd(); end !== -1 && isUtf8(bytes.subarray(start, end)); end = nextEnd()) {
    line += 1;
    start = end + 1;
  }
  return { line, path: "", problem: "is not UTF-8: save the file as UTF-8" };
}

/** An alias that multiplies itself is refused rather than expanded. */
function plainValue(document: Document.Parsed): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

function syntaxError(error: YAMLError): Remark {
  return { line: error.linePos?.[0].line, path: "", problem: headlineOf(error) };
}

/** What is wrong, and at which line and column; the lines below quote the file. */
function headlineOf({ message }: Error): string {
  return plain(message.split("\n")[0] ?? "", HEADLINE_LIMIT).replace(/:$/, "");
}

const HEADLINE_LIMIT = 300;

/** The parts of a path such as `routes[0].match["a b"]`. */
const PART = /\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\]|([^.[\]]+)/g;

/** The line of what a path names, or of the innermost thing around it that the file has; none for the file as a whole. */
function lineIn(document: Document.Parsed, lines: LineCounter, path: string, yaml: typeof import("yaml")) {
  let node: unknown = document.contents;
  let offset: number | undefined;
  for (const [, index, quoted, name = quoted] of path.matchAll(PART)) {
    if (yaml.isAlias(node)) node = node.resolve(document);
    if (yaml.isSeq(node) && index !== undefined) {
      node = node.items[Number(index)];
      offset = startOf(node, yaml) ?? offset;
    } else if (yaml.isMap(node) && name !== undefined) {
      const pair = node.items.find(({ key }) => yaml.isScalar(key) && String(key.value) === name);
      node = pair?.value;
      offset = startOf(pair?.key, yaml) ?? offset;
    } else break;
  }
  return offset === undefined ? undefined : lines.linePos(offset).line;
}

function startOf(node: unknown, yaml: typeof import("yaml")): number | undefined {
  return yaml.isNode(node) ? node.range?.[0] : undefined;
}
