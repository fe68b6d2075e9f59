/** The course of a parameter's alerts: following the page's own advice ends them, and an expiration at its date is reported as one. */
import { describe, expect, test } from "vitest";
import { storyOf } from "../testing/story.ts";
import { withDetail } from "../testing/trial.ts";
import { samples } from "./samples.ts";
import { ssm } from "./source.ts";

/** Their date is 2026-12-01. */
const notice = samples.expirationNotified;
const at = <S extends object>(time: string, sample: S) => ({ ...sample, time });

describe("what ends it", () => {
  test.each<[string, readonly unknown[], keyof ReturnType<typeof storyOf>["views"], string]>([
    ["an expiry, by a later date in its policy", [notice, samples.dateMoved], "parameter-expiry", "renewed"],
    ["an expiry, by policies without a date", [notice, samples.policiesRemoved], "parameter-expiry", "renewed"],
    ["an expiry, by a deletion", [notice, samples.deleted], "parameter-expiry", "deleted"],
    [
      "an expiry, by its date",
      [notice, at("2026-12-01T00:20:00Z", samples.expired)],
      "parameter-expiry",
      "deleted-at-date",
    ],
    [
      "a deletion that failed, by a later date",
      [samples.expirationFailed, samples.dateMoved],
      "parameter-expiry",
      "renewed",
    ],
    [
      "a deletion that failed, by a deletion",
      [samples.expirationFailed, samples.deleted],
      "parameter-expiry",
      "deleted",
    ],
    ["a loss, by creating the parameter again", [samples.expired, samples.created], "parameter-expired", "renewed"],
    ["a staleness, by a new value", [samples.notChanged, samples.updated], "parameter-unchanged", "fixed"],
    ["a staleness, by a deletion", [samples.notChanged, samples.deleted], "parameter-unchanged", "deleted"],
  ])("%s", (_title, events, condition, because) => {
    for (const arrivals of [events, events.toReversed()]) {
      expect(storyOf(ssm, arrivals, "2026-12-02T00:00:00Z").views[condition]).toMatchObject({
        status: "RESOLVED",
        because,
      });
    }
  });
});

describe("an update", () => {
  const updated = at("2026-11-17T08:00:01Z", samples.updated);
  /** Before the first step that is nearer than the notice. */
  const soon = at("2026-11-16T09:00:00Z", samples.updated);

  test("without a trail leaves the date in doubt: it climbs no further, and says why", () => {
    const { told, views } = storyOf(ssm, [notice, soon], "2026-11-30T12:00:00Z");
    expect(told).toEqual(["opened HIGH parameter-expiry"]);
    expect(views["parameter-expiry"]).toMatchObject({
      status: "OPEN",
      severity: "HIGH",
      unconfirmed: { why: "The parameter was updated; whether its expiration date moved is not known." },
    });
  });

  test.each([
    ["moved the date", samples.dateMoved, { status: "RESOLVED", because: "renewed" }],
    ["left it as it was", samples.overwritten, { status: "OPEN", severity: "CRITICAL", unconfirmed: undefined }],
    ["set it again", samples.dateKept, { status: "OPEN", severity: "CRITICAL" }],
  ])("with a trail is known to have %s, whichever arrives first", (_title, call, expected) => {
    for (const arrivals of [
      [notice, call, updated],
      [notice, updated, call],
    ])
      expect(storyOf(ssm, arrivals, "2026-11-30T12:00:00Z").views["parameter-expiry"]).toMatchObject(expected);
  });

  test.each([
    ["an update", updated],
    ["a call with policies", samples.dateMoved],
    ["a call without", samples.overwritten],
    ["policies that cannot be read", samples.policiesUnreadable],
    ["a call that failed", samples.putFailed],
  ])("of a parameter without an alert opens nothing: %s", (_title, event) => {
    const { told, views } = storyOf(ssm, [event], "2026-12-02T00:00:00Z");
    expect(told).toEqual([]);
    for (const view of Object.values(views)) expect(view.status).toBe("RESOLVED");
  });

  test("is forgotten when the next notice comes", () => {
    const next = at("2026-11-28T00:00:00Z", notice);
    const { views } = storyOf(ssm, [notice, updated, next], "2026-11-30T12:00:00Z");
    expect(views["parameter-expiry"]).toMatchObject({ severity: "CRITICAL", unconfirmed: undefined });
  });

  test("with a later date is followed by the notice of that date", () => {
    const policies = '[{"Type":"Expiration","Attributes":{"Timestamp":"2027-11-17T08:00:00.000Z"}}]';
    const next = at("2027-11-02T08:00:00Z", withDetail(notice, { "policy-content": policies }));
    const { views } = storyOf(ssm, [notice, samples.dateMoved, updated, next], "2027-11-03T00:00:00Z");
    expect(views["parameter-expiry"]).toMatchObject({ status: "OPEN", deadline: "2027-11-17T08:00:00.000Z" });
  });
});

describe("a call that sets a near expiration", () => {
  const put = (date: string, answer = { version: 4, tier: "Advanced" }) =>
    withDetail(samples.dateMoved, {
      requestParameters: {
        name: "/orders/db/password",
        policies: JSON.stringify([{ Type: "Expiration", Attributes: { Timestamp: date } }]),
      },
      responseElements: answer,
    });
  const updated = at("2026-11-17T08:00:01Z", samples.updated);
  const view = (...events: object[]) => storyOf(ssm, events, "2026-11-17T09:00:00Z").views["parameter-expiry"];

  test.each([
    ["a nearer date", "2026-11-20T08:00:00.000Z", "CRITICAL"],
    ["the same date", "2026-12-01T00:00:00.000Z", "HIGH"],
    ["a date on the ladder", "2027-01-01T08:00:00.000Z", "MEDIUM"],
  ])("to %s, without a notice, moves the alert there, whichever arrives first", (_title, deadline, severity) => {
    for (const events of [
      [notice, put(deadline), updated],
      [notice, updated, put(deadline)],
      [put(deadline), updated, notice],
    ])
      expect(view(...events)).toMatchObject({ status: "OPEN", severity, deadline, unconfirmed: undefined });
  });

  test("to a date further away ends the alert", () => {
    expect(view(notice, put("2027-01-01T08:00:00.001Z"))).toMatchObject({ status: "RESOLVED", because: "renewed" });
  });

  test("ends the alert where its policies do have a notice, which is still to come", () => {
    const policies = [
      { Type: "Expiration", Attributes: { Timestamp: "2026-11-20T08:00:00.000Z" } },
      { Type: "ExpirationNotification", Attributes: { Before: "2", Unit: "Days" } },
    ];
    const call = withDetail(put("2026-11-20T08:00:00.000Z"), {
      requestParameters: { name: "/orders/db/password", policies: JSON.stringify(policies) },
    });
    expect(view(notice, call)).toMatchObject({ status: "RESOLVED", because: "renewed" });
  });

  test("is told of although nobody was warned before", () => {
    expect(view(put("2026-11-20T08:00:00.000Z"))).toMatchObject({ status: "OPEN", severity: "CRITICAL" });
  });

  test("says nothing where it creates the parameter: its life is meant to be that short", () => {
    const created = put("2026-11-20T08:00:00.000Z", { version: 1, tier: "Advanced" });
    expect(storyOf(ssm, [created], "2026-11-17T09:00:00Z").told).toEqual([]);
  });
});

describe("a parameter that is deleted at its date", () => {
  const expired = at("2026-12-01T00:20:00Z", samples.expired);
  const deleted = at("2026-12-01T00:20:02Z", samples.deleted);

  test.each([
    ["the expiration", [notice, expired, deleted], "resolved deleted-at-date parameter-expiry"],
    ["the deletion", [notice, deleted, expired], "resolved deleted parameter-expiry"],
  ])("is told as deleted and as lost when %s arrives first", (_title, arrivals, end) => {
    const { told } = storyOf(ssm, arrivals, "2026-12-02T00:00:00Z");
    expect(told).toHaveLength(3);
    expect(told).toEqual(
      expect.arrayContaining(["opened HIGH parameter-expiry", "opened HIGH parameter-expired", end]),
    );
  });

  test("is not told as deleted when that failed", () => {
    const failed = at("2026-12-01T00:20:00Z", samples.expirationFailed);
    const { views } = storyOf(ssm, [notice, failed], "2026-12-02T00:00:00Z");
    expect(views["parameter-expired"]).toBeUndefined();
    expect(views["parameter-expiry"]).toMatchObject({
      status: "OPEN",
      title: "Parameter /orders/db/password was not deleted by its Expiration policy",
      deadline: undefined,
    });
  });
});
