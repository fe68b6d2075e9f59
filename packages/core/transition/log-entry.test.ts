import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { standingOf } from "../alert/view.ts";
import { defaultWorld } from "../policy/world.ts";
import { acknowledges, clears, day, sees } from "../testing/timeline.ts";
import { fold, type Head } from "./fold.ts";
import { brokenAt, isCutOff, type LogEntry, sealed } from "./log-entry.ts";

/** Seen and cleared in turn, six entries. */
function someLog(): readonly LogEntry[] {
  const log: LogEntry[] = [];
  let head: Head | undefined;
  for (let days = 1; days <= 6; days += 1) {
    const observation = days % 2 === 1 ? sees("acm", day(days)) : clears("acm", day(days));
    const change = { alertId: observation.alertId, observations: [observation], decisions: [] };
    const folded = fold(head, change, defaultWorld, day(days));
    head = folded.head;
    log.push(...folded.entries);
  }
  return log;
}
const log = someLog();
const position = fc.nat(log.length - 1);

/** Every place in an entry where a value stands, as a path of keys. */
function placesIn(value: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== "object" || value === null) return [path];
  return Object.entries(value).flatMap(([key, field]) => placesIn(field, [...path, key]));
}

function changedAt(entry: LogEntry, [key, ...rest]: readonly string[]): LogEntry {
  const copy: LogEntry = structuredClone(entry);
  let fields: Record<string, unknown> = Object(copy);
  let last = key ?? "";
  for (const next of rest) {
    fields = Object(fields[last]);
    last = next;
  }
  fields[last] = fields[last] === "changed" ? "again" : "changed";
  return copy;
}

describe("brokenAt", () => {
  test("finds nothing in a log as written, nor in none", () => {
    expect(log).toHaveLength(6);
    expect(brokenAt(log)).toBeUndefined();
    expect(brokenAt([])).toBeUndefined();
  });

  test("finds nothing in a log that was stored as JSON and read again, with its keys in another order", () => {
    const read: readonly LogEntry[] = JSON.parse(JSON.stringify(log));
    const turned = read.map((entry) => Object.fromEntries(Object.entries(entry).reverse()));
    expect(brokenAt(read)).toBeUndefined();
    expect(brokenAt(JSON.parse(JSON.stringify(turned)))).toBeUndefined();
  });

  test("finds the entry in which anything at all was changed", () => {
    for (const [i, entry] of log.entries()) {
      for (const place of placesIn(entry)) {
        // The version is what the finding is called by, so there the changed one is named.
        const changed = changedAt(entry, place);
        expect(brokenAt(log.with(i, changed)), place.join(".")).toBe(changed.version);
      }
    }
  });

  test("finds a change whose own hash was made to fit at the entry after it", () => {
    const [first, second, ...rest] = log;
    if (first === undefined || second === undefined) throw new Error("too short");
    const { hash, ...body } = first;
    const forged = sealed({ ...body, folded: [] });
    expect(forged.hash).not.toBe(hash);
    expect(brokenAt([forged, second, ...rest])).toBe(second.version);
  });

  test("finds where an entry was taken out, unless it was the last: that one the head's hash tells", () => {
    fc.assert(
      fc.property(position, (i) => {
        expect(brokenAt(log.toSpliced(i, 1))).toBe(log[i + 1]?.version);
      }),
    );
  });

  test("finds where entries were put in another order", () => {
    const order = fc.shuffledSubarray([...log.keys()], { minLength: log.length });
    fc.assert(
      fc.property(order, (order) => {
        const firstMoved = order.findIndex((from, to) => from !== to);
        const shuffled = order.flatMap((from) => log[from] ?? []);
        expect(brokenAt(shuffled)).toBe(firstMoved === -1 ? undefined : shuffled[firstMoved]?.version);
      }),
    );
  });

  test("finds an entry that is there twice", () => {
    fc.assert(
      fc.property(position, (i) => {
        expect(brokenAt(log.toSpliced(i, 0, ...log.slice(i, i + 1)))).toBe(log[i]?.version);
      }),
    );
  });
});

test("a log is cut off when its last entry is not the one that the head names, and an empty one when the head names any", () => {
  const last = log.at(-1)?.hash ?? "";
  expect(isCutOff(log, last)).toBe(false);
  expect(isCutOff(log.slice(0, -1), last)).toBe(true);
  expect(isCutOff([], last)).toBe(true);
  expect(isCutOff([], "")).toBe(false);
});

test("a hash covers a decision too", () => {
  const [first] = log;
  if (first === undefined) throw new Error("too short");
  const { hash, ...body } = first;
  const { by, why } = acknowledges(day(1));
  expect(sealed(body).hash).toBe(hash);
  expect(sealed({ ...body, decided: { kind: "acknowledge", at: day(1), by, why } }).hash).not.toBe(hash);
});

test("a standing is what people compare: status, severity and step", () => {
  const [first] = log;
  if (first === undefined) throw new Error("too short");
  expect(standingOf({ ...first.view, stepDays: 7 })).toEqual({ status: "OPEN", severity: "MEDIUM", stepDays: 7 });
});
