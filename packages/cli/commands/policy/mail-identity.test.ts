import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parsePolicy } from "@tocsin/core/policy/parse-policy";
import type { Policy } from "@tocsin/core/policy/policy";
import { describe, expect, test } from "vitest";
import { requireMailIdentity } from "./mail-identity.ts";

const example = JSON.parse(readFileSync(new URL("../../../../tocsin.config.example.json", import.meta.url), "utf8"));

function policyFrom(from: string): Policy {
  const policy = parsePolicy({
    channels: { team: { type: "email", to: "ssm:email/team", from }, desk: { type: "console" } },
    routes: [{ name: "all", match: { severity: ["HIGH", "CRITICAL"] }, channels: ["team", "desk"] }],
    unrouted: "ignore",
  });
  return policy.ok ? policy.value : expect.fail(policy.refusal.problem);
}

/** Whether a policy whose mails are from there may be pushed where that may send mails. */
function required(identity: string | undefined, from: string): void {
  const directory = mkdtempSync(join(tmpdir(), "tocsin-config-"));
  try {
    const file = join(directory, "tocsin.config.json");
    const { email: _, ...rest } = example;
    writeFileSync(file, JSON.stringify({ ...rest, ...(identity && { email: { identity } }) }));
    requireMailIdentity(policyFrom(from), file);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

describe("the mails of a policy that is pushed", () => {
  test.each([
    ["any address of the domain", "alerts.example.com", "tocsin@alerts.example.com"],
    ["the one address", "tocsin@example.com", "tocsin@example.com"],
  ])("are from %s that is deployed", (_title, identity, from) => {
    expect(() => required(identity, from)).not.toThrow();
  });

  test.each([
    ["another domain", "alerts.example.com", "tocsin@example.com", "may only be from addresses of alerts.example.com"],
    ["a domain below", "example.com", "tocsin@alerts.example.com", "may only be from addresses of example.com"],
    ["one that ends alike", "example.com", "tocsin@notexample.com", "may only be from addresses of example.com"],
    ["another address", "tocsin@example.com", "ada@example.com", "may only be from tocsin@example.com"],
    ["the same in capitals", "example.com", "tocsin@Example.com", "in the same upper and lower case"],
    ["anywhere, where none are sent", undefined, "tocsin@example.com", "has no sender of mails"],
  ])("are not from %s", (_title, identity, from, problem) => {
    expect(() => required(identity, from)).toThrow(
      expect.objectContaining({
        exitCode: 1,
        message: expect.stringMatching(
          new RegExp(`^channels\\.team\\.from: .*${problem}[\\s\\S]*\\nnothing was pushed$`),
        ),
      }),
    );
  });
});
