import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { consoleLink, formatArn, isConsoleLink, isPartition, parseArn, partitionOf } from "./arn.ts";

describe("parseArn", () => {
  test.each([
    [
      "an ARN with region and account",
      "arn:aws:acm:eu-west-1:048576123456:certificate/c0ffee",
      {
        partition: "aws",
        service: "acm",
        region: "eu-west-1",
        account: "048576123456",
        resource: "certificate/c0ffee",
      },
    ],
    [
      "a bucket, which has neither",
      "arn:aws-cn:s3:::logs",
      { partition: "aws-cn", service: "s3", region: "", account: "", resource: "logs" },
    ],
    [
      "a resource with colons of its own",
      "arn:aws-us-gov:secretsmanager:us-gov-west-1:048576123456:secret:db-a1b2c3",
      {
        ...{ partition: "aws-us-gov", service: "secretsmanager", region: "us-gov-west-1", account: "048576123456" },
        resource: "secret:db-a1b2c3",
      },
    ],
    [
      "a resource that ends in a colon",
      "arn:aws:logs:eu-west-1:048576123456:log-group:a:",
      { partition: "aws", service: "logs", region: "eu-west-1", account: "048576123456", resource: "log-group:a:" },
    ],
  ])("takes %s apart, and formatArn puts it together", (_title, text, arn) => {
    expect(parseArn(text)).toEqual(arn);
    expect(formatArn(arn)).toBe(text);
  });

  test.each([
    ["an empty text", ""],
    ["another scheme", "urn:aws:acm:eu-west-1:048576123456:certificate/c0ffee"],
    ["capitals", "ARN:aws:s3:::logs"],
    ["a space before it", " arn:aws:s3:::logs"],
    ["no partition", "arn::s3:::logs"],
    ["no service", "arn:aws::eu-west-1:048576123456:x"],
    ["no resource", "arn:aws:s3:::"],
    ["too few parts", "arn:aws:s3::logs"],
    ["arn alone", "arn:"],
  ])("gives undefined for %s", (_title, text) => {
    expect(parseArn(text)).toBeUndefined();
  });

  test("loses nothing of what it takes apart", () => {
    const text = fc
      .string({ unit: fc.constantFrom("a", ":", "/", "é"), maxLength: 12 })
      .map((rest) => `arn:aws:${rest}`);
    fc.assert(
      fc.property(text, (text) => {
        const arn = parseArn(text);
        if (arn) expect(formatArn(arn)).toBe(text);
      }),
      { numRuns: 500 },
    );
  });
});

describe("partitionOf", () => {
  // As in the partitions.json that the AWS SDKs share.
  test.each([
    ["us-east-1", "aws"],
    ["eu-west-1", "aws"],
    ["ap-southeast-7", "aws"],
    ["il-central-1", "aws"],
    ["mx-central-1", "aws"],
    ["ca-west-1", "aws"],
    ["cn-north-1", "aws-cn"],
    ["cn-northwest-1", "aws-cn"],
    ["us-gov-east-1", "aws-us-gov"],
    ["us-gov-west-1", "aws-us-gov"],
    ["us-iso-east-1", "aws-iso"],
    ["us-iso-west-1", "aws-iso"],
    ["us-isob-east-1", "aws-iso-b"],
    ["us-isob-west-1", "aws-iso-b"],
    ["eu-isoe-west-1", "aws-iso-e"],
    ["us-isof-east-1", "aws-iso-f"],
    ["us-isof-south-1", "aws-iso-f"],
    ["eusc-de-east-1", "aws-eusc"],
  ])("finds %s in %s", (region, partition) => {
    expect(partitionOf(region)).toBe(partition);
  });
});

describe("a link into the console", () => {
  test.each([
    consoleLink("eu-central-1", "/acm/home"),
    consoleLink("cn-north-1", "/acm/home"),
    "https://eu-west-1.console.aws.amazon.com/x?redirect=https://evil.example.com/",
    "https://console.aws.amazon.com/s3/home",
  ])("is one: %s", (link) => expect(isConsoleLink(link ?? "")).toBe(true));

  test.each([
    "",
    "not a link",
    "http://eu-west-1.console.aws.amazon.com/",
    "https://evil.example.com/.console.aws.amazon.com/",
    "https://eu-west-1.console.aws.amazon.com.evil.example.com/",
    "https://evilconsole.aws.amazon.com/",
    "https://console.aws.amazon.com@evil.example.com/",
    "https://me@eu-west-1.console.aws.amazon.com/",
    "https://:pw@eu-west-1.console.aws.amazon.com/",
    "https://eu-west-1.console.aws.amazon.com:8443/",
    "javascript:alert(1)//x.console.aws.amazon.com",
  ])("is none: %s", (link) => expect(isConsoleLink(link)).toBe(false));

  test("of a partition is one into its own console alone", () => {
    const link = consoleLink("cn-north-1", "/acm/home") ?? "";
    expect(["aws", "aws-cn", "aws-iso", "x"].map((partition) => isConsoleLink(link, partition))).toEqual([
      ...[false, true, false, false],
    ]);
  });
});

describe("consoleLink", () => {
  test.each([
    ["eu-west-1", "https://eu-west-1.console.aws.amazon.com/acm/home?region=eu-west-1#/"],
    ["cn-north-1", "https://cn-north-1.console.amazonaws.cn/acm/home?region=cn-north-1#/"],
    ["us-gov-west-1", "https://us-gov-west-1.console.amazonaws-us-gov.com/acm/home?region=us-gov-west-1#/"],
    ["eusc-de-east-1", "https://eusc-de-east-1.console.amazonaws-eusc.eu/acm/home?region=eusc-de-east-1#/"],
  ])("leads into the console of %s", (region, link) => {
    expect(consoleLink(region, `/acm/home?region=${region}#/`)).toBe(link);
  });

  test.each(["us-iso-east-1", "us-isob-east-1", "eu-isoe-west-1", "us-isof-south-1"])(
    "gives none into %s, whose console is not public",
    (region) => {
      expect(consoleLink(region, "/acm/home")).toBeUndefined();
    },
  );
});

test.each([
  ["aws", true],
  ["aws-us-gov", true],
  ["aws-future", true],
  [`aws-${"x".repeat(28)}`, true],
  [`aws-${"x".repeat(29)}`, false],
  ["azure", false],
  ["aws-", false],
  ["AWS", false],
  ["aws:s3", false],
  ["", false],
])("whether %j may name a partition: %s", (text, expected) => {
  expect(isPartition(text)).toBe(expected);
});
