import { describe, expect, test } from "vitest";
import { problemsOfMatch } from "./match-problems.ts";
import { attributesOf, conditionNames, fieldsAt, type Place } from "./matchable.ts";

/** What is refused of the match, by where in it. */
function problems(match: object, place: Place = "routes"): Readonly<Record<string, string>> {
  return Object.fromEntries(
    problemsOfMatch(match, place, "match").map(({ path, problem }) => [path.replace(/^match\.?/, ""), problem]),
  );
}

describe("a match that means what it says is accepted", () => {
  test.each<readonly [string, object]>([
    ["values of a closed set", { severity: ["HIGH", "CRITICAL"], status: ["OPEN"] }],
    ["all but some of a closed set", { condition: [{ "anything-but": ["vulnerability", "threat"] }] }],
    ["all but those that begin alike", { condition: [{ "anything-but": { prefix: "secret-" } }] }],
    ["those that begin alike", { condition: [{ prefix: "parameter-" }, { suffix: "-deletion" }] }],
    ["a closed value in any case", { severity: [{ "equals-ignore-case": "high" }] }],
    ["a beginning in any case", { condition: [{ prefix: { "equals-ignore-case": "SECRET" } }] }],
    ["a wildcard that some value fits", { condition: [{ wildcard: "secret-*" }] }],
    ["an account in quotes", { account: ["111122223333", { "anything-but": ["444455556666"] }] }],
    ["the beginning of an account", { account: [{ prefix: "1111" }, { wildcard: "*3333" }] }],
    ["regions that begin alike", { region: [{ prefix: "eu-" }, { "anything-but": { prefix: "us-gov-" } }] }],
    ["a region in capital letters where case is ignored", { region: [{ "equals-ignore-case": "EU-WEST-1" }] }],
    ["a month of deadlines", { deadline: [{ prefix: "2026-12-" }] }],
    ["an instant", { lastSeenAt: ["2026-12-31T00:00:00.000Z"] }],
    ["a number of days", { stepDays: [{ numeric: ["<=", 7] }, 30], count: [{ "anything-but": [1, 2] }] }],
    ["a field that may be missing", { link: [{ exists: false }], deadline: [{ exists: true }] }],
    ["an attribute of any condition", { attributes: { domain: [{ suffix: ".example.com" }] } }],
    ["an attribute with dots", { "attributes.domain": ["www.example.com"] }],
    [
      "an attribute of the condition that is named",
      { condition: ["vulnerability"], attributes: { exploitAvailable: ["YES"] } },
    ],
    [
      "an attribute of one of those named",
      { condition: ["threat", "vulnerability"], attributes: { cve: [{ exists: true }] } },
    ],
    [
      "an attribute of the condition of one alternative",
      { attributes: { cve: [{ prefix: "CVE-" }] }, $or: [{ condition: ["threat"] }, { condition: ["vulnerability"] }] },
    ],
    [
      "an attribute of the condition of the alternative before",
      { attributes: { cve: [{ prefix: "CVE-" }] }, $or: [{ condition: ["vulnerability"] }, { condition: ["threat"] }] },
    ],
    ["a flag", { attributes: { inUse: [true, false], forced: [true] } }],
    ["a mark, and its absence", { attributes: { sample: [true, { exists: false }] } }],
    ["an address range where a name may be an address", { attributes: { threat: [{ cidr: "10.0.0.0/8" }] } }],
    ["a reporter", { reporters: ["acm", { prefix: "config:" }] }],
    ["the only value of the ambiguous", { ambiguous: [true] }],
    [
      "who did it, and whether it is known",
      { actor: { kind: ["root"], session: [{ exists: false }], isForeign: [true] } },
    ],
    ["where a call came from", { "actor.sourceAddress": [{ cidr: "203.0.113.0/24" }] }],
    ["how many are affected", { affected: { count: [{ numeric: [">", 10] }] } }],
    ["what is known of the account", { directory: { name: [{ prefix: "prod-" }], ou: ["/Prod"], contact: ["ada"] } }],
    ["an environment that nobody has said", { "directory.environment": ["unknown"] }],
    ["a tag of any name", { directory: { tags: { "cost.center": ["4711"], team: [{ exists: false }] } } }],
    ["the owner, and how it was found", { owner: ["payments"], ownedBy: [{ "anything-but": ["fallback"] }] }],
  ])("%s", (_title, match) => {
    expect(problems(match)).toEqual({});
  });
});

describe("a match is refused for a value that no alert has", () => {
  test.each<readonly [string, object, string, RegExp]>([
    ["a number where text is", { account: [111122223333] }, "account[0]", /^is a number, .* put it in quotes$/],
    [
      "a number that nothing equals",
      { account: [{ "anything-but": 111122223333 }] },
      "account[0].anything-but",
      /quotes/,
    ],
    [
      "a number among those that nothing equals",
      { account: [{ "anything-but": [111122223333, 444455556666] }] },
      "account[0].anything-but[0]",
      /put it in quotes/,
    ],
    [
      "a number in an alternative",
      { $or: [{ title: ["x"] }, { account: [1] }] },
      "$or[1].account[0]",
      /put it in quotes/,
    ],
    [
      "a number in an alternative of an alternative",
      { $or: [{ title: ["x"] }, { status: ["OPEN"], $or: [{ title: ["y"] }, { account: [{ "anything-but": 1 }] }] }] },
      "$or[1].$or[1].account[0].anything-but",
      /put it in quotes/,
    ],
    [
      "a number where an attribute is text",
      { attributes: { domain: [7] } },
      "attributes.domain[0]",
      /put it in quotes/,
    ],
    ["text where a number is", { stepDays: ["7"] }, "stepDays[0]", /^is text, .* a number: take the quotes away$/],
    ["text that no number equals", { count: [{ "anything-but": ["7"] }] }, "count[0].anything-but[0]", /quotes away/],
    [
      "text where a flag is",
      { attributes: { inUse: ["true"] } },
      "attributes.inUse[0]",
      /true or false: take the quotes/,
    ],
    [
      "a number where a flag is",
      { attributes: { inUse: [1] } },
      "attributes.inUse[0]",
      /^is a number, .* true or false$/,
    ],
    [
      "a flag where text is",
      { attributes: { domain: [true] } },
      "attributes.domain[0]",
      /^is true or false, .* in quotes$/,
    ],
    [
      "anything but text, of a flag",
      { attributes: { inUse: [{ "anything-but": "true" }] } },
      "attributes.inUse[0]",
      /\[true\] or \[false\]/,
    ],
    ["null", { title: [null] }, "title[0]", /exists/],
    ["an account that is too short", { account: ["11112222333"] }, "account[0]", /12 digits/],
    ["an account that begins with a letter", { account: [{ prefix: "a" }] }, "account[0]", /12 digits/],
    [
      "the beginning of no account, left out",
      { account: [{ "anything-but": { prefix: ["11", "arn:"] } }] },
      "account[0].anything-but.prefix[1]",
      /12 digits/,
    ],
    ["a wildcard that no account fits", { account: [{ wildcard: "arn:*" }] }, "account[0]", /12 digits/],
    [
      "an account that is none, in any case",
      { account: [{ "equals-ignore-case": "prod" }] },
      "account[0]",
      /12 digits/,
    ],
    [
      "an account that is too short, in any case",
      { account: [{ "equals-ignore-case": "1111" }] },
      "account[0]",
      /12 digits/,
    ],
    [
      "a condition that is misspelt, beside an attribute that some condition has",
      { condition: ["vulnerabilty"], attributes: { cve: ["CVE-2026-1"] } },
      "condition[0]",
      /mean "vulnerability"/,
    ],
    ["a region with capital letters", { region: ["EU-WEST-1"] }, "region[0]", /a region such as/],
    ["a part of a region", { region: ["eu*"] }, "region[0]", /a region such as/],
    ["a day where an instant is", { deadline: ["2026-12-31"] }, "deadline[0]", /an instant in UTC/],
    ["an id that is cut short", { id: ["fe93"] }, "id[0]", /32 hexadecimal digits/],
    ["an address range of accounts", { account: [{ cidr: "10.0.0.0/8" }] }, "account[0]", /takes addresses/],
    ["an address range of a closed set", { severity: [{ cidr: "10.0.0.0/8" }] }, "severity[0]", /takes none of/],
    ["a comparison of text", { severity: [{ numeric: [">", 3] }] }, "severity[0]", /^compares numbers, .* text$/],
    [
      "a comparison of a flag",
      { attributes: { inUse: [{ numeric: ["=", 1] }] } },
      "attributes.inUse[0]",
      /true or false$/,
    ],
    ["the beginning of a number", { count: [{ prefix: "1" }] }, "count[0]", /^tests text, .* a number$/],
    [
      "the beginning of no number",
      { count: [{ "anything-but": { prefix: "1" } }] },
      "count[0].anything-but.prefix",
      /^tests text/,
    ],
    ["a closed value in another case", { severity: ["high"] }, "severity[0]", /did you mean "HIGH"\?$/],
    [
      "a closed value that is misspelt, left out",
      { condition: [{ "anything-but": ["threats"] }] },
      "condition[0].anything-but[0]",
      /mean "threat"/,
    ],
    ["a beginning in another case", { severity: [{ prefix: "hi" }] }, "severity[0]", /^takes none of INFORMATIONAL/],
    ["an end that no value has", { condition: [{ suffix: "-expired?" }] }, "condition[0]", /^takes none of/],
    ["a wildcard that no value fits", { condition: [{ wildcard: "secret_*" }] }, "condition[0]", /^takes none of/],
    [
      "a value that none is in any case",
      { status: [{ "equals-ignore-case": "closed" }] },
      "status[0]",
      /^takes none of/,
    ],
    [
      "all but what no value begins with",
      { condition: [{ "anything-but": { prefix: "secrets-" } }] },
      "condition[0].anything-but.prefix",
      /^takes none of/,
    ],
    [
      "all but what no value is in any case",
      { severity: [{ "anything-but": { "equals-ignore-case": ["low", "mild"] } }] },
      "severity[0].anything-but.equals-ignore-case[1]",
      /^takes none of/,
    ],
    [
      "all but every value",
      { status: [{ "anything-but": ["OPEN", "ACKNOWLEDGED", "SUPPRESSED"] }] },
      "status[0]",
      /^takes none of/,
    ],
    [
      "all but what every value fits",
      { status: [{ "anything-but": { wildcard: "*" } }] },
      "status[0]",
      /^takes none of/,
    ],
    [
      "a value that an attribute never has",
      { attributes: { exploitAvailable: ["yes"] } },
      "attributes.exploitAvailable[0]",
      /mean "YES"/,
    ],
    ["a mark that is not set", { attributes: { sample: [false] } }, "attributes.sample[0]", /^is never so: .*"exists"/],
    ["the absence of what is always there", { severity: [{ exists: false }] }, "severity[0]", /every alert has it/],
    ["a kind of actor that there is none of", { actor: { kind: ["robot"] } }, "actor.kind[0]", /^is none of root/],
    ["a number where an actor's account is", { actor: { account: [1] } }, "actor.account[0]", /put it in quotes/],
  ])("%s", (_title, match, path, problem) => {
    expect(problems(match)).toEqual({ [path]: expect.stringMatching(problem) });
  });

  test("for everything that is wrong with it, and not only the first", () => {
    const match = {
      account: [1, 2],
      severity: ["HI"],
      attributes: { domain: [{ "anything-but": 3 }], colour: ["red"] },
    };
    expect(Object.keys(problems(match))).toEqual([
      "account[0]",
      "account[1]",
      "severity[0]",
      "attributes.domain[0].anything-but",
      "attributes.colour",
    ]);
  });

  test("once, however many alternatives stand beside what is wrong", () => {
    const match = { account: [1], $or: [{ title: ["a"] }, { title: ["b"] }] };
    expect(problemsOfMatch(match, "routes", "match")).toHaveLength(1);
  });

  test("for a pattern that EventBridge would refuse, at its place", () => {
    expect(problems({ title: "d" })).toEqual({ title: expect.stringMatching(/^must be a list/) });
    expect(problems({})).toEqual({ "": "must name at least one field" });
  });

  test("for what stands beside alternatives of which none is one", () => {
    const found = problems({ $or: ["a", 7], status: ["open"] });
    expect(Object.keys(found)).toEqual(["$or[0]", "$or[1]", "status[0]"]);
  });

  test("for all that EventBridge would refuse, beside all that no alert has", () => {
    const match = {
      severity: "HIGH",
      account: [1, { prefix: 7 }, { exists: true, prefix: "1" }],
      link: [],
      colour: ["red"],
      $or: [{ region: ["eu-west-1"] }, { stepDays: [{ numeric: [">"] }] }, "title", {}],
      status: ["open"],
    };
    expect(problems(match)).toEqual({
      severity: expect.stringMatching(/^must be a list/),
      "account[0]": expect.stringMatching(/quotes/),
      "account[1].prefix": expect.stringMatching(/^must be a string/),
      "account[2]": expect.stringMatching(/^must hold exactly one operator/),
      link: expect.stringMatching(/at least one value/),
      colour: expect.stringMatching(/^is not a field/),
      "$or[1].stepDays[0].numeric": expect.stringMatching(/^must be one comparison/),
      "$or[2]": expect.stringMatching(/^must be an object/),
      "$or[3]": "must name at least one field",
      "status[0]": expect.stringMatching(/mean "OPEN"/),
    });
  });
});

test("a rule of owners sees what an alert is from its beginning to its end, and nothing else", () => {
  expect(Object.keys(fieldsAt("owners")).toSorted()).toEqual([
    ...["account", "condition", "directory", "firstSeenAt", "id", "partition", "region", "resource"],
  ]);
});

describe("a match is refused for a name that no alert has", () => {
  test.each<readonly [string, object, Place, string, RegExp]>([
    ["a field that is misspelt", { acount: ["1"] }, "routes", "acount", /did you mean "account"\?$/],
    [
      "a field that there is none like, with those that there are",
      { tenant: ["a"] },
      "routes",
      "tenant",
      /: id, condition, .*attributes$/,
    ],
    ["a field whose absence is asked for", { tenant: [{ exists: false }] }, "routes", "tenant", /is not a field/],
    [
      "a misspelt field in an alternative",
      { $or: [{ tenant: ["a"] }, { title: ["b"] }] },
      "routes",
      "$or[0].tenant",
      /is not a field/,
    ],
    [
      "a field below one that has none",
      { severity: { label: ["HIGH"] } },
      "routes",
      "severity.label",
      /none below severity/,
    ],
    [
      "a field with a dot below one that has none",
      { "account.id": ["1"] },
      "routes",
      '["account.id"]',
      /none below account/,
    ],
    ["a group of fields as if it were a value", { actor: ["root"] }, "routes", "actor", /name one of kind, name,/],
    [
      "a group of fields as if it could be absent",
      { actor: [{ exists: false }] },
      "routes",
      "actor",
      /is a group of fields/,
    ],
    [
      "a field that a group does not have",
      { actor: { role: ["x"] } },
      "routes",
      "actor.role",
      /^is not a field of actor, which has kind, name,/,
    ],
    ["attributes as if they were a value", { attributes: ["domain"] }, "routes", "attributes", /is a group of fields/],
    [
      "a field below an attribute",
      { attributes: { domain: { name: ["a"] } } },
      "routes",
      "attributes.domain.name",
      /none below domain/,
    ],
    [
      "what has just changed, with what to write",
      { kind: ["resolved"] },
      "routes",
      "kind",
      /^is not a field .* write status/,
    ],
    [
      "why it has changed, with what to write",
      { reason: ["lapsed"] },
      "silences",
      "reason",
      /^is not a field .* write status/,
    ],
    ["the account's directory as a whole", { directory: ["x"] }, "routes", "directory", /name one of name, ou, env/],
    ["tags without a name", { directory: { tags: ["x"] } }, "routes", "directory.tags", /name one, as in "tags"/],
    [
      "a misspelt field of the directory",
      { directory: { enviroment: ["x"] } },
      "severity",
      "directory.enviroment",
      /"environment"/,
    ],
    [
      "that nobody says the environment, which is then unknown",
      { directory: { environment: [{ exists: false }] } },
      "routes",
      "directory.environment[0]",
      /every alert has it/,
    ],
    [
      "a number where a tag is text",
      { directory: { tags: { team: [7] } } },
      "routes",
      "directory.tags.team[0]",
      /put it in quotes/,
    ],
    ["the owner, in a rule that decides on it", { owner: ["payments"] }, "owners", "owner", /owner rules decide/],
    ["how an owner was found, there too", { ownedBy: ["fallback"] }, "owners", "ownedBy", /owner rules decide/],
    [
      "what changes as an alert grows worse, in a rule of owners",
      { severity: ["HIGH"] },
      "owners",
      "severity",
      /must stay the same/,
    ],
    [
      "what changes when an alert ends, in a rule of owners",
      { actor: { name: ["ada"] } },
      "owners",
      "actor.name",
      /must stay the same/,
    ],
    ["the ladder's step, in a ladder", { stepDays: [7] }, "ladders", "stepDays", /not yet known/],
    ["an ending, in a severity rule", { ended: ["lapsed"] }, "severity", "ended", /known only of what has ended/],
    [
      "the status of what is over, in a severity rule",
      { status: ["RESOLVED"] },
      "severity",
      "status[0]",
      /is none of OPEN, ACK/,
    ],
    [
      "an attribute of no condition",
      { attributes: { colour: ["red"] } },
      "routes",
      "attributes.colour",
      /of any condition \(there are .*domain/,
    ],
    [
      "an attribute in another case, with those of the condition",
      { condition: ["vulnerability"], attributes: { exploitavailable: ["YES"] } },
      "routes",
      "attributes.exploitavailable",
      /^is no attribute of vulnerability; did you mean "exploitAvailable"\? \(there are attackVector, cve, epss, /,
    ],
    [
      "an attribute of another condition, with whose it is",
      { condition: ["threat"], attributes: { domain: ["a"] } },
      "routes",
      "attributes.domain",
      /^is no attribute of threat, but of certificate-expiry, certificate-revoked \(/,
    ],
    [
      "an attribute of those conditions alone that are left out",
      {
        condition: [{ "anything-but": ["vulnerability", "image-vulnerability"] }],
        attributes: { epss: [{ numeric: [">", 0.5] }] },
      },
      "routes",
      "attributes.epss",
      /but of vulnerability/,
    ],
    [
      "an attribute of a condition that has none",
      { condition: ["secret-replication"], attributes: { forced: [true] } },
      "routes",
      "attributes.forced",
      /there are none/,
    ],
  ])("%s", (_title, match, place, path, problem) => {
    expect(problems(match, place)).toEqual({ [path]: expect.stringMatching(problem) });
  });

  test("and every attribute that a condition declares is one that a match for it may name", () => {
    for (const condition of conditionNames) {
      for (const name of attributesOf([condition]).keys())
        expect(problems({ condition: [condition], attributes: { [name]: [{ exists: true }] } })).toEqual({});
    }
  });
});
