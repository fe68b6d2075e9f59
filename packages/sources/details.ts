/**
 * Reads details of a finding that are only shown. Their format is open: missing or unexpected fields are left out, and no finding is
 * refused for them.
 */
import { isObject } from "@tocsin/core/text/json";
import { redacted } from "@tocsin/core/text/redact";

/** The value at the end of `path`; nothing if one of its fields is missing. */
export function fieldAt(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, field) => (isObject(inner) ? inner[field] : undefined), value);
}

/** The text at the end of `path`, or an empty one. */
export function textAt(value: unknown, ...path: readonly string[]): string {
  const found = fieldAt(value, ...path);
  return typeof found === "string" ? found : "";
}

export function listAt(value: unknown, ...path: readonly string[]): readonly unknown[] {
  const found = fieldAt(value, ...path);
  return Array.isArray(found) ? found : [];
}

export function textsIn(list: readonly unknown[]): readonly string[] {
  return list.flatMap((text) => (typeof text === "string" && text !== "" ? [text] : []));
}

/** A whole number, such as a port or a count, at the end of `path`; nothing if the value is none. */
export function wholeAt(value: unknown, ...path: readonly string[]): number | undefined {
  const found = fieldAt(value, ...path);
  return typeof found === "number" && Number.isSafeInteger(found) && found >= 0 ? found : undefined;
}

/** The texts that are not blank, each once; nothing if there are none. */
export function known(texts: readonly (string | undefined)[]): readonly string[] | undefined {
  const said = new Set(texts.filter((text) => text !== undefined && text.trim() !== ""));
  return said.size === 0 ? undefined : [...said].filter((text) => text !== undefined);
}

/** `team=quay`. Tags are shown like names, except the value of a tag that is named like a secret. */
export function tagText(key: string, value: string): string {
  const text = value === "" ? key : `${key}=${value}`;
  return !text.includes("[secret]") && redacted(text).includes("[secret]") ? `${key}=[secret]` : text;
}
