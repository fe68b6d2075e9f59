import { describe, expect, test } from "vitest";
import { shown } from "./page-text.ts";

describe("shown", () => {
  test.each([
    ["keeps letters of any script", "Zertifikat läuft ab: 証明書 🔔", "Zertifikat läuft ab: 証明書 🔔"],
    ["writes an escape sequence out", "\u001b[2Jgone", "\\u{1b}[2Jgone"],
    ["writes the one-byte form of an escape sequence out", "\u009b2Jgone", "\\u{9b}2Jgone"],
    ["writes line breaks out", "one\r\ntwo", "one\\u{d}\\u{a}two"],
    ["writes a backspace out", "safe\b\b\b\bevil", "safe\\u{8}\\u{8}\\u{8}\\u{8}evil"],
    ["writes a change of direction out", "\u202egnp.exe", "\\u{202e}gnp.exe"],
    ["writes invisible characters out", "ad\u200bmin\u{e0041}", "ad\\u{200b}min\\u{e0041}"],
    ["writes Unicode's line separator out", "one\u2028two", "one\\u{2028}two"],
    ["writes half of a surrogate pair out", "\ud83d!", "\\u{d83d}!"],
  ])("%s", (_title, text, expected) => expect(shown(text, 100)).toBe(expected));

  test("keeps a text of exactly the limit", () => expect(shown("12345", 5)).toBe("12345"));
  test("cuts a text of one more and shows that it did", () => expect(shown("123456", 5)).toBe("1234…"));
  test("counts characters as they are written out", () => expect(shown("\u001b".repeat(5), 12)).toHaveLength(12));
});
