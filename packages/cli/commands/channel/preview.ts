/** `tocsin channel preview`: what a channel would be sent of one alert. It sends nothing, and reads no secret. */
import { createAlertsReader } from "@tocsin/aws/alerts/alerts-reader";
import type { Table } from "@tocsin/aws/alerts/alerts-table";
import { type PreviewPart, previewOf } from "@tocsin/channels/preview";
import type { AlertView } from "@tocsin/core/alert/view";
import type { Instant } from "@tocsin/core/event/instant";
import type { ChannelConfig } from "@tocsin/core/policy/channels/declared-channels";
import { linksById } from "@tocsin/core/policy/links/alert-links";
import type { Policy } from "@tocsin/core/policy/policy";
import { messageFormats } from "@tocsin/core/release";
import { suggestion } from "@tocsin/core/text/suggestion";
import { escaped } from "@tocsin/core/text/text";
import { relatedInBrief } from "@tocsin/lambda/handlers/oncall/message-related";
import { bySeverity, zero } from "@tocsin/oncall/counts";
import type { Counts, NotificationKind } from "@tocsin/oncall/group";
import { type Notification, RELATED_LIMIT } from "@tocsin/oncall/notification";
import { urgencyOf } from "@tocsin/oncall/target/urgency";
import type { TellReason } from "@tocsin/oncall/verdict";
import { CommandError, exitCodes, type Terminal } from "../../output/terminal.ts";
import { createUnreadable } from "../../output/unreadable.ts";
import { policyFrom } from "../../policy-file.ts";
import { type TableOptions, withOpenTable } from "../../stack/open-table.ts";
import { nowBy, recordFor } from "../../stack/run-record.ts";
import { type StageTableOptions, stageTable } from "../../stack/stage-table.ts";
import { completedId, idPrefix, unknownId } from "../alerts/alert-id.ts";
import { policyInForce } from "../policy-for.ts";

interface PreviewOptions extends TableOptions, StageTableOptions {
  readonly policy?: string;
  readonly json?: boolean;
}

/** @throws CommandError where there is no such channel or alert, or none is open. */
export async function previewChannel(
  name: string,
  alert: string | undefined,
  given: PreviewOptions,
  terminal: Terminal,
): Promise<number> {
  const options = { ...given, ...stageTable(given) };
  const unreadable = createUnreadable(terminal);
  const now = nowBy(await recordFor(options));
  const parts = await withOpenTable(options, terminal, async (table) => {
    const policy =
      options.policy === undefined
        ? await policyInForce(table, unreadable)
        : await policyFrom(options.policy, terminal.stderr);
    const settings = settingsOf(name, policy);
    const view = await viewOf(alert, table, unreadable);
    const place = options.stage === undefined ? undefined : `--stage ${options.stage}`;
    const route = policy.routes.find(({ matches, channels }) => channels.includes(name) && matches(view));
    if (route === undefined)
      terminal.stderr.write(
        `No route of the policy sends this alert to ${JSON.stringify(name)} by itself: it is shown as if one did.\n`,
      );
    const notification = notificationOf(view, name, policy, { now, route });
    return previewOf(settings, { ...notification, related: await relatedOf(view, table) }, { now, place });
  });
  terminal.stdout.write(
    options.json
      ? jsonOf(name, parts)
      : parts
          .filter(({ isRaw }) => !isRaw)
          .map(partText)
          .join("\n"),
  );
  return unreadable.exitCode();
}

function settingsOf(name: string, { channels }: Policy): ChannelConfig {
  const config = Object.hasOwn(channels, name) ? channels[name] : undefined;
  if (config !== undefined) return config;
  const names = Object.keys(channels);
  throw new CommandError(
    `the policy has no channel ${JSON.stringify(name)}${suggestion(name, names)} (${names.join(", ") || "it has none"})`,
    exitCodes.usage,
  );
}

/** The alert of that id; without one, the most severe that is open. */
async function viewOf(
  id: string | undefined,
  table: Table,
  { skip }: ReturnType<typeof createUnreadable>,
): Promise<AlertView> {
  const alerts = createAlertsReader(table);
  const wanted = id === undefined ? await firstOpen(alerts.open(), skip) : await completedId(alerts, idPrefix(id));
  for await (const view of skip(alerts.views([wanted]))) return view;
  throw new CommandError(unknownId(wanted), exitCodes.refused);
}

async function relatedOf(view: AlertView, table: Table): Promise<Notification["related"]> {
  if (view.status === "RESOLVED") return undefined;
  return relatedInBrief(await createAlertsReader(table).relatedTo(view, RELATED_LIMIT));
}

async function firstOpen(
  open: ReturnType<ReturnType<typeof createAlertsReader>["open"]>,
  skip: ReturnType<typeof createUnreadable>["skip"],
): Promise<string> {
  for await (const { id } of skip(open)) return id;
  throw new CommandError("no alert is open: name one by its id", exitCodes.refused);
}

type Shape = readonly [kind: NotificationKind, reason: TellReason, counts: Counts];

/** As it would be told by itself, for the first time, or as it stands by now. */
function notificationOf(
  view: AlertView,
  destination: string,
  policy: Policy,
  { now, route }: { readonly now: Instant; readonly route: Policy["routes"][number] | undefined },
): Notification {
  const { urgency } = urgencyOf(view, policy, now, route);
  const [kind, reason, counts] = shapeOf(view);
  return {
    ...{ format: messageFormats.notification, groupId: view.id, sequence: 1, destination },
    ...{ route: route?.name ?? "(no route)", kind, rings: urgency === "now" && kind === "opened", reason, at: now },
    ...{ urgency: urgency === "now" ? "now" : "morning", grouping: { alert: view.id }, title: view.title, counts },
    ...{
      alerts: [view],
      links: linksById([view], policy),
      more: 0,
      policyVersion: policy.version,
      timezone: policy.timezone,
    },
  };
}

function shapeOf({ status, severity }: AlertView): Shape {
  switch (status) {
    case "OPEN":
      return ["opened", "opened", { ...zero, open: bySeverity(severity, 1), begun: bySeverity(severity, 1) }];
    case "ACKNOWLEDGED":
      return ["updated", "updated", { ...zero, acknowledged: 1 }];
    case "SUPPRESSED":
      return ["updated", "updated", { ...zero, suppressed: 1 }];
    case "RESOLVED":
      return ["over", "all-over", { ...zero, ended: 1 }];
  }
}

function jsonOf(channel: string, parts: readonly PreviewPart[]): string {
  return `${JSON.stringify({ channel, parts: parts.map(({ part, content }) => ({ part, content })) })}\n`;
}

function partText({ part, content }: PreviewPart): string {
  return `--- ${part}\n${typeof content === "string" ? content : jsonText(content)}\n`;
}

/** What comes from outside does nothing at the terminal, and stays what it is as JSON. */
function jsonText(content: object): string {
  return JSON.stringify(content, null, 2).split("\n").map(escaped).join("\n");
}
