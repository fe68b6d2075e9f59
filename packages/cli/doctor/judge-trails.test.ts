import { type Asked, known } from "@tocsin/aws/prerequisites/asked";
import type { Trail } from "@tocsin/aws/prerequisites/trails";
import { sources } from "@tocsin/sources/registry";
import { describe, expect, test } from "vitest";
import type { CheckResult } from "./check-result.ts";
import { judgeTrails, observedBy } from "./judge-trails.ts";

const arn = "arn:aws:cloudtrail:us-east-1:999988887777:trail/organization";

const organizationTrail: Trail = {
  arn,
  homeRegion: "us-east-1",
  isOrganizationTrail: true,
  isMultiRegionTrail: true,
  isLogging: known(true),
  selectors: known({ kind: "basic", selectors: [] }),
};
const ownTrail: Trail = { ...organizationTrail, arn: "arn:own", homeRegion: "eu-west-1", isOrganizationTrail: false };
const stopped = { isLogging: known(false) };
const dataOnly: Pick<Trail, "selectors"> = {
  selectors: known({ kind: "basic", selectors: [{ IncludeManagementEvents: false, DataResources: [] }] }),
};
const denied = (permission: string): Asked<never> => ({
  known: false,
  why: "denied",
  permission,
  problem: "AccessDeniedException: not authorized",
});
/** Takes nothing but one service's events, as a trail that someone narrowed. */
const only = (service: string): Pick<Trail, "selectors"> => {
  const category = { Field: "eventCategory", Equals: ["Management"] };
  const FieldSelectors = [category, { Field: "eventSource", Equals: [service] }];
  return { selectors: known({ kind: "advanced", selectors: [{ FieldSelectors }] }) };
};

const judge = (...trails: readonly Trail[]) => judgeTrails({ region: "eu-west-1", trails: known(trails) }, sources);
const observedServices = observedBy(sources);
const gist = (results: readonly CheckResult[]) => results.map(({ check, state }) => `${check} ${state}`);
const commands = ([result]: readonly CheckResult[]) =>
  result?.state === "wrong" ? result.remedy.map(({ act }) => act) : [];

describe("trails", () => {
  test.each<[string, readonly Trail[], readonly string[]]>([
    ["the organization's logs", [organizationTrail], ["trail well", "other-trails well"]],
    ["only this account's logs", [ownTrail], ["trail well", "other-trails unknown"]],
    ["there is none", [], ["trail wrong"]],
    ["the organization's is stopped", [{ ...organizationTrail, ...stopped }], ["trail wrong"]],
    ["it logs data events alone", [{ ...organizationTrail, ...dataOnly }], ["trail wrong"]],
    [
      "the organization's is stopped, but this account's logs",
      [{ ...organizationTrail, ...stopped }, ownTrail],
      ["trail well", "other-trails unknown"],
    ],
    [
      "whether it is logging may not be asked",
      [{ ...organizationTrail, isLogging: denied("cloudtrail:GetTrailStatus") }],
      ["trail unknown"],
    ],
    [
      "what it logs may not be asked",
      [{ ...organizationTrail, selectors: denied("cloudtrail:GetEventSelectors") }],
      ["trail unknown"],
    ],
    [
      "what it logs may not be asked, but it is stopped",
      [{ ...organizationTrail, ...stopped, selectors: denied("cloudtrail:GetEventSelectors") }],
      ["trail wrong"],
    ],
    [
      "of the organization's nothing may be asked, but this account's logs",
      [{ ...organizationTrail, isLogging: denied("cloudtrail:GetTrailStatus") }, ownTrail],
      ["trail well", "other-trails unknown"],
    ],
    [
      "each logs one service, and together they log all",
      [...observedServices.keys()].map((service) => ({ ...organizationTrail, ...only(service) })),
      ["trail well", "other-trails well"],
    ],
    [
      "one service is left out by all of them",
      [...observedServices.keys()].slice(1).map((service) => ({ ...organizationTrail, ...only(service) })),
      ["trail wrong"],
    ],
  ])("%s", (_case, trails, expected) => {
    expect(gist(judge(...trails))).toEqual(expected);
  });

  test("that cannot be asked for are unknown, with the permission that it takes", () => {
    expect(judgeTrails({ region: "eu-west-1", trails: denied("cloudtrail:DescribeTrails") }, sources)).toMatchObject([
      { check: "trail", where: "eu-west-1", state: "unknown", permission: "cloudtrail:DescribeTrails" },
    ]);
  });

  test("of which something is unknown name the trail, and the permission for it", () => {
    expect(judge({ ...organizationTrail, isLogging: denied("cloudtrail:GetTrailStatus") })).toMatchObject([
      { state: "unknown", what: expect.stringContaining(arn), permission: "cloudtrail:GetTrailStatus" },
    ]);
  });

  test("need log no service that only sources observe which are switched off", () => {
    const on = sources.filter(({ name }) => name !== "secretsmanager");
    const trails = [...observedBy(on).keys()].map((service) => ({ ...organizationTrail, ...only(service) }));
    const place = { region: "eu-west-1", trails: known(trails) };
    expect(gist(judgeTrails(place, on))).toEqual(["trail well", "other-trails well"]);
    expect(gist(judgeTrails(place, sources))).toEqual(["trail wrong"]);
    expect(judgeTrails({ ...place, trails: known([]) }, [])).toEqual([]);
  });

  test("that leave one service out say which sources hear nothing of it, and no others", () => {
    const [first = "", ...others] = observedServices.keys();
    const [result] = judge(...others.map((service) => ({ ...organizationTrail, ...only(service) })));
    expect(result).toMatchObject({ missed: expect.stringContaining(first) });
    for (const other of others) expect(result).not.toMatchObject({ missed: expect.stringContaining(other) });
  });
});

describe("the services whose calls are observed", () => {
  test("are those of the sources' patterns", () => {
    expect(observedServices.get("secretsmanager.amazonaws.com")).toEqual(new Set(["secretsmanager"]));
    expect(observedServices.get("guardduty.amazonaws.com")).toContain("protection");
    expect([...observedServices.keys()].every((service) => /^[a-z0-9-]+\.amazonaws\.com$/.test(service))).toBe(true);
  });
});

describe("the remedy", () => {
  test("makes a trail of the organization where there is none", () => {
    expect(commands(judge())).toEqual([
      expect.stringContaining("enable-aws-service-access"),
      expect.stringMatching(/create-trail .*--is-organization-trail --is-multi-region-trail/),
      expect.stringContaining("start-logging"),
    ]);
  });

  test("starts the trail that is stopped, in the region where it was made", () => {
    expect(commands(judge({ ...organizationTrail, ...stopped }))).toEqual([
      `aws cloudtrail start-logging --name ${arn} --region us-east-1`,
    ]);
  });

  test("is for the organization's trail before an account's, and for one of all regions before one of this", () => {
    const regional = { ...organizationTrail, arn: "arn:regional", isMultiRegionTrail: false };
    const trails = [ownTrail, regional, organizationTrail].map((trail) => ({ ...trail, ...stopped }));
    expect(commands(judge(...trails))).toEqual([expect.stringContaining(arn)]);
  });

  test("adds to the selectors that are there, and changes none", () => {
    const data = {
      ReadWriteType: "All",
      IncludeManagementEvents: false,
      DataResources: [{ Type: "AWS::S3::Object" }],
    } as const;
    const selectors = known({
      kind: "basic" as const,
      selectors: [{ ...data, DataResources: [...data.DataResources] }],
    });
    const [command = ""] = commands(judge({ ...organizationTrail, selectors }));
    expect(command).toMatch(
      /^aws cloudtrail put-event-selectors --trail-name \S+ --region us-east-1 --event-selectors '/,
    );
    expect(JSON.parse(command.match(/'(.*)'$/)?.[1] ?? "")).toEqual([
      data,
      { ReadWriteType: "WriteOnly", IncludeManagementEvents: true },
    ]);
  });

  test("adds an advanced selector where there are such, as a trail has one kind of them", () => {
    const before = { Name: "it's data", FieldSelectors: [{ Field: "eventCategory", Equals: ["Data"] }] };
    const selectors = known({ kind: "advanced" as const, selectors: [before] });
    const [command = ""] = commands(judge({ ...organizationTrail, selectors }));
    const word = command.match(/--advanced-event-selectors '(.*)'$/)?.[1]?.replaceAll("'\\''", "'") ?? "";
    expect(JSON.parse(word)).toEqual([
      before,
      { Name: "Management events", FieldSelectors: [{ Field: "eventCategory", Equals: ["Management"] }] },
    ]);
  });

  test("after which there is nothing wrong: the selectors that it puts take every service's writes", () => {
    const [command = ""] = commands(judge({ ...organizationTrail, ...dataOnly }));
    const selectors = JSON.parse(command.match(/'(.*)'$/)?.[1] ?? "");
    expect(gist(judge({ ...organizationTrail, selectors: known({ kind: "basic", selectors }) }))[0]).toBe("trail well");
  });
});
