/** All that is deployed. A file exports its resources, and what imports it depends on them. */
import { alarmMails } from "./alarms.ts";
import { bus } from "./bus.ts";
import { dashboard } from "./dashboard.ts";
import { digest } from "./digest.ts";
import { stackSet } from "./members.ts";
import { table } from "./table.ts";
import { topic } from "./topic.ts";

export const outputs = {
  bus: bus.arn,
  alertsTable: table.name,
  members: stackSet.name,
  topic: topic.arn,
  digest: digest.name,
  dashboard: dashboard.dashboardName,
  alarmMails: alarmMails.map(({ endpoint }) => endpoint),
};
