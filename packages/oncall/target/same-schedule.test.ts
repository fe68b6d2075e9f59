import { instant, shift } from "@tocsin/core/event/instant";
import { expect, test } from "vitest";
import { zero } from "../counts.ts";
import type { Told } from "../group.ts";
import type { Reach } from "../schedule/way-to.ts";
import { onCallByDay } from "../testing/on-call-by-day.ts";
import { sampleKey, toldWith } from "../testing/sample-group.ts";
import { isSameSchedule } from "./same-schedule.ts";

const now = instant("2026-11-25T11:00:00Z");
const policy = { ...onCallByDay, channels: { desk: {}, "ada's phone": {}, "grace's phone": {} } };

const toldBy = (by: string | undefined, changed: Partial<Told> = {}): Told => ({
  ...toldWith({
    last: { at: now, kind: by === undefined ? undefined : "opened", rings: false, counts: zero },
    handle: by === undefined ? undefined : { by },
  }),
  ...changed,
});

test.each<readonly [string, string, string, Told | undefined, Partial<Reach>, boolean]>([
  ["of people whose contact was told last", "rota", "primary", toldBy("ada's phone"), {}, true],
  ["of people whose other contact was", "rota", "primary", toldBy("ada's mail"), {}, true],
  ["of people by their second contact", "rota/2", "primary/2", toldBy("ada's mail"), {}, true],
  ["where what counts as told was sent to nobody", "rota", "primary", toldBy(undefined), {}, true],
  [
    "of who took over when it was told",
    "rota",
    "primary",
    toldBy("joan's phone"),
    {
      people: { ...onCallByDay.people, joan: { contacts: ["joan's phone"] } },
      overrides: [{ id: "o", schedule: "primary", person: "joan", from: shift(now, -1), until: now }],
    },
    true,
  ],
  ["no other: the first contact and the second are two", "rota", "primary/2", toldBy("ada's phone"), {}, false],
  ["no other: a schedule of other people is another", "rota", "primary", toldBy("joan's phone"), {}, false],
  ["no other: the one before is still there", "primary", "primary/2", toldBy("ada's phone"), {}, false],
  ["no other: what was told is a channel", "desk", "primary", toldBy("desk"), {}, false],
  ["no other: a channel is to be told", "rota", "ada's phone", toldBy("ada's phone"), {}, false],
  ["no other: nothing was told so far", "rota", "primary", toldBy("ada's phone", { last: undefined }), {}, false],
  ["no other: nothing is known", "rota", "primary", undefined, {}, false],
])("a schedule is the same by another name %s", (_title, from, to, told, changed, expected) => {
  const named = (destination: string) => ({ ...sampleKey, destination });
  expect(isSameSchedule(named(from), named(to), told, { ...policy, ...changed })).toBe(expected);
});
