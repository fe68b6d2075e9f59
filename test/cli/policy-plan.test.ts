/** What `tocsin policy plan` says of a recorded past, and `tocsin trial` of files. */
import { existsSync } from "node:fs";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PutItemCommand } from "@aws-sdk/client-dynamodb";
import { createAlertsReader } from "@tocsin/aws/alerts/alerts-reader";
import { alertKey, HEAD, OBSERVATION_PREFIX } from "@tocsin/aws/alerts/alerts-schema";
import { beginningWith, queryPage } from "@tocsin/aws/alerts/query";
import { tableClient } from "@tocsin/cli/stack/table-client";
import { instant } from "@tocsin/core/event/instant";
import { names } from "@tocsin/local/resources";
import { startDynamodb } from "@tocsin/local/servers/dynamodb";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { parse } from "yaml";
import { type Folded, foldInThreads } from "../../packages/cli/rerun/fold-in-threads.ts";
import { tocsin, tocsinAsking } from "../support/terminal.ts";

const place = { directory: "" };
beforeAll(async () => {
  place.directory = await mkdtemp(join(tmpdir(), "tocsin-"));
  await file(
    "events.jsonl",
    [finding("kiosk", 9, "08:00"), finding("batch", 5, "08:30"), finding("shop", 8, "11:00")].join("\n"),
  );
  await file("policy.yaml", policy("HIGH, CRITICAL"));
  const ran = await tocsin([
    "run",
    path("events.jsonl"),
    "--policy",
    path("policy.yaml"),
    "--until",
    "2026-11-24T20:00:00Z",
    ...at(),
  ]);
  expect(ran).toMatchObject({ exitCode: 0, stderr: "" });
});
afterAll(() => rm(place.directory, { recursive: true, force: true }));

const path = (name: string) => join(place.directory, name);
const at = () => ["--data-dir", path("run")];

async function file(name: string, text: string): Promise<string> {
  await writeFile(path(name), text);
  return path(name);
}

function policy(severities: string, more = ""): string {
  return `channels: { desk: { type: console } }
routes:
  - { name: all, match: { severity: [${severities}] }, channels: [desk], group: alert }
unrouted: ignore
${more}`;
}

/** As GuardDuty reports it that day, on an account of its own, with a title that is markup and an escape sequence to who shows it so. */
function finding(user: string, severity: number, time: string): string {
  const updatedAt = `2026-11-24T${time}:00Z`;
  const account = { kiosk: "111122223333", batch: "444455556666" }[user] ?? "777788889999";
  const id = `70c1a5f000000000000000000000${time.replace(":", "")}`;
  const arn = `arn:aws:guardduty:eu-west-1:${account}:detector/9ab4c0ffee1122334455667788990011/finding/${id}`;
  return JSON.stringify({
    ...{ version: "0", id: `e-${user}`, source: "aws.guardduty", "detail-type": "GuardDuty Finding" },
    ...{ account, time: updatedAt, region: "eu-west-1", resources: [] },
    detail: {
      ...{ schemaVersion: "2.0", accountId: account, region: "eu-west-1", partition: "aws", id, arn, severity },
      ...{ type: "CredentialAccess:IAMUser/AnomalousBehavior", title: `Unusual calls <b>@all</b> of | ${user}` },
      ...{ description: "Calls.", createdAt: updatedAt, updatedAt },
      resource: { resourceType: "AccessKey", accessKeyDetails: { accessKeyId: "ASIAEXAMPLE", userName: user } },
      service: { archived: false, count: 1, eventFirstSeen: updatedAt, eventLastSeen: updatedAt },
    },
  });
}

/** Makes the head of one alert of a run, and the observation of another, such as a later version may write them. */
async function damage(run: string): Promise<void> {
  const dynamodb = await startDynamodb({ databaseFile: join(run, "alerts.db"), searchPath: "" });
  const client = tableClient(dynamodb.endpoint);
  const table = { client, tableName: names.alertsTable };
  try {
    const ids = await Array.fromAsync(createAlertsReader(table).ids(0, 1));
    for (const [i, prefix] of [HEAD, OBSERVATION_PREFIX].entries()) {
      const query = { partition: alertKey(ids[i] ?? ""), condition: beginningWith(prefix) };
      for (const item of (await queryPage(table, query, undefined)).items) {
        await client.send(new PutItemCommand({ TableName: table.tableName, Item: { ...item, format: { N: "99" } } }));
      }
    }
  } finally {
    client.destroy();
    await dynamodb.stop();
  }
}

describe("a past of very many alerts", () => {
  test("is folded in several threads, to what one folds", async () => {
    const dynamodb = await startDynamodb({ databaseFile: join(path("run"), "alerts.db"), searchPath: "" });
    onTestFinished(() => dynamodb.stop());
    const task = {
      ...{ tableName: names.alertsTable, endpoint: dynamodb.endpoint, spill: place.directory },
      ...{ written: parse(policy("CRITICAL")), isFoldedOnce: false, isRecountMatched: true },
      span: { from: instant("2026-11-24T00:00:00Z"), until: instant("2026-11-24T20:00:00Z") },
    };
    const folding = { onRead: () => {}, onProblem: (problem: string) => expect.fail(problem) };
    const [one, two] = [await foldInThreads(task, folding, 1), await foldInThreads(task, folding, 2)];
    expect(two.wakes).toMatchObject([
      [{}, {}],
      [{}, {}],
    ]);
    expect(two.recorded).toEqual(one.recorded);
    expect(one.recorded).toMatchObject({ alerts: 3, observations: 3 });
    const whenWoken = ({ wakes }: Folded) => wakes.map((files) => files.flatMap(({ epochs }) => [...epochs]).sort());
    expect(whenWoken(two)).toEqual(whenWoken(one));
  });
});

const planned = (name: string, ...more: readonly string[]) => tocsin(["policy", "plan", path(name), ...at(), ...more]);

describe("tocsin policy plan", () => {
  test("ends with 0 where nobody would have been notified otherwise, and changes nothing", async () => {
    const { exitCode, stdout, stderr } = await planned("policy.yaml");
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(stdout).toContain("3 observations of 3 alerts, 0 decisions, under version 1");
    expect(stdout).toContain("Nobody would have been notified otherwise.");
    expect((await tocsin(["policy", "history", "--json", ...at()])).stdout.trim().split("\n")).toHaveLength(1);
  });

  test("counts what it could not read, of which neither side has anything", async () => {
    await cp(path("run"), path("damaged"), { recursive: true });
    await damage(path("damaged"));
    const plan = ["policy", "plan", path("policy.yaml"), "--data-dir", path("damaged")];
    const { stdout, stderr } = await tocsin([...plan, "--json"]);
    expect(JSON.parse(stdout).recorded).toMatchObject({ alerts: 2, observations: 1, unreadable: 2 });
    expect(stderr.match(/cannot be read/g)).toHaveLength(2);
    expect((await tocsin(plan)).stdout).toContain("2 items of the table cannot be read");
  });

  test("ends with 2 where somebody would have been, and says who would not have heard of what", async () => {
    await file("critical.yaml", policy("CRITICAL"));
    const { exitCode, stdout } = await planned("critical.yaml", "--json");
    expect(exitCode).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({
      ...{ format: "tocsin.plan.v1", isSame: false, before: 1, newlyTold: [], idleRules: [] },
      noLongerTold: [{ severity: "HIGH", title: expect.stringContaining("shop"), account: "777788889999" }],
      toldToNobody: [
        { severity: "HIGH", because: "no-route" },
        { severity: "MEDIUM", because: "no-route" },
      ],
    });
    const shown = (await planned("critical.yaml")).stdout;
    expect(shown).toMatch(
      /Of these nobody would have been notified, and somebody was: 1\n {2}HIGH Unusual calls .*shop/,
    );
    expect(shown).toMatch(
      /Nobody would be notified of these, of which none is HIGH or CRITICAL: 1\n {2}1 MEDIUM: no route takes it/,
    );
  });

  test("ends with 2 where the same would have been notified of as more severe, and says which", async () => {
    const raised = "severity: [{ name: worse, match: { severity: [HIGH] }, severity: CRITICAL }]\n";
    await file("raised.yaml", policy("HIGH, CRITICAL", raised));
    const { exitCode, stdout } = await planned("raised.yaml");
    expect(exitCode).toBe(2);
    expect(stdout).toMatch(/Heard of all the same, and more or less severe: 1\n {2}CRITICAL .*shop .*, and not HIGH/);
    expect(stdout).not.toContain("Nobody would have been notified otherwise");
  });

  test("as Markdown shows a title that is markup as text", async () => {
    const { stdout } = await planned("critical.yaml", "--markdown");
    expect(stdout).toContain("| --- | --- | --- | --- | --- |");
    expect(stdout).toContain("\\<b\\>\\@all\\</b\\> of \\| shop");
    expect(stdout).not.toContain("<b>");
  });

  test("goes back as far as it is asked to", async () => {
    const { stdout } = await planned("critical.yaml", "--json", "--last", "10h");
    expect(JSON.parse(stdout)).toMatchObject({
      from: "2026-11-24T10:00:00.000Z",
      noLongerTold: [{ severity: "HIGH" }],
    });
    const later = JSON.parse((await planned("critical.yaml", "--json", "--last", "1h")).stdout);
    expect(later).toMatchObject({ noLongerTold: [], toldToNobody: [] });
  });

  test("ends with 1 for a policy that is refused, and says where it is wrong", async () => {
    await file("wrong.yaml", policy("HIHG"));
    const { exitCode, stdout, stderr } = await planned("wrong.yaml");
    expect([exitCode, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(/wrong\.yaml:3: routes\[0\]\.match\.severity.*HIGH/);
  });

  test.each<readonly [string, readonly string[], RegExp]>([
    ["an option that there is not", ["--nope"], /unknown option '--nope'/],
    ["a time of no length", ["--last", "0d"], /expected a number of minutes/],
    ["another argument", ["policy.yaml"], /too many arguments/],
    ["options that exclude each other", ["--json", "--markdown"], /cannot be used with/],
    ["a table without its stage", ["--table", "alerts"], /--stage/],
    ["a configuration that is not there", ["--stage", "prod", "--config", "none.json"], /none\.json/],
  ])("ends with 1, as for a refused policy, for a command line with %s", async (_title, more, problem) => {
    const place = more.some((option) => option === "--table" || option === "--stage") ? [] : at();
    const plan = ["policy", "plan", path("policy.yaml"), ...place, ...more];
    expect(await tocsin(plan)).toMatchObject({ exitCode: 1, stdout: "", stderr: expect.stringMatching(problem) });
  });

  test("ends with 1 where no policy is named, and with 0 where its options are asked for", async () => {
    expect(await tocsin(["policy", "plan"])).toMatchObject({ exitCode: 1, stdout: "" });
    const help = await tocsin(["policy", "plan", "--help"]);
    expect([help.exitCode, help.stdout.replace(/\s+/g, " ")]).toEqual([
      0,
      expect.stringContaining("and 1 if nothing was compared because the policy or the command line is refused."),
    ]);
  });

  test("names each rule that matches nothing or comes after others, and no other", async () => {
    const more = `urgency:
  - { name: first, match: { condition: [threat] }, urgency: now }
  - { name: second, match: { severity: [CRITICAL] }, urgency: morning }
silences:
  - { name: elsewhere, match: { account: ["999900001111"] }, days: [mon, tue], from: "00:00", to: "24:00" }
`;
    await file("idle.yaml", policy("HIGH, CRITICAL", more));
    const { idleRules } = JSON.parse((await planned("idle.yaml", "--json")).stdout);
    expect(idleRules).toEqual([
      { part: "urgency", name: "second", is: "shadowed" },
      { part: "silences", name: "elsewhere", is: "unmatched" },
    ]);
  });

  test("is what a push shows before it asks", async () => {
    const push = ["policy", "push", path("critical.yaml"), "--why", "less", ...at()];
    const { exitCode, stdout } = await tocsinAsking(push, ["n"]);
    expect(exitCode).toBe(1);
    expect(stdout).toContain(
      "Had it been in force for the last 30 days, in which there were 3 alerts: of 1 alert nobody would have been notified, and somebody was. `tocsin policy plan` names them.",
    );
  });
});

describe("tocsin policy plan of schedules", () => {
  const scheduled = (
    more = "",
    people = "ada: { contacts: [phone] }, grace: { contacts: [phone] }",
  ) => `channels: { phone: { type: console }, desk: { type: console } }
people: { ${people} }
schedules:
  - { name: primary, layers: [{ people: [ada], turnWeeks: 1, from: "2026-11-02T09:00" }] }
${more}routes:
  - { name: all, match: { severity: [HIGH, CRITICAL] }, channels: [primary] }
fallback: desk
`;
  const ofSchedules = () => ["--data-dir", path("scheduled")];
  const plan = (name: string, ...more: readonly string[]) =>
    tocsin(["policy", "plan", path(name), ...ofSchedules(), ...more]);

  beforeAll(async () => {
    await file("scheduled.yaml", scheduled());
    const until = ["--until", "2026-11-24T20:00:00Z"];
    const run = ["run", path("events.jsonl"), "--policy", path("scheduled.yaml"), ...until, ...ofSchedules()];
    expect((await tocsin(run)).exitCode).toBe(0);
    const taking = ["--schedule", "primary", "--person", "grace", "--from", "2026-11-24T21:00:00Z", "--for", "3h"];
    expect(await tocsin(["oncall", "override", "add", "--why", "a train", ...taking, ...ofSchedules()])).toMatchObject({
      exitCode: 0,
    });
  });

  test("takes the overrides for those of either policy, and moves the shift of whom the planned one has not", async () => {
    expect((await plan("scheduled.yaml")).exitCode).toBe(0);
    await file("left.yaml", scheduled("", "ada: { contacts: [phone] }"));
    const [, top] = (await plan("left.yaml")).stdout.split("\n\n");
    expect(top).toBe("Nobody would have been notified otherwise, and 1 shift moves.");
    const { exitCode, stdout } = await plan("left.yaml", "--json");
    expect(exitCode).toBe(2);
    expect(JSON.parse(stdout).movedShifts).toEqual([
      {
        ...{ schedule: "primary", before: "grace", after: "ada" },
        ...{ from: "2026-11-24T21:00:00.000Z", until: "2026-11-25T00:00:00.000Z" },
      },
    ]);
  });

  test("goes by the end of the last run, as `oncall` says of itself", async () => {
    const now = await tocsin(["oncall", ...ofSchedules()]);
    expect(now.stderr).toBe("As of the end of the last run, 2026-11-24T20:00:00.000Z; use --at for another time.\n");
    expect(now.stdout).toMatch(/^primary +ada .*\nprimary +grace /m);
    const then = await tocsin(["oncall", "--at", "2026-11-25T12:00:00Z", ...ofSchedules()]);
    expect([then.stderr, then.stdout]).toEqual(["", expect.stringMatching(/^primary +ada .* goes on$/m)]);
  });
});

describe("tocsin policy dry-run", () => {
  const tried = `  - { name: tried, match: { severity: [HIGH] }, channels: [desk], mode: dry-run }
severity:
  - { name: louder, match: { severity: [MEDIUM] }, severity: HIGH, mode: dry-run }
`;
  const inDryRun = () => ["--data-dir", path("tried")];
  const dryRun = (...more: readonly string[]) => tocsin(["policy", "dry-run", ...inDryRun(), ...more]);

  beforeAll(async () => {
    const routes = policy("CRITICAL").replace("unrouted: ignore\n", `${tried}unrouted: ignore\n`);
    await file("tried.yaml", routes);
    const until = ["--until", "2026-11-24T20:00:00Z"];
    const ran = await tocsin(["run", path("events.jsonl"), "--policy", path("tried.yaml"), ...until, ...inDryRun()]);
    expect(ran).toMatchObject({ exitCode: 0, stderr: "" });
  });

  test("says who would have heard of what by rules that nothing went by", async () => {
    const { exitCode, stdout } = await dryRun("--json");
    expect(exitCode).toBe(0);
    const { version, trials } = JSON.parse(stdout);
    expect(version).toBe(1);
    expect(trials).toEqual([
      {
        rules: [
          { part: "severity", name: "louder", since: expect.any(String), until: expect.any(String), hasEnded: false },
          { part: "routes", name: "tried", since: expect.any(String), until: expect.any(String), hasEnded: false },
        ],
        plan: expect.objectContaining({
          noLongerTold: [],
          newlyTold: [
            expect.objectContaining({
              ...{ severity: "HIGH", severityBefore: "MEDIUM" },
              title: expect.stringContaining("batch"),
            }),
            expect.objectContaining({ severity: "HIGH", title: expect.stringContaining("shop") }),
          ],
        }),
      },
    ]);
    const shown = (await dryRun()).stdout;
    expect(shown).toMatch(
      /^In dry run: 2\n {2}severity "louder": since 2026-11-24T08:00:00.000Z, until 2026-12-08T08:00/,
    );
    expect(shown).toContain("under version 1 and under version 1 with them in force");
  });

  test("ends 14 days after the push, and goes on to say what would have been until then", async () => {
    const place = ["--data-dir", path("ended")];
    const run = async (day: string, until: string, ...more: readonly string[]) => {
      await file(
        "day.jsonl",
        finding("shop", 8, "11:00").replaceAll("2026-11-24", day).replaceAll("70c1", day.slice(5, 10).replace("-", "")),
      );
      const ran = await tocsin(["run", path("day.jsonl"), "--until", until, ...place, ...more]);
      expect(ran).toMatchObject({ exitCode: 0 });
    };
    await run("2026-10-01", "2026-10-01T20:00:00Z", "--policy", await file("live.yaml", policy("CRITICAL")));
    expect((await tocsin(["policy", "push", path("tried.yaml"), "--why", "to see", "--yes", ...place])).exitCode).toBe(
      0,
    );
    await run("2026-10-05", "2026-10-14T20:00:00Z");
    await run("2026-10-16", "2026-10-20T20:00:00Z");
    const [trial] = JSON.parse((await tocsin(["policy", "dry-run", "--json", ...place])).stdout).trials;
    const since = "2026-10-01T20:00:00.000Z";
    expect(trial.rules).toMatchObject([
      { since, hasEnded: true },
      { since, hasEnded: true },
    ]);
    expect(trial.plan).toMatchObject({ from: since, until: "2026-10-15T20:00:00.000Z" });
    expect(trial.plan.newlyTold).toMatchObject([{ severity: "HIGH", title: expect.stringContaining("shop") }]);
  });

  test("says so where no rule is tried", async () => {
    expect((await tocsin(["policy", "dry-run", ...at()])).stdout).toBe(
      "No rule of version 1, which is in force, is in dry run.\n",
    );
  });
});

describe("tocsin trial", () => {
  test("says whom a policy would have notified, and writes nothing but the folder that is named", async () => {
    const folder = path("report");
    const trial = ["trial", path("events.jsonl"), "--policy", path("policy.yaml")];
    const { exitCode, stdout, stderr } = await tocsin([...trial, "--out", folder, "--json"]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(JSON.parse(stdout)).toMatchObject({
      ...{
        format: "tocsin.trial.v1",
        from: "2026-11-24T08:00:00.000Z",
        alerts: { now: 2, morning: 0, digest: 1 },
      },
      read: { events: 3, unwanted: 0, notTheirs: 0, refused: 0, observations: 3, alerts: 3 },
    });
    expect(JSON.parse(await readFile(join(folder, "report.json"), "utf8"))).toEqual(JSON.parse(stdout));
    const lines = (await readFile(join(folder, "notifications.jsonl"), "utf8")).trim().split("\n");
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({
      at: "2026-11-24T08:00:00.000Z",
      destination: "desk",
      kind: "opened",
      alerts: [{ severity: "CRITICAL", account: "111122223333", title: expect.stringContaining("kiosk") }],
    });
    const summary = (await tocsin(trial)).stdout;
    expect(summary).toMatch(/^1 day: 2 rings for something new over all destinations, and \d+ reminders/m);
    expect(JSON.parse(stdout).firstRings).toMatchObject([
      { at: "2026-11-24T08:00:00.000Z", destination: "desk", title: expect.stringContaining("kiosk") },
      { at: "2026-11-24T11:00:00.000Z", destination: "desk", title: expect.stringContaining("shop") },
    ]);
    expect(summary).toMatch(/^2026-11-24 08:00 +desk +CRITICAL +.*kiosk.*\n2026-11-24 11:00 +desk +HIGH +.*shop/m);
    expect(summary).not.toContain("more rings");
  });

  test("names ten of the rings for something new, and says how many there are beside them", async () => {
    const hours = Array.from({ length: 12 }, (_, i) => 10 + i);
    await file("many.jsonl", hours.map((hour, i) => finding(`host-${i}`, 8, `${hour}:00`)).join("\n"));
    const many = ["trial", path("many.jsonl"), "--policy", path("policy.yaml")];
    const { stdout } = await tocsin(many);
    expect(stdout).toMatch(/^1 day: 12 rings for something new/m);
    expect(stdout.match(/^2026-11-\d\d \d\d:\d\d +desk +HIGH /gm)?.length).toBe(10);
    expect(stdout).toContain("host-9");
    expect(stdout).not.toContain("host-10");
    expect(stdout).toContain("2 more rings for something new: --out writes every notification");
  });

  test("takes events in the order of their times, whatever the order of the files", async () => {
    await file("one.jsonl", finding("shop", 8, "11:00"));
    await file("two.jsonl", [finding("kiosk", 9, "08:00"), finding("batch", 5, "08:30")].join("\n"));
    const of = async (...names: readonly string[]) =>
      JSON.parse((await tocsin(["trial", ...names.map(path), "--policy", path("policy.yaml"), "--json"])).stdout);
    expect(await of("one.jsonl", "two.jsonl")).toEqual(await of("events.jsonl"));
  });

  test("counts apart what an account may not say of another's, and what was over from the beginning", async () => {
    const foreign = finding("kiosk", 9, "08:00").replace(
      "eu-west-1:111122223333:detector",
      "eu-west-1:444455556666:detector",
    );
    const archived = finding("batch", 5, "08:30").replace('"archived":false', '"archived":true');
    await file("others.jsonl", [foreign, archived, finding("shop", 8, "11:00")].join("\n"));
    const { stdout } = await tocsin(["trial", path("others.jsonl")]);
    expect(stdout).toContain("3 events (0 of no condition, 1 of accounts that may not speak of theirs)");
    expect(stdout).toContain(
      "Ignored: 1\n  1 event of aws.guardduty, GuardDuty Finding: of accounts that may not speak of those that they name\n",
    );
    expect(stdout).toContain("and 1 of which nobody is told, as they were over from the beginning.");
  });

  test("says what it ignored, and how many of each kind", async () => {
    const other = (source: string, detailType: string) =>
      JSON.stringify({ ...JSON.parse(finding("kiosk", 9, "08:00")), source, "detail-type": detailType });
    const copied = [
      other("aws.s3", "Object Created"),
      other("aws.ec2", "State Change"),
      other("aws.s3", "Object Created"),
    ];
    await file("ignored.jsonl", [...copied, finding("shop", 8, "11:00")].join("\n"));
    const { stdout } = await tocsin(["trial", path("ignored.jsonl")]);
    expect(stdout).toContain("4 events (3 of no condition)");
    expect(stdout).toContain(
      "Ignored: 3\n  2 events of aws.s3, Object Created: no source listens to such\n  1 event of aws.ec2, State Change: no source",
    );
    const { read } = JSON.parse((await tocsin(["trial", path("ignored.jsonl"), "--json"])).stdout);
    expect(read.ignored[0]).toEqual({
      source: "aws.s3",
      detailType: "Object Created",
      because: "no-source",
      events: 2,
    });
  });

  test.each([
    ["environment", "directory: { environment: [production] }", "directory"],
    ["owner", "owner: [shop]", "owner"],
  ])("says that no directory was given to a policy that asks for an %s", async (_title, match, field) => {
    await file("asks.yaml", policy(`HIGH, CRITICAL], ${match}, account: [{ exists: true }`));
    const asked = ["trial", path("events.jsonl"), "--policy", path("asks.yaml")];
    const note = `routes[0].match asks for "${field}": without --directory FILE the owner and the purpose of each account are unknown.\n`;
    expect((await tocsin(asked)).stderr).toBe(note);
    await file("accounts.yaml", 'accounts: { "111122223333": { environment: production, owner: shop } }');
    expect((await tocsin([...asked, "--directory", path("accounts.yaml")])).stderr).toBe("");
  });

  test("does not say so of an owner whom the policy itself names", async () => {
    const owners = "owners: [{ name: threats, match: { condition: [threat] }, owner: shop }]";
    await file("own.yaml", policy("HIGH, CRITICAL], owner: [shop", owners));
    expect((await tocsin(["trial", path("events.jsonl"), "--policy", path("own.yaml")])).stderr).toBe("");
  });

  test("goes on after what it cannot read, says where that is, and ends with 1", async () => {
    await file("broken.jsonl", [finding("kiosk", 9, "08:00"), "{", finding("shop", 8, "11:00")].join("\n"));
    const { exitCode, stdout, stderr } = await tocsin(["trial", path("broken.jsonl"), path("missing.jsonl")]);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/broken\.jsonl: line 2: .*\n.*missing\.jsonl: does not exist/);
    expect(stdout).toContain("4 events (0 of no condition, 2 refused), which are 2 observations of 2 alerts");
  });

  test("refuses what says that it is of the future, as a stack does", async () => {
    const future = finding("kiosk", 9, "08:00").replaceAll("2026-11-24", "2093-11-24");
    await file("future.jsonl", [future, finding("shop", 8, "11:00")].join("\n"));
    const { exitCode, stdout, stderr } = await tocsin(["trial", path("future.jsonl"), "--json"]);
    expect([exitCode, JSON.parse(stdout).read]).toEqual([1, expect.objectContaining({ refused: 1, alerts: 1 })]);
    expect(stderr).toMatch(/future\.jsonl: line 1: it says that it was made in the future/);
  });

  test("says what to do where there is nothing to try", async () => {
    await file(
      "nothing.jsonl",
      '{"source":"aws.s3","detail-type":"Object Created","id":"1","account":"111122223333","time":"2026-11-24T08:00:00Z","region":"eu-west-1","resources":[],"detail":{}}',
    );
    const { exitCode, stderr } = await tocsin(["trial", path("nothing.jsonl"), "--out", path("none")]);
    expect([exitCode, existsSync(path("none"))]).toEqual([1, false]);
    expect(stderr).toContain("Of 1 event none reports a condition: `tocsin explain FILE` says what each means");
  });
});
