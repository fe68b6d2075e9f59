/** `tocsin scenario record`: what became of an alert of a run, as a scenario that is as expected and shows what another policy would have done. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { JsonObject } from "@tocsin/core/text/json";
import { samples } from "@tocsin/sources/acm/samples";
import { beforeAll, describe, expect, test } from "vitest";
import { inDirectory, tocsin } from "../support/terminal.ts";

/** The URL is a credential, and the secret's name nobody's business. */
const policy = `channels:
  desk: { type: console }
  hook: { type: webhook, url: "https://hooks.example.com/T00/s3cr3t", signingSecret: env:TOCSIN_SECRET_DESK }
severity: [{ name: certificates, match: { condition: [certificate-expiry] }, severity: CRITICAL }]
routes: [{ name: all, match: { severity: [CRITICAL] }, channels: [desk], urgency: now, group: alert }]
unrouted: ignore
`;

const scheduled = `people: { ada: { contacts: [desk] } }
schedules: [{ name: primary, layers: [{ people: [ada], turnWeeks: 1, from: "2026-03-02T07:00" }] }]
`;

function warning(name: string, time: string): JsonObject {
  const resources = [`arn:aws:acm:eu-west-1:111122223333:certificate/${name}`];
  return { ...samples.approaching, id: `${name} ${time}`, time, resources };
}

interface Recorded {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A run of two certificates, one of which somebody has acknowledged; every test looks at what it has left. */
async function inRun<T>(
  use: (place: { readonly ids: readonly string[]; record: Record; directory: string }) => Promise<T>,
): Promise<T> {
  return inDirectory(async (directory) => {
    const dataDir = ["--data-dir", join(directory, "data")];
    const [events, policyFile] = [join(directory, "events.json"), join(directory, "policy.yaml")];
    await writeFile(
      events,
      JSON.stringify([warning("shop", "2026-03-02T08:00:00Z"), warning("mail", "2026-03-02T08:30:00Z")]),
    );
    await writeFile(policyFile, policy);
    const until = ["--until", "2026-03-02T09:00:00Z"];
    process.env.TOCSIN_SECRET_DESK ??= "a secret";
    expect(await tocsin(["run", events, "--policy", policyFile, ...until, ...dataDir])).toMatchObject({ exitCode: 0 });
    const listed = await tocsin(["alerts", "list", "--json", ...dataDir]);
    const ids = listed.stdout.split("\n").flatMap((line) => (line === "" ? [] : [String(JSON.parse(line).id)]));
    await tocsin(["alerts", "ack", ids[0] ?? "", "--why", "it is renewed", "--for", "3d", ...dataDir]);
    return use({ ids, directory, record: (...args) => tocsin(["scenario", "record", ...args, ...dataDir]) });
  });
}

type Record = (...args: readonly string[]) => Promise<Recorded>;

const kept: { text: string; both: string; refused: Recorded[]; forced: Recorded[]; written: string; stderr: string } = {
  ...{ text: "", both: "", refused: [], forced: [], written: "", stderr: "" },
};
beforeAll(() =>
  inRun(async ({ ids: [first = "", second = ""], record, directory }) => {
    const file = join(directory, "shop.yaml");
    const one = await record(first.slice(0, 8));
    Object.assign(kept, { text: one.stdout, stderr: one.stderr });
    kept.both = (await record("--match", '{"condition": ["certificate-expiry"]}')).stdout;
    kept.refused.push(
      await record(),
      await record("0000"),
      await record("x"),
      await record("--match", '{"account": ["999999999999"]}'),
      await record(second, "--match", "{}"),
    );
    kept.forced.push(
      await record(first, "-o", file),
      await record(first, "-o", file),
      await record(first, "-o", file, "--force"),
    );
    kept.written = await readFile(file, "utf8");
  }),
);

/** The result of a scenario of this text. */
const tried = (text: string) =>
  inDirectory(async (directory) => {
    await writeFile(join(directory, "recorded.yaml"), text);
    return tocsin(["scenario", "test", join(directory, "recorded.yaml")]);
  });

describe("a record", () => {
  test("of one alert is as expected", async () => {
    expect(await tried(kept.text)).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/^ok .*: 3 notifications\n$/),
    });
    expect(kept.stderr).toBe("");
  });

  test("of all that match is as expected, and says how many were open", async () => {
    expect(await tried(kept.both)).toMatchObject({ exitCode: 0 });
    expect(kept.both).toContain("counts: { open: { CRITICAL: 1 } }");
    expect(kept.both).toContain("and 1 other alert");
  });

  test("says at its beginning who had taken over meanwhile, as it has no overrides", async () => {
    await inDirectory(async (directory) => {
      const dataDir = ["--data-dir", join(directory, "data")];
      const [events, policyFile] = [join(directory, "events.json"), join(directory, "policy.yaml")];
      await writeFile(events, JSON.stringify([warning("shop", "2026-03-02T08:00:00Z")]));
      await writeFile(policyFile, `${policy.replace("channels: [desk]", "channels: [primary]")}${scheduled}`);
      process.env.TOCSIN_SECRET_DESK ??= "a secret";
      const run = ["run", events, "--policy", policyFile, "--until", "2026-03-02T09:00:00Z", ...dataDir];
      expect((await tocsin(run)).exitCode).toBe(0);
      const override = ["oncall", "override", "add", "--schedule", "primary", "--why", "a train", ...dataDir];
      for (const [from, person] of [
        ["2026-03-02T07:00:00Z", "ada"],
        ["2026-03-02T10:00:00Z", "nobody"],
      ] as const) {
        const span = ["--from", from, "--until", "2026-03-02T11:00:00Z"];
        expect(await tocsin([...override, "--person", person, ...span])).toMatchObject({ exitCode: 0 });
      }
      const { stdout } = await tocsin([
        "scenario",
        "record",
        "--match",
        '{"condition": ["certificate-expiry"]}',
        ...dataDir,
      ]);
      expect(stdout.split("\n").filter((line) => line.startsWith("#"))).toEqual([
        "# Overrides are not recorded: ada took over primary from 2026-03-02T07:00:00.000Z until 2026-03-02T11:00:00.000Z, which can be added as a step.",
      ]);
    });
  });

  test("shows what another policy would have done", async () => {
    expect(kept.text).toContain("urgency: now");
    const { exitCode, stdout } = await tried(kept.text.replace("urgency: now", "urgency: morning"));
    expect(exitCode).toBe(1);
    expect(stdout).toContain("missing");
  });

  test("holds no URL of a channel, and no secret of one", () => {
    expect(kept.text).toContain("type: webhook");
    expect(kept.text).not.toMatch(/hooks\.example\.com|s3cr3t|TOCSIN_SECRET/);
  });

  test("is written to a file that is new, unless it may be overwritten", () => {
    expect(kept.forced.map(({ exitCode }) => exitCode)).toEqual([0, 2, 0]);
    expect(kept.forced[0]?.stdout).toMatch(/shop\.yaml: 2 steps, 3 notifications\. It holds names of your accounts/);
    expect(kept.written).toBe(kept.text);
  });

  test.each([
    ["of nothing", 0, 2, "say which: name alerts, or --match, and not both"],
    ["of an alert that there is not", 1, 1, "no alert's id begins with 0000"],
    ["of what is no id", 2, 2, "not the beginning of an alert's id"],
    ["of a match that takes none", 3, 1, "no alert matches"],
    ["of an alert and a match", 4, 2, "say which: name alerts, or --match, and not both"],
  ])("%s is refused", (_title, i, exitCode, problem) => {
    expect(kept.refused[i]).toMatchObject({ exitCode, stdout: "", stderr: expect.stringContaining(problem) });
  });
});

/** What a line of help says can be run as it is: its words as a shell takes them. */
const wordsOf = (command: string) => command.split(" ").map((word) => word.replace(/^'(.*)'$/, "$1"));

describe("a record of one of several alerts that were told of together", () => {
  test("names the command that records all of them, also what is over; what that writes is as expected", () =>
    inDirectory(async (directory) => {
      const dataDir = ["--data-dir", join(directory, "data")];
      const [events, policyFile] = [join(directory, "events.json"), join(directory, "policy.yaml")];
      const times = { shop: "08:00", mail: "08:10", docs: "08:20" };
      const warnings = Object.entries(times).map(([name, time]) => warning(name, `2026-03-02T${time}:00Z`));
      await writeFile(events, JSON.stringify(warnings));
      await writeFile(policyFile, policy.replace("group: alert", "group: [condition]"));
      await tocsin(["run", events, "--policy", policyFile, "--until", "2026-03-02T09:00:00Z", ...dataDir]);
      const listed = await tocsin(["alerts", "list", "--json", ...dataDir]);
      const ids = listed.stdout.split("\n").flatMap((line) => (line === "" ? [] : [String(JSON.parse(line).id)]));
      const [one = "", other = "", over = ""] = ids;
      await tocsin(["alerts", "resolve", over, "--why", "renewed by hand", ...dataDir]);
      await tocsin(["run", events, "--policy", policyFile, "--until", "2026-03-02T10:00:00Z", ...dataDir]);
      const file = join(directory, "one.yaml");
      const alone = await tocsin(["scenario", "record", one, "-o", file, ...dataDir]);
      const [, command = ""] = /`tocsin (scenario record [^`]*)`/.exec(alone.stderr) ?? [];
      const short = (id: string) => id.slice(0, 12);
      expect(wordsOf(command).slice(2, 5).toSorted()).toEqual([one, other, over].map(short).toSorted());
      expect(command).toContain(`--output ${file} --force`);
      expect(await readFile(file, "utf8")).toContain(`# `);
      expect((await readFile(file, "utf8")).slice(0, 2000)).toContain(command);
      expect(alone.stderr).toContain("what is expected is what comes of these alone");
      expect(await tocsin(["scenario", "test", file])).toMatchObject({ exitCode: 0 });
      const together = await tocsin(wordsOf(command));
      expect(together).toMatchObject({ exitCode: 0, stderr: "" });
      expect(await tocsin(["scenario", "test", file])).toMatchObject({ exitCode: 0 });
    }));
});
