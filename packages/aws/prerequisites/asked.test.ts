import { ACMClient, GetAccountConfigurationCommand } from "@aws-sdk/client-acm";
import { describe, expect, test } from "vitest";
import { type CannedAnswer, clientOptions, json, useAnsweringServer } from "../testing/answering-server.ts";
import { ask } from "./asked.ts";

const startServer = useAnsweringServer();

async function asking(answer: CannedAnswer) {
  const { endpoint } = await startServer(() => answer);
  const client = new ACMClient(clientOptions(endpoint));
  return ask("acm:GetAccountConfiguration", () => client.send(new GetAccountConfigurationCommand({})));
}

const refusal = (__type: string, status = 400) => json({ __type, message: "because" }, status);

describe("a question to AWS", () => {
  test("has its answer", async () => {
    expect(await asking(json({ ExpiryEvents: { DaysBeforeExpiry: 7 } }))).toMatchObject({
      known: true,
      value: { ExpiryEvents: { DaysBeforeExpiry: 7 } },
    });
  });

  test.each([
    ["denied", "IAM or an organization's policy does not allow it", refusal("AccessDeniedException")],
    ["throttled", "too many were asked", refusal("ThrottlingException")],
    ["throttled", "too many were asked, in another service's words", refusal("TooManyRequestsException")],
    ["region-off", "the region does not know the credentials", refusal("UnrecognizedClientException")],
    ["failed", "the service has a fault", refusal("InternalFailure", 500)],
    ["failed", "the answer is no answer", { status: 200, body: "<html>" }],
  ] as const)("stays without one, %s, when %s", async (why, _when, answer) => {
    const asked = await asking(answer);
    expect(asked).toMatchObject({ known: false, why, permission: "acm:GetAccountConfiguration" });
    expect(!asked.known && asked.problem).toMatch(/^GetAccountConfiguration failed: /);
  });

  test("stays without one where the service has no name in the region", async () => {
    const unresolved = Object.assign(new Error("getaddrinfo ENOTFOUND acm.mars-1.amazonaws.com"), {
      code: "ENOTFOUND",
    });
    const asked = await ask("acm:GetAccountConfiguration", () => Promise.reject(unresolved));
    expect(asked).toMatchObject({ known: false, why: "region-off" });
  });
});
