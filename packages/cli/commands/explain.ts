/** `tocsin explain`: pure; no stack, and no clock but to tell what lies in the future. */

import { type Ignored, isMadeAfter, type Observation, type Statement } from "@tocsin/core/alert/observation";
import type { AlertView } from "@tocsin/core/alert/view";
import { UNOWNED } from "@tocsin/core/directory/owner";
import { type Event, parseEvent } from "@tocsin/core/event/event";
import type { Instant } from "@tocsin/core/event/instant";
import type { TriedRule } from "@tocsin/core/policy/dry-run";
import { runbookFor } from "@tocsin/core/policy/links/runbook";
import { type Policy, type RunbookRule, triedRules } from "@tocsin/core/policy/policy";
import type { World } from "@tocsin/core/policy/world";
import { refusalText } from "@tocsin/core/text/parse";
import { cleanName } from "@tocsin/core/text/redact";
import { changesOf, fold } from "@tocsin/core/transition/fold";
import { systemTomorrow } from "@tocsin/lambda/runtime/system-clock";
import { type Why, whyOf } from "@tocsin/oncall/target/why";
import { compileRules, ingested, type Rule } from "@tocsin/sources/registry";
import { directoryFrom } from "../directory-file.ts";
import { type Input, readInputs } from "../input/read.ts";
import { accountText } from "../output/account.ts";
import { hanging } from "../output/fields.ts";
import { exitCodes, isStyled, severityStyles, shownPath, styled, type Terminal } from "../output/terminal.ts";
import { policyFrom } from "../policy-file.ts";
import { whyTexts } from "./why-told.ts";

/** What one event means, as `--json` prints it. */
export interface Explanation {
  readonly index: number;
  readonly file: string;
  readonly place: string;
  readonly id: string | null;
  readonly source: string | null;
  readonly detailType: string | null;
  /** The Tocsin source whose rule matched. */
  readonly rule: string | null;
  readonly outcome: "observed" | "ignored" | "refused";
  readonly reason: string;
  /** Whether a stack refuses it for that: it says that it was made more than a day from now. */
  readonly liesInFuture: boolean;
  readonly observations: readonly Observation[];
  /** Each alert as it would be if this event were the first about it, at the event's own time. */
  readonly alerts: readonly AlertView[];
  /** Of each alert, in order, whom the policy tells of it, how soon, and why. */
  readonly told: readonly Why[];
  /** Of each alert, in order, the page that says what to do, and the rule that names it. */
  readonly runbooks: readonly (Runbook | null)[];
  /** Of each alert, in order, the rules in dry run that match it. */
  readonly tried: readonly (readonly TriedRule[])[];
}

type Runbook = Pick<RunbookRule, "name" | "url">;

interface ExplainedWorld extends World {
  readonly policy: Policy;
}

export async function explain(
  files: readonly string[],
  options: { readonly policy?: string; readonly directory?: string; readonly json?: boolean },
  terminal: Terminal,
): Promise<number> {
  const directory = await directoryFrom(options.directory);
  const world = { directory, policy: await policyFrom(options.policy, terminal.stderr) };
  const rules = compileRules(ingested);
  let isRefused = false;
  let isEmpty = true;
  for await (const input of readInputs(files, { stdin: terminal.stdin })) {
    const explanation = explainInput(input, rules, world, systemTomorrow());
    isEmpty = false;
    isRefused ||= explanation.outcome === "refused";
    terminal.stdout.write(options.json ? `${JSON.stringify(explanation)}\n` : describe(explanation, terminal));
  }
  if (isEmpty) terminal.stderr.write("There is no event in it.\n");
  return isRefused ? exitCodes.refused : exitCodes.ok;
}

/** @param latest what claims to have been made after it lies in the future. */
export function explainInput(
  input: Input,
  rules: readonly Rule[],
  world: ExplainedWorld,
  latest: Instant,
): Explanation {
  const { index, place } = input;
  const nothing = {
    index,
    file: shownPath(input.file),
    place,
    rule: null,
    liesInFuture: false,
    observations: [],
    alerts: [],
    told: [],
    runbooks: [],
    tried: [],
  };
  if (!input.ok)
    return { ...nothing, id: null, source: null, detailType: null, outcome: "refused", reason: input.problem };
  const rule = rules.find(({ matches }) => matches(input.value))?.source;
  const named = { ...nothing, ...namesIn(input.value), rule: rule?.name ?? null };
  const event = parseEvent(input.value);
  if (!event.ok) return { ...named, outcome: "refused", reason: refusalText(event.refusal) };
  if (rule === undefined) return { ...named, outcome: "ignored", reason: "no-rule-matches" };
  const reading = rule.read(event.value, "unknown");
  switch (reading.outcome) {
    case "refused":
      return { ...named, outcome: "refused", reason: refusalText(reading.refusal) };
    case "ignored":
      return { ...named, outcome: "ignored", reason: reading.reason };
    case "observed":
      return {
        ...{ ...named, outcome: "observed" },
        ...consequences(reading.observations, event.value, world),
        liesInFuture: reading.observations.some(({ statement }) => isMadeAfter(statement, latest)),
      };
    default:
      return reading satisfies never;
  }
}

function consequences(observations: readonly Observation[], event: Event, world: ExplainedWorld) {
  const folded = changesOf(observations).map((change) => fold(undefined, change, world, event.time));
  return {
    told: folded.map(({ head }) => whyOf(head.view, world.policy, event.time)),
    runbooks: folded.map(({ head }) => runbookOf(head.view, world.policy)),
    tried: folded.map(({ head }) => triedRules(world.policy, head.view)),
    reason: folded.flatMap(({ entries }) => entries)[0]?.reason ?? "cleared",
    observations,
    alerts: folded.map(({ head }) => head.view),
  };
}

function runbookOf(view: AlertView, policy: Policy): Runbook | null {
  const rule = runbookFor(view, policy);
  return rule === undefined ? null : { name: rule.name, url: rule.url };
}

/** The names in what may be no event at all. */
function namesIn(value: unknown): Pick<Explanation, "id" | "source" | "detailType"> {
  const fields = new Map(typeof value === "object" && value !== null ? Object.entries(value) : []);
  const text = (name: string) => {
    const field = fields.get(name);
    // Shown as they came they could drive the terminal, or give away a secret.
    return typeof field === "string" ? cleanName(field, 256) : null;
  };
  return { id: text("id"), source: text("source"), detailType: text("detail-type") };
}

/** For people; `--json` has the reason alone. */
const ignoredBecause: Readonly<Record<string, string>> = {
  "no-rule-matches": "no source of Tocsin matches such an event",
  "nothing-found": "nothing was found",
  "not-its-to-say": "its account may not speak for the account whose resource it names",
  "without-effect": "the call changed nothing",
} satisfies Partial<Record<Ignored["ignored"] | "no-rule-matches" | "not-its-to-say", string>>;

function stateText(statement: Statement): string {
  switch (statement.state) {
    case "active":
      return `active, ${statement.severity}`;
    case "cleared":
      return `cleared, ${statement.because}`;
    case "remark":
      return statement.effect;
    default:
      return statement satisfies never;
  }
}

const IN_FUTURE = "is in the future: a stack refuses it while that is more than a day ahead";

function describe(explanation: Explanation, terminal: Terminal): string {
  const { index, file, place, source, detailType, rule, outcome, observations, alerts, told, runbooks, tried } =
    explanation;
  const reason = (outcome === "ignored" && ignoredBecause[explanation.reason]) || explanation.reason;
  const isOn = isStyled(terminal.stdout, terminal.environment);
  const names = styled("bold", `#${index} ${source ?? "?"} / ${detailType ?? "?"}`, isOn);
  const origin = styled("dim", `(${[file, place].filter(Boolean).join(" ")})`, isOn);
  const shownOutcome = outcome === "refused" ? styled("red", outcome, isOn) : outcome;
  const lines = [
    ...hanging("", `${names} ${origin}`, terminal),
    ...hanging("  ", `${shownOutcome}: ${reason}${rule === null ? "" : ` (rule ${rule})`}`, terminal),
    ...(explanation.liesInFuture ? hanging("  ", IN_FUTURE, terminal) : []),
    ...observations.flatMap(({ identity, statement }) => {
      const said = `${statement.reporter} says of ${identity.condition} at ${statement.at}: ${stateText(statement)}`;
      return hanging("  ", `${said}. ${statement.summary}`, terminal);
    }),
    ...alerts.flatMap(({ id, severity, status, title, region, resource, deadline, remedy, ...alert }, i) => [
      ...hanging("  ", `alert ${id} ${styled(severityStyles[severity], severity, isOn)} ${status} ${title}`, terminal),
      ...hanging(
        "        ",
        `${accountText(alert)} ${region} ${resource}${deadline ? ` deadline ${deadline}` : ""}`,
        terminal,
      ),
      ...(alert.owner === undefined || alert.owner === UNOWNED
        ? []
        : hanging("        ", `owner: ${alert.owner} (${alert.ownedBy})`, terminal)),
      ...(status === "RESOLVED" ? [] : hanging("        ", `to do: ${remedy}`, terminal)),
      ...runbookLines(runbooks[i], terminal),
      ...(status === "RESOLVED" ? [] : [...toldLines(told[i], terminal), ...triedLines(tried[i], terminal)]),
    ]),
  ];
  return `${lines.join("\n")}\n\n`;
}

function runbookLines(runbook: Runbook | null | undefined, terminal: Terminal): readonly string[] {
  return runbook ? hanging("        ", `runbook: ${runbook.url} (rule ${runbook.name})`, terminal) : [];
}

function triedLines(tried: readonly TriedRule[] = [], terminal: Terminal): readonly string[] {
  return tried.flatMap(({ part, name }) =>
    hanging("        ", `in dry run, so it has no effect: ${part} ${JSON.stringify(name)}`, terminal),
  );
}

function toldLines(why: Why | undefined, terminal: Terminal): readonly string[] {
  return (why ? whyTexts(why) : []).flatMap((text) => hanging("        ", text, terminal));
}
