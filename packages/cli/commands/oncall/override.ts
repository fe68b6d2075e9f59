/** `tocsin oncall override`: who takes over a schedule for some time, whatever its layers say. */
import { randomBytes } from "node:crypto";
import type { WrittenOverride } from "@tocsin/aws/world/items/override-item";
import { createOverrideStore, standing } from "@tocsin/aws/world/override-store";
import { timeIn } from "@tocsin/channels/page/page-time";
import { WHY_LIMIT } from "@tocsin/core/alert/decision";
import type { Instant } from "@tocsin/core/event/instant";
import type { Policy } from "@tocsin/core/policy/policy";
import { NOBODY, type Override, type Schedule } from "@tocsin/core/policy/schedule";
import { cleanProse } from "@tocsin/core/text/redact";
import { suggestion } from "@tocsin/core/text/suggestion";
import { escaped } from "@tocsin/core/text/text";
import { doubleBookings, shiftsBetween } from "@tocsin/oncall/schedule/shifts";
import { hanging } from "../../output/fields.ts";
import { CommandError, exitCodes, type Terminal } from "../../output/terminal.ts";
import { createUnreadable } from "../../output/unreadable.ts";
import { authorFor } from "../../stack/author.ts";
import { type TableOptions, withOpenTable } from "../../stack/open-table.ts";
import { nowBy, recordFor } from "../../stack/run-record.ts";
import { type StageTableOptions, stageTable } from "../../stack/stage-table.ts";
import { withIdFrom } from "../id-beginning.ts";
import { policyInForce } from "../policy-for.ts";
import { endFrom, type Term } from "../term.ts";

interface OverrideOptions extends TableOptions, StageTableOptions {
  readonly json?: boolean;
}

interface AddOptions extends OverrideOptions, Term {
  readonly schedule: string;
  readonly person: string;
  readonly why: string;
}

/** Who is away for longer is taken out of the schedule. */
const MOST_DAYS = 90;

/** @throws CommandError for a schedule or person that the policy in force has not, and for a time that is no time. */
export async function addOverride(options: AddOptions, terminal: Terminal): Promise<number> {
  const place = { ...options, ...stageTable(options) };
  const { by, now } = await authorFor(place);
  const madeAt = now();
  const from = options.from ?? madeAt;
  const until = overrideEnd(options, madeAt);
  if (until <= madeAt) throw new CommandError(`its end has passed already: it is ${madeAt}`, exitCodes.usage);
  return withOpenTable(place, terminal, async (table) => {
    const unreadable = createUnreadable(terminal);
    const policy = await policyInForce(table, unreadable);
    const schedule = scheduleIn(policy, options.schedule);
    const why = cleanProse(options.why, WHY_LIMIT);
    const made = { id: randomBytes(4).toString("hex"), schedule: schedule.name, from, until, by, why, madeAt };
    const override: WrittenOverride = { ...made, person: personIn(policy, options.person) };
    for (const problem of alsoOnCall(policy, override)) terminal.stderr.write(`warning: ${problem}\n`);
    const replaced = shiftsBetween(schedule, policy, from, until).map((shift) => shift.person ?? NOBODY);
    if (!(await createOverrideStore(table).add(override)))
      throw new CommandError(`there is an override ${override.id} already`);
    terminal.stdout.write(
      options.json
        ? `${JSON.stringify({ override, inPlaceOf: [...new Set(replaced)] })}\n`
        : `${override.id}  ${spanText(override, schedule)}, instead of ${[...new Set(replaced)].join(" and ")}. Functions see it within a minute.\n`,
    );
    return unreadable.exitCode();
  });
}

/** A sentence for each other schedule by which who takes over is on call meanwhile. */
function alsoOnCall(policy: Policy, { schedule, person, from, until }: Override): readonly string[] {
  const others = policy.schedules.filter(({ name }) => name !== schedule);
  const taken = [schedule, [{ person, from, until, overrides: [] }]] as const;
  return others.flatMap((other) => {
    const shifts = [other.name, shiftsBetween(other, policy, from, until)] as const;
    const [first, ...more] = doubleBookings(new Map([taken, shifts]));
    if (first === undefined) return [];
    const times = more.length === 0 ? "" : `${more.length + 1} times, first `;
    const span = `${times}from ${timeIn(other.timezone, first.from)} until ${timeIn(other.timezone, first.until)}`;
    return [`${first.person} is also on call in ${other.name}, ${span}: nobody else is rung then`];
  });
}

/** @throws CommandError for one that is not said, or is no end. */
export function overrideEnd(term: Term, now: Instant): Instant {
  const until = endFrom(term, now, MOST_DAYS);
  if (until === undefined) throw new CommandError("say until when: --for, or --until", exitCodes.usage);
  return until;
}

export async function listOverrides(
  options: OverrideOptions & { readonly past?: boolean },
  terminal: Terminal,
): Promise<number> {
  const place = { ...options, ...stageTable(options) };
  const now = nowBy(await recordFor(place));
  const unreadable = createUnreadable(terminal);
  await withOpenTable(place, terminal, async (table) => {
    const policy = await policyInForce(table, unreadable);
    const all = await Array.fromAsync(unreadable.skip(createOverrideStore(table).list()));
    const shown = all.filter((override) => options.past || standing(override).until > now);
    for (const override of shown)
      terminal.stdout.write(options.json ? `${JSON.stringify(override)}\n` : describe(override, policy, terminal));
    if (!options.json && shown.length === 0) terminal.stdout.write("Nobody takes over.\n");
  });
  return unreadable.exitCode();
}

/** @throws CommandError for one that there is not, or that is over. */
export async function cancelOverride(
  given: string,
  options: OverrideOptions & { readonly why: string },
  terminal: Terminal,
): Promise<number> {
  const place = { ...options, ...stageTable(options) };
  const { by, now } = await authorFor(place);
  return withOpenTable(place, terminal, async (table) => {
    const unreadable = createUnreadable(terminal);
    const store = createOverrideStore(table);
    const all = await Array.fromAsync(unreadable.skip(store.list()));
    const found = withIdFrom(given, all, { noun: "override", list: "tocsin oncall override list --past" });
    const { id } = found;
    const at = now();
    const isStanding = standing(found).until > at;
    const why = cleanProse(options.why, WHY_LIMIT);
    const outcome = isStanding && (await store.cancel(found, { at, by, why })) ? "cancelled" : "over";
    if (options.json) terminal.stdout.write(`${JSON.stringify({ id, outcome })}\n`);
    else terminal.stdout.write(outcome === "cancelled" ? `${id}  holds no more.\n` : `${id}  was over already.\n`);
    return unreadable.exitCode();
  });
}

/** @throws CommandError where there is none of this name. */
export function scheduleIn({ schedules }: Pick<Policy, "schedules">, name: string): Schedule {
  const found = schedules.find((schedule) => schedule.name === name);
  if (found !== undefined) return found;
  throw unknown(
    "schedule",
    name,
    schedules.map((schedule) => schedule.name),
  );
}

/** Nobody, where that is said. @throws CommandError where there is none of this name. */
export function personIn({ people }: Pick<Policy, "people">, name: string): string | undefined {
  if (name === NOBODY) return undefined;
  if (Object.hasOwn(people, name)) return name;
  throw unknown("person", name, [...Object.keys(people), NOBODY]);
}

function unknown(what: string, name: string, names: readonly string[]): CommandError {
  const meant = suggestion(name, names) || `: there are ${names.length > 0 ? names.join(", ") : "none"}`;
  return new CommandError(`the policy has no ${what} ${JSON.stringify(escaped(name))}${meant}`, exitCodes.usage);
}

function spanText(
  { person, schedule, from, until }: WrittenOverride,
  { timezone }: Pick<Schedule, "timezone">,
): string {
  return `${person ?? NOBODY} is on call for ${schedule} from ${timeIn(timezone, from)} until ${timeIn(timezone, until)}`;
}

function describe(override: WrittenOverride, { schedules, people }: Policy, terminal: Terminal): string {
  const { id, schedule, person, by, why, madeAt, cancelledAt, cancelledBy, cancelledWhy } = override;
  const { timezone } = schedules.find(({ name }) => name === schedule) ?? { timezone: "UTC" };
  const cancelled = cancelledAt === undefined ? "" : ` Cancelled at ${cancelledAt} by ${cancelledBy}: ${cancelledWhy}.`;
  const isGone = person !== undefined && !Object.hasOwn(people, person);
  const gone = isGone ? ` The policy in force has no ${JSON.stringify(person)}: the layers apply.` : "";
  const text = `${spanText(override, { timezone })}.${gone} Said at ${madeAt} by ${by}: ${why}.${cancelled}`;
  return `${hanging(`${id}  `, text, terminal).join("\n")}\n`;
}
