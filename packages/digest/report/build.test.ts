import type { AlertView } from "@tocsin/core/alert/view";
import { type Instant, instant, shift } from "@tocsin/core/event/instant";
import { compilePattern } from "@tocsin/core/pattern/pattern";
import { describe, expect, test } from "vitest";
import {
  alertView,
  built,
  directoryOf,
  type History,
  historyOf,
  inputOf,
  inTurn,
  policyOf,
  type Step,
} from "../testing/histories.ts";
import { hasNothingToSay } from "./build.ts";
import type { DigestInput, HeardCell, Notified } from "./input.ts";

const week = "2026-W47";
const start = instant("2026-11-16T00:00:00Z");
const end = instant("2026-11-23T00:00:00Z");
const DAY = 86_400_000;
const after = (days: number) => shift(end, days * DAY);
const into = (days: number) => shift(start, days * DAY);

let ids = 0;
/** A separate alert that has been open since its first step. */
function history(changes: Partial<AlertView>, ...steps: readonly Partial<Step>[]): History {
  ids += 1;
  const id = String(ids).padStart(32, "0");
  const complete = steps.map((step): Step => ({ at: into(1), status: "OPEN", severity: "MEDIUM", ...step }));
  return historyOf(alertView({ id, title: `alert ${ids}`, ...changes }), complete);
}

const certificate = (deadline: Instant, changes: Partial<AlertView> = {}) => ({
  condition: "certificate-expiry" as const,
  deadline,
  ...changes,
});

function report(histories: readonly History[], given: Partial<DigestInput> = {}) {
  return built(inputOf(histories, { week, now: end, ...given }));
}

async function organizationOf(histories: readonly History[], given: Partial<DigestInput> = {}) {
  return (await report(histories, given)).organization;
}

describe("what is to be done first", () => {
  async function because(histories: readonly History[]) {
    const policy = policyOf({ digest: { slaDays: { MEDIUM: 30 } } });
    const { doFirst } = await organizationOf(histories, { policy });
    return doFirst.problems.map((problem) => problem.because);
  }

  test.each<[string, Partial<AlertView>, Partial<Step>, readonly string[]]>([
    ["a deadline that passes at this instant is overdue", certificate(end), {}, ["overdue"]],
    ["one a millisecond later is due", certificate(shift(end, 1)), {}, ["due-within-7-days"]],
    ["one in seven days is due", certificate(after(7)), {}, ["due-within-7-days"]],
    ["one a millisecond after that is not", certificate(shift(after(7), 1)), {}, []],
    ["what is CRITICAL is", {}, { severity: "CRITICAL" }, ["critical"]],
    ["what is HIGH is", {}, { severity: "HIGH" }, ["high"]],
    ["what is MEDIUM is not", {}, {}, []],
    ["what is acknowledged is not", {}, { status: "ACKNOWLEDGED", severity: "CRITICAL" }, []],
    ["what is acknowledged and overdue is", certificate(end), { status: "ACKNOWLEDGED" }, ["overdue"]],
    ["what is suppressed is not, though it is overdue", certificate(end), { status: "SUPPRESSED" }, []],
    ["what has been open for all its days is not", { firstSeenAt: after(-30) }, { at: after(-100) }, []],
    [
      "what has been open for a millisecond more is",
      { firstSeenAt: shift(after(-30), -1) },
      { at: after(-100) },
      ["past-its-days"],
    ],
  ])("%s", async (_title, changes, step, expected) => {
    expect(await because([history(changes, step)])).toEqual(expected);
  });

  test("is ordered by its reason, and never more than five problems", async () => {
    const account = (n: number) => ({ account: `00000000000${n}` });
    const all = [
      history({ ...account(1) }, { severity: "HIGH" }),
      history({ ...account(2), firstSeenAt: after(-40) }, { at: after(-100) }),
      history(certificate(after(3), account(3)), {}),
      history({ ...account(4) }, { severity: "CRITICAL" }),
      history(certificate(after(-3), account(5)), { severity: "LOW" }),
      history({ ...account(6) }, { severity: "HIGH" }),
      history({ ...account(7) }, { severity: "HIGH" }),
    ];
    expect(await because(all)).toEqual(["overdue", "critical", "due-within-7-days", "past-its-days", "high"]);
    expect((await organizationOf(all)).doFirst.more).toBeGreaterThan(0);
  });

  test("has production before other environments, among equals", async () => {
    const inEnvironment = (account: string, environment: string) =>
      history({ account, directory: { environment, tags: {} } }, { severity: "CRITICAL" });
    const { doFirst } = await organizationOf([inEnvironment("1", "lab"), inEnvironment("2", "prod")]);
    expect(doFirst.problems.map(({ key }) => key)).toEqual(["condition:threat:2", "condition:threat:1"]);
  });

  test("names three alerts of a problem and counts the others, and tells what to do", async () => {
    const remedy = "First this. Then that. Then look. And rest.";
    const image = (owner: string | undefined, account: string, severity: Step["severity"]) =>
      history(
        { condition: "vulnerability", attributes: { cve: ["CVE-2026-1"] }, owner, account, remedy },
        { severity },
      );
    const { doFirst } = await organizationOf([
      image("web", "1", "HIGH"),
      image("web", "2", "HIGH"),
      image("bank", "3", "CRITICAL"),
      image(undefined, "3", "HIGH"),
    ]);
    const [problem] = doFirst.problems;
    expect(problem).toMatchObject({
      key: "vulnerability:CVE-2026-1",
      title: "CVE-2026-1",
      severity: "CRITICAL",
      open: 4,
      accounts: 3,
      owners: {
        lines: [
          { name: "web", open: 2 },
          { name: "bank", open: 1 },
        ],
        more: 0,
        elsewhere: 0,
      },
      unowned: 1,
      remedy: "First this.\nThen that.",
      because: "critical",
    });
    expect(problem?.members).toMatchObject({ more: 1, elsewhere: 0 });
    expect(problem?.members.lines.map(({ severity }) => severity)).toEqual(["CRITICAL", "HIGH", "HIGH"]);
    expect(new Set(problem?.members.lines.map(({ owner }) => owner))).toEqual(new Set(["bank", "web", undefined]));
  });

  test("is titled by its one alert, or by what its alerts have in common", async () => {
    const directory = directoryOf({ "048576123456": { name: "shop" } });
    const titles = async (histories: readonly History[]) =>
      (await organizationOf(histories, { directory })).doFirst.problems.map(({ title }) => title);
    expect(await titles([history({ title: "One" }, { severity: "HIGH" })])).toEqual(["One"]);
    const two = [history({}, { severity: "HIGH" }), history({}, { severity: "HIGH" })];
    expect(await titles(two)).toEqual(["Threat detected in shop"]);
    const deadlines = (owner?: string) => [
      history(certificate(after(1), { owner })),
      history(certificate(after(1), { owner })),
    ];
    expect(await titles(deadlines("web").map(({ view }) => history(view, {})))).toEqual([
      "Deadlines of web on 2026-11-24",
    ]);
    expect(await titles(deadlines().map(({ view }) => history(view, {})))).toEqual(["Unowned deadlines on 2026-11-24"]);
  });
});

describe("a line", () => {
  test("links to the console through the policy's portal, and to the policy's runbook, in a list and in its row", async () => {
    const policy = policyOf({
      accessPortal: { url: "https://example.awsapps.com/start", role: "Responder" },
      runbooks: [{ name: "threats", match: { condition: ["threat"] }, url: "https://wiki.example.com/threats" }],
    });
    const link = "https://eu-west-1.console.aws.amazon.com/guardduty/home?region=eu-west-1#/findings";
    const { organization, rows } = await report([history({ link }, { severity: "HIGH" })], { policy });
    const shown = {
      link: expect.stringMatching(/^https:\/\/example\.awsapps\.com\/start\/#\/console\?account_id=048576123456&/),
      runbook: "https://wiki.example.com/threats",
    };
    expect(organization.doFirst.problems[0]?.members.lines).toMatchObject([shown]);
    expect(rows).toMatchObject([
      { row: { ...shown, command: expect.stringMatching(/^npx tocsin alerts show \d{32} --stage prod$/) } },
    ]);
  });

  test("links to the console alone where the policy has no portal and no runbook", async () => {
    const { rows } = await report([history({ link: "https://console.example.com/" }, {})]);
    expect(rows[0]?.row).toMatchObject({ link: "https://console.example.com/" });
    expect(rows[0]?.row).not.toHaveProperty("runbook");
  });
});

describe("what is to be decided", () => {
  test.each<[string, Partial<Step>, number]>([
    ["an acknowledgement that ends within the week after", { status: "ACKNOWLEDGED", until: after(7) }, 1],
    ["none that ends later", { status: "ACKNOWLEDGED", until: shift(after(7), 1) }, 0],
    ["an acknowledgement of which nobody knows when it ends", { status: "ACKNOWLEDGED" }, 1],
    ["a suppression that ends within the week after", { status: "SUPPRESSED", until: after(7) }, 1],
    ["none that ends later", { status: "SUPPRESSED", until: shift(after(7), 1) }, 0],
  ])("is %s", async (_title, step, expected) => {
    const { decide } = await organizationOf([history({}, step)]);
    expect(decide.lines.length).toBe(expected);
    if (step.until !== undefined && expected > 0)
      expect(decide.lines[0]).toMatchObject({ until: step.until, by: "ada" });
  });

  const silence = (changes: Partial<DigestInput["silences"][number]> = {}): DigestInput["silences"][number] => ({
    id: "s1",
    of: { matches: compilePattern({ condition: ["threat"] }) },
    written: '{"condition":["threat"]}',
    upTo: "HIGH",
    evenIfWorse: false,
    by: "ada@example.com",
    why: "a test of penetration",
    madeAt: into(1),
    from: into(1),
    until: after(2),
    ...changes,
  });

  test("is a silence that ends, with the open alerts that it mutes", async () => {
    const open = [
      history({}, { severity: "HIGH" }),
      history({}, { severity: "CRITICAL" }),
      history(certificate(after(60))),
    ];
    const { decide } = await organizationOf(open, { silences: [silence()] });
    expect(decide.lines).toEqual([
      {
        kind: "silence",
        id: "s1",
        of: '{"condition":["threat"]}',
        until: after(2),
        by: "ada",
        why: "a test of penetration",
        mutes: 1,
      },
    ]);
  });

  test.each<[string, Parameters<typeof silence>[0], number]>([
    ["ended before", { until: end }, 0],
    ["ended by somebody before", { expiredAt: into(3) }, 0],
    ["ended by somebody later", { expiredAt: after(1) }, 1],
    ["made later", { madeAt: after(1) }, 0],
    ["ends more than a week later", { until: shift(after(7), 1) }, 0],
  ])("has no silence that is over, or not yet to end: %s", async (_title, changes, expected) => {
    expect((await organizationOf([], { silences: [silence(changes)] })).decide.lines.length).toBe(expected);
  });

  test.each<[string, Parameters<typeof silence>[0], number]>([
    ["goes on for longer", { until: after(90) }, 1],
    ["has not begun", { from: after(1), until: after(90) }, 0],
    ["was made later", { madeAt: after(1), until: after(90) }, 0],
    ["was ended by somebody", { until: after(90), expiredAt: into(3) }, 0],
    ["is for what is more severe too", { until: after(90), evenIfWorse: true }, 2],
  ])("leaves how many alerts a silence mutes to the numbers, where it %s", async (_title, changes, expected) => {
    const open = [
      history({ owner: "web" }, { severity: "HIGH" }),
      history({ owner: "web" }, { severity: "CRITICAL" }),
      history({ owner: "bank", ...certificate(after(60)) }),
    ];
    const editions = ["web", "bank"].map((name) => ({ edition: { kind: "owner" as const, name }, timezone: "UTC" }));
    // Two silences: an alert that both mute counts once.
    const { reports } = await report(open, {
      silences: [silence(changes), silence({ ...changes, id: "s2" })],
      editions,
    });
    expect(reports.map(({ open: { silenced } }) => silenced)).toEqual([expected, expected, 0]);
  });

  test("has in an edition the silences of its own alerts alone", async () => {
    const own = history({ owner: "web" }, {});
    const other = history({ owner: "bank" }, {});
    const of = ({ view: { id } }: History, name: string) => silence({ id: name, of: { alertId: id }, written: id });
    const { reports } = await report([own, other], {
      silences: [silence(), of(own, "own"), of(other, "other")],
      editions: [{ edition: { kind: "owner", name: "web" }, timezone: "UTC" }],
    });
    const ids = reports.map(({ decide }) => decide.lines.map(({ id }) => id));
    expect(ids).toEqual([["other", "own", "s1"], ["own"]]);
  });
});

describe("a week", () => {
  test("that is the first is told as such, with what stood before it", async () => {
    const cells = () => inTurn([cell({ firstHeardAt: into(2), lastHeardAt: into(6) })]);
    const stood = history({}, { at: into(2), quiet: true });
    const news = history({}, { at: into(3) });
    const { verdict, open } = await organizationOf([stood, news], { cells: cells() });
    expect(verdict).toMatchObject({ isFirstWeek: true, opened: 1, baseline: 1, open: 2 });
    expect(open.weeks.map(({ week: shown }) => shown)).toEqual(["2026-W47"]);
  });

  test("tells what was there before as no change, in no breakdown and no problem", async () => {
    const stood = history({ owner: "web" }, { at: into(2), quiet: true });
    const { changed, byOwner, verdict } = await organizationOf([stood]);
    expect([changed.lines, byOwner.lines[0]?.opened, verdict.baseline, verdict.open]).toEqual([[], 0, 1, 1]);
  });

  test("names of a problem that is over an alert that ended, by which it can be looked at", async () => {
    const link = "https://console.aws.amazon.com/x";
    const over = history({ link }, { at: into(1) }, { at: into(2), status: "RESOLVED" });
    const { changed } = await organizationOf([over]);
    expect(changed.lines).toMatchObject([{ open: 0, members: { lines: [] }, ended: { id: over.view.id, link } }]);
  });

  test("has no further line for a problem whose alerts have theirs among what is due", async () => {
    const soon = history({ ...certificate(after(20)), owner: "web" }, { severity: "LOW" });
    const { changed, due, doFirst } = await organizationOf([soon]);
    expect([doFirst.problems, due.within30.lines.length]).toEqual([[], 1]);
    expect(changed).toEqual({ lines: [], more: 0, elsewhere: 1 });
  });

  test("counts an alert that rose once, however often, and none that only came a step nearer to its deadline", async () => {
    const soon = certificate(after(3));
    const { verdict, changed } = await organizationOf([
      history({}, { at: into(-3), severity: "LOW" }, { at: into(1) }, { at: into(2), severity: "HIGH" }),
      history(soon, { at: into(-3), severity: "CRITICAL" }, { at: into(1), severity: "CRITICAL" }),
    ]);
    expect([verdict.escalated, changed.lines.length + changed.elsewhere]).toEqual([1, 1]);
  });

  test("that asks for nothing but what is suppressed is calm", async () => {
    const cells = () => inTurn([cell({ firstHeardAt: into(-400), lastHeardAt: into(6) })]);
    const accepted = certificate(into(3), { severity: "CRITICAL" });
    const steps = (status: "OPEN" | "SUPPRESSED") => [
      { at: into(-40), severity: "CRITICAL" } as const,
      { at: into(-39), severity: "CRITICAL", status } as const,
    ];
    const calm = await organizationOf([history(accepted, ...steps("SUPPRESSED"))], { cells: cells() });
    expect(calm.verdict).toMatchObject({ isCalm: true, overdue: 0, criticalProblems: 0, late: 0, open: 1 });
    expect([calm.doFirst.problems, calm.due.overdue.lines]).toEqual([[], []]);
    const acting = await organizationOf([history(accepted, ...steps("OPEN"))], { cells: cells() });
    expect(acting.verdict).toMatchObject({ isCalm: false, overdue: 1, criticalProblems: 1, late: 1 });
  });

  test("in which nothing was heard of at all is not calm, nor is one of accounts that never were", async () => {
    expect((await organizationOf([])).verdict.isCalm).toBe(false);
    const listed = directoryOf({ "111122223333": { name: "lab" } });
    const heard = cell({ account: "444455556666", firstHeardAt: into(-400), lastHeardAt: into(6) });
    const { trust, verdict } = await organizationOf([], { directory: listed, cells: inTurn([heard]) });
    expect([trust.never.lines.length, verdict.isCalm]).toEqual([1, false]);
  });

  test("is not the first where a cell was heard of an instant before it", async () => {
    const cells = inTurn([cell({ firstHeardAt: shift(start, -1), lastHeardAt: into(6) })]);
    const { verdict, open } = await organizationOf([], { cells });
    expect(verdict.isFirstWeek).toBe(false);
    expect(open.weeks.map(({ week: shown }) => shown)).toEqual(["2026-W46", "2026-W47"]);
  });

  test.each([
    [7.999, "0-7"],
    [8, "8-30"],
    [30.999, "8-30"],
    [31, "31-90"],
    [91, "over 90"],
  ] as const)("counts an alert that was first seen %d days ago among those of %s days", async (days, age) => {
    const { open } = await organizationOf([history({ firstSeenAt: after(-days) }, {})]);
    expect(open.byAgeInDays).toMatchObject({ "0-7": 0, "8-30": 0, "31-90": 0, "over 90": 0, [age]: 1 });
  });

  test("in which nothing is open and nothing happened is calm", async () => {
    const cells = inTurn([cell({ firstHeardAt: into(-400), lastHeardAt: into(6) })]);
    const { verdict, open, trust } = await organizationOf([], { cells });
    expect(verdict).toMatchObject({ isCalm: true, isFirstWeek: false, open: 0, opened: 0 });
    expect(open.weeks.length).toBe(12);
    expect(trust.cells).toEqual({ known: 1, heard: 1 });
  });

  test.each([
    ["2026-W53", "2026-W52", "2026-12-28T00:00:00.000Z", "2027-01-04T00:00:00.000Z"],
    ["2027-W01", "2026-W53", "2027-01-04T00:00:00.000Z", "2027-01-11T00:00:00.000Z"],
    ["2025-W52", "2025-W51", "2025-12-22T00:00:00.000Z", "2025-12-29T00:00:00.000Z"],
    ["2026-W01", "2025-W52", "2025-12-29T00:00:00.000Z", "2026-01-05T00:00:00.000Z"],
  ])("%s follows %s", async (shown, before, from, to) => {
    const cells = inTurn([cell({ firstHeardAt: instant("2020-01-01T00:00:00Z"), lastHeardAt: instant(from) })]);
    const opened = history({}, { at: instant(from) }, { at: shift(instant(to), -1), status: "RESOLVED" });
    const { organization } = await built(inputOf([opened], { week: shown, now: instant(to), cells }));
    expect([organization.from, organization.to]).toEqual([from, to]);
    expect(organization.verdict).toMatchObject({ opened: 1, resolved: 1, open: 0, openBefore: 0 });
    const weeks = organization.open.weeks.map(({ week: one }) => one);
    expect([weeks.length, weeks.at(-2), weeks.at(-1)]).toEqual([12, before, shown]);
  });

  test.each(["2026-W54", "2025-W53", "W47", ""])("that there is not is refused: %s", async (none) => {
    await expect(built(inputOf([], { week: none, now: end }))).rejects.toThrow(RangeError);
  });

  test("that has not begun is refused", async () => {
    await expect(built(inputOf([], { week, now: shift(start, -1) }))).rejects.toThrow("has not begun");
  });

  test("compares how overdue it is with the week before, also where what was overdue has been mended", async () => {
    const mended = history(certificate(into(-2)), { at: into(-20) }, { at: into(1), status: "RESOLVED" });
    const late = history(certificate(into(2)), { at: into(-20) });
    const { verdict } = await organizationOf([mended, late]);
    expect(verdict).toMatchObject({ overdue: 1, overdueBefore: 1 });
  });

  test("has what has ended under the problem that it was", async () => {
    const ended = history(
      certificate(after(1), { owner: "web" }),
      { at: into(1) },
      { at: into(2), status: "RESOLVED" },
    );
    const { changed } = await organizationOf([ended]);
    expect(changed.lines).toMatchObject([
      { key: "deadlines:2026-11-24:web", open: 0, opened: 1, resolved: 1, severity: "MEDIUM", members: { lines: [] } },
    ]);
    expect(changed.lines[0]).toMatchObject({ owners: { lines: [{ name: "web", open: 0 }] }, unowned: 0 });
  });
});

const cell = (changes: Partial<HeardCell> = {}): HeardCell => ({
  account: "048576123456",
  region: "eu-west-1",
  source: "guardduty",
  firstHeardAt: into(-100),
  lastHeardAt: into(1),
  ...changes,
});

describe("trust", () => {
  const directory = directoryOf({
    "048576123456": { name: "shop", owner: "web" },
    "111122223333": { name: "bank", owner: "bank" },
    "444455556666": { name: "lab", owner: "bank" },
  });
  const cells = [
    cell({ lastHeardAt: start }),
    cell({ region: "us-east-1", lastHeardAt: shift(start, -1) }),
    cell({ account: "111122223333", lastHeardAt: into(-9) }),
    // An account that has left.
    cell({ account: "777788889999", lastHeardAt: into(-30) }),
    // An account that joined later.
    cell({ account: "444455556666", firstHeardAt: shift(end, 1), lastHeardAt: after(2) }),
  ];

  test("counts what is known and heard, and names what is silent and what never spoke", async () => {
    const { trust, verdict } = await organizationOf([], { directory, cells: inTurn(cells) });
    expect(trust).toEqual({
      accounts: { known: 3, heard: 1 },
      cells: { known: 3, heard: 1 },
      silent: {
        lines: [
          {
            account: "111122223333",
            accountName: "bank",
            region: "eu-west-1",
            source: "guardduty",
            lastHeardAt: into(-9),
          },
          {
            account: "048576123456",
            accountName: "shop",
            region: "us-east-1",
            source: "guardduty",
            lastHeardAt: shift(start, -1),
          },
        ],
        more: 0,
        elsewhere: 0,
      },
      never: { lines: [{ account: "444455556666", accountName: "lab" }], more: 0, elsewhere: 0 },
      unreadable: { lines: [], more: 0, elsewhere: 0 },
    });
    expect(verdict.isCalm).toBe(false);
  });

  test("of a week that has only begun counts who was heard of in the seven days before", async () => {
    const now = into(0.5);
    const heard = [
      cell({ lastHeardAt: into(-6.5) }),
      cell({ region: "us-east-1", lastHeardAt: shift(into(-6.5), -1) }),
      cell({ source: "acm", lastHeardAt: into(0.1) }),
    ];
    const { trust } = await organizationOf([], { directory, now, cells: inTurn(heard) });
    expect(trust.cells).toEqual({ known: 3, heard: 2 });
    expect(trust.silent.lines).toMatchObject([{ region: "us-east-1" }]);
  });

  test("of an owner is of their accounts", async () => {
    const editions = [{ edition: { kind: "owner" as const, name: "web" }, timezone: "UTC" }];
    const { reports } = await report([], { directory, cells: inTurn(cells), editions });
    expect(reports[1]?.trust).toMatchObject({ accounts: { known: 1, heard: 1 }, cells: { known: 2, heard: 1 } });
    expect(JSON.stringify(reports[1]?.trust)).not.toContain("111122223333");
  });

  test("has each cell of an organization without a directory", async () => {
    const { trust } = await organizationOf([], { cells: inTurn(cells) });
    expect(trust.accounts).toEqual({ known: 3, heard: 1 });
    expect(trust.cells).toEqual({ known: 4, heard: 1 });
  });

  test("says which items cannot be read, to the organization alone", async () => {
    async function* broken() {
      yield { ok: false as const, error: new Error("item ALERT#7: no format") };
    }
    const input = inputOf([], {
      week,
      now: end,
      editions: [{ edition: { kind: "owner", name: "web" }, timezone: "UTC" }],
    });
    const { reports } = await built({ ...input, parts: [{ open: broken(), log: () => inTurn([]) }] });
    expect(reports.map(({ trust }) => trust.unreadable)).toEqual([
      { lines: ["item ALERT#7: no format"], more: 0, elsewhere: 0 },
      { lines: [], more: 1, elsewhere: 0 },
    ]);
    expect(reports.map(({ verdict }) => verdict.isCalm)).toEqual([false, false]);
  });
});

describe("the house", () => {
  const told = (changes: Partial<Notified> = {}): Notified => ({
    at: into(1),
    destination: "desk",
    outcome: "told",
    rings: false,
    title: "noisy",
    condition: "threat",
    isDecided: false,
    ...changes,
  });

  async function houseOf(notified: readonly Notified[], given: Partial<DigestInput> = {}) {
    const policy = policyOf({ timezone: "Europe/Berlin" });
    return (await organizationOf([], { notified: inTurn(notified), policy, ...given })).house;
  }

  test.each([
    ["the last instant of the evening", "2026-11-16T20:59:59.999Z", 0],
    ["ten in the evening", "2026-11-16T21:00:00.000Z", 1],
    ["the last instant of the night", "2026-11-17T05:59:59.999Z", 1],
    ["seven in the morning", "2026-11-17T06:00:00.000Z", 0],
  ])("has nights by the clocks of the policy's time zone: %s", async (_title, at, expected) => {
    const house = await houseOf([told({ at: instant(at), rings: true })]);
    expect(house?.nights).toMatchObject({ rings: 1, ringsAtNight: expected });
  });

  test.each([
    [
      "the week in which they are set back",
      "2026-W43",
      "2026-10-26T00:00:00Z",
      ["2026-10-24T20:00:00Z", "2026-10-25T21:00:00Z"],
    ],
    [
      "the week in which they are set forward",
      "2026-W13",
      "2026-03-30T00:00:00Z",
      ["2026-03-28T21:00:00Z", "2026-03-29T20:00:00Z"],
    ],
  ])("counts nights over a change of the clocks: %s", async (_title, shown, now, ats) => {
    const policy = policyOf({ timezone: "Europe/Berlin" });
    const notified = inTurn(
      ats.flatMap((at) => [told({ at: instant(at), rings: true }), told({ at: shift(instant(at), -1), rings: true })]),
    );
    const { organization } = await built(inputOf([], { week: shown, now: instant(now), policy, notified }));
    expect(organization.house?.nights).toMatchObject({ rings: 4, ringsAtNight: 2 });
  });

  test("counts what was of the week, and what waited for the morning apart", async () => {
    const house = await houseOf([
      told({ at: shift(start, -1) }),
      told({ at: start }),
      told({ at: shift(end, -1), outcome: "held-to-morning", rings: true }),
      told({ at: end }),
    ]);
    expect(house).toMatchObject({
      nights: { rings: 0, ringsAtNight: 0, heldToMorning: 1 },
      health: { notifications: 1 },
    });
  });

  test("has what notified most and led to nothing first", async () => {
    const house = await houseOf([
      told({ title: "useful" }),
      told({ title: "useful", isDecided: true }),
      told({ title: "useful" }),
      told({ title: "noisy", rings: true }),
      told({ title: "noisy" }),
      told({ title: "quiet" }),
      told({ title: "heartbeat", condition: undefined }),
    ]);
    expect(
      house?.noise.lines.map(({ title, notifications, rings, isDecided }) => [title, notifications, rings, isDecided]),
    ).toEqual([
      ["noisy", 2, 1, false],
      ["quiet", 1, 0, false],
      ["useful", 3, 0, true],
    ]);
    expect(house?.noise.undecided).toBe(2);
  });

  test("knows of what was decided on an alert that was called otherwise when it was told of", async () => {
    const alert = history(
      { title: "is not renewed" },
      { at: into(1), title: "is not renewed" },
      { at: into(2), status: "ACKNOWLEDGED", decides: "acknowledge", title: "is not renewed" },
      { at: into(3), severity: "CRITICAL", title: "has expired" },
    );
    // No entry has its present title.
    const now = { ...alert, view: { ...alert.view, title: "is long over" } };
    const notified = inTurn([
      told({ title: "is not renewed" }),
      told({ title: "has expired", condition: "key-deletion" }),
    ]);
    const { house } = await organizationOf([now], { notified });
    expect(house?.noise.lines.map(({ id, isDecided }) => [id, isDecided])).toEqual(
      Array(2).fill([alert.view.id, true]),
    );
  });

  test.each([
    ["acknowledged", { status: "ACKNOWLEDGED", decides: "acknowledge" }, true],
    ["resolved by a person", { status: "RESOLVED", decides: "resolve" }, true],
    ["resolved by its source", { status: "RESOLVED" }, false],
  ] as const)("knows of what was %s after it was told of", async (_title, step, isDecided) => {
    const alert = history({ title: "paged" }, { at: into(1) }, { at: into(2), ...step });
    const notified = inTurn([
      told({ title: "paged", condition: alert.view.condition, at: into(1) }),
      told({ title: "other" }),
    ]);
    const { house } = await organizationOf([alert], { notified });
    expect(house?.noise.lines.find(({ title }) => title === "paged")).toMatchObject({ isDecided, id: alert.view.id });
    expect(house?.noise.lines.find(({ title }) => title === "other")?.isDecided).toBe(false);
  });

  test("counts alerts of the week of which no route notifies anybody", async () => {
    const policy = policyOf({
      channels: { desk: { type: "console" } },
      routes: [{ name: "severe", match: { severity: ["HIGH"] }, channels: ["desk"] }],
      unrouted: "ignore",
    });
    const routed = history({}, { severity: "HIGH" });
    const left = history({}, { severity: "LOW" });
    const before = history({}, { severity: "LOW", at: into(-3) });
    const house = (await organizationOf([routed, left, before], { policy })).house;
    expect(house?.nights.leftToDigest).toBe(1);
  });

  test("names the editions that have nothing to say", async () => {
    const owner = (name: string) => ({ edition: { kind: "owner" as const, name }, timezone: "UTC" });
    const { reports, organization } = await report([history({ owner: "web" }, {})], {
      editions: [owner("web"), owner("bank")],
    });
    expect(organization.house?.silentEditions).toEqual([{ kind: "owner", name: "bank" }]);
    expect(reports.map(hasNothingToSay)).toEqual([false, false, true]);
    expect(reports.map(({ timezone }) => timezone)).toEqual(["UTC", "UTC", "UTC"]);
  });

  test("names no edition whose account is silent: that is something to say", async () => {
    const edition = { kind: "account" as const, name: "111122223333" };
    const silent = cell({ account: "111122223333", firstHeardAt: into(-400), lastHeardAt: into(-8) });
    const { reports, organization } = await report([], {
      editions: [{ edition, timezone: "UTC" }],
      cells: inTurn([silent]),
    });
    expect([organization.house?.silentEditions, reports.map(hasNothingToSay)]).toEqual([[], [false, false]]);
  });

  test("says who is on call this week and next, and ends no shift before it is over", async () => {
    const policy = policyOf({
      timezone: "UTC",
      channels: { ada: { type: "console" } },
      people: { ada: { contacts: ["ada"] } },
      schedules: [{ name: "primary", layers: [{ people: ["ada", "nobody"], turnWeeks: 1, from: "2026-11-23T00:00" }] }],
      routes: [{ name: "all", match: { severity: ["HIGH"] }, channels: ["primary"] }],
      unrouted: "ignore",
    });
    const schedule = { schedule: "primary", timezone: "UTC" };
    const unfinished = await built(inputOf([], { week, now: after(-1), policy }));
    expect(unfinished.organization.house?.onCall).toEqual([
      {
        ...schedule,
        shifts: [
          { from: after(-1), until: end },
          { person: "ada", from: end, until: after(7) },
        ],
      },
    ]);
    const monday = await built(inputOf([], { week, now: after(0.1), policy }));
    expect(monday.organization.house?.onCall).toEqual([
      {
        ...schedule,
        shifts: [
          { person: "ada", from: end, until: after(7) },
          { from: after(7), until: after(14) },
        ],
      },
    ]);
    const late = { ...policy, schedules: policy.schedules.map((one) => ({ ...one, timezone: "America/New_York" })) };
    const overlapping = await built(inputOf([], { week, now: after(0.1), policy: late }));
    expect(overlapping.organization.house?.onCall[0]?.shifts.at(-1)).toEqual({
      from: shift(after(7), 5 * 3_600_000),
      until: shift(after(14), 5 * 3_600_000),
    });
  });
});

describe("how long people took", () => {
  test("is counted from when an episode began, or was first seen where that is long ago", async () => {
    const { sla } = await organizationOf([
      history(
        {},
        { at: into(1) },
        { at: shift(into(1), 30 * 60_000), status: "ACKNOWLEDGED" },
        { at: shift(into(1), 90 * 60_000), status: "RESOLVED" },
      ),
      history({ firstSeenAt: into(-200) }, { at: into(-199) }, { at: into(0), status: "RESOLVED" }),
      history({}, { at: into(1), quiet: true }, { at: into(2), status: "RESOLVED" }),
    ]);
    expect(sla.acknowledge.week).toEqual({ count: 1, medianMinutes: 30, p90Minutes: 30 });
    expect(sla.resolve.week).toEqual({ count: 2, medianMinutes: (90 + 200 * 1440) / 2, p90Minutes: 200 * 1440 });
    expect(sla.resolve.before).toEqual({ count: 0 });
  });

  test("counts an acknowledgement once in an episode, and a return as another", async () => {
    const hours = (n: number) => shift(into(1), n * 3_600_000);
    const { sla } = await organizationOf([
      history(
        {},
        { at: hours(0) },
        { at: hours(1), status: "ACKNOWLEDGED" },
        { at: hours(2) },
        { at: hours(5), status: "ACKNOWLEDGED" },
        { at: hours(6), status: "RESOLVED" },
        { at: hours(10) },
        { at: hours(12), status: "ACKNOWLEDGED" },
      ),
    ]);
    expect(sla.acknowledge.week).toEqual({ count: 2, medianMinutes: 90, p90Minutes: 120 });
  });
});
