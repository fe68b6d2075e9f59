import type { Decision } from "@tocsin/core/alert/decision";
import type { Observation } from "@tocsin/core/alert/observation";
import { defaultWorld } from "@tocsin/core/policy/world";
import { acknowledges, alertOf, clears, day, reopens, resolves, sees, suppresses } from "@tocsin/core/testing/timeline";
import { describe, expect, test } from "vitest";
import { sampleLink } from "../testing/sample-link.ts";
import { authorshipOf, type Link, lastInstantOf } from "./link.ts";
import { type Standing, standingTo } from "./standing.ts";

/** The message was of the second day, and showed what was HIGH. */
const link: Link = { ...sampleLink, issuedAt: day(2), expiresAt: lastInstantOf(day(2)) };
const opened = sees("acm", day(1), { severity: "HIGH" });

function standing(now: number, ...later: readonly (Observation | Decision)[]): Standing {
  return standingTo(link, { alert: alertOf(opened, ...later) }, defaultWorld, day(now)).standing;
}

describe("an alert stands to a link as", () => {
  test.each<readonly [string, Standing, number, readonly (Observation | Decision)[]]>([
    ["open, where nothing has happened since", "open", 3, []],
    ["open, where it was reported again", "open", 4, [sees("acm", day(3), { severity: "HIGH" })]],
    ["open, where it is milder", "open", 4, [sees("acm", day(3), { severity: "LOW" })]],
    ["open, where a second reporter sees it as well", "open", 4, [sees("config", day(3), { severity: "HIGH" })]],
    ["open, where it was acknowledged before the message", "open", 3, [acknowledges(day(1), undefined, day(1, 1))]],
    ["worse, where it has risen", "worse", 4, [sees("acm", day(3), { severity: "CRITICAL" })]],
    ["worse, where another reporter finds it so", "worse", 4, [sees("config", day(3), { severity: "CRITICAL" })]],
    ["over, where it was reported so", "over", 4, [clears("acm", day(3))]],
    ["over, where somebody has resolved it", "over", 4, [resolves(day(3))]],
    ["acknowledged, where somebody was faster", "acknowledged", 4, [acknowledges(day(3), undefined, day(9))]],
    ["suppressed, where somebody has done that", "suppressed", 4, [suppresses(day(3), day(9))]],
    [
      "news, where it had ended and returned",
      "news",
      5,
      [clears("acm", day(3)), sees("acm", day(4), { severity: "HIGH" })],
    ],
    ["news, where somebody has taken a resolution back", "news", 5, [resolves(day(3)), reopens(day(4))]],
    ["news, where somebody wants it open", "news", 4, [reopens(day(3))]],
    ["lapsed, where an acknowledgement since then has ended", "lapsed", 5, [acknowledges(day(3), undefined, day(4))]],
    ["lapsed, where a suppression since then has ended", "lapsed", 5, [suppresses(day(3), day(4))]],
  ])("%s", (_title, expected, now, later) => {
    // Reporters speak in the order of their instants, whatever order they come in.
    expect(standing(now, ...later)).toBe(expected);
  });

  test("news, where it began after the message: it was in another", () => {
    const alert = alertOf(sees("acm", day(2, 1), { severity: "HIGH" }));
    expect(standingTo(link, { alert }, defaultWorld, day(3)).standing).toBe("news");
  });

  test("open, where it began at the instant of the message", () => {
    const alert = alertOf(sees("acm", day(2), { severity: "HIGH" }));
    expect(standingTo(link, { alert }, defaultWorld, day(3)).standing).toBe("open");
  });
});

test("a suppression that awaits somebody's approval keeps nobody from acknowledging meanwhile", () => {
  const asking = { ...defaultWorld.policy, suppressionApproval: { severities: ["HIGH"] as const } };
  const alert = alertOf(opened, suppresses(day(3), day(9)));
  expect(standingTo(link, { alert }, { ...defaultWorld, policy: asking }, day(4)).standing).toBe("open");
});

test("who used a link once cannot use it again when what it did has ended", () => {
  const { by, why } = authorshipOf(link, day(3));
  const used = alertOf(opened, { kind: "acknowledge", at: day(3), by, why, until: day(4) });
  expect(standingTo(link, { alert: used }, defaultWorld, day(3, 1)).standing).toBe("acknowledged");
  expect(standingTo(link, { alert: used }, defaultWorld, day(4)).standing).toBe("lapsed");
});
