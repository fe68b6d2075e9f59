import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { AlertView } from "../../alert/view.ts";
import { alertOf, day, sees } from "../../testing/timeline.ts";
import { evaluate } from "../../transition/evaluate.ts";
import { checkPolicy } from "../check-policy.ts";
import { parsePolicy, writtenPolicy } from "../parse-policy.ts";
import { defaultWorld } from "../world.ts";
import { isRunbookUrl, problemOfRunbookUrl, runbookFor } from "./runbook.ts";

const base = evaluate(alertOf(sees("acm", day(1))), defaultWorld, day(1)).view;
const url = (page: string) => `https://wiki.example.com/runbooks/${page}`;

function found(runbooks: readonly object[], view: Partial<AlertView> = {}): string | undefined {
  const parsed = parsePolicy({ runbooks });
  if (!parsed.ok) throw new Error(parsed.refusal.problem);
  return runbookFor({ ...base, ...view }, parsed.value)?.url;
}

describe("runbookFor", () => {
  const rules = [
    { name: "of one account", match: { account: ["111122223333"] }, url: url("account") },
    { name: "severe", match: { severity: ["HIGH", "CRITICAL"] }, url: url("severe") },
    { name: "of production", match: { directory: { environment: ["production"] } }, url: url("production") },
  ];
  const production = { environment: "production", tags: {} };

  test.each<readonly [string, Partial<AlertView>, string | undefined]>([
    ["the first rule that matches", { account: "111122223333", severity: "HIGH" }, url("account")],
    ["the next where the first does not", { account: "999999999999", severity: "CRITICAL" }, url("severe")],
    [
      "what the directory knows",
      { account: "999999999999", severity: "LOW", directory: production },
      url("production"),
    ],
    ["none where no rule matches", { account: "999999999999", severity: "LOW" }, undefined],
    ["none of what has ended", { account: "111122223333", status: "RESOLVED" }, undefined],
    ["that of what somebody has in hand", { account: "111122223333", status: "ACKNOWLEDGED" }, url("account")],
    ["none of a drill", { account: "111122223333", condition: "drill" }, undefined],
  ])("is %s", (_title, view, expected) => expect(found(rules, view)).toBe(expected));

  test("is nothing by a policy that names none", () => {
    expect(found([])).toBeUndefined();
  });
});

describe("the URL of a runbook", () => {
  test.each([
    "https://wiki.example.com/runbooks/certificates",
    "https://wiki/x",
    "https://wiki.example.com:8443/a%20b?page=1&x=a+b;c#step-2",
    "https://example.atlassian.net/wiki/spaces/SEC/pages/12345/Renew%20a%20certificate",
  ])("can be %s", (text) => expect(problemOfRunbookUrl(text)).toBeUndefined());

  test.each<readonly [string, string]>([
    ["", "expected an https URL"],
    ["http://wiki.example.com/x", "expected an https URL"],
    ["javascript:alert(1)", "expected an https URL"],
    ["data:text/html,x", "expected an https URL"],
    [" https://wiki.example.com/x", "expected an https URL"],
    ["HTTPS://wiki.example.com/x", "expected an https URL"],
    ["https://", "is no URL"],
    ["https://:x", "is no URL"],
    ["https://me:pw@wiki.example.com/", "holds a user name or a password, which everybody would be shown"],
    ["https://me@wiki.example.com/", "holds a user name or a password, which everybody would be shown"],
    ["https://wiki.example.com/a b", 'holds " ", which may act where it is shown: write %20'],
    ["https://wiki.example.com/@here", 'holds "@", which may act where it is shown: write %40'],
    ["https://wiki.example.com/(x)", 'holds "(", which may act where it is shown: write %28'],
    ['https://wiki.example.com/"x', 'holds "\\"", which may act where it is shown: write %22'],
    ["https://wiki.example.com/x|here>", 'holds "|", which may act where it is shown: write %7C'],
    ["https://wiki.example.com/<!channel>", 'holds "<", which may act where it is shown: write %3C'],
    ["https://wiki.example.com/x\nHost: evil", 'holds "\\n", which may act where it is shown: write %0A'],
    ["https://wiki.example.com/証明書", 'holds "証", which may act where it is shown: write %E8%A8%BC'],
    ["https://wiki.example.com/\u202egpj", "write %E2%80%AE"],
    ["https://wiki.example.com/\ud800", "holds half of a character"],
    [`https://wiki.example.com/${"x".repeat(476)}`, "is longer than 500 characters"],
  ])("cannot be %j", (text, problem) => expect(problemOfRunbookUrl(text)).toContain(problem));

  test("is at most 500 characters long", () => {
    expect(problemOfRunbookUrl(`https://wiki.example.com/${"x".repeat(475)}`)).toBeUndefined();
  });

  test("holds nothing by which a link or a quotation ends, whatever is tried", () => {
    const some = fc
      .array(
        fc.oneof(fc.string(), fc.constantFrom('"', "\u202e", "<b>", "](x)", "@here", "\ud800", "\u2028", "*", "`")),
      )
      .map((parts) => `https://w/${parts.join("")}`);
    fc.assert(
      fc.property(some, (text) => {
        if (!isRunbookUrl(text)) return;
        expect(text).toMatch(/^https:\/\/[!-~]+$/);
        expect(text).not.toMatch(/[\s"'`<>()[\]{}|\\^*@]/);
        expect(new URL(text).protocol).toBe("https:");
      }),
    );
  });
});

describe("the section runbooks of a policy", () => {
  const rule = { name: "certificates", match: { condition: ["certificate-expiry"] }, url: url("certificates") };

  test("is stored as it is written, and left out where a policy has none", () => {
    const written = writtenPolicy({ runbooks: [rule] });
    expect(written.ok && written.value.runbooks).toEqual([rule]);
    expect(JSON.parse(JSON.stringify(writtenPolicy({})))).not.toHaveProperty("value.runbooks");
  });

  test.each<readonly [string, object, string, string]>([
    ["without a URL", { ...rule, url: undefined }, "runbooks[0].url", "is missing"],
    ["with a URL of plain HTTP", { ...rule, url: "http://wiki/x" }, "runbooks[0].url", "expected an https URL"],
    ["with a field that is not known", { ...rule, link: "x" }, "runbooks[0].link", "is not a known field"],
    [
      "with a field that no alert has",
      { ...rule, match: { colour: ["red"] } },
      "runbooks[0].match.colour",
      "is not a field of an alert",
    ],
    [
      "with a value that no alert has",
      { ...rule, match: { severity: ["high"] } },
      "runbooks[0].match.severity[0]",
      "HIGH",
    ],
  ])("refuses a rule %s, and names the field", (_title, wrong, path, problem) => {
    const [error, ...others] = checkPolicy({ runbooks: [wrong] }).errors;
    expect(others).toEqual([]);
    expect(error).toEqual({ path, problem: expect.stringContaining(problem) });
  });

  test("has at most 100 rules", () => {
    const rules = (many: number) => Array.from({ length: many }, (_, i) => ({ ...rule, name: `rule ${i}` }));
    expect(checkPolicy({ runbooks: rules(100) }).errors).toEqual([]);
    expect(checkPolicy({ runbooks: rules(101) }).errors).toEqual([
      { path: "runbooks", problem: "has more than 100 rules" },
    ]);
  });

  test("never repeats a URL that it refuses", () => {
    const { errors } = checkPolicy({ runbooks: [{ ...rule, url: "https://wiki.example.com/s3cret token" }] });
    expect(JSON.stringify(errors)).not.toContain("s3cret");
  });

  test("warns of rules that never decide, that match nothing, and that share a name", () => {
    const never = { ...rule, match: { condition: ["threat"], deadline: [{ exists: true }] } };
    const { warnings } = checkPolicy({ runbooks: [rule, { ...rule, name: "again" }, { ...never, name: "again" }] });
    expect(warnings.map(({ path, problem }) => `${path} ${problem}`)).toEqual([
      expect.stringMatching(/^runbooks\[2\]\.match can match no alert/),
      expect.stringMatching(/^runbooks\[2\]\.name is the name of another/),
      expect.stringMatching(/^runbooks\[1\] never decides: "certificates" before it/),
    ]);
  });
});
