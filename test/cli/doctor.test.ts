import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  type CannedAnswer,
  json,
  operationOf,
  type Request,
  signedRegion,
  useAnsweringServer,
  xml,
  xmlError,
} from "@tocsin/aws/testing/answering-server";
import { readConfig } from "@tocsin/infra/config";
import { afterEach, describe, expect, test, vi } from "vitest";
import { inDirectory, tocsin, tocsinOn } from "../support/terminal.ts";

const startServer = useAnsweringServer();
afterEach(() => vi.unstubAllEnvs());

const exampleConfig = join(import.meta.dirname, "../../tocsin.config.example.json");
const trail = "arn:aws:cloudtrail:us-east-1:999988887777:trail/organization";

type Answers = Readonly<Record<string, (asked: Record<string, unknown>, request: Request) => CannedAnswer>>;

/** An organization in which all is well: the security account, 111122223333, administers every service. */
const well: Answers = {
  GetCallerIdentity: () => xml("GetCallerIdentity", "<Arn>arn:aws:sts::111122223333:assumed-role/Reader/ines</Arn>"),
  DescribeOrganization: () => json({ Organization: { Id: "o-exampleorg1", MasterAccountId: "999988887777" } }),
  ListDelegatedAdministrators: () => json({ DelegatedAdministrators: [{ Id: "111122223333" }] }),
  ListParents: ({ ChildId }) =>
    json({
      Parents: [
        ChildId === "111122223333"
          ? { Id: "ou-ab12-c3d4e5f6", Type: "ORGANIZATIONAL_UNIT" }
          : { Id: "r-ab12", Type: "ROOT" },
      ],
    }),
  DescribeOrganizationsAccess: () => xml("DescribeOrganizationsAccess", "<Status>ENABLED</Status>"),
  listRegions: () =>
    json({
      Regions: ["eu-central-1", "us-east-1", "eu-south-1"].map((RegionName) => ({
        RegionName,
        RegionOptStatus: RegionName === "eu-south-1" ? "DISABLED" : "ENABLED_BY_DEFAULT",
      })),
    }),
  DescribeTrails: () =>
    json({
      trailList: [{ TrailARN: trail, HomeRegion: "us-east-1", IsMultiRegionTrail: true, IsOrganizationTrail: true }],
    }),
  GetTrailStatus: () => json({ IsLogging: true }),
  GetEventSelectors: () => json({ EventSelectors: [{ ReadWriteType: "All", IncludeManagementEvents: true }] }),
  DescribeConfigurationRecorders: () =>
    json({ ConfigurationRecorders: [{ name: "default", recordingGroup: { allSupported: true } }] }),
  DescribeConfigurationRecorderStatus: () =>
    json({ ConfigurationRecordersStatus: [{ name: "default", recording: true, lastStatus: "SUCCESS" }] }),
  GetAccountConfiguration: () => json({ ExpiryEvents: { DaysBeforeExpiry: 45 } }),
};

async function organization(answers: Answers = {}) {
  const server = await startServer((request) => {
    const answer = answers[operationOf(request)] ?? well[operationOf(request)];
    const asked = request.body.startsWith("{") ? JSON.parse(request.body) : {};
    return answer?.(asked, request) ?? json({ __type: "UnknownOperationException" }, 400);
  });
  vi.stubEnv("AWS_ENDPOINT_URL", server.endpoint);
  vi.stubEnv("AWS_ACCESS_KEY_ID", "a");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "b");
  vi.stubEnv("AWS_MAX_ATTEMPTS", "1");
  return server;
}

const lines = (text: string): readonly Record<string, unknown>[] =>
  text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));
const denied = () => json({ __type: "AccessDeniedException", message: "not authorized" }, 400);
const doctor = (...args: readonly string[]) => tocsin(["doctor", "--config", exampleConfig, ...args]);

describe("tocsin doctor", () => {
  test("finds all well, in every region of the configuration, and only reads", async () => {
    const server = await organization();
    const { exitCode, stdout, stderr } = await doctor("--json");
    expect([exitCode, stderr]).toEqual([0, ""]);
    const results = lines(stdout);
    expect(new Set(results.map(({ state }) => state))).toEqual(new Set(["well"]));
    expect(new Set(results.map(({ where }) => where))).toEqual(new Set(["organization", "eu-central-1", "us-east-1"]));
    expect(
      server.requests.map(operationOf).filter((operation) => !/^(Get|Describe|List|list)/.test(operation)),
    ).toEqual([]);
  });

  test("says what is wrong, what is missed and what mends it, and exits with 1", async () => {
    await organization({
      GetTrailStatus: () => json({ IsLogging: false }),
      ListDelegatedAdministrators: ({ ServicePrincipal }) =>
        json(
          ServicePrincipal === "inspector2.amazonaws.com"
            ? { DelegatedAdministrators: [] }
            : { DelegatedAdministrators: [{ Id: "111122223333" }] },
        ),
    });
    const { exitCode, stdout } = await doctor();
    expect(exitCode).toBe(1);
    expect(stdout).toContain(`is not logging`);
    expect(stdout).toContain("\n    aws cloudtrail start-logging --name ");
    expect(stdout).toContain("every Inspector2 Finding of other accounts");
    expect(stdout).toContain("in the management account:\n    aws inspector2 enable-delegated-admin-account ");
    expect(stdout).toMatch(/\n\d+ checks: 3 wrong, 0 unknown\.\n$/);
  });

  test("holds the administrators that there are against those that the configuration names", async () => {
    await organization();
    await inDirectory(async (directory) => {
      const file = join(directory, "tocsin.config.json");
      const administrators = { securityhub: ["444455556666"] };
      await writeFile(file, JSON.stringify({ ...readConfig(exampleConfig), administrators }));
      const { exitCode, stdout } = await tocsin(["doctor", "--config", file]);
      expect([exitCode, stdout]).toEqual([
        1,
        expect.stringContaining("take 444455556666 out of administrators.securityhub"),
      ]);
    });
  });

  test("breaks no command on a narrow terminal", async () => {
    await organization({ GetTrailStatus: () => json({ IsLogging: false }) });
    const { stdout } = await tocsinOn(60, ["doctor", "--config", exampleConfig]);
    expect(stdout.split("\n")).toContain(`    aws cloudtrail start-logging --name ${trail} --region us-east-1`);
    const words = stdout
      .split("\n")
      .filter((line) => line.length > 60 && !line.includes("aws ") && /\S +\S/.test(line.trim()));
    expect(words).toEqual([]);
  });

  test("takes what may not be asked for unknown, names the permission, and exits with 70", async () => {
    await organization({ DescribeTrails: denied, GetAccountConfiguration: denied });
    const { exitCode, stdout } = await doctor("--json");
    expect(exitCode).toBe(70);
    const unknown = lines(stdout).filter(({ state }) => state !== "well");
    expect(unknown.map(({ check, where, state, permission }) => [check, where, state, permission])).toEqual([
      ["trail", "eu-central-1", "unknown", "cloudtrail:DescribeTrails"],
      ["certificate-events", "eu-central-1", "unknown", "acm:GetAccountConfiguration"],
      ["trail", "us-east-1", "unknown", "cloudtrail:DescribeTrails"],
      ["certificate-events", "us-east-1", "unknown", "acm:GetAccountConfiguration"],
    ]);
    expect((await doctor()).stdout).toContain("  needs   cloudtrail:DescribeTrails\n");
  });

  test("tells once what is the same in several places", async () => {
    await organization({ DescribeTrails: () => json({ trailList: [] }), ListDelegatedAdministrators: denied });
    const { stdout } = await doctor();
    expect(stdout).toContain("\nWRONG trail (eu-central-1, us-east-1)\n");
    expect(stdout).toContain("\nunknown administrator-guardduty, administrator-inspector, ");
    expect(stdout.match(/ {2}needs {3}organizations:ListDelegatedAdministrators/g)).toHaveLength(1);
  });

  test("exits with 1 where something is wrong and something else unknown", async () => {
    await organization({ DescribeTrails: denied, DescribeConfigurationRecorders: () => json({}) });
    expect((await doctor()).exitCode).toBe(1);
  });

  test("checks the regions that are named instead of the configuration's, one that is off included", async () => {
    await organization({
      GetAccountConfiguration: (_asked, request) =>
        signedRegion(request) === "eu-south-1"
          ? json({ __type: "UnrecognizedClientException", message: "The security token is invalid" }, 400)
          : json({}),
    });
    const { exitCode, stdout } = await tocsin(["doctor", "--region", "us-east-1", "eu-south-1", "--json"]);
    expect(exitCode).toBe(1);
    const results = lines(stdout);
    expect(new Set(results.map(({ where }) => where))).toEqual(new Set(["organization", "us-east-1", "eu-south-1"]));
    expect(results.find(({ check, where }) => check === "region" && where === "eu-south-1")).toMatchObject({
      state: "wrong",
    });
    expect(results.find(({ check, where }) => check === "certificate-events" && where === "eu-south-1")).toMatchObject({
      state: "unknown",
      what: expect.stringContaining("the region is not enabled"),
    });
    expect(stdout).not.toContain('"permission"');
  });

  test("reads the configuration beside the regions where both are named", async () => {
    await organization({
      DescribeOrganization: () => json({ Organization: { Id: "o-foreignorg1", MasterAccountId: "9" } }),
    });
    const { stdout } = await doctor("--region", "us-east-1", "--json");
    const [account] = lines(stdout);
    expect(account).toMatchObject({ check: "account", state: "wrong", what: expect.stringContaining("o-exampleorg1") });
    expect(stdout).not.toContain('"eu-central-1"');
  });

  test("asks nothing with credentials that do not work, and exits with 70", async () => {
    const server = await organization({
      GetCallerIdentity: () => xmlError("ExpiredToken", "the token is expired", 403),
    });
    const { exitCode, stdout, stderr } = await doctor();
    expect([exitCode, stdout, stderr]).toEqual([
      70,
      "",
      expect.stringContaining("GetCallerIdentity failed: ExpiredToken"),
    ]);
    expect(server.requests.map(operationOf)).toEqual(["GetCallerIdentity"]);
  });

  test("asks nothing without a configuration, and exits with 2", async () => {
    const server = await organization();
    await inDirectory(async (directory) => {
      const file = join(directory, "tocsin.config.json");
      await writeFile(file, JSON.stringify({ ...readConfig(exampleConfig), regions: [] }));
      const { exitCode, stderr } = await tocsin(["doctor", "--config", file]);
      expect([exitCode, stderr]).toEqual([2, expect.stringContaining("tocsin.config.json: regions")]);
    });
    expect(server.requests).toEqual([]);
  });

  test("lets nothing that AWS answers drive the terminal", async () => {
    await organization({
      DescribeTrails: () => json({ __type: "AccessDeniedException", message: "no \u001b[2J" }, 400),
    });
    expect((await doctor()).stdout).not.toContain("\u001b");
  });
});
