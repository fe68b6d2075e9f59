import { instant, shift } from "@tocsin/core/event/instant";
import type { AlertAt, MovedAlert, PlanReport } from "@tocsin/rerun/plan-report";
import { describe, expect, test } from "vitest";
import { asMarkdown, onTerminal } from "./blocks.ts";
import { planBlocks, planSummary } from "./plan-blocks.ts";

const until = instant("2026-11-20T12:00:00Z");
const about = (id: string) => ({ id, severity: "HIGH", title: "Threat", account: "111122223333" }) as const;
const at = (id: string, isOnly: boolean): AlertAt => ({ ...about(id), destination: "desk", isOnly });
const moved = (id: string, destination: string): MovedAlert => ({
  ...{ ...about(id), destination },
  ...{ before: until, after: until },
});

const shiftOf = (after: string) => ({ schedule: "primary", from: until, until: shift(until, 1000), after });

function reportWith(changed: Partial<PlanReport>): PlanReport {
  return {
    ...{ format: "tocsin.plan.v1", from: shift(until, -30 * 86_400_000), until, timezone: "UTC", before: 3 },
    ...{ isSame: false, isToldSame: false, noLongerTold: [], newlyTold: [], earlier: [], later: [] },
    recorded: { alerts: 12, observations: 30, decisions: 0, lapsed: 0, unreadable: 0 },
    onlyInDigest: { before: 0, after: 0 },
    ...{
      people: [],
      movedShifts: [],
      newSchedules: [],
      goneSchedules: [],
      otherSeverity: [],
      destinations: [],
      ringsByHour: [],
      toldToNobody: [],
      idleRules: [],
      inDryRun: [],
    },
    ...changed,
  };
}

function sentence(changed: Partial<PlanReport>): string {
  const [first] = planSummary(reportWith(changed));
  return first?.kind === "text" ? first.text : "";
}

describe("before a push somebody reads, of the last 30 days,", () => {
  const had = "Had it been in force for the last 30 days, in which there were 12 alerts";
  test.each<readonly [string, Partial<PlanReport>, string]>([
    ["that nothing would be otherwise", { isSame: true }, `${had}, nobody would have been notified otherwise.`],
    [
      "of how many alerts nobody would have been notified",
      { noLongerTold: [at("a", true), at("b", false)] },
      `${had}: of 1 alert nobody would have been notified, and somebody was. \`tocsin policy plan\` names them.`,
    ],
    [
      "each thing that would be otherwise, and nothing that would not",
      {
        noLongerTold: [at("a", true), at("b", true)],
        newlyTold: [at("c", true)],
        later: [moved("d", "desk"), moved("d", "lead")],
        earlier: [moved("e", "desk")],
      },
      `${had}: of 2 alerts nobody would have been notified, and somebody was; of 1 alert somebody would have been, and nobody was; of 1 alert somebody would have been later; of 1 alert somebody would have been sooner. \`tocsin policy plan\` names them.`,
    ],
    [
      "that shifts alone move, and which schedules are new or gone",
      {
        isToldSame: true,
        movedShifts: [shiftOf("ada"), shiftOf("grace")],
        ...{ newSchedules: ["nights"], goneSchedules: ["days", "weekends"] },
      },
      `${had}, nobody would have been notified otherwise, and 2 shifts move, 1 schedule is new, 2 schedules are gone.`,
    ],
    [
      "which alerts somebody would have heard of as of another severity",
      { otherSeverity: [{ ...about("a"), before: "MEDIUM" }] },
      `${had}: of 1 alert somebody would have been, as more or less severe. \`tocsin policy plan\` names them.`,
    ],
    [
      "that it would be otherwise in messages or people alone",
      {},
      `${had}: somebody would have been notified of the same alerts, by other messages or with others on call. \`tocsin policy plan\` says more.`,
    ],
  ])("%s", (_title, changed, expected) => expect(sentence(changed)).toBe(expected));
});

test("before a push somebody reads what reaches nobody any more, also where it would be milder", () => {
  const milder = { ...at("a", true), severity: "LOW", severityBefore: "HIGH" } as const;
  const noLongerTold = [milder, { ...at("b", true), severity: "LOW" } as const];
  const blocks = planSummary(reportWith({ noLongerTold }));
  expect(blocks.flatMap((block) => (block.kind === "list" ? block.items : []))).toEqual([
    "LOW Threat (account 111122223333, alert a), and not HIGH",
  ]);
});

describe("a plan", () => {
  const texts = (changed: Partial<PlanReport>) =>
    planBlocks(reportWith(changed), "policy.yaml").flatMap((block) => (block.kind === "text" ? [block.text] : []));
  const sent = { notifications: 1, rings: 1, ringsAtNight: 0, reminders: 0, remindersAtNight: 0 };
  const otherwise =
    "Somebody would have been notified of the same alerts as often, by messages at other times or that say something else.";

  test.each<readonly [string, Partial<PlanReport>, readonly string[]]>([
    ["where nothing is otherwise", { isSame: true, isToldSame: true }, ["Nobody would have been notified otherwise."]],
    ["where messages alone are", {}, [otherwise]],
    ["and no more than that where a list names alerts", { noLongerTold: [at("a", true)] }, []],
    [
      "or a number is another",
      { destinations: [{ destination: "desk", before: sent, after: { ...sent, rings: 0 } }] },
      [],
    ],
  ])("says so %s", (_title, changed, expected) => expect(texts(changed).slice(1)).toEqual(expected));

  test("says of each alert that it lists how severe it was, where that is something else", () => {
    const lost = [at("a", true), at("b", true), { ...at("c", true), severityBefore: "CRITICAL" } as const];
    const later = [{ ...moved("d", "desk"), severityBefore: "LOW" } as const];
    const blocks = planBlocks(reportWith({ noLongerTold: lost, later }), "p.yaml");
    expect(blocks.flatMap((block) => (block.kind === "list" ? block.items : []))).toEqual([
      "HIGH Threat: 2 alerts in 1 account",
      "HIGH Threat (account 111122223333, alert c), and not CRITICAL",
      `HIGH Threat (account 111122223333, alert d), and not LOW: desk at ${until}, and not at ${until}`,
    ]);
  });

  test("says of a list that is cut what has all of it", () => {
    const idleRules = Array.from({ length: 21 }, (_, n) => {
      return { part: "routes", name: `route ${n}`, is: "unmatched" } as const;
    });
    const blocks = planBlocks(reportWith({ idleRules }), "p.yaml");
    const terminal = { stdout: { write: () => {} }, environment: {} };
    expect(onTerminal(blocks, terminal)).toContain("\n  and 1 more: --json has all\n");
    expect(asMarkdown(blocks)).toContain("\n- and 1 more\\: --json has all\n");
    expect(onTerminal(blocks, terminal, "`tocsin policy plan --json`")).toContain(
      "and 1 more: `tocsin policy plan --json` has all",
    );
  });

  test("says of shifts that move, where they are more than it shows, what has all of them", () => {
    const movedShifts = Array.from({ length: 22 }, (_, n) => ({ ...shiftOf("ada"), schedule: `schedule-${n}` }));
    const blocks = planBlocks(reportWith({ movedShifts }), "p.yaml");
    const terminal = { stdout: { write: () => {} }, environment: {} };
    const shown = onTerminal(blocks, terminal);
    expect(shown).toMatch(/^schedule-19 .*\nand 2 more: --json has all\n/m);
    expect(shown).not.toContain("schedule-20");
    expect(asMarkdown(blocks)).toMatch(/^\| schedule-19 .*\n\nand 2 more\\: --json has all\n/m);
  });

  test("lists what would have been more or less severe, that of one problem on one line", () => {
    const others = [{ ...about("a"), before: "LOW" } as const, { ...about("b"), before: "LOW" } as const];
    const blocks = planBlocks(
      reportWith({ otherSeverity: [...others, { ...about("c"), before: "MEDIUM" }] }),
      "p.yaml",
    );
    expect(blocks).toContainEqual({
      kind: "list",
      title: "Heard of all the same, and more or less severe: 3",
      items: [
        "HIGH Threat: 2 alerts in 1 account, and not LOW",
        "HIGH Threat (account 111122223333, alert c), and not MEDIUM",
      ],
    });
  });
});
