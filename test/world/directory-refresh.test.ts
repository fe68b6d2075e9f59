/** What Organizations says of accounts, by the SDK's own client, becomes the directory in a table. */
import { OrganizationsClient } from "@aws-sdk/client-organizations";
import type { Table } from "@tocsin/aws/alerts/alerts-table";
import {
  type CannedAnswer,
  clientOptions,
  json,
  operationOf,
  useAnsweringServer,
} from "@tocsin/aws/testing/answering-server";
import { createDirectoryStore } from "@tocsin/aws/world/directory-store";
import { createOrganizationAccounts } from "@tocsin/aws/world/organization-accounts";
import { readWorldPartition } from "@tocsin/aws/world/world-partition";
import { createWorldSource } from "@tocsin/aws/world/world-source";
import { instant, shift } from "@tocsin/core/event/instant";
import { directoryHandler } from "@tocsin/lambda/handlers/directory";
import { context, recordingTelemetry } from "@tocsin/lambda/testing/sample-batch";
import { virtualClock } from "@tocsin/local/clock";
import { describe, expect, test } from "vitest";
import { useEmptyTables } from "../support/world-table.ts";

const startServer = useAnsweringServer();
const emptyTable = useEmptyTables();
const HOUR = 3_600_000;

interface Account {
  readonly name: string;
  readonly unit: string;
  readonly tags?: Readonly<Record<string, string>>;
}

interface Organization {
  readonly accounts: Record<string, Account>;
  readonly fails?: (operation: string, asked: Readonly<Record<string, string>>) => CannedAnswer | undefined;
}

/** Units by their ids, each in its parent. */
const unitsIn: Readonly<Record<string, readonly { readonly Id: string; readonly Name: string }[]>> = {
  "r-ab12": [
    { Id: "ou-ab12-workloads", Name: "Workloads" },
    { Id: "ou-ab12-sandbox", Name: "Sandbox" },
  ],
  "ou-ab12-workloads": [{ Id: "ou-ab12-prod", Name: "Prod" }],
};

/** As Organizations answers: one thing a page, and an empty page before the last. */
function pagesOf(name: string, things: readonly object[], token: string | undefined): CannedAnswer {
  const n = Number(token ?? 0);
  if (n === things.length) return json({ [name]: [] });
  return json({ [name]: things.slice(n, n + 1), NextToken: String(n + 1) });
}

function answered(
  { accounts }: Organization,
  operation: string,
  asked: Readonly<Record<string, string>>,
): CannedAnswer {
  const { NextToken, ParentId = "", ResourceId = "" } = asked;
  const listed = Object.entries(accounts).map(([Id, { name, unit }]) => ({ Id, Name: name, unit }));
  switch (operation) {
    case "ListAccounts":
      return pagesOf("Accounts", listed, NextToken);
    case "ListRoots":
      return pagesOf("Roots", [{ Id: "r-ab12", Name: "Root" }], NextToken);
    case "ListAccountsForParent":
      return pagesOf(
        "Accounts",
        listed.filter(({ unit }) => unit === ParentId),
        NextToken,
      );
    case "ListOrganizationalUnitsForParent":
      return pagesOf("OrganizationalUnits", unitsIn[ParentId] ?? [], NextToken);
    case "ListTagsForResource": {
      const tags = Object.entries(accounts[ResourceId]?.tags ?? {});
      return pagesOf(
        "Tags",
        tags.map(([Key, Value]) => ({ Key, Value })),
        NextToken,
      );
    }
    default:
      return json({ __type: `Unasked ${operation}` }, 400);
  }
}

async function refreshing(organization: Organization, given?: Table) {
  const table = given ?? (await emptyTable());
  let current = organization;
  const server = await startServer((request) => {
    const [operation, asked] = [operationOf(request), JSON.parse(request.body)];
    return current.fails?.(operation, asked) ?? answered(current, operation, asked);
  });
  const clock = virtualClock(instant("2026-11-20T12:00:00Z"));
  const telemetry = recordingTelemetry();
  const handler = directoryHandler({
    organization: createOrganizationAccounts(new OrganizationsClient(clientOptions(server.endpoint))),
    directories: createDirectoryStore(table),
    partition: () => readWorldPartition(table),
    now: clock.now,
    telemetry,
  });
  const source = createWorldSource({ table, now: clock.now, report: () => {} });
  return {
    table,
    telemetry,
    refresh: () => handler({}, context),
    directory: async () => (await source.reload()).directory,
    becomes: (next: Organization) => {
      current = next;
    },
    wait: (milliseconds: number) => clock.advanceTo(shift(clock.now(), milliseconds)),
    asked: () => {
      const operations = server.requests.map(operationOf);
      return (name: string) => operations.filter((operation) => operation === name).length;
    },
  };
}

const payments: Account = {
  name: "payments-prod",
  unit: "ou-ab12-prod",
  tags: { Owner: "payments", env: "prod", team: "pay" },
};
const sandbox: Account = { name: "sandbox", unit: "ou-ab12-sandbox" };
const management: Account = { name: "management", unit: "r-ab12" };
const accounts = { "111122223333": payments, "444455556666": sandbox, "999988887777": management };

describe("the directory", () => {
  test("has of each account its name, the path of its unit, and what its tags say", async () => {
    const { refresh, directory } = await refreshing({ accounts });
    expect(await refresh()).toEqual({ accounts: 3, changed: 3 });
    const { accounts: known, of } = await directory();
    expect(known).toEqual(["111122223333", "444455556666", "999988887777"]);
    expect(of("111122223333")).toEqual({
      ...{ name: "payments-prod", ou: "/Workloads/Prod", owner: "payments", environment: "prod" },
      tags: { Owner: "payments", env: "prod", team: "pay" },
    });
    expect([of("444455556666").ou, of("444455556666").environment, of("999988887777").ou]).toEqual([
      "/Sandbox",
      "unknown",
      "/",
    ]);
  });

  test("has the tags whose keys an item can hold", async () => {
    const tags = JSON.parse('{"__proto__": "x", "constructor": "y", "prototype": "z", "team": "pay"}');
    const { refresh, directory } = await refreshing({ accounts: { "111122223333": { ...payments, tags } } });
    expect(await refresh()).toEqual({ accounts: 1, changed: 1 });
    expect((await directory()).of("111122223333").tags).toEqual({ prototype: "z", team: "pay" });
  });

  test("has another version only when something changed", async () => {
    const { refresh, directory, becomes, wait } = await refreshing({ accounts });
    await refresh();
    wait(24 * HOUR);
    expect(await refresh()).toEqual({ accounts: 3, changed: 0 });
    expect((await directory()).version).toBe("1");
    becomes({ accounts: { ...accounts, "444455556666": { ...sandbox, unit: "r-ab12", tags: { owner: "labs" } } } });
    wait(24 * HOUR);
    expect(await refresh()).toEqual({ accounts: 3, changed: 1 });
    const { version, of } = await directory();
    expect([version, of("444455556666").ou, of("444455556666").owner]).toEqual(["2", "/", "labs"]);
  });

  test.each([
    ["is new", { ...accounts, "222233334444": { ...payments, name: "web-prod" } }, "222233334444", "web-prod"],
    ["is renamed", { ...accounts, "444455556666": { ...sandbox, name: "lab" } }, "444455556666", "lab"],
  ])(
    "knows within the hour an account that %s, and asks for the tags of new ones alone",
    async (_, next, account, name) => {
      const { refresh, directory, becomes, wait, asked } = await refreshing({ accounts });
      await refresh();
      const before = asked()("ListTagsForResource");
      becomes({ accounts: next });
      wait(HOUR);
      expect(await refresh()).toMatchObject({ changed: 1 });
      expect((await directory()).of(account).name).toBe(name);
      // Three tags and the end are four pages.
      expect(asked()("ListTagsForResource") - before).toBe(account in accounts ? 0 : 4);
    },
  );

  test("costs one listing by the hour while nobody joins, and by the day it is read whole", async () => {
    const { refresh, wait, asked } = await refreshing({ accounts });
    await refresh();
    const first = asked();
    for (let hour = 1; hour < 24; hour += 1) {
      wait(HOUR);
      await refresh();
    }
    for (const operation of ["ListRoots", "ListAccountsForParent", "ListTagsForResource"])
      expect([operation, asked()(operation)]).toEqual([operation, first(operation)]);
    wait(HOUR);
    await refresh();
    expect(asked()("ListRoots")).toBe(2 * first("ListRoots"));
    expect(asked()("ListTagsForResource")).toBe(2 * first("ListTagsForResource"));
  });

  test("keeps what it knew of an account that is listed no more", async () => {
    const { refresh, directory, becomes, wait } = await refreshing({ accounts });
    await refresh();
    becomes({ accounts: { "444455556666": sandbox } });
    wait(24 * HOUR);
    expect(await refresh()).toEqual({ accounts: 3, changed: 0 });
    expect((await directory()).of("111122223333").owner).toBe("payments");
  });

  test("keeps the unit that it knew of an account that moves while it is read", async () => {
    const { refresh, directory, becomes, wait } = await refreshing({ accounts });
    await refresh();
    const fails = (operation: string, { ParentId }: Readonly<Record<string, string>>) =>
      operation === "ListAccountsForParent" && ParentId === "ou-ab12-prod" ? json({ Accounts: [] }) : undefined;
    becomes({ accounts: { ...accounts, "222233334444": { ...payments, name: "web-prod" } }, fails });
    wait(24 * HOUR);
    await refresh();
    const { of } = await directory();
    expect([of("111122223333").ou, of("222233334444").ou]).toEqual(["/Workloads/Prod", undefined]);
  });

  test("keeps the tags that it knew where Organizations is asked too much", async () => {
    const { refresh, directory, becomes, wait, telemetry } = await refreshing({ accounts });
    await refresh();
    becomes({
      accounts: {
        ...accounts,
        "111122223333": { ...payments, tags: {} },
        "444455556666": { ...sandbox, tags: { env: "dev" } },
      },
      fails: (_, { ResourceId }) =>
        ResourceId === "111122223333"
          ? json({ __type: "TooManyRequestsException", message: "slow down" }, 400)
          : undefined,
    });
    wait(24 * HOUR);
    await refresh();
    const { of } = await directory();
    expect([of("111122223333").owner, of("444455556666").environment]).toEqual(["payments", "dev"]);
    expect(telemetry.counted).toContain("refreshes tags-unread 1");
  });

  test.each([
    "ListAccounts",
    "ListRoots",
    "ListAccountsForParent",
    "ListOrganizationalUnitsForParent",
    "ListTagsForResource",
  ])("stays as it is, and the run fails, where %s is denied", async (denied) => {
    const { refresh, directory, becomes, wait } = await refreshing({ accounts });
    await refresh();
    const fails = (operation: string) =>
      operation === denied
        ? json({ __type: "AccessDeniedException", message: "no delegated administrator" }, 400)
        : undefined;
    becomes({ accounts: { "222233334444": payments }, fails });
    wait(24 * HOUR);
    await expect(refresh()).rejects.toThrow(`${denied} failed: AccessDeniedException`);
    expect((await directory()).accounts).toHaveLength(3);
    becomes({ accounts: { ...accounts, "222233334444": payments } });
    wait(HOUR);
    await refresh();
    expect((await directory()).of("222233334444").owner).toBe("payments");
  });

  test("is one where two runs meet", async () => {
    const one = await refreshing({ accounts });
    const other = await refreshing({ accounts }, one.table);
    const results = await Promise.all([one.refresh(), other.refresh()]);
    expect(results.map(({ changed }) => changed).sort()).toEqual([0, 3]);
    expect((await one.directory()).version).toBe("1");
  });
});
