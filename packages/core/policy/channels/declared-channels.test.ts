import { describe, expect, test } from "vitest";
import { defaultPolicy } from "../parse-policy.ts";
import { referencesIn } from "../secret-reference.ts";
import { channelKinds, declaredChannels } from "./declared-channels.ts";

test("only what replaces what it showed before shows a state", () => {
  expect(channelKinds.filter((kind) => declaredChannels[kind].showsState)).toEqual([
    "jira",
    "pagerduty",
    "slack",
    "webhook",
  ]);
});

describe("the secrets of a channel", () => {
  const hook = {
    type: "webhook",
    url: "secretsmanager:soc/url",
    signingSecret: "ssm:soc/signing",
    headers: { authorization: "ssm:soc/key", "x-other": "ssm:soc/key", "x-team": "payments" },
    allowPrivateAddresses: false,
  } as const;

  test("are what its settings refer to, each once", () => {
    expect(referencesIn(hook)).toEqual(["secretsmanager:soc/url", "ssm:soc/signing", "ssm:soc/key"]);
    expect(referencesIn({ ...hook, url: "https://hooks.example.com/", headers: undefined })).toEqual([
      "ssm:soc/signing",
    ]);
  });

  test("are none of what refers to none", () => {
    expect(referencesIn({ type: "sns" })).toEqual([]);
    expect(Object.values(defaultPolicy.channels).flatMap(referencesIn)).toEqual([]);
  });
});
