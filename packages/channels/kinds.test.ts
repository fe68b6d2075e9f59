import { existsSync } from "node:fs";
import { join } from "node:path";
import { defaultPolicy } from "@tocsin/core/policy/parse-policy";
import { expect, test } from "vitest";
import { channelKinds, secretsOf } from "./kinds.ts";

test.each(Object.keys(channelKinds))("%s has its code in a folder of its own", (kind) => {
  expect(existsSync(join(import.meta.dirname, kind, `${kind}-channel.ts`))).toBe(true);
});

test("only what replaces what it showed before shows a state", () => {
  const showing = Object.entries(channelKinds).flatMap(([kind, { showsState }]) => (showsState ? [kind] : []));
  expect(showing).toEqual(["webhook"]);
});

test("a webhook has the secrets that its settings refer to, each once, and no other channel has any", () => {
  const hook = {
    type: "webhook",
    url: "secretsmanager:soc/url",
    signingSecret: "ssm:soc/signing",
    headers: { authorization: "ssm:soc/key", "x-other": "ssm:soc/key", "x-team": "payments" },
    allowPrivateAddresses: false,
  } as const;
  expect(secretsOf(hook)).toEqual(["secretsmanager:soc/url", "ssm:soc/signing", "ssm:soc/key"]);
  expect(secretsOf({ ...hook, url: "https://hooks.example.com/", headers: undefined })).toEqual(["ssm:soc/signing"]);
  expect(secretsOf({ type: "sns" })).toEqual([]);
  expect(Object.values(defaultPolicy.channels).flatMap(secretsOf)).toEqual([]);
});
