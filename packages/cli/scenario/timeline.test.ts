import { hostileText } from "@tocsin/channels/testing/hostile";
import { emptyDirectory } from "@tocsin/core/directory/directory";
import { instant, shift } from "@tocsin/core/event/instant";
import { certificateAlert, notificationWith } from "@tocsin/oncall/testing/sample-notification";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compare } from "./compare.ts";
import type { Arrived } from "./features.ts";
import type { Expectation, Scenario, Wanted } from "./scenario.ts";
import { type Result, resultText } from "./timeline.ts";

const start = instant("2026-11-20T12:00:00Z");
const at = (minutes: number) => shift(start, minutes * 60_000);
const pipe = { stdout: { write: () => true }, environment: {} };
const colourful = { stdout: { write: () => true, isTTY: true, columns: 200 }, environment: {} };

function resultOf(
  expected: readonly Expectation[],
  arrived: readonly Arrived[],
  more: Partial<Wanted> & Partial<Pick<Result, "faults">> = {},
): Result {
  const { faults = [], ...changed } = more;
  const wanted = { withinMilliseconds: 60_000, ignored: [], never: [], notifications: expected, ...changed };
  const scenario: Scenario = {
    ...{ file: "night.yaml", policy: { written: {}, source: "" }, directory: emptyDirectory, mode: "live" },
    ...{ start, until: at(600), steps: [], wanted },
  };
  return { scenario, faults, comparison: compare(wanted, { arrived, alerts: [], alarms: [] }) };
}

const came = (minutes: number, changed: Parameters<typeof notificationWith>[0] = {}): Arrived => ({
  at: at(minutes),
  channel: "desk",
  notification: notificationWith({ destination: "desk", title: "Expiry of shop", ...changed }),
});
const opened: Expectation = { at: at(5), to: "desk", kind: "opened", rings: true, line: 20 };
const mistaken = resultOf(
  [opened, { ...opened, at: at(60), title: "Expiry of *", line: 21 }, { ...opened, to: "lead", at: at(90), line: 22 }],
  [
    came(5),
    came(80, { kind: "reminder", rings: false }),
    came(100, { destination: "lead", kind: "over", rings: false }),
  ],
);

describe("a scenario that is not as expected", () => {
  test("shows what was expected beside what arrived, with its line", () => {
    const text = resultText(mistaken, pipe);
    const rows = text.split("\n").map((row) => row.replace(/ {2,}/g, " | "));
    expect(rows[0]).toBe("not as expected | night.yaml: 1 as expected, 2 missing, 2 unexpected");
    expect(rows).toContain(
      '+5m | 2026-11-20 12:05 | as expected | { at: +5m, to: desk, kind: opened, rings: true, title: "Expiry of shop" } | night.yaml:20',
    );
    expect(rows).toContain(
      '+1h | 2026-11-20 13:00 | missing | { at: +1h, to: desk, kind: opened, rings: true, title: "Expiry of *" } | night.yaml:21',
    );
    expect(rows.join("\n")).toContain("+1h 20m | 2026-11-20 13:20 | unexpected");
  });

  test("shows what differs as it was, beside as it was to be", () => {
    const wanted = { ...opened, severity: "CRITICAL", why: "opened", counts: { open: { CRITICAL: 1 } } } as const;
    const differing = [
      resultOf([{ ...wanted, counts: undefined }], [came(5, { reason: "grew-tenfold" })]),
      resultOf([{ ...wanted, severity: undefined }], [came(5)]),
    ];
    const [first, second] = differing.map((result) => resultText(result, pipe));
    expect(first).toContain("other: severity, why");
    expect(first).toMatch(/title: "Expiry of shop", severity: HIGH, why: grew-tenfold }/);
    expect(second).toMatch(/title: "Expiry of shop", counts: { open: { HIGH: 1 } } }/);
  });

  test("marks in what a notification is another than expected", () => {
    const text = resultText(resultOf([opened], [came(30, { rings: false })]), pipe);
    expect(text).toContain("other: at, rings");
    expect(text).toContain("{ at: +5m, to: desk, kind: opened, rings: true }");
    expect(text).toContain('{ at: +30m, to: desk, kind: opened, rings: false, title: "Expiry of shop" }');
  });

  test("names what was never to come, and which step did nothing", () => {
    const never = [{ to: "desk", rings: true, line: 30 }];
    const faults = [{ line: 8, problem: "no alert matches" }];
    const text = resultText(resultOf([opened], [came(5)], { never, faults }), pipe);
    expect(text).toContain("night.yaml:8: no alert matches");
    expect(text).toMatch(/never +never \{ to: desk, rings: true \} .*night\.yaml:30/);
  });

  test("names the alerts that are otherwise at the end", () => {
    const { scenario, comparison } = resultOf([], []);
    const missingAlerts = [{ matches: () => true, line: 40 }];
    const text = resultText(
      { scenario, faults: [], comparison: { ...comparison, missingAlerts, unexpectedAlerts: [certificateAlert] } },
      pipe,
    );
    expect(text).toContain("night.yaml:40: no alert is like this at the end");
    expect(text).toContain(`night.yaml: unexpected at the end: HIGH OPEN "${certificateAlert.title}"`);
  });

  test("is in colour on a terminal alone", () => {
    expect(resultText(mistaken, colourful)).toContain("\u001b[");
    expect(resultText(mistaken, pipe)).not.toContain("\u001b");
    expect(resultText(mistaken, { ...colourful, environment: { NO_COLOR: "1" } })).not.toContain("\u001b");
  });

  test("lets nothing in a title or a name act on the terminal", () => {
    fc.assert(
      fc.property(hostileText, hostileText, (title, name) => {
        const hostile = { ...opened, to: name };
        const result = resultOf([hostile], [came(1, { title, destination: `${name}x` })], {
          faults: [{ line: undefined, problem: title }],
        });
        const text = resultText(result, pipe);
        // Headings, remarks and two moments: a title makes no line of its own.
        expect(text.split("\n")).toHaveLength(8);
        expect(text.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
      }),
    );
  });
});

test("a scenario that is as expected is one line", () => {
  expect(resultText(resultOf([opened], [came(5)]), pipe)).toBe("ok  night.yaml: 1 notification\n");
});
