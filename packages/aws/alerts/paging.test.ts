import { setImmediate } from "node:timers/promises";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { inChunks, inOrder, pagesOf, sideBySide } from "./paging.ts";

/** Pages of these items, and which of them were fetched. */
function pagesFrom<T>(pages: readonly (readonly T[])[]) {
  const fetched: number[] = [];
  const stream = pagesOf<T>(async (start) => {
    const n = Number(start?.n?.N ?? 0);
    fetched.push(n);
    return { items: pages[n] ?? [], next: n + 1 < pages.length ? { n: { N: String(n + 1) } } : undefined };
  });
  return { stream, fetched };
}

describe("pagesOf", () => {
  test("fetches one page ahead and no more", async () => {
    const { stream, fetched } = pagesFrom([[1], [2], [3], [4]]);
    expect((await stream.next()).value).toEqual([1]);
    await setImmediate();
    expect(fetched).toEqual([0, 1]);
    expect((await stream.next()).value).toEqual([2]);
    await setImmediate();
    expect(fetched).toEqual([0, 1, 2]);
  });

  test("throws a failure where its page is asked for, and not before", async () => {
    const stream = pagesOf<number>(async (start) => {
      if (start) throw new Error("throttled");
      return { items: [1], next: {} };
    });
    expect((await stream.next()).value).toEqual([1]);
    await setImmediate();
    await expect(stream.next()).rejects.toThrow("throttled");
  });
});

describe("inOrder", () => {
  const letters = fc.array(fc.array(fc.stringMatching(/^[a-e]{1,2}$/), { maxLength: 4 }), { maxLength: 4 });

  test("gives what all streams hold, sorted, whatever their pages", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(letters, { maxLength: 5 }), async (streams) => {
        const sorted = streams.map((pages) => {
          const all = pages.flat().toSorted();
          return pages.map(({ length }) => all.splice(0, length));
        });
        const merged = await Array.fromAsync(
          inOrder(
            sorted.map((pages) => pagesFrom(pages).stream),
            (item) => item,
          ),
        );
        expect(merged).toEqual(streams.flat(2).toSorted());
      }),
    );
  });
});

describe("sideBySide", () => {
  test("keeps the order of its inputs, and does no more at a time than it may", async () => {
    let running = 0;
    let most = 0;
    const work = async (n: number) => {
      running += 1;
      most = Math.max(most, running);
      for (let i = 0; i < n % 4; i += 1) await setImmediate();
      running -= 1;
      return n * 10;
    };
    const inputs = Array.from({ length: 30 }, (_, n) => n);
    expect(await Array.fromAsync(sideBySide(inputs, 4, work))).toEqual(inputs.map((n) => n * 10));
    expect(most).toBe(4);
  });

  test("throws the failure of one in its turn", async () => {
    const results = sideBySide([1, 2, 3], 3, async (n) => {
      if (n === 2) throw new Error("no. 2 failed");
      return n;
    });
    const given: number[] = [];
    const reading = (async () => {
      for await (const n of results) given.push(n);
    })();
    await expect(reading).rejects.toThrow("no. 2 failed");
    expect(given).toEqual([1]);
  });
});

test.each([
  [[], []],
  [[1, 2], [[1, 2]]],
  [
    [1, 2, 3],
    [[1, 2], [3]],
  ],
])("inChunks cuts %j into %j", async (items, chunks) => {
  expect(await Array.fromAsync(inChunks(items, 2))).toEqual(chunks);
});
