import { refusalText } from "@tocsin/core/text/parse";
import { describe, expect, test } from "vitest";
import { tryOut, withDetail } from "../testing/trial.ts";
import { samples } from "./samples.ts";
import { guardduty } from "./source.ts";

const { matches, read, observations, only } = tryOut(guardduty);

describe("the detector of an account", () => {
  test.each([
    [
      "deleted",
      samples.detectorDeleted,
      "Somebody has deleted GuardDuty's detector: nothing in the account is watched in eu-west-1.",
    ],
    [
      "disabled",
      samples.detectorDisabled,
      "Somebody has suspended GuardDuty's detector: nothing in the account is watched in eu-west-1.",
    ],
    [
      "made disabled",
      withDetail(samples.detectorCreated, {
        requestParameters: { enable: false },
        responseElements: { detectorId: "9ab4c0ffee1122334455667788990011" },
      }),
      "Somebody has suspended GuardDuty's detector: nothing in the account is watched in eu-west-1.",
    ],
  ])("is a severe gap once it is %s", (_name, sample, summary) => {
    const { identity, statement } = only(sample);
    expect(identity).toEqual({
      condition: "coverage-gap",
      partition: "aws",
      account: "111122223333",
      region: "eu-west-1",
      resource: "",
      discriminator: "guardduty-detector",
    });
    expect(statement).toMatchObject({
      state: "active",
      severity: "HIGH",
      reporter: "guardduty",
      at: "2026-11-24T08:03:00.000Z",
      title: "GuardDuty is switched off",
      summary,
      resource: "arn:aws:guardduty:eu-west-1:111122223333:detector/9ab4c0ffee1122334455667788990011",
      link: "https://eu-west-1.console.aws.amazon.com/guardduty/home?region=eu-west-1#/settings",
    });
  });

  test.each([
    ["enabled", samples.detectorEnabled],
    ["made anew, with another id", samples.detectorCreated],
  ])("is no gap any more once it is %s", (_name, sample) => {
    const { alertId, statement } = only(sample);
    expect(alertId).toBe(only(samples.detectorDeleted).alertId);
    expect(statement).toMatchObject({ state: "cleared", scope: "condition", because: "fixed" });
  });

  test("is the record's, in its region and partition, whoever received the event", () => {
    const event = withDetail(samples.detectorDeleted, {
      recipientAccountId: "222233334444",
      awsRegion: "us-gov-west-1",
    });
    const { identity, statement } = only(event);
    expect(identity).toMatchObject({ partition: "aws-us-gov", account: "222233334444", region: "us-gov-west-1" });
    expect(statement.resource).toMatch(/^arn:aws-us-gov:guardduty:us-gov-west-1:222233334444:detector\//);
  });

  test.each([
    ["deleted", samples.detectorDeleted, { requestParameters: { detectorId: "" } }],
    ["deleted", samples.detectorDeleted, { requestParameters: null }],
    ["disabled", samples.detectorDisabled, { requestParameters: { enable: false } }],
    ["made anew", samples.detectorCreated, { responseElements: null }],
  ])("is shown by its account when the record of how it was %s does not name it", (_name, sample, fields) => {
    const { alertId, statement } = only(withDetail(sample, fields));
    expect(alertId).toBe(only(samples.detectorDeleted).alertId);
    expect(statement.resource).toBe("arn:aws:iam::111122223333:root");
  });

  test("is the receiver's when the record names none", () => {
    const event = withDetail(samples.detectorDeleted, { recipientAccountId: undefined });
    expect(only(event).identity.account).toBe("111122223333");
  });

  test.each([
    "detectorDisabled",
    "detectorCreated",
    "membersStopped",
    "membersStarted",
    "filterCreated",
    "filterDeleted",
  ] as const)("is not touched by the call %s when it failed", (name) => {
    expect(matches(withDetail(samples[name], { errorCode: "AccessDenied" }))).toBe(false);
  });
});

describe("the members of an administrator", () => {
  const member = (account: string) => ({
    condition: "coverage-gap",
    partition: "aws",
    account,
    region: "eu-west-1",
    resource: "",
    discriminator: "guardduty-membership",
  });

  test("each have a severe gap once they are disassociated", () => {
    const seen = observations(samples.membersDisassociated);
    expect(seen.map(({ identity }) => identity)).toEqual([member("222233334444"), member("555566667777")]);
    for (const { statement, identity } of seen) {
      expect(statement).toMatchObject({
        state: "active",
        severity: "HIGH",
        at: "2026-11-24T08:03:00.000Z",
        title: `GuardDuty's administrator does not watch account ${identity.account}`,
        resource: `arn:aws:iam::${identity.account}:root`,
      });
      expect(statement.summary).toContain("111122223333");
    }
  });

  test("have none when the call could not be done for them, and one however often they are named", () => {
    expect(only(samples.membersStopped)).toMatchObject({
      identity: member("222233334444"),
      statement: { state: "active", severity: "HIGH" },
    });
  });

  test("are watched again one by one", () => {
    const started = only(samples.membersStarted);
    const [first, second] = observations(samples.membersDisassociated);
    expect(started.alertId).toBe(first?.alertId);
    expect(started.alertId).not.toBe(second?.alertId);
    expect(started.statement).toMatchObject({ state: "cleared", scope: "condition", because: "fixed" });
  });

  test("are not watched again when the call could not be done for them", () => {
    const responseElements = { unprocessedAccounts: [{ accountId: "222233334444", result: "not a member" }] };
    expect(read(withDetail(samples.membersStarted, { responseElements }))).toEqual({
      outcome: "ignored",
      reason: "benign",
    });
  });

  test("have a gap that no detector of theirs or of the administrator closes", () => {
    const ids = observations(samples.membersDisassociated).map(({ alertId }) => alertId);
    for (const recipientAccountId of ["111122223333", "222233334444"])
      expect(ids).not.toContain(only(withDetail(samples.detectorEnabled, { recipientAccountId })).alertId);
  });
});

describe("a filter that archives findings", () => {
  test("is a mild gap, and keeps nothing of its criteria", () => {
    const seen = only(samples.filterCreated);
    const arn = "arn:aws:guardduty:eu-west-1:111122223333:detector/9ab4c0ffee1122334455667788990011";
    expect(seen.identity).toEqual({
      condition: "coverage-gap",
      partition: "aws",
      account: "111122223333",
      region: "eu-west-1",
      resource: arn,
      discriminator: "guardduty-filter-quiet-quay",
    });
    expect(seen.statement).toMatchObject({
      state: "active",
      severity: "LOW",
      title: "GuardDuty filter quiet-quay archives findings",
      resource: `${arn}/filter/quiet-quay`,
      attributes: { filter: "quiet-quay" },
    });
    expect(JSON.stringify(seen)).not.toContain("222233334444");
  });

  test("is none any more once it is deleted", () => {
    const { alertId, statement } = only(samples.filterDeleted);
    expect(alertId).toBe(only(samples.filterCreated).alertId);
    expect(statement).toMatchObject({ state: "cleared", scope: "condition", because: "fixed" });
  });
});

test("no call tells who made it, or from where", () => {
  for (const [name, sample] of Object.entries<object>(samples)) {
    if (matches(sample) && !name.startsWith("findings"))
      expect(JSON.stringify(observations(sample))).not.toMatch(/duval|198\.51/);
  }
});

describe("what is refused of a call", () => {
  test.each([
    [
      "a call without parameters",
      withDetail(samples.filterDeleted, { requestParameters: null }),
      "detail.requestParameters: expected Object, got null",
    ],
    [
      "a filter of no detector",
      withDetail(samples.filterDeleted, { requestParameters: { detectorId: "", filterName: "a" } }),
      "detail.requestParameters.detectorId: is empty",
    ],
    [
      "a detector's id beyond all measure",
      withDetail(samples.detectorDeleted, { requestParameters: { detectorId: "x".repeat(301) } }),
      "detail.requestParameters.detectorId: is longer than 300 characters",
    ],
    [
      "a call without a time",
      withDetail(samples.detectorDeleted, { eventTime: undefined }),
      "detail.eventTime: is missing",
    ],
    [
      "a switch in words",
      withDetail(samples.detectorDisabled, { requestParameters: { detectorId: "a", enable: "no" } }),
      "detail.requestParameters.enable: expected boolean, got another string",
    ],
    [
      "no members",
      withDetail(samples.membersStarted, { requestParameters: { detectorId: "a", accountIds: [] } }),
      "detail.requestParameters.accountIds: is empty",
    ],
    [
      "more members than one call takes",
      withDetail(samples.membersStarted, {
        requestParameters: { detectorId: "a", accountIds: Array.from({ length: 51 }, () => "222233334444") },
      }),
      "detail.requestParameters.accountIds: has more than 50 accounts",
    ],
    [
      "a member that is no account",
      withDetail(samples.membersStarted, { requestParameters: { detectorId: "a", accountIds: ["x"] } }),
      "detail.requestParameters.accountIds[0]: expected an account id of 12 digits",
    ],
    [
      "a filter without a name",
      withDetail(samples.filterDeleted, { requestParameters: { detectorId: "a" } }),
      "detail.requestParameters.filterName: is missing",
    ],
  ])("%s", (_name, event, refusal) => {
    const reading = read(event);
    expect(reading.outcome === "refused" && refusalText(reading.refusal)).toBe(refusal);
  });
});
