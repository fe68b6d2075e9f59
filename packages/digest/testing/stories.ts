/** Alerts of several owners, units and accounts, told step by step, for laws of reports. */
import { severities } from "@tocsin/core/alert/severity";
import { statuses } from "@tocsin/core/alert/view";
import { type Instant, instant, shift } from "@tocsin/core/event/instant";
import { compilePattern } from "@tocsin/core/pattern/pattern";
import fc from "fast-check";
import type { EditionWanted } from "../report/input.ts";
import { alertView, directoryOf, type Step } from "./histories.ts";
import type { Told } from "./naive.ts";

export const week = "2026-W47";
export const start = instant("2026-11-16T00:00:00Z");
export const end = instant("2026-11-23T00:00:00Z");
export const DAY = 86_400_000;
const QUARTER_DAYS = 11 * 7;

/** Names that no other text contains. */
export const owners = ["oak-team", "elm-team", "yew-team"] as const;
const accounts = {
  "048576123456": { name: "shop-prod", ou: "/Workloads/Prod", environment: "prod", owner: "oak-team" },
  "111122223333": { name: "shop-lab", ou: "/Workloads/Prod2", environment: "lab", owner: "elm-team" },
  "444455556666": { name: "bank-prod", ou: "/Workloads/Prod/Bank", environment: "production", owner: undefined },
  // An account that has left: the directory does not know it.
  "777788889999": { name: "gone", ou: "/Suspended", environment: "unknown", owner: "yew-team" },
} as const;
export const accountIds = Object.keys(accounts) as (keyof typeof accounts)[];

export const directory = directoryOf(
  Object.fromEntries(accountIds.filter((id) => id !== "777788889999").map((id) => [id, accounts[id]])),
);

export const editions: readonly EditionWanted[] = [
  ...[...owners, "unowned"].map((name) => ({ edition: { kind: "owner" as const, name }, timezone: "UTC" })),
  ...["/Workloads/Prod", "/Workloads", "/Workloads/Prod2"].map((name) => ({
    edition: { kind: "ou" as const, name },
    timezone: "Asia/Tokyo",
  })),
  ...accountIds.map((name) => ({ edition: { kind: "account" as const, name }, timezone: "America/New_York" })),
];

const standing = fc.record({
  status: fc.constantFrom(...statuses),
  severity: fc.constantFrom(...severities),
  quiet: fc.boolean(),
  until: fc.option(fc.integer({ min: 0, max: 40 * DAY }), { nil: undefined }),
});

/** Instants of the quarter and some days after it; the edges of the week more often than chance gives. */
function offsets(earliestDays: number): fc.Arbitrary<number> {
  return fc.oneof(
    { weight: 3, arbitrary: fc.integer({ min: -earliestDays * DAY, max: 17 * DAY }) },
    { weight: 3, arbitrary: fc.integer({ min: -3 * DAY, max: 8 * DAY }) },
    { weight: 1, arbitrary: fc.constantFrom(-7 * DAY, -1, 0, 1, 7 * DAY - 1, 7 * DAY, 7 * DAY + 1) },
  );
}

function stepsFrom(earliestDays: number): fc.Arbitrary<readonly Step[]> {
  return fc
    .tuple(fc.uniqueArray(offsets(earliestDays), { maxLength: 7 }), fc.array(standing, { minLength: 7, maxLength: 7 }))
    .map(([times, standings]) =>
      times
        .toSorted((a, b) => a - b)
        .flatMap((offset, i) => {
          const drawn = standings[i];
          if (drawn === undefined) return [];
          const at = shift(start, offset);
          const { until, ...rest } = drawn;
          return [{ at, ...rest, ...(until !== undefined && { until: shift(at, until) }) }];
        })
        .reduce<readonly Step[]>(withoutRepetition, []),
    );
}

/** Every change of an alert's standing and every decision is in the log: nothing else is told here. */
function withoutRepetition(steps: readonly Step[], step: Step): readonly Step[] {
  const last = steps.at(-1);
  return last?.status === step.status && last.severity === step.severity ? steps : [...steps, step];
}

const what = fc.oneof(
  fc.constant({ condition: "threat" as const, reporters: ["guardduty"] }),
  fc.constantFrom("CVE-2026-1", "CVE-2026-2").map((cve) => ({
    condition: "vulnerability" as const,
    reporters: ["inspector", "securityhub"],
    attributes: { cve: [cve] },
  })),
  // Days apart, and hours around midnight in Berlin.
  fc.tuple(fc.integer({ min: -20, max: 60 }), fc.constantFrom(22, 23, 0)).map(([days, hours]) => ({
    condition: "certificate-expiry" as const,
    reporters: ["acm"],
    deadline: shift(end, days * DAY + hours * 3_600_000),
  })),
);

/** @param earliestDays how long before the week a story may begin. */
export function stories(
  earliestDays = QUARTER_DAYS,
  count: fc.ArrayConstraints = { maxLength: 12 },
): fc.Arbitrary<readonly Told[]> {
  const story = fc.record({
    what,
    account: fc.constantFrom(...accountIds),
    owner: fc.option(fc.constantFrom(...owners), { nil: undefined }),
    steps: stepsFrom(earliestDays),
    sinceDays: fc.integer({ min: 0, max: 100 }),
  });
  return fc.array(story, count).map((drawn) =>
    drawn.map(({ what: kind, account, owner, steps, sinceDays }, i): Told => {
      const { name, ou, environment } = accounts[account];
      const firstSeenAt: Instant = shift(steps[0]?.at ?? start, -sinceDays * DAY);
      const id = String(i).padStart(32, "0");
      return {
        base: alertView({
          id,
          account,
          owner,
          firstSeenAt,
          title: `title of ${id}`,
          resource: `resource of ${id}`,
          directory: { name, ou, environment, tags: {} },
          ...kind,
        }),
        steps,
      };
    }),
  );
}

export const everyAlert = compilePattern({ severity: severities.slice() });
