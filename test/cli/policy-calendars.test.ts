/** Calendars that a policy's file names: read by each command that reads it, and stored with what is pushed. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createPolicyStore, type PolicyStore } from "@tocsin/aws/world/policy-store";
import { type Instant, instantOfEpoch, MILLISECONDS_PER_DAY, shift } from "@tocsin/core/event/instant";
import { ensureAlertsTable, names } from "@tocsin/local/resources";
import { expect, test } from "vitest";
import { useGuardedDynamodb } from "../support/guarded-dynamodb.ts";
import { inDirectory, tocsin, tocsinAsking } from "../support/terminal.ts";

const guarded = useGuardedDynamodb();
const today = instantOfEpoch(Math.floor(Date.now() / MILLISECONDS_PER_DAY) * MILLISECONDS_PER_DAY);
const dayFrom = (days: number) => shift(today, days * MILLISECONDS_PER_DAY);
const stamp = (at: Instant) => `${at.slice(0, 19).replaceAll(/[-:]/g, "")}Z`;
const event = (from: number, until: number, title: string) =>
  `BEGIN:VEVENT\r\nUID:${from}\r\nDTSTAMP:${stamp(today)}\r\nDTSTART:${stamp(dayFrom(from))}\r\nDTEND:${stamp(dayFrom(until))}\r\nSUMMARY:${title}\r\nEND:VEVENT\r\n`;
const calendar = (...events: readonly string[]) =>
  `BEGIN:VCALENDAR\r\nVERSION:2.0\r\n${events.join("")}END:VCALENDAR\r\n`;
const planned = calendar(event(-7, 7, "On Call - Ada Lovelace - Primary"), event(7, 120, "grace on call"));
const policy = (file = "oncall.ics") => `channels:
  phone: { type: sns }
  desk: { type: sns }
people:
  ada: { contacts: [phone], calendarNames: [Ada Lovelace] }
  grace: { contacts: [phone] }
schedules:
  - name: primary
    layers: [{ calendar: ${file} }]
routes: [{ name: all, match: { condition: [threat] }, channels: [primary] }]
fallback: desk
`;

interface Place {
  readonly file: string;
  readonly at: readonly string[];
  readonly store: PolicyStore;
  /** Writes the calendar anew. */
  readonly plan: (text: string) => Promise<void>;
}

async function inPlace(text: string, use: (place: Place) => Promise<void>): Promise<void> {
  const { client, endpoint } = await guarded();
  await ensureAlertsTable(client);
  await inDirectory(async (directory) => {
    const file = join(directory, "policy.yaml");
    await writeFile(file, text);
    await use({
      ...{ file, at: ["--data-dir", directory, "--dynamodb-endpoint", endpoint] },
      store: createPolicyStore({ client, tableName: names.alertsTable }),
      plan: (planned) => writeFile(join(directory, "oncall.ics"), planned),
    });
  });
}

test("a push stores the shifts of the calendar with its hash and when it was read, and no address; on-call goes by them", () =>
  inPlace(policy(), async ({ file, at, store, plan }) => {
    await plan(planned.replace("SUMMARY:grace", "ATTENDEE:grace@example.com\r\nSUMMARY:grace"));
    const pushed = await tocsinAsking(["policy", "push", file, "--why", "first", ...at], ["y"]);
    expect([pushed.exitCode, pushed.stderr]).toEqual([0, expect.not.stringContaining("warning")]);
    expect(pushed.stdout).toContain(
      "2 shifts of calendars, by who is on call before and after:\n    primary: nobody → ada, from ",
    );
    const read = await store.version(1);
    const written = read?.ok ? JSON.stringify(read.value.written) : "";
    expect(JSON.parse(written).schedules[0].layers[0]).toEqual({
      calendar: "oncall.ics",
      snapshot: {
        sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
        readAt: expect.stringMatching(/^\d{4}-.*Z$/),
        shifts: [
          { person: "ada", from: dayFrom(-7), until: dayFrom(7) },
          { person: "grace", from: dayFrom(7), until: dayFrom(120) },
        ],
      },
    });
    expect(written).not.toContain("example.com");
    // The file is not there for the functions.
    await plan("");
    const { stdout } = await tocsin(["oncall", "--json", ...at]);
    expect(JSON.parse(stdout).shifts).toMatchObject([{ person: "ada" }, { person: "grace" }, { overrides: [] }]);
  }));

test("a push says whose shifts change against the calendar in force, and pushes nothing where none does", () =>
  inPlace(policy(), async ({ file, at, store, plan }) => {
    const push = ["policy", "push", file, "--why", "a swap", "--yes", ...at];
    await plan(planned);
    await tocsin(push);
    // It was exported again: the bytes differ, and the shifts do not.
    await plan(planned.replaceAll(/DTSTAMP:.*/g, "DTSTAMP:20200101T000000Z"));
    expect(await tocsin(push)).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining("Nothing was pushed: version 1"),
    });
    await plan(calendar(event(-7, 5, "ada"), event(5, 120, "grace")));
    const { stdout } = await tocsin(push);
    expect(stdout).toMatch(
      /~ schedules "primary": layers\n {2}1 shift of calendars, by who is on call before and after:\n {4}primary: ada → grace, from .*\n/,
    );
    await plan(planned);
    const { movedShifts } = JSON.parse((await tocsin([...push, "--json"])).stdout);
    expect(movedShifts).toEqual([
      { schedule: "primary", before: "grace", after: "ada", from: dayFrom(5), until: dayFrom(7) },
    ]);
    // What was in force before is again, whatever the file says by now.
    await plan("");
    await tocsin(["policy", "rollback", "2", "--why", "back", "--yes", ...at]);
    const { shifts } = JSON.parse((await tocsin(["oncall", "--json", ...at])).stdout);
    expect(shifts[0]).toMatchObject({ person: "ada", until: dayFrom(5) });
    expect(await store.current()).toBe(4);
  }));

test("a check says at which line of the policy, and of which event of the file, nobody is known", () =>
  inPlace(policy(), async ({ file, at, plan, store }) => {
    await plan(planned.replace("grace on call", "Bob Martin <bob@example.com>"));
    const { exitCode, stdout } = await tocsin(["policy", "check", file]);
    expect(exitCode).toBe(2);
    expect(stdout.split("\n")[0]).toContain(
      `${file}:9: error: schedules[0].layers[0].calendar: oncall.ics:10 has an event "Bob Martin <bob>", from `,
    );
    // None of its shifts was taken, so nothing is known of when somebody is on call by them.
    expect(stdout).not.toContain("warning");
    expect(await tocsin(["policy", "push", file, "--why", "first", "--yes", ...at])).toMatchObject({ exitCode: 2 });
    expect(await tocsin(["policy", "plan", file, ...at])).toMatchObject({ exitCode: 1 });
    expect(await store.current()).toBe(0);
  }));

test("a check warns of two at one time, of a gap, and of when the calendar ends", () =>
  inPlace(policy(), async ({ file, plan }) => {
    await plan(calendar(event(-7, 7, "ada"), event(6, 20, "grace")));
    const { exitCode, stdout } = await tocsin(["policy", "check", file]);
    expect(exitCode).toBe(0);
    for (const warning of [
      /:8: warning: schedules\[0\]: has nobody on call for \d+ hours of the next 91 days/,
      /:9: warning: schedules\[0\]\.layers\[0\]\.calendar: oncall\.ics:10 has an event "grace" at the time of "ada" \(line 3\), from /,
      /:9: warning: schedules\[0\]\.layers\[0\]\.calendar: has no shift after .*: push the policy before then, to read it again/,
    ])
      expect(stdout).toMatch(warning);
  }));

test.each([
  ["that is not there", policy("elsewhere.ics"), "calendar: elsewhere.ics does not exist"],
  ["that is a directory", policy("."), "calendar: . is a directory"],
  [
    "at an address, which may be secret",
    policy("https://calendar.example.com/private-0123/basic.ics"),
    "is an address: write what is there to a file",
  ],
  ["beside turns", policy().replace("oncall.ics", "oncall.ics, people: [ada]"), "people: is not a known field"],
  [
    "with an address for a name",
    policy().replace("Ada Lovelace", "ada@example.com"),
    "calendarNames[0]: is an address",
  ],
])("a calendar %s is refused", (_title, text, problem) =>
  inPlace(text, async ({ file, plan }) => {
    await plan(planned);
    const { exitCode, stdout } = await tocsin(["policy", "check", file]);
    expect([exitCode, stdout]).toEqual([2, expect.stringContaining(problem)]);
    expect(stdout).not.toContain("private-0123");
  }),
);

test("what is exported is imported again, and a file that is too large is not read", () =>
  inPlace(policy(), async ({ file, plan, at }) => {
    const turns = policy().replace(
      "calendar: oncall.ics",
      'people: [ada, grace], turnDays: 3, from: "2026-01-01T09:00"',
    );
    const [other = ""] = [join(file, "..", "turns.yaml")];
    await writeFile(other, turns);
    const exported = await tocsin(["oncall", "export", "--policy", other, "--for", "30d"]);
    await plan(exported.stdout);
    const who = async (one: string) =>
      JSON.parse((await tocsin(["oncall", "--json", "--policy", one, ...at])).stdout).shifts[0];
    expect(await who(file)).toMatchObject({ person: (await who(other)).person, until: (await who(other)).until });
    await plan(" ".repeat(10_000_001));
    expect((await tocsin(["policy", "check", file])).stdout).toContain(
      "has 10000001 bytes, and at most 10000000 are read",
    );
    expect(await readFile(file, "utf8")).toBe(policy());
  }));
