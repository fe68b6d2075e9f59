import { KMS } from "@aws-sdk/client-kms";
import { describe, expect, test } from "vitest";
import { clientOptions, json, operationOf, useAnsweringServer } from "../testing/answering-server.ts";
import { createKmsMac } from "./kms-mac.ts";

const keyArn = "arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
const answering = useAnsweringServer();

async function macOf(...[answer]: Parameters<typeof answering>) {
  const server = await answering(answer);
  const client = new KMS(clientOptions(server.endpoint));
  return { mac: createKmsMac({ generateMac: (input, options) => client.generateMac(input, options), keyArn }), server };
}

describe("the MAC of a text by KMS", () => {
  test("is asked for under the one key, by HMAC-SHA256", async () => {
    const { mac, server } = await macOf(() => json({ Mac: Buffer.from("the mac").toString("base64"), KeyId: keyArn }));
    expect(Buffer.from(await mac("tocsin/day/v1/prod/2026-11-24")).toString("utf8")).toBe("the mac");
    const [request] = server.requests;
    expect(request && operationOf(request)).toBe("GenerateMac");
    expect(JSON.parse(request?.body ?? "")).toEqual({
      KeyId: keyArn,
      MacAlgorithm: "HMAC_SHA_256",
      Message: Buffer.from("tocsin/day/v1/prod/2026-11-24").toString("base64"),
    });
  });

  test.each([
    ["KMS refuses", json({ __type: "AccessDeniedException", message: "no" }, 400), "GenerateMac failed: AccessDenied"],
    ["the key is disabled", json({ __type: "DisabledException", message: "no" }, 400), "GenerateMac failed: Disabled"],
    ["KMS gives none", json({ KeyId: keyArn }), "GenerateMac gave no MAC"],
  ])("is none where %s", async (_title, answer, problem) => {
    const { mac } = await macOf(() => answer);
    await expect(mac("a text")).rejects.toThrow(problem);
  });
});
