import { parsePolicy } from "@tocsin/core/policy/parse-policy";
import { expect, test } from "vitest";
import { warnOfRunSecrets } from "./run-secrets.ts";

const hook = (url: string, signingSecret: string) => ({ type: "webhook", url, signingSecret });

/** What is said of version 3 of a policy with these channels, where the variable TOCSIN_SECRET_THERE alone is set. */
function saidOf(channels: object): string {
  const parsed = parsePolicy({ channels: { desk: { type: "console" }, ...channels }, unrouted: "ignore" }, 3);
  if (!parsed.ok) throw new Error(parsed.refusal.problem);
  let said = "";
  const stderr = { write: (text: string) => (said += text) };
  warnOfRunSecrets(parsed.value, { environment: { TOCSIN_SECRET_THERE: "s" }, stderr });
  return said;
}

test("of each secret of a policy that the process does not have it is said where it is named, and what that means", () => {
  const said = saidOf({
    soc: hook("https://soc.example/", "env:TOCSIN_SECRET_AWAY"),
    lead: hook("https://lead.example/", "ssm:lead/key"),
    there: hook("https://there.example/", "env:TOCSIN_SECRET_THERE"),
  });
  expect(said).toContain(
    "Version 3 of the policy, which is in force now, names secrets that this run does not have:\n",
  );
  expect(said).toContain("channels.soc: the environment variable TOCSIN_SECRET_AWAY is not set\n");
  expect(said).toContain("channels.lead: ssm:lead/key is a secret of a deployed stage");
  expect(said).toMatch(/Nothing is delivered to these channels until .*\n$/);
  expect(said).not.toContain("there.example");
  expect(said).not.toContain("channels.there");
});

test("nothing is said of a policy whose secrets are all there", () => {
  expect(saidOf({ there: hook("https://there.example/", "env:TOCSIN_SECRET_THERE") })).toBe("");
});
