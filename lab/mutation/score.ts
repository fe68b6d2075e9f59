/** What the tests noticed about the mutants of a file, and the table of docs/reliability.md. */
import type { Stryker } from "@stryker-mutator/core";

/** A mutant as Stryker reports it. */
export type Mutant = Pick<Awaited<ReturnType<Stryker["runMutationTest"]>>[number], "status">;

/** How many mutants of a file, or of a package, ended in which way. */
export interface Score {
  readonly killed: number;
  /** Some tests reached them, and all passed. */
  readonly survived: number;
  /** No test reached them. */
  readonly uncovered: number;
  /** They act only while a module loads, and were not tried. */
  readonly untried: number;
}

/** A row of the table. */
export interface ScoredFile extends Score {
  readonly file: string;
  /** The day, as `2026-11-29`. */
  readonly on: string;
}

/** A mutant that makes a test hang or crash counts as noticed, like one that fails a test. */
export function scoreOf(mutants: readonly Mutant[]): Score {
  const count = (...statuses: readonly Mutant["status"][]) =>
    mutants.filter(({ status }) => statuses.includes(status)).length;
  return {
    killed: count("Killed", "Timeout", "RuntimeError"),
    survived: count("Survived"),
    uncovered: count("NoCoverage"),
    untried: count("Ignored"),
  };
}

/** The share of killed mutants among those that were tried, such as `85.9 %`. */
function percentage({ killed, survived, uncovered }: Score): string {
  const tried = killed + survived + uncovered;
  return tried === 0 ? "-" : `${((100 * killed) / tried).toFixed(1)} %`;
}

const head = [
  "| file | mutants | killed | survived | no coverage | not tried | score | on |",
  "| --- | --- | --- | --- | --- | --- | --- | --- |",
];

/** The table's lines: a row each file, and after the files of a package their sum. */
export function scoreTable(files: readonly ScoredFile[]): readonly string[] {
  const packages = Map.groupBy(
    files.toSorted((a, b) => (a.file < b.file ? -1 : 1)),
    ({ file }) => file.split("/").slice(0, 2).join("/"),
  );
  const rows = [...packages].flatMap(([name, own]) => [
    ...own.map((scored) => row(scored.file, scored, scored.on)),
    row(`**${name}**, ${own.length} files`, sum(own), "-"),
  ]);
  return [...head, ...rows];
}

/** Reads the rows of files back from a table's lines; the sums are left out. */
export function scoresIn(lines: readonly string[]): readonly ScoredFile[] {
  return lines.flatMap((line) => {
    const [, file = "", , killed, survived, uncovered, untried, , on = ""] = line.split("|").map((cell) => cell.trim());
    if (!file.endsWith(".ts")) return [];
    const numbers = { killed: Number(killed), survived: Number(survived), uncovered: Number(uncovered) };
    return [{ file, ...numbers, untried: Number(untried), on }];
  });
}

function sum(files: readonly Score[]): Score {
  const total = (of: (score: Score) => number) => files.reduce((all, score) => all + of(score), 0);
  return {
    killed: total(({ killed }) => killed),
    survived: total(({ survived }) => survived),
    uncovered: total(({ uncovered }) => uncovered),
    untried: total(({ untried }) => untried),
  };
}

function row(name: string, score: Score, on: string): string {
  const { killed, survived, uncovered, untried } = score;
  const mutants = killed + survived + uncovered + untried;
  return `| ${[name, mutants, killed, survived, uncovered, untried, percentage(score), on].join(" | ")} |`;
}
