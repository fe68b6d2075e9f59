import { expect, test } from "vitest";
import { escaped, isPlain, plain, writtenOut } from "./text.ts";

test.each([
  [
    "keeps a text of printable characters",
    "Certificate www.example.com expires",
    40,
    "Certificate www.example.com expires",
  ],
  ["keeps letters of any script and pairs of surrogates", "Zürich 東京 🔔", 40, "Zürich 東京 🔔"],
  ["makes one space of a line break", "a\r\nb", 40, "a b"],
  ["lets no line be forged by other line separators", "a\u2028b\u2029c\u0085d", 40, "a b c d"],
  ["takes an escape sequence apart", "a\u001b[31mred", 40, "a [31mred"],
  ["drops null, delete and C1 controls", "a\u0000b\u007fc\u009bd", 40, "a b c d"],
  ["drops what embeds and overrides a direction", "a\u202egnp.exe\u202c", 40, "a gnp.exe"],
  ["drops what isolates a direction", "a\u2066b\u2069", 40, "a b"],
  ["drops the marks of a direction", "a\u200eb\u200fc\u061cd", 40, "a b c d"],
  ["drops a byte order mark", "\ufeffa", 40, "a"],
  ["drops what is no character, and what no queue takes", "a\ufffeb\uffff", 40, "a b"],
  ["trims", "  a  ", 40, "a"],
  ["gives nothing for nothing but controls", "\n\t\u0000", 40, ""],
  ["replaces a lone surrogate", "a\ud800b\udc00", 40, "a\ufffdb\ufffd"],
  ["keeps a text of exactly the limit", "abcde", 5, "abcde"],
  ["cuts a text one longer, and says so", "abcdef", 5, "abcd…"],
  ["counts what is left after trimming", " abcde ", 5, "abcde"],
  ["does not cut a pair of surrogates in two", "abc🔔d", 5, "abc…"],
  ["keeps a pair of surrogates that just fits before the mark", "ab🔔de", 5, "ab🔔…"],
  ["leaves the mark alone where there is room for no more", "abc", 1, "…"],
])("%s", (_title, text, limit, expected) => {
  expect(plain(text, limit)).toBe(expected);
});

test.each([
  ["keeps a text of printable characters", "Zürich 東京 🔔 {}", "Zürich 東京 🔔 {}"],
  ["shows each control by its number", "a\u001b[2J\r\nb\u009b\u202e", "a\\u001b[2J\\u000d\\u000ab\\u009b\\u202e"],
  ["replaces a lone surrogate", "a\ud800", "a\ufffd"],
])("escaping %s", (_title, text, expected) => {
  expect(escaped(text)).toBe(expected);
});

test.each([
  ["Latin letters and signs", "prod/db-1 (old)", true],
  ["letters of any script and pairs of surrogates", "Zürich 東京 🔔", true],
  ["space around letters", " 東京 ", true],
  ["nothing", "", false],
  ["space alone", " \u3000", false],
  ["half of a pair of surrogates", "a\ud800", false],
  ["a line break", "a\nb", false],
  ["a control character at the start", "\u0000東京", false],
  ["a mark of direction at the end", "東京\u200f", false],
])("of %s it is known whether it can be shown as it is", (_title, text, expected) => {
  expect(isPlain(text)).toBe(expected);
});

test.each([
  ["leaves alone what is seen", "Zürich 東京 🔔", "Zürich 東京 🔔"],
  ["shows a control character", "a\u001b[31m", "a\\u{1b}[31m"],
  ["shows what overrides a direction, and what has no width", "a\u202eb\u200bc", "a\\u{202e}b\\u{200b}c"],
  ["shows a line separator", "a\u2028b", "a\\u{2028}b"],
  ["shows half of a pair of surrogates", "a\ud800", "a\\u{d800}"],
  ["shows a character beyond U+FFFF by its one number", "a\u{e0041}", "a\\u{e0041}"],
])("writing out %s", (_title, text, expected) => {
  expect(writtenOut(text)).toBe(expected);
});
