import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { EVENT_LIMIT_BYTES, NESTING_LIMIT, parseEvent } from "@tocsin/core/event/event";
import { samples as threats } from "@tocsin/sources/guardduty/samples";
import { samples as vulnerabilities } from "@tocsin/sources/inspector/samples";
import { samples as data } from "@tocsin/sources/macie/samples";
import { afterAll, beforeAll, describe, expect, it, test } from "vitest";
import { problemOfReading } from "./bytes.ts";
import { type Input, type InputOptions, readInputs } from "./read.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tocsin-input-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function file(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

async function* nothing(): AsyncGenerator<Uint8Array> {}

async function* bytes(...chunks: readonly (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) yield Buffer.from(chunk);
}

async function inputsOf(files: readonly string[], options: Partial<InputOptions> = {}): Promise<Input[]> {
  const inputs: Input[] = [];
  for await (const input of readInputs(files, { stdin: nothing(), ...options })) inputs.push(input);
  return inputs;
}

/** What was read of one file, as `place: value` and `place: problem`, in order. */
async function readingOf(content: string | Uint8Array, options: Partial<InputOptions> = {}): Promise<string[]> {
  const inputs = await inputsOf([await file("input", content)], options);
  return inputs.map((input) => `${input.place}: ${input.ok ? JSON.stringify(input.value) : input.problem}`);
}

const event = { version: "0", id: "1", "detail-type": "Test", source: "test", detail: { a: [1, { b: null }] } };
const record = {
  eventVersion: "1.08",
  userIdentity: { accountId: "111122223333", invokedBy: "secretsmanager.amazonaws.com" },
  eventTime: "2026-11-20T02:17:48Z",
  eventSource: "secretsmanager.amazonaws.com",
  eventName: "RotationFailed",
  awsRegion: "eu-west-1",
  eventID: "8a1f",
  eventType: "AwsServiceEvent",
  recipientAccountId: "012345678901",
};

describe("the forms of an input", () => {
  const one = JSON.stringify(event);
  const pretty = JSON.stringify(event, null, 2);
  test.each<[string, string, string[]]>([
    ["one object on a line", one, [`: ${one}`]],
    ["one object over many lines", pretty, [`: ${one}`]],
    ["an array", `[${one},${one}]`, [`[0]: ${one}`, `[1]: ${one}`]],
    ["an array over many lines", JSON.stringify([event, event], null, 2), [`[0]: ${one}`, `[1]: ${one}`]],
    ["an array of nothing", "[]", []],
    ["a log file of nothing", '{"Records":[]}', []],
    ["one object a line", `${one}\n${one}\n`, [`line 1: ${one}`, `line 2: ${one}`]],
    ["one object a line, the last without an end", `${one}\n${one}`, [`line 1: ${one}`, `line 2: ${one}`]],
    ["one object a line with blank lines between", `\n${one}\n \n\n${one}\n\n`, [`line 2: ${one}`, `line 5: ${one}`]],
    ["one object a line with Windows line ends", `${one}\r\n\r\n${one}\r\n`, [`line 1: ${one}`, `line 3: ${one}`]],
    ["one object over lines with Windows ends", pretty.replaceAll("\n", "\r\n"), [`: ${one}`]],
    ["one object after a byte order mark", `\uFEFF${one}`, [`: ${one}`]],
    ["lines after a byte order mark", `\uFEFF${one}\n${one}`, [`line 1: ${one}`, `line 2: ${one}`]],
    [
      "objects over many lines, one after another",
      `${pretty}\n${pretty}\n`,
      [`line 1: ${one}`, `line ${pretty.split("\n").length + 1}: ${one}`],
    ],
    ["objects without anything between", `${one}${one}`, [`line 1: ${one}`, `line 1: ${one}`]],
  ])("%s", async (_form, text, expected) => {
    expect(await readingOf(text)).toEqual(expected);
    expect(await readingOf(gzipSync(text))).toEqual(expected);
  });

  it("reads gzip by its magic bytes whatever the file is called, and a file called .gz that is none", async () => {
    const files = [await file("a.json", gzipSync(one)), await file("b.json.gz", one)];
    expect(await inputsOf(files)).toMatchObject([
      { ok: true, file: files[0] },
      { ok: true, file: files[1] },
    ]);
  });

  it("reads the members of a gzip that was put together from several", async () => {
    expect(await readingOf(Buffer.concat([gzipSync(`${one}\n`), gzipSync(one)]))).toHaveLength(2);
  });

  it("ends a gzip where something else follows it", async () => {
    expect(await readingOf(Buffer.concat([gzipSync(one), Buffer.alloc(100_000)]))).toEqual([`: ${one}`]);
  });
});

describe("CloudTrail", () => {
  const wrapped = {
    version: "0",
    id: "8a1f",
    "detail-type": "AWS Service Event via CloudTrail",
    source: "aws.secretsmanager",
    account: "012345678901",
    time: "2026-11-20T02:17:48Z",
    region: "eu-west-1",
    resources: [],
    detail: record,
  };

  test.each<[string, unknown, string]>([
    ["a log file", { Records: [record] }, "[0]"],
    ["a bare record", record, ""],
    ["an array of bare records", [record], "[0]"],
  ])("wraps %s as EventBridge would", async (_form, content, place) => {
    expect(await inputsOf([await file("trail", JSON.stringify(content))])).toMatchObject([
      { ok: true, place, value: wrapped },
    ]);
  });

  it("wraps the records within what aws cloudtrail lookup-events prints, also where that is cut off", async () => {
    const looked = { EventId: "8a1f", ReadOnly: "false", CloudTrailEvent: JSON.stringify(record) };
    const text = JSON.stringify({ Events: [looked, looked] }, null, 4);
    expect(await inputsOf([await file("trail", text)])).toMatchObject([{ value: wrapped }, { value: wrapped }]);
    const cut = await inputsOf([await file("cut", text.slice(0, -200))]);
    expect(cut).toMatchObject([{ value: wrapped }, { ok: false, place: "[1]" }]);
  });

  it("wraps records a line, and log files a line", async () => {
    const text = [record, { Records: [record, record] }].map((value) => JSON.stringify(value)).join("\n");
    const inputs = await inputsOf([await file("trail", text)]);
    expect(inputs.map(({ place }) => place)).toEqual(["line 1", "line 2 [0]", "line 2 [1]"]);
    expect(inputs).toMatchObject([{ value: wrapped }, { value: wrapped }, { value: wrapped }]);
  });

  it("leaves an envelope with a record in it as it is", async () => {
    expect(await inputsOf([await file("trail", JSON.stringify(wrapped))])).toMatchObject([{ value: wrapped }]);
  });

  test.each([
    ["AwsApiCall", "AWS API Call via CloudTrail"],
    ["AwsServiceEvent", "AWS Service Event via CloudTrail"],
    ["AwsConsoleSignIn", "AWS Console Signin via CloudTrail"],
    ["AwsConsoleAction", "AWS Console Action via CloudTrail"],
    ["AwsCloudTrailInsight", "AWS Insight via CloudTrail"],
    ["AwsVpceEvent", "AWS Network Activity Event via CloudTrail"],
    [undefined, "AWS API Call via CloudTrail"],
    // Left for parseEvent to miss: no event is shown as something it is not.
    ["AwsSomethingNew", undefined],
    ["toString", undefined],
  ])("tells an event type of %s as %s", async (eventType, detailType) => {
    const [input] = await inputsOf([await file("trail", JSON.stringify({ ...record, eventType }))]);
    expect(input?.ok && input.value["detail-type"]).toBe(detailType);
  });

  it("takes the caller's account where no recipient is named", async () => {
    const { recipientAccountId: _, ...own } = record;
    expect(await inputsOf([await file("trail", JSON.stringify(own))])).toMatchObject([
      { value: { account: "111122223333" } },
    ]);
  });

  it("does not take an S3 notification for a log file", async () => {
    const notification = { eventVersion: "2.1", eventSource: "aws:s3", eventName: "ObjectCreated:Put" };
    expect(await readingOf(JSON.stringify({ Records: [notification, record, 7] }))).toEqual([
      "[0]: is neither a CloudTrail record nor a message that holds an event",
      expect.stringMatching(/^\[1\]: \{"version":"0"/),
      "[2]: is a number, not a JSON object",
    ]);
  });
});

describe("findings as services export them", () => {
  const threat = threats.instanceFinding.detail;
  const vulnerability = vulnerabilities.packageFinding.detail;
  const policy = data.policyFinding.detail;
  const text = (value: unknown) => JSON.stringify(value);
  const pascal = { Arn: threat.arn, Id: "f", AccountId: "222233334444", Region: "eu-west-1", UpdatedAt: 1_795_511_100 };

  test.each<[string, string, [place: string, source: string][]]>([
    [
      "GuardDuty's export, one a line",
      `${text(threat)}\n${text(threat)}`,
      [
        ["line 1", "aws.guardduty"],
        ["line 2", "aws.guardduty"],
      ],
    ],
    ["GuardDuty's export of one finding", text(threat), [["", "aws.guardduty"]]],
    ["what GetFindings of GuardDuty gives", text({ Findings: [pascal] }), [["[0]", "aws.guardduty"]]],
    [
      "what ListFindings of Inspector gives",
      JSON.stringify({ findings: [vulnerability] }, null, 2),
      [["[0]", "aws.inspector2"]],
    ],
    ["what GetFindings of Macie gives", text({ findings: [policy] }), [["[0]", "aws.macie"]]],
    [
      "an array of what several services gave",
      text([threat, policy]),
      [
        ["[0]", "aws.guardduty"],
        ["[1]", "aws.macie"],
      ],
    ],
    [
      "pages in a row",
      `${text({ findings: [policy] })}\n${text({ findings: [policy, policy] })}`,
      [
        ["line 1 [0]", "aws.macie"],
        ["line 2 [0]", "aws.macie"],
        ["line 2 [1]", "aws.macie"],
      ],
    ],
    ["no finding", text({ Findings: [] }), []],
  ])("are wrapped as EventBridge would: %s", async (_form, content, expected) => {
    for (const bytes of [content, gzipSync(content)]) {
      const inputs = await inputsOf([await file("findings", bytes)]);
      expect(inputs.map((input) => [input.place, input.ok ? input.value.source : input.problem])).toEqual(expected);
      for (const input of inputs) expect(parseEvent(input.ok && input.value)).toMatchObject({ ok: true });
    }
  });

  it("names what is no finding of a service that is read by its place, and reads the rest", async () => {
    const securityHub = { SchemaVersion: "2018-10-08", ProductArn: "arn:aws:securityhub:eu-west-1::product/x" };
    expect(await readingOf(text({ Findings: [securityHub, pascal, "x", { Arn: threat.arn }] }))).toEqual([
      "[0]: is not a finding of a service that Tocsin reads",
      expect.stringMatching(/^\[1\]: \{"version":"0"/),
      "[2]: is a string, not a JSON object",
      expect.stringMatching(/^\[3\]: \{"version":"0"/),
    ]);
  });

  it("reads the sound ones of a list that is cut off", async () => {
    const whole = JSON.stringify({ findings: [policy, vulnerability] }, null, 2);
    const [first, second] = await readingOf(whole.slice(0, -40));
    expect(first).toMatch(/^\[0\]: \{"version":"0"/);
    expect(second).toMatch(/^\[1\]: is cut off/);
  });

  it("leaves an event that has findings in it as it is", async () => {
    const event = { ...threats.instanceFinding, findings: [policy] };
    expect(await readingOf(text(event))).toEqual([`: ${text(event)}`]);
  });
});

describe("bad input", () => {
  const good = '{"a":1}';
  const nested = (levels: number) => `${'{"n":'.repeat(levels)}1${"}".repeat(levels)}`;
  const padded = (bytes: number) => JSON.stringify({ pad: "x".repeat(bytes - '{"pad":""}'.length) });

  test.each<[string, string | Uint8Array, string[]]>([
    ["an empty file", "", [": is empty"]],
    ["a file of blank lines", "\n \r\n\n", [": is empty"]],
    ["an empty gzip", gzipSync(""), [": is empty"]],
    ["no JSON", "hello world\nhow are you\n", ["line 1: is not JSON"]],
    ["a bad line", `${good}\n{"a":oops}\n${good}`, [`line 1: ${good}`, "line 2: is not JSON", `line 3: ${good}`]],
    ["a bad first line", `{"a":oops}\n${good}\n${good}`, ["line 1: is not JSON", `line 2: ${good}`, `line 3: ${good}`]],
    [
      "a line cut short",
      `${good}\n{"a":"b\n`,
      [`line 1: ${good}`, "line 2: is cut off, or lacks a closing bracket or quote"],
    ],
    [
      "a bad element",
      `[${good},\n{"a":oops},\n${good}]`,
      [`[0]: ${good}`, "[1]: is not JSON (line 2)", `[2]: ${good}`],
    ],
    [
      "an array cut in an element",
      `[${good},{"a"`,
      [`[0]: ${good}`, "[1]: is cut off, or lacks a closing bracket or quote (line 1)"],
    ],
    ["an array cut between elements", `[${good},`, [`[0]: ${good}`, ": is cut off, or not JSON between its elements"]],
    ["an array and noise", `[${good}]\noops`, [`line 1 [0]: ${good}`, "line 2: is not JSON"]],
    ["a bracket too many", `${good}}`, [`line 1: ${good}`, "line 1: is not JSON"]],
    ["a document cut short", '{\n  "a": {\n    "b": 1\n', ["line 3: is cut off, or lacks a closing bracket or quote"]],
    ["a document with a slip", '{\n  "a": 1,\n  "b": 2\n  "c": 3\n}', ["line 4: is not JSON"]],
    [
      "wrong types in an array",
      `[1,"two",null,true,[${good}],${good}]`,
      [
        "[0]: is a number, not a JSON object",
        "[1]: is a string, not a JSON object",
        "[2]: is null, not a JSON object",
        "[3]: is a boolean, not a JSON object",
        "[4]: is an array, not a JSON object",
        `[5]: ${good}`,
      ],
    ],
    ["a wrong type on a line", `${good}\n[${good}]`, [`line 1: ${good}`, "line 2: is an array, not a JSON object"]],
    ["a wrong type as the whole", "42", [": is a number, not a JSON object"]],
    [
      "a prototype key",
      `${good}\n{"d":{"__proto__":{}}}`,
      [`line 1: ${good}`, "line 2: d.__proto__: is a key that is never accepted"],
    ],
    [
      "a prototype key in disguise",
      String.raw`{"d":{"\u005f_proto__":{}}}`,
      [": d.__proto__: is a key that is never accepted"],
    ],
    [
      "nesting at and beyond the limit",
      `${nested(NESTING_LIMIT)}\n${nested(NESTING_LIMIT + 1)}`,
      [`line 1: ${nested(NESTING_LIMIT)}`, expect.stringMatching(/^line 2: n\.n.*: is nested deeper than 64 levels$/)],
    ],
    ["nesting that overflows a stack", nested(200_000), [expect.stringMatching(/^: n\.n.*: is nested deeper/)]],
    [
      "an event at and beyond the size limit",
      `${padded(EVENT_LIMIT_BYTES)}\n${padded(EVENT_LIMIT_BYTES + 1)}\n${good}`,
      [
        expect.stringMatching(/^line 1: \{"pad"/),
        "line 2: is larger than 1048576 bytes, the most that EventBridge takes",
        `line 3: ${good}`,
      ],
    ],
    [
      "an event of 2 MB in an array",
      `[${good},${padded(2_000_000)}]`,
      [`[0]: ${good}`, "[1]: is larger than 1048576 bytes, the most that EventBridge takes"],
    ],
    [
      "an event whose characters are few and bytes many",
      `[{"pad":"${"€".repeat(400_000)}"}]`,
      ["[0]: is larger than 1048576 bytes, the most that EventBridge takes"],
    ],
    ["a control character", '{"a":"b\u0007"}', ["line 1: is not JSON: a string holds a control character unescaped"]],
    [
      "findings of Inspector without a resource, and with a date that is none",
      JSON.stringify({
        findings: [{ resources: [] }, { firstObservedAt: "long ago" }].map((odd) => ({
          ...vulnerabilities.packageFinding.detail,
          ...odd,
        })),
      }),
      ["[0]: resources: is empty: expected at least one", "[1]: firstObservedAt: expected a date"],
    ],
    ["UTF-16", Buffer.from(`\uFEFF${good}`, "utf16le"), [": is UTF-16: save it as UTF-8"]],
    [
      "bytes that are not UTF-8, in a line",
      Buffer.from(`${good}\n{"a":"\xe9"}\n${good}`, "latin1"),
      [`line 1: ${good}`, "line 2: is not UTF-8", `line 3: ${good}`],
    ],
    [
      "bytes that are not UTF-8, in an element",
      Buffer.from(`[\n${good},\n{"a":"\xe9"},\n${good}\n]`, "latin1"),
      [`[0]: ${good}`, "[1]: is not UTF-8 (line 3)", `[2]: ${good}`],
    ],
  ])("%s is told, and the rest is read", async (_case, content, expected) => {
    expect(await readingOf(content)).toEqual(expected);
  });

  it("accepts the replacement character where it was written as such", async () => {
    expect(await readingOf('{"a":"\uFFFD"}')).toEqual([': {"a":"\uFFFD"}']);
  });

  it("repeats nothing of what it refuses", async () => {
    const inputs = await readingOf('{"password":"hunter2"\n"token":hunter2}\n{"a":hunter2}');
    expect(inputs).not.toHaveLength(0);
    expect(inputs.join()).not.toContain("hunter2");
  });

  it("reads on after a file that is missing, a directory without files, and a file that is empty", async () => {
    await mkdir(join(folder, "folder", "below"), { recursive: true });
    const files = [join(folder, "missing"), join(folder, "folder"), await file("empty", ""), await file("good", good)];
    expect(await inputsOf(files)).toEqual([
      { ok: false, index: 0, file: files[0], place: "", problem: "does not exist" },
      { ok: false, index: 1, file: files[1], place: "", problem: "is a directory without files" },
      { ok: false, index: 2, file: files[2], place: "", problem: "is empty" },
      { ok: true, index: 3, file: files[3], place: "", value: { a: 1 } },
    ]);
  });

  it("reads all files below a directory, in order of their paths, as if each was named", async () => {
    const logs = join(folder, "logs");
    for (const day of ["02", "10"]) await mkdir(join(logs, "2026", day), { recursive: true });
    const lines = await file("logs/2026/10/a.jsonl", `${good}\n${good}\n`);
    const packed = await file("logs/2026/02/b.json.gz", gzipSync(good));
    const bare = await file("logs/part-0001", `[${good}]`);
    const bad = await file("logs/2026/README", "not of an event");
    await symlink(packed, join(logs, "z-link.json"));
    await symlink(logs, join(logs, "2026", "round"));
    // What an editor or a desktop leaves behind.
    await file("logs/.DS_Store", "hidden");
    await mkdir(join(logs, ".git"));
    await file("logs/.git/config", "hidden");
    const read = (await inputsOf([logs, packed])).map((input) => [input.index, input.file, input.place, input.ok]);
    expect(read).toEqual([
      [0, packed, "", true],
      [1, lines, "line 1", true],
      [2, lines, "line 2", true],
      [3, bad, "line 1", false],
      [4, bare, "[0]", true],
      [5, join(logs, "z-link.json"), "", true],
      [6, packed, "", true],
    ]);
  });

  test.each([
    ["EACCES", "may not be read: permission denied"],
    ["EPERM", "may not be read: permission denied"],
    ["EIO", "cannot be read (EIO)"],
  ])("says what %s means", (code, problem) => {
    expect(problemOfReading(Object.assign(new Error("text of the system"), { code }))).toBe(problem);
  });
});

describe("a truncated or damaged gzip", () => {
  // Random ids, so that the compressed form is about as long as the text and each cut loses only its own line.
  const ids = Array.from({ length: 3000 }, (_, index) => ({ id: `${index}-${(index * 7919) % 104_729}`.repeat(9) }));
  const lines = ids.map((id) => `${JSON.stringify(id)}\n`).join("");

  test.each<[string, string, (place: number) => string]>([
    ["lines", lines, (index) => `line ${index + 1}`],
    ["an array", JSON.stringify(ids), (index) => `[${index}]`],
    [
      "a log file",
      JSON.stringify({ Records: ids.map(({ id }) => ({ ...record, eventID: id })) }),
      (index) => `[${index}]`,
    ],
  ])("gives every whole event of %s before the cut, then says what is missing", async (_form, text, placeOf) => {
    const packed = gzipSync(text);
    const inputs = await inputsOf([await file("cut.gz", packed.subarray(0, Math.floor(packed.length / 2)))]);
    const accepted = inputs.filter(({ ok }) => ok);
    expect(accepted.length).toBeGreaterThan(1000);
    expect(accepted.map(({ place }) => place)).toEqual(accepted.map((_, index) => placeOf(index)));
    expect(inputs.filter(({ ok }) => !ok)).toMatchObject([
      { place: "", problem: "is a truncated gzip: its end is missing" },
    ]);
    expect(inputs.at(-1)?.ok).toBe(false);
  });

  it("loses nothing when only the checksum is missing", async () => {
    const packed = gzipSync(lines);
    const inputs = await inputsOf([await file("cut.gz", packed.subarray(0, packed.length - 8))]);
    expect(inputs).toHaveLength(ids.length + 1);
    expect(inputs.at(-1)).toMatchObject({ ok: false, problem: "is a truncated gzip: its end is missing" });
  });

  it("says so when the checksum does not fit", async () => {
    const packed = gzipSync(lines);
    packed[packed.length - 6] = (packed[packed.length - 6] ?? 0) ^ 0xff;
    const inputs = await inputsOf([await file("bad.gz", packed), await file("good", "{}")]);
    expect(inputs.length).toBeGreaterThan(1000);
    expect(inputs.at(-2)).toMatchObject({ ok: false, problem: "is a damaged gzip" });
    expect(inputs.at(-1)).toMatchObject({ ok: true, file: join(folder, "good") });
  });
});

describe("standard input", () => {
  it("is read when no file is named, and for a dash", async () => {
    expect(await inputsOf([], { stdin: bytes('{"a":1}') })).toMatchObject([{ ok: true, file: "-" }]);
    expect(await inputsOf(["-"], { stdin: bytes(gzipSync('{"a":1}')) })).toMatchObject([{ ok: true, file: "-" }]);
  });

  it("may bring its bytes one by one, a character's bytes apart", async () => {
    const one = [...Buffer.from('{"a":"é"}\n{"a":"€"}')].map((byte) => Uint8Array.of(byte));
    expect(await inputsOf([], { stdin: bytes(...one) })).toMatchObject([{ value: { a: "é" } }, { value: { a: "€" } }]);
  });

  it("is read once", async () => {
    expect(await inputsOf(["-", "-"], { stdin: bytes("{}") })).toMatchObject([
      { ok: true },
      { problem: "was read before" },
    ]);
  });

  it("says so when it breaks, after what came before", async () => {
    async function* breaking() {
      yield Buffer.from('{"a":1}\n{"a":');
      throw Object.assign(new Error("read"), { code: "EIO" });
    }
    expect(await inputsOf([], { stdin: breaking() })).toMatchObject([
      { ok: true, place: "line 1" },
      { ok: false, place: "", problem: "cannot be read (EIO)" },
    ]);
  });
});

describe("a large input", () => {
  it("gives the events of lines as they come, without waiting for the end", async () => {
    let given = 0;
    async function* endless() {
      for (;;) {
        given += 1;
        yield Buffer.from(`{"n":${given}}\n`);
      }
    }
    const inputs: Input[] = [];
    for await (const input of readInputs([], { stdin: endless() })) {
      inputs.push(input);
      if (inputs.length === 100) break;
    }
    expect(given).toBeLessThan(110);
  });

  test.each([
    ["its first event", '{"n":1}\n{"n":2}\n'],
    ["what it refuses", Buffer.from('\uFEFF{"n":1}', "utf16le")],
  ])("is closed when reading stops at %s", async (_case, content) => {
    let isClosed = false;
    async function* closing() {
      try {
        for (;;) yield Buffer.from(content);
      } finally {
        isClosed = true;
      }
    }
    for await (const _ of readInputs([], { stdin: closing() })) break;
    expect(isClosed).toBe(true);
  });

  it("streams lines of which the first is broken once they exceed what is held", async () => {
    const text = `oops\n${'{"a":1}\n'.repeat(100)}`;
    const inputs = await readingOf(text, { documentLimitBytes: 200 });
    expect(inputs).toEqual(["line 1: is not JSON", ...Array.from({ length: 100 }, (_, n) => `line ${n + 2}: {"a":1}`)]);
  });

  it("refuses a document beyond the limit without reading it to its end", async () => {
    let ended = false;
    async function* document() {
      yield Buffer.from("{\n");
      for (let n = 0; n < 1000; n += 1) yield Buffer.from(`  "key${n}": ${n},\n`);
      ended = true;
    }
    const inputs = await inputsOf([], { stdin: document(), documentLimitBytes: 1000 });
    expect(inputs).toMatchObject([{ ok: false, problem: expect.stringContaining("write it as JSON lines") }]);
    expect(ended).toBe(false);
  });

  it("passes over a line beyond the limit and reads the next", async () => {
    const text = `{"a":1}\n{"a":"${"x".repeat(300)}"}\n{"a":2}`;
    expect(await readingOf(text, { documentLimitBytes: 200 })).toEqual([
      'line 1: {"a":1}',
      "line 2: is a line of 308 bytes, too long for any event",
      'line 3: {"a":2}',
    ]);
  });
});
