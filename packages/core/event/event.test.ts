import { describe, expect, test } from "vitest";
import { refused } from "../text/parse.ts";
import { EVENT_LIMIT_BYTES, hostileShape, NESTING_LIMIT, parseEvent, parseEventText } from "./event.ts";

const envelope = {
  id: "7bf73129-1428-4cd3-a780-95db273d1602",
  source: "aws.acm",
  "detail-type": "ACM Certificate Approaching Expiration",
  account: "048576123456",
  region: "eu-west-1",
  time: "2026-11-24T08:00:00Z",
  resources: ["arn:aws:acm:eu-west-1:048576123456:certificate/c0ffee"],
  detail: { DaysToExpiry: 31 },
};

function without(field: string): object {
  return Object.fromEntries(Object.entries(envelope).filter(([key]) => key !== field));
}

describe("parseEvent", () => {
  test("takes an envelope over, with its time as an instant, without the fields that it does not know", () => {
    expect(parseEvent({ version: "0", ...envelope, sequence: 1 })).toEqual({
      ok: true,
      value: { ...envelope, time: "2026-11-24T08:00:00.000Z" },
    });
  });

  test("hands the detail on as it is", () => {
    const parsed = parseEvent(envelope);
    expect(parsed.ok && parsed.value.detail).toBe(envelope.detail);
  });

  test("takes an envelope without resources for one with none", () => {
    expect(parseEvent(without("resources"))).toMatchObject({ ok: true, value: { resources: [] } });
  });

  test("keeps the name of a replay", () => {
    expect(parseEvent({ ...envelope, "replay-name": "monday" })).toMatchObject({ value: { "replay-name": "monday" } });
  });

  test.each([[{}], [{ hello: 1 }], [{ id: "i", FindingIds: ["f"] }]])(
    "takes %j for no event, and not for one that lacks a field",
    (other) => {
      expect(parseEvent(other)).toEqual(
        refused("", "is neither an event nor anything else that is read: it has no source, detail-type or detail"),
      );
    },
  );

  test.each(["id", "source", "detail-type", "account", "region", "time", "detail"])("misses %s", (field) => {
    expect(parseEvent(without(field))).toEqual(refused(field, "is missing"));
  });

  const long = (length: number) => "x".repeat(length);
  test.each<[string, unknown, string, string]>([
    ["id", 7, "id", "expected string, got a number"],
    ["id", "", "id", "is empty or longer than 256 characters"],
    ["id", long(257), "id", "is empty or longer than 256 characters"],
    ["id", " \t", "id", "holds what cannot be shown"],
    ["id", "7bf73129\u0000", "id", "holds what cannot be shown"],
    ["id", "7bf73129\ud800", "id", "holds what cannot be shown"],
    ["detail-type", "ACM Certificate \u202eExpired", "detail-type", "holds what cannot be shown"],
    ["source", ["aws.acm"], "source", "expected string, got an array"],
    ["source", "", "source", "is empty or longer than 256 characters"],
    ["detail-type", null, "detail-type", "expected string, got null"],
    ["detail-type", long(257), "detail-type", "is empty or longer than 256 characters"],
    ["account", 48576123456, "account", "expected string, got a number"],
    ["account", "04857612345", "account", "expected an account id of 12 digits"],
    ["account", "0485761234567", "account", "expected an account id of 12 digits"],
    ["account", "048576123456\n", "account", "expected an account id of 12 digits"],
    ["account", "٠٤٨٥٧٦١٢٣٤٥٦", "account", "expected an account id of 12 digits"],
    ["region", {}, "region", "expected string, got an object"],
    ["region", "", "region", "expected a region such as eu-west-1"],
    ["region", "EU-WEST-1", "region", "expected a region such as eu-west-1"],
    ["region", "eu-west-1.evil.example", "region", "expected a region such as eu-west-1"],
    ["time", "yesterday", "time", "expected a date and time"],
    ["time", "2026-02-30T00:00:00Z", "time", "expected a date and time"],
    ["time", null, "time", "expected a date and time"],
    ["resources", "arn:aws:s3:::a", "resources", "expected Array, got another string"],
    ["resources", null, "resources", "expected Array, got null"],
    ["resources", ["arn:aws:s3:::a", 7], "resources[1]", "expected string, got a number"],
    ["detail", null, "detail", "expected an object"],
    ["detail", [{}], "detail", "expected an object"],
    ["detail", '{"a":1}', "detail", "expected an object"],
    ["replay-name", 7, "replay-name", "expected string, got a number"],
  ])("refuses %s that is %j", (field, value, path, problem) => {
    expect(parseEvent({ ...envelope, [field]: value })).toEqual(refused(path, problem));
  });

  test.each([
    ["id", long(256)],
    ["region", "us-gov-west-1"],
    ["region", "us-isob-east-1"],
    ["region", "ap-southeast-7"],
    ["account", "000000000000"],
    ["detail", {}],
  ])("accepts %s that is %j", (field, value) => {
    expect(parseEvent({ ...envelope, [field]: value }).ok).toBe(true);
  });

  test.each([[null], [undefined], ["text"], [7], [[]], [[envelope]]])("refuses %j for a whole", (value) => {
    expect(parseEvent(value).ok).toBe(false);
  });
});

describe("parseEventText", () => {
  const text = JSON.stringify(envelope);

  test("reads the text of an envelope", () => {
    expect(parseEventText(text)).toEqual(parseEvent(envelope));
  });

  test.each([
    ["an empty text", ""],
    ["half an envelope", text.slice(0, 100)],
    ["two envelopes", text + text],
    ["a byte order mark before it", `\ufeff${text}`],
    ["what only JavaScript reads", "{id:1}"],
  ])("refuses %s", (_title, value) => {
    expect(parseEventText(value)).toEqual(refused("", "is not JSON"));
  });

  test.each(["null", "[]", "7", '"text"'])("refuses %s, which is JSON and no envelope", (value) => {
    expect(parseEventText(value).ok).toBe(false);
  });

  test.each([
    ["letters of one byte", "x", 1],
    ["letters of two bytes", "é", 2],
    ["letters of three bytes", "東", 3],
    ["letters of four bytes", "🔔", 4],
  ])("counts bytes, not letters: takes the limit of %s and refuses one byte more", (_title, letter, bytes) => {
    const rest = EVENT_LIMIT_BYTES - Buffer.byteLength(JSON.stringify({ ...envelope, detail: { text: "" } }));
    const filled = (size: number) => letter.repeat(Math.floor(size / bytes)) + "x".repeat(size % bytes);
    const sized = (size: number) => parseEventText(JSON.stringify({ ...envelope, detail: { text: filled(size) } }));
    expect(sized(rest).ok).toBe(true);
    expect(sized(rest + 1)).toEqual(refused("", "is larger than 1048576 bytes"));
  });

  const withDetail = (detail: string) => text.replace('{"DaysToExpiry":31}', detail);

  test.each([
    ["as it is", '{"__proto__":{"admin":true}}', "detail.__proto__"],
    ["in escapes", '{"\\u005f_pro\\u0074o__":{"admin":true}}', "detail.__proto__"],
    ["in capital escapes", '{"\\u005F\\u005F\\u0070roto\\u005F\\u005F":1}', "detail.__proto__"],
    ["far down, in an array", '{"a":[{"b":1},{"__proto__":[]}]}', "detail.a[1].__proto__"],
  ])("refuses a key __proto__ written %s", (_title, detail, path) => {
    expect(parseEventText(withDetail(detail))).toEqual(refused(path, "is a key that is never accepted"));
  });

  test("takes __proto__ where it is only a value", () => {
    expect(parseEventText(withDetail('{"name":"__proto__","other":"\\u005f_proto__"}')).ok).toBe(true);
  });

  test.each([
    ["objects", '{"a":', "}"],
    ["arrays", "[", "]"],
  ])("takes %s nested 100,000 deep without harm: it looks at no more than it needs", (_title, open, close) => {
    const detail = `{"a":${open.repeat(100_000)}0${close.repeat(100_000)}}`;
    expect(parseEventText(withDetail(detail)).ok).toBe(true);
  });
});

describe("hostileShape", () => {
  const nested = (levels: number): unknown => (levels === 0 ? "leaf" : { a: nested(levels - 1) });
  const nestedArrays = (levels: number): unknown => (levels === 0 ? "leaf" : [nestedArrays(levels - 1)]);

  test.each([
    ["a scalar", 7],
    ["null", null],
    ["an envelope", envelope],
    ["objects nested to the limit", nested(NESTING_LIMIT)],
    ["arrays nested to the limit", nestedArrays(NESTING_LIMIT)],
    ["a key that only resembles __proto__", { _proto_: 1, proto: 2, constructor: 3 }],
    ["an object with another prototype", Object.create({ inherited: 1 })],
  ])("finds nothing in %s", (_title, value) => {
    expect(hostileShape(value)).toBeUndefined();
  });

  test.each([
    ["objects", nested(NESTING_LIMIT + 1), "a.a.a"],
    ["arrays", nestedArrays(NESTING_LIMIT + 1), "[0][0][0]"],
    ["objects under an empty key", { "": nested(NESTING_LIMIT) }, '"".a.a'],
    ["arrays under an empty key", { "": nestedArrays(NESTING_LIMIT) }, '""[0][0]'],
  ])("finds %s nested one level deeper than the limit", (_title, value, beginning) => {
    const hostile = hostileShape(value);
    expect(hostile?.refusal.problem).toBe("is nested deeper than 64 levels");
    expect(hostile?.refusal.path.startsWith(beginning)).toBe(true);
  });

  test("survives what would overflow the stack", () => {
    expect(hostileShape(JSON.parse("[".repeat(500_000) + "]".repeat(500_000)))).toBeDefined();
  });

  test("names a path on one line, of at most 200 characters, whatever the keys are", () => {
    const hostile = JSON.parse(`{"${"k".repeat(500)}":{"__proto__":1}}`);
    expect(hostileShape(hostile)?.refusal.path).toHaveLength(200);
    const forging = JSON.parse('{"a\\n{\\"level\\":\\"INFO\\"}\\ud800":{"__proto__":1}}');
    expect(hostileShape(forging)?.refusal.path).toBe('a {"level":"INFO"}\ufffd.__proto__');
  });
});
