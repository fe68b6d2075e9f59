import { describe, expect, test } from "vitest";
import { instant } from "../event/instant.ts";
import { dryRunEnd, dryRunsIn, withoutDryRun } from "./dry-run.ts";
import { writtenPolicy } from "./parse-policy.ts";

const before = instant("2026-11-01T00:00:00Z");
const now = instant("2026-11-20T12:00:00Z");
const tried = { name: "tried", match: { condition: ["threat"] }, severity: "LOW", mode: "dry-run" };
const route = { name: "tried", match: { condition: ["threat"] }, channels: ["console"], mode: "dry-run" };
const written = { severity: [tried, { ...tried, name: "in force", mode: undefined }], routes: [route] };

describe("the dry runs of a policy that is put in force", () => {
  test.each<readonly [string, object | undefined, readonly string[]]>([
    ["begin now if there was no policy", undefined, [now, now]],
    ["continue for the rules that stay the same", written, [before, before]],
    [
      "begin anew for a rule that is another now",
      { ...written, severity: [{ ...tried, severity: "HIGH" }] },
      [now, before],
    ],
    ["begin now for a rule that was in force", { ...written, routes: [{ ...route, mode: undefined }] }, [before, now]],
    ["begin now for a rule that stood in the other list", { severity: [], routes: [route] }, [now, before]],
  ])("%s", (_title, replaced, since) => {
    const dryRuns = (["severity", "routes"] as const).map((part) => ({ part, name: "tried", since: before }));
    const found = dryRunsIn(json(written), now, replaced && { written: json(replaced), dryRuns });
    expect(found).toEqual([
      { part: "severity", name: "tried", since: since[0] },
      { part: "routes", name: "tried", since: since[1] },
    ]);
  });

  test("begin now where the version before does not say when they began", () => {
    const other = { part: "routes", name: "another", since: before } as const;
    const found = dryRunsIn(json(written), now, { written: json(written), dryRuns: [other] });
    expect(found.map(({ since }) => since)).toEqual([now, now]);
  });

  test("began no later than now, whatever the clock of the one before said", () => {
    const late = instant("2026-12-24T00:00:00Z");
    const dryRuns = [{ part: "severity", name: "tried", since: late } as const];
    expect(dryRunsIn(json(written), now, { written: json(written), dryRuns })[0]?.since).toBe(now);
  });

  test("are none of a list that is no list, or of rules without a name", () => {
    expect(dryRunsIn({ severity: "x", routes: ["y", { mode: "dry-run" }] }, now, undefined)).toEqual([]);
  });
});

test("a dry run ends after fourteen days", () => {
  expect(dryRunEnd({ since: now })).toBe("2026-12-04T12:00:00.000Z");
});

test.each<readonly [string, Parameters<typeof withoutDryRun>[1], readonly (string | undefined)[]]>([
  ["none", [], ["dry-run", "dry-run", "dry-run"]],
  ["one of the severities", [{ part: "severity", name: "tried" }], [undefined, "dry-run", "dry-run"]],
  ["one of the routes, of the same name", [{ part: "routes", name: "tried" }], ["dry-run", "dry-run", undefined]],
])("of the rules in dry run, only those that are named are put in force: %s", (_title, named, modes) => {
  const policy = writtenPolicy({
    channels: { console: { type: "console" } },
    severity: [tried, { ...tried, name: "other" }],
    routes: [route],
  });
  if (!policy.ok) throw new Error(policy.refusal.problem);
  const { severity, routes } = withoutDryRun(policy.value, named);
  expect([...severity, ...routes].map(({ mode }) => mode)).toEqual(modes);
  expect(severity.map(({ name, severity }) => [name, severity])).toEqual([
    ["tried", "LOW"],
    ["other", "LOW"],
  ]);
});

/** As the store gives it. */
function json(value: object) {
  return JSON.parse(JSON.stringify(value));
}
