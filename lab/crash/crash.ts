/**
 * Crash points. For every call that an invocation makes, and every way in which it can fail or die there, its queue, stream or schedule
 * retries it until nothing is left to do. The world must then be as if nothing had happened.
 */
import { type Calls, callsWith, type Fault, faults } from "./faults.ts";

/** One handler with something to do. */
export interface Undertaking<W> {
  readonly handler: string;
  /** Makes a world in which the invocation has everything it needs and has done nothing yet. */
  prepare(): Promise<W>;
  /**
   * Runs one invocation, and gives what is to be delivered again. It may throw, or never end.
   * @param left what to deliver: everything for the first invocation, then what is still to be done.
   */
  invoke(world: W, left: readonly number[] | "all", calls: Calls): Promise<readonly number[]>;
  /** Lets the time pass that lies between two deliveries. */
  pass(world: W): void;
  /** What there is in the end, each thing in a line. */
  outcome(world: W): Promise<readonly string[]>;
  /** The beginning of those lines that may repeat after this fault at this call. Without one, no line may. */
  atLeastOnce(call: string, fault: Fault): readonly string[];
  end(world: W): Promise<void>;
}

export interface CrashReport {
  readonly handler: string;
  readonly calls: readonly string[];
  readonly crashPoints: number;
  readonly lost: number;
  readonly doubled: number;
  readonly wrong: number;
  readonly failures: readonly string[];
}

/** How often a queue delivers a message before it moves it to the dead-letter queue. */
const DELIVERIES = 5;

export async function crashEverywhere<W>(undertaking: Undertaking<W>): Promise<CrashReport> {
  const { handler } = undertaking;
  const undisturbed = await attempt(undertaking, callsWith());
  if (undisturbed.left > 0) throw new Error(`${handler} does not succeed even when nothing fails`);
  const repeated = [...countsOf(undisturbed.lines)].filter(([, times]) => times > 1).map(([line]) => line);
  const report = { lost: 0, doubled: repeated.filter((line) => !line.startsWith("dead letter")).length, wrong: 0 };
  const failures =
    report.doubled > 0 ? [`${handler}, without any fault: ${repeated[0]?.slice(0, EXAMPLE_LIMIT)} comes again`] : [];
  const { made } = undisturbed;
  for (const [point, name] of made.entries()) {
    for (const kind of faults) {
      const attempted = await attempt(undertaking, callsWith({ point, kind }));
      const { lost, doubled, wrong, examples } = compared(
        undisturbed.lines,
        attempted,
        undertaking.atLeastOnce(attempted.made[point] ?? name, kind),
      );
      report.lost += lost;
      report.doubled += doubled;
      report.wrong += wrong;
      if (lost + doubled + wrong > 0)
        failures.push(`${handler}, call ${point} (${name}) ${kind}: ${examples.slice(0, 3).join("; ")}`);
    }
  }
  return { handler, calls: made, crashPoints: made.length * faults.length, ...report, failures };
}

interface Attempt {
  readonly made: readonly string[];
  readonly lines: readonly string[];
  /** How much was still to be done after the last delivery. */
  readonly left: number;
}

async function attempt<W>(undertaking: Undertaking<W>, calls: Calls): Promise<Attempt> {
  const world = await undertaking.prepare();
  try {
    const first = settled(undertaking.invoke(world, "all", calls));
    const ended = await Promise.race([first, calls.struck]);
    let left = typeof ended === "string" ? ("all" as const) : ended;
    if (ended === "held-up") {
      left = await redeliver(undertaking, world, left, 1);
      left = await redeliver(undertaking, world, left, DELIVERIES - 1);
      calls.release();
      await first;
    } else {
      left = await redeliver(undertaking, world, left, DELIVERIES - 1);
    }
    return { made: calls.made, lines: await undertaking.outcome(world), left: left === "all" ? 1 : left.length };
  } finally {
    await undertaking.end(world);
  }
}

type Left = readonly number[] | "all";

async function redeliver<W>(undertaking: Undertaking<W>, world: W, from: Left, times: number): Promise<Left> {
  let left = from;
  for (let delivery = 1; delivery <= times && left.length > 0; delivery += 1) {
    // While an invocation is held up, a duplicate may be delivered at once. After a failure the pause between deliveries passes first.
    if (delivery > 1 || times > 1) undertaking.pass(world);
    const before = left;
    const ended = await settled(undertaking.invoke(world, before, callsWith()));
    left = ended === "all" ? before : ended;
  }
  return left;
}

/** An invocation that throws has settled nothing. */
async function settled(invocation: Promise<readonly number[]>): Promise<Left> {
  try {
    return await invocation;
  } catch {
    return "all";
  }
}

const EXAMPLE_LIMIT = 300;

function compared(expected: readonly string[], { lines, left }: Attempt, atLeastOnce: readonly string[]) {
  const found = countsOf(lines);
  const wanted = countsOf(expected);
  const examples: string[] = [];
  const counts = { lost: left, doubled: 0, wrong: 0 };
  if (left > 0) examples.push(`${left} undone after ${DELIVERIES} deliveries`);
  for (const [line, times] of wanted) {
    const seen = found.get(line) ?? 0;
    const mayRepeat = atLeastOnce.some((word) => line.startsWith(word));
    if (seen < times) {
      counts.lost += 1;
      examples.push(`lost: ${line.slice(0, EXAMPLE_LIMIT)}`);
    } else if (seen > times && !mayRepeat) {
      counts.doubled += 1;
      examples.push(`${seen} times: ${line.slice(0, EXAMPLE_LIMIT)}`);
    }
  }
  for (const line of found.keys()) {
    if (wanted.has(line)) continue;
    counts.wrong += 1;
    examples.push(`unexpected: ${line.slice(0, EXAMPLE_LIMIT)}`);
  }
  return { ...counts, examples };
}

function countsOf(lines: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const line of lines) counts.set(line, (counts.get(line) ?? 0) + 1);
  return counts;
}
