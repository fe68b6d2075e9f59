/**
 * Mails to those who run Tocsin: which destination takes no notifications, once, and once more when it does again; and each day that nobody
 * has pushed a policy, what is held back while the stack learns, or that a rule has been tried for long enough.
 */

import type { Mail, MailOperators } from "@tocsin/aws/alarm-topic";
import type { FailureReports } from "@tocsin/aws/groups/failure-reports";
import type { GroupsStore } from "@tocsin/aws/groups/groups-store";
import type { StoredDestination } from "@tocsin/aws/groups/items/destination-item";
import type { CountedHeldBack, HeldBack } from "@tocsin/aws/world/items/held-back-item";
import type { TimerMarks } from "@tocsin/aws/world/timer-marks";
import type { WorldPartition } from "@tocsin/aws/world/world-partition";
import { type Instant, MILLISECONDS_PER_DAY, shift } from "@tocsin/core/event/instant";
import { destinationsIn } from "@tocsin/core/policy/destinations";
import { DRY_RUN_DAYS, type DryRun, dryRunEnd } from "@tocsin/core/policy/dry-run";
import type { Policy } from "@tocsin/core/policy/policy";
import { counted } from "@tocsin/core/text/counted";
import { failsForLong, stillFailing } from "@tocsin/oncall/decide/failing";

export interface OperatorsDependencies {
  readonly mail: MailOperators;
  readonly partition: () => Promise<Pick<WorldPartition, "policy" | "mode" | "heldBack" | "operatorsTold">>;
  readonly policy: () => Promise<Pick<Policy, "channels" | "routes" | "schedules" | "dryRuns">>;
  readonly groups: Pick<GroupsStore, "read">;
  readonly reports: FailureReports;
  readonly marks: Pick<TimerMarks, "operatorsTold">;
  /** As the commands take it. */
  readonly stage: string;
  readonly now: () => Instant;
}

/** Recorded after sending: after a crash between the two a mail is sent twice, but never missed. @throws CallError, ItemError */
export async function tellOperators(deps: OperatorsDependencies): Promise<void> {
  await tellOfDestinations(deps);
  await tellHowItStands(deps);
}

async function tellOfDestinations({ policy, groups, reports, mail, stage, now }: OperatorsDependencies): Promise<void> {
  const destinations = destinationsIn(await policy());
  const read = await groups.read({ alertIds: [], groups: [], destinations });
  for (const destination of destinations) {
    const { failing: failure, reportedAt } = read.destination(destination) ?? {};
    const failing = stillFailing(failure, now());
    const isReported = reportedAt !== undefined && (failing === undefined || reportedAt >= failing.since);
    if (failing && !isReported && failsForLong({ failing }, now())) {
      await mail(failingMail(destination, failing, stage));
      await reports.failing(destination, failing.since, now());
    } else if (failure === undefined && isReported) {
      await mail(recoveredMail(destination, stage));
      await reports.recovered(destination);
    }
  }
}

type Failing = NonNullable<StoredDestination["failing"]>;

function failingMail(destination: string, { since, times, nextTryAt }: Failing, stage: string): Mail {
  return {
    subject: `Tocsin ${stage}: ${destination} accepts no notifications`,
    text: `${destination} has accepted no notification since ${since}. It was tried ${times} times. It is tried again at ${nextTryAt}, and then every quarter of an hour for as long as there is something to tell.

The log of the function that delivers to it says why ("a notification was not delivered"). To see what waits:
  npx tocsin oncall status --stage ${stage}
`,
  };
}

function recoveredMail(destination: string, stage: string): Mail {
  return {
    subject: `Tocsin ${stage}: ${destination} accepts notifications again`,
    text: `${destination} has accepted a notification. It is told the current state, once, and not what it missed.\n`,
  };
}

async function tellHowItStands({
  partition,
  policy: inForce,
  marks,
  mail,
  stage,
  now,
}: OperatorsDependencies): Promise<void> {
  const { policy, mode, heldBack, operatorsTold } = await partition();
  if (operatorsTold && now() < shift(operatorsTold.at, MILLISECONDS_PER_DAY)) return;
  const ended = (await inForce()).dryRuns.filter((dryRun) => dryRunEnd(dryRun) <= now());
  const mails = [
    ...(policy.ok && policy.value === 0 ? [policyMail(stage)] : []),
    ...(mode?.mode === "live" ? [] : [learningMail(heldBack, operatorsTold?.held, stage)]),
    ...(ended.length > 0 ? [dryRunsMail(ended, stage)] : []),
  ];
  if (mails.length === 0) return;
  for (const one of mails) await mail(one);
  await marks.operatorsTold({ at: now(), held: heldBack && numbersOf(heldBack) });
}

function policyMail(stage: string): Mail {
  return {
    subject: `Tocsin ${stage} has no policy`,
    text: `Nobody has pushed a policy, so notifications only go to a log, and reach nobody.

  npx tocsin policy check policy.yaml
  npx tocsin policy push policy.yaml --why "the first" --stage ${stage}
`,
  };
}

function dryRunsMail(ended: readonly DryRun[], stage: string): Mail {
  const rules = ended.map((one) => `  ${one.part} ${JSON.stringify(one.name)}, until ${dryRunEnd(one)}\n`);
  return {
    subject: `Tocsin ${stage}: ${counted(ended.length, "rule")} of the policy ${ended.length === 1 ? "was" : "were"} in dry run for ${DRY_RUN_DAYS} days`,
    text: `These rules have no effect, and their dry run has ended:
${rules.join("")}
What they would have done:
  npx tocsin policy dry-run --stage ${stage}

Remove \`mode: dry-run\` to put a rule in force, or remove the rule, and push the policy.
`,
  };
}

const nothing: HeldBack = { notifications: 0, rings: 0, ringsAtNight: 0 };

function learningMail(heldBack: CountedHeldBack | undefined, told: HeldBack | undefined, stage: string): Mail {
  const total = heldBack ?? { ...nothing, since: undefined };
  const last = differenceOf(total, told ?? nothing);
  const soFar = total.since === undefined ? "" : `\nSince ${total.since} it ${heldBackText(total)}.`;
  return {
    subject: `Tocsin ${stage} is learning: it would have rung ${counted(last.rings, "time")}, ${last.ringsAtNight} at night`,
    text: `Since the last of these mails it ${heldBackText(last)}.${soFar}

A stack that learns rings only for urgent threats and malware. Once you accept these numbers:
  npx tocsin go-live --stage ${stage}
`,
  };
}

/** For a person, with whoever would have done so before it. */
export function heldBackText({ notifications, rings, ringsAtNight }: HeldBack): string {
  return `would have sent ${counted(notifications, "notification")} and rung ${counted(rings, "time")}, ${ringsAtNight} at night`;
}

function differenceOf(a: HeldBack, b: HeldBack): HeldBack {
  return {
    notifications: a.notifications - b.notifications,
    rings: a.rings - b.rings,
    ringsAtNight: a.ringsAtNight - b.ringsAtNight,
  };
}

function numbersOf({ notifications, rings, ringsAtNight }: HeldBack): HeldBack {
  return { notifications, rings, ringsAtNight };
}
