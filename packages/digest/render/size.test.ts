/** How large renderings grow: with the lines of a report, and not with the number of alerts. */
import { severities } from "@tocsin/core/alert/severity";
import { instant, shift } from "@tocsin/core/event/instant";
import { expect, test } from "vitest";
import { alertView, built, historyOf, inputOf } from "../testing/histories.ts";
import { renderMail } from "./mail/mail.ts";
import { renderHtml } from "./page/page.ts";
import { renderJson } from "./report-files.ts";
import { renderText } from "./text/text.ts";

const end = instant("2026-11-23T00:00:00Z");
const DAY = 86_400_000;
const word = (n: number) => `name-${n}-${"x".repeat(60)}`;

/** Alerts of 500 owners, with the longest names and titles that services give. A third are vulnerabilities, a third have deadlines. */
function alertOf(n: number) {
  const owner = n % 500;
  const kinds = [
    { condition: "threat" as const },
    { condition: "vulnerability" as const, attributes: { cve: [`CVE-2026-${n % 4000}`] } },
    { condition: "certificate-expiry" as const, deadline: shift(end, ((n % 60) - 10) * DAY) },
  ];
  const view = alertView({
    id: n.toString(16).padStart(32, "0"),
    title: `${word(n)} ${"is not as it should be, ".repeat(6)}`,
    resource: `arn:aws:ec2:eu-west-1:${String(owner).padStart(12, "1")}:instance/${word(n)}`,
    account: String(owner).padStart(12, "1"),
    owner: `team-${owner}`,
    link: `https://eu-west-1.console.aws.amazon.com/${word(n)}`,
    firstSeenAt: shift(end, -(n % 120) * DAY),
    ...kinds[n % kinds.length],
  });
  const severity = severities[n % severities.length] ?? "LOW";
  return historyOf(view, [{ at: shift(end, -(1 + (n % 80)) * DAY), status: "OPEN", severity }]);
}

// With 20,000 alerts every list is full: with 100,000 some numbers have a digit more.
test("the page of 20,000 alerts is far below 1 MB, and a mail below what Gmail shows", {
  timeout: 60_000,
}, async () => {
  const alerts = Array.from({ length: 20_000 }, (_, n) => alertOf(n));
  const { organization } = await built(inputOf(alerts, { week: "2026-W47", now: end }));
  const { due, sla, changed, byOwner, byAccount, doFirst } = organization;
  expect(organization.verdict.open).toBe(20_000);
  for (const { more } of [doFirst, due.overdue, due.within14, due.within45, sla.late, changed, byOwner, byAccount])
    expect(more).toBeGreaterThan(0);
  const bytes = (text: string) => Buffer.byteLength(text);
  expect(bytes(renderHtml(organization))).toBeLessThan(900_000);
  expect(bytes(renderJson(organization))).toBeLessThan(900_000);
  expect(bytes(renderMail(organization))).toBeLessThan(102 * 1024);
  expect(bytes(renderText(organization))).toBeLessThan(200_000);
});
