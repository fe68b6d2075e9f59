/** Characters that JSON can write and a queue refuses: whatever holds them is read, told, and lost nowhere. */
import { samples as findings } from "@tocsin/sources/guardduty/samples";
import { describe, expect, test } from "vitest";
import { inDirectory, startTocsin, tocsin } from "../support/terminal.ts";

const { instanceFinding } = findings;

const odd = ["\uffff", "\ufffe", "\ud800", "a\udc00b", "\u{1f514}", "\0", "\u{10ffff}", "\ufdd0"];

/** Some go through stacks that serve by the machine's clock, for which what was said long ago has lapsed. */
const updatedAt = new Date().toISOString();

/** A finding of its own for each number, with `text` in fields that are read and in one that is not. */
function findingWith(text: string, n: number) {
  const id = `f${n}`.padEnd(32, "0");
  const arn = instanceFinding.detail.arn.replace(/[^/]+$/, id);
  return {
    ...instanceFinding,
    id: `event-${n}`,
    time: updatedAt,
    detail: {
      ...{ ...instanceFinding.detail, id, arn, updatedAt, severity: 8 },
      ...{ title: `shop ${text}`, description: text, note: text },
    },
  };
}

const jsonLines = (events: readonly unknown[]) => events.map((event) => JSON.stringify(event)).join("\n");
const parsed = (text: string): readonly Record<string, unknown>[] =>
  text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));

describe("an event with characters that a queue refuses", () => {
  const sound = findingWith("sound", 90);
  const events = [sound, ...odd.map(findingWith), findingWith("sound too", 91)];

  test("is an alert like any other, by the time of its events and by the machine's", async () => {
    await inDirectory(async (dataDir) => {
      const run = await tocsin(["run", "-", "--json", "--data-dir", dataDir], jsonLines(events));
      expect([run.exitCode, run.stderr]).toEqual([0, ""]);
      const listed = await tocsin(["alerts", "list", "--json", "--data-dir", dataDir]);
      expect(parsed(listed.stdout).length).toBe(events.length);
    });
    await inDirectory(async (dataDir) => {
      const stack = startTocsin(["run", "-", "--serve", "--port", "0", "--data-dir", dataDir], jsonLines(events));
      await stack.shows("Ctrl-C ends");
      stack.interrupt();
      expect(await stack.finished).toMatchObject({ exitCode: 0, stderr: "" });
      const listed = await tocsin(["alerts", "list", "--json", "--data-dir", dataDir]);
      expect(parsed(listed.stdout).length).toBe(events.length);
    });
  });

  test.each(["send", "backfill"])("reaches a serving stack whole by tocsin %s", async (command) => {
    await inDirectory(async (dataDir) => {
      const stack = startTocsin(["run", "--serve", "--port", "0", "--data-dir", dataDir]);
      await stack.shows("Ctrl-C ends");
      const endpoint = /PutEvents at (\S+)/.exec(stack.output())?.[1] ?? "";
      const sent = await tocsin([command, "-", "--endpoint", endpoint], jsonLines(events));
      expect([sent.exitCode, sent.stderr]).toEqual([0, ""]);
      stack.interrupt();
      await stack.finished;
      const listed = await tocsin(["alerts", "list", "--json", "--data-dir", dataDir]);
      expect(parsed(listed.stdout).length).toBe(events.length);
    });
  });

  test("that cannot be read is a dead letter, whole and with its reason, and can be redriven", async () => {
    await inDirectory(async (dataDir) => {
      const place = ["--data-dir", dataDir];
      const broken = odd.map((text, n) => ({ ...findingWith(text, n), detail: { [text]: text, region: text } }));
      const run = await tocsin(["run", "-", "--json", ...place], jsonLines([sound, ...broken]));
      expect([run.exitCode, run.stderr]).toEqual([1, ""]);
      const lettersIn = async () =>
        parsed((await tocsin(["dlq", "show", "ingest-guardduty", "--body", "--json", ...place])).stdout);
      const letters = await lettersIn();
      const byText = (a: unknown, b: unknown) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);
      expect(letters.map(({ body }) => JSON.parse(String(body))).sort(byText)).toEqual(broken.toSorted(byText));
      for (const { reason } of letters) expect(reason).toBe("detail.accountId: is missing");
      const redriven = await tocsin(["dlq", "redrive", "--all", "--yes", "--json", ...place]);
      expect(parsed(redriven.stdout)).toEqual([{ redriven: broken.length, left: [] }]);
      await tocsin(["run", "-", ...place], JSON.stringify({ ...sound, source: "aws.ec2" }));
      expect((await lettersIn()).length).toBe(broken.length);
    });
  });
});

test("an event that no queue takes is named with its place, and the others are taken", async () => {
  // Escaped for the queue, each sign is three times as long.
  const large = { ...findingWith("large", 1), note: "\u{1f514}".repeat(100_000) };
  const events = [findingWith("first", 0), large, findingWith("last", 2)];
  for (const serve of [[], ["--serve", "--port", "0"]])
    await inDirectory(async (dataDir) => {
      const stack = startTocsin(["run", "-", ...serve, "--data-dir", dataDir], jsonLines(events));
      if (serve.length > 0) {
        await stack.shows("Ctrl-C ends");
        stack.interrupt();
      }
      const { exitCode, stderr } = await stack.finished;
      expect(exitCode).toBe(1);
      expect(stderr).toMatch(/^-: line 2: tocsin-ingest-guardduty.*cannot be longer than 1048576 bytes/);
      const listed = await tocsin(["alerts", "list", "--json", "--data-dir", dataDir]);
      expect(parsed(listed.stdout).length).toBe(2);
    });
});
