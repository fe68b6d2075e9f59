import { describe, expect, test } from "vitest";
import { parsePolicy } from "./parse-policy.ts";

const hook = { type: "webhook", url: "https://hooks.example.com/tocsin", signingSecret: "ssm:soc/signing-secret" };

function refusalOf(headers: object): string {
  const parsed = parsePolicy({ channels: { hook: { ...hook, headers } } });
  return parsed.ok ? "accepted" : `${parsed.refusal.path}: ${parsed.refusal.problem}`;
}

describe("a webhook's headers", () => {
  test.each([
    ["none", {}],
    ["a plain text", { "X-Team": "payments" }],
    ["a reference", { Authorization: "ssm:soc/authorization", "x-api-key": "secretsmanager:soc/key" }],
    ["a variable's", { Authorization: "env:TOCSIN_SECRET_SOC" }],
  ])("may be %s", (_title, headers) => expect(refusalOf(headers)).toBe("accepted"));

  test.each([
    ["Content-Type", "text/plain", "is set by Tocsin itself"],
    ["tocsin-signature", "t=1", "is set by Tocsin itself"],
    ["Idempotency-Key", "1", "is set by Tocsin itself"],
    ["Host", "example.com", "is set by Tocsin itself"],
    ["Transfer-Encoding", "chunked", "is set by Tocsin itself"],
    ["x team", "payments", "is not the name of a header"],
    ["", "payments", "is not the name of a header"],
    ["x-team", "payments\r\nx-evil: 1", "has characters that no header may have"],
    [
      "authorization",
      "Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ0b2NzaW4ifQ.c2lnbmF0dXJlc2lnbmF0dXJl",
      "holds what looks like a credential: give a reference to it instead",
    ],
    ["authorization", "ssm:/etc/passwd", "expected ssm:NAME or secretsmanager:NAME"],
  ])("are refused as %j: %j", (name, value, problem) => {
    const refusal = refusalOf({ [name]: value });
    expect(refusal).toContain(problem);
    expect(refusal).toContain("channels.hook.headers");
    expect(refusal).not.toContain(value);
  });
});
