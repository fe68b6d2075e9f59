import { SecretsManager } from "@aws-sdk/client-secrets-manager";
import { SSM } from "@aws-sdk/client-ssm";
import { type Instant, instant, shift } from "@tocsin/core/event/instant";
import { describe, expect, test } from "vitest";
import {
  type CannedAnswer,
  clientOptions,
  json,
  operationOf,
  useAnsweringServer,
} from "../testing/answering-server.ts";
import { createStoredSecrets } from "./stored-secrets.ts";

const startServer = useAnsweringServer();

async function secretsWith(answer: (operation: string, n: number) => CannedAnswer) {
  const server = await startServer((request, n) => answer(operationOf(request), n));
  let now: Instant = instant("2026-11-20T12:00:00Z");
  const ssm = new SSM(clientOptions(server.endpoint));
  const secretsManager = new SecretsManager(clientOptions(server.endpoint));
  const secrets = createStoredSecrets({
    path: "tocsin/prod",
    getParameter: (input) => ssm.getParameter(input),
    getSecretValue: (input) => secretsManager.getSecretValue(input),
    now: () => now,
  });
  const wait = (seconds: number) => {
    now = shift(now, seconds * 1000);
  };
  return { server, wait, ...secrets };
}

const parameter = (Value: string, Type = "SecureString") => json({ Parameter: { Type, Value } });

describe("a secret that a policy names", () => {
  test.each([
    ["ssm:soc/key", "GetParameter", { Name: "/tocsin/prod/soc/key", WithDecryption: true }],
    ["secretsmanager:soc/key", "GetSecretValue", { SecretId: "tocsin/prod/soc/key" }],
  ])("is read below the stage's own path: %s", async (reference, operation, asked) => {
    const { server, read } = await secretsWith(() =>
      json({ ...JSON.parse(parameter("hush").body), SecretString: "hush" }),
    );
    expect(await read(reference)).toBe("hush");
    expect(server.requests.map((request) => [operationOf(request), JSON.parse(request.body)])).toEqual([
      [operation, asked],
    ]);
  });

  test("is read once, however many ask", async () => {
    const { server, read } = await secretsWith(() => parameter("hush"));
    expect(await Promise.all([read("ssm:key"), read("ssm:key")])).toEqual(["hush", "hush"]);
    await read("ssm:key");
    expect(server.requests).toHaveLength(1);
  });

  test("is read anew after it was refused, and within five minutes once at most", async () => {
    const { read, forget, wait } = await secretsWith((_, n) => parameter(`secret ${n}`));
    const refused = async () => {
      forget("ssm:key");
      return read("ssm:key");
    };
    await read("ssm:key");
    wait(299.999);
    expect(await refused()).toBe("secret 0");
    wait(0.001);
    expect(await refused()).toBe("secret 1");
    expect(await refused()).toBe("secret 1");
    wait(300);
    expect(await refused()).toBe("secret 2");
  });

  test("is read anew after a call that failed", async () => {
    const { read } = await secretsWith((_, n) =>
      n === 0 ? json({ __type: "ThrottlingException", message: "slow down" }, 400) : parameter("hush"),
    );
    await expect(read("ssm:key")).rejects.toMatchObject({ name: "CallError", retryable: true });
    expect(await read("ssm:key")).toBe("hush");
  });

  test.each([
    ["hush", "hush"],
    ["hush\n", "hush"],
    ["hush\r\n", "hush"],
    ["hush \n\n", "hush \n"],
  ])("is without the end of the line of the file that it was made from: %j", async (stored, value) => {
    const { read } = await secretsWith(() => parameter(stored));
    expect(await read("ssm:key")).toBe(value);
  });

  test.each([
    ["ssm:key", parameter("topsecret", "String"), /the parameter \/tocsin\/prod\/key is no SecureString/],
    ["ssm:key", parameter("\n"), /holds no text/],
    ["secretsmanager:key", json({ SecretBinary: "dG9wc2VjcmV0" }), /tocsin\/prod\/key holds no text/],
    [
      "ssm:key",
      json({ __type: "ParameterNotFound", message: "" }, 400),
      /^GetParameter of \/tocsin\/prod\/key failed: ParameterNotFound/,
    ],
    ["env:TOCSIN_SECRET_SOC", parameter("topsecret"), /is a variable of a laptop/],
    ["ssm:/other/key", parameter("topsecret"), /what is no reference/],
    ["topsecret", parameter("topsecret"), /what is no reference/],
  ])("that is wrong is an error without its value: %s", async (reference, answer, problem) => {
    const { read } = await secretsWith(() => answer);
    const error = await read(reference).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ message: expect.stringMatching(problem) });
    expect(String(error)).not.toContain("topsecret");
  });
});
