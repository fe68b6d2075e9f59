/** Mails those who run Tocsin about a silence that is about to end, once, while it still mutes alerts that people are to hear of. */
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

/** One at a time: a failure delays the next one by a minute. @throws CallError, ItemError */
export async function remindOfSilences(deps: RemindersDependencies): Promise<void> {
  const { silences } = await deps.partition();
  for (const silence of silences) if (isReminderDue(silence, deps.now())) await remindOf(silence, silences, deps);
}

/**
 * Recorded before mailing, so that only one of two runs sends the mail; and withdrawn if the mail fails, so that the next run sends it. A
 * silence without need of a reminder is marked too, and not looked at again.
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
