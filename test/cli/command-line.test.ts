import { execFile } from "node:child_process";
import { chmod, mkdir, mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { type AttributeValue, DeleteItemCommand, DynamoDBClient, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { alertKey, HEAD, logKey } from "@tocsin/aws/alerts/alerts-schema";
import { instant, MILLISECONDS_PER_DAY, shift } from "@tocsin/core/event/instant";
import { boundsOf, weekBefore, weekOf } from "@tocsin/core/event/week";
import { readConfig } from "@tocsin/infra/config";
import { systemNow } from "@tocsin/lambda/runtime/system-clock";
import { names } from "@tocsin/local/resources";
import { startDynamodb } from "@tocsin/local/servers/dynamodb";
import { listenOnLoopback } from "@tocsin/local/servers/own-machine";
import { samples as certificates } from "@tocsin/sources/acm/samples";
import { samples as findings } from "@tocsin/sources/guardduty/samples";
import { samples as data } from "@tocsin/sources/macie/samples";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startCommand } from "../../lab/processes/processes.ts";
import { useGuardedDynamodb } from "../support/guarded-dynamodb.ts";
import { inDirectory, startTocsin, tocsin, tocsinAsking, tocsinOn } from "../support/terminal.ts";

const lines = (text: string): readonly Record<string, unknown>[] =>
  text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
const warning = certificates.approaching;
const finding = findings.instanceFinding;
/** Samples of what is yet to come are not believed. */
const past = (events: readonly { readonly time: string }[]) => events.filter(({ time }) => time < "2026-11-20");
const good = JSON.stringify(warning);
const timeless = JSON.stringify({ ...warning, time: "1970-01-01T00:00:00Z" });

async function fileOf(directory: string, events: readonly unknown[]): Promise<string> {
  const file = join(directory, "events.jsonl");
  await writeFile(file, events.map((event) => JSON.stringify(event)).join("\n"));
  return file;
}

describe("the command line", () => {
  test.each([
    ["run", "--serve"],
    ["explain", "--json"],
    ["alerts", "list"],
    ["digest", "--week"],
    ["send", "--bus"],
    ["replay", "--stage"],
    ["backfill", "--dry-run"],
    ["simulate", "--seed"],
    ["init", "--organization"],
    ["doctor", "--region"],
    ["member-template", "--account"],
  ])("has help on %s that names %s", async (command, word) => {
    const { exitCode, stdout } = await tocsin([command, "--help"]);
    expect([exitCode, stdout.includes(word)]).toEqual([0, true]);
  });

  test("says in its help which command says who is on call, and lets people override it", async () => {
    expect((await tocsin(["help"])).stdout).toMatch(/^ +oncall +say who is on call, .*override/m);
  });

  test.each([
    ["silence", "add"],
    ["policy", "rollback"],
    ["alerts", "ack"],
    ["oncall", "pause"],
  ])("says in the help of %s %s that it needs a reason, and of no option that it may leave out", async (...command) => {
    const { stdout } = await tocsin([...command, "--help"]);
    const text = stdout.replace(/\s+/g, " ");
    expect(text).toContain("--why <text> the reason, for whoever asks later (required)");
    expect(text.match(/\(required\)/g)).toHaveLength(1);
  });

  test.each([
    ["an unknown command", ["explode"]],
    ["an unknown option", ["run", "--fast"]],
    ["a port that is none", ["run", "--serve", "--port", "70000"]],
    ["a week that does not exist", ["digest", "--week", "2026-W54"]],
    ["an account that is none", ["alerts", "list", "--account", "12"]],
    ["a severity that is none", ["alerts", "list", "--severity", "BAD"]],
    ["a status that is none", ["alerts", "list", "--status", "CLOSED"]],
    ["a region that is none", ["alerts", "list", "--region", "mars"]],
    ["an age without its unit", ["alerts", "list", "--older-than", "7"]],
    ["an age of nothing", ["alerts", "list", "--newer-than", "0d"]],
    ["a limit of nothing", ["alerts", "list", "--limit", "0"]],
    ["some statuses and every status", ["alerts", "list", "--all", "--status", "OPEN"]],
    ["an instant that is none", ["run", "--until", "tomorrow"]],
    ["an endpoint that is none", ["alerts", "list", "--dynamodb-endpoint", "localhost"]],
    ["a port where nothing is served", ["run", "--port", "4011"]],
    ["an end of what goes on", ["run", "--serve", "--until", "2026-12-31T00:00:00Z"]],
    ["dead letters of two places", ["dlq", "list", "--stage", "prod", "--data-dir", "here"]],
    ["a table of two places", ["alerts", "list", "--stage", "prod", "--data-dir", "here"]],
    ["a table of two DynamoDBs", ["alerts", "list", "--stage", "prod", "--dynamodb-endpoint", "http://127.0.0.1:8000"]],
    ["a reason that is none", ["dlq", "discard", "--reason", "", "--yes"]],
    ["events for two buses", ["send", "-", "--bus", "central", "--endpoint", "http://127.0.0.1:4010"]],
    ["a backfill of two stacks", ["backfill", "-", "--stage", "prod", "--endpoint", "http://127.0.0.1:4010"]],
    ["a replay of two stacks", ["replay", "--stage", "prod", "--endpoint", "http://127.0.0.1:4010"]],
  ])("ends with 2 and says what is wrong for %s", async (_what, args) => {
    const { exitCode, stdout, stderr } = await tocsin(args);
    expect([exitCode, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(/error|expected|unknown|leave --port out/i);
  });

  test("ends with 1 where there is nothing to read, and says how to get something", async () => {
    await inDirectory(async (directory) => {
      const { exitCode, stderr } = await tocsin(["alerts", "list", "--data-dir", join(directory, "none")]);
      expect(exitCode).toBe(1);
      expect(stderr).toContain("tocsin run");
    });
  });

  test("names the field of a policy that is wrong, and starts nothing", async () => {
    await inDirectory(async (directory) => {
      const file = join(directory, "policy.yaml");
      await writeFile(
        file,
        "routes:\n  - name: all\n    match: { severity: [HIGH] }\n    channels: [slack]\nunrouted: ignore\n",
      );
      const { exitCode, stderr } = await tocsin(["run", "--policy", file, "-"], good);
      expect([exitCode, stderr]).toEqual([
        2,
        `tocsin: ${file}:4: routes[0].channels[0]: names channel "slack", which is not defined\n`,
      ]);
      await writeFile(file, "routes: [\n");
      expect((await tocsin(["run", "--policy", file, "-"], good)).stderr).toMatch(/line \d/);
    });
  });
});

describe("what a start loads", () => {
  /** Prints the address of each module that was loaded, once the process ends. */
  const recorder = `data:text/javascript,${encodeURIComponent(`
    import module from "node:module";
    const loaded = [];
    module.registerHooks({ load: (url, context, next) => { loaded.push(url); return next(url, context); } });
    process.on("exit", () => process.stderr.write(loaded.join("\\n")));
  `)}`;
  const loadedBy = async (args: readonly string[]) =>
    (await startCommand(args, {}, { input: good, nodeOptions: ["--import", recorder] }).ended).stderr.split("\n");

  const clients = /@aws-sdk|@smithy/;
  const embedded = /fauxqs|packages\/local/;
  const yaml = /node_modules\/yaml/;
  const sources = /packages\/sources/;
  test.each([
    ["--version", ["--version"], [clients, embedded, yaml, sources]],
    ["--help", ["--help"], [clients, embedded, yaml, sources]],
    ["explain", ["explain", "-"], [clients, embedded, yaml]],
  ])("of %s is none of what only other commands need", async (_what, args, unwanted) => {
    const loaded = await loadedBy(args);
    expect(loaded.filter((url) => unwanted.some((pattern) => pattern.test(url)))).toEqual([]);
    expect(loaded.some((url) => url.endsWith("/packages/cli/main.ts"))).toBe(true);
  });

  test("of a command is what it needs", async () => {
    const loaded = await loadedBy(["alerts", "list", "--data-dir", "no-such-directory"]);
    for (const wanted of [clients, embedded]) expect(loaded.some((url) => wanted.test(url))).toBe(true);
  });
});

test.each([
  ["help run", ["help", "run"], ["run", "--help"]],
  ["help alerts list", ["help", "alerts", "list"], ["alerts", "list", "--help"]],
  ["help", ["help"], ["--help"]],
])("%s shows what --help does", async (_what, asked, same) => {
  const { exitCode, stdout } = await tocsin(asked);
  expect([exitCode, stdout]).toEqual([0, (await tocsin(same)).stdout]);
});

test("a run says so when it goes by a policy that it was not given", async () => {
  await inDirectory(async (directory) => {
    const policy = join(directory, "policy.yaml");
    await writeFile(policy, "retention: { observationDays: 100 }\n");
    const run = (...args: readonly string[]) =>
      tocsin(["run", "-", "--data-dir", join(directory, "data"), ...args], good);
    expect((await run("--policy", policy)).stderr).toBe("");
    expect((await run("--policy", policy)).stderr).toBe("");
    expect((await run()).stderr).toBe("This run goes by version 1 of the policy, which is in force in its table.\n");
  });
});

/** Runs keep what they have in the working directory, unless another is named. */
async function inWorkingDirectory(use: () => Promise<void>): Promise<void> {
  const before = process.cwd();
  await inDirectory(async (directory) => {
    process.chdir(directory);
    await use().finally(() => process.chdir(before));
  });
}

describe("a run that was a mistake", () => {
  const typo = ["run", "no-such-file.json"];

  test.each([
    ["of a file that is not there", typo, 1],
    ["on a DynamoDB that is not there", ["run", "-", "--dynamodb-endpoint", "http://127.0.0.1:9"], 70],
  ])("%s leaves the run before in its place", async (_what, args, exitCode) => {
    await inWorkingDirectory(async () => {
      expect((await tocsin(["run", "-"], good)).exitCode).toBe(0);
      expect((await tocsin(args, good)).exitCode).toBe(exitCode);
      expect(lines((await tocsin(["alerts", "list", "--json"])).stdout).length).toBe(1);
    });
  });

  test("keeps the run before it", async () => {
    await inWorkingDirectory(async () => {
      await tocsin(["run", "-"], good);
      await chmod(".tocsin", 0o755);
      await tocsin(["run", "-"], "[]");
      expect((await stat(".tocsin")).mode & 0o077).toBe(0);
      expect((await tocsin(["alerts", "list", "--json"])).stdout).toBe("");
      const previous = await tocsin(["alerts", "list", "--json", "--data-dir", ".tocsin/previous"]);
      expect(lines(previous.stdout).length).toBe(1);
    });
  });
});

describe.skipIf(process.platform === "win32")("a data directory", () => {
  const modesIn = async (directory: string) => {
    const found = await readdir(directory, { recursive: true, withFileTypes: true });
    const all = found.map(async (entry) => {
      const { mode } = await stat(join(entry.parentPath, entry.name));
      return { name: entry.name, isDirectory: entry.isDirectory(), mode: mode & 0o777 };
    });
    return Promise.all(all);
  };
  /** With the permissions that a process gives by default on most systems. */
  const run = (dataDir: string) =>
    startCommand(["run", "-", "--data-dir", dataDir], {}, { input: good, nodeOptions: ["--import", openUmask] }).ended;
  const openUmask = "data:text/javascript,process.umask(0o022)";

  test("is readable by its owner alone, with all that the run and its servers write", async () => {
    await inDirectory(async (directory) => {
      const dataDir = join(directory, "data");
      expect((await run(dataDir)).exitCode).toBe(0);
      expect((await stat(dataDir)).mode & 0o777).toBe(0o700);
      const kept = await modesIn(dataDir);
      expect(kept.map(({ name }) => name)).toEqual(expect.arrayContaining(["alerts.db", "fauxqs.db", "report.html"]));
      expect(kept.filter(({ isDirectory, mode }) => mode !== (isDirectory ? 0o700 : 0o600))).toEqual([]);
    });
  });

  test("is made so where it was open before, and what is not the run's stays as it is", async () => {
    await inDirectory(async (directory) => {
      const dataDir = join(directory, "data");
      await run(dataDir);
      await writeFile(join(dataDir, "notes.txt"), "mine");
      for (const name of ["alerts.db", "run.json", "notes.txt"]) await chmod(join(dataDir, name), 0o644);
      await chmod(dataDir, 0o755);
      await run(dataDir);
      expect((await stat(dataDir)).mode & 0o777).toBe(0o700);
      const modes = new Map((await modesIn(dataDir)).map(({ name, mode }) => [name, mode]));
      expect([modes.get("alerts.db"), modes.get("run.json"), modes.get("notes.txt")]).toEqual([0o600, 0o600, 0o644]);
    });
  });

  test("is none that all users share", async () => {
    await inDirectory(async (directory) => {
      const dataDir = join(directory, "shared");
      await mkdir(dataDir);
      await chmod(dataDir, 0o1777);
      const { exitCode, stderr } = await tocsin(["run", "-", "--data-dir", dataDir], good);
      expect([exitCode, stderr]).toEqual([2, expect.stringContaining("shared by all users")]);
      expect((await stat(dataDir)).mode & 0o7777).toBe(0o1777);
    });
  });
});

test("a run goes on to its end when nobody reads what it prints any more", async () => {
  await inDirectory(async (directory) => {
    const dataDir = join(directory, "data");
    const events = [5, 6, 7, 8].map((n) => ({
      ...finding,
      id: `e${n}`,
      detail: { ...finding.detail, id: `f${n}`, severity: 9 },
    }));
    const command = startCommand(
      ["run", "-", "--data-dir", dataDir],
      {},
      { input: events.map((event) => JSON.stringify(event)).join("\n") },
    );
    command.stopReading();
    expect((await command.ended).exitCode).toBe(0);
    expect(lines((await tocsin(["alerts", "list", "--json", "--data-dir", dataDir])).stdout).length).toBe(4);
  });
});

describe("explain", () => {
  test("says which rule matched, what is observed, and what alert it makes", async () => {
    const { exitCode, stdout } = await tocsin(["explain", "--json"], good);
    expect(exitCode).toBe(0);
    expect(lines(stdout)[0]).toMatchObject({
      index: 0,
      id: warning.id,
      source: "aws.acm",
      detailType: "ACM Certificate Approaching Expiration",
      rule: "acm",
      outcome: "observed",
      reason: "opened",
      observations: [
        { identity: { condition: "certificate-expiry" }, statement: { state: "active", reporter: "acm" } },
      ],
      alerts: [{ condition: "certificate-expiry", status: "OPEN" }],
    });
  });

  test("says of what lies in the future that a stack refuses it, as a run does", async () => {
    const future = { ...warning, time: "2093-11-24T08:00:00Z" };
    const said = "is in the future: a stack refuses it while that is more than a day ahead";
    const { exitCode, stdout } = await tocsin(["explain"], JSON.stringify([future, warning]));
    expect([exitCode, stdout.split(said).length - 1]).toEqual([0, 1]);
    expect(stdout.indexOf(said)).toBeLessThan(stdout.indexOf("#1 "));
    const explained = lines((await tocsin(["explain", "--json"], JSON.stringify([future, warning]))).stdout);
    expect(explained.map(({ liesInFuture }) => liesInFuture)).toEqual([true, false]);
    await inDirectory(async (directory) => {
      const ran = await tocsin(["run", "-", "--json", "--data-dir", directory], JSON.stringify(future));
      expect(ran.exitCode).toBe(1);
      expect(ran.stdout + ran.stderr).toContain("lies in the future");
    });
  });

  test("breaks lines between words at the width of the terminal, and nowhere without one", async () => {
    await inDirectory(async (directory) => {
      const file = await fileOf(directory, [warning]);
      const narrow = (await tocsinOn(40, ["explain", file])).stdout;
      expect(narrow.split("\n").filter((line) => line.length > 40 && line.trim().includes(" "))).toEqual([]);
      const piped = (await tocsin(["explain", file])).stdout;
      expect(piped.trimEnd().split("\n")).toHaveLength(7);
      expect(piped).toContain("to do: Renew or re-import the certificate");
      expect(narrow.split(/\s+/)).toEqual(piped.split(/\s+/));
    });
  });

  test.each<readonly [title: string, routes: string, told: readonly string[]]>([
    [
      "each destination with its route, urgency and group",
      `routes: [{ name: all, match: { condition: [certificate-expiry] }, channels: [desk], urgency: morning, group: [account] },
  { name: late, match: { account: ["${warning.account}"] }, channels: [lead, desk] }]
urgency: [{ name: certificates, match: { condition: [certificate-expiry] }, urgency: now }]`,
      [
        `told: desk, now, within 5 minutes, by rule certificates; by route "late"; with alerts that have the same`,
        `told: lead, now, within 5 minutes, by rule certificates; by route "late"; with alerts that have the same`,
      ],
    ],
    [
      "who is told where nobody acknowledges it",
      `escalations: [{ name: up, steps: [{ afterMinutes: 10, channels: [lead] }] }]
routes: [{ name: all, match: { condition: [certificate-expiry] }, channels: [desk], urgency: now, group: alert, escalation: up }]`,
      [
        `told: desk, now, within 5 minutes; by route "all"; by itself`,
        `told: lead, now, if nobody has acknowledged it for 10 minutes; by route "all"; by itself`,
      ],
    ],
    [
      "that it is for the digest alone, and by what",
      "routes: [{ name: all, match: { condition: [certificate-expiry] }, channels: [desk], urgency: digest }]",
      [`told: nobody: it is for the weekly digest alone; by route "all"`],
    ],
    [
      "that no route matches",
      "routes: [{ name: other, match: { condition: [threat] }, channels: [desk] }]",
      ["told: nobody: no route matches, and the policy has no fallback"],
    ],
  ])("names by a policy %s", async (_title, routes, told) => {
    await inDirectory(async (directory) => {
      const policy = join(directory, "policy.yaml");
      const channels = "channels: { desk: { type: console }, lead: { type: console } }";
      await writeFile(policy, `${channels}\nunrouted: ignore\n${routes}\n`);
      const { exitCode, stdout } = await tocsin(["explain", "--policy", policy], good);
      const printed = stdout.split("\n").map((line) => line.trim());
      expect(exitCode).toBe(0);
      for (const line of told) expect(printed).toContainEqual(expect.stringContaining(line));
      expect(printed.filter((line) => line.startsWith("told:"))).toHaveLength(told.length);
      const [explained] = lines((await tocsin(["explain", "--policy", policy, "--json"], good)).stdout);
      expect(explained?.told).toHaveLength(1);
    });
  });

  test("names in a run what is no event at all, as it does when it explains", async () => {
    await inDirectory(async (directory) => {
      const input = `${good}\n{"hello":1}`;
      const ran = await tocsin(["run", "-", "--json", "--data-dir", directory], input);
      expect(ran).toMatchObject({ exitCode: 1, stderr: expect.stringContaining("line 2: is neither an event nor") });
      expect(lines(ran.stdout)).toMatchObject([{ read: 2, unreadable: 1, unmatched: 0 }]);
    });
  });

  test("goes on after what it refuses, names each by its line, and ends with 1", async () => {
    const broken = { ...warning, detail: { ...warning.detail, DaysToExpiry: "soon" } };
    const hostile = '{"id":"1","__proto__":{"polluted":true}}';
    const deep = `{"id":"1","detail":${"[".repeat(5000)}${"]".repeat(5000)}}`;
    const large = JSON.stringify({ ...warning, padding: "x".repeat(2_000_000) });
    const unwanted = JSON.stringify({ ...warning, source: "aws.ec2" });
    const input = [good, "{ not JSON", JSON.stringify(broken), "42", hostile, deep, large, unwanted, good].join("\n");
    const { exitCode, stdout } = await tocsin(["explain", "--json"], input);
    expect(exitCode).toBe(1);
    const explained = lines(stdout);
    expect(explained.map(({ outcome }) => outcome)).toEqual([
      "observed",
      "refused",
      "refused",
      "refused",
      "refused",
      "refused",
      "refused",
      "ignored",
      "observed",
    ]);
    expect(explained.map(({ place }) => place)).toEqual(Array.from({ length: 9 }, (_, i) => `line ${i + 1}`));
    expect(explained[2]?.reason).toMatch(/^detail\.DaysToExpiry: /);
    expect(explained[4]?.reason).toMatch(/__proto__/);
    expect(explained[5]?.reason).toMatch(/deeper than 64/);
    expect(explained[6]?.reason).toMatch(/larger than 1048576 bytes|1048576/);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  test("reads arrays, CloudTrail logs and gzip, and says where a gzip is cut off", async () => {
    const array = await tocsin(["explain", "--json"], JSON.stringify([warning, finding]));
    expect(lines(array.stdout).map(({ rule }) => rule)).toEqual(["acm", "guardduty"]);
    await inDirectory(async (directory) => {
      const file = join(directory, "events.json.gz");
      const packed = gzipSync(`${good}\n${JSON.stringify(finding)}\n${"{}\n".repeat(50)}`);
      await writeFile(file, packed);
      expect(lines((await tocsin(["explain", "--json", file])).stdout).length).toBe(52);
      await writeFile(file, packed.subarray(0, packed.length - 20));
      const cut = await tocsin(["explain", "--json", file]);
      expect(cut.exitCode).toBe(1);
      expect(String(lines(cut.stdout).at(-1)?.reason)).toMatch(/gzip/);
      expect(lines(cut.stdout)[0]?.outcome).toBe("observed");
    });
    const record = {
      eventVersion: "1.08",
      eventSource: "acm.amazonaws.com",
      eventName: "DeleteCertificate",
      eventTime: "2026-11-20T10:00:00Z",
      awsRegion: "eu-west-1",
      eventID: "5b1f0a4e-0000-4000-8000-000000000001",
      eventType: "AwsApiCall",
      recipientAccountId: "111122223333",
      userIdentity: { accountId: "111122223333" },
      requestParameters: { certificateArn: warning.resources[0] },
    };
    const failed = { ...record, errorCode: "AccessDenied" };
    const trail = await tocsin(["explain", "--json"], JSON.stringify({ Records: [record, failed] }));
    expect(lines(trail.stdout).map(({ outcome, reason }) => `${outcome} ${reason}`)).toEqual([
      "observed cleared",
      "ignored no-rule-matches",
    ]);
  });

  test("says in words why an event means nothing", async () => {
    const nothing = { status: { code: "COMPLETE" }, sensitiveData: [] };
    const { detail } = data.sensitiveDataFinding;
    const record = { ...detail, classificationDetails: { result: nothing } };
    const ofAnotherService = { ...warning, source: "aws.ec2" };
    const notChecked = {
      SchemaVersion: "2018-10-08",
      Id: "f",
      ProductArn: "arn:aws:securityhub:eu-west-1::product/aws/securityhub",
      AwsAccountId: "222233334444",
      UpdatedAt: "2026-11-24T08:04:51.337Z",
      Compliance: { Status: "NOT_AVAILABLE" },
    };
    const text = [record, ofAnotherService, notChecked].map((value) => JSON.stringify(value)).join("\n");
    const { exitCode, stdout } = await tocsin(["explain"], text);
    expect(exitCode).toBe(0);
    expect(stdout.match(/#.*|ignored: .*/g)).toEqual([
      "#0 aws.macie / Macie Finding (- line 1)",
      "ignored: nothing was found (rule macie)",
      "#1 aws.ec2 / ACM Certificate Approaching Expiration (- line 2)",
      "ignored: no source of Tocsin matches such an event",
      "#2 aws.securityhub / Security Hub Findings - Imported (- line 3)",
      "ignored: no source of Tocsin matches such an event",
    ]);
    const asJson = await tocsin(["explain", "--json"], text);
    expect(lines(asJson.stdout).map(({ reason }) => reason)).toEqual([
      "nothing-found",
      "no-rule-matches",
      "no-rule-matches",
    ]);
  });

  test("lets nothing of the input drive the terminal", async () => {
    const control = "\u001b[2J\u0007";
    const event = {
      ...finding,
      source: `aws.guardduty${control}`,
      detail: { ...finding.detail, title: `a${control}b` },
    };
    const { stdout } = await tocsin(
      ["explain"],
      `${JSON.stringify(event)}\n${JSON.stringify({ ...event, source: "aws.guardduty" })}`,
    );
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
    expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
  });
});

describe("run", () => {
  const table = async (dataDir: string) =>
    (await tocsin(["alerts", "list", "--all", "--json", "--data-dir", dataDir])).stdout;

  test("ingests a file, pages, and leaves alerts and digest to look at", async () => {
    await inDirectory(async (directory) => {
      const severe = { ...finding, detail: { ...finding.detail, severity: 9.5 } };
      const dataDir = join(directory, "data");
      const ran = await tocsin(["run", await fileOf(directory, [warning, severe, severe]), "--data-dir", dataDir]);
      expect([ran.exitCode, ran.stderr]).toEqual([0, ""]);
      expect(ran.stdout).toContain("[CRITICAL - NOW]");
      const [, id] = /^ {2}alert {5}npx tocsin alerts show (\w+) --data-dir \S+$/m.exec(ran.stdout) ?? [];
      expect((await tocsin(["alerts", "show", String(id), "--data-dir", dataDir])).exitCode).toBe(0);
      expect(ran.stdout).toContain("3 read");
      expect(ran.stdout).toContain("1 duplicate");
      const listed = await tocsin(["alerts", "list", "--severity", "CRITICAL", "--json", "--data-dir", dataDir]);
      const [alert] = lines(listed.stdout);
      const shown = await tocsin(["alerts", "show", String(alert?.id).slice(0, 8), "--data-dir", dataDir]);
      expect(shown.stdout).toContain("opened (opened)");
      expect(shown.stdout).toContain("log intact");
      const digest = await tocsin(["digest", "--data-dir", dataDir]);
      expect(digest.stdout).toContain("1  CRITICAL ");
      const written = await tocsin(["digest", "--data-dir", dataDir, "--out", join(directory, "out")]);
      expect(written.stdout.trim().split("\n").length).toBe(6);
    });
  });

  test("shows on a page a command that a shell takes, wherever the directory is", async () => {
    await inDirectory(async (directory) => {
      const severe = { ...finding, detail: { ...finding.detail, severity: 9.5 } };
      const { stdout } = await tocsin(["run", "-", "--data-dir", join(directory, "it's mine")], JSON.stringify(severe));
      const [, command = ""] = /^ {2}alert {5}npx tocsin (.*)$/m.exec(stdout) ?? [];
      const { stdout: words } = await promisify(execFile)("/bin/sh", ["-c", `printf '%s\\n' ${command}`]);
      expect((await tocsin(words.trimEnd().split("\n"))).exitCode).toBe(0);
    });
  });

  test("keeps its table between runs, and the same events again change nothing", async () => {
    await inDirectory(async (directory) => {
      const file = await fileOf(directory, past([...Object.values(certificates), ...Object.values(findings)]));
      const dataDir = join(directory, "data");
      await tocsin(["run", file, "--data-dir", dataDir]);
      const once = await table(dataDir);
      const again = await tocsin(["run", file, "--data-dir", dataDir, "--json"]);
      expect(await table(dataDir)).toBe(once);
      const [summary] = lines(again.stdout);
      expect(summary).toMatchObject({ counts: { announcements: {}, notifications: {} } });
    });
  });

  test("ends with 1 when something could not be read or lies in a dead-letter queue, and says which", async () => {
    await inDirectory(async (directory) => {
      const broken = { ...warning, detail: {} };
      const input = `${good}\n{\n${JSON.stringify(broken)}`;
      const ran = await tocsin(["run", "--json", "--data-dir", directory, "-"], input);
      expect(ran.exitCode).toBe(1);
      expect(ran.stderr).toMatch(/^-: line 2: /);
      expect(lines(ran.stdout)[0]).toMatchObject({
        unreadable: 1,
        deadLetters: [{ queue: "tocsin-ingest-acm-dlq", reason: "detail.DaysToExpiry: is missing" }],
      });
    });
  });

  test.each([
    ["only what is no JSON", "{ not JSON\n[1", 1],
    ["only events that say 1970 for want of a time", `${timeless}\n${timeless}`, 0],
    ["both", `{ not JSON\n${timeless}`, 1],
    ["nothing at all", "", 1],
  ])("goes by the machine's week for %s", async (_what, input, exitCode) => {
    await inDirectory(async (directory) => {
      const before = weekOf(systemNow());
      const ran = await tocsin(["run", "--json", "--data-dir", directory, "-"], input);
      expect(ran.exitCode).toBe(exitCode);
      const [summary] = lines(ran.stdout);
      const weeks = [before, weekOf(systemNow())].map((week) => week.replace("-", "/"));
      expect(weeks.some((week) => String(summary?.digest).includes(`digest/${week}/report.html`))).toBe(true);
    });
  });

  test("goes on from the instant at which the last run in its directory ended", async () => {
    await inDirectory(async (dataDir) => {
      const until = "2026-11-26T00:00:00Z";
      await tocsin(["run", "-", "--data-dir", dataDir, "--until", until], good);
      await tocsin(["run", "-", "--data-dir", dataDir], JSON.stringify(finding));
      const [threat] = lines(await table(dataDir)).filter(({ condition }) => condition === "threat");
      const { stdout } = await tocsin(["alerts", "show", String(threat?.id), "--json", "--data-dir", dataDir]);
      expect(lines(stdout)[0]?.log).toMatchObject([{ kind: "opened", at: "2026-11-26T00:00:00.000Z" }]);
    });
  });

  test("that is interrupted works off what it has read, says how far it came, and the next one goes on", async () => {
    await inDirectory(async (dataDir) => {
      const severe = { ...finding, detail: { ...finding.detail, severity: 9.5 } };
      const hour = (n: number) => shift(instant("2026-11-24T09:00:00Z"), n * 3_600_000);
      const many = Array.from({ length: 60 }, (_, n) => ({ ...warning, id: `warning-${n}`, time: hour(n) }));
      const events = [severe, ...many].map((event) => JSON.stringify(event)).join("\n");
      const running = startTocsin(["run", "-", "--data-dir", dataDir], events);
      await running.shows("[CRITICAL - NOW]");
      running.interrupt();
      const { exitCode, stdout, stderr } = await running.finished;
      expect(exitCode).toBe(130);
      const [, read = ""] = /Interrupted after (\d+) events/.exec(stderr) ?? [];
      expect(stdout).toContain(`${read} read`);
      expect(Number(read)).toBeLessThan(1 + many.length);
      expect(lines(await table(dataDir)).some(({ severity }) => severity === "CRITICAL")).toBe(true);
      expect((await tocsin(["run", "-", "--data-dir", dataDir], events)).exitCode).toBe(0);
      expect(lines(await table(dataDir)).length).toBe(2);
    });
  });

  test("moves on to the instant of --until, so a deadline climbs without another event", async () => {
    await inDirectory(async (directory) => {
      const dataDir = join(directory, "data");
      await tocsin([
        "run",
        await fileOf(directory, [warning]),
        "--data-dir",
        dataDir,
        "--until",
        "2026-12-12T00:00:00Z",
      ]);
      expect(JSON.parse(await table(dataDir))).toMatchObject({ severity: "CRITICAL", stepDays: 0 });
    });
  });

  test("serves PutEvents to any SDK until it is interrupted, and lets other commands look meanwhile", async () => {
    await inDirectory(async (directory) => {
      const dataDir = join(directory, "data");
      const running = startTocsin(["run", "--serve", "--port", "0", "--data-dir", dataDir]);
      await running.shows("Ctrl-C ends");
      const endpoint = /PutEvents at (\S+)/.exec(running.output())?.[1] ?? "";
      const client = new EventBridgeClient({
        endpoint,
        region: "eu-west-1",
        credentials: { accessKeyId: "a", secretAccessKey: "b" },
      });
      const {
        source,
        "detail-type": DetailType,
        detail,
        // By the clock of the process that serves: what was said long ago would have lapsed.
      } = { ...finding, detail: { ...finding.detail, severity: 9.5, updatedAt: new Date().toISOString() } };
      const { Entries } = await client.send(
        new PutEventsCommand({ Entries: [{ Source: source, DetailType, Detail: JSON.stringify(detail) }] }),
      );
      expect(Entries?.[0]?.EventId).toMatch(/^[0-9a-f-]{36}$/);
      await running.shows("[CRITICAL - NOW]");
      const listed = await tocsin(["alerts", "list", "--json", "--data-dir", dataDir]);
      expect(lines(listed.stdout)[0]).toMatchObject({ condition: "threat", severity: "CRITICAL" });
      const file = await fileOf(directory, [warning, { ...warning, source: "aws.ec2" }]);
      expect(await tocsin(["send", file, "--endpoint", endpoint])).toMatchObject({
        exitCode: 0,
        stdout: "2 events sent, 1 of which no rule wants.\n",
      });
      const second = await tocsin(["run", "-", "--data-dir", dataDir], good);
      expect(second.exitCode).toBe(70);
      expect(second.stderr).toContain("already runs");
      running.interrupt();
      expect((await running.finished).exitCode).toBe(0);
      client.destroy();
      expect(lines(await table(dataDir)).length).toBe(2);
    });
  });

  test("is asked for the table that it serves from, wherever that is", async () => {
    const dynamodb = await startDynamodb({ searchPath: process.env.PATH ?? "" });
    try {
      await inDirectory(async (dataDir) => {
        const file = await fileOf(dataDir, [warning]);
        const place = ["--dynamodb-endpoint", dynamodb.endpoint, "--data-dir", dataDir];
        const running = startTocsin(["run", file, "--serve", "--port", "0", ...place]);
        await running.shows("Ctrl-C ends");
        expect(lines(await table(dataDir)).length).toBe(1);
        running.interrupt();
        expect((await running.finished).exitCode).toBe(0);
        const gone = await tocsin(["alerts", "list", "--data-dir", dataDir]);
        expect([gone.exitCode, gone.stderr]).toEqual([1, expect.stringContaining("holds no alerts")]);
      });
    } finally {
      await dynamodb.stop();
    }
  });
});

describe("alerts list", () => {
  const guarded = useGuardedDynamodb();
  const events = [
    ...past(Object.values(certificates)),
    ...past(Object.values(findings)),
    { ...finding, detail: { ...finding.detail, id: "f9", severity: 9.5, region: "ap-southeast-2" } },
  ];
  const used: { directory?: string } = {};
  beforeAll(async () => {
    used.directory = await mkdtemp(join(tmpdir(), "tocsin-list-"));
    await tocsin(["run", await fileOf(used.directory, events), "--data-dir", join(used.directory, "data")]);
  });
  afterAll(() => rm(used.directory ?? "", { recursive: true, force: true }));
  const place = () => ["--data-dir", join(used.directory ?? "", "data")];
  const listed = async (...filters: readonly string[]) => {
    const { exitCode, stdout, stderr } = await tocsin(["alerts", "list", "--json", ...filters, ...place()]);
    expect([exitCode, stderr]).toEqual([0, ""]);
    return stdout === "" ? [] : lines(stdout);
  };

  test.each([40, 80, 120])(
    "fits a terminal of %i columns, and shows ids by which an alert is shown",
    async (columns) => {
      const { stdout } = await tocsinOn(columns, ["alerts", "list", "--all", ...place()]);
      expect(stdout.split("\n").filter((line) => line.length > columns && line.trim().includes(" "))).toEqual([]);
      const ids = (await listed("--all")).map(({ id }) => String(id).slice(0, 12));
      for (const id of ids) expect(stdout).toMatch(new RegExp(`\\b${id}\\b`));
      expect((await tocsin(["alerts", "show", String(ids[0]), ...place()])).stdout).toContain("log intact");
    },
  );

  test("breaks no word of a title", async () => {
    const shown = (await tocsinOn(80, ["alerts", "list", "--all", ...place()])).stdout.split(/\s+/);
    for (const { title } of await listed("--all"))
      for (const word of String(title).split(" ")) expect(shown).toContain(word);
  });

  test.each([
    ["--severity", ["CRITICAL", "HIGH"], "severity"],
    ["--status", ["RESOLVED"], "status"],
    ["--condition", ["certificate-expiry", "malware"], "condition"],
    ["--account", [String(finding.account)], "account"],
    ["--region", ["ap-southeast-2"], "region"],
  ])("lists by %s all that fit, and nothing else", async (option, values, field) => {
    const all = await listed("--all");
    const expected = all
      .filter((alert) => values.includes(String(alert[field])))
      .filter(({ status }) => option === "--status" || status !== "RESOLVED");
    expect(expected.length).toBeGreaterThan(0);
    expect(expected.length).toBeLessThan(all.length);
    expect(await listed(option, ...values)).toEqual(expected);
  });

  test("lists by source, by a part of the resource, by age, and no more than a limit", async () => {
    const all = await listed();
    const certificate = all.filter(({ reporters }) => String(reporters).includes("acm"));
    expect(await listed("--source", "acm")).toEqual(certificate);
    expect(certificate.length).toBeGreaterThan(0);
    // A reporter of a source is known, whether or not it reports anything now.
    expect(await listed("--source", "config")).toEqual([]);
    const { account = "" } = all[0] ?? {};
    expect(await listed("--account", String(account), String(account))).toEqual(
      await listed("--account", String(account)),
    );
    expect(await listed("--resource", ":CERTIFICATE/")).toEqual(
      all.filter(({ resource }) => String(resource).includes(":certificate/")),
    );
    expect(await listed("--older-than", "1h", "--newer-than", "5000w")).toEqual(all);
    expect(await listed("--newer-than", "1m")).toEqual([]);
    expect(await listed("--limit", "2")).toEqual(all.slice(0, 2));
  });

  test("lists by age as of the time at which the run ended, whatever the machine's is", async () => {
    await inDirectory(async (dataDir) => {
      const once = JSON.stringify({ ...warning, time: "2021-05-01T00:00:00Z" });
      await tocsin(["run", "-", "--data-dir", dataDir, "--until", "2021-05-03T00:00:00Z"], once);
      const count = async (...age: readonly string[]) =>
        (await tocsin(["alerts", "list", "--json", ...age, "--data-dir", dataDir])).stdout.split("\n").length - 1;
      expect([await count("--older-than", "48h"), await count("--older-than", "49h")]).toEqual([1, 0]);
      expect([await count("--newer-than", "48h"), await count("--newer-than", "49h")]).toEqual([0, 1]);
    });
  });

  test("says so when there are more than it lists", async () => {
    const { length } = await listed();
    const list = async (limit: number) =>
      (await tocsin(["alerts", "list", "--limit", String(limit), ...place()])).stdout.split("\n").at(-2);
    expect(await list(1)).toBe("Listed 1 alert; there are more.");
    expect(await list(length - 1)).toBe(`Listed ${length - 1} alerts; there are more.`);
    expect(await list(length)).not.toContain("there are more");
  });

  test.each([
    ["open alerts", []],
    ["an account's alerts", ["--account", "111122223333"]],
    ["an account's alerts with resolved ones", ["--account", "111122223333", "--all"]],
    ["every alert", ["--all"]],
  ])("lists of %s the first, whatever the limit", async (_, filter) => {
    const all = await listed(...filter);
    expect(all.length).toBeGreaterThan(1);
    for (const limit of [1, all.length - 1, all.length])
      expect(await listed(...filter, "--limit", String(limit))).toEqual(all.slice(0, limit));
  });

  test("reads nothing of what is less severe than the last that it lists", async () => {
    const { endpoint, guard } = await guarded();
    await inDirectory(async (directory) => {
      const elsewhere = ["--data-dir", join(directory, "data"), "--dynamodb-endpoint", endpoint];
      await tocsin(["run", await fileOf(directory, events), ...elsewhere]);
      const asked = new Set<string>();
      guard.act = async (operation, body) => {
        if (operation === "Query") asked.add(JSON.parse(body).ExpressionAttributeValues[":pk"].S.split("#")[1]);
        return undefined;
      };
      const all = lines((await tocsin(["alerts", "list", "--json", ...elsewhere])).stdout);
      expect(asked).toEqual(new Set(["CRITICAL", "HIGH", "MEDIUM", "LOW", "INFORMATIONAL"]));
      asked.clear();
      const few = await tocsin(["alerts", "list", "--limit", "1", "--json", ...elsewhere]);
      expect(lines(few.stdout)).toEqual(all.slice(0, 1));
      // Where there is one of the most severe alone, the next tells that there are more.
      expect(asked).toEqual(new Set([all[0]?.severity, all[1]?.severity]));
    });
  });

  test.each([
    ["condition", "certificate", "certificate-expiry"],
    ["severity", "high", "HIGH"],
    ["source", "acme", "guardduty"],
  ])("refuses a %s that there is none of, and names those that there are", async (option, value, known) => {
    const { exitCode, stdout, stderr } = await tocsin(["alerts", "list", `--${option}`, value, ...place()]);
    expect([exitCode, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(value);
    expect(stderr).toContain(known);
  });
});

describe("alerts show", () => {
  test("names in each line of the timeline the severity and the step, and below it what each destination was told", async () => {
    await inDirectory(async (directory) => {
      const dataDir = join(directory, "data");
      await tocsin([
        "run",
        await fileOf(directory, [warning]),
        "--data-dir",
        dataDir,
        "--until",
        "2026-12-12T00:00:00Z",
      ]);
      const [alert] = lines((await tocsin(["alerts", "list", "--json", "--data-dir", dataDir])).stdout);
      const show = ["alerts", "show", String(alert?.id), "--data-dir", dataDir];
      const timeline = (await tocsin(show)).stdout
        .split("\n")
        .filter((line) => /^ {2}\d{4}-.*(?:opened|deadline-step)\): OPEN/.test(line));
      expect(timeline.map((line) => line.replace(/^\s+\S+\s+/, ""))).toEqual([
        "opened (opened): OPEN MEDIUM, 30-day step",
        "escalated (deadline-step): OPEN MEDIUM, 30-day step → OPEN HIGH, 14-day step",
        "escalated (deadline-step): OPEN HIGH, 14-day step → OPEN HIGH, 7-day step",
        "escalated (deadline-step): OPEN HIGH, 7-day step → OPEN CRITICAL, 3-day step",
        "escalated (deadline-step): OPEN CRITICAL, 3-day step → OPEN CRITICAL, 1-day step",
        "escalated (deadline-step): OPEN CRITICAL, 1-day step → OPEN CRITICAL, deadline reached",
      ]);
      expect((await tocsin(show)).stdout).toMatch(/console {2}last told \S+; here open; .*\n(?:.*\n)+.*told \w+ \(/);
      const { told } = JSON.parse((await tocsin([...show, "--json"])).stdout);
      const verdicts = expect.arrayContaining([expect.objectContaining({ outcome: "tell", kind: "opened" })]);
      // On its last day it moved from the list of the morning to what is told now.
      expect(told).toMatchObject([
        { membership: { destination: "console", urgency: "morning" }, until: expect.any(String), verdicts },
        { membership: { destination: "console", urgency: "now" }, verdicts },
      ]);
    });
  });

  /** Does something to the first entry of an alert's log behind Tocsin's back. */
  async function tamper(
    dataDir: string,
    alert: string,
    change: (client: DynamoDBClient, at: Place) => Promise<unknown>,
  ) {
    const databaseFile = join(dataDir, "alerts.db");
    const dynamodb = await startDynamodb({ databaseFile, searchPath: process.env.PATH ?? "" });
    const client = new DynamoDBClient({
      endpoint: dynamodb.endpoint,
      region: "eu-central-1",
      credentials: { accessKeyId: "local", secretAccessKey: "local" },
    });
    const Key = { pk: { S: alertKey(alert) }, sk: { S: logKey(1) } };
    await change(client, { TableName: names.alertsTable, Key });
    client.destroy();
    await dynamodb.stop();
  }
  interface Place {
    readonly TableName: string;
    readonly Key: Record<string, AttributeValue>;
  }
  const rewrite = (client: DynamoDBClient, place: Place) =>
    client.send(
      new UpdateItemCommand({
        ...place,
        UpdateExpression: "SET #entry.#reason = :reason",
        ExpressionAttributeNames: { "#entry": "entry", "#reason": "reason" },
        ExpressionAttributeValues: { ":reason": { S: "decided" } },
      }),
    );
  const remove = (client: DynamoDBClient, place: Place) => client.send(new DeleteItemCommand(place));

  const setFormat =
    (sk: string) =>
    (client: DynamoDBClient, { TableName, Key }: Place) =>
      client.send(
        new UpdateItemCommand({
          TableName,
          Key: { ...Key, sk: { S: sk } },
          UpdateExpression: "SET #format = :format",
          ExpressionAttributeNames: { "#format": "format" },
          ExpressionAttributeValues: { ":format": { N: "2" } },
        }),
      );

  test("an item of a later version is reported by list, show and digest, beside what they can read", async () => {
    await inDirectory(async (dataDir) => {
      await tocsin(["run", "-", "--data-dir", dataDir], `${good}\n${JSON.stringify(finding)}`);
      const all = lines((await tocsin(["alerts", "list", "--json", "--data-dir", dataDir])).stdout);
      expect(all.length).toBe(2);
      const [bad, fine] = all.map(({ id }) => String(id));
      const problem = `item ALERT#${bad} / HEAD cannot be read: its format is not 1. It was written by a later version`;
      await tamper(dataDir, String(bad), setFormat(HEAD));
      for (const json of [[], ["--json"]]) {
        const listed = await tocsin(["alerts", "list", ...json, "--data-dir", dataDir]);
        expect(listed.exitCode).toBe(1);
        expect(listed.stdout).toContain(fine?.slice(0, 12));
        expect(listed.stderr).toContain(problem);
      }
      const shown = await tocsin(["alerts", "show", String(bad).slice(0, 8), "--data-dir", dataDir]);
      expect(shown.stderr).toContain(problem);
      expect(shown.stderr).toContain("use that version");
      expect((await tocsin(["alerts", "show", String(fine), "--data-dir", dataDir])).exitCode).toBe(0);
      const report = (await tocsin(["digest", "--format", "json", "--data-dir", dataDir])).stdout;
      expect(JSON.parse(report).trust.unreadable.lines).toEqual([expect.stringContaining(problem)]);
    });
  });

  test.each([
    ["rewritten", rewrite],
    ["cut off", remove],
  ])("says at which version the log was %s", async (_what, change) => {
    await inDirectory(async (dataDir) => {
      await tocsin(["run", "-", "--data-dir", dataDir], good);
      const listed = await tocsin(["alerts", "list", "--json", "--data-dir", dataDir]);
      const id = String(lines(listed.stdout)[0]?.id);
      const show = ["alerts", "show", id, "--data-dir", dataDir];
      expect((await tocsin(show)).stdout).toContain("log intact");
      expect(lines((await tocsin([...show, "--json"])).stdout)[0]?.chainBrokenAt).toBeNull();
      await tamper(dataDir, id, change);
      const { stdout } = await tocsin(show);
      expect(stdout).toContain("log BROKEN at version 1");
      expect(stdout).not.toContain("intact");
      expect(lines((await tocsin([...show, "--json"])).stdout)[0]?.chainBrokenAt).toBe(1);
    });
  });
});

describe("digest", () => {
  /** A week's digest, of a run whose clock went beyond the machine's. */
  const until = shift(systemNow(), 30 * MILLISECONDS_PER_DAY);
  const digestOf = async (dataDir: string, ...more: readonly string[]) =>
    JSON.parse((await tocsin(["digest", "--json", "--data-dir", dataDir, ...more])).stdout);

  test("knows the weeks of a run that went on into the future, each as it was then", async () => {
    await inDirectory(async (dataDir) => {
      await tocsin(["run", "-", "--data-dir", dataDir, "--until", until], good);
      const week = weekOf(instant(warning.time));
      const { log } = JSON.parse(await shown(dataDir));
      const opened = log[0];
      expect(log.at(-1).to.severity).toBe("CRITICAL");
      const then = await digestOf(dataDir, "--week", week);
      expect(then.open.bySeverity).toMatchObject({ [opened.to.severity]: 1, CRITICAL: 0 });
      const last = weekOf(until);
      const later = await digestOf(dataDir, "--week", weekBefore(last));
      expect([later.open.bySeverity.CRITICAL, later.asOf]).toEqual([1, boundsOf(last)?.start]);
      const now = await digestOf(dataDir, "--week", last);
      expect(now.asOf).toBe(until);
    });
  });

  test("is of the week of the latest transition when none is named", async () => {
    await inDirectory(async (dataDir) => {
      await tocsin(["run", "-", "--data-dir", dataDir, "--until", until], good);
      const { log } = JSON.parse(await shown(dataDir));
      expect((await digestOf(dataDir)).week).toBe(weekOf(log.at(-1).at));
    });
  });

  test("says so when the week named has not begun", async () => {
    await inDirectory(async (dataDir) => {
      await tocsin(["run", "-", "--data-dir", dataDir], good);
      const { exitCode, stderr } = await tocsin(["digest", "--data-dir", dataDir, "--week", "9998-W01"]);
      expect(exitCode).toBe(1);
      expect(stderr).toMatch(/^tocsin: week 9998-W01 has not begun: it is \d{4}-W\d{2}\n$/);
    });
  });

  test("is JSON by --json as by --format json, of its files too", async () => {
    await inDirectory(async (directory) => {
      const data = ["--data-dir", join(directory, "data")];
      await tocsin(["run", "-", ...data], good);
      const [byJson, byFormat] = await Promise.all([
        tocsin(["digest", "--json", ...data]),
        tocsin(["digest", "--format", "json", ...data]),
      ]);
      const withoutInstant = ({ stdout }: { stdout: string }) => ({ ...JSON.parse(stdout), asOf: undefined });
      expect(withoutInstant(byJson)).toEqual(withoutInstant(byFormat));
      const written = await tocsin(["digest", "--json", ...data, "--out", join(directory, "out")]);
      expect(JSON.parse(written.stdout).length).toBe(6);
    });
  });

  test("is of what the run's digest was of, unless it is told otherwise", async () => {
    await inDirectory(async (directory) => {
      const dataDir = join(directory, "acme");
      await tocsin(["run", await fileOf(directory, [warning]), "--data-dir", dataDir]);
      expect((await digestOf(dataDir)).scope).toBe("acme");
      expect((await digestOf(dataDir, "--scope", "ACME Ltd")).scope).toBe("ACME Ltd");
    });
  });

  async function shown(dataDir: string): Promise<string> {
    const listed = await tocsin(["alerts", "list", "--json", "--all", "--data-dir", dataDir]);
    const id = String(lines(listed.stdout)[0]?.id);
    return (await tocsin(["alerts", "show", id, "--json", "--data-dir", dataDir])).stdout;
  }
});

describe.skipIf(process.platform === "win32")("the name of a file", () => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
  const control = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/;

  test.each([
    ["run", (file: string, dataDir: string) => ["run", file, "--data-dir", dataDir]],
    ["explain", (file: string) => ["explain", file]],
    ["explain --json", (file: string) => ["explain", "--json", file]],
    ["send", (file: string) => ["send", file]],
    ["backfill", (file: string) => ["backfill", file, "--dry-run"]],
    ["a policy", (file: string) => ["explain", "--policy", file, "-"]],
    ["a missing policy", (file: string) => ["explain", "--policy", `${file}.yaml`, "-"]],
    ["a data directory", (file: string) => ["alerts", "list", "--data-dir", `${file}.d`]],
    [
      "a digest's directory",
      (file: string, dataDir: string) => ["run", "-", "--data-dir", join(dataDir, basename(file))],
    ],
  ])("drives the terminal through no message: %s", async (_what, args) => {
    await inDirectory(async (directory) => {
      const file = join(directory, "a\u001b[2J\u009b\u202e\nb.json");
      await writeFile(file, "{");
      const dataDir = join(directory, "data");
      await mkdir(dataDir);
      const { stdout, stderr } = await tocsin(args(file, dataDir), good);
      expect(`${stdout}${stderr}`).toContain("a [2J b.json");
      expect(`${stdout}${stderr}`).not.toMatch(control);
    });
  });
});

describe("init", () => {
  const args = (file: string, organization: string) => [
    ...["init", "--file", file, "--organization", organization, "--scope", "Example", "--home-region", "eu-central-1"],
    ...["--unit", "ou-ab12-c3d4e5f6", "--alarm-address", "security@example.com", "--region", "us-east-1"],
  ];

  test("writes what the deployment reads, and not over what is there", async () => {
    await inDirectory(async (directory) => {
      const file = join(directory, "tocsin.config.json");
      expect(await tocsin(args(file, "o-exampleorg1"))).toMatchObject({ exitCode: 0, stderr: "" });
      expect(readConfig(file)).toMatchObject({ homeRegion: "eu-central-1", regions: ["eu-central-1", "us-east-1"] });
      const again = await tocsin(args(file, "o-exampleorg1"));
      expect([again.exitCode, again.stderr]).toEqual([2, expect.stringContaining("--force")]);
    });
  });

  test("refuses a value that is wrong, names its flag, and writes nothing", async () => {
    await inDirectory(async (directory) => {
      const file = join(directory, "tocsin.config.json");
      const { exitCode, stderr } = await tocsin(args(file, "111122223333"));
      expect([exitCode, stderr]).toEqual([2, expect.stringContaining("--organization: expected an id")]);
      expect(() => readConfig(file)).toThrow("ENOENT");
    });
  });

  test("refuses a region of another partition than the home region's, naming both", async () => {
    await inDirectory(async (directory) => {
      const file = join(directory, "tocsin.config.json");
      const { exitCode, stderr } = await tocsin([...args(file, "o-exampleorg1"), "--region", "cn-north-1"]);
      expect(exitCode).toBe(2);
      expect(stderr).toContain("--region: are of more than one partition");
      expect(stderr).toContain("aws: us-east-1, eu-central-1; aws-cn: cn-north-1");
      expect(() => readConfig(file)).toThrow("ENOENT");
    });
  });

  test("says that there is no directory for the file", async () => {
    await inDirectory(async (directory) => {
      const { exitCode, stderr } = await tocsin(args(join(directory, "none", "x.json"), "o-exampleorg1"));
      expect([exitCode, stderr]).toEqual([2, expect.stringContaining("x.json: there is no directory for it")]);
    });
  });

  test("shows the next commands for the stage, which is not written", async () => {
    await inDirectory(async (directory) => {
      const file = join(directory, "tocsin.config.json");
      const { stdout } = await tocsin([...args(file, "o-exampleorg1"), "--stage", "staging"]);
      expect(stdout).toContain("npm run deploy -- --stage staging");
      expect(Object.keys(readConfig(file))).not.toContain("stage");
    });
  });

  test("names all that is missing when nobody is there to be asked", async () => {
    await inDirectory(async (directory) => {
      const file = join(directory, "tocsin.config.json");
      const { exitCode, stdout, stderr } = await tocsin(["init", "--file", file, "--scope", "Example"]);
      expect([exitCode, stdout]).toEqual([2, ""]);
      expect(stderr).toContain("missing: --organization, --home-region, --unit, --alarm-address");
      expect(() => readConfig(file)).toThrow("ENOENT");
    });
  });

  test("asks at a terminal for what no flag says, again with the reason where an answer will not do", async () => {
    await inDirectory(async (directory) => {
      const file = join(directory, "tocsin.config.json");
      const answers = [
        ...["", "o-exampleorg1", "eu-central-1a", "eu-central-1", "us-gov-west-1", "us-east-1, us-west-2"],
        ...["111122223333", "ou-ab12-c3d4e5f6 ou-ab12-11112222", "security@example.com", "Prod", ""],
      ];
      const { exitCode, stdout, stderr } = await tocsinAsking(["init", "--file", file, "--scope", "Example"], answers);
      expect([exitCode, stdout]).toEqual([0, expect.stringContaining("npm run deploy -- --stage prod")]);
      expect(stderr).not.toContain("weekly digest covers");
      expect([...stderr.matchAll(/: {3}(.*)\n/g)].map(([, reason]) => reason)).toEqual([
        "expected an id such as o-a1b2c3d4e5",
        "expected a region such as eu-central-1",
        expect.stringMatching(/^are of more than one partition \(aws-us-gov: us-gov-west-1; aws: eu-central-1\)/),
        "[0]: expected an id such as ou-ab12-c3d4e5f6 or r-ab12",
        "stage Prod: expected at most 32 lower-case letters, digits and hyphens, a letter first",
      ]);
      expect(readConfig(file)).toEqual({
        organizationId: "o-exampleorg1",
        scope: "Example",
        homeRegion: "eu-central-1",
        regions: ["eu-central-1", "us-east-1", "us-west-2"],
        organizationalUnits: ["ou-ab12-c3d4e5f6", "ou-ab12-11112222"],
        alarmAddresses: ["security@example.com"],
      });
    });
  });

  test("takes no answer for the default that it shows", async () => {
    await inDirectory(async (directory) => {
      const file = join(directory, "tocsin.config.json");
      const answers = ["o-exampleorg1", "Example", "eu-central-1", "", "r-ab12", "a@example.com", ""];
      const { exitCode, stderr } = await tocsinAsking(["init", "--file", file], answers);
      expect(exitCode).toBe(0);
      expect(stderr).toContain("forward events from, separated by spaces [none]: ");
      expect(stderr).toContain("stage to deploy [prod]: ");
      expect(readConfig(file)).toMatchObject({ regions: ["eu-central-1"] });
    });
  });

  test.each([
    ["a flag is wrong", ["--home-region", "Frankfurt"], "--home-region: expected a region"],
    ["the file is there", ["--file", join(import.meta.dirname, "../../package.json")], "--force overwrites it"],
  ])("asks nothing when %s", async (_when, flags, problem) => {
    const { exitCode, stderr } = await tocsinAsking(["init", ...flags], ["o-exampleorg1"]);
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining(problem)]);
    expect(stderr).not.toContain("The organization's id");
  });

  test("writes nothing when the input ends before all is answered", async () => {
    await inDirectory(async (directory) => {
      const file = join(directory, "tocsin.config.json");
      const { exitCode, stderr } = await tocsinAsking(["init", "--file", file], ["o-exampleorg1", "Example"]);
      expect([exitCode, stderr]).toEqual([2, expect.stringContaining("nothing is written")]);
      expect(() => readConfig(file)).toThrow("ENOENT");
    });
  });
});

describe("member-template", () => {
  const withRegions = async (directory: string, ...regions: readonly string[]) => {
    const file = join(directory, "tocsin.config.json");
    const example = readConfig(join(import.meta.dirname, "../../tocsin.config.example.json"));
    await writeFile(file, JSON.stringify({ ...example, homeRegion: regions[0], regions }));
    return ["member-template", "--account", "111122223333", "--config", file];
  };
  const central = (stdout: string) => JSON.parse(stdout).Resources.ForwardAcm.Properties.Targets[0].Arn;

  test("forwards to the stage's bus, in the partition of its home region", async () => {
    await inDirectory(async (directory) => {
      const printed = await tocsin(await withRegions(directory, "eu-central-1"));
      expect(central(printed.stdout)).toBe("arn:aws:events:eu-central-1:111122223333:event-bus/tocsin-prod-bus");
      const other = await tocsin([...(await withRegions(directory, "us-gov-west-1")), "--stage", "staging"]);
      expect(central(other.stdout)).toBe(
        "arn:aws-us-gov:events:us-gov-west-1:111122223333:event-bus/tocsin-staging-bus",
      );
      expect(other.stderr).not.toContain("us-east-1");
    });
  });

  test("shows a command for each region beside it, and where the events of global services come", async () => {
    await inDirectory(async (directory) => {
      const { stderr } = await tocsin(await withRegions(directory, "eu-central-1", "us-east-1"));
      expect([...stderr.matchAll(/aws cloudformation deploy .*\n.*--region (\S+)/g)].map(([, name]) => name)).toEqual([
        ...["eu-central-1", "us-east-1"],
      ]);
      expect(stderr).toContain("come through CloudTrail in us-east-1 alone");
      expect(stderr).not.toContain("nothing of these is heard");
    });
  });

  test("says what is not heard where that region is left out", async () => {
    await inDirectory(async (directory) => {
      const { stderr } = await tocsin(await withRegions(directory, "eu-central-1"));
      expect(stderr).toContain("us-east-1 is not in the configuration, so none of these events is heard");
    });
  });

  test.each([
    ["there is no configuration", undefined, /none\.json: ENOENT.*`tocsin init` writes one/],
    ["a field of it is wrong", '{"organizationId":"o-exampleorg1"}', /none\.json: scope/],
    ["it is no JSON", "{", /none\.json: /],
  ])("prints nothing when %s", async (_when, text, problem) => {
    await inDirectory(async (directory) => {
      const file = join(directory, "none.json");
      if (text !== undefined) await writeFile(file, text);
      const printed = await tocsin(["member-template", "--account", "111122223333", "--config", file]);
      expect(printed).toEqual({ exitCode: 2, stdout: "", stderr: expect.stringMatching(problem) });
    });
  });
});

describe("send", () => {
  test("says so when nobody serves", async () => {
    const { exitCode, stderr } = await tocsin(["send", "-", "--endpoint", "http://127.0.0.1:9"], good);
    expect(exitCode).toBe(70);
    expect(stderr).toContain("tocsin run --serve");
  });

  test("names what it could not read when the stack is gone, too", async () => {
    const { stderr } = await tocsin(["send", "-", "--endpoint", "http://127.0.0.1:9"], `rubbish\n${good}`);
    expect(stderr).toContain("line 1: is not JSON");
  });

  test("says how much was sent when the stack is gone before the end", async () => {
    let requests = 0;
    const server = createServer((request, response) => {
      requests += 1;
      if (requests > 1) return void request.destroy();
      request.resume();
      response.end(JSON.stringify({ accepted: 100, unmatched: 0, errors: [] }));
    });
    const endpoint = await listenOnLoopback(server, 0);
    const events = Array.from({ length: 150 }, () => good).join("\n");
    const { exitCode, stderr } = await tocsin(["send", "-", "--endpoint", endpoint], events);
    server.closeAllConnections();
    server.close();
    expect([exitCode, stderr]).toEqual([70, expect.stringContaining("100 events sent before. Run it again")]);
  });
});

test("explain says so when there is no event in what it was given", async () => {
  expect(await tocsin(["explain"], "[]")).toMatchObject({
    exitCode: 0,
    stdout: "",
    stderr: "There is no event in it.\n",
  });
});

test("simulate prints the same events for the same seed, each of which explain takes", async () => {
  const once = await tocsin(["simulate", "--accounts", "3", "--days", "2", "--seed", "5"]);
  expect((await tocsin(["simulate", "--accounts", "3", "--days", "2", "--seed", "5"])).stdout).toBe(once.stdout);
  expect((await tocsin(["simulate", "--accounts", "3", "--days", "2", "--seed", "6"])).stdout).not.toBe(once.stdout);
  expect((await tocsin(["explain"], once.stdout)).exitCode).toBe(0);
});
