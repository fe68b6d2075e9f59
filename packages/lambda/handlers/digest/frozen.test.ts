import type { ReportFile, Reports } from "@tocsin/aws/reports";
import { instant } from "@tocsin/core/event/instant";
import { renderJson } from "@tocsin/digest/render/report-files";
import type { Report } from "@tocsin/digest/report/format";
import { sampleReport } from "@tocsin/digest/testing/sample-report";
import { expect, test } from "vitest";
import { type BuiltReport, freeze, frozenReport } from "./frozen.ts";

function bucket() {
  const files = new Map<string, ReportFile["body"]>();
  const order: string[] = [];
  const put = (file: ReportFile) => {
    files.set(file.key, file.body);
    order.push(file.key);
  };
  const reports: Reports = {
    put: async (file) => put(file),
    async putIfAbsent(file) {
      if (files.has(file.key)) return false;
      put(file);
      return true;
    },
    get: async (key) => files.get(key)?.toString(),
  };
  return { reports, order };
}

const built = (changes: Partial<Report>): BuiltReport => {
  const report = { ...sampleReport, asOf: sampleReport.to, ...changes };
  return { report, json: renderJson(report), csv: Buffer.from(report.scope) };
};
const scopeIn = async (reports: Reports) =>
  (await frozenReport(sampleReport.week, { kind: "organization" }, reports))?.report.scope;

test("what was stored of a week that is over stays, whatever is built of it later", async () => {
  const { reports } = bucket();
  await freeze([built({ scope: "first" })], reports);
  await freeze([built({ scope: "later" })], reports);
  expect(await scopeIn(reports)).toBe("first");
  expect(await reports.get("digest/2026/W47/alerts.csv")).toBe("first");
});

test("what was stored of a week that went on is replaced, until it is over", async () => {
  const { reports } = bucket();
  for (const [scope, asOf] of [
    ["tuesday", instant("2026-11-17T12:00:00Z")],
    ["friday", instant("2026-11-20T12:00:00Z")],
    ["over", sampleReport.to],
    ["later", sampleReport.to],
  ] as const)
    await freeze([built({ scope, asOf })], reports);
  expect(await scopeIn(reports)).toBe("over");
});

test("the organization's report is stored last, and of each the rows first", async () => {
  const { reports, order } = bucket();
  const web = { edition: { kind: "owner", name: "web" } } as const;
  await freeze([built({}), built(web)], reports);
  expect(order).toEqual([
    "digest/2026/W47/owner/web/alerts.csv",
    "digest/2026/W47/owner/web/report.json",
    "digest/2026/W47/alerts.csv",
    "digest/2026/W47/report.json",
  ]);
});
