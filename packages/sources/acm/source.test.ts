import type { Statement } from "@tocsin/core/alert/observation";
import { instant } from "@tocsin/core/event/instant";
import { defaultWorld } from "@tocsin/core/policy/world";
import { fold, type Head } from "@tocsin/core/transition/fold";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { describeSource } from "../testing/contract.ts";
import { tryOut, withDetail } from "../testing/trial.ts";
import { renewalRemedy } from "./renewal.ts";
import { samples } from "./samples.ts";
import { acm } from "./source.ts";

const { matches, read, observations, only } = tryOut(acm);

type Sample = keyof typeof samples;

describeSource(acm, samples, {
  unwanted: ["issued", "imported", "deletionFailed", "exported", "configInsufficientData", "configOfAnotherRule"],
  refuses: ["detail", "resources"],
});

describe("the pattern", () => {
  test.each([
    ["takes a result without a compliance", { newEvaluationResult: undefined }, true],
    ["leaves the same rule's other resources", { resourceType: "AWS::IAM::ServerCertificate" }, false],
    ["leaves other messages of Config", { messageType: "ConfigurationItemChangeNotification" }, false],
  ])("%s", (_title, detail, expected) => {
    const event = withDetail(samples.configNonCompliant, detail);
    expect(matches(event)).toBe(expected);
  });
});

describe("ACM's own events", () => {
  const said: readonly [string, Sample, Partial<Statement>][] = [
    [
      "opens at the mildest severity, with the days counted from the event's time",
      "approachingOfOld",
      { state: "active", reporter: "acm", severity: "LOW", deadline: instant("2026-12-11T06:51:08Z") },
    ],
    [
      "takes the date of expiration when there is one, even if the days disagree",
      "approachingInAnHour",
      { state: "active", deadline: instant("2026-12-10T08:00:00Z") },
    ],
    [
      "is critical once the certificate has expired",
      "expired",
      { state: "active", reporter: "acm", severity: "CRITICAL", deadline: instant("2026-12-10T23:59:59Z") },
    ],
    [
      "takes the event's time for the end when the event of the expiry has no date",
      "expiredWithTextFlags",
      { state: "active", severity: "CRITICAL", deadline: instant("2026-12-11T00:02:11Z") },
    ],
    [
      "lets a failed renewal speak as a reporter of its own",
      "renewalActionRequired",
      { state: "active", reporter: "acm-renewal", severity: "MEDIUM", deadline: instant("2026-12-10T23:59:59Z") },
    ],
    [
      "makes do with a renewal event that has no field",
      "renewalActionRequiredWithoutMore",
      { state: "active", reporter: "acm-renewal", severity: "MEDIUM", deadline: undefined, remedy: undefined },
    ],
    [
      "resolves for every reporter when ACM has renewed the certificate",
      "renewed",
      { state: "cleared", reporter: "acm", scope: "condition", because: "renewed" },
    ],
    [
      "resolves for every reporter when a renewed certificate is imported over the old one",
      "reimported",
      { state: "cleared", reporter: "acm", scope: "condition", because: "renewed" },
    ],
  ];
  test.each(said)("%s", (_title, name, expected) => {
    const { identity, statement } = only(samples[name]);
    expect(statement).toMatchObject(expected);
    expect(identity).toMatchObject({ condition: "certificate-expiry", resource: samples[name].resources[0] });
  });

  test.each([1, 14, 15, 45])(
    "a failed renewal leaves it to the ladder to be worse with %d days left",
    (DaysToExpiry) => {
      expect(only(withDetail(samples.renewalActionRequired, { DaysToExpiry })).statement).toMatchObject({
        severity: "MEDIUM",
      });
    },
  );

  test.each([
    [47, "2026-10-25"],
    [198, "2026-05-27"],
  ])("a certificate says since when it has been valid, for %d days", (ValidityInDays, since) => {
    const life = { CertificateExpirationDate: "2026-12-11T00:00:00Z", ValidityInDays };
    expect(only(withDetail(samples.approaching, life)).statement).toMatchObject({
      validSince: `${since}T00:00:00.000Z`,
    });
  });

  test.each([undefined, null, "47", 1.5])("a validity of %s is as good as none", (ValidityInDays) => {
    const { statement } = only(withDetail(samples.approaching, { ValidityInDays }));
    expect(statement).toMatchObject({ state: "active", validSince: undefined });
  });

  test("a certificate that its authority revoked is revoked as one that its owner did", () => {
    const byAuthority = { ...samples.revoked, "detail-type": "ACM Certificate Revoked by Certificate Authority (CA)" };
    expect(matches(byAuthority)).toBe(true);
    expect(observations(byAuthority)).toEqual(observations(samples.revoked));
  });

  test("a deletion says who did it", () => {
    for (const { statement } of observations(samples.deleted))
      expect(statement.actor).toMatchObject({
        kind: "role",
        name: "platform",
        session: "ines",
        call: "DeleteCertificate",
      });
  });

  test("a failed renewal counts its deadline from the days when it has no date", () => {
    const event = withDetail(samples.renewalActionRequired, { CertificateExpirationDate: undefined });
    expect(only(event).statement).toMatchObject({ deadline: "2026-12-10T18:43:48.000Z" });
  });

  test("a failed renewal tells the reason and its cure", () => {
    const { statement } = only(samples.renewalActionRequired);
    expect(statement.attributes).toMatchObject({ renewalStatusReason: "CAA_ERROR", domain: "shop.tocsin.example" });
    expect(statement.remedy).toContain("CAA");
    expect(statement.summary).toBe("ACM cannot renew the certificate by itself and gives CAA_ERROR.");
  });

  test.each([
    ["a day left, and no reason", { DaysToExpiry: 1, RenewalStatusReason: "" }, "gives no reason."],
    ["neither a day nor a date", { DaysToExpiry: null, CertificateExpirationDate: null }, "gives CAA_ERROR."],
  ])("a failed renewal with %s says so", (_title, detail, end) => {
    const { summary } = only(withDetail(samples.renewalActionRequired, detail)).statement;
    expect(summary).toBe(`ACM cannot renew the certificate by itself and ${end}`);
  });

  test.each([
    ["renewed", /^ACM has renewed/],
    ["reimported", /^A renewed certificate was imported/],
  ] as const)("a certificate that was %s is told apart in the summary", (name, summary) => {
    expect(only(samples[name]).statement.summary).toMatch(summary);
  });

  test("a certificate's type, key pair and domain are kept for policies to match", () => {
    const event = withDetail(samples.renewalActionRequired, { CertificateKeyPairOrigin: "ACM_MANAGED" });
    expect(only(event).statement.attributes).toMatchObject({
      ...{ certificateType: "AMAZON_ISSUED", keyPairOrigin: "ACM_MANAGED", domain: "shop.tocsin.example" },
      ...{ inUse: true, exported: false },
    });
  });

  test.each(["OTHER", "SOMETHING_NEW", "", undefined])("knows no cure for the reason %o", (reason) => {
    expect(renewalRemedy(reason)).toBeUndefined();
  });

  test("a revoked certificate is one alert of its own, and its expiry no longer matters", () => {
    const [revoked, expiry] = observations(samples.revoked);
    expect(revoked).toMatchObject({
      identity: { condition: "certificate-revoked" },
      statement: { state: "active", severity: "HIGH", reporter: "acm" },
    });
    expect(expiry).toMatchObject({
      identity: { condition: "certificate-expiry" },
      statement: { state: "cleared", scope: "condition", because: "out-of-scope" },
    });
  });

  test.each(["issued", "imported"] as const)("ignores a certificate that is just %s", (name) => {
    expect(read(samples[name])).toEqual({ outcome: "ignored", reason: "informational" });
  });

  test.each([
    [
      "has one title and one summary every day: the page counts the days",
      "approaching",
      "Expiry of certificate shop.tocsin.example",
    ],
    ["falls back to the alternative name", "approachingInChina", "Expiry of certificate shop.tocsin.cn"],
    [
      "never shows a person's address",
      "approachingOfPerson",
      "Expiry of certificate 9d7a4e02-61c8-47ab-8a5d-0e2b1c9f3d22",
    ],
  ] as const)("%s", (_title, name, title) => {
    const { statement } = only(samples[name]);
    expect(statement.title).toBe(title);
    expect(statement.summary).not.toMatch(/\d+ days?/);
    expect(JSON.stringify(statement)).not.toContain("ines@");
    expect(statement.attributes).not.toHaveProperty("daysToExpiry");
  });

  test.each([
    ["booleans", "expired", { inUse: true, exported: false }],
    ["their names", "expiredWithTextFlags", { inUse: true, exported: false }],
    ["nothing", "approachingOfOld", { inUse: undefined, exported: undefined }],
  ] as const)("reads flags written as %s", (_title, name, { inUse, exported }) => {
    const { attributes } = only(samples[name]).statement;
    expect([attributes.inUse, attributes.exported]).toEqual([inUse, exported]);
  });

  test("links into the console of the certificate's partition", () => {
    const { identity, statement } = only(samples.approachingInChina);
    expect(identity).toMatchObject({ partition: "aws-cn", region: "cn-north-1" });
    expect(statement.link).toMatch(/^https:\/\/cn-north-1\.console\.amazonaws\.cn\/acm\/.*\/certificates\/1b2c3d4e/);
  });
});

describe("a deleted certificate", () => {
  test("resolves what was said about it, at the time of the call", () => {
    expect(observations(samples.deleted).map(({ identity }) => identity.condition)).toEqual([
      "certificate-expiry",
      "certificate-revoked",
    ]);
    for (const { statement } of observations(samples.deleted))
      expect(statement).toMatchObject({
        state: "cleared",
        scope: "condition",
        because: "deleted",
        at: "2026-11-20T14:05:12.000Z",
      });
  });
});

describe("two rules of AWS Config", () => {
  const rule = (sample: Sample, configRuleName: string) => {
    const event = samples[sample];
    return { ...event, detail: { ...event.detail, configRuleName } };
  };
  test("are two reporters: what one clears the other still sees", () => {
    const open = rule("configNonCompliant", "acm-certificate-expiration-check-30-days");
    const closed = rule("configCompliant", "acm-certificate-expiration-check-14-days");
    const names = [open, closed].flatMap((event) => observations(event).map(({ statement }) => statement.reporter));
    expect(new Set(names).size).toBe(2);
  });

  test("are one reporter where a conformance pack was deployed again under another suffix", () => {
    const names = ["u6zytnf2t", "qwe12rty3"].flatMap((suffix) =>
      observations(rule("configNonCompliant", `acm-certificate-expiration-check-conformance-pack-${suffix}`)).map(
        ({ statement }) => statement.reporter,
      ),
    );
    expect(new Set(names)).toEqual(new Set(["config:acm-certificate-expiration-check"]));
  });
});

describe("AWS Config's rule", () => {
  const said: readonly [string, Sample, Partial<Statement>][] = [
    [
      "opens when the certificate is not compliant, at the time the result was recorded",
      "configNonCompliant",
      {
        state: "active",
        reporter: "config:acm-certificate-expiration-check",
        severity: "MEDIUM",
        at: instant("2026-11-18T02:00:03.210Z"),
      },
    ],
    [
      "leaves out the rule's note, which counts days as they were then",
      "configNonCompliantInPack",
      { summary: "AWS Config finds the end of the certificate nearer than its rule allows." },
    ],
    [
      "clears for itself alone when the certificate is compliant",
      "configCompliant",
      {
        state: "cleared",
        reporter: "config:securityhub-acm-certificate-expiration-check",
        scope: "reporter",
        because: "fixed",
      },
    ],
    [
      "clears for itself alone when the rule no longer covers the certificate",
      "configNotApplicable",
      {
        state: "cleared",
        reporter: "config:OrgConfigRule-acm-certificate-expiration-check",
        scope: "reporter",
        because: "out-of-scope",
      },
    ],
    [
      "clears when there is nothing left to evaluate, at the time of the notification",
      "configGone",
      { state: "cleared", because: "out-of-scope", at: instant("2026-11-18T02:00:04.321Z") },
    ],
  ];
  test.each(said)("%s", (_title, name, expected) => {
    expect(only(samples[name]).statement).toMatchObject(expected);
  });

  test("keeps the rule's name for policies to match", () => {
    const { configRuleName } = samples.configNonCompliant.detail;
    expect(only(samples.configNonCompliant).statement.attributes).toEqual({ configRule: configRuleName });
  });

  test("says nothing without data", () => {
    expect(read(samples.configInsufficientData)).toEqual({ outcome: "ignored", reason: "informational" });
  });

  test.each([
    [
      "the ordering timestamp",
      { evaluationResultIdentifier: { orderingTimestamp: "2026-11-18T01:00:00Z" } },
      "T01:00:00.000Z",
    ],
    ["the notification's time", {}, "T02:00:04.321Z"],
  ])("is ordered by %s when the recorded time is missing", (_title, result, at) => {
    const event = withDetail(samples.configNonCompliant, {
      newEvaluationResult: { complianceType: "NON_COMPLIANT", ...result },
    });
    expect(only(event).statement.at).toBe(`2026-11-18${at}`);
  });

  test.each([
    "5c0f1f9e-2b1d-4c55-9e0a-7a3f5d0b8c11",
    "certificate/5c0f1f9e-2b1d-4c55-9e0a-7a3f5d0b8c11",
    "arn:aws:acm:eu-west-1:111122223333:certificate/5c0f1f9e-2b1d-4c55-9e0a-7a3f5d0b8c11",
  ])("reaches ACM's own alert when it names the certificate %s", (resourceId) => {
    expect(only(withDetail(samples.configNonCompliant, { resourceId })).alertId).toBe(
      only(samples.approaching).alertId,
    );
  });

  test("reaches ACM's own alert in another partition", () => {
    const event = withDetail(samples.configNonCompliant, {
      awsRegion: "cn-north-1",
      resourceId: "1b2c3d4e-0000-4a4a-8b8b-123456789abc",
    });
    expect(only(event).alertId).toBe(only(samples.approachingInChina).alertId);
  });
});

describe("a certificate's alert", () => {
  function after(names: readonly Sample[], now: string) {
    let head: Head | undefined;
    for (const observation of names.flatMap((name) => [...observations(samples[name])])) {
      const { alertId, identity } = observation;
      if (identity.condition !== "certificate-expiry") continue;
      const change = { alertId, identity, observations: [observation], decisions: [] };
      head = fold(head, change, defaultWorld, instant(now)).head;
    }
    return head?.view;
  }

  test("is one for all reporters", () => {
    const view = after(["approaching", "renewalActionRequired", "configNonCompliantInPack"], "2026-11-25T20:00:00Z");
    expect(view).toMatchObject({
      status: "OPEN",
      reporters: ["acm", "acm-renewal", "config:acm-certificate-expiration-check"],
    });
  });

  test("becomes critical on the last day although an imported certificate has no event of its expiry", () => {
    expect(after(["approachingInAnHour"], "2026-12-10T08:00:00Z")).toMatchObject({
      status: "OPEN",
      severity: "CRITICAL",
    });
  });

  test.each([
    ["renewed" as const, "2026-11-27T10:00:00Z"],
    ["deleted" as const, "2026-11-20T15:00:00Z"],
  ])("is resolved for every reporter once the certificate is %s, in any order", (end, now) => {
    for (const names of [
      ["approaching", "configNonCompliant", end] as const,
      [end, "configNonCompliant", "approaching"] as const,
    ])
      expect(after(names, now)).toMatchObject({ status: "RESOLVED" });
  });
});

describe("a refusal names the field", () => {
  const resources = (value: unknown) => ({ ...samples.approaching, resources: value });
  test.each([
    ["no resource", resources([]), "resources[0]"],
    ["a resource that is not an ARN", resources(["5c0f1f9e-2b1d-4c55-9e0a-7a3f5d0b8c11"]), "resources[0]"],
    ["another service's ARN", resources(["arn:aws:iam::111122223333:server-certificate/shop"]), "resources[0]"],
    ["ACM's ARN of something else", resources(["arn:aws:acm:eu-west-1:111122223333:acme-endpoint/x"]), "resources[0]"],
    ["an ARN without account", resources(["arn:aws:acm:eu-west-1::certificate/5c0f1f9e"]), "resources[0]"],
    ["an ARN without region", resources(["arn:aws:acm::111122223333:certificate/5c0f1f9e"]), "resources[0]"],
    ["an id with a line break", resources(["arn:aws:acm:eu-west-1:111122223333:certificate/5c\n0f"]), "resources[0]"],
    ["no days", withDetail(samples.approaching, { DaysToExpiry: undefined }), "detail.DaysToExpiry"],
    ["days as a text", withDetail(samples.approaching, { DaysToExpiry: "30" }), "detail.DaysToExpiry"],
    ["half a day", withDetail(samples.approaching, { DaysToExpiry: 1.5 }), "detail.DaysToExpiry"],
    ["days beyond all measure", withDetail(samples.approaching, { DaysToExpiry: 1e10 }), "detail.DaysToExpiry"],
    [
      "days of a failed renewal beyond all measure",
      withDetail(samples.renewalActionRequired, { DaysToExpiry: -1e10 }),
      "detail.DaysToExpiry",
    ],
    ["days after a century", withDetail(samples.approaching, { DaysToExpiry: 36_501 }), "detail.DaysToExpiry"],
    ["days of ten years ago", withDetail(samples.approaching, { DaysToExpiry: -3651 }), "detail.DaysToExpiry"],
    [
      "an ARN of no partition",
      resources(["arn:aws\u202e:acm:eu-west-1:111122223333:certificate/5c0f1f9e"]),
      "resources[0]",
    ],
    [
      "a result that is a list",
      withDetail(samples.configNonCompliant, {
        newEvaluationResult: { complianceType: "NON_COMPLIANT", evaluationResultIdentifier: [] },
      }),
      "detail.newEvaluationResult.evaluationResultIdentifier",
    ],
    ["a name that is no text", withDetail(samples.expired, { CommonName: 7 }), "detail.CommonName"],
    ["a flag that is a number", withDetail(samples.expired, { InUse: 1 }), "detail.InUse"],
    ["no action", withDetail(samples.renewed, { Action: undefined }), "detail.Action"],
    [
      "a deletion without parameters",
      withDetail(samples.deleted, { requestParameters: null }),
      "detail.requestParameters",
    ],
    [
      "a deletion of something else",
      withDetail(samples.deleted, { requestParameters: { certificateArn: "shop" } }),
      "detail.requestParameters.certificateArn",
    ],
    ["a deletion without a time", withDetail(samples.deleted, { eventTime: "soon" }), "detail.eventTime"],
    [
      "an account of 11 digits",
      withDetail(samples.configCompliant, { awsAccountId: "11112222333" }),
      "detail.awsAccountId",
    ],
    ["no region", withDetail(samples.configCompliant, { awsRegion: undefined }), "detail.awsRegion"],
    [
      "a resource of Config that is no certificate",
      withDetail(samples.configCompliant, { resourceId: "a b" }),
      "detail.resourceId",
    ],
    [
      "an unknown compliance",
      withDetail(samples.configCompliant, { newEvaluationResult: { complianceType: "MAYBE" } }),
      "detail.newEvaluationResult.complianceType",
    ],
  ])("%s", (_title, event, path) => {
    expect(read(event)).toMatchObject({ outcome: "refused", refusal: { path } });
  });

  test("reads past a date of expiration that cannot be read", () => {
    const event = withDetail(samples.approaching, { CertificateExpirationDate: "next month" });
    expect(only(event).statement).toMatchObject({ deadline: "2026-12-11T06:51:09.000Z" });
  });
});

describe("laws", () => {
  const anySample = fc.constantFrom(...Object.values(samples));

  test("the alert does not depend on the Region that received the event", () => {
    fc.assert(
      fc.property(anySample, (sample) => {
        expect(alertIds({ ...sample, region: "ap-south-1" })).toEqual(alertIds(sample));
      }),
    );
  });

  function alertIds(event: unknown) {
    const reading = read(event);
    return reading.outcome === "observed" ? reading.observations.map(({ alertId }) => alertId) : reading;
  }
});
