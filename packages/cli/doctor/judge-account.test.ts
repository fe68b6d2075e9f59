import type { Recorder } from "@tocsin/aws/prerequisites/account";
import { type Asked, known } from "@tocsin/aws/prerequisites/asked";
import { shellWord } from "@tocsin/core/text/shell-word";
import { sources } from "@tocsin/sources/registry";
import { describe, expect, test } from "vitest";
import type { CheckResult } from "./check-result.ts";
import { judgeAccountIn, judgeRegion } from "./judge-account.ts";

const ACCOUNT = "111122223333";
const denied = (permission: string): Asked<never> => ({ known: false, why: "denied", permission, problem: "no" });
const recording: Recorder = {
  name: "default",
  isRecording: true,
  roleArn: "arn:aws:iam::111122223333:role/config",
  recordingGroup: { allSupported: true },
};

function judge(
  facts: { readonly recorder?: Asked<Recorder | undefined>; readonly daysBeforeExpiry?: Asked<number> },
  off: readonly string[] = [],
) {
  const { recorder = known(recording), daysBeforeExpiry = known(45) } = facts;
  const region = { region: "eu-west-1", trails: known([]), recorder, daysBeforeExpiry };
  const on = sources.filter(({ name }) => !off.includes(name));
  return judgeAccountIn(region, ACCOUNT, on);
}
const check = (results: readonly CheckResult[], name: CheckResult["check"]) =>
  results.find((one) => one.check === name);
const commands = (result: CheckResult | undefined) =>
  result?.state === "wrong" ? result.remedy.map(({ act }) => act) : [];

describe("a region", () => {
  test.each([
    ["ENABLED", "well"],
    ["ENABLED_BY_DEFAULT", "well"],
    ["ENABLING", "wrong"],
    ["DISABLING", "wrong"],
    ["DISABLED", "wrong"],
  ])("that is %s is %s", (state, expected) => {
    expect(judgeRegion({ regions: known(new Map([["eu-south-1", state]])) }, "eu-south-1").state).toBe(expected);
  });

  test("that AWS does not know is wrong, and one that may not be asked for is unknown", () => {
    expect(judgeRegion({ regions: known(new Map()) }, "eu-south-9").state).toBe("wrong");
    expect(judgeRegion({ regions: denied("account:ListRegions") }, "eu-south-1")).toMatchObject({
      state: "unknown",
      permission: "account:ListRegions",
    });
  });

  test("is enabled by its name", () => {
    const result = judgeRegion({ regions: known(new Map([["eu-south-1", "DISABLED"]])) }, "eu-south-1");
    expect(commands(result)).toEqual(["aws account enable-region --region-name eu-south-1"]);
  });
});

describe("the recorder", () => {
  const included = { recordingStrategy: { useOnly: "INCLUSION_BY_RESOURCE_TYPES" } } as const;
  const excluded = { recordingStrategy: { useOnly: "EXCLUSION_BY_RESOURCE_TYPES" } } as const;
  test.each<[string, Asked<Recorder | undefined>, CheckResult["state"], RegExp | undefined]>([
    ["records", known(recording), "well", undefined],
    [
      "is missing",
      known(undefined),
      "wrong",
      /^aws configservice put-configuration-recorder .*:role\/aws-service-role\//,
    ],
    [
      "is stopped",
      known({ ...recording, isRecording: false }),
      "wrong",
      /start-configuration-recorder .* default --region eu-west-1$/,
    ],
    ["cannot deliver", known({ ...recording, failure: "NoSuchBucket" }), "wrong", /describe-delivery-channel-status/],
    [
      "records other types",
      known({ ...recording, recordingGroup: { ...included, resourceTypes: ["AWS::S3::Bucket"] } }),
      "wrong",
      /"resourceTypes":\["AWS::S3::Bucket","AWS::ACM::Certificate"\]/,
    ],
    [
      "leaves certificates out",
      known({
        ...recording,
        recordingGroup: {
          ...excluded,
          exclusionByResourceTypes: { resourceTypes: ["AWS::S3::Bucket", "AWS::ACM::Certificate"] },
        },
      }),
      "wrong",
      /"exclusionByResourceTypes":\{"resourceTypes":\["AWS::S3::Bucket"\]\}/,
    ],
    ["may not be asked for", denied("config:DescribeConfigurationRecorders"), "unknown", undefined],
  ])("%s", (_what, recorder, state, remedy) => {
    const result = check(judge({ recorder }), "recorder");
    expect(result?.state).toBe(state);
    if (remedy) expect(commands(result)[0]).toMatch(remedy);
  });

  test("keeps its name and role where what it records is changed, whatever its name holds", () => {
    const recorder = known({ ...recording, name: "it's $(mine)", recordingGroup: {} });
    const [command = ""] = commands(check(judge({ recorder }), "recorder"));
    expect(command).toContain(
      `--configuration-recorder ${shellWord(JSON.stringify({ name: "it's $(mine)", roleARN: recording.roleArn }))} `,
    );
  });
});

describe("ACM's expiry events", () => {
  test.each([
    [45, "well"],
    [60, "well"],
    [44, "wrong"],
    [1, "wrong"],
  ])("that begin %i days before are %s", (days, state) => {
    expect(check(judge({ daysBeforeExpiry: known(days) }), "certificate-events")?.state).toBe(state);
  });

  test("that begin late miss the steps of the ladder that are past by then, and begin at the first by the remedy", () => {
    const result = check(judge({ daysBeforeExpiry: known(14) }), "certificate-events");
    expect(result).toMatchObject({ missed: expect.stringMatching(/steps at 45, 30 days/) });
    expect(commands(result)).toEqual([
      "aws acm put-account-configuration --expiry-events DaysBeforeExpiry=45 --idempotency-token tocsin --region eu-west-1",
    ]);
  });

  test("that may not be asked for are unknown", () => {
    const results = judge({ daysBeforeExpiry: denied("acm:GetAccountConfiguration") });
    expect(check(results, "certificate-events")).toMatchObject({
      state: "unknown",
      permission: "acm:GetAccountConfiguration",
    });
  });
});

test.each([
  [
    "arn:aws:cloudtrail:eu-west-1:111122223333:trail/a_b.c-d",
    "arn:aws:cloudtrail:eu-west-1:111122223333:trail/a_b.c-d",
  ],
  ["two words", "'two words'"],
  ["$(reboot)", "'$(reboot)'"],
  ["it's", `'it'\\''s'`],
  ["", "''"],
])("%j is the shell's word %s", (text, word) => {
  expect(shellWord(text)).toBe(word);
});

describe("of sources that are switched off nothing is needed", () => {
  const withoutCertificates = known({
    ...recording,
    recordingGroup: { exclusionByResourceTypes: { resourceTypes: ["AWS::ACM::Certificate"] } },
  } satisfies Recorder);
  test.each<[title: string, off: readonly string[], expected: readonly string[]]>([
    ["all are on", [], ["recorder wrong", "certificate-events wrong"]],
    ["certificates are of no interest", ["acm"], ["recorder well"]],
    ["neither are AWS Config's rules", ["acm", "config"], []],
    ["of AWS Config's rules only certificates' are", ["config"], ["recorder wrong", "certificate-events wrong"]],
  ])("%s", (_title, off, expected) => {
    const results = judge({ recorder: withoutCertificates, daysBeforeExpiry: known(7) }, off);
    expect(results.map(({ check: name, state }) => `${name} ${state}`)).toEqual(expected);
  });

  test("a recorder that is missing keeps back what AWS Config's rules find, and no certificates", () => {
    const [result] = judge({ recorder: known(undefined) }, ["acm"]);
    expect(result).toMatchObject({ state: "wrong", missed: expect.not.stringContaining("certificate") });
  });
});
