/** Folds recorded pasts again under one or more policies, and decides again whom each policy would have notified. */
import type { Directory } from "@tocsin/core/directory/directory";
import type { Instant } from "@tocsin/core/event/instant";
import type { Policy } from "@tocsin/core/policy/policy";
import type { Urgency } from "@tocsin/core/policy/urgency";
import type { Counts, NotificationKind } from "@tocsin/oncall/group";
import type { Silence } from "@tocsin/oncall/silence";
import type { TellReason } from "@tocsin/oncall/verdict";
import { type AlertOutcome, createSharedText, createTally, type Outcome, type Tally, type Told } from "./outcome.ts";
import type { RecordedAlert } from "./recorded-alert.ts";
import { wakesOf } from "./rerun-alert.ts";
import { rerunOncall } from "./rerun-oncall.ts";
import { type CountedPolicy, countedPolicy, countedSilences, foldedBy, type RuleUse } from "./rule-use.ts";
import { withSpillDirectory } from "./spill-file.ts";
import { createWakesFile, openWakes, type SpilledWakes } from "./wakes-file.ts";

/** The inputs that are the same for all policies. */
export interface Circumstances {
  readonly directory: Directory;
  /** Silences made at run time, including those that are over. */
  readonly silences: readonly Silence[];
  /** The end of the stack's learning period. A stack that is still learning is run as if it were live. */
  readonly liveSince?: Instant | undefined;
}

export interface Span {
  /** Earlier notifications are not counted, but they have their effect as in a running stack. */
  readonly from: Instant;
  readonly until: Instant;
}

export interface Rerun {
  readonly outcome: Outcome;
  readonly rules: readonly RuleUse[];
}

export interface RerunOptions {
  readonly policies: readonly Policy[];
  /** True if the policies evaluate alerts in the same way, so that one fold serves all. */
  readonly isFoldedOnce: boolean;
  /** True if a policy matches by a field of `recounted`: otherwise wakes that only report a further count, most of a past, are skipped. */
  readonly isRecountMatched: boolean;
  readonly circumstances: Circumstances;
  readonly span: Span;
  /** Called often with the share of the wakes of all policies that is done, from 0 to 1. */
  readonly onDecided: (part: number) => void;
  /** Called with each notification of the span, in order of time; with several policies, one policy after the other. */
  readonly onNotified?: ((notified: Notified) => void) | undefined;
}

/** A notification that a policy would have sent. */
export interface Notified {
  readonly at: Instant;
  readonly destination: string;
  readonly groupId: string;
  readonly kind: NotificationKind;
  readonly rings: boolean;
  readonly reason: TellReason;
  readonly urgency: Urgency;
  /** The first route that names the destination. */
  readonly route: string;
  readonly title: string;
  readonly counts: Counts;
  /** The alerts that the destination hears of for the first time. */
  readonly alerts: readonly NotifiedAlert[];
}

export type NotifiedAlert = AlertOutcome["view"] & Pick<AlertOutcome, "severity">;

/** The outcome of each policy, in their order. */
export async function rerun(pasts: AsyncIterable<RecordedAlert>, options: RerunOptions): Promise<readonly Rerun[]> {
  const counted = options.policies.map(countedPolicy);
  const { isRecountMatched, circumstances, span } = options;
  return withSpillDirectory(async (spill) => {
    const folding = foldedBy(counted, options).map((policy) => ({
      world: { policy, directory: circumstances.directory },
      file: createWakesFile(spill),
    }));
    for await (const past of pasts)
      for (const { world, file } of folding)
        for (const woken of wakesOf(past, world, { isRecountMatched, until: span.until })) file.add(woken);
    return decideAgain(
      folding.map(({ file }) => [file.end()]),
      counted,
      options,
    );
  });
}

/** @param wakes for each policy that is folded, the contents of the files of all its wakes. */
export async function decideAgain(
  wakes: readonly (readonly SpilledWakes[])[],
  counted: readonly CountedPolicy[],
  options: RerunOptions,
): Promise<readonly Rerun[]> {
  const reruns: Rerun[] = [];
  const shared = createSharedText();
  for (const [i, { policy, rules: ofPolicy }] of counted.entries()) {
    const rules = [...ofPolicy];
    const silences = countedSilences(options.circumstances.silences, options.span, rules);
    const onPart = (part: number) => options.onDecided((i + part) / counted.length);
    const circumstances = { ...options.circumstances, silences };
    const tally = createTally(policy, options.span.from, shared);
    await decide(wakes[i] ?? wakes[0] ?? [], policy, tally, { ...options, circumstances }, onPart);
    const outcome = tally.outcome();
    reruns.push({ outcome, rules });
  }
  return reruns;
}

async function decide(
  files: readonly SpilledWakes[],
  policy: Policy,
  tally: Tally,
  { circumstances, span: { from, until }, onNotified }: RerunOptions,
  onPart: (part: number) => void,
): Promise<void> {
  const wakes = openWakes(files);
  try {
    let done = 0;
    for await (const look of rerunOncall(wakes, { policy, ...circumstances }, until)) {
      const told = tally.add(look);
      if (onNotified && look.at >= from) for (const one of told) onNotified(notifiedBy(one, look.at));
      done += look.wakes.length;
      onPart(Math.min(done / wakes.length, 1));
    }
  } finally {
    wakes.close();
  }
}

function notifiedBy({ telling, first }: Told, at: Instant): Notified {
  const { groupId, told, verdict, counts } = telling;
  const { kind, rings, reason } = verdict;
  const { destination, urgency } = told.key;
  const alerts = first.map(({ severity, view }) => ({ ...view, severity }));
  return {
    at,
    destination,
    urgency,
    route: told.route,
    groupId,
    kind,
    rings,
    reason,
    title: told.title,
    counts,
    alerts,
  };
}
