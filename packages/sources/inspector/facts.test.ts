import { describe, expect, test } from "vitest";
import { tryOut, withDetail } from "../testing/trial.ts";
import { samples } from "./samples.ts";
import { inspector } from "./source.ts";

const { only } = tryOut(inspector);

function withPackages(packages: readonly object[], more: object = {}) {
  const packageVulnerabilityDetails = { vulnerabilityId: "CVE-2026-1", vulnerablePackages: packages };
  return only(withDetail(samples.packageFinding, { packageVulnerabilityDetails, ...more })).statement;
}

const fixed = { name: "tidewater", version: "2.1.0", fixedInVersion: "0:2.1.4-1" };

describe("what to do about a vulnerable package", () => {
  test.each<[string, readonly object[], object, string]>([
    ["is to update it", [fixed], {}, "Update tidewater from 2.1.0 to 0:2.1.4-1 (fixed version)."],
    [
      "is the command that the finding has for it",
      [{ ...fixed, remediation: "yum update tidewater" }],
      {},
      "Update tidewater from 2.1.0 to 0:2.1.4-1 (fixed version): run `yum update tidewater`.",
    ],
    [
      "is the command alone where no version is named",
      [{ name: "libtide", remediation: "apk upgrade libtide" }],
      {},
      "For libtide, run `apk upgrade libtide`.",
    ],
    [
      "is told of each, once, and which has no fix",
      [fixed, { ...fixed, filePath: "/elsewhere" }, { name: "libtide", fixedInVersion: "NotAvailable" }],
      {},
      "Update tidewater from 2.1.0 to 0:2.1.4-1 (fixed version). No fixed version of libtide is known.",
    ],
    [
      "is Inspector's recommendation where no package has a fixed version",
      [{ name: "libtide" }],
      { remediation: { recommendation: { text: "Remove it." } } },
      "Inspector recommends: Remove it.",
    ],
    [
      "is to keep it out of reach while there is no fix",
      [{ name: "libtide", fixedInVersion: "NotAvailable" }],
      { fixAvailable: "NO" },
      "No fixed version of libtide is known yet: keep it out of reach, or do without it until there is one.",
    ],
  ])("%s", (_what, packages, more, remedy) => {
    expect(withPackages(packages, more).remedy).toBe(remedy);
  });

  test("names three of many, and says how many more there are", () => {
    const many = ["a", "b", "c", "d", "e"].map((name) => ({ ...fixed, name }));
    const { remedy, summary, attributes } = withPackages(many);
    expect(remedy).toMatch(/^Update a .* Update b .* Update c .* The same applies to 2 more: see the facts\.$/);
    expect(summary).toContain(" in a, b, c and 2 more on ");
    expect(attributes).toMatchObject({ packageCount: 5, packageName: ["a", "b", "c", "d", "e"] });
  });

  test("keeps ten packages of a finding that has more, and counts all", () => {
    const many = Array.from({ length: 14 }, (_, n) => ({ ...fixed, name: `p${n}` }));
    const { attributes } = withPackages(many);
    expect(attributes.packages).toHaveLength(10);
    expect(attributes.packageCount).toBe(14);
  });
});

describe("the facts of a finding", () => {
  test("are the repository, the tags and the use of an image", () => {
    const [image] = samples.imageFinding.detail.resources;
    const details = {
      awsEcrContainerImage: {
        repositoryName: "berths",
        imageTags: ["v7", "latest"],
        imageHash: "sha256:36",
        inUseCount: 3,
      },
    };
    const { attributes } = only(withDetail(samples.imageFinding, { resources: [{ ...image, details }] })).statement;
    expect(attributes).toMatchObject({ repository: ["berths"], imageTags: ["v7", "latest"], inUseCount: [3] });
  });

  test("are the ports of an open path with their protocol", () => {
    expect(only(samples.networkFinding).statement.attributes.openPorts).toBe("TCP 22");
    const range = { protocol: "UDP", openPortRange: { begin: 20, end: 25 } };
    const event = withDetail(samples.networkFinding, { networkReachabilityDetails: range });
    expect(only(event).statement.attributes.openPorts).toBe("UDP 20-25");
  });

  test.each([
    ["CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "NETWORK"],
    ["CVSS:4.0/AV:A/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", "ADJACENT"],
    ["AV:L/AC:L/Au:N/C:P/I:N/A:P", "LOCAL"],
    ["CVSS:3.1/AV:X/AC:L", undefined],
    ["", undefined],
  ])("are from where it can be attacked, by the vector %j", (scoringVector, expected) => {
    const inspectorScoreDetails = { adjustedCvss: { score: 8.1, scoreSource: "NVD", scoringVector } };
    const { attributes } = only(withDetail(samples.packageFinding, { inspectorScoreDetails })).statement;
    expect(attributes.attackVector).toBe(expected);
  });

  test("are tags by their names, but for the value of one that is named like a secret", () => {
    const [instance] = samples.packageFinding.detail.resources;
    const tags = { owner: "jane@tocsin.example", "db-password": "hunter22", empty: "" };
    const { attributes } = only(withDetail(samples.packageFinding, { resources: [{ ...instance, tags }] })).statement;
    expect(attributes.tags).toEqual(["db-password=[secret]", "empty", "owner=jane@tocsin.example"]);
  });

  test("are when it was last exploited, as far as that is known", () => {
    const exploitabilityDetails = { lastKnownExploitAt: "Wed Nov 18 08:00:00.000 UTC 2026" };
    const { attributes } = only(withDetail(samples.packageFinding, { exploitabilityDetails })).statement;
    expect(attributes.lastKnownExploit).toBe("2026-11-18T08:00:00.000Z");
  });

  test("are all resources that it affects", () => {
    expect(only(samples.imageFinding).statement.affected).toEqual({
      resources: samples.imageFinding.detail.resources.map(({ id }) => id).toSorted(),
      count: 2,
    });
    expect(only(samples.packageFinding).statement.affected).toBeUndefined();
  });

  test.each([
    ["details", { details: "none", tags: 7 }],
    ["an image", { details: { awsEcrContainerImage: { imageTags: "v7", inUseCount: "3" } }, tags: ["a"] }],
  ])("are left out where %s cannot be read", (_what, odd) => {
    const [instance] = samples.packageFinding.detail.resources;
    const { attributes } = only(withDetail(samples.packageFinding, { resources: [{ ...instance, ...odd }] })).statement;
    for (const name of ["repository", "imageTags", "inUseCount"]) expect(attributes).not.toHaveProperty(name);
  });
});
