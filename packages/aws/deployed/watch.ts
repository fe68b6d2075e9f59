/** What CloudWatch knows of a stage: its alarms, its dashboard, and what was counted. */
import {
  type CloudWatchClient,
  GetDashboardCommand,
  type MetricDataQuery,
  paginateDescribeAlarms,
  paginateGetMetricData,
} from "@aws-sdk/client-cloudwatch";
import { type Asked, ask } from "../prerequisites/asked.ts";
import { askFor, type Found } from "./found.ts";

export interface DeployedAlarm {
  readonly name: string;
  readonly isRinging: boolean;
  readonly isHeard: boolean;
}

/** A sum over some time, of what a function or a queue counted. */
export interface WantedSum {
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

export function readAlarms(
  client: CloudWatchClient,
  AlarmNamePrefix: string,
): Promise<Asked<readonly DeployedAlarm[]>> {
  return ask("cloudwatch:DescribeAlarms", async () => {
    const all: DeployedAlarm[] = [];
    for await (const { MetricAlarms = [] } of paginateDescribeAlarms({ client }, { AlarmNamePrefix }))
      for (const { AlarmName = "", StateValue, ActionsEnabled, AlarmActions = [] } of MetricAlarms)
        all.push({
          name: AlarmName,
          isRinging: StateValue === "ALARM",
          isHeard: ActionsEnabled === true && AlarmActions.length > 0,
        });
    return all;
  });
}

/** The dashboard's body. */
export function readDashboard(client: CloudWatchClient, DashboardName: string): Promise<Found<string>> {
  return askFor(
    "cloudwatch:GetDashboard",
    async () => (await client.send(new GetDashboardCommand({ DashboardName }))).DashboardBody ?? "",
  );
}

/** GetMetricData answers so many at a time. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html */
const QUERIES = 500;
const PERIOD_SECONDS = 3600;

/** The sums, by the names that they are wanted by; nothing was counted where one is not there. */
export function readSums(
  client: CloudWatchClient,
  wanted: ReadonlyMap<string, WantedSum>,
  { from, to }: { readonly from: Date; readonly to: Date },
): Promise<Asked<ReadonlyMap<string, number>>> {
  const names = [...wanted.keys()];
  if (names.length > QUERIES) throw new RangeError(`${names.length} sums are more than are asked for at once`);
  return ask("cloudwatch:GetMetricData", async () => {
    const MetricDataQueries = [...wanted.values()].map(({ namespace, metric, dimensions }, i): MetricDataQuery => {
      const Dimensions = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
      const Metric = { Namespace: namespace, MetricName: metric, Dimensions };
      return { Id: `q${i}`, MetricStat: { Metric, Period: PERIOD_SECONDS, Stat: "Sum" } };
    });
    const sums = new Map<string, number>();
    for await (const { MetricDataResults = [] } of paginateGetMetricData(
      { client },
      { MetricDataQueries, StartTime: from, EndTime: to },
    ))
      for (const { Id = "", Values = [] } of MetricDataResults) {
        const name = names[Number(Id.slice(1))] ?? Id;
        if (Values.length > 0) sums.set(name, (sums.get(name) ?? 0) + Values.reduce((sum, value) => sum + value, 0));
      }
    return sums;
  });
}
