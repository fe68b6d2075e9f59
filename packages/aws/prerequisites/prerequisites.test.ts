import { describe, expect, test } from "vitest";
import { CallError } from "../call.ts";
import {
  type CannedAnswer,
  clientOptions,
  json,
  operationOf,
  type Request,
  signedRegion,
  useAnsweringServer,
  xml,
  xmlError,
} from "../testing/answering-server.ts";
import { records } from "./account.ts";
import { createPrerequisites } from "./prerequisites.ts";

const startServer = useAnsweringServer();

type Answers = Readonly<Record<string, (asked: Record<string, unknown>, request: Request) => CannedAnswer>>;

/** Answers as AWS documents them, where a case has none of its own. */
const usual: Answers = {
  GetCallerIdentity: () => xml("GetCallerIdentity", "<Arn>arn:aws:sts::111122223333:assumed-role/Reader/ines</Arn>"),
  DescribeOrganization: () => json({ Organization: { Id: "o-exampleorg1", MasterAccountId: "999988887777" } }),
  ListDelegatedAdministrators: () => json({ DelegatedAdministrators: [] }),
  ListParents: ({ ChildId }) =>
    json({
      Parents: [
        ChildId === "111122223333"
          ? { Id: "ou-ab12-c3d4e5f6", Type: "ORGANIZATIONAL_UNIT" }
          : { Id: "r-ab12", Type: "ROOT" },
      ],
    }),
  DescribeOrganizationsAccess: () => xml("DescribeOrganizationsAccess", "<Status>ENABLED</Status>"),
  listRegions: () => json({ Regions: [] }),
  DescribeTrails: () => json({ trailList: [] }),
  GetTrailStatus: () => json({ IsLogging: true }),
  GetEventSelectors: () => json({}),
  DescribeConfigurationRecorders: () => json({ ConfigurationRecorders: [] }),
  DescribeConfigurationRecorderStatus: () => json({ ConfigurationRecordersStatus: [] }),
  GetAccountConfiguration: () => json({}),
};

async function aws(answers: Answers) {
  const server = await startServer((request) => {
    const operation = operationOf(request);
    const answer = answers[operation] ?? usual[operation];
    const isJson = request.body.startsWith("{");
    return answer?.(isJson ? JSON.parse(request.body) : {}, request) ?? json({ __type: `Unasked ${operation}` }, 400);
  });
  const { endpoint, credentials, maxAttempts } = clientOptions(server.endpoint);
  const asked = (operation: string) => server.requests.filter((request) => operationOf(request) === operation);
  return { asked, prerequisites: createPrerequisites("eu-central-1", { endpoint, credentials, maxAttempts }) };
}

const denied = () => json({ __type: "AccessDeniedException", message: "not authorized" }, 400);

describe("what is set for the organization", () => {
  test("is read, administrators from every page, the empty ones included", async () => {
    const pages: Readonly<Record<string, object>> = {
      first: { DelegatedAdministrators: [{ Id: "111122223333" }], NextToken: "second" },
      second: { DelegatedAdministrators: [], NextToken: "third" },
      third: { DelegatedAdministrators: [{ Id: "444455556666" }] },
    };
    const { prerequisites } = await aws({
      ListDelegatedAdministrators: ({ ServicePrincipal, NextToken = "first" }) =>
        json(ServicePrincipal === "guardduty.amazonaws.com" ? (pages[String(NextToken)] ?? {}) : {}),
      listRegions: ({ NextToken }) =>
        NextToken === undefined
          ? json({
              Regions: [{ RegionName: "eu-central-1", RegionOptStatus: "ENABLED_BY_DEFAULT" }],
              NextToken: "more",
            })
          : json({ Regions: [{ RegionName: "eu-south-1", RegionOptStatus: "DISABLED" }] }),
    });
    const guardduty = { principal: "guardduty.amazonaws.com" };
    const macie = { principal: "macie.amazonaws.com" };
    expect(await prerequisites.organization([guardduty, macie])).toEqual({
      account: "111122223333",
      organization: { known: true, value: { id: "o-exampleorg1", managementAccount: "999988887777" } },
      units: { known: true, value: ["ou-ab12-c3d4e5f6", "r-ab12"] },
      administrators: [
        { service: guardduty, accounts: { known: true, value: ["111122223333", "444455556666"] } },
        { service: macie, accounts: { known: true, value: [] } },
      ],
      stackSetsAccess: { known: true, value: "ENABLED" },
      regions: {
        known: true,
        value: new Map([
          ["eu-central-1", "ENABLED_BY_DEFAULT"],
          ["eu-south-1", "DISABLED"],
        ]),
      },
    });
  });

  test("is asked of StackSets as a delegated administrator", async () => {
    const { asked, prerequisites } = await aws({});
    await prerequisites.organization([]);
    expect(new URLSearchParams(asked("DescribeOrganizationsAccess")[0]?.body).get("CallAs")).toBe("DELEGATED_ADMIN");
  });

  test("is unknown, each for itself, where it may not be asked, with the permission that it takes", async () => {
    const { prerequisites } = await aws({
      ListDelegatedAdministrators: denied,
      DescribeOrganization: denied,
      ListParents: denied,
      listRegions: denied,
      DescribeOrganizationsAccess: () => xmlError("AccessDenied", "not authorized", 403),
    });
    const facts = await prerequisites.organization([{ principal: "guardduty.amazonaws.com" }]);
    const unknown = [
      facts.organization,
      facts.units,
      facts.stackSetsAccess,
      facts.regions,
      facts.administrators[0]?.accounts,
    ];
    expect(unknown.map((fact) => fact?.known === false && [fact.why, fact.permission])).toEqual([
      ["denied", "organizations:DescribeOrganization"],
      ["denied", "organizations:ListParents"],
      ["denied", "cloudformation:DescribeOrganizationsAccess"],
      ["denied", "account:ListRegions"],
      ["denied", "organizations:ListDelegatedAdministrators"],
    ]);
  });

  test("is not asked with credentials that do not work", async () => {
    const { asked, prerequisites } = await aws({
      GetCallerIdentity: () => xmlError("ExpiredToken", "The security token included in the request is expired", 403),
    });
    await expect(prerequisites.organization([])).rejects.toBeInstanceOf(CallError);
    expect(asked("DescribeOrganization")).toEqual([]);
  });
});

describe("what is set in a region", () => {
  const organization = "arn:aws:cloudtrail:us-east-1:999988887777:trail/organization";

  test("is read in that region, a trail's selectors in the region where it was made", async () => {
    const { asked, prerequisites } = await aws({
      DescribeTrails: () =>
        json({
          trailList: [
            {
              ...{ TrailARN: organization, HomeRegion: "us-east-1" },
              ...{ IsMultiRegionTrail: true, IsOrganizationTrail: true },
            },
            { TrailARN: "arn:elsewhere", HomeRegion: "us-west-2", IsMultiRegionTrail: false },
          ],
        }),
      GetEventSelectors: () => json({ EventSelectors: [{ ReadWriteType: "All", IncludeManagementEvents: true }] }),
      GetAccountConfiguration: () => json({ ExpiryEvents: { DaysBeforeExpiry: 7 } }),
    });
    expect(await prerequisites.region("eu-west-1")).toEqual({
      region: "eu-west-1",
      trails: {
        known: true,
        value: [
          {
            arn: organization,
            homeRegion: "us-east-1",
            isOrganizationTrail: true,
            isMultiRegionTrail: true,
            isLogging: { known: true, value: true },
            selectors: {
              known: true,
              value: { kind: "basic", selectors: [{ ReadWriteType: "All", IncludeManagementEvents: true }] },
            },
          },
        ],
      },
      recorder: { known: true, value: undefined },
      daysBeforeExpiry: { known: true, value: 7 },
    });
    expect(asked("GetTrailStatus").map((request) => [signedRegion(request), JSON.parse(request.body)])).toEqual([
      ["eu-west-1", { Name: organization }],
    ]);
    expect(asked("GetEventSelectors").map((request) => [signedRegion(request), JSON.parse(request.body)])).toEqual([
      ["us-east-1", { TrailName: organization }],
    ]);
    expect(JSON.parse(asked("DescribeTrails")[0]?.body ?? "")).toEqual({ includeShadowTrails: true });
  });

  test.each([
    ["none", {}, { kind: "basic", selectors: [] }],
    [
      "an advanced one",
      { AdvancedEventSelectors: [{ FieldSelectors: [] }] },
      { kind: "advanced", selectors: [{ FieldSelectors: [] }] },
    ],
  ])("is of a trail's selectors %s", async (_which, answer, value) => {
    const { prerequisites } = await aws({
      DescribeTrails: () => json({ trailList: [{ TrailARN: organization, HomeRegion: "eu-west-1" }] }),
      GetEventSelectors: () => json(answer),
    });
    expect((await prerequisites.region("eu-west-1")).trails).toMatchObject({
      value: [{ selectors: { known: true, value } }],
    });
  });

  test("is ACM's default of 45 days where nobody set another", async () => {
    const { prerequisites } = await aws({});
    expect((await prerequisites.region("eu-west-1")).daysBeforeExpiry).toEqual({ known: true, value: 45 });
  });

  test.each([
    ["records", { recording: true, lastStatus: "SUCCESS" }, { isRecording: true, failure: undefined }],
    ["is stopped", { recording: false, lastStatus: "SUCCESS" }, { isRecording: false, failure: undefined }],
    [
      "cannot deliver, in capitals as it is answered",
      { recording: true, lastStatus: "FAILURE", lastErrorCode: "AccessDenied" },
      { isRecording: true, failure: "AccessDenied" },
    ],
    [
      "cannot deliver, as the SDK spells it",
      { recording: true, lastStatus: "Failure", lastErrorCode: "AccessDenied" },
      { isRecording: true, failure: "AccessDenied" },
    ],
  ])("is a recorder that %s, and none that belongs to a service", async (_what, status, expected) => {
    const { asked, prerequisites } = await aws({
      DescribeConfigurationRecorders: () =>
        json({
          ConfigurationRecorders: [
            { name: "AWSConfigurationRecorderForSecurityHub", servicePrincipal: "securityhub.amazonaws.com" },
            { name: "default", roleARN: "arn:role", recordingGroup: { allSupported: true } },
          ],
        }),
      DescribeConfigurationRecorderStatus: () =>
        json({ ConfigurationRecordersStatus: [{ name: "default", ...status }] }),
    });
    expect((await prerequisites.region("eu-west-1")).recorder).toEqual({
      known: true,
      value: { name: "default", roleArn: "arn:role", recordingGroup: { allSupported: true }, ...expected },
    });
    expect(JSON.parse(asked("DescribeConfigurationRecorderStatus")[0]?.body ?? "")).toEqual({
      ConfigurationRecorderNames: ["default"],
    });
  });

  test.each([
    ["cloudtrail:DescribeTrails", "trails"],
    ["config:DescribeConfigurationRecorders", "recorder"],
    ["acm:GetAccountConfiguration", "daysBeforeExpiry"],
  ] as const)("is unknown without %s", async (permission, fact) => {
    const { prerequisites } = await aws({ [permission.split(":")[1] ?? ""]: denied });
    expect((await prerequisites.region("eu-west-1"))[fact]).toMatchObject({ known: false, why: "denied", permission });
  });

  test("is unknown of one trail without the permissions for it, and of a recorder without its status", async () => {
    const { prerequisites } = await aws({
      DescribeTrails: () => json({ trailList: [{ TrailARN: organization, HomeRegion: "eu-west-1" }] }),
      GetTrailStatus: denied,
      GetEventSelectors: denied,
      DescribeConfigurationRecorders: () => json({ ConfigurationRecorders: [{ name: "default" }] }),
      DescribeConfigurationRecorderStatus: denied,
    });
    const { trails, recorder } = await prerequisites.region("eu-west-1");
    expect(trails).toMatchObject({
      known: true,
      value: [
        {
          isLogging: { known: false, permission: "cloudtrail:GetTrailStatus" },
          selectors: { known: false, permission: "cloudtrail:GetEventSelectors" },
        },
      ],
    });
    expect(recorder).toMatchObject({ known: false, permission: "config:DescribeConfigurationRecorderStatus" });
  });
});

describe("a recording group", () => {
  const type = "AWS::ACM::Certificate";
  const exclusion = { useOnly: "EXCLUSION_BY_RESOURCE_TYPES" } as const;
  const inclusion = { useOnly: "INCLUSION_BY_RESOURCE_TYPES" } as const;
  test.each<[string, Parameters<typeof records>[1], boolean]>([
    ["of everything", { recordingStrategy: { useOnly: "ALL_SUPPORTED_RESOURCE_TYPES" } }, true],
    ["of everything, in the older form", { allSupported: true }, true],
    ["of types that it lists, this one among them", { recordingStrategy: inclusion, resourceTypes: [type] }, true],
    [
      "of types that it lists, this one not",
      { recordingStrategy: inclusion, resourceTypes: ["AWS::S3::Bucket"] },
      false,
    ],
    ["of types that it lists, in the older form", { allSupported: false, resourceTypes: [type] }, true],
    [
      "of all but others",
      { recordingStrategy: exclusion, exclusionByResourceTypes: { resourceTypes: ["AWS::S3::Bucket"] } },
      true,
    ],
    [
      "of all but this one",
      { recordingStrategy: exclusion, exclusionByResourceTypes: { resourceTypes: [type] } },
      false,
    ],
    ["that says nothing", {}, false],
  ])("%s", (_of, group, expected) => {
    expect(records(type, group)).toBe(expected);
  });
});
