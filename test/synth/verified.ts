/** `tocsin verify` against what would be deployed: it asks for all of it, and finds all of it well as it is written. */
import type { StageFacts } from "@tocsin/aws/deployed/stage";
import { known } from "@tocsin/aws/prerequisites/asked";
import { defaultPolicy } from "@tocsin/core/policy/parse-policy";
import type { Config } from "@tocsin/infra/config";
import { expect, test } from "vitest";
import { partsOf, sumNames, wantedSums } from "../../packages/cli/verify/parts.ts";
import { verifyStage } from "../../packages/cli/verify/verify-stage.ts";
import { arnOf, at, nameIn, ofType, textAt } from "./graph.ts";
import { type Resource, securityAccount } from "./synthesis/mock-cloud.ts";
import type { Synthesis } from "./synthesis/synthesize.ts";

export function describeVerified(
  synthesis: () => Synthesis,
  stage: string,
  config: Pick<Config, "links" | "callbacks" | "polls" | "siem" | "syncBack" | "sourcesOff"> = {},
): void {
  const parts = partsOf(config);
  const prefix = `tocsin-${stage}`;
  const all = (type: string) => ofType(synthesis(), type);
  const nounsOf = (type: string, field: string) => all(type).map((one) => textAt(one, field).slice(prefix.length + 1));
  const nounOf = (resource: Resource, field = "name") => textAt(resource, field).slice(prefix.length + 1);

  test("it asks for every function, queue, rule, schedule and topic that there would be, and for no other", () => {
    const queues = nounsOf("sqs/queue:Queue", "name");
    const dead = queues.filter((noun) => noun.endsWith("-dlq"));
    const there = {
      functions: nounsOf("lambda/function:Function", "name"),
      fed: nounsOf("lambda/eventSourceMapping:EventSourceMapping", "functionName"),
      queues: queues.filter((noun) => !noun.endsWith("-dlq")),
      deadLetters: dead.map((noun) => noun.replace(/-dlq$/, "")),
      rules: nounsOf("cloudwatch/eventRule:EventRule", "name"),
      schedules: nounsOf("scheduler/schedule:Schedule", "name"),
      topics: nounsOf("sns/topic:Topic", "name"),
    };
    for (const [kind, nouns] of Object.entries(there))
      expect(nouns.toSorted(), kind).toEqual(parts[kind as keyof typeof there].toSorted());
  });

  test("it looks for what is counted in the namespace and by the dimensions that alarms and dashboard go by", () => {
    const { dimensions } =
      wantedSums(stage, { prefix, functions: [], regions: ["us-east-1"] }).get(sumNames.heartbeats("us-east-1")) ?? {};
    const [alarm] = all("cloudwatch/metricAlarm:MetricAlarm").filter((one) => nounOf(one) === "heartbeats-us-east-1");
    expect(alarm?.inputs).toMatchObject({ dimensions, metricName: "heartbeats", namespace: `Tocsin/${stage}` });
  });

  test("what would be deployed is well as it is written, once it runs", () => {
    const told = known({ policy: { ...defaultPolicy, version: 1 }, mode: "live" as const, failing: [] });
    const regions = ["eu-central-1", "us-east-1"];
    const facts = factsIn(regions);
    const results = verifyStage({ stage, prefix, regions, facts, told, drill: { state: "ok", what: "" } });
    expect(results.filter(({ state }) => state === "failed" || state === "warning")).toEqual([]);
    expect(results.filter(({ state }) => state === "ok").length).toBeGreaterThan(100);
  });

  /** As AWS would answer. */
  function factsIn(regions: readonly string[]): StageFacts {
    const one = (type: string): Resource => {
      const [found] = all(type);
      if (found === undefined) throw new Error(`there is no ${type}`);
      return found;
    };
    const by = <T>(resources: readonly Resource[], field: string, facts: (resource: Resource) => T) =>
      new Map(resources.map((resource) => [nounOf(resource, field), known(facts(resource))]));
    const queues = all("sqs/queue:Queue");
    const isDead = (queue: Resource) => textAt(queue, "name").endsWith("-dlq");
    const asQueue = (queue: Resource) => ({
      waiting: 0,
      keyId: textAt(queue, "kmsMasterKeyId"),
      deadLetters: JSON.parse(textAt(queue, "redrivePolicy") || "{}").deadLetterTargetArn,
    });
    const bus = one("cloudwatch/eventBus:EventBus");
    const table = one("dynamodb/table:Table");
    const key = one("kms/key:Key");
    const indexes = at(table, "globalSecondaryIndexes") as readonly { readonly name: string }[];
    const functions = all("lambda/function:Function");
    return {
      account: securityAccount,
      bus: known({
        policy: textAt(one("cloudwatch/eventBusPolicy:EventBusPolicy"), "policy"),
        keyId: textAt(bus, "kmsKeyIdentifier"),
        deadLetters: textAt(bus, "deadLetterConfig.arn"),
      }),
      archive: known({ state: "ENABLED", eventCount: 0 }),
      rules: by(all("cloudwatch/eventRule:EventRule"), "name", (rule) => ({
        isEnabled: true,
        pattern: textAt(rule, "eventPattern"),
        targets: known(
          all("cloudwatch/eventTarget:EventTarget")
            .filter((target) => textAt(target, "rule") === textAt(rule, "name"))
            .map((target) => textAt(target, "arn")),
        ),
      })),
      functions: by(functions, "name", (fn) => ({
        state: "Active",
        lastUpdate: "Successful",
        keyArn: textAt(fn, "kmsKeyArn"),
      })),
      mappings: by(all("lambda/eventSourceMapping:EventSourceMapping"), "functionName", () => [
        { state: "Enabled", lastResult: "OK" },
      ]),
      queues: by(
        queues.filter((queue) => !isDead(queue)),
        "name",
        asQueue,
      ),
      deadLetters: new Map(
        queues.filter(isDead).map((queue) => [nounOf(queue).replace(/-dlq$/, ""), known(asQueue(queue))]),
      ),
      schedules: by(all("scheduler/schedule:Schedule"), "name", () => "ENABLED"),
      topics: by(all("sns/topic:Topic"), "name", (topic) => ({
        keyId: textAt(topic, "kmsMasterKeyId"),
        policy: textAt(
          all("sns/topicPolicy:TopicPolicy").find(
            (policy) => nameIn(textAt(policy, "arn")) === textAt(topic, "name"),
          ) ?? topic,
          "policy",
        ),
        subscriptions: known([{ isConfirmed: true }]),
      })),
      table: known({
        status: "ACTIVE",
        indexes: new Map(indexes.map(({ name }) => [name, true])),
        streamArn: table.outputs.streamArn,
        keyArn: textAt(table, "serverSideEncryption.kmsKeyArn"),
        hasRecovery: known(true),
        timeToLive: known(textAt(table, "ttl.attributeName")),
      }),
      key: known({
        arn: arnOf(key),
        isEnabled: true,
        state: "Enabled",
        isRotated: known(at(key, "enableKeyRotation") === true),
        grantees: known(["dynamodb.eu-central-1.amazonaws.com", ...functions.map((fn) => textAt(fn, "name"))]),
      }),
      alarms: known(
        all("cloudwatch/metricAlarm:MetricAlarm").map((alarm) => ({
          name: textAt(alarm, "name"),
          isRinging: false,
          isHeard: Array.isArray(at(alarm, "alarmActions")),
        })),
      ),
      dashboard: known(textAt(one("cloudwatch/dashboard:Dashboard"), "dashboardBody")),
      sums: known(
        new Map(
          [...wantedSums(stage, { prefix, functions: parts.functions, regions }).keys()].map((name) => [
            name,
            /^errors/.test(name) ? 0 : 1,
          ]),
        ),
      ),
      members: known({
        status: "ACTIVE",
        isAutomatic: at(one("cloudformation/stackSet:StackSet"), "autoDeployment.enabled") === true,
        instances: known([{ account: securityAccount, region: "eu-central-1", status: "CURRENT" }]),
      }),
    };
  }
}
