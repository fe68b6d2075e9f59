/** Everything that is deployed. A file exports its resources, and files that import it depend on them. */
import "./apply-rules.ts";

import { itemFormats, messageFormats, VERSION } from "@tocsin/core/release";
import { bus } from "./bus.ts";
import { callbacks } from "./callbacks/callbacks.ts";
import { digest } from "./functions/digest.ts";
import { links } from "./links/links.ts";
import { stackSet } from "./members/members.ts";
import { subscribers } from "./subscribers/subscribers.ts";
import { table } from "./table.ts";
import { topic } from "./topic.ts";
import { alarmMails } from "./watch/alarms.ts";
import { dashboard } from "./watch/dashboard.ts";

export const outputs = {
  // SST keeps these outputs with its state, in which `tocsin upgrade --check` finds what is deployed.
  release: { version: VERSION, itemFormats, messageFormats },
  bus: bus.arn,
  alertsTable: table.name,
  members: stackSet.name,
  topic: topic.arn,
  digest: digest.name,
  ...(links && { links: links.url }),
  ...(callbacks.length > 0 && { callbacks: Object.fromEntries(callbacks.map(({ kind, url }) => [kind, url])) }),
  ...(subscribers.length > 0 && { subscribers: subscribers.map(({ noun }) => noun) }),
  dashboard: dashboard.dashboardName,
  alarmMails: alarmMails.map(({ endpoint }) => endpoint),
};
