/** A scenario's file, with the files that it names. */
import { dirname, resolve } from "node:path";
import type { PolicyBody } from "@tocsin/aws/world/items/policy-item";
import { alertId } from "@tocsin/core/alert/identity";
import type { Observation } from "@tocsin/core/alert/observation";
import { type Directory, emptyDirectory } from "@tocsin/core/directory/directory";
import { parseDirectory } from "@tocsin/core/directory/parse-directory";
import { type Instant, instant, later, shift } from "@tocsin/core/event/instant";
import { compilePattern } from "@tocsin/core/pattern/pattern";
import { destinationsIn } from "@tocsin/core/policy/destinations";
import { parsePolicy, writtenPolicy } from "@tocsin/core/policy/parse-policy";
import type { Policy } from "@tocsin/core/policy/policy";
import type { JsonObject } from "@tocsin/core/text/json";
import { parse, type Refusal } from "@tocsin/core/text/parse";
import { suggestion } from "@tocsin/core/text/suggestion";
import { overrideEnd, personIn, scheduleIn } from "../commands/oncall/override.ts";
import { directoryFrom } from "../directory-file.ts";
import { readInputs } from "../input/read.ts";
import type { CommandError } from "../output/terminal.ts";
import { asJson, readPolicyFile } from "../policy-file.ts";
import { type CheckedFile, checkedFile, refusedFile } from "../yaml-file.ts";
import type { Action, Expectation, Scenario, Step, Wanted } from "./scenario.ts";
import { filledIn, problemsOfEvent, writtenEvents } from "./scenario-events.ts";
import { problemsOfScenario, refusedBy } from "./scenario-problems.ts";
import { scenarioSchema, type WrittenScenario, type WrittenStep } from "./scenario-schema.ts";
import { lengthOf, momentOf } from "./scenario-time.ts";
import { chosenIn, decisionsIn, termOf } from "./written-actions.ts";

/** Reads a scenario, and all that it names. @throws CommandError with everything that is wrong, with the line. */
export async function readScenario(file: string): Promise<Scenario> {
  const check = (value: unknown) => ({ errors: problemsOfScenario(value), warnings: [] });
  const checked = await checkedFile(file, check, { merge: true });
  const parsed = parse(scenarioSchema, checked.value);
  if (checked.errors.length > 0 || !parsed.ok) throw refusedFile(file, checked.errors);
  const place: Place = { file, start: instant(parsed.value.start), lineOf: checked.lineOf };
  const scenario = await completed(parsed.value, place);
  const problems = [...unknownDestinations(parsed.value, scenario), ...unknownOverrides(parsed.value, scenario)];
  if (problems.length > 0) throw refused(problems, place);
  return scenario;
}

interface Place extends Pick<CheckedFile, "lineOf"> {
  readonly file: string;
  readonly start: Instant;
}

function refused(problems: readonly Refusal[], { file, lineOf }: Place): CommandError {
  return refusedFile(
    file,
    problems.map((problem) => ({ ...problem, line: lineOf(problem.path) })),
  );
}

async function completed(written: WrittenScenario, place: Place): Promise<Scenario> {
  const { file, start, lineOf } = place;
  const steps: Step[] = [];
  for (const [i, step] of written.steps.entries())
    steps.push({
      at: momentIn(step.at, start),
      line: lineOf(`steps[${i}]`),
      action: await actionOf(step, `steps[${i}]`, place),
    });
  const wanted = wantedOf(written, place);
  return {
    ...{ file, start, steps, wanted, mode: written.mode },
    policy: await policyIn(written.policy ?? {}, place),
    directory: await directoryIn(written.directory, file),
    until: endOf(written, start, [...steps, ...(wanted.notifications ?? [])], wanted.withinMilliseconds),
  };
}

/** Where nothing else is said, when the last of what is written there has had its time. */
function endOf(
  { until }: WrittenScenario,
  start: Instant,
  moments: readonly { readonly at: Instant }[],
  withinMilliseconds: number,
): Instant {
  if (until !== undefined) return momentIn(until, start);
  return shift(moments.map(({ at }) => at).reduce(later, start), withinMilliseconds);
}

async function actionOf(step: WrittenStep, path: string, place: Place): Promise<Action> {
  const { start } = place;
  const at = momentIn(step.at, start);
  const [decision] = decisionsIn(step);
  if (decision !== undefined) {
    const { verb, given } = decision;
    const { by, why } = given;
    const chosen = chosenIn(given);
    const of = "alert" in chosen ? chosen : { matches: compilePattern(chosen.match) };
    return { kind: "decide", verb, ...of, term: termOf(given, start), by, why };
  }
  const { observed, silence, override, expire, push, down, up, pause, resume, events } = step;
  if (observed !== undefined) return { kind: "observed", observations: observationsIn(observed) };
  if (silence !== undefined) {
    const { name = path, upTo, evenIfWorse, by, why } = silence;
    const term = termOf(silence, start);
    return { kind: "silence", name, ...chosenIn(silence), upTo, evenIfWorse, term, by, why };
  }
  if (override !== undefined) {
    const { schedule, person, by, why } = override;
    return { kind: "override", schedule, person, until: overrideEnd(termOf(override, start), at), by, why };
  }
  if (expire !== undefined) return { kind: "expire", name: expire };
  if (push !== undefined) return { kind: "push", body: await policyIn(push, place) };
  if (step.damage !== undefined) return { kind: "damage" };
  if (down !== undefined) return { kind: "down", destination: down };
  if (up !== undefined) return { kind: "up", destination: up };
  if (pause !== undefined) return { kind: "pause", forMilliseconds: lengthOf(pause) ?? 0 };
  if (resume !== undefined) return { kind: "resume" };
  if (step.goLive !== undefined) return { kind: "go-live" };
  return {
    kind: "events",
    events:
      typeof events === "string"
        ? await eventsIn(events, path, at, place)
        : writtenEvents(step, path, at).map(({ event }) => event),
  };
}

/** Of what was written by hand the id follows from what makes the alert. */
function observationsIn(observed: NonNullable<WrittenStep["observed"]>): readonly Observation[] {
  return observed.flatMap(({ alert, identity, said }) =>
    said.map((statement) => ({ alertId: alert ?? alertId(identity), identity, statement })),
  );
}

/** @throws CommandError with the file and line of the first entry that is no event of then. */
async function eventsIn(name: string, path: string, at: Instant, place: Place): Promise<readonly JsonObject[]> {
  const events: JsonObject[] = [];
  for await (const input of readInputs([beside(place.file, name)], { stdin: nothing() })) {
    const where = `${path}.events`;
    const event = input.ok ? filledIn(input.value, `${path} ${input.index + 1}`, at) : undefined;
    const [problem] = event === undefined ? [] : problemsOfEvent(event, input.place, at);
    if (!input.ok) throw refused([{ path: where, problem: `${name}: ${input.place}: ${input.problem}` }], place);
    if (problem !== undefined)
      throw refused([{ path: where, problem: `${name}: ${problem.path}: ${problem.problem}` }], place);
    if (event !== undefined) events.push(event);
  }
  if (events.length > 0) return events;
  throw refused([{ path: `${path}.events`, problem: `${name} holds no event` }], place);
}

async function* nothing(): AsyncIterable<Uint8Array> {}

/** Calendars are read as if it were the start. */
async function policyIn(given: string | object, { file, start }: Place): Promise<PolicyBody> {
  if (typeof given === "string") {
    const { source, written } = await readPolicyFile(beside(file, given), undefined, start);
    return { source, written };
  }
  const written = writtenPolicy(given);
  if (!written.ok) throw new TypeError(`the policy was checked, and does not parse at ${written.refusal.path}`);
  return { source: JSON.stringify(given), written: asJson(written.value) };
}

async function directoryIn(given: string | object | undefined, file: string): Promise<Directory> {
  if (given === undefined) return emptyDirectory;
  if (typeof given === "string") return directoryFrom(beside(file, given));
  const directory = parseDirectory(given);
  if (directory.ok) return directory.value;
  throw new TypeError(`the directory was checked, and does not parse at ${directory.refusal.path}`);
}

function beside(file: string, name: string): string {
  return resolve(dirname(file), name);
}

function wantedOf(written: WrittenScenario, { start, lineOf }: Place): Wanted {
  const { expect, never = [], alerts, alarms, ignore, within } = written;
  return {
    withinMilliseconds: lengthOf(within) ?? 0,
    ignored: ignore,
    notifications: expect?.map(
      (one, i): Expectation => ({ ...one, at: momentIn(one.at, start), line: lineOf(`expect[${i}]`) }),
    ),
    never: never.map((one, i) => ({ ...one, line: lineOf(`never[${i}]`) })),
    alerts: alerts?.map((match, i) => ({ matches: compilePattern(match), line: lineOf(`alerts[${i}]`) })),
    alarms,
  };
}

/** What was checked is a moment. */
function momentIn(text: string, start: Instant): Instant {
  const at = momentOf(text, start);
  if (at === undefined) throw new TypeError(`the scenario was checked, and ${JSON.stringify(text)} is no moment`);
  return at;
}

/** A destination that no policy of the scenario has is never told anything. */
function unknownDestinations(written: WrittenScenario, { policy, steps }: Scenario): readonly Refusal[] {
  const pushed = steps.flatMap(({ action }) => (action.kind === "push" ? [action.body] : []));
  const policies = [policy, ...pushed].flatMap(parsedIn);
  const known = policies.flatMap(destinationsIn);
  const channels = policies.flatMap((one) => Object.keys(one.channels));
  const named = [
    ...written.steps.flatMap(({ down, up }, i) => [
      { path: `steps[${i}].down`, name: down },
      { path: `steps[${i}].up`, name: up },
    ]),
    ...(written.expect ?? []).map(({ to }, i) => ({ path: `expect[${i}].to`, name: to })),
    ...(written.never ?? []).map(({ to }, i) => ({ path: `never[${i}].to`, name: to })),
  ];
  const ways = [
    ...(written.expect ?? []).map(({ by }, i) => ({ path: `expect[${i}].by`, name: by })),
    ...(written.never ?? []).map(({ by }, i) => ({ path: `never[${i}].by`, name: by })),
  ];
  return [
    ...named.flatMap((use) => problemOfChannel(use, known)),
    ...ways.flatMap((use) => problemOfChannel(use, channels)),
  ];
}

function problemOfChannel(
  { path, name }: { readonly path: string; readonly name: string | undefined },
  known: readonly string[],
): readonly Refusal[] {
  if (name === undefined || known.includes(name)) return [];
  const all = [...new Set(known)];
  const hint = suggestion(name, all) || (all.length === 0 ? ": it has none" : `: there are ${all.join(", ")}`);
  return [{ path, problem: `is no channel of the policy${hint}` }];
}

/** Overrides by a schedule or a person that the policy which is in force by then has not. */
function unknownOverrides(written: WrittenScenario, { policy, steps }: Scenario): readonly Refusal[] {
  let [inForce] = parsedIn(policy);
  return steps.flatMap(({ action }, i) => {
    if (action.kind === "push") [inForce] = parsedIn(action.body);
    const override = written.steps[i]?.override;
    if (override === undefined || inForce === undefined) return [];
    const policyThen = inForce;
    return [
      ...refusedBy(`steps[${i}].override.schedule`, () => scheduleIn(policyThen, override.schedule)),
      ...refusedBy(`steps[${i}].override.person`, () => personIn(policyThen, override.person)),
    ];
  });
}

function parsedIn({ written }: PolicyBody): readonly Policy[] {
  const policy = parsePolicy(written);
  return policy.ok ? [policy.value] : [];
}
