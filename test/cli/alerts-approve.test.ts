/** A suppression for which the policy asks for two people: it holds once the second has approved it. */
import { CreateTableCommand } from "@aws-sdk/client-dynamodb";
import { createAlertsReader } from "@tocsin/aws/alerts/alerts-reader";
import { createAlertsWriter } from "@tocsin/aws/alerts/alerts-writer";
import { valuesIn } from "@tocsin/aws/alerts/items/items";
import { useAnsweringServer, xml } from "@tocsin/aws/testing/answering-server";
import { createPolicyStore } from "@tocsin/aws/world/policy-store";
import { instant } from "@tocsin/core/event/instant";
import { defaultWorld } from "@tocsin/core/policy/world";
import type { JsonObject } from "@tocsin/core/text/json";
import { changesOf } from "@tocsin/core/transition/fold";
import { tableDefinition } from "@tocsin/local/resources";
import { samples } from "@tocsin/sources/acm/samples";
import { acm } from "@tocsin/sources/acm/source";
import { tryOut } from "@tocsin/sources/testing/trial";
import { afterEach, expect, test, vi } from "vitest";
import { useGuardedDynamodb } from "../support/guarded-dynamodb.ts";
import { tocsin } from "../support/terminal.ts";

const guarded = useGuardedDynamodb();
const startServer = useAnsweringServer();
afterEach(() => {
  vi.unstubAllEnvs();
});

const now = instant("2026-03-02T08:00:00Z");
const arnOf = (name: string) => `arn:aws:sts::999999999999:assumed-role/Responder/${name}`;

/** Stage `prod` with a CRITICAL alert and a policy that asks for two people, and whoever is to be the caller. */
async function deployed(approvals: JsonObject) {
  const { client, endpoint } = await guarded();
  const caller = { name: "ines" };
  const sts = await startServer(() => {
    const { headers, ...answer } = xml("GetCallerIdentity", `<Arn>${arnOf(caller.name)}</Arn>`);
    return { ...answer, headers: { ...headers, date: new Date(now).toUTCString() } };
  });
  vi.stubEnv("AWS_ENDPOINT_URL_DYNAMODB", endpoint);
  vi.stubEnv("AWS_ENDPOINT_URL_STS", sts.endpoint);
  vi.stubEnv("AWS_REGION", "eu-central-1");
  vi.stubEnv("AWS_ACCESS_KEY_ID", "local");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "local");
  const table = { client, tableName: "tocsin-prod-alerts" };
  await client.send(new CreateTableCommand({ TableName: table.tableName, ...tableDefinition() }));
  const pushed = { written: { approvals }, source: "", replaces: 0, at: now, by: "ines", why: "two people" };
  expect(await createPolicyStore(table).push(pushed)).toMatchObject({ outcome: "in-force" });
  const urgent = {
    ...samples.approaching,
    time: "2026-03-02T07:00:00Z",
    detail: { DaysToExpiry: 2, CommonName: "shop" },
  };
  await createAlertsWriter(table).apply(changesOf(tryOut(acm).observations(urgent)), defaultWorld, now);
  const alerts = createAlertsReader(table);
  const [{ id } = { id: "" }] = await Array.fromAsync(valuesIn(alerts.open()));
  return {
    id,
    as: (name: string, ...args: readonly string[]) => {
      caller.name = name;
      return tocsin(["alerts", ...args, "--stage", "prod"]);
    },
    view: async () => (await alerts.head(id))?.view,
    log: () => Array.fromAsync(valuesIn(alerts.logOf(id))),
  };
}

test("a suppression of what is CRITICAL holds once another person has approved it", async () => {
  const { id, as, view, log } = await deployed({ suppress: { severity: ["CRITICAL"], beyondDays: 30 } });
  const suppressed = await as("ines", "suppress", id, "--for", "9d", "--why", "accepted, RISK-231");
  expect(suppressed).toMatchObject({ exitCode: 0, stderr: "" });
  expect(suppressed.stdout).toContain(
    `awaits the approval of another person (\`tocsin alerts approve ${id.slice(0, 12)}\`)`,
  );
  expect(await view()).toMatchObject({ status: "OPEN", severity: "CRITICAL" });
  expect((await tocsin(["alerts", "show", id, "--stage", "prod"])).stdout).toContain(
    `suppressed              by ${arnOf("ines")} until 2026-03-11T0`,
  );

  const own = await as("ines", "approve", id, "--why", "mine");
  expect(own).toMatchObject({ exitCode: 1, stderr: expect.stringContaining("another than who suppressed it") });
  expect(await view()).toMatchObject({ status: "OPEN" });

  const approved = await as("jonas", "approve", id, "--why", "seen");
  expect(approved).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("approved: ") });
  expect(await view()).toMatchObject({ status: "SUPPRESSED" });
  expect((await log()).at(-1)).toMatchObject({
    ...{ kind: "suppressed", reason: "decided" },
    decided: { kind: "approve", by: arnOf("jonas"), why: "seen" },
  });
  expect((await as("jonas", "approve", id, "--why", "seen")).stdout).toContain("was suppressed already");
});

test("one of less than the policy asks for holds at once, and there is nothing to approve", async () => {
  const { id, as, view } = await deployed({ suppress: { beyondDays: 30 } });
  const none = await as("jonas", "approve", id, "--why", "seen");
  expect(none).toMatchObject({ exitCode: 1, stderr: expect.stringContaining("no suppression of it awaits approval") });
  expect((await as("ines", "suppress", id, "--for", "30d", "--why", "known")).stdout).toContain("suppressed until");
  expect(await view()).toMatchObject({ status: "SUPPRESSED" });
  expect((await as("ines", "suppress", id, "--for", "31d", "--why", "known")).stdout).toContain("awaits the approval");
  expect(await view()).toMatchObject({ status: "OPEN" });
});
