import type { _Record as StreamRecord } from "@aws-sdk/client-dynamodb-streams";
import { silenceItem } from "@tocsin/aws/world/items/silence-item";
import { instant, shift } from "@tocsin/core/event/instant";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createNextReview } from "./next-review.ts";

const start = instant("2026-11-20T12:00:00Z");
const at = (minutes: number) => shift(start, minutes * 60_000);

/** A head that is due at an even minute, or a group that is due at an odd one. */
function written(minutes: number | undefined): StreamRecord {
  const attribute = (minutes ?? 0) % 2 === 0 ? "reviewSk" : "dueSk";
  const NewImage = { ...(minutes !== undefined && { [attribute]: { S: at(minutes) } }) };
  return { eventName: "INSERT", dynamodb: { NewImage } };
}

/** A table with alerts and groups that are due at these minutes, and how often it was queried. */
function setUp(initial: readonly number[] = []) {
  const table = { due: [...initial], queries: 0 };
  const next = createNextReview(async (now) => {
    table.queries += 1;
    const [first] = table.due.toSorted((a, b) => a - b).map(at);
    return first !== undefined && first <= now ? first : undefined;
  });
  const write = (minutes: number) => {
    table.due.push(minutes);
    next.note(written(minutes));
  };
  return { table, next, write };
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
  const next = createNextReview(async (now) => {
    if (now <= at(10)) return noted.isWritten ? at(5) : undefined;
    // The query began before the write, and does not see it.
    noted.isWritten = true;
    next.note(written(5));
    return undefined;
  });
  expect(await next.by(at(1))).toBeUndefined();
  expect(await next.by(at(10))).toBe(at(5));
});

test("the table is asked anew once what is in force has changed", async () => {
  const { table, next } = setUp();
  expect(await next.by(at(1))).toBeUndefined();
  const until = at(600);
  const silence = { of: { alertId: "fe93" }, upTo: "HIGH", evenIfWorse: false, by: "ada", why: "w" } as const;
  const NewImage = silenceItem({ ...silence, id: "s1", madeAt: start, from: start, until });
  table.due.push(2);
  expect(await next.by(at(2))).toBeUndefined();
  next.note({ eventName: "INSERT", dynamodb: { NewImage } });
  expect(await next.by(at(2))).toBe(at(2));
});
