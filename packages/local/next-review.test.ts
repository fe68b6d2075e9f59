import type { _Record as StreamRecord } from "@aws-sdk/client-dynamodb-streams";
import { instant, shift } from "@tocsin/core/event/instant";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type AskedPlace, createNextReview, type DueIndex } from "./next-review.ts";

const start = instant("2026-11-20T12:00:00Z");
const at = (minutes: number) => shift(start, minutes * 60_000);

type Place = "even" | "odd" | "asked";

interface Written {
  readonly place: Place;
  readonly id: string;
  /** Nothing, where the item is removed. */
  readonly minutes: number | undefined;
}

const itemOf = ({ place, id, minutes }: Written) => ({
  ...keysOf({ place, id }),
  ...(minutes !== undefined && { [place]: { S: at(minutes) } }),
});

const keysOf = ({ place, id }: Pick<Written, "place" | "id">) => ({ pk: { S: place }, sk: { S: id } });

function recordOf(written: Written): StreamRecord {
  const NewImage = written.minutes === undefined ? undefined : itemOf(written);
  return { dynamodb: { Keys: keysOf(written), NewImage } };
}

/**
 * A table of two indexes and one place that is asked, with what is due in it, and how often it was read.
 * @param initial what is in the table before the stream is read; left out, it is new.
 */
function setUp(initial?: readonly Written[]) {
  const table = { items: new Map<string, Written>(), reads: 0, now: at(-1) };
  const put = (written: Written) => table.items.set(`${written.place} ${written.id}`, written);
  for (const written of initial ?? []) put(written);
  const dues = (place: Place) =>
    [...table.items.values()].flatMap((item) =>
      item.place === place && item.minutes !== undefined ? [item.minutes] : [],
    );
  const indexes = (["even", "odd"] as const).map(
    (place): DueIndex => ({
      dueOf: (item) => item[place]?.S,
      read:
        initial &&
        async function* () {
          table.reads += 1;
          for (const item of [...table.items.values()]) if (item.place === place) yield [itemOf(item)];
        },
    }),
  );
  const asked: AskedPlace = {
    has: ({ pk }) => pk?.S === "asked",
    async firstDue(until) {
      table.reads += 1;
      return [...dues("asked"), Number.POSITIVE_INFINITY]
        .toSorted((a, b) => a - b)
        .map((minutes) => (Number.isFinite(minutes) ? at(minutes) : undefined))
        .filter((due) => due === undefined || due <= until)[0];
    },
  };
  const next = createNextReview({ indexes, asked, now: () => table.now });
  const write = (written: Written) => {
    put(written);
    next.note(recordOf(written));
  };
  const first = () => Math.min(...dues("even"), ...dues("odd"), ...dues("asked"));
  return { table, next, write, indexes, first };
}

const anyWritten = fc.record({
  place: fc.constantFrom<Place>("even", "odd", "asked"),
  id: fc.constantFrom("a", "b", "c"),
  minutes: fc.option(fc.nat(60), { nil: undefined }),
});
const anySteps = fc.array(
  fc.oneof(
    anyWritten.map((written) => ({ kind: "write" as const, written })),
    fc.nat(60).map((minutes) => ({ kind: "ask" as const, minutes })),
  ),
);

test("the next review is what the table would give, whatever was written, removed and asked for before", async () => {
  const initially = fc.option(fc.array(anyWritten, { maxLength: 5 }), { nil: undefined });
  await fc.assert(
    fc.asyncProperty(initially, anySteps, async (initial, steps) => {
      const { next, write, first } = setUp(initial);
      for (const step of steps) {
        if (step.kind === "write") write(step.written);
        const minutes = step.kind === "ask" ? step.minutes : 60;
        expect(await next.by(at(minutes))).toBe(first() <= minutes ? at(first()) : undefined);
      }
    }),
  );
});

test("an index gives what is due as the table would, once it is read, longest due first", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.option(fc.array(anyWritten), { nil: undefined }),
      fc.array(anyWritten),
      fc.nat(60),
      async (initial, written, minutes) => {
        const { table, next, write, indexes } = setUp(initial);
        const isNew = initial === undefined;
        expect(indexes.map((index) => next.dueBy(index, at(minutes)) !== undefined)).toEqual([isNew, isNew]);
        await next.by(at(0));
        for (const one of written) write(one);
        const dues = (place: Place) =>
          [...table.items.values()].flatMap((item) =>
            item.place === place && item.minutes !== undefined && item.minutes <= minutes ? [item] : [],
          );
        for (const [i, place] of (["even", "odd"] as const).entries()) {
          const [index] = indexes.slice(i);
          const due = (index && next.dueBy(index, at(minutes))) ?? [];
          expect(new Set(due.map(({ keys, due: at }) => `${keys.sk?.S} ${at}`))).toEqual(
            new Set(dues(place).map(({ id, minutes: m = 0 }) => `${id} ${at(m)}`)),
          );
          expect(due.map((item) => item.due)).toEqual(due.map((item) => item.due).toSorted());
        }
      },
    ),
  );
});

test("the table is read once, whatever is written to its indexes", async () => {
  const { table, next, write } = setUp([{ place: "odd", id: "a", minutes: 50 }]);
  await next.by(at(1));
  const { reads } = table;
  write({ place: "even", id: "a", minutes: 40 });
  write({ place: "odd", id: "a", minutes: 45 });
  expect(await next.by(at(60))).toBe(at(40));
  write({ place: "even", id: "a", minutes: undefined });
  expect(await next.by(at(60))).toBe(at(45));
  expect(table.reads).toBe(reads);
});

test("an index of a new table is not read", async () => {
  const { table, next, write } = setUp();
  await next.by(at(1));
  const { reads } = table;
  write({ place: "even", id: "a", minutes: 2 });
  expect(await next.by(at(2))).toBe(at(2));
  expect(table.reads).toBe(reads);
});

test("a place is asked again when its instant has come, and not before", async () => {
  const { table, next } = setUp([{ place: "asked", id: "a", minutes: 10 }]);
  expect(await next.by(at(60))).toBe(at(10));
  // What time alone changes, no record of the stream tells.
  table.items.clear();
  expect(await next.by(at(60))).toBe(at(10));
  table.now = at(10);
  expect(await next.by(at(60))).toBeUndefined();
});

test("what is noted while a place is asked, or an index is read, is not missed", async () => {
  const noted = new Set<string>();
  const late = (place: Place): Written => ({ place, id: "late", minutes: 5 });
  // What is read was so before the write.
  const next = createNextReview({
    indexes: [
      {
        dueOf: (item) => item.odd?.S,
        async *read() {
          next.note(recordOf(late("odd")));
          next.note(recordOf({ place: "odd", id: "gone", minutes: undefined }));
          yield [itemOf({ place: "odd", id: "late", minutes: 50 }), itemOf({ place: "odd", id: "gone", minutes: 1 })];
        },
      },
    ],
    asked: {
      has: ({ pk }) => pk?.S === "asked",
      async firstDue(until) {
        if (noted.has("asked")) return until < at(3) ? undefined : at(3);
        noted.add("asked");
        next.note(recordOf(late("asked")));
        return undefined;
      },
    },
    now: () => start,
  });
  expect(await next.by(at(2))).toBeUndefined();
  expect(await next.by(at(4))).toBe(at(3));
  expect(await next.by(at(60))).toBe(at(3));
});
