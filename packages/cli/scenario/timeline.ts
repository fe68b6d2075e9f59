/** What a scenario led to, as people read it: what was expected beside what arrived. */
import { isObject } from "@tocsin/core/text/json";
import { writtenOut } from "@tocsin/core/text/text";
import { type Column, table } from "../output/table.ts";
import { amountOf, isStyled, type Style, shownPath, styled, type Terminal } from "../output/terminal.ts";
import { type Comparison, instantOf, isAsWanted, isWanted, type Line } from "./compare.ts";
import { type Arrived, type Feature, worstOpen } from "./features.ts";
import type { Fault } from "./run-scenario.ts";
import type { Features, Scenario } from "./scenario.ts";
import { momentText } from "./scenario-time.ts";

export interface Result {
  readonly scenario: Scenario;
  readonly comparison: Comparison;
  readonly faults: readonly Fault[];
}

export function isPassed({ comparison, faults }: Result): boolean {
  return faults.length === 0 && isAsWanted(comparison);
}

/** One line where all is as expected; else the whole timeline. */
export function resultText(result: Result, terminal: Pick<Terminal, "stdout" | "environment">): string {
  const { scenario, comparison } = result;
  const isOn = isStyled(terminal.stdout, terminal.environment);
  const file = shownPath(scenario.file);
  const { timeline } = comparison;
  if (isPassed(result))
    return `${styled("green", "ok", isOn)}  ${file}: ${amountOf(timeline.length, "notification")}\n`;
  const lines = timeline.length === 0 ? "" : `\n${table(timeline, columnsOf(scenario), terminal)}`;
  return `${styled("red", "not as expected", isOn)}  ${file}: ${summaryOf(result)}\n${remarksOf(result)}${lines}\n`;
}

function summaryOf({ comparison, faults }: Result): string {
  const { timeline, missingAlerts, unexpectedAlerts, missingAlarms, unexpectedAlarms } = comparison;
  const number = (outcome: Line["outcome"]) => timeline.filter((line) => line.outcome === outcome).length;
  const all: readonly (readonly [number, string])[] = [
    [timeline.filter(isWanted).length, "as expected"],
    [number("missing"), "missing"],
    [number("unexpected"), "unexpected"],
    [number("differs"), "other than expected"],
    [number("never"), "never to come"],
    [missingAlerts.length + unexpectedAlerts.length, "in the alerts at the end"],
    [missingAlarms.length + unexpectedAlarms.length, "in the alarms"],
    [faults.length, "in the steps"],
  ];
  return all
    .filter(([count]) => count > 0)
    .map(([count, text]) => `${count} ${text}`)
    .join(", ");
}

/** What is not of notifications, a line each, with the file and the line. */
function remarksOf({ scenario, comparison, faults }: Result): string {
  const { missingAlerts, unexpectedAlerts, missingAlarms, unexpectedAlarms } = comparison;
  const all = [
    ...faults.map(({ line, problem }) => `${placeOf(scenario, line)}: ${writtenOut(problem)}`),
    ...missingAlerts.map(({ line }) => `${placeOf(scenario, line)}: no alert is like this at the end`),
    ...unexpectedAlerts.map(
      ({ title, status, severity }) =>
        `${placeOf(scenario, undefined)}: unexpected at the end: ${severity} ${status} ${quoted(title)}`,
    ),
    ...missingAlarms.map((name) => `${placeOf(scenario, undefined)}: the alarm ${name} does not ring`),
    ...unexpectedAlarms.map(
      ({ name, at }) =>
        `${placeOf(scenario, undefined)}: unexpected at ${momentText(at, scenario.start)}: the alarm ${name} rings`,
    ),
  ];
  return all.map((text) => `  ${text}\n`).join("");
}

function placeOf({ file }: Scenario, line: number | undefined): string {
  return line === undefined ? shownPath(file) : `${shownPath(file)}:${line}`;
}

const styles: Readonly<Record<Line["outcome"], Style>> = {
  "as-expected": "dim",
  "not-compared": "dim",
  differs: "magenta",
  missing: "red",
  unexpected: "yellow",
  never: "red",
};

function columnsOf(scenario: Scenario): readonly Column<Line>[] {
  const { start } = scenario;
  const style = ({ outcome }: Line) => styles[outcome];
  return [
    { heading: "AT", of: (line) => momentText(instantOf(line), start), style },
    { heading: "UTC", of: (line) => instantOf(line).slice(0, 16).replace("T", " "), style, yields: 1 },
    { heading: "OUTCOME", of: outcomeText, style },
    { heading: "EXPECTED", of: (line) => expectedText(line, scenario), style, yields: 3 },
    {
      heading: "ARRIVED",
      of: (line) =>
        "arrived" in line ? arrivedText(line.arrived, scenario, line.outcome === "differs" ? line.in : []) : "",
      style,
      yields: 4,
    },
    { heading: "WRITTEN AT", of: (line) => writtenAt(line, scenario), style, yields: 2 },
  ];
}

function outcomeText(line: Line): string {
  switch (line.outcome) {
    case "as-expected":
      return "as expected";
    case "not-compared":
      return "";
    case "differs":
      return `other: ${line.in.join(", ")}`;
    case "missing":
    case "unexpected":
    case "never":
      return line.outcome;
    default:
      return line satisfies never;
  }
}

function expectedText(line: Line, { start }: Scenario): string {
  switch (line.outcome) {
    case "differs":
    case "missing":
      return flow({ at: momentText(line.expected.at, start), ...featuresOf(line.expected) });
    case "never":
      return `never ${flow(featuresOf(line.never))}`;
    // It says nothing that the notification beside it does not.
    case "as-expected":
    case "not-compared":
    case "unexpected":
      return "";
    default:
      return line satisfies never;
  }
}

function featuresOf({ to, by, kind, rings, title, severity, counts, why }: Features): Features {
  return { to, by, kind, rings, title, severity, counts, why };
}

/** As it can be copied into the scenario, with all in which it differs. */
function arrivedText({ at, channel, notification }: Arrived, { start }: Scenario, differs: readonly Feature[]): string {
  const { destination, kind, rings, title, counts, reason } = notification;
  const others = { severity: worstOpen(counts) ?? "none", counts: writtenCounts(counts), why: reason };
  const differing = Object.entries(others).filter(([name]) => differs.some((feature) => feature === name));
  // Else EventBridge's wildcard would take them for its own.
  const written = title === "" ? undefined : title.replaceAll(/[\\*]/g, "\\$&");
  return flow({
    at: momentText(at, start),
    to: destination,
    by: channel === destination ? undefined : channel,
    kind,
    rings,
    title: written,
    ...Object.fromEntries(differing),
  });
}

/** As a scenario says them: what there is none of is left out. */
function writtenCounts({ open, acknowledged, suppressed, silenced, ended }: Arrived["notification"]["counts"]): object {
  const some = (counts: object) => Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
  return { open: some(open), ...some({ acknowledged, suppressed, silenced, ended }) };
}

function writtenAt(line: Line, scenario: Scenario): string {
  if ("expected" in line) return placeOf(scenario, line.expected.line);
  return line.outcome === "never" ? placeOf(scenario, line.never.line) : "";
}

/** `{ at: +5m, to: desk, title: "…" }`: YAML in one line. What comes from outside acts on no terminal. */
function flow(fields: object): string {
  const written = Object.entries(fields).filter(([, value]) => value !== undefined);
  return written.length === 0
    ? "{}"
    : `{ ${written.map(([name, value]) => `${name}: ${valueText(value)}`).join(", ")} }`;
}

function valueText(value: unknown): string {
  if (isObject(value)) return flow(value);
  return typeof value === "string" ? scalar(value) : JSON.stringify(value);
}

/** What YAML reads as the same text without quotes: most names, and times since the start. */
const PLAIN_SCALAR = /^(?!(?:true|false|null)$)(?:[a-z][a-z0-9-]*|\+[\dwdhms ]+)$/i;

function scalar(text: string): string {
  return PLAIN_SCALAR.test(text) ? text : quoted(text);
}

function quoted(text: string): string {
  return writtenOut(JSON.stringify(text));
}
