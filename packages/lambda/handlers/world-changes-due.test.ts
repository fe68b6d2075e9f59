import { instant, shift } from "@tocsin/core/event/instant";
import { compilePattern } from "@tocsin/core/pattern/pattern";
import type { RecurringSilence } from "@tocsin/core/policy/policy";
import type { Silence } from "@tocsin/oncall/silence";
import { expect, test } from "vitest";
import { worldChangesDueAt } from "./world-changes-due.ts";

/** A Friday. */
const now = instant("2026-11-20T12:00:00Z");
const minutes = (number: number) => shift(now, number * 60_000);
const ago = (number: number) => minutes(-number);

const silence: Silence = {
  ...{ id: "s", of: { alertId: "fe93" }, upTo: "HIGH", evenIfWorse: false, by: "ada", why: "w" },
  ...{ madeAt: ago(60), from: ago(60), until: minutes(60) },
};
const nights: RecurringSilence = {
  ...{ name: "nights", matches: compilePattern({ condition: ["threat"] }), upTo: "HIGH" },
  ...{ days: ["fri"], from: "22:00", to: "02:00", timezone: "UTC" },
};

interface Case {
  readonly since?: number;
  readonly silences?: readonly Silence[];
  readonly windows?: readonly RecurringSilence[];
  /** Minutes ago; none where nothing was looked at yet. */
  readonly lookedAt?: number;
}

test.each<readonly [string, Case, string | undefined]>([
  ["nothing, where nothing changes", { lookedAt: 1 }, undefined],
  ["a minute after another world is in force", { since: 0 }, "2026-11-20T12:01:00.000Z"],
  ["more than five minutes after, where it was evaluated then", { since: 1 }, "2026-11-20T12:04:00.001Z"],
  ["a minute after the end of a silence", { silences: [silence], lookedAt: 1 }, "2026-11-20T13:01:00.000Z"],
  ["a minute after its beginning", { silences: [silence], lookedAt: 61 }, "2026-11-20T11:01:00.000Z"],
  [
    "a minute after it was ended early",
    { silences: [{ ...silence, expiredAt: now }], lookedAt: 1 },
    "2026-11-20T12:01:00.000Z",
  ],
  ["nothing, once its end was looked at", { silences: [{ ...silence, until: ago(1) }], lookedAt: 1 }, undefined],
  ["nothing of a silence, where nobody has looked yet", { silences: [silence], windows: [nights] }, undefined],
  ["a minute after a window begins", { windows: [nights], lookedAt: 1 }, "2026-11-20T22:01:00.000Z"],
  [
    "a minute after a window of a week ago ends",
    { windows: [nights], lookedAt: 6 * 24 * 60 + 600 },
    "2026-11-14T02:01:00.000Z",
  ],
  ["a minute after a window of the week after", { windows: [nights], lookedAt: -14 * 60 }, "2026-11-27T22:01:00.000Z"],
])("there is to do: %s", (_title, { since, silences = [], windows = [], lookedAt }, expected) => {
  const stale = since === undefined ? [] : [{ worldVersion: "1.0", since: ago(since) }];
  const looked = lookedAt === undefined ? undefined : ago(lookedAt);
  expect(worldChangesDueAt({ stale, silences, lookedAt: looked }, { silences: windows }, now)).toBe(expected);
});
