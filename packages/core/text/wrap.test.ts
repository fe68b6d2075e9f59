import { describe, expect, test } from "vitest";
import { wrap } from "./wrap.ts";

describe("wrap", () => {
  test.each([
    ["gives no line for no words", " ", 10, []],
    ["keeps a text of exactly the width on one line", "12345 7890", 10, ["12345 7890"]],
    ["breaks a text of one more", "12345 78901", 10, ["12345", "78901"]],
    ["keeps a word longer than the width whole", "see arn:aws:acm:1 now", 10, ["see", "arn:aws:acm:1", "now"]],
    ["takes many spaces for one", "a    b", 10, ["a b"]],
  ])("%s", (_title, text, columns, lines) => expect(wrap(text, columns)).toEqual(lines));
});
