/** A scenario of the past of alerts: what was said and decided of them, what was in force, and what people were told. */
import type { Accounts } from "@tocsin/aws/world/items/directory-item";
import type { Mode } from "@tocsin/aws/world/items/mode-item";
import type { AlertView } from "@tocsin/core/alert/view";
import { epochOf, type Instant, instantOfEpoch, later, shift } from "@tocsin/core/event/instant";
import { NOBODY } from "@tocsin/core/policy/schedule";
import { lapsedStatements } from "@tocsin/rerun/recorded-alert";
import { amountOf, CommandError, exitCodes } from "../../output/terminal.ts";
import type { AlertPast, GroupPast, Past, PastVerdict, WorldPast } from "./past.ts";
import { stepsOf, type TimedStep } from "./steps.ts";
import { expectationsOf, hasOthers, outagesOf, pausesOf, verdictsOf } from "./tellings.ts";
import { directoryOf, modeIn, policiesIn, type Span, silencesIn } from "./world.ts";

export interface RecordedScenario {
  /** As it is written. */
  readonly scenario: object;
  readonly alerts: number;
  readonly steps: number;
  readonly notifications: number;
  /** Whether people were told of other alerts in the same messages, which are best recorded together with these. */
  readonly isShared: boolean;
  /** What may come otherwise than it came then, and why. */
  readonly remarks: readonly string[];
}

export interface Recording {
  /** What the stack is of which nobody has said. */
  readonly unsaidMode: Mode["mode"];
  readonly now: Instant;
}

/** A deployed stack looks by the minute, and goes for a minute by what was in force before. */
const WITHIN_MINUTES = 2;
/** A destination that has failed is tried each quarter of an hour, by whichever of its groups is first to. */
const WITHIN_MINUTES_OF_OUTAGES = 16;

/** @throws CommandError where what is kept is not all that was said, or the policy of then is refused now. */
export async function recordedScenario(past: Past, { unsaidMode, now }: Recording): Promise<RecordedScenario> {
  const { alerts, world } = past;
  for (const alert of alerts) requireWhole(alert);
  const made = stepsOf(alerts);
  const start = made[0]?.at ?? now;
  const { groups, isOfOthers } = since(start, past.groups);
  const verdicts = verdictsOf(groups);
  const span: Span = { start, end: [...made, ...verdicts].map(({ at }) => at).reduce(later, start) };
  const views = alerts.flatMap(viewsOf);
  const { policy, pushes } = policiesIn(span, world.policies, verdicts);
  const { mode, goLive } = modeIn(span, world.mode, unsaidMode, verdicts);
  const { accounts, remarks } = await accountsIn(world, verdicts);
  const silences = silencesIn(span, world.silences, views);
  const outages = outagesOf(groups, start);
  // What holds for what comes at the same instant stands before it.
  const steps = [...pushes, ...goLive, ...silences, ...pausesOf(groups, start), ...outages, ...made].sort(inOrder);
  const expect = expectationsOf(groups, { counts: alerts.length > 1 });
  const isShared = hasOthers(groups, alerts.length);
  const withinMinutes = outages.length > 0 ? WITHIN_MINUTES_OF_OUTAGES : WITHIN_MINUTES;
  return {
    scenario: {
      ...{ about: aboutOf(alerts), policy, directory: accounts && directoryOf(accounts, views), start },
      mode: mode === "learning" ? mode : undefined,
      within: `${withinMinutes}m`,
      steps: steps.map(({ at, step }) => ({ at, ...step })),
      until: untilOf(alerts, span, now, withinMinutes),
      expect,
      alerts: alerts.flatMap(({ head: { view } }) => endOf(view)),
    },
    alerts: alerts.length,
    steps: steps.length,
    notifications: expect.length,
    isShared: isOfOthers || isShared,
    remarks: [
      ...(isOfOthers ? [OTHERS_BEFORE] : []),
      ...(isShared ? [OTHERS] : []),
      ...remarks,
      ...overridesIn(world, span),
    ],
  };
}

const OTHERS_BEFORE =
  "The destinations were told of other alerts in the same groups before: what comes and goes, and what is too much at once, goes by that. What is expected is what comes of these alone.";
const OTHERS =
  "The groups held other alerts too, by all of which people were told what they were: what is expected is what comes of these alone.";
const DIRECTORIES = "What is known of accounts changed meanwhile: what was known at first is used.";
const NO_ACCOUNTS = "What was known of the accounts then cannot be read.";

/** A step of a scenario begins when it is said, and may stand beside others of its instant: they are left to whoever wants them. */
function overridesIn({ overrides }: WorldPast, { start, end }: Span): readonly string[] {
  return overrides
    .filter(({ from, until }) => from <= end && until > start && from < until)
    .map(
      ({ person = NOBODY, schedule, from, until }) =>
        `Overrides are not recorded: ${person} took over ${schedule} from ${from} until ${until}, which can be added as a step.`,
    );
}

function inOrder(a: TimedStep, b: TimedStep): number {
  return epochOf(a.at) - epochOf(b.at);
}

/** @throws CommandError */
function requireWhole({ head, said, log }: AlertPast): void {
  const lapsed = lapsedStatements({ said, log }, instantOfEpoch(0));
  if (lapsed === 0) return;
  throw new CommandError(
    `of alert ${head.view.id} ${amountOf(lapsed, "observation")} that its log names ${lapsed === 1 ? "is" : "are"} not kept any more (retention.observationDays of the policy): its past cannot be recorded`,
    exitCodes.refused,
  );
}

/** The groups without what was decided on them before. */
function since(start: Instant, groups: readonly GroupPast[]) {
  return {
    groups: groups.map(({ groupId, verdicts }) => ({ groupId, verdicts: verdicts.filter(({ at }) => at >= start) })),
    isOfOthers: groups.some(({ verdicts }) => verdicts.some(({ at }) => at < start)),
  };
}

interface KnownAccounts {
  readonly accounts: Accounts | undefined;
  readonly remarks: readonly string[];
}

async function accountsIn(world: WorldPast, verdicts: readonly PastVerdict[]): Promise<KnownAccounts> {
  const [first = String(world.directoryVersion), ...others] = new Set(verdicts.map((one) => one.directoryVersion));
  const changed = others.length > 0 ? [DIRECTORIES] : [];
  if (Number(first) === 0) return { accounts: undefined, remarks: changed };
  const accounts = await world.accountsAt(Number(first));
  return { accounts, remarks: accounts === undefined ? [NO_ACCOUNTS] : changed };
}

function viewsOf({ head, log }: AlertPast): readonly AlertView[] {
  return [head.view, ...log.map(({ view }) => view)];
}

function aboutOf([first, ...others]: readonly AlertPast[]): string {
  const { title = "nothing", id = "" } = first?.head.view ?? {};
  return `${title} (${id}${others.length > 0 ? `, and ${amountOf(others.length, "other alert")}` : ""})`;
}

/** While something is open, nothing has come until now that is not expected. */
function untilOf(alerts: readonly AlertPast[], { end }: Span, now: Instant, withinMinutes: number): Instant {
  const ended = shift(end, withinMinutes * 60_000);
  const isOpen = alerts.some(({ head: { view } }) => view.status !== "RESOLVED");
  return isOpen ? later(ended, shift(now, -withinMinutes * 60_000)) : ended;
}

function endOf({ id, status, severity }: AlertView): readonly object[] {
  return status === "RESOLVED" ? [] : [{ id: [id], status: [status], severity: [severity] }];
}
