import { instant } from "@tocsin/core/event/instant";
import { parse } from "@tocsin/core/text/parse";
import { expect, test } from "vitest";
import { reportSchema } from "../report/report.ts";
import { reportOf } from "../testing/samples.ts";
import { reportFiles } from "./files.ts";
import { renderHtml } from "./html.ts";
import { renderText } from "./text.ts";

const report = await reportOf([], "2026-W07", instant("2026-03-01T00:00:00Z"));

test("a report is stored under its year and week, in three forms", () => {
  expect(reportFiles(report).map(({ key, contentType }) => [key, contentType])).toEqual([
    ["digest/2026/W07/report.json", "application/json; charset=utf-8"],
    ["digest/2026/W07/report.txt", "text/plain; charset=utf-8"],
    ["digest/2026/W07/report.html", "text/html; charset=utf-8"],
  ]);
});

test("the stored data is the report, from which the others can be rendered again", () => {
  const [data, text, page] = reportFiles(report);
  const read = parse(reportSchema, JSON.parse(data?.body ?? ""));
  expect(read).toEqual({ ok: true, value: report });
  if (!read.ok) return;
  expect(renderText(read.value)).toBe(text?.body);
  expect(renderHtml(read.value)).toBe(page?.body);
});
