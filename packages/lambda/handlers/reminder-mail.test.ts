import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { WrittenSilence } from "@tocsin/aws/world/items/silence-item";
import { instant } from "@tocsin/core/event/instant";
import { describe, expect, test } from "vitest";
import { logEntry } from "../testing/sample-alert.ts";
import { reminderMail } from "./reminder-mail.ts";

const from = instant("2026-11-20T12:00:00Z");
const until = instant("2026-11-20T16:00:00Z");
const { view } = logEntry();

const mailOf = (changed: Partial<WrittenSilence> = {}) =>
  reminderMail(
    {
      ...{ id: "5f3a", of: { match: { condition: ["threat"] } }, upTo: "HIGH", evenIfWorse: false },
      ...{ by: "local:ada", why: "an exercise", madeAt: from, from, until, ...changed },
    },
    [view, { ...view, severity: "MEDIUM" }, view],
    { title: "Tocsin prod", place: "--stage prod" },
  );

test("a reminder says which silence it is, what it mutes, and what comes of its end", () => {
  const { subject, text } = mailOf({ ticket: "OPS-231" });
  expect(subject).toBe("Tocsin prod: a silence that mutes 3 open alerts ends soon");
  expect(text).toContain(
    "The silence 5f3a of local:ada ends at 2026-11-20T16:00:00.000Z. Why it was made: an exercise (OPS-231)\n",
  );
  expect(text).toContain(
    "It still mutes 3 open alerts: 2 HIGH, 1 MEDIUM. When it ends, people are told of what is open",
  );
});

test("it names the author without an e-mail address", () => {
  const by = "arn:aws:sts::111122223333:assumed-role/Deployer/ada.l@example.com";
  const { text } = mailOf({ by });
  expect(text).toContain("assumed-role/Deployer/ada.l ends at");
  expect(text).not.toContain("example.com");
});

describe("its commands are what a shell makes of them: the silence", () => {
  const wordsOf = async (text: string, command: string) => {
    const line = text.split("\n").find((one) => one.includes(command)) ?? "";
    const { stdout } = await promisify(execFile)("sh", ["-c", `printf '%s\\n' ${line}`]);
    return stdout.trimEnd().split("\n").slice(2);
  };
  const ends = ["--why", "...", "--for", "4h", "--stage", "prod"];

  test.each<[string, Partial<WrittenSilence>, readonly string[]]>([
    ["by its pattern", {}, ["--match", '{"condition":["threat"]}']],
    ["up to the same severity", { upTo: "LOW" }, ["--match", '{"condition":["threat"]}', "--up-to", "LOW"]],
    [
      "of every severity, with what a shell would take for its own",
      { evenIfWorse: true, of: { match: { title: ["it's $(id) `id` \\"] } }, ticket: "OPS 231; id" },
      ["--match", JSON.stringify({ title: ["it's $(id) `id` \\"] }), "--even-if-worse", "--ticket", "OPS 231; id"],
    ],
    ["of one alert", { of: { alertId: "fe93" } }, ["--alert", "fe93"]],
  ])("made again %s", async (_title, changed, options) => {
    expect(await wordsOf(mailOf(changed).text, "silence add")).toEqual(["silence", "add", ...options, ...ends]);
  });

  test("ended now", async () => {
    const words = ["silence", "expire", "5f3a", "--why", "...", "--stage", "prod"];
    expect(await wordsOf(mailOf().text, "silence expire")).toEqual(words);
  });
});
