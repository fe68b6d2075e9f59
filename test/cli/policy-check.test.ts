/** `tocsin policy check`, and how the commands that go by a policy read it. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { inDirectory, tocsin } from "../support/terminal.ts";

const odd = `# Comments and empty lines count.

channels:
  console: { type: console }
  "on call": { type: console }
routes:
  - name: high
    match:
      severity: [HIGH]
    channels: [console]
unrouted: ignore
`;

const wrong = `channels: &channels
  console: { type: console }
severity:
  - name: quiet
    match: { account: [111122223333] }
    severity: LOW
  - { name: all, severity: LOW, match: { $or: [{ title: [a] },
      { status: [Open] }] } }
rutes: []
`;

/** Runs with the file's text in place of `FILE`. */
async function withFile(text: string, args: readonly string[], stdin = "") {
  return inDirectory(async (directory) => {
    const file = join(directory, "policy.yaml");
    await writeFile(file, text);
    const { stdout, stderr, exitCode } = await tocsin(
      args.map((arg) => (arg === "FILE" ? file : arg)),
      stdin,
    );
    return { exitCode, stdout: stdout.replaceAll(file, "FILE"), stderr: stderr.replaceAll(file, "FILE") };
  });
}

describe("tocsin policy check", () => {
  test("accepts a policy that nothing is to be said of", async () => {
    expect(await withFile("routes:\n", ["policy", "check", "FILE"])).toMatchObject({ exitCode: 2 });
    const text = "channels: { console: { type: console } }\n";
    expect(await withFile(text, ["policy", "check", "FILE"])).toEqual({
      exitCode: 0,
      stdout: "FILE is accepted.\n",
      stderr: "",
    });
  });

  test("accepts the example of the documentation without a warning", async () => {
    const page = await readFile(new URL("../../docs/policy.md", import.meta.url), "utf8");
    const example = /```yaml\n(.*?)```/s.exec(page)?.[1] ?? "";
    expect((await withFile(example, ["policy", "check", "FILE"])).stdout).toBe("FILE is accepted.\n");
  });

  test("gives warnings with their lines, in order, and accepts the policy all the same", async () => {
    const { exitCode, stdout, stderr } = await withFile(odd, ["policy", "check", "FILE"]);
    expect([exitCode, stderr]).toEqual([0, ""]);
    expect(stdout.split("\n")).toEqual([
      expect.stringMatching(/^FILE:5: warning: channels\.on call: is named by no route/),
      expect.stringMatching(
        /^FILE:9: warning: routes\[0\]\.match\.severity: leaves out the same alert when it is CRITICAL/,
      ),
      "FILE is accepted, with 2 warnings.",
      "",
    ]);
  });

  test("warns of the time in which nobody is on call by the clocks of the schedule", async () => {
    const text = `channels: { phone: { type: console }, desk: { type: console } }
people: { ada: { contacts: [phone] } }
schedules:
  - name: primary
    timezone: Asia/Kolkata
    layers: [{ people: [ada, nobody], turnDays: 1, from: "2026-01-01T09:00" }]
routes: [{ name: all, match: { severity: [CRITICAL] }, channels: [primary] }]
fallback: desk
`;
    const { stdout } = await withFile(text, ["policy", "check", "FILE"]);
    expect(stdout).toMatch(
      /^FILE:4: warning: schedules\[0\]: has nobody on call for \d+ hours of the next 91 days, first from .* Kolkata \(.* UTC\) to .* 09:00 Kolkata \(03:30 UTC\)$/m,
    );
  });

  test("gives every error with its line, in order, and refuses the policy", async () => {
    const { exitCode, stdout } = await withFile(wrong, ["policy", "check", "FILE"]);
    expect(exitCode).toBe(2);
    expect(stdout.split("\n")).toEqual([
      expect.stringMatching(/^FILE:5: error: severity\[0\]\.match\.account\[0\]: is a number, /),
      expect.stringMatching(
        /^FILE:8: error: severity\[1\]\.match\.\$or\[1\]\.status\[0\]: is none of OPEN, .*mean "OPEN"/,
      ),
      'FILE:9: error: rutes: is not a known field; did you mean "routes"?',
      "FILE is refused, for 3 errors.",
      "",
    ]);
  });

  test("follows an alias to the line where its content stands", async () => {
    const text = "severity:\n  - &rule\n    name: a\n    match: { account: [1] }\n    severity: LOW\n  - *rule\n";
    const { stdout } = await withFile(text, ["policy", "check", "FILE"]);
    expect(stdout.match(/^FILE:4: error: severity\[[01]\]\.match\.account\[0\]/gm)).toHaveLength(2);
  });

  test("prints the same as one JSON object", async () => {
    const { stdout } = await withFile(odd, ["policy", "check", "--json", "FILE"]);
    expect(JSON.parse(stdout)).toEqual({
      file: "FILE",
      accepted: true,
      errors: [],
      warnings: [
        { line: 5, path: "channels.on call", problem: expect.stringContaining("no route") },
        { line: 9, path: "routes[0].match.severity", problem: expect.stringContaining("CRITICAL") },
      ],
    });
    const refused = await withFile(wrong, ["policy", "check", "--json", "FILE"]);
    expect(refused.exitCode).toBe(2);
    expect(JSON.parse(refused.stdout)).toMatchObject({ accepted: false, errors: [{ line: 5 }, {}, {}], warnings: [] });
  });

  test.each([
    ["no YAML, with its line", "routes: [\nchannels: }\n", /^FILE:2: error: /],
    [
      "a key that stands twice, with its line",
      "routes: []\nroutes: []\nunrouted: ignore\n",
      /^FILE:2: error: .*unique/,
    ],
    [
      "aliases that multiply",
      `a: &a [x]\n${[..."bcdefgh"].map((key, i) => `${key}: &${key} [${Array(9).fill(`*${"abcdefgh"[i]}`).join(", ")}]`).join("\n")}\n`,
      /^FILE: error: .*alias/,
    ],
    ["no object", "- routes\n", /^FILE: error: expected Object, got an array/],
  ])("refuses %s", async (_title, text, line) => {
    const { exitCode, stdout } = await withFile(text, ["policy", "check", "FILE"]);
    expect(exitCode).toBe(2);
    expect(stdout).toMatch(line);
  });

  test("says so where there is no such file", async () => {
    const { exitCode, stderr } = await tocsin(["policy", "check", "no-such-policy.yaml"]);
    expect([exitCode, stderr]).toEqual([2, expect.stringMatching(/^tocsin: no-such-policy\.yaml: /)]);
  });
});

describe("a command that goes by a policy", () => {
  test("prints its warnings beside what it does", async () => {
    const { exitCode, stdout, stderr } = await withFile(odd, ["explain", "--policy", "FILE", "-"], "[]");
    expect([exitCode, stdout]).toEqual([0, ""]);
    expect(stderr).toMatch(/^FILE:5: warning: .*\nFILE:9: warning: .*\n/);
  });

  test("names the runbook of what an event opens, and the rule that says so", async () => {
    const url = "https://wiki.example.com/certificates";
    const text = `runbooks: [{ name: renewals, match: { condition: [certificate-expiry] }, url: "${url}" }]\n`;
    const event = JSON.stringify({
      ...{ id: "expiry", source: "aws.acm", "detail-type": "ACM Certificate Approaching Expiration", version: "0" },
      ...{ account: "111122223333", region: "eu-west-1", time: "2026-03-01T08:00:00Z" },
      resources: ["arn:aws:acm:eu-west-1:111122223333:certificate/00000000-0000-4000-8000-000000000001"],
      detail: { DaysToExpiry: 5, CommonName: "shop.example.com" },
    });
    const explained = async (...more: readonly string[]) =>
      (await withFile(text, ["explain", "--policy", "FILE", ...more, "-"], event)).stdout;
    expect(await explained()).toMatch(
      / to do: .*\n +runbook: https:\/\/wiki\.example\.com\/certificates \(rule renewals\)\n/,
    );
    expect(JSON.parse(await explained("--json"))).toMatchObject({ runbooks: [{ name: "renewals", url }] });
  });

  test("names every error and does nothing", async () => {
    const { exitCode, stdout, stderr } = await withFile(wrong, ["explain", "--policy", "FILE", "-"], "[]");
    expect([exitCode, stdout]).toEqual([2, ""]);
    expect(stderr.split("\n").map((line) => line.slice(0, 15))).toEqual([
      "tocsin: FILE:5:",
      "FILE:8: severit",
      "FILE:9: rutes: ",
      "",
    ]);
  });
});
