/** What silences mute of the alerts that are open now. */
import type { AlertsReader } from "@tocsin/aws/alerts/alerts-reader";
import { type Severity, severities } from "@tocsin/core/alert/severity";
import type { AlertView } from "@tocsin/core/alert/view";
import type { Instant } from "@tocsin/core/event/instant";
import { type Silence, silencedBy } from "@tocsin/oncall/silence";
import type { Wake } from "@tocsin/oncall/wake";
import type { Unreadable } from "../../output/unreadable.ts";

export interface Reach {
  /** Of those that it mutes, which nobody has decided on. */
  readonly muted: readonly AlertView[];
  /** Those that match it and are too severe for it. */
  readonly worse: readonly AlertView[];
}

/** An alert that is open, and the highest severity of the episode that goes on. */
export type OpenAlert = Pick<Wake, "view" | "worst">;

/** What the silence mutes of `open`, of which nobody has decided on any, while it lasts. What was too severe for it meanwhile is too severe. */
export function reachOf(silence: Silence, open: readonly OpenAlert[]): Reach {
  const muted = open.filter((alert) => isMutedBy(silence, alert, silence.from));
  const all = open.filter((alert) => isMutedBy({ ...silence, evenIfWorse: true }, alert, silence.from));
  const worse = all.filter((alert) => !muted.includes(alert));
  return { muted: muted.map(({ view }) => view), worse: worse.map(({ view }) => view) };
}

function isMutedBy(silence: Silence, alert: OpenAlert, now: Instant): boolean {
  return silencedBy(alert, [{ ...silence, expiredAt: undefined }], [], now) !== undefined;
}

/** `2 CRITICAL, 1 LOW`; the most severe first. */
export function countsText(views: readonly AlertView[]): string {
  return Object.entries(countsOf(views))
    .map(([severity, count]) => `${count} ${severity}`)
    .join(", ");
}

/** The most severe first; what there is none of is left out. */
export function countsOf(views: readonly AlertView[]): Readonly<Partial<Record<Severity, number>>> {
  const by = Map.groupBy(views, ({ severity }) => severity);
  return Object.fromEntries(
    severities.toReversed().flatMap((severity) => {
      const count = by.get(severity)?.length ?? 0;
      return count === 0 ? [] : [[severity, count]];
    }),
  );
}

/** The alerts that are open and that nobody has decided on. */
export async function openAlerts(alerts: AlertsReader, unreadable: Unreadable): Promise<readonly OpenAlert[]> {
  const ids: string[] = [];
  for await (const { id, status } of unreadable.skip(alerts.open())) if (status === "OPEN") ids.push(id);
  const heads = await Array.fromAsync(unreadable.skip(alerts.heads(ids)));
  return heads.map(({ view, heard }) => ({ view, worst: heard?.worst ?? view.severity }));
}
