import { expect, test } from "vitest";
import { createReviewing } from "./reviewing.ts";

/** Reviews that end as `outcomes` say, in order. */
function setUp(...outcomes: readonly (Error | undefined)[]) {
  const logged: string[] = [];
  const printed: string[] = [];
  const left = [...outcomes];
  const reviewOnce = createReviewing({
    review: async () => {
      const error = left.shift();
      if (error) throw error;
    },
    log: (message) => logged.push(message),
    print: (text) => printed.push(text),
  });
  return { reviewOnce, logged, printed };
}

const away = new Error("the table is away");

test("a review that fails ends nothing: each failure is logged, and the first is printed", async () => {
  const { reviewOnce, logged, printed } = setUp(undefined, away, new Error("still away"), away);
  for (let n = 0; n < 4; n += 1) await reviewOnce();
  expect(logged).toEqual(["Error: the table is away", "Error: still away", "Error: the table is away"]);
  expect(printed).toEqual(["the review failed, and is retried every minute; the log has more: the table is away\n"]);
});

test("a failure is printed again when reviews had worked in between", async () => {
  const { reviewOnce, printed } = setUp(away, undefined, away);
  for (let n = 0; n < 3; n += 1) await reviewOnce();
  expect(printed.length).toBe(2);
});

test("what it prints drives no terminal", async () => {
  const { reviewOnce, printed } = setUp(new Error("a\u001b[2J\nb"));
  await reviewOnce();
  expect(printed[0]).toMatch(/: a \[2J b\n$/);
});
