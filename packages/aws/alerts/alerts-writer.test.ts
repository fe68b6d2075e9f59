/** What needs a DynamoDB that fails in ways the real one does only on a bad day; test/alerts/alerts-table.test.ts has the rest. */
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { active, type Observation } from "@tocsin/core/alert/observation";
import { instant } from "@tocsin/core/event/instant";
import { defaultWorld } from "@tocsin/core/policy/world";
import { changesOf } from "@tocsin/core/transition/fold";
import { describe, expect, test } from "vitest";
import {
  type CannedAnswer,
  clientOptions,
  json,
  type Request,
  useAnsweringServer,
} from "../testing/answering-server.ts";
import { createAlertsWriter } from "./alerts-writer.ts";

const startServer = useAnsweringServer();
const now = instant("2026-11-20T12:00:00Z");

function sees(resource: string, count?: number): Observation {
  return active(
    { id: `event of ${resource}`, time: now, "replay-name": undefined },
    {
      identity: {
        condition: "threat",
        partition: "aws",
        account: "111122223333",
        region: "eu-west-1",
        resource: "",
        discriminator: resource,
      },
      reporter: "guardduty",
      title: "Threat",
      summary: "Somebody is here.",
      resource,
      severity: "HIGH",
      count,
    },
  );
}

const operationOf = ({ headers }: Request) => String(headers["x-amz-target"]).split(".")[1];

/** A table that holds `stored`: nothing, unless said. */
async function newTable(write: (request: Request) => CannedAnswer = () => json({}), stored: readonly unknown[] = []) {
  const server = await startServer((request) =>
    operationOf(request) === "BatchGetItem"
      ? json({ Responses: { alerts: stored }, UnprocessedKeys: {} })
      : write(request),
  );
  const alerts = createAlertsWriter({
    client: new DynamoDBClient(clientOptions(server.endpoint)),
    tableName: "alerts",
  });
  const apply = (...observations: readonly Observation[]) => alerts.apply(changesOf(observations), defaultWorld, now);
  return { server, apply };
}

describe("one alert's failure", () => {
  test.each([
    ["is larger than DynamoDB's numbers", Number.POSITIVE_INFINITY],
    ["is larger than the SDK hands over", 2 ** 60],
  ])("harms no other when its count %s", async (_, count) => {
    const { apply } = await newTable();
    const results = await apply(sees("one", count), sees("two"));
    expect(results.map(({ ok }) => ok)).toEqual([false, true]);
    expect(results[0]).toMatchObject({ error: { name: "CallError", retryable: false } });
  });

  test("harms no other when DynamoDB refuses its transaction", async () => {
    const { apply } = await newTable(({ body }) =>
      body.includes("event of one") ? json({ __type: "x#ValidationException", message: "too large" }, 400) : json({}),
    );
    const results = await apply(sees("one"), sees("two"));
    expect(results.map(({ ok }) => ok)).toEqual([false, true]);
    expect(results[0]).toMatchObject({ error: { retryable: false, message: expect.stringContaining("too large") } });
  });

  test("is given after a bounded number of lost races", async () => {
    const { apply, server } = await newTable(() =>
      json(
        {
          __type: "com.amazonaws.dynamodb.v20120810#TransactionCanceledException",
          message: "Transaction cancelled",
          CancellationReasons: [{ Code: "TransactionConflict" }],
        },
        400,
      ),
    );
    const [result] = await apply(sees("one"));
    expect(result).toMatchObject({ ok: false, error: { retryable: true } });
    expect(server.requests.map(operationOf).filter((name) => name === "TransactWriteItems").length).toBe(6);
  });
});
