import { describe, expect, test } from "vitest";
import { describeSource } from "../testing/contract.ts";
import { storyOf } from "../testing/story.ts";
import { tryOut, withDetail } from "../testing/trial.ts";
import { samples } from "./samples.ts";
import { health } from "./source.ts";

const { matches, read, observations, only } = tryOut(health);

describeSource(health, samples, { unwanted: ["exposureByBackupRegion"], unowned: ["abuseOfOldForm"], ignores: true });

const shield = "AWS_SHIELD_IS_RESPONDING_TO_A_DDOS_ATTACK_AGAINST_YOUR_AWS_RESOURCES";

test.each([
  ["the copy that goes to a backup Region", { backupEvent: "true" }, false],
  ["an older event that says nothing of backups", { backupEvent: undefined }, true],
  ["a degraded disk", { service: "EC2", eventTypeCode: "AWS_EC2_INSTANCE_STORE_DRIVE_PERFORMANCE_DEGRADED" }, false],
  // Good and bad news share this code, and ACM itself reports both.
  ["a renewal of a certificate", { service: "ACM", eventTypeCode: "AWS_ACM_RENEWAL_STATE_CHANGE" }, false],
  ["a renewal that a CAA record forbids", { service: "ACM", eventTypeCode: "CAA_CHECK_FAILURE" }, true],
  ["a renewal that a private CA refuses", { service: "ACM", eventTypeCode: "AWS_ACM_RENEWAL_FAILURE" }, true],
  ["a code of service RISK that nobody has seen yet", { eventTypeCode: "AWS_RISK_SOMETHING_NEW" }, true],
  ["Shield's answer to an attack", { service: "SHIELD", eventTypeCode: shield }, true],
])("of %s the pattern says whether it is wanted", (_what, detail, isWanted) => {
  expect(matches(withDetail(samples.exposed, detail))).toBe(isWanted);
});

describe("exposed credentials", () => {
  test("are an alert of the event and the account, whose name of the user is told, and not where they lie", () => {
    const { identity, statement } = only(samples.exposed);
    expect(identity).toEqual({
      condition: "exposed-credentials",
      partition: "aws",
      account: "222233334444",
      region: "us-east-1",
      resource: samples.exposed.detail.eventArn,
      discriminator: "",
    });
    expect(statement).toMatchObject({
      ...{ state: "active", severity: "CRITICAL", reporter: "health", subject: "AKIAHARBOUR1EXAMPLE0" },
      ...{ at: "2026-11-24T09:02:51.000Z", since: "2026-11-24T08:51:00.000Z" },
      title: "AWS credentials are publicly exposed: user ci-publish",
    });
    expect(statement.attributes).toEqual({
      healthCode: "AWS_RISK_CREDENTIALS_EXPOSED",
      userName: "ci-publish",
      accessKeyId: "AKIAHARBOUR1EXAMPLE0",
    });
    expect(JSON.stringify(statement)).not.toContain("code.example");
  });

  test.each([
    ["AWS_RISK_CREDENTIALS_EXPOSURE_SUSPECTED", "HIGH"],
    ["AWS_RISK_CREDENTIALS_COMPROMISED", "CRITICAL"],
    ["AWS_RISK_IAM_QUARANTINE", "CRITICAL"],
    ["AWS_RISK_SOMETHING_NEW", "CRITICAL"],
  ])("with the code %s are %s", (eventTypeCode, severity) => {
    expect(only(withDetail(samples.exposed, { eventTypeCode })).statement).toMatchObject({ severity });
  });

  test("that the account which administers AWS Health hears of are the member's, and the same alert", () => {
    const seen = only(samples.exposedToTheAdministrator);
    expect(seen.alertId).toBe(only(samples.exposed).alertId);
    expect(seen.identity.account).toBe("222233334444");
  });

  test("of another account are not said by a member", () => {
    expect(read(samples.exposedToTheAdministrator, { health: ["111111111111"] })).toEqual({
      outcome: "ignored",
      reason: "not-its-to-say",
    });
  });

  test("are over when AWS closes the event, whichever entity it named", () => {
    const closed = only(samples.exposureClosed);
    expect(closed.alertId).toBe(only(samples.exposed).alertId);
    expect(closed.statement).toMatchObject({ state: "cleared", scope: "condition", because: "fixed" });
    expect(closed.statement.subject).toBeUndefined();
  });
});

describe("pages", () => {
  const ids = (event: object) => observations(event).map(({ statement }) => statement.subject?.slice(-1));

  test("are one alert, and each of their entities is a subject of it", () => {
    const alerts = [...observations(samples.abuse), ...observations(samples.abuseSecondPage)];
    expect(new Set(alerts.map(({ alertId }) => alertId)).size).toBe(1);
    expect([...ids(samples.abuse), ...ids(samples.abuseSecondPage)]).toEqual(["9", "a", "b", "a"]);
    // No statement replaces another in the table.
    expect(new Set(alerts.map(({ statement }) => statement.eventId)).size).toBe(4);
  });

  test("say of an entity that is resolved that it is, and of no other", () => {
    const states = observations(samples.abuseSecondPage).map(({ statement }) => statement);
    expect(states).toMatchObject([{ state: "active" }, { state: "cleared", scope: "reporter", because: "fixed" }]);
  });
});

test("an abuse of an old form is of whoever received it, open, and by the envelope's time", () => {
  const { identity, statement } = only(samples.abuseOfOldForm);
  expect(identity.account).toBe("222233334444");
  expect(statement).toMatchObject({ state: "active", severity: "HIGH", at: "2026-11-24T09:03:00.000Z" });
});

test("an attack that Shield answers is one, and limits that it sets in answer are one too", () => {
  const limited = withDetail(samples.attack, {
    eventTypeCode: "AWS_SHIELD_INTERNET_TRAFFIC_LIMITATIONS_PLACED_IN_RESPONSE_TO_DDOS_ATTACK",
  });
  for (const event of [samples.attack, limited]) expect(observations(event)[0]?.identity.condition).toBe("ddos-attack");
  expect(read(withDetail(samples.attack, { eventTypeCode: "AWS_SHIELD_MAINTENANCE" }))).toEqual({
    outcome: "ignored",
    reason: "informational",
  });
});

describe("a renewal that failed", () => {
  test("is a further voice on the certificate's own alert, with the cause that ACM gives it", () => {
    const { identity, statement } = only(samples.renewal);
    expect(identity).toMatchObject({
      condition: "certificate-expiry",
      region: "eu-central-1",
      resource: samples.renewal.detail.affectedEntities[0]?.entityValue,
    });
    expect(statement).toMatchObject({
      ...{ state: "active", severity: "MEDIUM", reporter: "health" },
      attributes: { renewalStatusReason: "CAA_ERROR" },
    });
  });

  test("is over for AWS Health alone when it closes its event: only ACM knows that it was renewed", () => {
    expect(only(samples.renewalClosed).statement).toMatchObject({ state: "cleared", scope: "reporter" });
  });

  test("of which another event tells too is over when both are closed", () => {
    const other = withDetail(samples.renewal, {
      eventArn: `${samples.renewal.detail.eventArn}-2`,
      communicationId: "another",
      eventTypeCode: "AWS_ACM_RENEWAL_FAILURE",
    });
    const NOW = "2026-11-27T00:00:00Z";
    const open = storyOf(health, [samples.renewal, other, samples.renewalClosed], NOW);
    expect(open.views["certificate-expiry"]?.status).toBe("OPEN");
    const { lastUpdatedTime, statusCode } = samples.renewalClosed.detail;
    const closed = { ...withDetail(other, { lastUpdatedTime, statusCode }), time: samples.renewalClosed.time };
    const over = storyOf(health, [samples.renewal, other, samples.renewalClosed, closed], NOW);
    expect(over.views["certificate-expiry"]?.status).toBe("RESOLVED");
  });

  test("of something that is no certificate says nothing", () => {
    const other = withDetail(samples.renewal, { affectedEntities: [{ entityValue: "example.com" }] });
    expect(read(other)).toEqual({ outcome: "ignored", reason: "informational" });
  });
});
