/** What is deployed is what runs on a laptop: the graph against the settings, and against the embedded servers' resources. */
import { alertsSchema } from "@tocsin/aws/alerts/alerts-schema";
import { streamFilters } from "@tocsin/aws/alerts/stream";
import { deadLettersOf, nameIn, nouns, otherNouns, stageNames } from "@tocsin/aws/names";
import { channelKinds, declaredChannels, digestKinds } from "@tocsin/core/policy/channels/declared-channels";
import {
  announceSettings,
  deliverSettings,
  digestSettings,
  directorySettings,
  ingestSettings,
  oncallSettings,
  reviewSettings,
} from "@tocsin/lambda/deployment/settings";
import { tableDefinition } from "@tocsin/local/resources";
import { ingested } from "@tocsin/sources/registry";
import { expect, test } from "vitest";
import { at, named, nameIn as nameOf, ofType, policiesOf, textAt } from "./graph.ts";
import type { Resource } from "./synthesis/mock-cloud.ts";
import type { Synthesis } from "./synthesis/synthesize.ts";

/** The graph is had by `synthesis`, once the tests run; its names begin with `prefix`. */
export function describeEquality(synthesis: () => Synthesis, prefix: string): void {
  function find(type: string, noun: string): Resource {
    const found = named(synthesis(), type, `${prefix}${noun}`);
    if (found === undefined) throw new Error(`there is no ${type} for ${noun}`);
    return found;
  }

  function mappingOf(noun: string): Resource {
    const found = ofType(synthesis(), "lambda/eventSourceMapping:EventSourceMapping").find(
      (mapping) => textAt(mapping, "functionName") === `${prefix}${noun}`,
    );
    if (found === undefined) throw new Error(`nothing feeds ${noun}`);
    return found;
  }

  test.each(ingested.map(({ name }) => `ingest-${name}`))(
    "the events of %s go to its queue and its function",
    (noun) => {
      const target = ofType(synthesis(), "cloudwatch/eventTarget:EventTarget").filter(
        (candidate) => textAt(candidate, "rule") === `${prefix}${noun}`,
      );
      expect(target.map((one) => textAt(one, "arn"))).toEqual([textAt(mappingOf(noun), "eventSourceArn")]);
    },
  );

  test("the commands find by their names what they replay from, replay to and send to", () => {
    const called = (noun: string) => nameIn(stageNames("prod"), noun);
    expect(named(synthesis(), "cloudwatch/eventBus:EventBus", called(nouns.bus))).toBeDefined();
    const archive = named(synthesis(), "cloudwatch/eventArchive:EventArchive", called(nouns.archive));
    expect(archive && textAt(archive, "eventSourceArn")).toMatch(new RegExp(`:event-bus/${called(nouns.bus)}$`));
    for (const { name, onDefaultBus } of ingested) {
      const rule = named(synthesis(), "cloudwatch/eventRule:EventRule", called(nouns.ingest(name)));
      expect(rule && textAt(rule, "eventBusName")).toBe(onDefaultBus ? "default" : called(nouns.bus));
      expect(named(synthesis(), "sqs/queue:Queue", called(nouns.ingest(name)))).toBeDefined();
    }
  });

  test("a person of this account whom IAM lets may send to a source's queue and use its key", () => {
    // Within one account the policies of a resource and of an identity add up; only a denial would stand in the way.
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
    const denied = ingested.flatMap(({ name }) =>
      ofType(synthesis(), "sqs/queuePolicy:QueuePolicy")
        .filter((policy) => nameIn(stageNames("prod"), nouns.ingest(name)) === nameOf(textAt(policy, "queueUrl")))
        .flatMap(policiesOf)
        .filter(({ Effect }) => Effect === "Deny")
        .map(({ Condition }) => Condition),
    );
    expect(denied).toEqual(ingested.map(() => ({ Bool: { "aws:SecureTransport": ["false"] } })));
    const [key] = ofType(synthesis(), "kms/key:Key");
    const account = key && policiesOf(key).find(({ Principal }) => /:root$/.test(Object(Principal).AWS?.[0]));
    expect(account?.Action).toEqual(expect.arrayContaining(["kms:GenerateDataKey", "kms:Decrypt"]));
  });

  test.each([
    ...ingested.map(({ name }) => [`ingest-${name}`, ingestSettings] as const),
    ["oncall", oncallSettings] as const,
    ...channelKinds.map((kind) => [nouns.deliver(kind), deliverSettings] as const),
  ])("the queue of %s has its settings", (noun, settings) => {
    const queue = find("sqs/queue:Queue", noun);
    expect(at(queue, "visibilityTimeoutSeconds")).toBe(settings.visibilitySeconds);
    expect(JSON.parse(textAt(queue, "redrivePolicy"))).toMatchObject({ maxReceiveCount: settings.maxReceiveCount });
    expect(mappingOf(noun).inputs).toMatchObject({
      batchSize: settings.batchSize,
      maximumBatchingWindowInSeconds: settings.windowSeconds,
    });
    expect(at(find("lambda/function:Function", noun), "timeout")).toBe(settings.timeoutSeconds);
  });

  test("every dead-letter queue is one that `tocsin dlq` looks into", () => {
    const looked = [
      ...ingested.map(({ name }) => nouns.ingest(name)),
      ...channelKinds.map(nouns.deliver),
      ...otherNouns,
    ].map((noun) => `${prefix}${deadLettersOf(noun)}`);
    const deployed = ofType(synthesis(), "sqs/queue:Queue").map((queue) => textAt(queue, "name"));
    expect(deployed.filter((name) => name.endsWith("-dlq")).sort()).toEqual(looked.sort());
  });

  test("the stream's mapping has its settings and its filter", () => {
    const mapping = mappingOf("announce");
    expect(mapping.inputs).toMatchObject({
      batchSize: announceSettings.batchSize,
      maximumBatchingWindowInSeconds: announceSettings.windowSeconds,
      maximumRetryAttempts: announceSettings.maxRetryAttempts,
      startingPosition: "TRIM_HORIZON",
      eventSourceArn: expect.stringMatching(new RegExp(`:dynamodb:.*:table/${prefix}alerts/stream/`)),
    });
    for (const [i, filter] of streamFilters.entries())
      expect(JSON.parse(textAt(mapping, `filterCriteria.filters.${i}.pattern`))).toEqual(filter);
    expect(at(find("lambda/function:Function", "announce"), "timeout")).toBe(announceSettings.timeoutSeconds);
  });

  test.each([
    ["review", reviewSettings],
    ["directory", directorySettings],
    ["digest", digestSettings],
  ] as const)("%s runs on its schedule", (noun, { schedule, timeoutSeconds }) => {
    const scheduled = find("scheduler/schedule:Schedule", noun);
    expect(textAt(scheduled, "scheduleExpression")).toBe(schedule);
    expect(textAt(scheduled, "target.arn")).toMatch(new RegExp(`:function:${prefix}${noun}$`));
    expect(at(find("lambda/function:Function", noun), "timeout")).toBe(timeoutSeconds);
  });

  test("the table is the embedded one", () => {
    const local = tableDefinition();
    const table = find("dynamodb/table:Table", "alerts");
    const keyOf = (schema: readonly { readonly AttributeName: string }[]) =>
      schema.map(({ AttributeName }) => AttributeName);
    const [hashKey, rangeKey] = keyOf(local.KeySchema);
    expect(table.inputs).toMatchObject({
      hashKey,
      rangeKey,
      billingMode: local.BillingMode,
      streamEnabled: true,
      streamViewType: local.StreamSpecification.StreamViewType,
      pointInTimeRecovery: { enabled: true },
      ttl: { attributeName: alertsSchema.timeToLive, enabled: true },
      attributes: local.AttributeDefinitions.map(({ AttributeName, AttributeType }) => ({
        name: AttributeName,
        type: AttributeType,
      })),
    });
    expect(at(table, "globalSecondaryIndexes")).toEqual(
      local.GlobalSecondaryIndexes.map(({ IndexName, KeySchema = [], Projection }) => ({
        name: IndexName,
        hashKey: KeySchema[0]?.AttributeName,
        rangeKey: KeySchema[1]?.AttributeName,
        projectionType: Projection?.ProjectionType,
        ...(Projection?.NonKeyAttributes && { nonKeyAttributes: Projection.NonKeyAttributes }),
      })),
    );
  });

  test("each function has the environment that it asks for", () => {
    const variables = Object.fromEntries(
      ofType(synthesis(), "lambda/function:Function").map((fn) => [
        textAt(fn, "name").replace(prefix, ""),
        Object.fromEntries(
          Object.entries(Object(at(fn, "environment.variables"))).filter(([name]) => name.startsWith("TOCSIN_")),
        ),
      ]),
    );
    const TOCSIN_ALERTS_TABLE = textAt(find("dynamodb/table:Table", "alerts"), "name");
    const TOCSIN_TOPIC_ARN = expect.stringMatching(new RegExp(`:sns:.*:${prefix}alerts$`));
    const TOCSIN_ONCALL_QUEUE_URL = find("sqs/queue:Queue", "oncall").outputs.url;
    const work = (noun: string) => ({
      TOCSIN_ALERTS_TABLE,
      TOCSIN_DEAD_LETTER_QUEUE_URL: expect.stringMatching(new RegExp(`^https://sqs\\..*/${prefix}${noun}-dlq$`)),
    });
    const delivery = (noun: string) => ({ ...work(noun), TOCSIN_STAGE: "prod" });
    expect(variables).toEqual({
      ...Object.fromEntries(
        ingested.map(({ name }) => [
          `ingest-${name}`,
          { ...work(`ingest-${name}`), TOCSIN_ADMINISTRATORS: expect.stringContaining('{"guardduty":["') },
        ]),
      ),
      ...Object.fromEntries(
        channelKinds.map((kind) => [
          nouns.deliver(kind),
          {
            ...delivery(nouns.deliver(kind)),
            ...(declaredChannels[kind].readsSecrets !== "none" && { TOCSIN_SECRETS_PATH: "tocsin/prod" }),
          },
        ]),
      ),
      "deliver-amazon-q": {
        ...delivery("deliver-amazon-q"),
        TOCSIN_CHAT_TOPIC_ARN: expect.stringMatching(new RegExp(`:sns:.*:${prefix}chat$`)),
      },
      "deliver-sns": {
        ...delivery("deliver-sns"),
        TOCSIN_READABLE_TOPIC_ARN: expect.stringMatching(new RegExp(`:sns:.*:${prefix}pages$`)),
      },
      oncall: {
        ...work("oncall"),
        TOCSIN_ONCALL_QUEUE_URL,
        TOCSIN_DELIVER_QUEUE_URLS: JSON.stringify(
          Object.fromEntries(
            channelKinds.map((kind) => [kind, find("sqs/queue:Queue", nouns.deliver(kind)).outputs.url]),
          ),
        ),
      },
      announce: { TOCSIN_TOPIC_ARN, TOCSIN_ONCALL_QUEUE_URL },
      review: {
        TOCSIN_ALARM_TOPIC_ARN: expect.stringMatching(new RegExp(`:sns:.*:${prefix}alarms$`)),
        TOCSIN_ALERTS_TABLE,
        TOCSIN_ONCALL_QUEUE_URL,
        TOCSIN_STAGE: "prod",
      },
      directory: { TOCSIN_ALERTS_TABLE },
      digest: {
        TOCSIN_ALERTS_TABLE,
        TOCSIN_REPORT_REGION: "eu-central-1",
        TOCSIN_REPORT_BUCKET: expect.stringMatching(new RegExp(`^${prefix}reports-`)),
        TOCSIN_SCOPE: "Example Corporation",
        TOCSIN_STAGE: "prod",
        TOCSIN_DELIVER_QUEUE_URLS: JSON.stringify(
          Object.fromEntries(
            digestKinds.map((kind) => [kind, find("sqs/queue:Queue", nouns.deliver(kind)).outputs.url]),
          ),
        ),
        TOCSIN_TOPIC_ARN,
      },
    });
  });
}
