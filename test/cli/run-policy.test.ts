/** A run on a laptop goes by the policy that is in force in its table, and puts the file in force that it is given. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { instant } from "@tocsin/core/event/instant";
import { samples } from "@tocsin/sources/acm/samples";
import { afterEach, describe, expect, test, vi } from "vitest";
import { inDirectory, tocsin } from "../support/terminal.ts";

const warning = (n: number) => ({
  ...samples.approaching,
  id: `warning ${n}`,
  time: instant(`2026-03-0${n}T08:00:00Z`),
  resources: [`arn:aws:acm:eu-west-1:111122223333:certificate/shop-${n}`],
});
/** Every certificate that expires has this severity. */
const raising = (severity: string) =>
  `severity: [{ name: all, match: { condition: [certificate-expiry] }, severity: ${severity} }]\n`;

/** Every certificate that expires is told of at once. */
const NOW = `channels: { desk: { type: console } }
${raising("CRITICAL")}routes: [{ name: all, match: { severity: [CRITICAL] }, channels: [desk], urgency: now }]
unrouted: ignore
`;

/** Of each page why it was shown, where its headline says so. */
const kindsIn = (printed: string) =>
  [...printed.matchAll(/^\[[A-Z0-9 ]*(?: - (NOW|REMINDER|AGAIN))?\]/gm)].map(([, kind]) => kind);

afterEach(() => vi.unstubAllEnvs());

interface Place {
  readonly dataDir: readonly string[];
  readonly file: (name: string, text: string) => Promise<string>;
  readonly history: () => Promise<readonly Record<string, unknown>[]>;
  readonly severities: () => Promise<readonly unknown[]>;
}

const lines = (printed: string): readonly Record<string, unknown>[] =>
  printed.split("\n").flatMap((line) => (line === "" ? [] : [JSON.parse(line)]));

async function inPlace(use: (place: Place) => Promise<void>): Promise<void> {
  await inDirectory(async (directory) => {
    const dataDir = ["--data-dir", join(directory, "data")];
    await use({
      dataDir,
      async file(name, text) {
        const path = join(directory, name);
        await writeFile(path, text);
        return path;
      },
      history: async () => lines((await tocsin(["policy", "history", "--json", ...dataDir])).stdout),
      severities: async () =>
        lines((await tocsin(["alerts", "list", "--json", ...dataDir])).stdout)
          .toSorted((a, b) => String(a.resource).localeCompare(String(b.resource)))
          .map(({ severity }) => severity),
    });
  });
}

describe("a run", () => {
  test("says of a channel that takes nothing why, once, and where each try stands", () =>
    inPlace(async ({ dataDir, file }) => {
      vi.stubEnv("TOCSIN_SECRET_HOOK", "a canary of the hook");
      // Nothing listens there.
      const hook =
        "{ type: webhook, url: http://127.0.0.1:9/path, signingSecret: env:TOCSIN_SECRET_HOOK, allowPrivateAddresses: true }";
      const policy = await file("policy.yaml", NOW.replace("{ type: console }", hook));
      const args = ["run", "-", "--policy", policy, ...dataDir, "--until", "2026-03-01T09:00:00Z"];
      const { stdout, stderr } = await tocsin(args, JSON.stringify(warning(1)));
      expect(stderr.match(/^.*cannot be reached.*$/gm)).toEqual([
        expect.stringMatching(
          /^channel "desk" at 127\.0\.0\.1:9 cannot be reached.* It is tried again later; .*data\/log\.jsonl has each attempt\.$/,
        ),
      ]);
      expect(stdout).toMatch(/0 sent .*, (?!1 )\d+ unreachable/);
      expect(stdout + stderr).not.toMatch(/canary|\/path/);
    }));

  test("puts the file in force that it is given, once", () =>
    inPlace(async ({ dataDir, file, history, severities }) => {
      const [first, second] = [
        await file("1.json", JSON.stringify(warning(1))),
        await file("2.json", JSON.stringify(warning(2))),
      ];
      const policy = ["--policy", await file("low.yaml", raising("LOW"))];
      expect((await tocsin(["run", first, ...policy, ...dataDir])).exitCode).toBe(0);
      await tocsin(["run", second, ...policy, ...dataDir]);
      expect(await history()).toMatchObject([{ version: 1, why: "the policy that a run was given", inForce: true }]);
      expect(await severities()).toEqual(["LOW", "LOW"]);
    }));

  test("has it in force from its first event on also of standard input, which is read once", () =>
    inPlace(async ({ dataDir, file, history, severities }) => {
      const piped = ["{", JSON.stringify(warning(2)), JSON.stringify(warning(3))].join("\n");
      const policy = await file("policy.yaml", NOW);
      await tocsin(["run", "-", "--policy", policy, ...dataDir], piped);
      expect((await history()).map(({ at }) => at)).toEqual([warning(2).time]);
      expect(await severities()).toEqual(["CRITICAL", "CRITICAL"]);
    }));

  test("has it in force from its first event on, and says how many came out of order", () =>
    inPlace(async ({ dataDir, file, history }) => {
      const events = [warning(2), warning(6), warning(3), warning(7), warning(1)];
      const path = await file("events.jsonl", events.map((event) => JSON.stringify(event)).join("\n"));
      const policy = await file("policy.yaml", NOW);
      const { stderr } = await tocsin(["run", path, "--policy", policy, ...dataDir]);
      expect(stderr).toContain("2 of 5 events came more than a day after a later one.");
      expect((await history()).map(({ at }) => at)).toEqual([warning(2).time]);
      const again = await tocsin(["run", await file("more.jsonl", JSON.stringify(warning(4))), ...dataDir]);
      expect(again.stderr).toContain("1 of 1 event came more than a day after a later one.");
      const inOrder = await tocsin(["run", await file("last.jsonl", JSON.stringify(warning(8))), ...dataDir]);
      expect(inOrder.stderr).not.toContain("after a later one");
    }));

  test("without a file goes by what was put in force before, by a run or by a push", () =>
    inPlace(async ({ dataDir, file, severities }) => {
      const events = await Promise.all([1, 2, 3].map((n) => file(`${n}.json`, JSON.stringify(warning(n)))));
      const low = await file("low.yaml", raising("LOW"));
      const critical = await file("critical.yaml", raising("CRITICAL"));
      await tocsin(["run", events[0] ?? "", "--policy", low, ...dataDir]);
      const again = await tocsin(["run", events[1] ?? "", ...dataDir]);
      expect(again.stderr).toContain("This run goes by version 1 of the policy");
      const pushed = await tocsin(["policy", "push", critical, "--why", "it matters", "--yes", ...dataDir]);
      expect(pushed.stdout).toContain("Version 2 is in force");
      const third = await tocsin(["run", events[2] ?? "", ...dataDir]);
      expect(third.stderr).toContain("This run goes by version 2 of the policy");
      expect((await severities()).at(-1)).toBe("CRITICAL");
    }));

  test("decides by the policy in force in the table", () =>
    inPlace(async ({ dataDir, file, severities }) => {
      await tocsin(["run", await file("1.json", JSON.stringify(warning(1))), ...dataDir]);
      const low = await file("low.yaml", raising("LOW"));
      await tocsin(["policy", "push", low, "--why", "known", "--yes", ...dataDir]);
      const [alert] = lines((await tocsin(["alerts", "list", "--json", ...dataDir])).stdout);
      await tocsin(["alerts", "ack", String(alert?.id), "--why", "on it", ...dataDir]);
      expect(await severities()).toEqual(["LOW"]);
    }));

  describe("is muted by a window of its policy", () => {
    const windowed = `channels: { desk: { type: console } }
severity: [{ name: all, match: { condition: [certificate-expiry] }, severity: CRITICAL }]
routes: [{ name: all, match: { severity: [CRITICAL] }, channels: [desk], urgency: now }]
silences: [{ name: batch, match: { condition: [certificate-expiry] }, evenIfWorse: true, days: [tue], from: "02:00", to: "04:00" }]
unrouted: ignore
`;

    /** Of a run with one event. */
    async function kinds({ dataDir, file }: Place, opensAt: string, until: string) {
      const event = await file("1.json", JSON.stringify({ ...warning(3), time: opensAt }));
      const run = ["run", event, "--policy", await file("night.yaml", windowed), "--until", until];
      const { stdout } = await tocsin([...run, "--data-dir", join(dataDir[1] ?? "", until)]);
      return kindsIn(stdout);
    }

    test("that begins and ends between two events, and tells afterwards what is open", () =>
      inPlace(async (place) => {
        const open = "2026-03-03T01:50:00Z";
        expect(await kinds(place, open, "2026-03-03T03:59:00Z")).toEqual([undefined]);
        expect(await kinds(place, open, "2026-03-03T04:05:00Z")).toEqual([undefined, "AGAIN"]);
      }));

    test("in which its first event lies, and tells afterwards what is open", () =>
      inPlace(async (place) => {
        const open = "2026-03-03T02:30:00Z";
        expect(await kinds(place, open, "2026-03-03T03:59:00Z")).toEqual([]);
        expect(await kinds(place, open, "2026-03-03T04:10:00Z")).toEqual([undefined]);
      }));
  });

  test("is muted by a silence that was made after the run before", () =>
    inPlace(async ({ dataDir, file }) => {
      const policy = ["--policy", await file("now.yaml", NOW)];
      const opens = await file("1.json", JSON.stringify({ ...warning(1), time: "2026-03-03T01:50:00Z" }));
      await tocsin(["run", opens, ...policy, "--until", "2026-03-03T01:56:00Z", ...dataDir]);
      const match = JSON.stringify({ condition: ["certificate-expiry"] });
      const silence = ["--match", match, "--why", "known", "--for", "2h", "--even-if-worse", "--yes"];
      expect((await tocsin(["silence", "add", ...silence, ...dataDir])).exitCode).toBe(0);
      const pages = async (until: string) => {
        const { stdout } = await tocsin(["run", await file("none.jsonl", ""), "--until", until, ...dataDir]);
        return kindsIn(stdout);
      };
      expect(await pages("2026-03-03T03:55:59Z")).toEqual([]);
      expect(await pages("2026-03-03T03:57:00Z")).toEqual(["AGAIN"]);
    }));

  test("applies within a minute a policy that was pushed after the run before", () =>
    inPlace(async ({ dataDir, file, severities }) => {
      const opens = await file("1.json", JSON.stringify({ ...warning(1), time: "2026-03-03T01:50:00Z" }));
      const nothing = await file("none.jsonl", "");
      await tocsin(["run", opens, ...dataDir, "--until", "2026-03-03T01:55:00Z"]);
      await tocsin(["policy", "push", await file("now.yaml", NOW), "--why", "urgent", "--yes", ...dataDir]);
      const severitiesAt = async (until: string) => {
        await tocsin(["run", nothing, "--until", until, ...dataDir]);
        return severities();
      };
      expect(await severitiesAt("2026-03-03T01:55:59Z")).toEqual(["MEDIUM"]);
      expect(await severitiesAt("2026-03-03T01:56:00Z")).toEqual(["CRITICAL"]);
    }));

  describe("is refused, and says which secrets it lacks and what to do, where its policy", () => {
    const hook = (url: string, secret: string) =>
      `channels: { soc: { type: webhook, url: "${url}", signingSecret: "${secret}" } }\nunrouted: ignore\n`;
    const stored = hook("secretsmanager:soc/url", "ssm:soc/key");
    const refused = [
      "channels.soc: secretsmanager:soc/url is a secret of a deployed stage, which no run reads",
      "channels.soc: ssm:soc/key is a secret of a deployed stage, which no run reads",
      "env:TOCSIN_SECRET_NAME",
    ];

    test("is pushed to its table and names those of a stage", () =>
      inPlace(async ({ dataDir, file }) => {
        const event = await file("1.json", JSON.stringify(warning(1)));
        await tocsin(["run", event, ...dataDir]);
        await tocsin(["policy", "push", await file("soc.yaml", stored), "--why", "soc", "--yes", ...dataDir]);
        const { exitCode, stderr } = await tocsin(["run", event, ...dataDir]);
        expect(exitCode).toBe(2);
        for (const text of [...refused, "version 1 of the policy", "--policy"]) expect(stderr).toContain(text);
      }));

    test("is a file that names those of a stage", () =>
      inPlace(async ({ dataDir, file }) => {
        const event = await file("1.json", JSON.stringify(warning(1)));
        const soc = await file("soc.yaml", stored);
        const { exitCode, stderr } = await tocsin(["run", event, "--policy", soc, ...dataDir]);
        expect(exitCode).toBe(2);
        for (const text of [...refused, soc]) expect(stderr).toContain(text);
      }));

    test("names a variable that is not set", () =>
      inPlace(async ({ dataDir, file }) => {
        const event = await file("1.json", JSON.stringify(warning(1)));
        const soc = await file("soc.yaml", hook("https://soc.example/hook", "env:TOCSIN_SECRET_NOBODY_SETS"));
        const { exitCode, stderr } = await tocsin(["run", event, "--policy", soc, ...dataDir]);
        expect(exitCode).toBe(2);
        expect(stderr).toContain("channels.soc: the environment variable TOCSIN_SECRET_NOBODY_SETS is not set");
      }));
  });

  test("says that another file takes the place of what was in force", () =>
    inPlace(async ({ dataDir, file }) => {
      const event = await file("1.json", JSON.stringify(warning(1)));
      await tocsin(["run", event, "--policy", await file("low.yaml", raising("LOW")), ...dataDir]);
      const high = await file("high.yaml", raising("HIGH"));
      const { stderr } = await tocsin(["run", event, "--policy", high, ...dataDir]);
      expect(stderr).toContain(`${high} is version 2 of the policy, in place of version 1.`);
    }));
});
