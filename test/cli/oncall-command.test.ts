/** What people ask and tell on-call as a whole: how it is doing, to pause, to go on, and to be live. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { CreateTableCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import type { Table } from "@tocsin/aws/alerts/alerts-table";
import { destinationItem } from "@tocsin/aws/groups/items/destination-item";
import { toldItem } from "@tocsin/aws/groups/items/told-item";
import { useAnsweringServer, xml } from "@tocsin/aws/testing/answering-server";
import { createCountHeldBack } from "@tocsin/aws/world/held-back";
import { createModeStore } from "@tocsin/aws/world/mode-store";
import { createPolicyStore } from "@tocsin/aws/world/policy-store";
import { type Instant, instant, shift } from "@tocsin/core/event/instant";
import { writtenPolicy } from "@tocsin/core/policy/parse-policy";
import { tableDefinition } from "@tocsin/local/resources";
import { toldWith } from "@tocsin/oncall/testing/sample-group";
import { afterEach, describe, expect, test, vi } from "vitest";
import { useGuardedDynamodb } from "../support/guarded-dynamodb.ts";
import { inDirectory, tocsin, tocsinAsking } from "../support/terminal.ts";

const guarded = useGuardedDynamodb();
const startServer = useAnsweringServer();
afterEach(() => {
  vi.unstubAllEnvs();
});

const arn = "arn:aws:sts::999999999999:assumed-role/Responder/ines";
const now = instant("2026-03-02T08:00:00Z");
const HOUR = 3_600_000;
const stage = ["--stage", "prod"];

/** Stage `prod` with an empty table, and an STS by whose clock it is `at`, and some milliseconds later when it is read. */
async function deployed(at = now): Promise<Table> {
  const { client, endpoint } = await guarded();
  const caller = xml("GetCallerIdentity", `<Arn>${arn}</Arn>`);
  const date = new Date(at).toUTCString();
  const sts = await startServer(() => ({ ...caller, headers: { ...caller.headers, date } }));
  vi.stubEnv("AWS_ENDPOINT_URL_DYNAMODB", endpoint);
  vi.stubEnv("AWS_ENDPOINT_URL_STS", sts.endpoint);
  vi.stubEnv("AWS_REGION", "eu-central-1");
  vi.stubEnv("AWS_ACCESS_KEY_ID", "local");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "local");
  const table = { client, tableName: "tocsin-prod-alerts" };
  await client.send(new CreateTableCommand({ TableName: table.tableName, ...tableDefinition() }));
  return table;
}

const oncall = (...args: readonly string[]) => tocsin(["oncall", ...args, ...stage]);
const statusOf = async () => JSON.parse((await oncall("status", "--json")).stdout);

describe("on-call of a new stage", () => {
  test("learns by the policy that is built in, owes nothing, and says so", async () => {
    await deployed();
    const { exitCode, stdout, stderr } = await oncall("status");
    expect([exitCode, stderr]).toEqual([0, ""]);
    for (const text of [
      "learning: it rings for urgent threats alone",
      "nobody has pushed one",
      "nothing",
      "no destination",
    ])
      expect(stdout).toContain(text);
    expect(await statusOf()).toEqual({
      ...{ mode: "learning", policyVersion: 0, failing: [] },
      owed: { count: 0, reasons: {} },
    });
  });

  test("says what it has held back", async () => {
    const table = await deployed();
    const count = createCountHeldBack(table);
    await count({ notifications: 3, rings: 1, ringsAtNight: 1 }, now);
    await count({ notifications: 28, rings: 8, ringsAtNight: 1 }, shift(now, HOUR));
    const heldBack = { since: now, notifications: 31, rings: 9, ringsAtNight: 2 };
    expect((await statusOf()).heldBack).toEqual(heldBack);
    expect((await oncall("status")).stdout.replace(/\s+/g, " ")).toContain(
      `would have sent 31 notifications and rung 9 times, 2 at night, since ${now}`,
    );
  });

  test("goes live after a yes, once", async () => {
    const table = await deployed();
    const goLive = ["go-live", ...stage];
    expect((await tocsin(goLive)).exitCode).toBe(2);
    expect((await tocsinAsking(goLive, ["no"])).exitCode).toBe(1);
    expect(await createModeStore(table, { mode: "learning" }).current()).toBeUndefined();
    const done = await tocsinAsking(goLive, ["yes"]);
    expect(done.stderr).toBe("Really ring for everything that the policy says, from now on? [y/N] ");
    expect(done.stdout).toContain("It is live");
    const { mode, since } = await statusOf();
    expect([mode, since]).toEqual(["live", expect.stringMatching(/^2026-03-02T08:00:0/)]);
    expect(await tocsin(goLive)).toMatchObject({ exitCode: 0, stdout: "It is live already.\n" });
    expect((await statusOf()).since).toBe(since);
  });
});

describe("a pause", () => {
  test("has an author, a reason and an end, and is ended early", async () => {
    const table = await deployed();
    await createModeStore(table, { mode: "learning" }).goLive(now);
    expect((await oncall("resume")).exitCode).toBe(1);
    const paused = await oncall("pause", "--why", "the receiver is being moved");
    expect(paused.stdout).toContain("Within a minute nobody is notified any more, until 2026-03-02T");
    const mode = await createModeStore(table, { mode: "learning" }).current();
    expect(mode).toMatchObject({ mode: "live", paused: { by: arn, why: "the receiver is being moved" } });
    expect(mode?.paused?.until).toMatch(/^2026-03-02T(?:09:59|10:00)/);
    expect((await oncall("resume")).stdout).toContain(`The pause of ${arn} is over (the receiver is being moved)`);
    expect(await createModeStore(table, { mode: "learning" }).current()).toEqual({ mode: "live", since: now });
  });

  test("of a stage that learns leaves it learning", async () => {
    const table = await deployed();
    await oncall("pause", "--why", "game day", "--for", "6h");
    expect(await createModeStore(table, { mode: "live" }).current()).toMatchObject({
      mode: "learning",
      paused: { by: arn },
    });
  });

  test.each([
    ["without a reason", [], "--why"],
    ["for longer than a day", ["--why", "x", "--for", "25h"], "1 day at most"],
    ["until what is past", ["--why", "x", "--until", "2026-03-01T00:00:00Z"], "is past"],
  ])("%s is refused", async (_title, args, problem) => {
    const table = await deployed();
    const refused = await oncall("pause", ...args);
    expect([refused.exitCode, refused.stdout]).toEqual([2, ""]);
    expect(refused.stderr).toContain(problem);
    expect(await createModeStore(table, { mode: "learning" }).current()).toBeUndefined();
  });
});

describe("the status", () => {
  /** A group that waits for `reason`. */
  async function waits(table: Table, groupId: string, reason: string, owedSince: Instant | undefined, nextAt: Instant) {
    const told = toldWith({ owedSince, nextAt });
    const stored = { told, revision: 1, verdict: { outcome: "later", reason } } as const;
    await table.client.send(
      new PutItemCommand({ TableName: table.tableName, Item: toldItem(groupId, stored, false, now) }),
    );
  }

  test("counts what is owed, whenever it is looked at again, with the oldest and the reasons", async () => {
    const table = await deployed();
    const ids = Array.from({ length: 5 }, (_, n) => `${n}`.repeat(32));
    await waits(table, ids[0] ?? "", "paused", shift(now, -2 * HOUR), now);
    await waits(table, ids[1] ?? "", "until-morning", shift(now, -9 * HOUR), shift(now, HOUR));
    await waits(table, ids[2] ?? "", "until-morning", shift(now, -HOUR), shift(now, 24 * HOUR));
    // It is told, and looked at again for a reminder.
    await waits(table, ids[3] ?? "", "already-told", undefined, shift(now, HOUR));
    expect((await statusOf()).owed).toEqual({
      ...{ count: 3, oldest: shift(now, -9 * HOUR) },
      reasons: { paused: 1, "until-morning": 2 },
    });
    expect((await oncall("status")).stdout).toContain(
      "3 notifications, the oldest since 2026-03-01T23:00:00.000Z (1 paused, 2 until-morning)",
    );
  });

  test("names the destinations of the policy that take nothing, and the version of the policy", async () => {
    const table = await deployed();
    const written = {
      channels: { desk: { type: "console" }, lead: { type: "console" }, quiet: { type: "console" } },
      unrouted: "ignore",
    };
    const pushed = { written, source: "", replaces: 0, at: now, by: arn, why: "first" };
    expect(await createPolicyStore(table).push(pushed)).toMatchObject({ outcome: "in-force" });
    const failing = { since: shift(now, -HOUR), nextTryAt: instant("9999-01-01T00:00:00Z"), times: 7 };
    const quiet = { ...failing, nextTryAt: shift(now, 60_000), times: 1 };
    for (const [name, state] of [
      ["desk", { revision: 1, failing }],
      ["lead", { revision: 1 }],
      ["quiet", { revision: 1, failing: quiet }],
    ] as const)
      await table.client.send(new PutItemCommand({ TableName: table.tableName, Item: destinationItem(name, state) }));
    expect(await statusOf()).toMatchObject({
      policyVersion: 1,
      failing: [
        { destination: "desk", ...failing },
        { destination: "quiet", ...quiet },
      ],
    });
    const { stdout } = await oncall("status");
    expect(stdout).toContain("version 1");
    expect(stdout).toContain("desk, since 2026-03-02T07:00:00.000Z, tried 7 times, next at 9999-01-01T00:00:00.000Z");
    // Its next attempt has been possible since long, and waits for something to tell.
    expect(stdout.replace(/\s+/g, " ")).toContain("tried 1 time, next once there is something to tell");
  });
});

test("a stack on a laptop is live, without anybody having said so", async () => {
  const { client, endpoint } = await guarded();
  await client.send(new CreateTableCommand({ TableName: "tocsin-alerts", ...tableDefinition() }));
  const local = ["--dynamodb-endpoint", endpoint];
  expect((await tocsin(["oncall", "status", ...local])).stdout).toContain("mode      live");
  expect((await tocsin(["go-live", ...local])).stdout).toBe("It is live already.\n");
});

describe("who is on call", () => {
  const layers = [{ people: ["ada", "grace"], turnDays: 1, from: "2026-03-01T09:00" }];
  const sole = { people: ["ada"], turnDays: 1, from: "2026-03-01T09:00" };
  const written = {
    timezone: "Europe/Berlin",
    channels: { phone: { type: "console" }, desk: { type: "console" } },
    people: { ada: { contacts: ["phone"] }, grace: { contacts: ["phone"] } },
    schedules: [{ name: "primary", layers }],
    routes: [{ name: "all", match: { severity: ["CRITICAL"] }, channels: ["primary"] }],
    fallback: "desk",
  };
  const at = "2026-03-02T10:00:00Z";

  async function withSchedule(more: readonly object[] = [], clock = now): Promise<Table> {
    const table = await deployed(clock);
    const policy = writtenPolicy({ ...written, schedules: [...written.schedules, ...more] });
    if (!policy.ok) throw new Error(policy.refusal.problem);
    const body = JSON.parse(JSON.stringify(policy.value));
    await createPolicyStore(table).push({ written: body, source: "", replaces: 0, at: now, by: "ines", why: "new" });
    return table;
  }
  const shiftsAt = async (...args: readonly string[]) => {
    const { stdout } = await oncall("who", "--at", at, "--json", ...args);
    return JSON.parse(stdout).shifts.map(({ person, from }: { person?: string; from: string }) => [person, from]);
  };

  test("is said of now, next and after that, also by the command's name alone", async () => {
    await withSchedule();
    expect(await shiftsAt()).toEqual([
      ["grace", "2026-03-02T08:00:00.000Z"],
      ["ada", "2026-03-03T08:00:00.000Z"],
      ["grace", "2026-03-04T08:00:00.000Z"],
    ]);
    const { exitCode, stdout, stderr } = await tocsin(["oncall", "--at", at, ...stage]);
    expect([exitCode, stderr]).toEqual([0, ""]);
    expect(stdout).toContain("Tue 3 Mar 2026 09:00 Berlin (08:00 UTC)");
  });

  test("is said of a week by the clocks of the schedule, over a change of them", async () => {
    await withSchedule();
    const { stdout } = await oncall("who", "--week", "2026-W13", "--json");
    const { shifts } = JSON.parse(stdout);
    expect([shifts[0].from, shifts.at(-1).from, shifts.at(-1).until, shifts.length]).toEqual([
      ...["2026-03-22T08:00:00.000Z", "2026-03-29T07:00:00.000Z", "2026-03-30T07:00:00.000Z", 8],
    ]);
  });

  test("is said with options that the help names, also where no command is named", async () => {
    const { exitCode, stdout } = await tocsin(["oncall", "--help"]);
    expect(exitCode).toBe(0);
    for (const option of ["--at <instant>", "--week <week>", "--schedule <name>", "--policy <file>", "--stage <name>"])
      expect(stdout).toContain(option);
    expect(stdout.match(/^Usage:/gm)).toHaveLength(1);
  });

  test("is somebody else while an override holds, which says by whom and why, until it is cancelled", async () => {
    // The shift has begun, however long the command takes.
    await withSchedule([], shift(now, 30_000));
    const add = [
      "override",
      "add",
      "--schedule",
      "primary",
      "--person",
      "ada",
      "--until",
      "2026-03-02T12:00:00Z",
      "--why",
      "grace is ill",
    ];
    const added = await oncall(...add);
    expect([added.exitCode, added.stderr]).toEqual([0, ""]);
    expect(added.stdout).toContain("ada is on call for primary from Mon 2 Mar 2026 09:00 Berlin (08:00 UTC)");
    expect(added.stdout).toContain("instead of grace");
    expect(await shiftsAt()).toEqual([
      ["ada", expect.stringMatching(/^2026-03-02T08:00:3/)],
      ["grace", "2026-03-02T12:00:00.000Z"],
      ["ada", "2026-03-03T08:00:00.000Z"],
    ]);
    const shown = (await oncall("who", "--at", at)).stdout.split("\n");
    expect(shown[0]).toMatch(/UNTIL +BY OVERRIDE$/);
    expect(shown.map((line) => line.includes(added.stdout.slice(0, 8)))).toEqual([false, true, false, false, false]);
    const list = await oncall("override", "list", "--past");
    expect(list.stdout.replaceAll(/\s+/g, " ")).toContain(`by ${arn}: grace is ill.`);
    const [id = ""] = added.stdout.split(" ");
    const cancelled = await oncall("override", "cancel", id.slice(0, 4), "--why", "she is well");
    expect([cancelled.exitCode, cancelled.stdout]).toEqual([0, `${id}  holds no more.\n`]);
    expect((await shiftsAt())[0]).toEqual(["grace", expect.stringMatching(/^2026-03-02T08:00:[03]/)]);
    expect((await oncall("who", "--at", at)).stdout).not.toContain("OVERRIDE");
    expect((await oncall("override", "cancel", id, "--why", "again")).stdout).toContain("was over already");
    expect((await oncall("override", "list")).stdout).toBe("Nobody takes over.\n");
  });

  test("is not who has left the policy: the list says so of the override that names them", async () => {
    const table = await withSchedule();
    await oncall("override", "add", "--schedule", "primary", "--person", "ada", "--for", "4h", "--why", "a swap");
    const { ada: _, ...people } = written.people;
    const body = { ...written, people, schedules: [{ name: "primary", layers: [{ ...sole, people: ["grace"] }] }] };
    const pushed = { written: body, source: "", replaces: 1, at: now, by: "ines", why: "ada has left" };
    expect(await createPolicyStore(table).push(pushed)).toMatchObject({ outcome: "in-force" });
    expect(await shiftsAt()).toEqual([["grace", "2026-03-01T08:00:00.000Z"]]);
    const list = (await oncall("override", "list", "--past")).stdout.replaceAll(/\s+/g, " ");
    expect(list).toContain('The policy in force has no "ada": the layers apply.');
  });

  test("is warned of where who takes over is on call by another schedule meanwhile, and they take over all the same", async () => {
    await withSchedule([{ name: "second", layers: [{ ...sole, people: ["grace"] }] }]);
    const add = ["override", "add", "--schedule", "primary", "--for", "4h", "--why", "a swap"];
    const { exitCode, stdout, stderr } = await oncall(...add, "--person", "grace");
    expect(stderr).toBe(
      "warning: grace is also on call in second, from Mon 2 Mar 2026 09:00 Berlin (08:00 UTC) until Mon 2 Mar 2026 13:00 Berlin (12:00 UTC): nobody else is rung then\n",
    );
    expect([exitCode, stdout]).toEqual([0, expect.stringContaining("grace is on call for primary")]);
    for (const person of ["ada", "nobody"])
      expect(await oncall(...add, "--person", person)).toMatchObject({ exitCode: 0, stderr: "" });
  });

  test.each([
    [
      "a schedule that there is not",
      ["--schedule", "primry", "--person", "ada", "--for", "1h"],
      'the policy has no schedule "primry"; did you mean "primary"?',
    ],
    [
      "a person who is not known",
      ["--schedule", "primary", "--person", "joan", "--for", "1h"],
      'no person "joan": there are ada, grace, nobody',
    ],
    ["no end", ["--schedule", "primary", "--person", "ada"], "say until when"],
    [
      "an end that comes before its beginning",
      [
        ...["--schedule", "primary", "--person", "ada"],
        ...["--from", "2026-12-24T09:00:00Z", "--until", "2026-12-20T09:00:00Z"],
      ],
      "--until 2026-12-20T09:00:00.000Z is not after --from 2026-12-24T09:00:00.000Z",
    ],
    [
      "an end that is past",
      ["--schedule", "primary", "--person", "ada", "--from", "2026-03-01T00:00:00Z", "--for", "1h"],
      "its end has passed already",
    ],
    [
      "more than ninety days",
      ["--schedule", "primary", "--person", "ada", "--for", "91d"],
      "it can hold for 90 days at most",
    ],
  ])("is not overridden by %s, and nothing is written", async (_title, args, problem) => {
    await withSchedule();
    const { exitCode, stderr } = await oncall("override", "add", ...args, "--why", "a swap");
    expect(exitCode).toBe(2);
    expect(stderr).toContain(problem);
    expect((await oncall("override", "list")).stdout).toBe("Nobody takes over.\n");
  });

  test("is said to go on where it is the same person for more than a year, with no end for machines", async () => {
    await inDirectory(async (directory) => {
      const file = join(directory, "policy.yaml");
      await writeFile(file, JSON.stringify({ ...written, schedules: [{ name: "primary", layers: [sole] }] }));
      const who = ["oncall", "--policy", file, "--at", at];
      expect((await tocsin(who)).stdout).toMatch(/^primary +ada +Sun 1 Mar 2026 09:00 Berlin .* goes on$/m);
      const { shifts } = JSON.parse((await tocsin([...who, "--json"])).stdout);
      expect(shifts).toEqual([{ person: "ada", from: instant("2026-03-01T08:00:00Z"), overrides: [] }]);
      const later = ["oncall", "--policy", file, "--at", "2029-03-02T10:00:00Z"];
      expect((await tocsin(later)).stdout).toMatch(/^primary +ada +long before +goes on$/m);
    });
  });

  describe("as a calendar", () => {
    const events = (text: string) =>
      text
        .split("BEGIN:VEVENT")
        .slice(1)
        .map((event) => /DTSTART:(.*)\r\nDTEND:(.*)\r\nSUMMARY:(.*)\r/.exec(event)?.slice(1));
    const uids = (text: string) => text.match(/UID:.*/g);

    test("has an event for each shift of the policy in force, whole and with its overrides", async () => {
      await withSchedule();
      const term = ["--from", "2026-03-02T11:00:00Z", "--for", "2h", "--why", "a swap"];
      const made = await oncall("override", "add", "--schedule", "primary", "--person", "ada", ...term);
      const { exitCode, stdout, stderr } = await oncall("export", "--from", at, "--for", "1d");
      expect([exitCode, stderr]).toEqual([0, ""]);
      expect(events(stdout)).toEqual([
        ["20260302T080000Z", "20260302T110000Z", "grace on call"],
        ["20260302T110000Z", "20260302T130000Z", "ada on call"],
        ["20260302T130000Z", "20260303T080000Z", "grace on call"],
        ["20260303T080000Z", "20260304T080000Z", "ada on call"],
      ]);
      expect(stdout).toContain(`DESCRIPTION:By override ${made.stdout.slice(0, 8)}.`);
      expect(stdout).not.toMatch(/phone|mailto|swap/);
    });

    test("moves no event when it is written again a day later", async () => {
      await withSchedule();
      const [today, tomorrow] = [
        await oncall("export", "--from", at, "--for", "5d"),
        await oncall("export", "--from", "2026-03-03T10:00:00Z", "--for", "5d"),
      ];
      expect(uids(today.stdout)?.slice(1, 5)).toEqual(uids(tomorrow.stdout)?.slice(0, 4));
    });

    test("is of a policy's file, goes into a file that is not there yet, and says when nobody is on call", async () => {
      await inDirectory(async (directory) => {
        const file = join(directory, "policy.yaml");
        const hours = [{ days: ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], from: "09:00", to: "18:00" }];
        await writeFile(
          file,
          JSON.stringify({ ...written, schedules: [{ name: "primary", layers: [{ ...sole, hours }] }] }),
        );
        const output = join(directory, "oncall.ics");
        const args = ["oncall", "export", "--policy", file, "--from", at, "--output", output];
        const { exitCode, stdout, stderr } = await tocsin([...args, "--for", "2d"]);
        expect([exitCode, stdout]).toEqual([0, ""]);
        expect(stderr).toContain(
          "By primary nobody is on call 2 times, first from Mon 2 Mar 2026 18:00 Berlin (17:00 UTC) to",
        );
        expect(events(await readFile(output, "utf8"))).toHaveLength(3);
        expect(await tocsin(args)).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("--force") });
        expect((await tocsin([...args, "--force"])).exitCode).toBe(0);
        expect(events(await readFile(output, "utf8"))).toHaveLength(85);
      });
    });

    test.each([
      ["of a schedule that there is not", ["--schedule", "primry"], 2, "primary"],
      [
        "of a time in which nobody is on call",
        ["--from", "2025-01-01T00:00:00Z", "--for", "1w"],
        1,
        "nobody is on call",
      ],
      ["of too much time", ["--for", "401d"], 2, "400 days at most"],
      [
        "that ends before it begins",
        ["--from", "2026-12-24T09:00:00Z", "--until", "2026-12-20T09:00:00Z"],
        2,
        "--until 2026-12-20T09:00:00.000Z is not after --from 2026-12-24T09:00:00.000Z",
      ],
    ])("%s is none", async (_title, args, code, problem) => {
      await withSchedule();
      const { exitCode, stdout, stderr } = await oncall("export", ...args);
      expect([exitCode, stdout, stderr]).toEqual([code, "", expect.stringContaining(problem)]);
    });

    test("of somebody who is always on call is one event, which goes on", async () => {
      await withSchedule([{ name: "second", layers: [sole] }]);
      const calendars = await Promise.all(
        ["2026-06-02T10:00:00Z", "2026-06-03T10:00:00Z"].map((from) =>
          oncall("export", "--schedule", "second", "--from", from, "--for", "1w"),
        ),
      );
      expect(calendars.map(({ stdout }) => events(stdout))).toEqual([
        [["20260602T100000Z", "20260609T100000Z", "ada on call"]],
        [["20260603T100000Z", "20260610T100000Z", "ada on call"]],
      ]);
      expect(uids(calendars[0]?.stdout ?? "")).toEqual(uids(calendars[1]?.stdout ?? ""));
    });
  });

  test("is nobody's question where the policy has no schedules", async () => {
    await deployed();
    expect((await oncall("who")).stdout).toContain("The policy has no schedules");
    const exported = await oncall("export");
    expect([exported.exitCode, exported.stderr]).toEqual([1, expect.stringContaining("the policy has no schedules")]);
  });
});
