/** `tocsin key-policy`, against a KMS of canned answers. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  type AnsweringServer,
  json,
  operationOf,
  signedRegion,
  useAnsweringServer,
} from "@tocsin/aws/testing/answering-server";
import { afterEach, expect, test, vi } from "vitest";
import { inDirectory, tocsin } from "../support/terminal.ts";
import { exampleConfig } from "../synth/synthesis/platform.ts";

const keyIn = (region: string) => `arn:aws:kms:${region}:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab`;
const [key, reportKey] = [keyIn("eu-central-1"), keyIn("eu-west-1")];
const both = { key, reportKey, reportRegion: "eu-west-1", namePrefix: "acme" };

const startServer = useAnsweringServer();
afterEach(() => vi.unstubAllEnvs());

async function keyPolicy(rules: object | undefined, ...flags: readonly string[]) {
  return inDirectory(async (directory) => {
    const config = join(directory, "config.json");
    const example = JSON.parse(await readFile(exampleConfig, "utf8"));
    await writeFile(config, JSON.stringify({ ...example, organizationRules: rules }));
    return tocsin(["key-policy", "--config", config, ...flags]);
  });
}

/** A KMS that describes each key so, with this policy. */
async function kms(metadata: object, policy: string): Promise<AnsweringServer> {
  const server = await startServer((request) =>
    operationOf(request) === "DescribeKey" ? json({ KeyMetadata: metadata }) : json({ Policy: policy }),
  );
  vi.stubEnv("AWS_ENDPOINT_URL", server.endpoint);
  vi.stubEnv("AWS_ACCESS_KEY_ID", "test");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "test");
  return server;
}

const enabled = { KeyState: "Enabled", KeySpec: "SYMMETRIC_DEFAULT" };

test("the policies of two keys are one document, and --field gives each alone", async () => {
  const document = async (...more: readonly string[]) => JSON.parse((await keyPolicy(both, ...more)).stdout);
  const [ofKey, ofReports] = [await document("--field", "key"), await document("--field", "reportKey")];
  expect(await document()).toEqual({ key: ofKey, reportKey: ofReports });
  expect(ofKey.Statement.length).toBeGreaterThan(ofReports.Statement.length);
  const missing = await keyPolicy({ key }, "--field", "reportKey");
  expect([missing.exitCode, missing.stderr]).toEqual([
    2,
    expect.stringContaining("organizationRules.reportKey names no key"),
  ]);
});

test("prints what the policy must say, by the names of the stage", async () => {
  const { exitCode, stdout, stderr } = await keyPolicy({ key, namePrefix: "acme" }, "--stage", "dev");
  expect([exitCode, stderr.split("\n")[0]]).toEqual([0, `The policy of organizationRules.key, ${key}:`]);
  const { Statement } = JSON.parse(stdout);
  expect(Statement[0]).toMatchObject({ Principal: { AWS: "arn:aws:iam::111122223333:root" } });
  expect(JSON.stringify(Statement)).toContain("arn:aws:sns:eu-central-1:111122223333:acme-dev-alarms");
  expect(JSON.stringify(Statement)).not.toMatch(/kms:\*|PutKeyPolicy|ScheduleKeyDeletion/);
});

test("a policy that says what is printed is found to, each key's in its own region", async () => {
  const { stdout: printed } = await keyPolicy({ key, namePrefix: "acme" });
  const server = await kms(enabled, printed);
  const { exitCode, stdout } = await keyPolicy(both, "--check");
  expect([exitCode, stdout]).toEqual([0, "The policies have all the statements.\n"]);
  expect(new Set(server.requests.map(signedRegion))).toEqual(new Set(["eu-central-1", "eu-west-1"]));
});

test("names what is missing, of which key, and exits with 1", async () => {
  const { stdout: printed } = await keyPolicy({ key, namePrefix: "acme" });
  await kms({ ...enabled, KeyState: "PendingDeletion" }, printed.replace('"kms:CreateGrant",', ""));
  const { exitCode, stdout } = await keyPolicy(both, "--check", "--json");
  expect(exitCode).toBe(1);
  const problems = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(problems).toEqual(
    [
      ["key", key],
      ["reportKey", reportKey],
    ].flatMap(([field, arn]) =>
      [
        "the key is PendingDeletion",
        "no statement lets arn:aws:iam::111122223333:root do kms:CreateGrant without a condition",
      ].map((problem) => ({ field, arn, problem, isWrong: true })),
    ),
  );
});

test("a key that no service encrypts with is of no use", async () => {
  const { stdout: printed } = await keyPolicy({ key });
  await kms({ KeyState: "Enabled", KeySpec: "RSA_2048" }, printed);
  expect(await keyPolicy({ key }, "--check")).toMatchObject({
    exitCode: 1,
    stdout: expect.stringContaining("RSA_2048"),
  });
});

test("a denial is pointed out, and does not decide", async () => {
  const { stdout: printed } = await keyPolicy({ key });
  const policy = JSON.parse(printed);
  const denial = { Effect: "Deny", Principal: "*", Action: "kms:*", Resource: "*" };
  await kms(enabled, JSON.stringify({ ...policy, Statement: [...policy.Statement, denial] }));
  const { exitCode, stdout } = await keyPolicy({ key }, "--check");
  expect([exitCode, stdout.split("\n")[0]]).toEqual([
    0,
    "key: the policy has a Deny statement; check whether it blocks any of this",
  ]);
});

test("without a key in the configuration there is nothing to print", async () => {
  expect(await keyPolicy(undefined)).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining("organizationRules.key names no key"),
  });
});
