import { type Instant, instant } from "@tocsin/core/event/instant";
import { expect, test } from "vitest";
import { countsWith, sampleKey, toldWith } from "../../testing/sample-group.ts";
import type { Circumstances } from "../circumstances.ts";
import { decide } from "../decide.ts";

const one = countsWith({ HIGH: 1 }, { HIGH: 1 });
const nine = (day: number) => instant(`2026-11-${day}T09:00:00Z`);

/** The verdict on what can wait, which is owed since `now`: it begins, or has been muted so far. */
function verdictAt(now: Instant, isMutedSoFar: boolean) {
  const muted = countsWith({}, {}, { silenced: 1 });
  const told = toldWith({ last: { at: instant("2026-11-19T22:00:00Z"), rings: false, counts: muted } });
  const subject = { ...sampleKey, urgency: "morning" as const, route: "everything", waitSeconds: 0 };
  const circumstances: Circumstances = { now, mode: "live", timezone: "UTC", destination: { showsState: false } };
  return decide(isMutedSoFar ? told : undefined, subject, one, circumstances);
}

const tell = { outcome: "tell", rings: true };
const later = (nextAt: Instant) => ({ outcome: "later", reason: "until-morning", nextAt });
test.each<[title: string, at: string, isMutedSoFar: boolean, expected: object]>([
  ["what begins before nine is told at nine", "08:59:59", false, later(nine(20))],
  ["what begins at nine is for the next morning", "09:00:00", false, later(nine(21))],
  ["what was muted until shortly before nine is told at nine", "08:59:59", true, later(nine(20))],
  ["what was muted until nine is told at once", "09:00:00", true, tell],
  ["and so it is where that is seen minutes later", "09:04:59", true, tell],
  ["what was muted until later is for the next morning", "09:05:00", true, later(nine(21))],
])("%s", (_title, at, isMutedSoFar, expected) => {
  expect(verdictAt(instant(`2026-11-20T${at}Z`), isMutedSoFar)).toMatchObject(expected);
});
