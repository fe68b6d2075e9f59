import { describe, expect, test } from "vitest";
import { parsePolicy } from "./parse-policy.ts";
import { secretReference } from "./secret-reference.ts";

const hook = { type: "webhook", url: "https://hooks.example.com/", signingSecret: "env:TOCSIN_SECRET_HOOK" };

function refusalOf(more: object) {
  const parsed = parsePolicy({ channels: { hook: { ...hook, ...more } } });
  return parsed.ok ? undefined : parsed.refusal;
}

test.each([
  ["ssm:soc/signing-secret", { store: "ssm", name: "soc/signing-secret" }],
  ["ssm:a", { store: "ssm", name: "a" }],
  ["secretsmanager:soc.webhook_1", { store: "secretsmanager", name: "soc.webhook_1" }],
  ["env:TOCSIN_SECRET_SOC", { store: "env", variable: "TOCSIN_SECRET_SOC" }],
])("%s is a reference", (text, reference) => {
  expect(secretReference(text)).toEqual(reference);
});

describe("what would reach beyond the path of the stage is no reference, for a secret or for a URL", () => {
  test.each([
    ["a path from the root", "ssm:/tocsin/prod/soc"],
    ["another's path", "ssm:/prod/db/password"],
    ["an ARN", "secretsmanager:arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/db-a1b2c3"],
    ["no name", "ssm:"],
    ["an empty level", "ssm:soc//secret"],
    ["a level at the end", "ssm:soc/"],
    ["a version", "ssm:soc:3"],
    ["a space", "ssm:soc secret"],
    ["a line break", "ssm:soc\n"],
  ])("%s", (_title, text) => {
    expect(secretReference(text)).toBeUndefined();
    expect(refusalOf({ signingSecret: text })?.problem).toMatch(/ssm:NAME or secretsmanager:NAME.* below \/tocsin/);
    expect(refusalOf({ url: text })).toEqual({
      path: "channels.hook.url",
      problem: expect.stringMatching(/ssm:NAME or secretsmanager:NAME.* below \/tocsin/),
    });
  });
});

test.each(["ssm:soc/url", "secretsmanager:soc/url"])("a webhook may have its URL from %s", (url) => {
  expect(refusalOf({ url })).toBeUndefined();
});

test("a webhook may not have its URL from a variable", () => {
  expect(refusalOf({ url: "env:TOCSIN_SECRET_URL" })?.problem).toMatch(/^expected an https URL/);
});
