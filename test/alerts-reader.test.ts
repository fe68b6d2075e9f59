import { PutItemCommand } from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import { alertKey, HEAD, logKey } from "@tocsin/aws/alerts/alerts-schema";
import { expect, test } from "vitest";
import { countRequests } from "./support/counting.ts";
import { useTable } from "./support/table.ts";

const table = useTable();

test("all alerts are read, and nothing but alerts, from more pages than one", async () => {
  // A page of a scan ends at a megabyte, whatever passes the filter.
  const ids = Array.from({ length: 9 }, (_, n) => String(n).repeat(32));
  for (const id of ids) {
    const padding = "x".repeat(200_000);
    for (const sk of [HEAD, logKey(1)]) {
      const Item = marshall({ pk: alertKey(id), sk, view: { id, padding } });
      await table.client.send(new PutItemCommand({ TableName: table.tableName, Item }));
    }
  }
  const requests = countRequests(table.client);
  const found = await Array.fromAsync(table.alerts.all(), ({ id }) => id);
  expect(found.toSorted()).toEqual(ids);
  expect(requests.counts.get("ScanCommand")).toBeGreaterThan(2);
});
