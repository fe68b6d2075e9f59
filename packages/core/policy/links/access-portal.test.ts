import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { consoleLink, partitionOf } from "../../event/arn.ts";
import { checkPolicy } from "../check-policy.ts";
import { parsePolicy } from "../parse-policy.ts";
import { isPortalLink, isPortalUrl, portalLink } from "./access-portal.ts";

const url = "https://example.awsapps.com/start";
const account = "123456789012";
const portal = { url, role: "S3FullAccess" };
const home = "https://console.aws.amazon.com/s3/home";
const opened = (link: string, partition = "aws", by = portal) => portalLink({ link, partition, account }, by);

/** https://docs.aws.amazon.com/singlesignon/latest/userguide/createshortcutlink.html */
describe("the examples of AWS", () => {
  test.each([
    [
      url,
      "aws",
      home,
      "https://example.awsapps.com/start/#/console?account_id=123456789012&role_name=S3FullAccess&destination=https%3A%2F%2Fconsole.aws.amazon.com%2Fs3%2Fhome",
    ],
    [
      "https://ssoins-1234567890abcdef.portal.us-east-1.app.aws",
      "aws",
      home,
      "https://ssoins-1234567890abcdef.portal.us-east-1.app.aws/#/console?account_id=123456789012&role_name=S3FullAccess&destination=https%3A%2F%2Fconsole.aws.amazon.com%2Fs3%2Fhome",
    ],
    [
      "https://start.us-gov-west-1.us-gov-home.awsapps.com/directory/example",
      "aws-us-gov",
      "https://console.amazonaws-us-gov.com/s3/home",
      "https://start.us-gov-west-1.us-gov-home.awsapps.com/directory/example/#/console?account_id=123456789012&role_name=S3FullAccess&destination=https%3A%2F%2Fconsole.amazonaws-us-gov.com%2Fs3%2Fhome",
    ],
  ])("are made by %s", (start, partition, link, expected) => {
    expect(opened(link, partition, { ...portal, url: start })).toBe(expected);
    // What the settings show may be copied with the slash at its end.
    expect(opened(link, partition, { ...portal, url: `${start}/` })).toBe(expected);
  });
});

test("without a permission set the portal asks for one", () => {
  expect(portalLink({ link: home, partition: "aws", account }, { url })).toBe(
    `${url}/#/console?account_id=${account}&destination=https%3A%2F%2Fconsole.aws.amazon.com%2Fs3%2Fhome`,
  );
});

test.each<readonly [string, string, string]>([
  ["elsewhere", "https://evil.example.com/console.aws.amazon.com", "aws"],
  ["to a console that only looks like one", "https://console.aws.amazon.com.evil.example.com/", "aws"],
  ["into the console of another partition", "https://console.amazonaws.cn/x", "aws"],
  ["from another partition into this one's", home, "aws-cn"],
  ["from a partition without a public console", home, "aws-iso"],
  ["from a partition that there is not", home, "constructor"],
  ["by plain HTTP", "http://console.aws.amazon.com/", "aws"],
  ["with a user name", "https://me@console.aws.amazon.com/", "aws"],
  ["with a password", "https://:pw@console.aws.amazon.com/", "aws"],
  ["nowhere", "javascript:alert(1)", "aws"],
  ["to what is no URL", "no link", "aws"],
])("a link %s is left as it is", (_title, link, partition) => expect(opened(link, partition)).toBeUndefined());

test("an alert without a link has none through the portal either", () => {
  expect(portalLink({ partition: "aws", account }, portal)).toBeUndefined();
});

test("a link that would be too long is left as it is", () => {
  const link = (length: number) => `${home}?${"x".repeat(length)}`;
  const most = 1000 - (opened(link(0))?.length ?? 0);
  expect(opened(link(most))).toHaveLength(1000);
  expect(opened(link(most + 1))).toBeUndefined();
});

describe("whatever the link holds", () => {
  const someLink = fc
    .tuple(
      fc.constantFrom("eu-west-1", "cn-north-1", "us-gov-west-1", "eusc-de-east-1"),
      fc.oneof(
        fc.string({ maxLength: 60 }),
        fc.constantFrom("\u202e", "\ud800", "証明書", "')](x)", '"><b>', "&destination=https://evil", "#/a?b"),
      ),
    )
    .map(([region, text]) => ({ region, link: consoleLink(region, `/x?y=${text}`) ?? "" }));

  test("it is one value of the shortcut, which leads to the same place of the console", () => {
    fc.assert(
      fc.property(someLink, ({ region, link }) => {
        const shortcut = opened(link, partitionOf(region));
        if (shortcut === undefined) return expect(URL.canParse(link)).toBe(false);
        expect(shortcut).toMatch(/^https:\/\/example\.awsapps\.com\/start\/#\/console\?[\w.~%=&-]+$/);
        expect(isPortalLink(shortcut)).toBe(true);
        const values = new URLSearchParams(shortcut.slice(shortcut.indexOf("?")));
        expect([...values.keys()]).toEqual(["account_id", "role_name", "destination"]);
        expect(values.get("destination")).toBe(new URL(link).href);
      }),
    );
  });
});

describe("the start page of a portal", () => {
  test.each([
    "https://d-1234567890.awsapps.com/start",
    "https://Example.awsapps.com/start/",
    "https://ssoins-1234567890abcdef.portal.us-east-1.app.aws/",
    "https://ssoins-1234567890abcdef.portal.cn-north-1.app.amazonwebservices.com.cn",
    "https://ssoins-1234567890abcdef.us-west-2.portal.amazonaws.com",
    "https://ssoins-1234567890abcdef.cn-north-1.portal.amazonaws.com.cn",
    "https://start.us-gov-home.awsapps.com/directory/d-1234567890",
    "https://start.home.awsapps.cn/directory/d-1234567890",
    "https://start.cn-north-1.home.awsapps.cn/directory/example",
  ])("can be %s", (text) => expect(isPortalUrl(text)).toBe(true));

  test.each([
    "",
    "http://example.awsapps.com/start",
    "https://awsapps.com/start",
    "https://example.awsapps.com",
    "https://example.awsapps.com/start/#/",
    "https://example.awsapps.com/start?x",
    "https://example.awsapps.com/start\n",
    "https://example.awsapps.com:8443/start",
    "https://me@example.awsapps.com/start",
    "https://example.awsapps.com.evil.example/start",
    "https://evil.example/?example.awsapps.com/start",
    "https://example.app.aws",
    "https://portal.amazonaws.com",
    "https://identitycenter.amazonaws.com/ssoins-1234567890abcdef",
    "https://console.aws.amazon.com/",
    `https://${"x".repeat(200)}.awsapps.com/start`,
  ])("cannot be %j", (text) => expect(isPortalUrl(text)).toBe(false));
});

describe("what is taken for a link through a portal", () => {
  test.each([
    ["", false],
    [url, false],
    [`${url}/#/console?`, false],
    [`${url}/#/console?account_id=1`, true],
    [`${url}/#/console?account_id=1&destination=https://x`, false],
    [`${url}/#/console?account_id=1"onclick=`, false],
    ["https://evil.example/start/#/console?account_id=1", false],
    ["javascript:alert(1)/#/console?account_id=1", false],
    [`${url}/#/console?${"x".repeat(1000)}`, false],
  ])("%j: %s", (text, expected) => expect(isPortalLink(text)).toBe(expected));
});

describe("the section accessPortal of a policy", () => {
  test("is read as it is written", () => {
    const parsed = parsePolicy({ accessPortal: portal });
    expect(parsed.ok && parsed.value.accessPortal).toEqual(portal);
    const none = parsePolicy({});
    expect(none.ok && none.value.accessPortal).toBeUndefined();
  });

  test.each<readonly [string, object, string, string]>([
    ["without a URL", { role: "x" }, "accessPortal.url", "is missing"],
    [
      "with another page",
      { url: "https://x.example/start" },
      "accessPortal.url",
      "expected the URL of an AWS access portal",
    ],
    ["with what follows the #", { url: `${url}/#/` }, "accessPortal.url", "without what follows #"],
    ["with an empty role", { url, role: "" }, "accessPortal.role", "expected the name of a permission set"],
    [
      "with an ARN",
      { url, role: "arn:aws:iam::1:role/x" },
      "accessPortal.role",
      "expected the name of a permission set",
    ],
    ["with a long role", { url, role: "x".repeat(33) }, "accessPortal.role", "1 to 32 characters"],
    ["with a field that is not known", { url, roles: "x" }, "accessPortal.roles", 'did you mean "role"?'],
  ])("is refused %s, and the field named", (_title, accessPortal, path, problem) => {
    expect(checkPolicy({ accessPortal }).errors).toEqual([{ path, problem: expect.stringContaining(problem) }]);
  });
});
