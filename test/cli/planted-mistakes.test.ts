/** Policies with twenty mistakes, each on a line of its own that is marked: all of them are found, and nothing else is. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { inDirectory, tocsin } from "../support/terminal.ts";

/** What is refused. */
const refused = `timezone: Europe/Berlni # wrong
owners:
  - { name: payments, match: { account: [111122223333] }, owner: payments } # wrong
  - { name: shop, match: { account: ["444455556666"] }, owner: shop }
severity:
  - { name: dev, match: { severity: [HIHG] }, severity: LOW } # wrong
ladders:
  - { name: short, match: { stepDays: [7] }, steps: [{ days: 7, severity: HIGH }] } # wrong
urgency:
  - { name: exploited, match: { attributes: { exploitAvailable: [MAYBE] } }, urgency: now } # wrong
channels:
  desk: { type: console }
  hook: { type: webhook, url: "https://hooks.example.com", signingSecret: my-secret } # wrong
routes:
  - { name: all, match: { severity: [HIGH, CRITICAL] }, channels: [desk, dsek] } # wrong
  - { name: all, match: { condition: [threat] }, channels: [desk] } # wrong
  - { name: late, match: { severity: [CRITICAL] }, channels: [desk], escalation: nobody } # wrong
  - { name: own, match: { attributes: { exploitAvialable: ["YES"] } }, channels: [desk] } # wrong
fallback: lead-desk # wrong
silences:
  - { name: night, match: { severity: [LOW] }, days: [mon], from: "25:00", to: "05:00" } # wrong
`;

/** What is accepted, and most likely not meant. What is marked as idle shows on the past alone: the policy itself does not tell. */
const doubtful = `timezone: Europe/Berlin
severity:
  - { name: first, match: { condition: [threat] }, severity: HIGH }
  - { name: second, match: { condition: [threat], account: ["111122223333"] }, severity: LOW } # doubtful
urgency:
  - { name: unchanged, match: { condition: [parameter-unchanged], severity: [CRITICAL] }, urgency: now } # doubtful
  - { name: all threats, match: { condition: [threat] }, urgency: now }
channels:
  desk: { type: console }
  lead: { type: console }
  spare: { type: console } # doubtful
routes:
  - { name: severe, match: { severity: [HIGH, CRITICAL] }, channels: [desk], escalation: lead }
  - { name: of one account, match: { account: ["999900001111"] }, channels: [lead] } # idle
  - { name: by title, match: { title: [{ wildcard: "Unusual*" }] }, channels: [desk] } # idle
escalations:
  - { name: lead, steps: [{ afterMinutes: 10, channels: [lead] }] }
  - { name: unused, steps: [{ afterMinutes: 10, channels: [lead] }] } # doubtful
unrouted: ignore
silences:
  - { name: critical, match: { severity: [CRITICAL] }, days: [mon], from: "22:00", to: "06:00" } # doubtful
  - { name: elsewhere, match: { region: [us-east-1] }, days: [tue], from: "02:00", to: "03:00" } # idle
`;

const finding = {
  ...{ version: "0", id: "e-1", source: "aws.guardduty", "detail-type": "GuardDuty Finding" },
  ...{ account: "111122223333", time: "2026-11-24T08:00:00Z", region: "eu-west-1", resources: [] },
  detail: {
    ...{ schemaVersion: "2.0", accountId: "111122223333", region: "eu-west-1", partition: "aws", severity: 8 },
    id: "70c1a5f0000000000000000000000001",
    arn: "arn:aws:guardduty:eu-west-1:111122223333:detector/9ab4c0ffee1122334455667788990011/finding/70c1a5f0000000000000000000000001",
    type: "CredentialAccess:IAMUser/AnomalousBehavior",
    ...{ title: "Unusual calls of kiosk", description: "Calls." },
    ...{ createdAt: "2026-11-24T08:00:00Z", updatedAt: "2026-11-24T08:00:00Z" },
    resource: { resourceType: "AccessKey", accessKeyDetails: { accessKeyId: "ASIAEXAMPLE", userName: "kiosk" } },
    service: {
      archived: false,
      count: 1,
      eventFirstSeen: "2026-11-24T08:00:00Z",
      eventLastSeen: "2026-11-24T08:00:00Z",
    },
  },
};

const marked = (text: string, mark: string) =>
  text.split("\n").flatMap((line, i) => (line.endsWith(`# ${mark}`) ? [i + 1] : []));

const linesOf = (remarks: readonly { readonly line: number }[]) => [...new Set(remarks.map(({ line }) => line))];

test("twenty mistakes are planted", () => {
  expect(
    [marked(refused, "wrong"), marked(doubtful, "doubtful"), marked(doubtful, "idle")].map(({ length }) => length),
  ).toEqual([12, 5, 3]);
});

test("check finds each that is refused and each that is doubtful, at its line, and nothing else; plan finds those that the past alone shows", () =>
  inDirectory(async (directory) => {
    const file = async (name: string, text: string) => {
      await writeFile(join(directory, name), text);
      return join(directory, name);
    };
    const bad = await tocsin(["policy", "check", await file("refused.yaml", refused), "--json"]);
    const { errors, warnings: ofRefused } = JSON.parse(bad.stdout);
    expect([bad.exitCode, linesOf(errors), ofRefused]).toEqual([2, marked(refused, "wrong"), []]);

    const odd = await tocsin(["policy", "check", await file("doubtful.yaml", doubtful), "--json"]);
    const { errors: none, warnings } = JSON.parse(odd.stdout);
    expect([odd.exitCode, none, linesOf(warnings)]).toEqual([0, [], marked(doubtful, "doubtful")]);

    const data = ["--data-dir", join(directory, "run")];
    await tocsin(["run", await file("finding.json", JSON.stringify(finding)), ...data]);
    const planned = await tocsin([
      "policy",
      "plan",
      join(directory, "doubtful.yaml"),
      "--json",
      "--last",
      "8w",
      ...data,
    ]);
    const { idleRules } = JSON.parse(planned.stdout);
    const names = [...marked(doubtful, "idle"), ...foundByBoth()].map((line) => nameAt(doubtful, line));
    expect(idleRules.map(({ name }: { readonly name: string }) => name).sort()).toEqual(names.sort());
  }));

/** Of what is doubtful, the rules that decide nothing, as `plan` sees too. */
function foundByBoth(): readonly number[] {
  return marked(doubtful, "doubtful").filter((line) =>
    ["second", "unchanged", "critical"].includes(nameAt(doubtful, line)),
  );
}

function nameAt(text: string, line: number): string {
  return /name: ([^,]+)/.exec(text.split("\n")[line - 1] ?? "")?.[1] ?? "";
}
