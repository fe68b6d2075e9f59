import { describe, expect, test } from "vitest";
import { cleanLog, cleanReason } from "./clean-log.ts";

describe("a log entry", () => {
  const entries: unknown[] = [];
  const log = cleanLog((level, message, fields) => void entries.push({ level, message, fields }));
  const written = (message: string, fields = {}) => {
    log.warn(message, fields);
    return entries.at(-1);
  };

  test("holds no secret, in its message nor in a field", () => {
    expect(written("failed for AKIAIOSFODNN7EXAMPLE", { problem: "token=abc by jane@example.com", times: 3 })).toEqual({
      level: "warn",
      message: "failed for [access key]",
      fields: { problem: "token=[secret] by [e-mail]", times: 3 },
    });
  });

  test("has what would act written out, but for the ends of a page's lines", () => {
    expect(written("a\u001b[2J\u202eb\u009b\ud800", { page: "one\ntwo\r\u0085" })).toEqual({
      level: "warn",
      message: "a\\u{1b}[2J\\u{202e}b\\u{9b}\\u{d800}",
      fields: { page: "one\ntwo\\u{d}\\u{85}" },
    });
  });
});

test.each([
  ["observed", "observed"],
  ["already-delivered", "already-delivered"],
  ["AKIAIOSFODNN7EXAMPLE", "unknown"],
  ["jane@example.com", "unknown"],
  ["", "unknown"],
  ["x".repeat(42), "unknown"],
])("the reason %j makes the dimension %s", (reason, dimension) => {
  expect(cleanReason(reason)).toBe(dimension);
});
