import { describe, expect, test } from "vitest";
import { describeSource } from "../testing/contract.ts";
import { storyOf } from "../testing/story.ts";
import { tryOut, withDetail } from "../testing/trial.ts";
import { samples } from "./samples.ts";
import { eventSources, services } from "./services.ts";
import { edge } from "./source.ts";

const { matches, read, observations, only } = tryOut(edge);

describeSource(edge, samples, { unwanted: ["classic", "alarmOfOther"] });

type Sample = keyof typeof samples;

const NOW = "2026-11-25T00:00:00Z";
const LATER = "2026-11-24T10:00:00Z";

function at(time: string, name: Sample) {
  return { ...withDetail(samples[name], { eventTime: time }), time };
}

test("a call that failed changes nothing, and is not forwarded", () => {
  const denied = withDetail(samples.aclTakenAway, { errorCode: "WAFNonexistentItemException" });
  expect(matches(denied)).toBe(false);
  expect(read(denied)).toEqual({ outcome: "ignored", reason: "without-effect" });
});

test("each call that the tables know is in the rule, and has a sample", () => {
  const sampled = new Set(Object.values(samples).map(({ detail }) => ("eventName" in detail ? detail.eventName : "")));
  for (const eventSource of eventSources)
    for (const eventName of Object.keys(services[eventSource].calls)) expect(sampled).toContain(eventName);
});

describe("what opens, and what undoes it", () => {
  test.each<[Sample, string, Sample]>([
    ["aclTakenAway", "HIGH", "aclPutBack"],
    ["aclEmptied", "HIGH", "aclFilled"],
    ["aclEmptied", "HIGH", "aclClosed"],
    ["aclDeleted", "MEDIUM", "aclMade"],
    ["logOff", "MEDIUM", "logOn"],
    ["distributionOpened", "HIGH", "distributionClosed"],
    ["distributionOpened", "HIGH", "distributionWith"],
    ["distributionOpened", "HIGH", "distributionDeleted"],
    ["distributionWithout", "MEDIUM", "distributionWith"],
    ["distributionWithout", "MEDIUM", "distributionClosed"],
    ["subscriptionEnded", "CRITICAL", "subscriptionMade"],
    ["answerOff", "MEDIUM", "answerOn"],
    ["teamDismissed", "MEDIUM", "teamCalled"],
    ["engagementOff", "MEDIUM", "engagementOn"],
    ["administratorDismissed", "HIGH", "administratorAppointed"],
    ["notificationsOff", "MEDIUM", "notificationsOn"],
  ])("%s is %s, and %s ends it", (opens, severity, ends) => {
    const { told } = storyOf(edge, [samples[opens], at(LATER, ends)], NOW);
    expect(told[0]).toBe(`opened ${severity} protection-gap`);
    expect(told.filter((one) => one.startsWith("resolved"))).toHaveLength(1);
  });

  test.each<[Sample, string]>([
    ["protectionDeleted", "HIGH"],
    ["policyDeleted", "HIGH"],
  ])("%s is %s, and nothing that a service says ends it: what is made again has another id", (opens, severity) => {
    expect(only(samples[opens]).statement).toMatchObject({ state: "active", severity });
  });

  test.each<[string, Sample, Sample]>([
    ["the web ACL of another resource", "aclTakenAway", "logOn"],
    ["a distribution whose web ACL the record does not show", "distributionOpened", "distributionUnread"],
    ["a distribution that is changed and has none", "distributionOpened", "distributionWithout"],
  ])("%s ends nothing", (_what, opens, other) => {
    const { told } = storyOf(edge, [samples[opens], at(LATER, other)], NOW);
    expect(told.filter((one) => one.startsWith("resolved"))).toEqual([]);
  });
});

test("a resource that lost its web ACL is named by its ARN, and by who did it", () => {
  const { identity, statement } = only(samples.aclTakenAway);
  const balancer = samples.aclPutBack.detail.requestParameters?.resourceArn;
  expect(identity.discriminator).toBe(`waf-association/${balancer}`);
  expect(statement).toMatchObject({
    resource: balancer,
    title: `The web ACL of ${balancer} is removed`,
    actor: { name: "harbour-deploy", session: "m.duval" },
  });
});

test("a distribution's ARN names no Region", () => {
  expect(only(samples.distributionOpened).statement.resource).toBe(
    "arn:aws:cloudfront::111122223333:distribution/E53370HARBOUR",
  );
});

describe("a DDoS alarm", () => {
  test("opens an attack on what it watches, by the time of its own state", () => {
    const { identity, statement } = only(samples.attacked);
    expect(identity).toMatchObject({
      condition: "ddos-attack",
      region: "eu-west-1",
      resource: "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:ddos-berths",
    });
    expect(statement).toMatchObject({
      ...{ state: "active", severity: "HIGH", reporter: "cloudwatch", at: "2026-11-24T08:05:40.989Z" },
      title: expect.stringMatching(/^DDoS attack on arn:aws:elasticloadbalancing:/),
      attributes: { alarm: "ddos-berths", metric: "DDoSDetected" },
    });
  });

  test.each([
    ["in order", [samples.attacked, samples.attackUnknown, samples.attackOver]],
    ["out of order", [samples.attackOver, samples.attackUnknown, samples.attacked]],
  ])("ends it when it is OK again, and not when it has no data, %s", (_order, events) => {
    const { views } = storyOf(edge, events, NOW);
    expect(views["ddos-attack"]?.status).toBe("RESOLVED");
    expect(read(samples.attackUnknown)).toEqual({ outcome: "ignored", reason: "informational" });
  });

  test("that watches no resource in particular is what the attack is told of", () => {
    const metrics = [{ metricStat: { metric: { namespace: "AWS/DDoSProtection", name: "DDoSDetected" } } }];
    const { statement } = only(withDetail(samples.attacked, { configuration: { metrics } }));
    expect(statement).toMatchObject({
      title: "DDoS attack, according to the alarm ddos-berths",
      resource: "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:ddos-berths",
    });
  });

  test.each<[Sample, string]>([
    ["alarmDeleted", "HIGH"],
    ["alarmMuted", "MEDIUM"],
  ])("that nobody hears any more is an alert of its own: %s", (opens, severity) => {
    const again = { ...samples.alarmMade, time: LATER };
    const made = withDetail(again, {
      configuration: { ...samples.alarmMade.detail.configuration, timestamp: "2026-11-24T09:59:59.000+0000" },
    });
    expect(storyOf(edge, [samples[opens], made], NOW).told).toEqual([
      `opened ${severity} protection-gap`,
      "resolved fixed protection-gap",
    ]);
    expect(observations(samples[opens])).toHaveLength(1);
  });

  test("a deletion dates from when it is sent, whenever the alarm was last set up", () => {
    expect(only(samples.alarmDeleted).statement.at).toBe("2026-11-24T09:00:01.000Z");
    const deleted = { ...samples.alarmDeleted, time: "2026-11-24T18:00:00Z" };
    const made = { ...samples.alarmMade, id: "made" };
    expect(storyOf(edge, [samples.alarmMuted, made, deleted], NOW).views["protection-gap"]?.status).toBe("OPEN");
  });
});
