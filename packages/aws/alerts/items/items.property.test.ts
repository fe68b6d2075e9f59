/** What is written is what is read: the laws of the items' formats. */
import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import type { Observation } from "@tocsin/core/alert/observation";
import { listedOf } from "@tocsin/core/alert/view";
import type { Instant } from "@tocsin/core/event/instant";
import { defaultWorld } from "@tocsin/core/policy/world";
import { certificate, someDecision, someInstant, someObservation } from "@tocsin/core/testing/arbitraries";
import { canonicalJson } from "@tocsin/core/text/json";
import { fold, type Head } from "@tocsin/core/transition/fold";
import { brokenAt, type LogEntry, sealed } from "@tocsin/core/transition/log-entry";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { alertsSchema, type IndexName } from "../alerts-schema.ts";
import { viewParts } from "./alert-schemas.ts";
import { headItem, readHead, readListed, readView } from "./head-item.ts";
import { type Item, type ItemRead, toItem, valueIn } from "./items.ts";
import { logItem, readEntry, readListedEntry } from "./log-item.ts";
import { observationItem, readStatement } from "./observation-item.ts";

interface Written {
  readonly observations: readonly Observation[];
  readonly head: Head;
  readonly entries: readonly LogEntry[];
}

/** What the core makes of observations and decisions that come one after the other. */
const written: fc.Arbitrary<Written> = fc
  .array(fc.tuple(someInstant, someObservation, fc.option(someDecision, { nil: undefined, freq: 3 })), {
    minLength: 1,
    maxLength: 6,
  })
  .map((steps) => {
    const entries: LogEntry[] = [];
    let head: Head | undefined;
    for (const [now, observation, decision] of steps) {
      const change = {
        alertId: observation.alertId,
        observations: [observation],
        decisions: decision ? [decision] : [],
      };
      const folded = fold(head, change, defaultWorld, now);
      head = folded.head;
      entries.push(...folded.entries);
    }
    if (head === undefined) throw new Error("never empty");
    return { observations: steps.map(([, observation]) => observation), head, entries };
  });

function same(read: unknown, was: unknown): void {
  expect(canonicalJson(read)).toBe(canonicalJson(was));
}

describe("an item that was written", () => {
  test("is read as the same value", () => {
    fc.assert(
      fc.property(written, ({ observations, head, entries }) => {
        same(valueIn(readHead(headItem(head, undefined))), head);
        same(valueIn(readView(headItem(head, undefined))), head.view);
        for (const entry of entries) same(valueIn(readEntry(logItem(entry))), entry);
        for (const seen of observations) same(valueIn(readStatement(observationItem(seen, 0))), seen.statement);
      }),
      { numRuns: 500 },
    );
  });

  test("has all in an index that readers of the index need", () => {
    fc.assert(
      fc.property(written, ({ head, entries }) => {
        const { listed } = viewParts(head.view);
        for (const index of ["open", "account"] as const)
          same(valueIn(readListed(projected(headItem(head, undefined), index))), listed);
        for (const entry of entries) {
          const read = valueIn(readListedEntry(projected(logItem(entry), "week")));
          same(read.view.title, entry.view.title);
          same([read.alertId, read.version, read.from, read.to], [entry.alertId, entry.version, entry.from, entry.to]);
        }
      }),
    );
  });

  test("has a log whose chain holds after it was read, and none when a field of an entry was changed", () => {
    fc.assert(
      fc.property(written, ({ entries }) => {
        fc.pre(entries.length > 0);
        const read = entries.map((entry) => valueIn(readEntry(logItem(entry))));
        expect(brokenAt(read)).toBeUndefined();
        const forged = read.map((entry, i) => (i === 0 ? { ...entry, view: { ...entry.view, title: "Fine" } } : entry));
        expect(brokenAt(forged)).toBe(entries[0]?.version);
      }),
    );
  });
});

/** An item as it was written before there were directories and owners. */
function ofBefore(item: Item): Item {
  const without = (field: AttributeValue | undefined): AttributeValue => {
    const { owner: _owner, ownedBy: _ownedBy, directory: _directory, ...kept } = field?.M ?? {};
    return { M: kept };
  };
  const { episodes: _episodes, worldVersion: _worldVersion, ...rest } = item;
  return { ...rest, listed: without(beforeDigests(item).listed), unlisted: without(item.unlisted) };
}

/** An item as it was written before lists showed links, decisions, organizational units and vulnerabilities' names. */
function beforeDigests(item: Item): Item {
  const { cve: _cve, link: _link, decided: _decided, directory, ...listed } = item.listed?.M ?? {};
  const { ou: _ou, ...facts } = directory?.M ?? {};
  return { ...item, listed: { M: { ...listed, ...(directory && { directory: { M: facts } }) } } };
}

const OF_BEFORE = { owner: undefined, ownedBy: undefined, directory: undefined };

test("an item that was written before there were directories and owners is read, and its log's chain holds", () => {
  fc.assert(
    fc.property(written, ({ head, entries }) => {
      const unowned = { ...head.view, ...OF_BEFORE };
      same(valueIn(readHead(ofBefore(headItem(head, undefined)))), {
        ...head,
        view: unowned,
        episodes: 0,
        worldVersion: "",
      });
      same(valueIn(readView(ofBefore(headItem(head, undefined)))), unowned);
      const log = entries.map(({ hash: _hash, ...entry }) => ({ ...entry, view: { ...entry.view, ...OF_BEFORE } }));
      let previousHash = "";
      const before = log.map((entry) => {
        const one = sealed({ ...entry, previousHash });
        previousHash = one.hash;
        return one;
      });
      expect(brokenAt(before.map((entry) => valueIn(readEntry(ofBefore(logItem(entry))))))).toBeUndefined();
    }),
    { numRuns: 100 },
  );
});

test("an item that was written before lists showed links and decisions is the same alert, and listed without them", () => {
  fc.assert(
    fc.property(written, ({ head, entries }) => {
      const item = beforeDigests(headItem(head, undefined));
      same(valueIn(readHead(item)), head);
      const { cve: _cve, link: _link, decided: _decided, directory, ...listed } = listedOf(head.view);
      const facts = directory && { name: directory.name, environment: directory.environment };
      same(valueIn(readListed(projected(item, "open"))), { ...listed, directory: facts });
      for (const entry of entries) same(valueIn(readEntry(beforeDigests(logItem(entry)))), entry);
    }),
    { numRuns: 100 },
  );
});

test("an item of an index holds the beginning of a long reason alone, the name of a vulnerability and the link", () => {
  const head = headOfCertificate();
  const decided = { by: "ana", at: head.evaluatedAt, why: "w".repeat(600) };
  const attributes = { cve: ["CVE-2026-31337", "CVE-2026-31338"] };
  const view = { ...head.view, decided, attributes, link: "https://example.com/finding" };
  const item = headItem({ ...head, view }, undefined);
  const listed = valueIn(readListed(projected(item, "open")));
  expect(listed).toMatchObject({ cve: "CVE-2026-31337", link: view.link });
  expect(listed.decided?.why).toBe(`${"w".repeat(199)}…`);
  same(valueIn(readView(item)), view);
});

function headOfCertificate(): Head {
  const at = "2026-11-20T12:00:00.000Z" as Instant;
  const said = {
    reporter: "acm",
    at,
    sentAt: at,
    eventId: "e1",
    title: "t",
    summary: "s",
    resource: "r",
    attributes: {},
  };
  const observation: Observation = {
    alertId: "a".repeat(32),
    identity: certificate,
    statement: { ...said, state: "active", severity: "LOW" },
  };
  const change = { alertId: observation.alertId, observations: [observation], decisions: [] };
  return fold(undefined, change, defaultWorld, at).head;
}

/** What the index holds of an item. */
function projected(item: Item, name: IndexName): Item {
  const { partition, sort, projection } = alertsSchema.indexes[name];
  const kept: ReadonlySet<string> = new Set(["pk", "sk", partition, sort, ...projection]);
  return Object.fromEntries(Object.entries(item).filter(([attribute]) => kept.has(attribute)));
}

describe("an item that cannot be read", () => {
  const head = headOfCertificate();
  const key = `item ALERT#${head.view.id} / HEAD cannot be read: `;

  /** The head's item with another value at a path. */
  function withValue(value: AttributeValue | undefined, ...path: readonly [string, ...string[]]): Item {
    const item = headItem(head, undefined);
    let map: Record<string, AttributeValue | undefined> = item;
    for (const name of path.slice(0, -1)) map = map[name]?.M ?? {};
    map[path.at(-1) ?? ""] = value;
    return toItemOf(item);
  }

  const toItemOf = (item: Record<string, AttributeValue | undefined>): Item =>
    Object.fromEntries(Object.entries(item).flatMap(([name, value]) => (value ? [[name, value]] : [])));

  test.each<[string, Item, string, boolean]>([
    ["was written before there were formats", withValue(undefined, "format"), "it has no format. ", false],
    ["is of a later format", withValue({ N: "2" }, "format"), "its format is not 1. It was written by a later", true],
    ["is of an earlier format", withValue({ N: "0" }, "format"), "its format is not 1. No version", false],
    ["has a format that is no number", withValue({ S: "1" }, "format"), "it has no format. ", false],
    ["lacks a field", withValue(undefined, "lastHash"), "lastHash: is missing", false],
    [
      "has a text for a number",
      withValue({ S: "1" }, "version"),
      "version: expected number, got another string",
      false,
    ],
    [
      "has an unknown severity far within",
      withValue({ S: "BAD" }, "alert", "reporters", "acm", "latest") && withValue({ S: "BAD" }, "listed", "severity"),
      "listed.severity: expected ",
      false,
    ],
    ["has an instant that is none", withValue({ S: "soon" }, "evaluatedAt"), "evaluatedAt: expected an instant", false],
    [
      "has a condition of which nothing is known",
      withValue({ S: "flood" }, "listed", "condition"),
      "listed.condition",
      false,
    ],
    [
      "has a number that is too large to be exact",
      withValue({ N: "1.5e20" }, "version"),
      "holds a number that is too large",
      false,
    ],
  ])(
    "and that %s is an error with its key, and says whether a later version could read it",
    (_title, item, problem, retryable) => {
      const read: ItemRead<Head> = readHead(item);
      expect(read).toMatchObject({ ok: false, error: { retryable } });
      if (!read.ok) expect(read.error.message.slice(0, key.length + problem.length)).toBe(key + problem);
    },
  );

  test("never repeats a value", () => {
    const read = readHead(withValue({ S: "hunter2" }, "listed", "severity"));
    expect(JSON.stringify(read.ok ? "" : read.error.message)).not.toContain("hunter2");
  });

  test("keeps unknown fields to itself", () => {
    const item = { ...headItem(head, undefined), ...toItem({ extra: 1 }) };
    expect(valueIn(readHead(item))).not.toHaveProperty("extra");
  });
});
