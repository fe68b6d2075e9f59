import { describe, expect, test } from "vitest";
import { compilePattern, PatternError, readPattern } from "./pattern.ts";

type Case = readonly [title: string, pattern: unknown, event: unknown, expected: boolean];

function runs(cases: readonly Case[]): void {
  test.each(cases)("%s", (_title, pattern, event, expected) => {
    expect(compilePattern(pattern)(event)).toBe(expected);
  });
}

const finding = {
  source: "aws.guardduty",
  "detail-type": "GuardDuty Finding",
  account: "048576123456",
  time: "2026-11-24T08:15:00Z",
  resources: ["arn:aws:ec2:eu-west-1:048576123456:instance/i-0a", "arn:aws:iam::048576123456:role/build"],
  detail: { severity: 7.5, archived: false, region: "eu-west-1", comment: "", owner: null },
};

describe("plain values", () => {
  runs([
    ["matches an equal string", { source: ["aws.guardduty"] }, finding, true],
    ["compares strings with their case", { source: ["AWS.guardduty"] }, finding, false],
    ["matches when any value of the list is equal", { source: ["aws.macie2", "aws.guardduty"] }, finding, true],
    ["takes no part of a string for the string", { source: ["aws"] }, finding, false],
    ["needs every field of the pattern", { source: ["aws.guardduty"], account: ["111122223333"] }, finding, false],
    ["ignores fields that the pattern does not name", { detail: { region: ["eu-west-1"] } }, finding, true],
    ["matches no value when the field is missing", { region: ["eu-west-1"] }, finding, false],
    ["matches false", { detail: { archived: [false] } }, finding, true],
    ["takes false and the string false apart", { detail: { archived: ["false"] } }, finding, false],
    ["matches null", { detail: { owner: [null] } }, finding, true],
    ["takes null and a missing field apart", { detail: { team: [null] } }, finding, false],
    ["takes null and the string null apart", { detail: { owner: ["null"] } }, finding, false],
    ["matches the empty string", { detail: { comment: [""] } }, finding, true],
    ["takes the empty string and null apart", { detail: { owner: [""] } }, finding, false],
    ["matches an equal number", { detail: { severity: [7.5] } }, finding, true],
    ["compares numbers by value", { n: [300] }, JSON.parse('{"n":3.0e2}'), true],
    ["takes minus zero for zero", { n: [0] }, JSON.parse('{"n":-0}'), true],
    ["takes a number and its digits apart", { n: [300] }, { n: "300" }, false],
    ["takes digits and their number apart", { n: ["300"] }, { n: 300 }, false],
    ["compares numbers beyond the range of numeric too", { n: [123456789012] }, { n: 123456789012 }, true],
    ["does not match a value that is an object", { detail: ["x"] }, finding, false],
    ["does not look for nested fields in a scalar", { source: { name: ["aws.guardduty"] } }, finding, false],
    ["compares IPv4 addresses", { ip: ["10.0.0.7"] }, { ip: "10.0.0.7" }, true],
    ["takes neighbouring addresses apart", { ip: ["10.0.0.7"] }, { ip: "10.0.0.6" }, false],
    ["matches any spelling of an IPv6 address", { ip: ["2001:db8::1"] }, { ip: "2001:0DB8:0:0::0:1" }, true],
    ["takes what only resembles an address as text", { at: ["12:30:45"] }, { at: "12:30:45" }, true],
  ]);
});

describe("an event that is not an object", () => {
  test.each([[null], [undefined], ["text"], [7], [true], [[{ a: 1 }]]])("matches nothing: %j", (event) => {
    expect(compilePattern({ a: [1] })(event)).toBe(false);
    expect(compilePattern({ a: [{ exists: false }] })(event)).toBe(false);
  });
});

describe("prefix and suffix", () => {
  runs([
    ["matches the start", { time: [{ prefix: "2026-11-24" }] }, finding, true],
    ["does not match another start", { time: [{ prefix: "2026-11-25" }] }, finding, false],
    ["does not match the middle as a start", { time: [{ prefix: "11-24" }] }, finding, false],
    ["takes the whole string as its start", { a: [{ prefix: "abc" }] }, { a: "abc" }, true],
    ["does not match a start longer than the string", { a: [{ prefix: "abcd" }] }, { a: "abc" }, false],
    ["takes the empty start of any string", { a: [{ prefix: "" }] }, { a: "x" }, true],
    ["does not take the empty start of a number", { a: [{ prefix: "" }] }, { a: 1 }, false],
    ["matches the end", { source: [{ suffix: "duty" }] }, finding, true],
    ["does not match another end", { source: [{ suffix: "dutY" }] }, finding, false],
    ["does not match the start as an end", { source: [{ suffix: "aws" }] }, finding, false],
    ["does not read a number as text", { n: [{ prefix: "30" }] }, { n: 300 }, false],
    ["matches the start in any case", { source: [{ prefix: { "equals-ignore-case": "AWS.G" } }] }, finding, true],
    ["does not match another start", { source: [{ prefix: { "equals-ignore-case": "AWS.M" } }] }, finding, false],
    ["matches the end in any case", { source: [{ suffix: { "equals-ignore-case": "DUTY" } }] }, finding, true],
    ["does not match another end", { source: [{ suffix: { "equals-ignore-case": "DUTIES" } }] }, finding, false],
  ]);
});

describe("equals-ignore-case", () => {
  const ignoring = (text: string) => ({ a: [{ "equals-ignore-case": text }] });
  runs([
    ["matches another case", ignoring("HIGH"), { a: "hIgh" }, true],
    ["needs the whole string", ignoring("HIGH"), { a: "higher" }, false],
    ["needs the whole pattern", ignoring("HIGHER"), { a: "high" }, false],
    ["matches beyond ASCII", ignoring("STRAẞE Ü"), { a: "straße ü" }, true],
    ["takes SS for ß, its upper case", ignoring("straße"), { a: "STRASSE" }, true],
    ["does not take ß for SS", ignoring("STRASSE"), { a: "straße" }, false],
    ["does not take the Kelvin sign for k", ignoring("k"), { a: "\u212a" }, false],
    ["ends with ß in upper case", { a: [{ suffix: { "equals-ignore-case": "ß" } }] }, { a: "GROSS" }, true],
    ["does not read true as text", ignoring("TRUE"), { a: true }, false],
  ]);
});

describe("anything-but", () => {
  const but = (operand: unknown) => ({ a: [{ "anything-but": operand }] });
  runs([
    ["refuses the string", but("low"), { a: "low" }, false],
    ["takes another string", but("low"), { a: "Low" }, true],
    ["refuses the number by value", but(5), JSON.parse('{"a":5.0}'), false],
    ["takes another number", but(5), { a: 5.1 }, true],
    ["refuses each string of a list", but(["low", "medium"]), { a: "medium" }, false],
    ["takes a string outside the list", but(["low", "medium"]), { a: "high" }, true],
    ["refuses each number of a list", but([100, 200]), { a: 200 }, false],
    ["takes a number outside the list", but([100, 200]), { a: 300 }, true],
    ["takes digits when it refuses their number", but(5), { a: "5" }, true],
    ["takes a number when it refuses strings", but("5"), { a: 5 }, true],
    ["takes null", but("low"), { a: null }, true],
    ["takes false", but(0), { a: false }, true],
    ["takes the empty string", but("low"), { a: "" }, true],
    ["refuses the empty string", but(""), { a: "" }, false],
    ["needs the field", but("low"), {}, false],
    ["needs a leaf", but("low"), { a: { b: "high" } }, false],
    ["needs an element", but("low"), { a: [] }, false],
    ["takes an array with another element", but("low"), { a: ["low", "high"] }, true],
    ["refuses an array of nothing else", but("low"), { a: ["low", "low"] }, false],
    ["refuses a start", but({ prefix: "us-" }), { a: "us-east-1" }, false],
    ["takes another start", but({ prefix: "us-" }), { a: "eu-us-1" }, true],
    ["refuses each start of a list", but({ prefix: ["us-", "ap-"] }), { a: "ap-south-1" }, false],
    ["takes a start outside the list", but({ prefix: ["us-", "ap-"] }), { a: "eu-west-1" }, true],
    ["takes a number when it refuses starts", but({ prefix: "1" }), { a: 12 }, true],
    ["refuses an end", but({ suffix: ".png" }), { a: "a.png" }, false],
    ["takes another end", but({ suffix: ".png" }), { a: "a.png.zip" }, true],
    ["refuses each end of a list", but({ suffix: [".png", ".jpg"] }), { a: "a.jpg" }, false],
    ["takes an end outside the list", but({ suffix: [".png", ".jpg"] }), { a: "a.gif" }, true],
    ["refuses any case", but({ "equals-ignore-case": "low" }), { a: "LOW" }, false],
    ["takes another text", but({ "equals-ignore-case": "low" }), { a: "LOWER" }, true],
    ["refuses any case of a list", but({ "equals-ignore-case": ["low", "medium"] }), { a: "Medium" }, false],
    ["takes a text outside the list", but({ "equals-ignore-case": ["low", "medium"] }), { a: "High" }, true],
    ["refuses a wildcard", but({ wildcard: "*/lib/*" }), { a: "/usr/lib/x" }, false],
    ["takes what the wildcard leaves", but({ wildcard: "*/lib/*" }), { a: "/usr/bin/x" }, true],
    ["refuses each wildcard of a list", but({ wildcard: ["*/lib/*", "*.so"] }), { a: "/bin/x.so" }, false],
    ["takes what a list of wildcards leaves", but({ wildcard: ["*/lib/*", "*.so"] }), { a: "/bin/x.s" }, true],
    ["compares addresses as text", but("::1"), { a: "0:0::1" }, true],
  ]);
});

describe("numeric", () => {
  const numeric = (...operand: unknown[]) => ({ n: [{ numeric: operand }] });
  runs([
    ["= takes the number", numeric("=", 301.5), JSON.parse('{"n":3.015e2}'), true],
    ["= leaves the next", numeric("=", 301.5), { n: 301.51 }, false],
    ["< leaves its limit", numeric("<", 10), { n: 10 }, false],
    ["< takes what is below", numeric("<", 10), { n: 9.999 }, true],
    ["<= takes its limit", numeric("<=", 10), { n: 10 }, true],
    ["<= leaves what is above", numeric("<=", 10), { n: 10.001 }, false],
    ["> leaves its limit", numeric(">", 10), { n: 10 }, false],
    ["> takes what is above", numeric(">", 10), { n: 10.001 }, true],
    [">= takes its limit", numeric(">=", -10), { n: -10 }, true],
    [">= leaves what is below", numeric(">=", -10), { n: -10.001 }, false],
    ["an open range leaves its lower end", numeric(">", 0, "<=", 5), { n: 0 }, false],
    ["a range takes what is inside", numeric(">", 0, "<=", 5), { n: 0.001 }, true],
    ["a closed range takes its upper end", numeric(">", 0, "<=", 5), { n: 5 }, true],
    ["a range leaves what is above", numeric(">", 0, "<=", 5), { n: 5.001 }, false],
    ["a range takes its closed lower end", numeric(">=", 0, "<", 5), { n: 0 }, true],
    ["a range leaves its open upper end", numeric(">=", 0, "<", 5), { n: 5 }, false],
    ["does not read digits as a number", numeric(">", 0), { n: "5" }, false],
    ["does not read true as a number", numeric(">", 0), { n: true }, false],
    ["does not read null as a number", numeric("<=", 0), { n: null }, false],
    ["takes the largest number that EventBridge compares", numeric(">", 0), { n: 5e9 }, true],
    ["leaves a number beyond it", numeric(">", 0), { n: 5e9 + 1 }, false],
    ["takes the smallest number that EventBridge compares", numeric("<", 0), { n: -5e9 }, true],
    ["leaves a number below it", numeric("<", 0), { n: -5e9 - 1 }, false],
  ]);
});

describe("exists", () => {
  const exists = (wanted: boolean) => ({ detail: { error: [{ exists: wanted }] } });
  runs([
    ["true takes a value", exists(true), { detail: { error: "AccessDenied" } }, true],
    ["true takes null", exists(true), { detail: { error: null } }, true],
    ["true takes the empty string", exists(true), { detail: { error: "" } }, true],
    ["true takes false", exists(true), { detail: { error: false } }, true],
    ["true needs the field", exists(true), { detail: {} }, false],
    ["true needs a leaf", exists(true), { detail: { error: { code: 1 } } }, false],
    ["true needs an element", exists(true), { detail: { error: [] } }, false],
    ["true needs an element in nested arrays too", exists(true), { detail: { error: [[], [{}]] } }, false],
    ["true takes an element", exists(true), { detail: { error: [[], [null]] } }, true],
    ["false leaves a value", exists(false), { detail: { error: "AccessDenied" } }, false],
    ["false leaves null", exists(false), { detail: { error: null } }, false],
    ["false takes a missing field", exists(false), { detail: {} }, true],
    ["false takes a missing parent", exists(false), {}, true],
    ["false takes a parent that is a scalar", exists(false), { detail: "none" }, true],
    ["false takes an object, which is no leaf", exists(false), { detail: { error: { code: 1 } } }, true],
    ["false takes an empty array", exists(false), { detail: { error: [] } }, true],
    ["a list takes either", { a: ["x", { exists: false }] }, {}, true],
    ["a list takes the value", { a: ["x", { exists: false }] }, { a: "x" }, true],
    ["a list leaves another value", { a: ["x", { exists: false }] }, { a: "y" }, false],
    ["a list of both takes a value", { a: [{ exists: true }, { exists: false }] }, { a: 1 }, true],
    ["a list of both takes none", { a: [{ exists: true }, { exists: false }] }, { b: 1 }, true],
  ]);
});

describe("cidr", () => {
  const cidr = (block: string) => ({ ip: [{ cidr: block }] });
  runs([
    ["takes the first address", cidr("10.0.0.0/24"), { ip: "10.0.0.0" }, true],
    ["takes the last address", cidr("10.0.0.0/24"), { ip: "10.0.0.255" }, true],
    ["leaves the address before", cidr("10.0.0.0/24"), { ip: "9.255.255.255" }, false],
    ["leaves the address after", cidr("10.0.0.0/24"), { ip: "10.0.1.0" }, false],
    ["splits within a byte, below", cidr("172.16.0.0/12"), { ip: "172.31.255.255" }, true],
    ["splits within a byte, above", cidr("172.16.0.0/12"), { ip: "172.32.0.0" }, false],
    ["ignores host bits in the block", cidr("10.0.0.77/24"), { ip: "10.0.0.1" }, true],
    ["takes any address of the family with /0", cidr("0.0.0.0/0"), { ip: "203.0.113.9" }, true],
    ["leaves the other family", cidr("0.0.0.0/0"), { ip: "2001:db8::1" }, false],
    ["takes two addresses with /31", cidr("10.0.0.0/31"), { ip: "10.0.0.1" }, true],
    ["leaves the third with /31", cidr("10.0.0.0/31"), { ip: "10.0.0.2" }, false],
    ["takes an IPv6 address", cidr("2001:db8::/32"), { ip: "2001:db8:ffff::1" }, true],
    ["leaves an IPv6 address after", cidr("2001:db8::/32"), { ip: "2001:db9::" }, false],
    ["splits an IPv6 group", cidr("2001:db8:8000::/33"), { ip: "2001:db8:7fff::" }, false],
    ["takes a mapped address as IPv4", cidr("10.0.0.0/8"), { ip: "::ffff:a00:1" }, true],
    ["leaves text", cidr("10.0.0.0/8"), { ip: "10.0.0.256" }, false],
    ["leaves a number", cidr("0.0.0.0/0"), { ip: 167772161 }, false],
    ["leaves two elisions", cidr("::/0"), { ip: "1::2::3" }, false],
    ["leaves an elision of nothing", cidr("::/0"), { ip: "1:2:3:4::5:6:7:8" }, false],
    ["takes an elision of one group", cidr("::/0"), { ip: "1:2:3:4::6:7:8" }, true],
    ["leaves too few groups", cidr("::/0"), { ip: "1:2:3:4:5:6:7" }, false],
    ["leaves three colons", cidr("::/0"), { ip: ":::1" }, false],
    ["leaves a group of five digits", cidr("::/0"), { ip: "::12345" }, false],
    ["takes the unspecified address", cidr("::/0"), { ip: "::" }, true],
  ]);
});

describe("wildcard", () => {
  const wildcard = (text: string) => ({ a: [{ wildcard: text }] });
  runs([
    ["takes any text with one asterisk", wildcard("*"), { a: "anything" }, true],
    ["takes the empty text with one asterisk", wildcard("*"), { a: "" }, true],
    ["leaves a number", wildcard("*"), { a: 5 }, false],
    ["takes an equal text without one", wildcard("abc"), { a: "abc" }, true],
    ["leaves a longer text without one", wildcard("abc"), { a: "abcd" }, false],
    ["takes a middle", wildcard("/*/lib/*.so"), { a: "/usr/lib/x.so" }, true],
    ["takes an empty middle", wildcard("a*b"), { a: "ab" }, true],
    ["does not use a letter twice", wildcard("ab*ba"), { a: "aba" }, false],
    ["does not use a middle in the end", wildcard("*aa*a"), { a: "aa" }, false],
    ["uses each letter once at the boundary", wildcard("*aa*a"), { a: "aaa" }, true],
    ["needs the pieces in order", wildcard("*b*a*"), { a: "ab" }, false],
    ["tries the later end", wildcard("*.log"), { a: "a.log.log" }, true],
    ["takes an escaped asterisk literally", wildcard("a\\*b"), { a: "a*b" }, true],
    ["leaves other text for an escaped asterisk", wildcard("a\\*b"), { a: "axb" }, false],
    ["takes an escaped backslash literally", wildcard("C:\\\\*"), { a: "C:\\temp" }, true],
    ["takes an escaped asterisk beside one", wildcard("\\**"), { a: "*x" }, true],
    ["takes dots and brackets literally", wildcard("a.[b]*"), { a: "axb" }, false],
    ["takes a line break", wildcard("a*b"), { a: "a\n\nb" }, true],
  ]);

  test("stays linear where a backtracking matcher does not", () => {
    const matches = compilePattern({ a: [{ wildcard: `${"*a".repeat(50)}*b` }] });
    const started = performance.now();
    expect(matches({ a: "a".repeat(200_000) })).toBe(false);
    expect(performance.now() - started).toBeLessThan(1000);
  });
});

describe("arrays in the event", () => {
  const roles = (name: string, kind: string) => ({ detail: { roles: { name: [name], kind: [kind] } } });
  const event = {
    detail: {
      roles: [
        { name: "admin", kind: "human" },
        { name: "build", kind: "machine" },
      ],
    },
  };
  const tag = { d: { tags: { key: ["env"], value: ["prod"] } } };
  runs([
    ["matches any element", { resources: [{ suffix: "role/build" }] }, finding, true],
    ["matches no other element", { resources: [{ suffix: "role/admin" }] }, finding, false],
    ["matches fields in the same element", roles("build", "machine"), event, true],
    ["does not mix fields of two elements", roles("admin", "machine"), event, false],
    ["does not mix elements of an inner array", tag, { d: [{ tags: [{ key: "env" }, { value: "prod" }] }] }, false],
    ["matches in an inner array", tag, { d: [{}, { tags: [{ key: "x" }, { key: "env", value: "prod" }] }] }, true],
    [
      "does not mix inner arrays of two elements",
      tag,
      { d: [{ tags: { key: "env" } }, { tags: { value: "prod" } }] },
      false,
    ],
    ["takes arrays in arrays as one", { a: { b: [1], c: [2] } }, { a: [[{ b: 1 }], [[{ b: 1, c: 2 }]]] }, true],
    ["does not mix arrays in arrays", { a: { b: [1], c: [2] } }, { a: [[{ b: 1 }, { c: 2 }], [{ c: 2 }]] }, false],
    [
      "lets two arrays choose on their own",
      { a: { x: [1] }, b: { y: [2] } },
      { a: [{}, { x: 1 }], b: [{ y: 2 }, {}] },
      true,
    ],
    ["lets an array of scalars serve two values", { t: ["a"], u: ["b"] }, { t: ["b", "a"], u: ["a", "b"] }, true],
    ["ignores scalars beside objects", { a: { b: [1] } }, { a: [7, null, { b: 1 }] }, true],
    [
      "keeps one branch of $or in one element",
      { d: { x: [1] }, $or: [{ d: { y: [2] } }, { e: [3] }] },
      { d: [{ x: 1 }, { y: 2 }] },
      false,
    ],
    [
      "lets another branch of $or do",
      { d: { x: [1] }, $or: [{ d: { y: [2] } }, { e: [3] }] },
      { d: [{ x: 1 }, { y: 2 }], e: 3 },
      true,
    ],
  ]);
});

describe("absence in arrays", () => {
  const unowned = { d: { name: ["db"], owner: [{ exists: false }] } };
  const unnamed = { d: { name: [{ exists: false }], size: [1] } };
  const optional = { d: { name: ["db"], owner: ["ops", { exists: false }] } };
  const allOptional = { d: { name: ["db", { exists: false }], owner: ["ops", { exists: false }] } };
  runs([
    ["concerns the element that was chosen", unowned, { d: [{ name: "db" }, { name: "web", owner: "ops" }] }, true],
    ["leaves when the chosen element has it", unowned, { d: [{ name: "db", owner: "ops" }, { name: "web" }] }, false],
    ["takes another element that does", unowned, { d: [{ name: "db", owner: "ops" }, { name: "db" }] }, true],
    [
      "concerns every element when it is alone",
      { d: { owner: [{ exists: false }] } },
      { d: [{}, { owner: 1 }] },
      false,
    ],
    ["holds when no element has it", { d: { owner: [{ exists: false }] } }, { d: [{}, { name: 1 }] }, true],
    ["concerns every element when its name comes first", unnamed, { d: [{ size: 1 }, { name: "db" }] }, false],
    ["holds when its name comes first and none has it", unnamed, { d: [{ size: 1 }, { size: 2 }] }, true],
    ["is one alternative beside a value", optional, { d: [{ name: "db" }, { name: "web", owner: "hr" }] }, true],
    [
      "leaves the value beside it to the chosen element",
      optional,
      { d: [{ name: "db", owner: "hr" }, { owner: "ops" }] },
      false,
    ],
    ["takes the value beside it", optional, { d: [{ name: "db", owner: "ops" }] }, true],
    ["is of no element where none has a field that may be absent", allOptional, { d: [{}, { other: 1 }] }, true],
    ["is of no element where the array has no object", allOptional, { d: [7, null] }, true],
    ["is of the element that has the first field", allOptional, { d: [{ owner: "hr" }, { name: "db" }] }, true],
    ["does not skip to a later field", allOptional, { d: [{ owner: "ops" }, { name: "web" }] }, false],
    [
      "does not take an element without it for a value",
      { d: { a: ["x", { exists: false }] } },
      { d: [{}, { a: "y" }] },
      false,
    ],
    [
      "concerns the whole inner array",
      { d: { n: [1], t: { k: [{ exists: false }] } } },
      { d: [{ n: 1, t: [{}, { k: 1 }] }] },
      false,
    ],
  ]);
});

describe("$or", () => {
  const either = { source: ["aws.a"], $or: [{ n: [1] }, { m: [2], k: [3] }] };
  const nested = { $or: [{ a: [1] }, { b: [2], $or: [{ c: [3] }, { d: [4] }] }] };
  const parallel = { $or: [{ a: [1] }, { b: [2] }], x: { $or: [{ c: [3] }, { d: [4] }] } };
  runs([
    ["takes the first branch", either, { source: "aws.a", n: 1 }, true],
    ["takes the second branch", either, { source: "aws.a", m: 2, k: 3 }, true],
    ["needs all fields of a branch", either, { source: "aws.a", m: 2 }, false],
    ["needs a branch", either, { source: "aws.a" }, false],
    ["needs the fields beside it", either, { source: "aws.b", n: 1 }, false],
    ["nests", nested, { b: 2, d: 4 }, true],
    ["needs a nested branch", nested, { b: 2 }, false],
    ["needs what is beside the nested one", nested, { c: 3 }, false],
    ["combines with another", parallel, { a: 1, x: { d: 4 } }, true],
    ["needs both of two", parallel, { a: 1, b: 2 }, false],
    ["is inside a field", { x: { $or: [{ c: [3] }, { d: [4] }] } }, { x: { c: 3 } }, true],
    ["holds the same field in each branch", { $or: [{ a: [1] }, { a: [{ prefix: "x" }] }] }, { a: "xy" }, true],
  ]);
});

describe("keys", () => {
  const inherits = (inherited: object, own: object): unknown => Object.assign(Object.create(inherited), own);
  runs([
    ["takes a dotted key of the pattern as nested", { "detail.region": ["eu-west-1"] }, finding, true],
    ["takes a dotted key of the event as nested", { a: { b: { c: [1] } } }, { "a.b": { c: 1 } }, true],
    ["takes a wholly dotted key of the event", { a: { b: { c: [1] } } }, { "a.b.c": 1 }, true],
    ["takes a dotted key below another", { a: { b: { c: [1] } } }, { a: { "b.c": 1 } }, true],
    ["takes the same dotted key in both", { tags: { "k8s.io/name": ["x"] } }, { tags: { "k8s.io/name": "x" } }, true],
    ["joins dotted and nested fields", { a: { b: [1], c: [2] } }, { "a.b": 1, a: { c: 2 } }, true],
    ["takes the nested of two values", { a: { b: [1] } }, { "a.b": 2, a: { b: 1 } }, true],
    ["takes the dotted of two values", { a: { b: [2] } }, { "a.b": 2, a: { b: 1 } }, true],
    ["joins a dotted field to an array", { a: { b: [2] } }, { "a.b": 2, a: [{ b: 1 }] }, true],
    ["sees a dotted field that is to be absent", { a: { b: [{ exists: false }] } }, { "a.b": 2 }, false],
    [
      "sees a dotted field absent beside a nested one",
      { a: { b: [1], c: [{ exists: false }] } },
      { a: { b: 1 }, "a.c": 2 },
      false,
    ],
    ["joins a path to a shorter one", { a: [1], "a.b": [2] }, { a: [1, { b: 2 }] }, true],
    ["does not find inherited keys", { toString: [{ exists: true }] }, {}, false],
    ["does not descend into inherited keys", { constructor: { name: ["Object"] } }, {}, false],
    ["does not find what a prototype holds", { a: [1] }, Object.create({ a: 1 }), false],
    ["does not descend into what a prototype holds", { a: { b: [1] } }, Object.create({ a: { b: 1 } }), false],
    ["does not read what a prototype writes with dots", { a: { b: [1] } }, Object.create({ "a.b": 1 }), false],
    ["does not join what a prototype holds", { a: { b: [1], c: [2] } }, inherits({ a: { c: 2 } }, { "a.b": 1 }), false],
    [
      "joins three ways of writing a field",
      { a: { b: { c: [1], d: [2], e: [3] } } },
      { "a.b.c": 1, "a.b.d": 2, a: { b: { e: 3 } } },
      true,
    ],
    ["joins two values of one field", { a: { b: [1], c: [2] } }, { "a.b": 9, "a.c": 2, a: { b: 1 } }, true],
    [
      "keeps an array beside a dotted field",
      { a: { b: [1], c: [{ exists: false }] } },
      { "a.b": 9, a: [{ b: 1 }] },
      true,
    ],
    [
      "sees a dotted field absent two levels down",
      { a: { b: { c: [1], d: [{ exists: false }] } } },
      { a: { b: { c: 1 } }, "a.b.d": 2 },
      false,
    ],
    ["joins a dotted field to a scalar", { a: [1], "a.b": [2] }, { a: 1, "a.b": 2 }, true],
    ["takes __proto__ as a key", JSON.parse('{"__proto__":{"a":[1]}}'), JSON.parse('{"__proto__":{"a":1}}'), true],
    ["needs __proto__ like any key", JSON.parse('{"__proto__":{"a":[1]}}'), { a: 1 }, false],
    ["does not take a prototype for fields", { a: [1] }, JSON.parse('{"__proto__":{"a":1}}'), false],
    ["takes a dotted __proto__ as a key", { "__proto__.a": [1] }, JSON.parse('{"__proto__.a":1}'), true],
    ["takes the empty key", { "": [1] }, { "": 1 }, true],
  ]);

  test("leaves the event as it was", () => {
    const event = { "a.b": 1, a: { c: [2, { d: 3 }] } };
    const before = structuredClone(event);
    expect(compilePattern({ a: { b: [1], c: { d: [3] } } })(event)).toBe(true);
    expect(event).toEqual(before);
    expect(Object.prototype).not.toHaveProperty("b");
  });
});

describe("hostile events", () => {
  function nestedArray(depth: number): unknown {
    let value: unknown = "bottom";
    for (let level = 0; level < depth; level++) value = [value];
    return value;
  }

  function nestedObject(depth: number): unknown {
    let value: unknown = "bottom";
    for (let level = 0; level < depth; level++) value = { a: value };
    return value;
  }

  test("finds a value a hundred thousand arrays deep", () => {
    const matches = compilePattern({ a: ["bottom"], b: { c: [{ exists: false }] } });
    expect(matches({ a: nestedArray(100_000), b: nestedArray(100_000) })).toBe(true);
  });

  test("goes no deeper into objects than the pattern", () => {
    expect(compilePattern({ a: { a: [{ exists: true }] } })(nestedObject(100_000))).toBe(false);
  });

  test("tries no level of a deep pattern twice", () => {
    let [pattern, event]: unknown[] = [["top"], "bottom"];
    for (let level = 0; level < 50; level++) [pattern, event] = [{ a: pattern }, { a: event }];
    expect(compilePattern(pattern)(event)).toBe(false);
  });

  test("looks at each of many elements once", () => {
    const pattern = { a: { b: { c: { x: [1], y: [2] } } } };
    const inner = Array.from({ length: 100 }, () => ({ x: 1 }));
    const event = { a: Array.from({ length: 100 }, () => ({ b: Array.from({ length: 10 }, () => ({ c: inner })) })) };
    const started = performance.now();
    expect(compilePattern(pattern)(event)).toBe(false);
    expect(performance.now() - started).toBeLessThan(1000);
  });
});

// The situations of AWS's page on comparison operators, told with our own events.
describe("documented combinations", () => {
  const complex = {
    time: [{ prefix: "2026-11-24" }],
    detail: {
      state: [{ "anything-but": "pending" }],
      attempts: [{ numeric: [">", 0, "<=", 5] }],
      delay: [{ numeric: ["<", 10] }],
      limit: [{ "anything-but": [100, 200, 300] }],
      caller: [{ cidr: "10.0.0.0/8" }],
    },
  };
  const detail = { state: "failed", attempts: 5, delay: 9.5, limit: 301, caller: "10.250.0.4" };
  const event = { time: "2026-11-24T08:00:00Z", detail };
  runs([
    ["matches several operators at once", complex, event, true],
    ["leaves one failing prefix", complex, { ...event, time: "2026-11-25T08:00:00Z" }, false],
    ["leaves one failing anything-but", complex, { ...event, detail: { ...detail, state: "pending" } }, false],
    ["leaves one failing range", complex, { ...event, detail: { ...detail, attempts: 0 } }, false],
    ["leaves one failing list", complex, { ...event, detail: { ...detail, limit: 200 } }, false],
    ["leaves one failing block", complex, { ...event, detail: { ...detail, caller: "11.0.0.1" } }, false],
    [
      "matches any of several operators in one list",
      { region: [{ prefix: "eu-" }, "us-east-1", { suffix: "-gov-west-1" }] },
      { region: "us-gov-west-1" },
      true,
    ],
    [
      "matches one of three operators in $or",
      { detail: { $or: [{ a: [{ numeric: [">", 0, "<=", 5] }] }, { b: [{ numeric: ["<", 10] }] }, { c: [true] }] } },
      { detail: { a: 6, b: 10, c: true } },
      true,
    ],
  ]);
});

describe("refusals", () => {
  const operator = (name: string, operand: unknown) => ({ detail: { a: ["x", { [name]: operand }] } });
  const deep = (levels: number): unknown => (levels === 0 ? [1] : { a: deep(levels - 1) });
  const deepOr = (levels: number): unknown =>
    levels === 0 ? { z: [1] } : { $or: [{ [`a${levels}`]: [1] }, deepOr(levels - 1)] };
  const pairs = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, i) => [`f${i}`, { $or: [{ a: [1] }, { b: [2] }] }]));
  const optional = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, i) => [`f${i}`, [1, { exists: false }]]));
  const a = "detail.a[1]";

  test.each<readonly [title: string, pattern: unknown, path: string, problem: string]>([
    ["a pattern that is text", "source", "", "must be an object of fields"],
    ["a pattern that is null", null, "", "not null"],
    ["a pattern that is a list", [{ a: [1] }], "", "not a list"],
    ["a missing pattern", undefined, "", "not undefined"],
    ["an empty pattern", {}, "", "at least one field"],
    ["an empty object", { detail: { a: {} } }, "detail.a", "at least one field"],
    ["an empty list", { detail: { a: [] } }, "detail.a", "at least one value"],
    ["a string without a list", { source: "aws.ec2" }, "source", 'not the string "aws.ec2"'],
    ["a number without a list", { detail: { n: 5 } }, "detail.n", "not the number 5"],
    ["null without a list", { detail: { n: null } }, "detail.n", "not null"],
    ["a list in a list", { a: [[1]] }, "a[0]", "not a list"],
    ["a key that needs quoting", { "two words": [] }, '["two words"]', "at least one value"],
    ["a dotted key", { detail: { "a.b": [] } }, 'detail["a.b"]', "at least one value"],
    ["an unknown operator", operator("contains", "x"), a, 'not the string "contains"'],
    ["an operator in another case", operator("Prefix", "x"), a, "must hold one of the operators prefix"],
    ["an operator that objects inherit", operator("constructor", "x"), a, "must hold one of the operators"],
    ["an undocumented operator", operator("exactly", "x"), a, "must hold one of the operators"],
    ["an object without operator", { a: [{}] }, "a[0]", "exactly one operator"],
    ["two operators in one object", { a: [{ prefix: "a", suffix: "b" }] }, "a[0]", "exactly one operator"],
    ["$or among values", { a: [{ $or: [] }] }, "a[0]", "must hold one of the operators"],

    ["a prefix that is a number", operator("prefix", 1), `${a}.prefix`, "must be a string or"],
    ["a prefix that is a list", operator("prefix", ["x"]), `${a}.prefix`, "not a list"],
    ["a prefix of another operator", operator("prefix", { wildcard: "x" }), `${a}.prefix`, "equals-ignore-case alone"],
    ["a prefix of nothing", operator("prefix", {}), `${a}.prefix`, "equals-ignore-case alone"],
    [
      "a prefix in any case of a list",
      operator("prefix", { "equals-ignore-case": ["x"] }),
      `${a}.prefix.equals-ignore-case`,
      "must be a string",
    ],
    ["a suffix that is null", operator("suffix", null), `${a}.suffix`, "not null"],
    [
      "a suffix of two operators",
      operator("suffix", { "equals-ignore-case": "x", prefix: "y" }),
      `${a}.suffix`,
      "alone",
    ],
    [
      "an equals-ignore-case list",
      operator("equals-ignore-case", ["x"]),
      `${a}.equals-ignore-case`,
      "must be a string",
    ],

    ["a wildcard that is a number", operator("wildcard", 5), `${a}.wildcard`, "must be a string"],
    ["a wildcard that is a list", operator("wildcard", ["*"]), `${a}.wildcard`, "must be a string"],
    ["two asterisks in a row", operator("wildcard", "a**b"), `${a}.wildcard`, "two asterisks in a row"],
    ["two asterisks after an escaped one", operator("wildcard", "\\***"), `${a}.wildcard`, "two asterisks in a row"],
    ["an escape of a letter", operator("wildcard", "a\\b"), `${a}.wildcard`, "backslash only before"],
    ["an escape of nothing", operator("wildcard", "a\\"), `${a}.wildcard`, "backslash only before"],

    ["anything-but of a boolean", operator("anything-but", true), `${a}.anything-but`, "not true"],
    ["anything-but of null", operator("anything-but", null), `${a}.anything-but`, "not null"],
    [
      "anything-but of an empty list",
      operator("anything-but", []),
      `${a}.anything-but`,
      "at least one string or number",
    ],
    [
      "anything-but of mixed types",
      operator("anything-but", ["a", 1]),
      `${a}.anything-but`,
      "not the number 1 beside a string",
    ],
    ["anything-but of null in a list", operator("anything-but", [null]), `${a}.anything-but`, "not null"],
    ["anything-but of a list in a list", operator("anything-but", [["a"]]), `${a}.anything-but`, "not a list"],
    ["anything-but of nothing", operator("anything-but", {}), `${a}.anything-but`, "exactly one operator"],
    [
      "anything-but of numeric",
      operator("anything-but", { numeric: ["=", 1] }),
      `${a}.anything-but`,
      "operators prefix, suffix, equals-ignore-case, wildcard",
    ],
    ["anything-but of exists", operator("anything-but", { exists: true }), `${a}.anything-but`, "must hold one of"],
    [
      "anything-but of an empty prefix",
      operator("anything-but", { prefix: "" }),
      `${a}.anything-but.prefix`,
      "must not be empty",
    ],
    [
      "anything-but of an empty suffix in a list",
      operator("anything-but", { suffix: ["x", ""] }),
      `${a}.anything-but.suffix[1]`,
      "must not be empty",
    ],
    [
      "anything-but of no prefix",
      operator("anything-but", { prefix: [] }),
      `${a}.anything-but.prefix`,
      "at least one string",
    ],
    [
      "anything-but of a number as prefix",
      operator("anything-but", { prefix: [1] }),
      `${a}.anything-but.prefix[0]`,
      "must be a string",
    ],
    [
      "anything-but of a prefix in any case",
      operator("anything-but", { prefix: { "equals-ignore-case": "x" } }),
      `${a}.anything-but.prefix`,
      "a string or a list of strings",
    ],
    [
      "anything-but of a bad wildcard",
      operator("anything-but", { wildcard: ["*", "**"] }),
      `${a}.anything-but.wildcard[1]`,
      "two asterisks",
    ],

    ["numeric without a list", operator("numeric", 5), `${a}.numeric`, "must be one comparison"],
    ["numeric of nothing", operator("numeric", []), `${a}.numeric`, "must be one comparison"],
    ["numeric without a number", operator("numeric", [">"]), `${a}.numeric`, "must be one comparison"],
    ["numeric with half a range", operator("numeric", [">", 0, "<"]), `${a}.numeric`, "must be one comparison"],
    ["numeric with three comparisons", operator("numeric", [">", 0, "<", 5, "<", 6]), `${a}.numeric`, "or a range"],
    ["numeric with a bare number", operator("numeric", [5, 6]), `${a}.numeric[0]`, "not the number 5"],
    ["numeric with an unknown comparison", operator("numeric", ["==", 5]), `${a}.numeric[0]`, "must be one of =, <"],
    ["numeric with digits", operator("numeric", ["=", "5"]), `${a}.numeric[1]`, 'not the string "5"'],
    ["numeric above the limit", operator("numeric", ["<", 5e9 + 1]), `${a}.numeric[1]`, "from -5e9 to 5e9"],
    ["numeric below the limit", operator("numeric", [">", 0, "<", -5e9 - 1]), `${a}.numeric[3]`, "from -5e9 to 5e9"],
    [
      "numeric with a number that is none",
      operator("numeric", ["<", Number.NaN]),
      `${a}.numeric[1]`,
      "not the number NaN",
    ],
    ["a range from above", operator("numeric", ["<", 5, ">", 0]), `${a}.numeric`, "lower end"],
    ["a range of two lower ends", operator("numeric", [">", 0, ">", 5]), `${a}.numeric`, "then < or <="],
    ["a range with an equal sign", operator("numeric", ["=", 0, "<", 5]), `${a}.numeric`, "as > or >="],
    [
      "a range that ends where it starts",
      operator("numeric", [">=", 5, "<=", 5]),
      `${a}.numeric`,
      "below its upper end",
    ],
    [
      "a range that ends before it starts",
      operator("numeric", [">", 6, "<", 5]),
      `${a}.numeric`,
      "below its upper end",
    ],

    ["exists of text", operator("exists", "true"), `${a}.exists`, "must be true or false"],
    ["exists of null", operator("exists", null), `${a}.exists`, "must be true or false"],

    ["cidr of a list", operator("cidr", ["10.0.0.0/8"]), `${a}.cidr`, "must be a string"],
    ["cidr without a mask", operator("cidr", "10.0.0.0"), `${a}.cidr`, "an address and a mask"],
    ["cidr with two masks", operator("cidr", "10.0.0.0/8/8"), `${a}.cidr`, "an address and a mask"],
    ["cidr without a number", operator("cidr", "10.0.0.0/x"), `${a}.cidr`, "an address and a mask"],
    ["cidr with a negative mask", operator("cidr", "10.0.0.0/-1"), `${a}.cidr`, "an address and a mask"],
    ["cidr with a single address", operator("cidr", "10.0.0.1/32"), `${a}.cidr`, "from /0 to /31"],
    ["cidr with a single IPv6 address", operator("cidr", "::1/128"), `${a}.cidr`, "from /0 to /127"],
    ["cidr with a byte too large", operator("cidr", "10.0.0.256/8"), `${a}.cidr`, "an address and a mask"],
    ["cidr with three bytes", operator("cidr", "10.0.0/8"), `${a}.cidr`, "an address and a mask"],
    ["cidr with a name", operator("cidr", "localhost/8"), `${a}.cidr`, "an address and a mask"],

    ["$or without a list", { $or: { a: [1] } }, "$or", "not an object"],
    ["$or of nothing", { $or: [] }, "$or", "not a list of 0"],
    ["$or of one branch", { detail: { $or: [{ a: [1] }] } }, "detail.$or", "not a list of 1"],
    ["$or of values", { $or: ["a", "b"] }, "$or[0]", 'not the string "a"'],
    ["$or with a list for a branch", { $or: [{ a: [1] }, [{ b: [2] }]] }, "$or[1]", "not a list"],
    ["$or with an empty branch", { $or: [{ a: [1] }, {}] }, "$or[1]", "at least one field"],
    ["$or with a bad value", { $or: [{ a: [1] }, { b: { c: [] } }] }, "$or[1].b.c", "at least one value"],
    [
      "$or of operators",
      { a: { $or: [{ numeric: [1] }, { b: [2] }] } },
      "a.$or[0].numeric",
      'EventBridge reserves numeric; an operator stands in a list, as in [{"prefix": "x"}]',
    ],
    [
      "a reserved name deeper in $or",
      { $or: [{ a: { prefix: [1] } }, { b: [2] }] },
      "$or[0].a.prefix",
      "reserves prefix",
    ],
    ["more than 1000 combinations", pairs(10), "f9.$or", "more than 1000 combinations"],
    [
      "an $or of more than 1000 branches",
      { $or: Array.from({ length: 1001 }, () => ({ a: [1] })) },
      "$or",
      "1000 combinations",
    ],

    ["a path given twice", { a: { b: [1] }, "a.b": [2] }, '["a.b"]', "write all its values in one list"],
    ["a path given again in $or", { a: [1], $or: [{ a: [2] }, { b: [1] }] }, "$or[0].a", "so give it in each"],
    ["a path given again beside $or", { $or: [{ b: [1] }, { a: [2] }], a: [1] }, "a", "so give it in each"],
    [
      "a path given in $or and deeper in it",
      { $or: [{ a: [1], $or: [{ a: [2] }, { b: [1] }] }, { c: [1] }] },
      "$or[0].$or[0].a",
      "so give it in each",
    ],
    [
      "a path given twice in one alternative",
      { $or: [{ a: { b: [1] }, "a.b": [2] }, { c: [1] }] },
      '$or[0]["a.b"]',
      "write all its values in one list",
    ],
    ["a nesting too deep", deep(101), `a${".a".repeat(99)}.a`, "more than 100 levels"],
    ["a nesting of very many levels", deep(5000), `a${".a".repeat(99)}.a`, "more than 100 levels"],
    ["a key of very many levels", { [".".repeat(1e6)]: [1] }, `["${".".repeat(60)}…"]`, "more than 100 levels"],
    ["an $or nested too deep", deepOr(5000), `${"$or[1].".repeat(100)}$or[0]`, "more than 100 levels"],
  ])("refuses %s", (_title, pattern, path, problem) => {
    const error = refusalOf(pattern);
    expect(error.path).toBe(path);
    expect(error.problem).toContain(problem);
    const { errors } = readPattern(pattern);
    expect([errors[0]?.path, errors[0]?.problem]).toEqual([error.path, error.problem]);
  });

  test("are all collected where a pattern is read, and what is well-formed with them", () => {
    const { combinations, errors } = readPattern({
      a: 1,
      b: ["x", { prefix: 1 }, "y"],
      $or: [{ c: [1] }, 7, { d: [] }],
      e: ["z"],
    });
    expect(errors.map(({ path }) => path)).toEqual(["a", "b[1].prefix", "$or[1]", "$or[2].d"]);
    expect(combinations.map((combination) => [...combination.keys()])).toEqual([
      ["a", "b", "c", "e"],
      ["a", "b", "d", "e"],
    ]);
    expect(combinations[0]?.get("b")?.values).toEqual(["x", undefined, "y"]);
    expect(readPattern({ a: ["x"] }).errors).toEqual([]);
  });

  test.each<readonly [title: string, pattern: unknown]>([
    ["the widest numeric range", operator("numeric", [">=", -5e9, "<=", 5e9])],
    ["the longest masks", { a: [{ cidr: "10.0.0.0/31" }, { cidr: "::/127" }] }],
    ["an operator's name as a field outside $or", { numeric: [1], prefix: { cidr: ["x"] } }],
    ["the same string twice in anything-but", operator("anything-but", ["x", "x"])],
    ["up to 1000 combinations", pairs(9)],
    ["an $or of 1000 branches", { $or: Array.from({ length: 1000 }, () => ({ a: [1] })) }],
    ["a thousand fields that may be absent", optional(1000)],
    ["a hundred levels", deep(100)],
    ["an empty wildcard", operator("wildcard", "")],
  ])("takes %s", (_title, pattern) => {
    expect(() => compilePattern(pattern)).not.toThrow();
  });

  test("says place and problem in one sentence", () => {
    const error = refusalOf({ detail: { severity: [{ numeric: "high" }] } });
    expect(error.name).toBe("PatternError");
    expect(error.message).toBe(
      'detail.severity[0].numeric must be one comparison, such as [">=", 7], or a range, such as [">", 0, "<=", 5]',
    );
    expect(refusalOf([]).message).toBe("the pattern must be an object of fields, not a list");
  });

  function refusalOf(pattern: unknown): PatternError {
    try {
      compilePattern(pattern);
    } catch (error) {
      if (error instanceof PatternError) return error;
      throw error;
    }
    throw new Error("the pattern was not refused");
  }
});
