import { stripVTControlCharacters } from "node:util";
import { severities } from "@tocsin/core/alert/severity";
import { statuses } from "@tocsin/core/alert/view";
import { type Instant, instant, instantOfEpoch } from "@tocsin/core/event/instant";
import type { Announcement } from "@tocsin/core/transition/announcement";
import fc from "fast-check";
import { expect, test } from "vitest";
import { announcementWith, now } from "../testing/sample-announcement.ts";
import { renderPage } from "./page.ts";

/** However hostile what arrives is, a page is no longer. */
const MOST_LINES = 200;

const attacks = fc.constantFrom(
  ...[
    "\u001b[2J\u001b[H",
    "\u001b]0;title\u0007",
    "\u009b31m",
    "\r\n[LOW] RESOLVED",
    "\n",
    "\b\b\b",
    "\u0000",
    "\u007f",
  ],
  ...["\u202e", "\u2066", "\u200b", "\u2028", "\ud800", "\udc00", "\u001b[0m", "\u{e0041}", "  ", " a"],
);
const hostile = fc.oneof(
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.array(fc.oneof(attacks, fc.string({ maxLength: 10 })), { maxLength: 30 }).map((parts) => parts.join("")),
  attacks.map((attack) => attack.repeat(1000)),
  // The words that fill most lines: a little longer than half of one.
  fc.constant("wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww ".repeat(100)),
);
// What is typed as an instant was read from JSON too.
const hostileInstant: fc.Arbitrary<Instant> = fc.oneof(
  fc.integer({ min: 0, max: 253_402_300_799_999 }).map(instantOfEpoch),
  hostile.map((text) => text as Instant),
);

const standing = fc.record({
  status: fc.constantFrom(...statuses),
  severity: fc.constantFrom(...severities),
  stepDays: fc.option(fc.nat(400), { nil: undefined }),
});
const transitions = fc.constantFrom(
  { kind: "opened", reason: "opened" } as const,
  { kind: "escalated", reason: "deadline-step" } as const,
  { kind: "reopened", reason: "seen-again" } as const,
  { kind: "acknowledged", reason: "decided" } as const,
  { kind: "suppressed", reason: "decided" } as const,
  { kind: "resolved", reason: "cleared" } as const,
);
const announcements: fc.Arbitrary<Announcement> = fc
  .record({
    transition: transitions,
    alertId: hostile,
    from: fc.option(standing, { nil: undefined }),
    to: standing,
    decided: fc.option(
      fc.record({
        kind: fc.constant("acknowledge" as const),
        at: fc.constant(instant("2026-11-20T10:00:00Z")),
        by: hostile,
        why: hostile,
      }),
      { nil: undefined },
    ),
    alert: fc.record({
      account: hostile,
      region: hostile,
      resource: hostile,
      title: hostile,
      summary: hostile,
      remedy: hostile,
      link: fc.option(hostile, { nil: undefined }),
      deadline: fc.option(hostileInstant, { nil: undefined }),
      firstSeenAt: fc.option(hostileInstant, { nil: undefined }),
      lastSeenAt: fc.option(hostileInstant, { nil: undefined }),
      count: fc.option(fc.nat(), { nil: undefined }),
      reporters: fc.array(hostile, { maxLength: 4 }),
      attributes: fc.dictionary(hostile, fc.array(hostile, { maxLength: 3 }), { maxKeys: 4 }),
    }),
  })
  .map(({ transition, ...rest }) => announcementWith({ ...transition, ...rest }));

test("a page holds no control or format character but its line breaks, and is well-formed", () => {
  fc.assert(
    fc.property(announcements, hostile, (announcement, route) => {
      const page = renderPage({ announcement, route }, { now, styled: false });
      expect(page.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
    }),
  );
});

test("colours are all that styling adds", () => {
  fc.assert(
    fc.property(announcements, hostile, (announcement, route) => {
      const plain = renderPage({ announcement, route }, { now, styled: false });
      const styled = renderPage({ announcement, route }, { now, styled: true });
      expect(stripVTControlCharacters(styled)).toBe(plain);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
      expect(styled.replaceAll(/\u001b\[\d+m/g, "")).toBe(plain);
    }),
  );
});

const LABELS = ["what", "where", "since", "deadline", "why", "seen by", "facts", "to do", "link", "alert"];

test("no text forges a line: each is the first, a field's, or indented below one, and no field comes twice", () => {
  fc.assert(
    fc.property(announcements, hostile, (announcement, route) => {
      const [head, ...lines] = renderPage({ announcement, route }, { now, styled: false }).split("\n");
      expect(head).toMatch(/^\[[A-Z]+\] [A-Z]+( \(status [A-Z]+\))? {2}/);
      const labels = lines.map((line) => line.slice(0, 12).trim()).filter((label) => label !== "");
      expect(labels).toEqual(LABELS.filter((label) => labels.includes(label)));
    }),
  );
});

test("a page has an end", () => {
  fc.assert(
    fc.property(announcements, hostile, (announcement, route) => {
      const lines = renderPage({ announcement, route }, { now, styled: false }).split("\n");
      expect(lines.length).toBeLessThanOrEqual(MOST_LINES);
    }),
  );
});
