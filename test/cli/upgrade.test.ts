/** `tocsin upgrade --check`, against the state of a deployment as SST keeps it. */

import { json, operationOf, useAnsweringServer } from "@tocsin/aws/testing/answering-server";
import { VERSION } from "@tocsin/core/release";
import { afterEach, beforeAll, expect, test, vi } from "vitest";
import { sstState } from "../support/sst-state.ts";
import { tocsin } from "../support/terminal.ts";
import { synthesizeApart } from "../synth/synthesis/child.ts";
import { exampleConfig } from "../synth/synthesis/platform.ts";
import type { Synthesis } from "../synth/synthesis/synthesize.ts";

let deployed: Synthesis;
const startServer = useAnsweringServer();
afterEach(() => vi.unstubAllEnvs());

beforeAll(async () => {
  deployed = await synthesizeApart("prod");
  // As long as a synthesis takes beside others.
}, 600_000);

const check = (state: string, ...flags: readonly string[]) =>
  tocsin(["upgrade", "--check", "--stage", "prod", "--config", exampleConfig, "--state", "-", ...flags], state);

test("where this version is deployed to some account, nothing is replaced, and no format changes", async () => {
  const { exitCode, stdout, stderr } = await check(sstState(deployed, "999900001111"));
  expect([exitCode, stderr]).toEqual([0, ""]);
  expect(stdout).toContain(`Deployed: ${VERSION}. To be deployed: ${VERSION}.`);
  expect(stdout).toContain("0 resources replaced, 0 removed, 0 added.");
  expect(stdout).not.toContain("Formats change");
  expect(stdout).toContain("To do (Unreleased):");
}, 600_000);

test("an older deployment has told what it loses, what it lacks, and what it cannot read", async () => {
  const resources = deployed.resources.flatMap((one) => {
    switch (one.name) {
      case "OncallQueueQueue":
        return [{ ...one, inputs: { ...one.inputs, name: "tocsin-prod-wakes" } }];
      case "AlertsTable": {
        const [first] = one.inputs.globalSecondaryIndexes as readonly object[];
        return [{ ...one, inputs: { ...one.inputs, globalSecondaryIndexes: [first] } }];
      }
      case "HeartbeatsLog":
        return [];
      case "TopicTopic":
        return [one, { ...one, place: "aws:sns/topic:Topic::Old", name: "Old", inputs: { name: "tocsin-prod-old" } }];
      default:
        return [one];
    }
  });
  const release = { version: "0.0.1", itemFormats: { head: 0 }, messageFormats: { wake: "tocsin.wake.v0" } };
  const { exitCode, stdout } = await check(sstState({ ...deployed, resources, release }, "999900001111"), "--json");
  const found = JSON.parse(stdout);
  expect([exitCode, found.from, found.to]).toEqual([1, "0.0.1", VERSION]);
  expect(found.changes).toEqual([
    {
      ...{ kind: "replaced", type: "sqs/queue:Queue", name: "tocsin-prod-wakes", because: ["name"], isKept: false },
      loses: "the messages that wait in it",
    },
    {
      ...{ kind: "removed", type: "sns/topic:Topic", name: "tocsin-prod-old", because: [], isKept: false },
      loses: "its subscriptions, those that were added by hand too",
    },
    {
      ...{ kind: "added", type: "cloudwatch/logGroup:LogGroup", name: "/aws/events/tocsin-prod-heartbeats" },
      ...{ because: [], isKept: false },
    },
  ]);
  expect(found.formats).toContainEqual({ of: "item", kind: "head", from: "0", to: "1" });
  expect(found.formats).toContainEqual({ of: "message", kind: "wake", from: "tocsin.wake.v0", to: "tocsin.wake.v1" });
  expect(found.newIndexes.length).toBeGreaterThan(1);
}, 600_000);

test("the table that stays when it is replaced is in the way, as is said", async () => {
  const resources = deployed.resources.map((one) =>
    one.name === "AlertsTable" ? { ...one, inputs: { ...one.inputs, hashKey: "id" } } : one,
  );
  const { exitCode, stdout } = await check(sstState({ ...deployed, resources, release: undefined }, "999900001111"));
  expect(exitCode).toBe(1);
  expect(stdout).toMatch(/REPLACED +Table +tocsin-prod-alerts +hashKey +the old one stays, and blocks the new one/);
  expect(stdout).toContain("Deployed: an unknown version.");
  expect(stdout).toContain("Which formats the deployed version writes is not known");
}, 600_000);

test.each([
  ["no state", "✕ Could not pull state", "could not compare: it is no state of SST: no JSON"],
  ["the state of a stage that was removed", '{"stack":"x","latest":{}}', "stage prod is not deployed"],
])("%s cannot be compared", async (_title, state, problem) => {
  expect(await check(state)).toMatchObject({ exitCode: 2, stdout: "", stderr: expect.stringContaining(problem) });
});

/** Where SST keeps its states; of the fifth version of what it makes for that, it makes nothing more. */
const bootstrap = { asset: "sst-asset-x", state: "sst-state-x", assetEcr: "x", assetEcrUrl: "x/x", version: 5 };

/** The stores of SST, with this state of stage `prod`. */
async function sstStores(state: string | undefined) {
  const server = await startServer((request) => {
    if (operationOf(request) === "GetParameter")
      return json({ Parameter: { Name: "/sst/bootstrap", Type: "String", Value: JSON.stringify(bootstrap) } });
    const isAsked = request.path.startsWith("/sst-state-x/app/tocsin/prod.json");
    if (isAsked && state !== undefined) return { status: 200, body: state };
    return {
      status: 404,
      headers: { "content-type": "application/xml" },
      body: "<Error><Code>NoSuchKey</Code></Error>",
    };
  });
  vi.stubEnv("AWS_ENDPOINT_URL", server.endpoint);
  vi.stubEnv("AWS_REGION", "eu-central-1");
  vi.stubEnv("AWS_ACCESS_KEY_ID", "test");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "test");
  return server;
}

const asked = ["upgrade", "--check", "--stage", "prod", "--config", exampleConfig];

test("without a file it has SST itself read the state, and asks for nothing else", async () => {
  const checkpoint = JSON.parse(sstState(deployed, "999900001111"));
  const { requests } = await sstStores(JSON.stringify({ version: 3, checkpoint }));
  const { exitCode, stdout, stderr } = await tocsin(asked);
  expect([exitCode, stderr]).toEqual([0, ""]);
  expect(stdout).toContain("0 resources replaced, 0 removed, 0 added.");
  expect(requests.map((request) => operationOf(request).replace(/\?.*/, ""))).toEqual([
    "GetParameter",
    "sst-state-x/app/tocsin/prod.json",
  ]);
}, 600_000);

test("a stage of which SST has no state cannot be compared", async () => {
  await sstStores(undefined);
  const { exitCode, stderr } = await tocsin(asked);
  expect([exitCode, stderr.split(":").slice(0, 2)]).toEqual([2, ["tocsin", " could not compare"]]);
  expect(stderr).toContain("`sst state export --stage prod` failed");
}, 600_000);

test("without --check it says what the upgrade is", async () => {
  expect(await tocsin(["upgrade", "--stage", "prod"])).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining("use --check"),
  });
});
