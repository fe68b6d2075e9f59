/** A silence that is about to end is told of to those who run Tocsin, once, while it still mutes what people are to hear of. */
import type { MailOperators } from "@tocsin/aws/alarm-topic";
import type { AlertsReader } from "@tocsin/aws/alerts/alerts-reader";
import { wakeOf } from "@tocsin/aws/alerts/stream";
import type { SilenceStore } from "@tocsin/aws/world/silence-store";
import type { WorldPartition } from "@tocsin/aws/world/world-partition";
import type { AlertView } from "@tocsin/core/alert/view";
import type { Instant } from "@tocsin/core/event/instant";
import type { Policy } from "@tocsin/core/policy/policy";
import type { Silence } from "@tocsin/oncall/silence";
import { isHeldBackBy, isReminderDue } from "@tocsin/oncall/silence-reminder";
import { openHeads } from "./open-heads.ts";
import { type Addressed, reminderMail } from "./reminder-mail.ts";

export interface RemindersDependencies extends Addressed {
  readonly partition: () => Promise<Pick<WorldPartition, "silences">>;
  readonly policy: () => Promise<Policy>;
  readonly reader: Pick<AlertsReader, "open" | "heads">;
  readonly silences: Pick<SilenceStore, "reminded" | "notReminded">;
  readonly mail: MailOperators;
  readonly now: () => Instant;
}

/** One at a time: what one of them fails with keeps the next waiting for a minute. @throws CallError, ItemError */
export async function remindOfSilences(deps: RemindersDependencies): Promise<void> {
  const { silences } = await deps.partition();
  for (const silence of silences) if (isReminderDue(silence, deps.now())) await remindOf(silence, silences, deps);
}

/**
 * Written down before it is mailed, so that of two runs of the timer one does; and taken back where the mail is not taken, so that the
 * next does. A silence that nobody needs to be reminded of is marked too, and looked at no more.
 */
async function remindOf(silence: Silence, all: readonly Silence[], deps: RemindersDependencies): Promise<void> {
  const { silences, mail, now } = deps;
  const heldBack = await heldBackBy(silence, all, deps);
  const written = await silences.reminded(silence.id, now());
  if (written === undefined || heldBack.length === 0) return;
  try {
    await mail(reminderMail(written, heldBack, deps));
  } catch (error) {
    await silences.notReminded(silence.id);
    throw error;
  }
}

async function heldBackBy(
  silence: Silence,
  silences: readonly Silence[],
  { policy, reader, now }: RemindersDependencies,
): Promise<readonly AlertView[]> {
  const world = { policy: await policy(), silences };
  const views: AlertView[] = [];
  for await (const head of openHeads(reader))
    if (isHeldBackBy(silence, wakeOf(head), world, now())) views.push(head.view);
  return views;
}
