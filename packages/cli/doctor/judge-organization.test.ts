import { type Asked, known } from "@tocsin/aws/prerequisites/asked";
import type { OrganizationFacts } from "@tocsin/aws/prerequisites/prerequisites";
import { administeredServices } from "@tocsin/sources/administrators";
import { sources } from "@tocsin/sources/registry";
import { describe, expect, test } from "vitest";
import type { CheckResult } from "./check-result.ts";
import { judgeOrganization, type Wanted } from "./judge-organization.ts";
import { type Service, services } from "./services.ts";

const SECURITY = "111122223333";
const OTHER = "444455556666";
const MANAGEMENT = "999988887777";

const wanted: Wanted = {
  organizationId: "o-exampleorg1",
  organizationalUnits: ["ou-ab12-c3d4e5f6", "ou-ab12-11112222"],
  homeRegion: "eu-central-1",
  regions: ["eu-central-1", "us-east-1"],
  administrators: {},
  sources,
};

const denied = (permission: string): Asked<never> => ({ known: false, why: "denied", permission, problem: "no" });

/** An organization in which all is well, but for the administrators that are named. */
function facts(administrators: Readonly<Record<string, readonly string[]>> = {}): OrganizationFacts<Service> {
  return {
    account: SECURITY,
    organization: known({ id: "o-exampleorg1", managementAccount: MANAGEMENT }),
    administrators: services.map((service) => ({
      service,
      accounts: known(administrators[service.name] ?? [SECURITY]),
    })),
    units: known(["ou-ab12-22223333", "ou-ab12-11112222", "r-ab12"]),
    stackSetsAccess: known("ENABLED"),
    regions: known(new Map()),
  };
}

const check = (results: readonly CheckResult[], name: CheckResult["check"]) =>
  results.find((one) => one.check === name);
const commands = (result: CheckResult | undefined) =>
  result?.state === "wrong" ? result.remedy.map(({ where, act }) => `${where}: ${act}`) : [];

test("an organization in which the security account administers all is well", () => {
  const results = judgeOrganization(facts(), wanted);
  expect(results.filter(({ state }) => state !== "well")).toEqual([]);
  expect(results.map((result) => result.check)).toEqual([
    "account",
    "unit",
    ...services.map(({ name }) => `administrator-${name}`),
    "stacksets",
  ]);
});

describe("the account", () => {
  test.each<[string, Partial<OrganizationFacts<Service>>, CheckResult["state"]]>([
    ["of the configuration's organization", {}, "well"],
    [
      "of another organization",
      { organization: known({ id: "o-foreignorg1", managementAccount: MANAGEMENT }) },
      "wrong",
    ],
    ["that manages the organization", { account: MANAGEMENT }, "wrong"],
    [
      "of which the organization may not be asked",
      { organization: denied("organizations:DescribeOrganization") },
      "unknown",
    ],
  ])("%s", (_of, changed, state) => {
    expect(check(judgeOrganization({ ...facts(), ...changed }, wanted), "account")?.state).toBe(state);
  });

  test("may be of any organization where no configuration is named", () => {
    const { organizationId: _id, organizationalUnits: _units, ...regionsAlone } = wanted;
    const results = judgeOrganization(facts(), regionsAlone);
    expect([check(results, "account")?.state, check(results, "unit")]).toEqual(["well", undefined]);
  });
});

describe("the unit", () => {
  test.each<[string, Asked<readonly string[]>, readonly string[], CheckResult["state"]]>([
    ["of the account is named", known(["ou-ab12-c3d4e5f6", "r-ab12"]), ["ou-ab12-c3d4e5f6"], "well"],
    [
      "around its own is named",
      known(["ou-ab12-inner000", "ou-ab12-c3d4e5f6", "r-ab12"]),
      ["ou-ab12-c3d4e5f6"],
      "well",
    ],
    ["that is named is the root", known(["ou-ab12-c3d4e5f6", "r-ab12"]), ["r-ab12"], "well"],
    ["that is named is another", known(["ou-ab12-c3d4e5f6", "r-ab12"]), ["ou-ab12-99999999"], "wrong"],
    ["may not be asked for", denied("organizations:ListParents"), ["r-ab12"], "unknown"],
  ])("%s", (_what, units, organizationalUnits, state) => {
    const results = judgeOrganization({ ...facts(), units }, { ...wanted, organizationalUnits });
    expect(check(results, "unit")?.state).toBe(state);
  });

  test("to be added is the account's own", () => {
    const units = known(["ou-ab12-22223333", "r-ab12"]);
    expect(commands(check(judgeOrganization({ ...facts(), units }, wanted), "unit"))).toEqual([
      "in the configuration: add ou-ab12-22223333 to organizationalUnits",
    ]);
  });
});

describe("the administrator", () => {
  test("of a service whose source is switched off need not be this account", () => {
    const off = { ...wanted, sources: sources.filter(({ name }) => name !== "guardduty" && name !== "macie") };
    const found = facts({ guardduty: [], inspector: [], macie: [OTHER] });
    const wrong = judgeOrganization(found, off).filter(({ state }) => state === "wrong");
    expect(wrong.map(({ check: name }) => name)).toEqual(["administrator-inspector"]);
  });

  test.each<[string, string, readonly string[], Wanted["administrators"], CheckResult["state"]]>([
    ["of GuardDuty is this account", "guardduty", [SECURITY], {}, "well"],
    ["of GuardDuty is missing", "guardduty", [], {}, "wrong"],
    ["of GuardDuty is another account", "guardduty", [OTHER], {}, "wrong"],
    [
      "of GuardDuty is another account, though the configuration names it",
      "guardduty",
      [OTHER],
      { guardduty: [OTHER] },
      "wrong",
    ],
    ["of Inspector is missing", "inspector", [], {}, "wrong"],
    ["of StackSets is missing", "stacksets", [], {}, "wrong"],
    ["of StackSets is another account", "stacksets", [OTHER], {}, "wrong"],
    ["of StackSets is this account, beside another", "stacksets", [OTHER, SECURITY], {}, "well"],
    ["of Macie is missing, and Macie is forwarded by each member", "macie", [], {}, "well"],
    ["of Macie is another account, which the configuration does not name", "macie", [OTHER], {}, "wrong"],
    ["of Macie is another account, which it names", "macie", [OTHER], { macie: [OTHER] }, "well"],
    ["of Macie is this account, which no configuration need name", "macie", [SECURITY], {}, "well"],
    [
      "of Macie is this account, but the configuration names another too",
      "macie",
      [SECURITY],
      { macie: [OTHER] },
      "wrong",
    ],
    ["of Security Hub is missing, where nobody uses it", "securityhub", [], {}, "well"],
    ["of Security Hub is this account, beside nobody", "securityhub", [SECURITY], {}, "well"],
    ["of Security Hub is another account, which forwards nothing", "securityhub", [OTHER], {}, "wrong"],
    ["of Security Hub is another account, which it names", "securityhub", [OTHER], { securityhub: [OTHER] }, "wrong"],
    [
      "of Security Hub is not the account that the configuration names",
      "securityhub",
      [SECURITY],
      { securityhub: [OTHER] },
      "wrong",
    ],
  ])("%s", (_what, service, accounts, administrators, state) => {
    const results = judgeOrganization(facts({ [service]: accounts }), { ...wanted, administrators });
    expect(check(results, `administrator-${service}`)?.state).toBe(state);
  });

  test("that may not be asked for is unknown, with the permission and who may ask", () => {
    const [service] = services;
    if (service === undefined) throw new Error("there is no service");
    const accounts = denied("organizations:ListDelegatedAdministrators");
    const [, , result] = judgeOrganization({ ...facts(), administrators: [{ service, accounts }] }, wanted);
    expect(result).toMatchObject({
      check: "administrator-guardduty",
      state: "unknown",
      permission: "organizations:ListDelegatedAdministrators",
      what: expect.stringContaining("only the management account and delegated administrators may call this"),
    });
  });

  test("is designated by the management account in every region, after the one before has gone", () => {
    const results = judgeOrganization(facts({ guardduty: [OTHER], inspector: [] }), wanted);
    const guardduty = "in the management account: aws guardduty";
    expect(commands(check(results, "administrator-guardduty"))).toEqual([
      `${guardduty} disable-organization-admin-account --admin-account-id ${OTHER} --region eu-central-1`,
      `${guardduty} disable-organization-admin-account --admin-account-id ${OTHER} --region us-east-1`,
      `${guardduty} enable-organization-admin-account --admin-account-id ${SECURITY} --region eu-central-1`,
      `${guardduty} enable-organization-admin-account --admin-account-id ${SECURITY} --region us-east-1`,
    ]);
    const inspector = "in the management account: aws inspector2 enable-delegated-admin-account";
    expect(commands(check(results, "administrator-inspector"))).toEqual([
      `${inspector} --delegated-admin-account-id ${SECURITY} --region eu-central-1`,
      `${inspector} --delegated-admin-account-id ${SECURITY} --region us-east-1`,
    ]);
  });

  test("of StackSets says nothing of anybody: who else deploys is no matter", () => {
    const results = judgeOrganization(facts({ stacksets: [OTHER, SECURITY] }), wanted);
    expect(check(results, "administrator-stacksets")).toMatchObject({
      what: "CloudFormation StackSets can be administered by this account",
    });
  });

  test("of StackSets is added to those that there are, and none is taken away", () => {
    const results = judgeOrganization(facts({ stacksets: [OTHER] }), wanted);
    expect(commands(check(results, "administrator-stacksets"))).toEqual([
      "in the management account: aws organizations register-delegated-administrator " +
        `--account-id ${SECURITY} --service-principal member.org.stacksets.cloudformation.amazonaws.com`,
    ]);
  });

  test("says what members keep back where it is not this account", () => {
    const results = judgeOrganization(facts({ guardduty: [], inspector: [] }), wanted);
    expect(check(results, "administrator-guardduty")).toMatchObject({
      missed: expect.stringMatching(/^every GuardDuty Finding of other accounts/),
    });
    expect(check(results, "administrator-inspector")).toMatchObject({
      missed: expect.stringMatching(/^every Inspector2 Finding of other accounts/),
    });
  });
});

test("every service is asked for that a configuration can name administrators of", () => {
  expect(services.map(({ name }) => name)).toEqual([...administeredServices, "stacksets"]);
});

describe("StackSets", () => {
  test.each<[string, Asked<string>, CheckResult["state"]]>([
    ["are activated", known("ENABLED"), "well"],
    ["are not", known("DISABLED"), "wrong"],
    ["were switched off for good", known("DISABLED_PERMANENTLY"), "wrong"],
    ["may not be asked about", denied("cloudformation:DescribeOrganizationsAccess"), "unknown"],
  ])("%s", (_what, stackSetsAccess, state) => {
    expect(check(judgeOrganization({ ...facts(), stackSetsAccess }, wanted), "stacksets")?.state).toBe(state);
  });

  test("are activated by CloudFormation, in the management account", () => {
    const results = judgeOrganization({ ...facts(), stackSetsAccess: known("DISABLED") }, wanted);
    expect(commands(check(results, "stacksets"))).toEqual([
      "in the management account: aws cloudformation activate-organizations-access --region eu-central-1",
    ]);
  });

  test("are not to be had in China, whatever is answered there", () => {
    const results = judgeOrganization(facts(), { ...wanted, homeRegion: "cn-north-1", regions: ["cn-north-1"] });
    expect(check(results, "stacksets")).toMatchObject({ state: "unknown", what: expect.stringContaining("China") });
    expect(check(results, "administrator-stacksets")).toBeUndefined();
  });
});
