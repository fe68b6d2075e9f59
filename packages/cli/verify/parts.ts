/** What a deployed stage consists of, by the nouns of its names. A test holds it against what would be deployed. */
import type { WantedSum } from "@tocsin/aws/deployed/watch";
import { nouns, otherNouns, SYNC_BACK } from "@tocsin/aws/names";
import { callbackOf, pollOf } from "@tocsin/core/policy/channels/callbacks";
import { channelKinds } from "@tocsin/core/policy/channels/declared-channels";
import type { Config } from "@tocsin/infra/config";
import { type MetricName, metricDimensions, metricNamespace } from "@tocsin/lambda/deployment/metrics";
import { ingested } from "@tocsin/sources/registry";

const ingest = ingested.map(({ name }) => nouns.ingest(name));
const deliver = channelKinds.map(nouns.deliver);
const scheduled = ["review", "directory", "digest"] as const;

export const parts = {
  functions: [...ingest, "announce", "oncall", ...deliver, ...scheduled],
  /** A queue, or the table's stream, feeds these. */
  fed: [...ingest, "announce", "oncall", ...deliver],
  queues: [...ingest, "oncall", ...deliver],
  deadLetters: [...ingest, ...deliver, ...otherNouns],
  rules: [...ingest, "member-alarms", "heartbeats"],
  rulesOnDefaultBus: ingested.filter(({ onDefaultBus }) => onDefaultBus).map(({ name }) => nouns.ingest(name)),
  schedules: scheduled,
  topics: ["alerts", nouns.pages, nouns.chat, "alarms"],
} as const;

/** The same with what only some configurations ask for, and without what they leave out. */
export function partsOf({
  links,
  callbacks,
  polls = [],
  siem = [],
  syncBack = [],
  sourcesOff = [],
}: Pick<Config, "links" | "callbacks" | "polls" | "siem" | "syncBack" | "sourcesOff">) {
  const off = new Set(sourcesOff.map(nouns.ingest));
  const deployed = (all: readonly string[]) => all.filter((noun) => !off.has(noun));
  const asked = [...(links === undefined ? [] : [ACKNOWLEDGE]), ...(callbacks?.from ?? []).map(callbackOf)];
  const polling = polls.map(pollOf);
  const subscribers = [...siem, ...(syncBack.length > 0 ? [SYNC_BACK] : [])];
  return {
    ...parts,
    functions: [...deployed(parts.functions), ...asked, ...polling, ...subscribers],
    fed: [...deployed(parts.fed), ...subscribers],
    queues: [...deployed(parts.queues), ...subscribers],
    deadLetters: [...deployed(parts.deadLetters), ...polling, ...subscribers],
    rules: deployed(parts.rules),
    schedules: [...parts.schedules, ...polling],
    topics: [...parts.topics, ...(siem.includes("ocsf") ? [nouns.ocsf] : [])],
  };
}

/** Who answers the links of messages. */
const ACKNOWLEDGE = "acknowledge";

const ofFunction = (metric: string, FunctionName: string): WantedSum => ({
  namespace: "AWS/Lambda",
  metric,
  dimensions: { FunctionName },
});

/** The names of the sums that are asked for. */
export const sumNames = {
  errors: (noun: string) => `errors of ${noun}`,
  runs: (noun: string) => `runs of ${noun}`,
  heartbeats: (region: string) => `heartbeats of ${region}`,
  beats: "heartbeats sent",
  counted: "refreshes of the directory",
} as const;

interface CountedParts {
  readonly prefix: string;
  readonly functions: readonly string[];
  readonly regions: readonly string[];
}

/** What was counted by AWS and by the functions, as the alarms and the dashboard know it. */
export function wantedSums(
  stage: string,
  { prefix, functions, regions }: CountedParts,
): ReadonlyMap<string, WantedSum> {
  const namespace = metricNamespace(stage);
  const counted = (metric: MetricName, service: string, reason: string): WantedSum => ({
    namespace,
    metric,
    dimensions: { [metricDimensions.service]: service, [metricDimensions.reason]: reason },
  });
  return new Map<string, WantedSum>([
    ...functions.flatMap((noun): readonly (readonly [string, WantedSum])[] => [
      [sumNames.errors(noun), ofFunction("Errors", `${prefix}-${noun}`)],
      [sumNames.runs(noun), ofFunction("Invocations", `${prefix}-${noun}`)],
    ]),
    ...regions.map(
      (region) => [sumNames.heartbeats(region), { namespace, metric: "heartbeats", dimensions: { region } }] as const,
    ),
    [sumNames.beats, counted("beats", nouns.deliver("webhook"), "sent")],
    // By the hour, and mostly nothing has changed.
    [sumNames.counted, counted("refreshes", "directory", "unchanged")],
  ]);
}
