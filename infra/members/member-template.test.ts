import { compilePattern } from "@tocsin/core/pattern/pattern";
import { sources } from "@tocsin/sources/registry";
import { defineSource } from "@tocsin/sources/source";
import { samplesOf } from "@tocsin/sources/testing/samples";
import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { alarmPattern, forwardedPatterns, heartbeatPattern, memberTemplate } from "./member-template.ts";

const central = {
  prefix: "tocsin-prod",
  busArn: "arn:aws:events:eu-central-1:111122223333:event-bus/tocsin-prod-bus",
  account: "111122223333",
  rules: {},
};

interface TemplateResource {
  readonly Type: string;
  readonly Condition?: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}

const template = JSON.parse(JSON.stringify(memberTemplate(sources, central)));
const resources: Readonly<Record<string, TemplateResource>> = template.Resources;
const rules = Object.values(resources).filter(({ Type }) => Type === "AWS::Events::Rule");

test("there is a rule for each source, one for alarms and one for the heartbeat", () => {
  expect(rules.map(({ Properties }) => Properties.Name)).toEqual(
    [...sources.map(({ name }) => name), "alarm", "heartbeat"].map((noun) => `tocsin-prod-forward-${noun}`),
  );
});

test.each(rules.map((rule) => [String(rule.Properties.Name), rule] as const))(
  "%s goes to the central bus by the forwarding role, or to the dead letters",
  (_name, { Properties }) => {
    expect(Properties.Targets).toEqual([
      {
        Id: "central",
        Arn: central.busArn,
        RoleArn: { "Fn::GetAtt": ["ForwardRole", "Arn"] },
        DeadLetterConfig: { Arn: { "Fn::GetAtt": ["DeadLetters", "Arn"] } },
      },
    ]);
  },
);

test("the forwarding role may put events to the central bus and nothing else", () => {
  expect(resources.ForwardRole?.Properties.Policies).toEqual([
    {
      PolicyName: "forward",
      PolicyDocument: {
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Action: "events:PutEvents", Resource: central.busArn }],
      },
    },
  ]);
});

test("the forwarding role is assumed by EventBridge, on behalf of its own account", () => {
  expect(resources.ForwardRole?.Properties.AssumeRolePolicyDocument).toMatchObject({
    Statement: [
      {
        Effect: "Allow",
        Principal: { Service: "events.amazonaws.com" },
        Action: "sts:AssumeRole",
        Condition: { StringEquals: { "aws:SourceAccount": { Ref: "AWS::AccountId" } } },
      },
    ],
  });
});

test("the dead letters are taken from the forwarding rules, and by TLS alone", () => {
  const Resource = { "Fn::GetAtt": ["DeadLetters", "Arn"] };
  const rules = {
    "Fn::Sub": `arn:\${AWS::Partition}:events:\${AWS::Region}:\${AWS::AccountId}:rule/tocsin-prod-forward-*`,
  };
  expect(resources.DeadLettersPolicy?.Properties).toMatchObject({
    Queues: [{ Ref: "DeadLetters" }],
    PolicyDocument: {
      Statement: [
        {
          Effect: "Allow",
          Principal: { Service: "events.amazonaws.com" },
          Action: "sqs:SendMessage",
          Resource,
          Condition: { ArnLike: { "aws:SourceArn": rules } },
        },
        {
          Effect: "Deny",
          Principal: "*",
          Action: "sqs:*",
          Resource,
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        },
      ],
    },
  });
});

test("a member's first dead letter is an alarm, which is forwarded and which the central bus rings for", () => {
  const alarm = resources.DeadLettersAlarm?.Properties;
  expect(alarm).toMatchObject({
    MetricName: "ApproximateNumberOfMessagesVisible",
    Dimensions: [{ Name: "QueueName", Value: resources.DeadLetters?.Properties.QueueName }],
    Threshold: 1,
    ComparisonOperator: "GreaterThanOrEqualToThreshold",
  });
  const event = (name: unknown, value: string) => ({
    source: "aws.cloudwatch",
    "detail-type": "CloudWatch Alarm State Change",
    detail: { alarmName: name, state: { value } },
  });
  const forwards = compilePattern(alarmPattern(central.prefix));
  expect(resources.ForwardAlarm?.Properties.EventPattern).toEqual(alarmPattern(central.prefix));
  expect(forwards(event(alarm?.AlarmName, "ALARM"))).toBe(true);
  expect(forwards(event(alarm?.AlarmName, "OK"))).toBe(false);
  expect(forwards(event("disk-full", "ALARM"))).toBe(false);
});

test("the heartbeat comes daily, and the central bus takes it for one", () => {
  expect(resources.ForwardHeartbeat?.Properties.ScheduleExpression).toBe("rate(1 day)");
  const event = { source: "aws.events", "detail-type": "Scheduled Event", region: "us-east-1", detail: {} };
  expect(compilePattern(heartbeatPattern)(event)).toBe(true);
});

test("what could not be forwarded is kept for 14 days, encrypted", () => {
  expect(resources.DeadLetters?.Properties).toMatchObject({
    MessageRetentionPeriod: 1_209_600,
    SqsManagedSseEnabled: true,
  });
});

test("the template is within CloudFormation's limit", () => {
  // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
  expect(JSON.stringify(template).length).toBeLessThan(51_200);
});

test("what the organization demands is of the role, and its tags of all that can have some", () => {
  const rules = { permissionsBoundary: "boundaries/Workload", rolePath: "/security/", tags: { owner: "soc" } };
  const { Resources } = JSON.parse(JSON.stringify(memberTemplate(sources, { ...central, rules })));
  expect(Resources.ForwardRole.Properties).toMatchObject({
    Path: "/security/",
    PermissionsBoundary: {
      "Fn::Sub": `arn:\${AWS::Partition}:iam::\${AWS::AccountId}:policy/boundaries/Workload`,
    },
  });
  for (const [id, { Properties }] of Object.entries<TemplateResource>(Resources))
    expect([id, Properties.Tags]).toEqual([
      id,
      id === "DeadLettersPolicy" ? undefined : [{ Key: "owner", Value: "soc" }],
    ]);
});

test("tags with which CloudFormation would not take the template are refused, with what it takes", () => {
  const tagged = (count: number) =>
    memberTemplate(sources, {
      ...central,
      rules: {
        tags: Object.fromEntries(Array.from({ length: count }, (_, i) => [`${i}`.padEnd(128, "k"), "v".repeat(256)])),
      },
    });
  expect(() => tagged(1)).not.toThrow();
  expect(() => tagged(6)).toThrow(/has \d+ bytes, and CloudFormation takes 51200: shorten the tags/);
});

test("a pattern that EventBridge would not take is refused, with its source", () => {
  const ofLength = (length: number) =>
    defineSource({
      name: "long",
      about: "",
      pattern: { source: ["x".repeat(length - '{"source":[""]}'.length)] },
      schema: v.unknown(),
      observe: () => [],
    });
  expect(() => memberTemplate([ofLength(2048)], central)).not.toThrow();
  expect(() => memberTemplate([ofLength(2049)], central)).toThrow("the pattern of long has 2049 characters");
});

/** Fewest of all Regions, and of each rule. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html */
const RULES_LIMIT = 100;
const TARGETS_LIMIT = 5;

test("its rules are far from as many as EventBridge takes on a bus, which others need too, and so are their targets", () => {
  const { Resources } = v.parse(
    v.object({ Resources: v.record(v.string(), v.looseObject({ Type: v.string(), Properties: v.looseObject({}) })) }),
    memberTemplate(sources, central),
  );
  const rules = Object.values(Resources).filter(({ Type }) => Type === "AWS::Events::Rule");
  expect(rules).toHaveLength(sources.length + 2);
  expect(rules.length).toBeLessThan(RULES_LIMIT / 2);
  for (const { Properties } of rules) {
    const targets = v.parse(v.array(v.unknown()), Properties.Targets);
    expect(targets.length).toBeGreaterThan(0);
    expect(targets.length).toBeLessThanOrEqual(TARGETS_LIMIT);
  }
});

describe.each(sources)("source $name", (source) => {
  test("forwards each of its samples, but no finding that the security account gets by itself", async () => {
    const { security, member } = forwardedPatterns(source);
    for (const sample of Object.values(await samplesOf(source.name))) {
      const wanted = compilePattern(source.pattern)(sample);
      expect(compilePattern(security)(sample)).toBe(wanted);
      const inMember = member !== undefined && compilePattern(member)(sample);
      expect(inMember).toBe(wanted && !source.delegated.some((type) => type === Reflect.get(sample, "detail-type")));
    }
  });

  test("names as delegated only what its pattern matches", () => {
    for (const type of source.delegated) expect(JSON.stringify(source.pattern)).toContain(JSON.stringify(type));
  });
});
