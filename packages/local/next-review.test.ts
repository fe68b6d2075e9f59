import type { _Record as StreamRecord } from "@aws-sdk/client-dynamodb-streams";
import { instant, shift } from "@tocsin/core/event/instant";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createNextReview, type DuePlace } from "./next-review.ts";

const start = instant("2026-11-20T12:00:00Z");
const at = (minutes: number) => shift(start, minutes * 60_000);

/** Something that is due then, in one of two places. */
function written(minutes: number | undefined): StreamRecord {
  const NewImage = { ...(minutes !== undefined && { [placeOf(minutes)]: { S: at(minutes) } }) };
  return { eventName: "INSERT", dynamodb: { NewImage } };
}

const placeOf = (minutes: number) => (minutes % 2 === 0 ? "even" : "odd");

/** A table with what is due at these minutes, and how often it was queried. */
function setUp(initial: readonly number[] = []) {
  const table = { due: [...initial], queries: 0 };
  const places = ["even", "odd"].map(
    (name): DuePlace => ({
      dueFrom: (item) => item[name]?.S,
      async firstDue(now) {
        table.queries += 1;
        const due = table.due.filter((minutes) => placeOf(minutes) === name);
        const [first] = due.toSorted((a, b) => a - b).map(at);
        return first !== undefined && first <= now ? first : undefined;
      },
    }),
  );
  const next = createNextReview(places);
  const write = (minutes: number) => {
    table.due.push(minutes);
    next.note(written(minutes));
  };
  return { table, next, write, places };
}

test("the next review is what a query of the table would give, whatever was written, reviewed and asked for before", async () => {
  const step = fc.oneof(
    fc.record({ kind: fc.constant("write" as const), minutes: fc.nat(60) }),
    fc.record({ kind: fc.constant("review" as const), minutes: fc.nat(60) }),
    fc.record({ kind: fc.constant("ask" as const), minutes: fc.nat(60) }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(60), { maxLength: 3 }), fc.array(step), async (initial, steps) => {
      const { table, next, write } = setUp(initial);
      for (const { kind, minutes } of steps) {
        if (kind === "write") write(minutes);
        if (kind === "review") table.due = table.due.filter((due) => due > minutes);
        const first = Math.min(...table.due);
        expect(await next.by(at(minutes))).toBe(first <= minutes ? at(first) : undefined);
      }
    }),
  );
});

test("the table is not queried again before something can be due", async () => {
  const { table, next, write } = setUp([50]);
  await next.by(at(1));
  const { queries } = table;
  for (let minutes = 2; minutes < 50; minutes += 1) expect(await next.by(at(minutes))).toBeUndefined();
  write(60);
  next.note(written(undefined));
  expect(await next.by(at(49))).toBeUndefined();
  expect(table.queries).toBe(queries);
  expect(await next.by(at(50))).toBe(at(50));
});

test("what is noted while the table is asked for what comes later is not missed", async () => {
  const noted = { isWritten: false };
  const firstDue: DuePlace["firstDue"] = async (now) => {
    if (now <= at(10)) return noted.isWritten ? at(5) : undefined;
    // The query began before the write, and does not see it.
    noted.isWritten = true;
    next.note(written(5));
    return undefined;
  };
  const next = createNextReview([{ dueFrom: (item) => item.odd?.S, firstDue }]);
  expect(await next.by(at(1))).toBeUndefined();
  expect(await next.by(at(10))).toBe(at(5));
});

test("only the place is asked in which something can be due", async () => {
  const { table, next, write } = setUp();
  expect(await next.by(at(1))).toBeUndefined();
  const { queries } = table;
  write(2);
  write(40);
  expect(await next.by(at(2))).toBe(at(2));
  expect(table.queries).toBe(queries + 1);
});

test("a place in which nothing can be due says so, until something is written that is", async () => {
  const { next, write, places } = setUp([30]);
  const mayBeDue = (minutes: number) => places.map((place) => next.mayBeDue(place, at(minutes)));
  expect(mayBeDue(0)).toEqual([true, true]);
  await next.by(at(1));
  expect(mayBeDue(29)).toEqual([false, false]);
  expect(mayBeDue(30)).toEqual([true, false]);
  write(5);
  expect(mayBeDue(4)).toEqual([false, false]);
  expect(mayBeDue(5)).toEqual([false, true]);
});
