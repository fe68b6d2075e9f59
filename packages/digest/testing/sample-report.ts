/** A week of an invented organization, with something in each section. */
import { type Severity, severities } from "@tocsin/core/alert/severity";
import { type Instant, instant } from "@tocsin/core/event/instant";
import type { AlertLine, AlertRow, Change, DueLine, Listing, Problem, Report, Row } from "../report/format.ts";

type BySeverity = Record<Severity, number>;

function by(CRITICAL = 0, HIGH = 0, MEDIUM = 0, LOW = 0, INFORMATIONAL = 0): BySeverity {
  return { INFORMATIONAL, LOW, MEDIUM, HIGH, CRITICAL };
}

function listing<T>(lines: T[], more = 0, elsewhere = 0): Listing<T> {
  return { lines, more, elsewhere };
}

const names: Readonly<Record<string, string>> = {
  "048576123456": "payments-prod",
  "111122223333": "web-prod",
  "222233334444": "data-prod",
  "333344445555": "identity-prod",
  "444455556666": "sandbox-lab",
};

/** An id of the usual form with a readable beginning. */
function idOf(beginning: string): string {
  return `${beginning}5b1f0c3e9d7a4862af60b1c2`.padEnd(32, "0").slice(0, 32);
}

function line(beginning: string, given: Partial<AlertLine> & Pick<AlertLine, "title" | "severity" | "condition">) {
  const account = given.account ?? "048576123456";
  const region = given.region ?? "eu-west-1";
  return {
    id: idOf(beginning),
    account,
    accountName: names[account],
    environment: "production",
    region,
    resource: `arn:aws:acm:${region}:${account}:certificate/8f6c5a1e-0d4b-4c3a-9a54-27c1e6f0b6d2`,
    owner: "team-payments",
    status: "OPEN",
    link: `https://${region}.console.aws.amazon.com/acm/home?region=${region}#/certificates/8f6c5a1e`,
    runbook: "https://wiki.example.com/runbooks/certificates",
    ...given,
  } satisfies AlertLine;
}

const checkout = line("fe93dcdc", {
  title: "Certificate checkout.payments.example.net expires",
  severity: "CRITICAL",
  condition: "certificate-expiry",
});
const libcurl = line("3a7be021", {
  title: "CVE-2026-92608 in checkout-api",
  severity: "CRITICAL",
  condition: "vulnerability",
  account: "111122223333",
  resource: "arn:aws:ecr:eu-west-1:111122223333:repository/checkout-api",
  owner: "team-web",
  link: "https://eu-west-1.console.aws.amazon.com/inspector/v2/home?region=eu-west-1#/findings",
  runbook: "https://wiki.example.com/runbooks/images",
});
const shared = line("77d0a9f4", {
  title: "Secret identity/exports readable from outside",
  severity: "HIGH",
  condition: "secret-exposure",
  account: "333344445555",
  resource: "arn:aws:secretsmanager:eu-west-1:333344445555:secret:identity/exports-AbCdEf",
  owner: undefined,
  link: undefined,
  runbook: undefined,
});
const intruder = line("c0ffee12", {
  title: "Credentials of i-0a1b2c3d used from outside AWS",
  severity: "HIGH",
  condition: "threat",
  account: "222233334444",
  region: "us-east-1",
  resource: "arn:aws:ec2:us-east-1:222233334444:instance/i-0a1b2c3d4e5f60718",
  owner: "team-data",
  status: "ACKNOWLEDGED",
});
const rotation = line("5d1e77aa", {
  title: "Rotation of prod/db fails",
  severity: "HIGH",
  condition: "secret-rotation",
  account: "222233334444",
  resource: "arn:aws:secretsmanager:eu-west-1:222233334444:secret:prod/db-GhIjKl",
  owner: "team-data",
});

const problems: Problem[] = [
  {
    key: "deadline team-payments 2026-11-21",
    title: "Certificate checkout.payments.example.net expired",
    condition: "certificate-expiry",
    severity: "CRITICAL",
    open: 1,
    accounts: 1,
    owners: listing([{ name: "team-payments", open: 1 }]),
    unowned: 0,
    deadline: instant("2026-11-21T04:52:00Z"),
    remedy: "Allow amazon.com in the domain's CAA record.\nACM retries by itself; do not import a certificate.",
    doneWhen: "ACM reports the renewal, the re-import or the deletion of the certificate.",
    members: listing([checkout]),
    because: "overdue",
  },
  {
    key: "vulnerability CVE-2026-92608",
    title: "CVE-2026-92608 libcurl, exploit known",
    condition: "vulnerability",
    severity: "CRITICAL",
    open: 13,
    accounts: 9,
    owners: listing(
      [
        { name: "team-payments", open: 5 },
        { name: "team-web", open: 4 },
        { name: "team-identity", open: 2 },
      ],
      1,
    ),
    unowned: 1,
    deadline: undefined,
    remedy: "Deploy libcurl 8.9.2 to what runs.\nRebuild the repositories' images from a base that has it.",
    doneWhen: "Inspector reports that the fixed version is installed, or the image is deleted.",
    members: listing(
      [libcurl, line("3a7be022", { ...libcurl, id: idOf("3a7be022"), title: "CVE-2026-92608 in edge-proxy" })],
      11,
    ),
    because: "critical",
  },
  {
    key: "secret-exposure 333344445555",
    title: "Secret identity/exports readable from outside",
    condition: "secret-exposure",
    severity: "HIGH",
    open: 1,
    accounts: 1,
    owners: listing([]),
    unowned: 1,
    remedy: "Narrow the secret's resource policy to the principals that need it, then rotate the value.",
    doneWhen: "CloudTrail records a policy that opens the secret to nobody outside, or that the policy was deleted.",
    members: listing([shared]),
    because: "past-its-days",
  },
  {
    key: "secret-deletion team-data 2026-11-26",
    title: "Secret analytics/warehouse is deleted",
    condition: "secret-deletion",
    severity: "HIGH",
    open: 2,
    accounts: 1,
    owners: listing([{ name: "team-data", open: 2 }]),
    unowned: 0,
    deadline: instant("2026-11-26T09:00:00Z"),
    remedy: "If something still reads the secret, call `aws secretsmanager restore-secret` before the deadline.",
    doneWhen: "CloudTrail records that the secret was restored, or that it was deleted at its date.",
    members: listing(
      [
        line("0b5e11c9", {
          title: "Secret analytics/warehouse is deleted on 26 November",
          severity: "HIGH",
          condition: "secret-deletion",
          account: "222233334444",
          owner: "team-data",
          runbook: undefined,
        }),
      ],
      1,
    ),
    because: "due-within-7-days",
  },
  {
    key: "threat 222233334444",
    title: "Credentials of i-0a1b2c3d used from outside AWS",
    condition: "threat",
    severity: "HIGH",
    open: 1,
    accounts: 1,
    owners: listing([{ name: "team-data", open: 1 }]),
    unowned: 0,
    remedy: "Revoke the role's sessions.\nIsolate the instance.\nLook in CloudTrail for what the session did.",
    doneWhen: "GuardDuty reports nothing more of it, and somebody resolves the alert.",
    members: listing([intruder]),
    because: "high",
  },
];

function due(
  beginning: string,
  title: string,
  deadline: Instant,
  days: number,
  given: Partial<AlertLine> = {},
): DueLine {
  const base = line(beginning, { title, severity: "MEDIUM", condition: "certificate-expiry", ...given });
  return { ...base, deadline, days };
}

function change(title: string, moved: Partial<Change>, member: AlertLine, severity: Severity = "MEDIUM"): Change {
  return {
    key: `${title} ${member.account}`,
    title,
    condition: member.condition,
    severity,
    open: 3,
    accounts: 1,
    owners: listing([{ name: member.owner ?? "team-web", open: 3 }]),
    unowned: 0,
    remedy: "Read the log for the step that failed.",
    doneWhen: "The service reports a success.",
    members: listing([member], 2),
    ...{ opened: 0, reopened: 0, resolved: 0, escalated: 0 },
    ...moved,
  };
}

function row(name: string | undefined, bySeverity: BySeverity, given: Partial<Row> = {}): Row {
  const open = severities.reduce((sum, severity) => sum + bySeverity[severity], 0);
  return { name, open, bySeverity, overdue: 0, late: 0, opened: 0, reopened: 0, resolved: 0, ...given };
}

const CRITICALS = [1, 1, 0, 2, 2, 3, 3, 1, 2, 2];
const weeks = [
  ...CRITICALS.map((critical, i) => ({
    week: `2026-W${36 + i}`,
    bySeverity: by(critical, 12 + ((i * 5) % 9), 90 + 4 * i, 30 + i, 6),
  })),
  { week: "2026-W46", bySeverity: by(3, 28, 130, 40, 8) },
  { week: "2026-W47", bySeverity: by(4, 23, 140, 46, 10) },
];

export const sampleReport: Report = {
  format: "tocsin.digest.v2",
  scope: "Example Corp",
  edition: { kind: "organization" },
  week: "2026-W47",
  from: instant("2026-11-16T00:00:00Z"),
  to: instant("2026-11-23T00:00:00Z"),
  asOf: instant("2026-11-23T00:00:00Z"),
  timezone: "Europe/Berlin",
  place: "--stage prod",
  verdict: {
    isCalm: false,
    ...{
      openBefore: 209,
      opened: 28,
      reopened: 3,
      resolved: 17,
      open: 223,
      escalated: 5,
      baseline: 0,
      isFirstWeek: false,
    },
    ...{ overdue: 3, overdueBefore: 0, criticalProblems: 2, criticalProblemsBefore: 1, expiring: 19, late: 4 },
  },
  trust: {
    accounts: { known: 12, heard: 11 },
    cells: { known: 143, heard: 140 },
    silent: listing([
      ...[["guardduty", 3] as const, ["inspector", 3] as const, ["acm", 9] as const].map(([source, day]) => ({
        ...{ account: "444455556666", accountName: "sandbox-lab", region: "eu-west-1", source },
        lastHeardAt: instant(`2026-11-0${day}T10:20:00Z`),
      })),
    ]),
    never: listing([{ account: "555566667777", accountName: "mna-2" }]),
    unreadable: listing<string>([]),
  },
  doFirst: { problems, more: 6 },
  decide: listing([
    {
      ...{ kind: "silence", id: "b7c2d9e1", of: "staging of team-web", until: instant("2026-11-25T09:00:00Z") },
      ...{ by: "grace", why: "migration of the load balancers", mutes: 4 },
    },
    {
      ...{ ...line("aa10cc20", { title: "Root sign-in in sandbox-lab", severity: "MEDIUM", condition: "threat" }) },
      ...{ kind: "suppression", status: "SUPPRESSED", account: "444455556666", accountName: "sandbox-lab" },
      ...{ until: instant("2026-11-26T16:00:00Z"), by: "ada", why: "break-glass test, accepted by the CISO" },
    },
    {
      ...{ ...rotation, kind: "acknowledgement", status: "ACKNOWLEDGED" },
      ...{ until: instant("2026-11-24T09:00:00Z"), by: "linus", why: "waits for the new driver" },
    },
  ]),
  due: {
    overdue: listing(
      [
        due("91aa02b3", "Certificate legacy.example.net expired", instant("2026-11-20T12:00:00Z"), 2, {
          severity: "HIGH",
        }),
        due("91aa02b4", "Parameter /web/session-key is deleted by its policy", instant("2026-11-22T06:00:00Z"), 0, {
          ...{ severity: "HIGH", condition: "parameter-expiry", owner: undefined, account: "111122223333" },
          ...{ accountName: "web-prod", status: "ACKNOWLEDGED" },
        }),
      ],
      0,
      1,
    ),
    within7: listing(
      Array.from({ length: 9 }, (_, i) =>
        due(
          `d7000${i}00`,
          `Certificate api-${i}.example.com expires`,
          instant(`2026-11-2${4 + (i % 5)}T12:00:00Z`),
          1 + (i % 5),
        ),
      ),
      0,
      2,
    ),
    within14: listing([due("d1400000", "Certificate web.example.com expires", instant("2026-12-03T12:00:00Z"), 10)]),
    within30: listing(
      Array.from({ length: 5 }, (_, i) =>
        due(`d3000${i}00`, `Certificate host-${i}.example.com expires`, instant("2026-12-15T12:00:00Z"), 22),
      ),
    ),
    within45: listing<DueLine>([]),
  },
  changed: listing(
    [
      change("Rotation fails in data-prod", { opened: 2, reopened: 1 }, rotation, "HIGH"),
      change("CVE-2026-1111 openssl", { resolved: 12 }, libcurl),
      change(
        "Trail switched off in sandbox-lab",
        { escalated: 1, opened: 1 },
        line("e5e5e5e5", {
          ...{ title: "Trail org-trail stopped", severity: "HIGH", condition: "threat", account: "444455556666" },
        }),
      ),
    ],
    2,
    3,
  ),
  open: {
    bySeverity: by(4, 23, 140, 46, 10),
    bySeverityBefore: by(3, 28, 130, 40, 8),
    byStatus: { OPEN: 190, ACKNOWLEDGED: 27, SUPPRESSED: 6 },
    silenced: 4,
    byAgeInDays: { "0-7": 31, "8-30": 92, "31-90": 88, "over 90": 12 },
    weeks,
  },
  sla: {
    days: { CRITICAL: 3, HIGH: 14, MEDIUM: 60 },
    late: listing(
      [
        {
          ...shared,
          openedAt: instant("2026-10-30T10:00:00Z"),
          overDays: 10,
          id: idOf("1a7e0001"),
          title: "Secret crm/token readable from outside",
        },
        {
          ...rotation,
          openedAt: instant("2026-11-05T10:00:00Z"),
          overDays: 4,
          id: idOf("1a7e0002"),
          title: "Rotation of prod/queue fails",
        },
      ],
      0,
      2,
    ),
    acknowledge: {
      week: { count: 14, medianMinutes: 22, p90Minutes: 312 },
      before: { count: 120, medianMinutes: 41, p90Minutes: 700 },
    },
    resolve: {
      week: { count: 17, medianMinutes: 2592, p90Minutes: 12_960 },
      before: { count: 160, medianMinutes: 3456, p90Minutes: 20_160 },
    },
  },
  byOwner: listing([
    row("team-payments", by(2, 9, 50, 20, 2), { overdue: 2, late: 1, opened: 12, resolved: 4 }),
    row("team-data", by(0, 6, 30, 10), { overdue: 1, late: 2, opened: 6, reopened: 2, resolved: 5 }),
    row("team-web", by(2, 4, 40, 12, 8), { opened: 8, reopened: 1, resolved: 8 }),
    row(undefined, by(0, 4, 20, 4), { late: 1, opened: 2 }),
  ]),
  byOu: listing([row("/production/payments", by(2, 9, 50, 20, 2)), row("/production", by(2, 14, 90, 26, 8))]),
  byAccount: listing([
    row("048576123456", by(2, 9, 50, 20, 2), { label: "payments-prod", overdue: 2, opened: 12, resolved: 4 }),
    row("222233334444", by(0, 6, 30, 10), { label: "data-prod", overdue: 1, late: 2 }),
    row("666677778888", by(0, 1)),
  ]),
  byReporter: listing([row("inspector", by(3, 10, 100, 30, 10)), row("acm", by(1, 3, 20, 3))]),
  controls: listing([
    {
      ...{ framework: "AWS FSBP", version: "v1.0.0", control: "ACM.1", worst: "CRITICAL", open: 24 },
      title: "Imported and ACM-issued certificates should be renewed after a specified time period",
      url: "https://docs.aws.amazon.com/securityhub/latest/userguide/acm-controls.html#acm-1",
      conditions: ["certificate-expiry"],
    },
    {
      ...{ framework: "SOC 2", version: "2017 (2022)", control: "CC7.1", worst: "CRITICAL", open: 13 },
      title: "Detection of vulnerabilities and changes of configuration",
      url: "https://www.aicpa-cima.com/resources/download/2017-trust-services-criteria",
      conditions: ["vulnerability", "secret-exposure"],
    },
  ]),
  house: {
    nights: { rings: 6, ringsAtNight: 1, heldToMorning: 19, leftToDigest: 112 },
    noise: {
      ...listing([
        {
          ...{ title: "Rotation of staging/db fails", condition: "secret-rotation", destination: "slack-web" },
          ...{ notifications: 14, rings: 0, isDecided: false },
        },
      ]),
      undecided: 1,
    },
    onCall: [
      {
        schedule: "security",
        timezone: "Europe/Berlin",
        shifts: [
          { person: "ada", from: instant("2026-11-23T00:00:00Z"), until: instant("2026-11-30T08:00:00Z") },
          { person: undefined, from: instant("2026-11-30T08:00:00Z"), until: instant("2026-11-30T20:00:00Z") },
          { person: "grace", from: instant("2026-11-30T20:00:00Z"), until: instant("2026-12-07T00:00:00Z") },
        ],
      },
    ],
    health: {
      failing: [{ destination: "jira-web", since: instant("2026-11-20T08:15:00Z") }],
      ...{ policyVersion: 14, mode: "live", transitions: 53, notifications: 38 },
    },
    reviewed: { week: "2026-W46", at: instant("2026-11-17T08:12:00Z"), by: "grace", note: "three assigned" },
    silentEditions: [{ kind: "owner", name: "team-identity" }],
  },
};

/** Nothing to do: every open alert is within its days. */
export const calmReport: Report = {
  ...sampleReport,
  verdict: {
    isCalm: true,
    ...{ openBefore: 24, opened: 3, reopened: 0, resolved: 4, open: 23, escalated: 0, baseline: 0, isFirstWeek: false },
    ...{ overdue: 0, overdueBefore: 1, criticalProblems: 0, criticalProblemsBefore: 0, expiring: 2, late: 0 },
  },
  trust: {
    accounts: { known: 12, heard: 12 },
    cells: { known: 143, heard: 143 },
    ...{ silent: listing<Report["trust"]["silent"]["lines"][number]>([]), never: listing<{ account: string }>([]) },
    unreadable: listing<string>([]),
  },
  doFirst: { problems: [], more: 0 },
  decide: listing<Report["decide"]["lines"][number]>([]),
  due: {
    ...{ overdue: listing<DueLine>([]), within7: listing<DueLine>([]), within14: listing<DueLine>([]) },
    ...{ within30: sampleReport.due.within14, within45: listing<DueLine>([]) },
  },
  open: {
    ...{ ...sampleReport.open, bySeverity: by(0, 2, 12, 8, 1), bySeverityBefore: by(0, 3, 12, 8, 1) },
    ...{ byStatus: { OPEN: 23, ACKNOWLEDGED: 0, SUPPRESSED: 0 }, silenced: 0 },
  },
  byOwner: listing([
    row("team-payments", by(0, 2, 8, 5), { opened: 3, resolved: 4 }),
    row(undefined, by(0, 0, 4, 3, 1)),
  ]),
  sla: { ...sampleReport.sla, late: listing<Report["sla"]["late"]["lines"][number]>([]) },
};

export const sampleRows: readonly AlertRow[] = [
  {
    ...checkout,
    firstSeenAt: "2026-10-07T04:52:00.000Z",
    openedAt: "2026-10-07T04:53:10.000Z",
    deadline: "2026-11-21T04:52:00.000Z",
    problem: problems[0]?.title ?? "",
    moved: ["escalated"],
    ou: "/production/payments",
    command: "npx tocsin alerts show fe93dcdc --stage prod",
  },
  {
    ...line("50001de0", { title: '=HYPERLINK("https://evil.example")', severity: "LOW", condition: "threat" }),
    status: "RESOLVED",
    problem: "Trail switched off, twice",
    moved: ["opened", "resolved"],
    command: "npx tocsin alerts show 50001de0 --stage prod",
  },
];
