/** The report as it is stored: the data, and what people read. */

import type { Report } from "../report/report.ts";
import { renderHtml } from "./html.ts";
import { renderText } from "./text.ts";

export interface ReportFile {
  readonly key: string;
  readonly body: string;
  readonly contentType: string;
}

/** Under `digest/2026/W47/`. A week's report has the same keys whenever it is built. */
export function reportFiles(report: Report): readonly ReportFile[] {
  const folder = `digest/${report.week.replace("-", "/")}`;
  return [
    {
      key: `${folder}/report.json`,
      body: `${JSON.stringify(report, undefined, 2)}\n`,
      contentType: "application/json; charset=utf-8",
    },
    { key: `${folder}/report.txt`, body: renderText(report), contentType: "text/plain; charset=utf-8" },
    { key: `${folder}/report.html`, body: renderHtml(report), contentType: "text/html; charset=utf-8" },
  ];
}
