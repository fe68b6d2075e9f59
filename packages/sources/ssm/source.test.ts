import { describe, expect, test } from "vitest";
import { describeSource } from "../testing/contract.ts";
import { tryOut, withDetail } from "../testing/trial.ts";
import { samples } from "./samples.ts";
import { ssm } from "./source.ts";

const { matches, read, observations, only } = tryOut(ssm);

type Sample = keyof typeof samples;

/** The conditions that the event concerns, with its effect on each. */
function effects(event: unknown): Record<string, string> {
  return Object.fromEntries(
    observations(event).map(({ identity, statement }) => [
      identity.condition,
      statement.state === "active"
        ? statement.severity
        : statement.state === "cleared"
          ? `${statement.because} for the whole ${statement.scope}`
          : statement.effect,
    ]),
  );
}

describeSource(ssm, samples, {
  unwanted: ["labelled", "creationFailed", "settingsValidated", "putFailed", "putThrottled", "standardPut"],
  unowned: ["expirationNotifiedOfOld", "deletedInChina"],
});

describe("the pattern", () => {
  test.each(["DeleteParameter", "DeleteParameters", "LabelParameterVersion", "SendCommand"])(
    "leaves the call %s, of which a trail tells nothing that is needed",
    (eventName) => {
      expect(matches(withDetail(samples.dateMoved, { eventName }))).toBe(false);
    },
  );

  test("takes a call whose answer does not say the tier", () => {
    expect(matches(withDetail(samples.dateMoved, { responseElements: { version: 4 } }))).toBe(true);
  });
});

describe("what an event does to the parameter's alerts", () => {
  test.each<[string, unknown, Record<string, string>]>([
    ["a notice of expiration opens the expiry", samples.expirationNotified, { "parameter-expiry": "HIGH" }],
    [
      "a notice of expiration is milder for what is no SecureString",
      withDetail(samples.expirationNotified, { "parameter-type": "String" }),
      { "parameter-expiry": "MEDIUM" },
    ],
    [
      "a notice of expiration is milder when the type is unknown",
      samples.expirationNotifiedOfOld,
      { "parameter-expiry": "MEDIUM" },
    ],
    [
      "an expiration tells of the loss and ends the warnings",
      samples.expired,
      {
        "parameter-expired": "HIGH",
        "parameter-expiry": "deleted-at-date for the whole condition",
        "parameter-unchanged": "deleted for the whole condition",
      },
    ],
    [
      "an expiration that failed has deleted nothing, and what should be gone is there",
      samples.expirationFailed,
      { "parameter-expiry": "HIGH" },
    ],
    [
      "a failure is one in whatever case it is written",
      withDetail(samples.expired, { "action-status": "Failure", "parameter-type": "String" }),
      { "parameter-expiry": "MEDIUM" },
    ],
    [
      "a notice that failed was due all the same",
      withDetail(samples.expirationNotified, { "action-status": "FAILURE" }),
      { "parameter-expiry": "HIGH" },
    ],
    ["a notice of no change opens the staleness", samples.notChanged, { "parameter-unchanged": "MEDIUM" }],
    [
      "a creation ends everything said of the parameter before",
      samples.created,
      {
        "parameter-expired": "renewed for the whole condition",
        "parameter-expiry": "renewed for the whole condition",
        "parameter-unchanged": "renewed for the whole condition",
      },
    ],
    [
      "an update ends the staleness, and may have moved the expiration",
      samples.updated,
      { "parameter-unchanged": "fixed for the whole condition", "parameter-expiry": "unconfirmed" },
    ],
    [
      "policies with a later date end the expiry",
      samples.dateMoved,
      { "parameter-expiry": "renewed for the whole condition" },
    ],
    [
      "policies without a date end the expiry",
      samples.policiesRemoved,
      { "parameter-expiry": "renewed for the whole condition" },
    ],
    [
      "no policy at all, as its empty object, ends the expiry",
      withDetail(samples.dateMoved, { requestParameters: { name: "/orders/db/password", policies: "[{}]" } }),
      { "parameter-expiry": "renewed for the whole condition" },
    ],
    ["a call without policies leaves the date as it is", samples.overwritten, { "parameter-expiry": "confirmed" }],
    [
      "policies that cannot be read leave the date in doubt",
      samples.policiesUnreadable,
      { "parameter-expiry": "unconfirmed" },
    ],
    [
      "a deletion ends the warnings but not the loss, since an expiration may be told as a deletion too",
      samples.deleted,
      {
        "parameter-expiry": "deleted for the whole condition",
        "parameter-unchanged": "deleted for the whole condition",
      },
    ],
  ])("%s", (_title, event, expected) => {
    expect(effects(event)).toEqual(expected);
  });

  test.each([
    ["a label", samples.labelled],
    ["a creation that failed afterwards", samples.creationFailed],
  ])("%s says nothing", (_title, event) => {
    expect(read(event)).toEqual({ outcome: "ignored", reason: "informational" });
  });

  test.each([
    ["has no answer", samples.putFailed],
    ["has an answer without a version", withDetail(samples.dateMoved, { responseElements: { tier: "Advanced" } })],
    ["has an error code", withDetail(samples.dateMoved, { errorCode: "ThrottlingException" })],
  ])("a call that %s had no effect", (_title, event) => {
    expect(read(event)).toEqual({ outcome: "ignored", reason: "without-effect" });
  });
});

describe("a statement", () => {
  test("has the deadline of the policy that the event brings along", () => {
    expect(only(samples.expirationNotified).statement).toMatchObject({
      state: "active",
      reporter: "ssm",
      at: "2026-11-16T03:21:07.000Z",
      deadline: "2026-12-01T00:00:00.000Z",
      title: "Expiry of parameter /orders/db/password",
      attributes: { parameterType: "SecureString" },
    });
  });

  test("has a deadline that its notice lets count, when the event brings no date", () => {
    expect(only(samples.expirationNotifiedByNotice).statement).toMatchObject({ deadline: "2026-12-01T03:21:07.000Z" });
  });

  test("has no deadline when the event brings no policy", () => {
    expect(only(samples.expirationNotifiedOfOld).statement).toHaveProperty("deadline", undefined);
  });

  test("of a call has its time, its id and its caller, not the envelope's", () => {
    expect(only(samples.dateMoved).statement).toMatchObject({
      at: "2026-11-17T08:00:00.000Z",
      sentAt: "2026-11-17T08:00:00.000Z",
      eventId: "6e2d8b21-0000-4000-8000-000000000014",
      actor: { kind: "role", name: "platform", session: "ines", call: "PutParameter" },
      summary: "The parameter's policies were set anew: it expires at 2027-11-17T08:00:00.000Z.",
    });
  });

  test("has the date that a call has set, where its notice is due", () => {
    expect(observations(samples.dateKept)[0]?.statement).toMatchObject({ deadline: "2026-12-01T00:00:00.000Z" });
  });

  test("gives no deadline to a deletion that failed, which may be tried again at any time", () => {
    expect(only(samples.expirationFailed).statement).toHaveProperty("deadline", undefined);
  });

  test("gives no deadline to a parameter that is gone", () => {
    const expired = observations(samples.expired).find(({ identity }) => identity.condition === "parameter-expired");
    expect(expired?.statement).toHaveProperty("deadline", undefined);
  });

  test.each(Object.keys(samples) as Sample[])("never repeats a description (%s)", (name) => {
    expect(JSON.stringify(read(samples[name]))).not.toMatch(/ORDERS_RW|Ines/);
  });

  test("links to the parameter, its name encoded twice", () => {
    expect(only(samples.expirationNotified).statement.link).toBe(
      "https://eu-west-1.console.aws.amazon.com/systems-manager/parameters/%252Forders%252Fdb%252Fpassword/description?region=eu-west-1",
    );
  });
});

describe("a parameter's identity", () => {
  const alertsOf = (event: unknown) => observations(event).map(({ alertId }) => alertId);
  const named = (name: string, resources: readonly string[], more: object = {}) => ({
    ...withDetail(samples.updated, { name }),
    resources,
    ...more,
  });

  test.each([
    [
      "is the ARN that the event names",
      samples.updated,
      "arn:aws:ssm:eu-west-1:111122223333:parameter/orders/db/password",
    ],
    ["has one slash for a name in a hierarchy", named("/a/b", []), "arn:aws:ssm:eu-west-1:111122223333:parameter/a/b"],
    ["has one slash for a plain name", named("a", []), "arn:aws:ssm:eu-west-1:111122223333:parameter/a"],
    [
      "is built when the event names something else",
      named("a", ["arn:aws:ssm:eu-west-1:111122223333:document/a"]),
      "arn:aws:ssm:eu-west-1:111122223333:parameter/a",
    ],
    [
      "is built in the region's own partition",
      named("a", [], { region: "us-gov-west-1" }),
      "arn:aws-us-gov:ssm:us-gov-west-1:111122223333:parameter/a",
    ],
  ])("%s", (_title, event, arn) => {
    for (const { identity, statement } of observations(event)) {
      expect(identity.resource).toBe(arn);
      expect(statement.resource).toBe(arn);
    }
  });

  test("is told whatever the type of the parameter is, which a change does not need", () => {
    expect(read(withDetail(samples.updated, { type: 7 }))).toEqual(read(samples.updated));
  });

  test("is the same with and without the ARN in the event", () => {
    expect(alertsOf({ ...samples.updated, resources: [] })).toEqual(alertsOf(samples.updated));
  });

  test("is the ARN's, wherever the event was received", () => {
    const received = { ...samples.updated, region: "us-east-1" };
    for (const { identity } of observations(received))
      expect(identity).toMatchObject({ account: "111122223333", region: "eu-west-1" });
    expect(alertsOf(received)).toEqual(alertsOf(samples.updated));
  });

  test("is the same by a call as by the service's own event, wherever the call was received", () => {
    const received = { ...samples.dateMoved, region: "us-east-1" };
    expect(only(received).alertId).toBe(only(samples.expirationNotified).alertId);
  });

  test("lies in the partition of the event's region", () => {
    for (const { identity } of observations(samples.deletedInChina)) expect(identity.partition).toBe("aws-cn");
  });
});

describe("a refusal names the field", () => {
  test.each([
    [
      "a policy action without a name",
      withDetail(samples.expired, { "parameter-name": undefined }),
      "detail.parameter-name",
    ],
    [
      "a policy action with a name of its own kind",
      withDetail(samples.expired, { "parameter-name": "a b" }),
      "detail.parameter-name",
    ],
    [
      "a name that is not the one of its ARN",
      withDetail(samples.expired, { "parameter-name": "/orders/db/user" }),
      "detail.parameter-name",
    ],
    ["a change of another name than its ARN's", withDetail(samples.updated, { name: "/orders/db" }), "detail.name"],
    ["an unknown policy", withDetail(samples.expired, { "policy-type": "Renewal" }), "detail.policy-type"],
    ["a type that is no text", withDetail(samples.expired, { "parameter-type": 1 }), "detail.parameter-type"],
    ["a change without a name", withDetail(samples.updated, { name: undefined }), "detail.name"],
    [
      "a call without a name",
      withDetail(samples.dateMoved, { requestParameters: { name: undefined } }),
      "detail.requestParameters.name",
    ],
    [
      "a call with an ARN for a name",
      withDetail(samples.dateMoved, { requestParameters: { name: "arn:aws:ssm:eu-west-1:111122223333:parameter/a" } }),
      "detail.requestParameters.name",
    ],
    [
      "a call without parameters",
      withDetail(samples.dateMoved, { requestParameters: null }),
      "detail.requestParameters",
    ],
    ["a change of the empty name", withDetail(samples.updated, { name: "" }), "detail.name"],
    ["a change without an operation", withDetail(samples.updated, { operation: undefined }), "detail.operation"],
  ])("%s", (_title, event, path) => {
    expect(read(event)).toMatchObject({ outcome: "refused", refusal: { path } });
  });
});
