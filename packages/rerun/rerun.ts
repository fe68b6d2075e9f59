/** Folds recorded pasts again under one or more policies, and decides again whom each would have notified. */
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

/** What holds under each of the policies. */
export interface Circumstances {
  readonly directory: Directory;
  /** Those made at run time, also those that are over. */
  readonly silences: readonly Silence[];
  /** The stack learned until then. One that still learns is run as if it were live. */
  readonly liveSince?: Instant | undefined;
}

export interface Span {
  /** What was sent before is not counted; what came before counts as it does in a stack that was there. */
  readonly from: Instant;
  readonly until: Instant;
}

export interface Rerun {
  readonly outcome: Outcome;
  readonly rules: readonly RuleUse[];
}

export interface RerunOptions {
  readonly policies: readonly Policy[];
  /** The policies differ in nothing by which alerts are evaluated: what is folded is the same under each. */
  readonly isFoldedOnce: boolean;
  /** Something may match by one of the fields of `recounted`: else it is skipped that an alert was only counted again, as most of a past is. */
  readonly isRecountMatched: boolean;
  readonly circumstances: Circumstances;
  readonly span: Span;
  /** Called often with how much of the wakes of all policies is decided on, from 0 to 1. */
  readonly onDecided: (part: number) => void;
  /** Called with each notification of the span, in order of time; of several policies, of one after the other. */
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
  /** The first that names the destination. */
  readonly route: string;
  readonly title: string;
  readonly counts: Counts;
  /** Those of which the destination hears by it for the first time. */
  readonly alerts: readonly NotifiedAlert[];
}

export type NotifiedAlert = AlertOutcome["view"] & Pick<AlertOutcome, "severity">;

/** What came of each of the policies, in their order. */
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

/** @param wakes of each policy that is folded, what the files of all its wakes hold. */
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
