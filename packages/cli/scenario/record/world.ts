/** What was in force over some time, as a scenario says it: the policy and its pushes, what is known of accounts, and silences. */
import type { Accounts } from "@tocsin/aws/world/items/directory-item";
import type { Mode } from "@tocsin/aws/world/items/mode-item";
import type { WrittenSilence } from "@tocsin/aws/world/items/silence-item";
import type { AlertView } from "@tocsin/core/alert/view";
import { type Instant, later } from "@tocsin/core/event/instant";
import { compilePattern } from "@tocsin/core/pattern/pattern";
import { nowhere } from "@tocsin/core/policy/channels/nowhere";
import { writtenPolicy } from "@tocsin/core/policy/parse-policy";
import { refusalText } from "@tocsin/core/text/parse";
import { CommandError, exitCodes } from "../../output/terminal.ts";
import type { PastVerdict, PolicyPast } from "./past.ts";
import type { TimedStep } from "./steps.ts";

/** From the first of these instants to the last. */
export interface Span {
  readonly start: Instant;
  readonly end: Instant;
}

interface RecordedPolicies {
  /** In force at the start; nothing where what is built in was. */
  readonly policy: object | undefined;
  readonly pushes: readonly TimedStep[];
}

/**
 * By when they were pushed. The policy of a run on a laptop is pushed by the machine's clock, which may be later than its events: then
 * the first verdict says by which policy it was made. @throws CommandError for one that this version of Tocsin refuses.
 */
export function policiesIn(
  { start, end }: Span,
  policies: readonly PolicyPast[],
  verdicts: readonly PastVerdict[],
): RecordedPolicies {
  const before = policies.filter(({ at, body }) => at <= start && body !== undefined).at(-1);
  const first = before ?? policies.find(({ version }) => version === verdicts[0]?.policyVersion);
  const pushed = policies.filter(({ at, version }) => at > start && at <= end && version > (first?.version ?? 0));
  return {
    policy: first && policyAsWritten(first),
    pushes: pushed.map((one): TimedStep => {
      const body = policyAsWritten(one);
      return { at: one.at, step: body === undefined ? { damage: "policy" } : { push: body } };
    }),
  };
}

/** Without what a scenario does not use and nobody else need know: where channels lead to, and how long things are kept. */
function policyAsWritten({ version, body }: PolicyPast): object | undefined {
  if (body === undefined) return undefined;
  const written = writtenPolicy(body.written);
  if (!written.ok)
    throw new CommandError(
      `version ${version} of the policy held then, and this version of Tocsin refuses it: ${refusalText(written.refusal)}`,
      exitCodes.refused,
    );
  const { channels, digest: _digest, heartbeat: _heartbeat, retention: _retention, ...rest } = written.value;
  const anonymous = Object.fromEntries(
    Object.entries(channels).map(([name, { type, quietDays }]) => [name, { ...nowhere[type], quietDays }]),
  );
  const isSaid = ([name, value]: readonly [string, unknown]) =>
    name === "routes" || !(Array.isArray(value) && value.length === 0);
  return Object.fromEntries(Object.entries({ ...rest, channels: anonymous }).filter(isSaid));
}

/** What is stated of the accounts that the alerts are of. */
export function directoryOf(accounts: Accounts, views: readonly AlertView[]): object | undefined {
  const known = [...new Set(views.map(({ account }) => account))].flatMap((account) => {
    const stated = accounts.get(account);
    if (stated === undefined) return [];
    const { tags, ...facts } = stated;
    return [[account, Object.keys(tags).length === 0 ? facts : stated] as const];
  });
  return known.length === 0 ? undefined : { accounts: Object.fromEntries(known) };
}

/** The silences that muted one of the alerts at some time, as far as its views tell. */
export function silencesIn(
  { start, end }: Span,
  silences: readonly WrittenSilence[],
  views: readonly AlertView[],
): readonly TimedStep[] {
  return silences.flatMap((silence): readonly TimedStep[] => {
    const { id, of, upTo, evenIfWorse, by, why, until, expiredAt } = silence;
    const from = later(silence.from, start);
    if (from > end || (expiredAt ?? until) <= from || !views.some((view) => concerns(silence, view))) return [];
    const chosen = "match" in of ? { match: of.match } : { alert: of.alertId };
    return [
      { at: from, step: { silence: { name: id, ...chosen, upTo, evenIfWorse, by, why, until } } },
      ...(expiredAt !== undefined && expiredAt <= end ? [{ at: expiredAt, step: { expire: id } }] : []),
    ];
  });
}

function concerns({ of }: WrittenSilence, view: AlertView): boolean {
  return "match" in of ? compilePattern(of.match)(view) : of.alertId === view.id;
}

/** Whether the stack learned at the start, and when it went live after that. */
export function modeIn(
  { start, end }: Span,
  mode: Mode | undefined,
  unsaid: Mode["mode"],
  verdicts: readonly PastVerdict[],
): { readonly mode: Mode["mode"]; readonly goLive: readonly TimedStep[] } {
  const since = mode?.mode === "live" ? mode.since : undefined;
  const wasLive = since !== undefined && since <= start;
  const first = wasLive ? "live" : (verdicts[0]?.circumstances.mode ?? mode?.mode ?? unsaid);
  const goLive = first === "learning" && since !== undefined && since > start && since <= end;
  return { mode: first, goLive: goLive ? [{ at: since, step: { goLive: true } }] : [] };
}
