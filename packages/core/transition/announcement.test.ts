import { describe, expect, test } from "vitest";
import type { Decision } from "../alert/decision.ts";
import type { Observation } from "../alert/observation.ts";
import { defaultWorld } from "../policy/world.ts";
import { clears, day, reopens, sees, suppresses } from "../testing/timeline.ts";
import { refused } from "../text/parse.ts";
import { announcementAttributes, announcementOf, parseAnnouncement } from "./announcement.ts";
import { type Folded, fold, type Head } from "./fold.ts";
import type { LogEntry } from "./log-entry.ts";

const opening = sees("acm", day(1), { severity: "HIGH", deadline: day(60), count: 3, link: "https://console.example" });

function entryOf(...what: readonly (Observation | Decision)[]): LogEntry {
  let head: Head | undefined;
  let entry: LogEntry | undefined;
  for (const [i, one] of what.entries()) {
    const [observations, decisions] = "kind" in one ? [[], [one]] : [[one], []];
    const folded: Folded = fold(head, { alertId: opening.alertId, observations, decisions }, defaultWorld, day(i + 1));
    head = folded.head;
    entry = folded.entries.at(-1);
  }
  if (entry === undefined) throw new Error("no entry was written");
  return entry;
}

const announcements = {
  opened: announcementOf(entryOf(opening)),
  escalated: announcementOf(entryOf(opening, sees("acm", day(2), { severity: "CRITICAL" }))),
  suppressed: announcementOf(entryOf(opening, suppresses(day(2), day(9)))),
  resolved: announcementOf(entryOf(opening, clears("acm", day(2)))),
  reopened: announcementOf(entryOf(opening, clears("acm", day(2)), sees("acm", day(3), { severity: "LOW" }))),
  noted: announcementOf(entryOf(opening, reopens(day(2)))),
};

test.each([
  ["jane.doe@example.com", "jane.doe"],
  ["arn:aws:sts::111122223333:assumed-role/ops/jane@example.com", "arn:aws:sts::111122223333:assumed-role/ops/jane"],
  ["ada", "ada"],
])("who decided is known to all as the log has it, but for an address: %s", (by, expected) => {
  const entry = entryOf(opening, { kind: "acknowledge", at: day(2), by, why: "because" });
  expect(entry.decided?.by).toBe(by);
  expect(announcementOf(entry).decided?.by).toBe(expected);
});

describe("the severity that routes go by", () => {
  test.each([
    ["is an opened alert's own", "opened", "HIGH"],
    ["is the higher one of an escalation", "escalated", "CRITICAL"],
    ["is the one that a resolved alert had, so that who heard of it hears its end", "resolved", "HIGH"],
    ["is the new one of a reopened alert, which had none left", "reopened", "LOW"],
  ] as const)("%s", (_title, kind, severity) => {
    expect(announcements[kind]).toMatchObject({ kind, severity });
  });

  test("leaves the alert's own as it is", () => {
    expect(announcements.resolved).toMatchObject({
      to: { severity: "INFORMATIONAL" },
      alert: { severity: "INFORMATIONAL" },
    });
  });
});

test("an announcement names its format, by which subscribers know how to read it", () => {
  expect(announcementOf(entryOf(opening)).format).toBe("tocsin.announcement.v1");
});

test("an announcement holds nothing of the log's chain", () => {
  for (const field of ["hash", "previousHash", "folded"]) expect(announcements.opened).not.toHaveProperty(field);
});

test("its attributes are texts, and say what subscribers filter by", () => {
  expect(announcementAttributes(announcements.resolved)).toEqual({
    ...{ type: "announcement", kind: "resolved", severity: "HIGH", condition: "certificate-expiry" },
    ...{ account: "111122223333", region: "eu-west-1", quiet: "false" },
  });
  expect(announcementAttributes(announcements.noted).quiet).toBe("true");
});

describe("parseAnnouncement", () => {
  test.each(Object.entries(announcements))("reads %s back from its text", (_kind, announcement) => {
    expect(parseAnnouncement(JSON.stringify(announcement))).toEqual({ ok: true, value: announcement });
  });

  test("keeps what a later version may have added", () => {
    const later = {
      ...announcements.opened,
      escalationLevel: 2,
      alert: { ...announcements.opened.alert, owner: "web" },
    };
    expect(parseAnnouncement(JSON.stringify(later))).toMatchObject({
      value: { escalationLevel: 2, alert: { owner: "web" } },
    });
  });

  test.each(["", "{", "{}{}"])("refuses %j, which is not JSON", (text) => {
    expect(parseAnnouncement(text)).toEqual(refused("", "is not JSON"));
  });

  test.each(["null", "[]", "7"])("refuses %s, which is no announcement", (text) => {
    expect(parseAnnouncement(text).ok).toBe(false);
  });

  const required = ["format", "alertId", "version", "at", "kind", "reason", "quiet", "severity", "to", "alert"];
  const requiredOfAlert = [
    ...["id", "condition", "status", "severity", "account", "region", "resource", "title", "summary", "remedy"],
    ...["reporters", "attributes"],
  ];
  test.each([...required, ...requiredOfAlert.map((field) => `alert.${field}`)])("misses %s", (path) => {
    expect(parseAnnouncement(changed(path, undefined))).toEqual(refused(path, "is missing"));
  });

  test.each<[string, unknown]>([
    ["format", "tocsin.announcement.v2"],
    ["alertId", 7],
    ["version", "1"],
    ["version", 1.5],
    ["at", "yesterday"],
    ["at", "2026-02-30T00:00:00.000Z"],
    ["at", "2026-11-02T00:00:00Z"],
    ["kind", "exploded"],
    ["reason", null],
    ["quiet", "false"],
    ["severity", "SEVERE"],
    ["from", "OPEN"],
    ["to.status", "CLOSED"],
    ["to.severity", 7],
    ["alert", []],
    ["alert.status", "open"],
    ["alert.link", 7],
    ["alert.deadline", "soon"],
    ["alert.firstSeenAt", 0],
    ["alert.lastSeenAt", "2026-11-02"],
    ["alert.reporters", "acm"],
    ["alert.attributes", "none"],
  ])("refuses %s that is %j", (path, value) => {
    const parsed = parseAnnouncement(changed(path, value));
    expect(parsed.ok ? "accepted" : parsed.refusal.path).toBe(path === "alert" ? "alert.id" : path);
  });

  test("refuses an attribute that is not a scalar", () => {
    expect(parseAnnouncement(changed("alert.attributes", { tags: { a: 1 } }))).toMatchObject({
      refusal: { path: "alert.attributes.tags" },
    });
  });

  /** The text of the suppressed one, which has every field, with one of them changed. */
  function changed(path: string, value: unknown): string {
    return JSON.stringify(announcements.suppressed, function replace(this: unknown, key, field) {
      const isRoot = this === announcements.suppressed;
      const [first, second] = path.split(".");
      if (second === undefined) return isRoot && key === first ? value : field;
      const parent = first === "to" ? announcements.suppressed.to : announcements.suppressed.alert;
      return this === parent && key === second ? value : field;
    });
  }
});
