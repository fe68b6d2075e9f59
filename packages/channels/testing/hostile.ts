/** Notifications as hostile as what `parseNotification` lets through. */
import { severities } from "@tocsin/core/alert/severity";
import { type AlertView, statuses } from "@tocsin/core/alert/view";
import { type Instant, instantOfEpoch } from "@tocsin/core/event/instant";
import { type Counts, notificationKinds } from "@tocsin/oncall/group";
import { ALERTS_LIMIT, type Notification, RELATED_LIMIT } from "@tocsin/oncall/notification";
import { certificateAlert, countsOf, notificationWith } from "@tocsin/oncall/testing/sample-notification";
import { tellReasons } from "@tocsin/oncall/verdict";
import fc from "fast-check";

const attacks = fc.constantFrom(
  ...[
    "\u001b[2J\u001b[H",
    "\u001b]0;title\u0007",
    "\u009b31m",
    "\r\n[LOW] RESOLVED",
    "\n",
    "\b\b\b",
    "\u0000",
    "\u007f",
  ],
  ...["\u202e", "\u2066", "\u200b", "\u2028", "\ud800", "\udc00", "\u001b[0m", "\u{e0041}", "  ", " a"],
);

/** Right to left, joined, combined, beyond the Basic Multilingual Plane, and what providers would read as markup or as a mention. */
const written = fc.constantFrom(
  ...[
    "شهادة منتهية الصلاحية",
    "תעודה שפג תוקפה",
    "証明書の有効期限",
    "인증서가 만료됨",
    "प्रमाणपत्र की समय सीमा",
    "ใบรับรองหมดอายุ",
  ],
  ...["сертификат истекает", "Žluťoučký kůň", "👩‍👩‍👧‍👦 🏳️‍🌈 🇩🇪", "𝕮𝖊𝖗𝖙𝖎𝖋𝖎𝖈𝖆𝖙𝖊", "a\u0301\u0302\u0303\u0304"],
  ...[
    "<!channel> <@U012> <https://evil.example|here>",
    "**b** [x](https://evil.example) <at>all</at>",
    "<script>&amp;</script>",
  ],
);

export const runbookUrl = "https://wiki.example.com/runbooks/certificates";
export const portalUrl =
  "https://example.awsapps.com/start/#/console?account_id=012345678901&destination=https%3A%2F%2Fx";

/** The only addresses of which a channel may make a link, whatever arrives; also as HTML writes them. */
export const linkPattern =
  /^https:\/\/(?:links\.example\.com\/|[^/]+\.console\.aws\.amazon\.com\/|wiki\.example\.com\/[\w.~:/?#!$&+,;=%-]*$|example\.awsapps\.com\/start\/#\/console\?[\w.~%=&;-]+$)/;

export const hostileText = fc.oneof(
  written,
  fc.constantFrom("x", "漢", "👩‍👧", "<", "&").map((one) => one.repeat(100_000)),
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.array(fc.oneof(attacks, fc.string({ maxLength: 10 })), { maxLength: 30 }).map((parts) => parts.join("")),
  attacks.map((attack) => attack.repeat(1000)),
  // The words that fill most lines: a little longer than half of one.
  fc.constant("wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww ".repeat(100)),
);

const someInstant: fc.Arbitrary<Instant> = fc.integer({ min: 0, max: 253_402_300_799_999 }).map(instantOfEpoch);
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });

const alert: fc.Arbitrary<AlertView> = fc
  .record({
    id: hostileText,
    status: fc.constantFrom(...statuses),
    severity: fc.constantFrom(...severities),
    condition: fc.constantFrom("certificate-expiry" as const, "vulnerability" as const, "threat" as const),
    account: hostileText,
    region: hostileText,
    resource: hostileText,
    title: hostileText,
    summary: hostileText,
    remedy: hostileText,
    link: maybe(hostileText),
    deadline: maybe(someInstant),
    firstSeenAt: maybe(someInstant),
    lastSeenAt: maybe(someInstant),
    stepDays: maybe(fc.nat(400)),
    count: maybe(fc.nat()),
    reporters: fc.array(hostileText, { maxLength: 4 }),
    attributes: fc.dictionary(hostileText, fc.array(hostileText, { maxLength: 3 }), { maxKeys: 4 }),
    owner: maybe(hostileText),
    ownedBy: maybe(hostileText),
    directory: maybe(
      fc.record({
        name: maybe(hostileText),
        ou: maybe(hostileText),
        environment: hostileText,
        tags: fc.constant({}),
      }),
    ),
    decided: maybe(fc.record({ by: hostileText, at: someInstant, why: hostileText, until: maybe(someInstant) })),
    unconfirmed: maybe(fc.record({ since: someInstant, why: hostileText })),
  })
  .map((changed) => ({ ...certificateAlert, ...changed }));

/** URLs that a policy can name, and what somebody might try in their place. */
const someUrl = fc.oneof(
  hostileText,
  fc.constantFrom(
    ...[runbookUrl, `${runbookUrl}?a=1&b=2;c#step_2~3`, portalUrl],
    ...[
      "javascript:alert(1)",
      "data:text/html,<script>alert(1)</script>",
      "http://wiki.example.com/x",
      "//wiki.example.com/x",
    ],
    ...[`${runbookUrl}" onmouseover="alert(1)`, `${runbookUrl}'><b>x</b>`, `${runbookUrl})](https://evil.example)`],
    ...[
      `${runbookUrl}|here> <!channel>`,
      `${runbookUrl}\n*x* @here`,
      `${runbookUrl}\u202egpj`,
      `${runbookUrl} x`,
      `${runbookUrl}\`x`,
    ],
    ...[`${portalUrl}"x`, `${portalUrl} https://evil.example`, "https://evil.example/start/#/console?account_id=1"],
    ...["https://me:pw@wiki.example.com/x", `https://wiki.example.com/${"x".repeat(100_000)}`],
  ),
);

const someLinks = fc.record({ runbook: maybe(someUrl), portal: maybe(someUrl) });

const severityCounts = fc.record({
  INFORMATIONAL: fc.nat(5),
  LOW: fc.nat(5),
  MEDIUM: fc.nat(5),
  HIGH: fc.nat(100_000),
  CRITICAL: fc.nat(5),
});
const counts: fc.Arbitrary<Counts> = fc.record({
  open: severityCounts,
  acknowledged: fc.nat(9),
  suppressed: fc.nat(9),
  silenced: fc.nat(9),
  begun: severityCounts,
  again: severityCounts,
  ended: fc.nat(9),
});
const grouping = fc.oneof(
  fc.constant({ alert: certificateAlert.id }),
  fc.constant({ overflow: "ops" }),
  fc.dictionary(fc.oneof(hostileText, fc.constantFrom("owner", "attributes.cve", "condition")), hostileText, {
    maxKeys: 3,
  }),
);

export const hostileNotification: fc.Arbitrary<Notification> = fc
  .record({
    kind: fc.constantFrom(...notificationKinds),
    reason: fc.constantFrom(...tellReasons),
    urgency: fc.constantFrom("now" as const, "morning" as const),
    destination: hostileText,
    route: hostileText,
    title: hostileText,
    grouping,
    counts,
    before: maybe(counts),
    alerts: fc.array(alert, { maxLength: ALERTS_LIMIT }),
    links: maybe(fc.array(someLinks, { minLength: ALERTS_LIMIT, maxLength: ALERTS_LIMIT })),
    peakSeverity: maybe(fc.constantFrom(...severities)),
    more: fc.oneof(fc.constant(0), fc.nat(100_000)),
    timezone: maybe(fc.oneof(hostileText, fc.constant("Europe/Berlin"))),
    remindsAt: maybe(someInstant),
    step: maybe(fc.record({ escalation: maybe(hostileText), afterMinutes: fc.nat() })),
    acknowledge: maybe(
      someInstant.map((expiresAt) => ({ url: "https://links.example.com/acknowledge/x.0", expiresAt })),
    ),
    escalates: maybe(fc.array(fc.record({ destination: hostileText, at: someInstant }), { maxLength: 3 })),
    related: maybe(
      fc.record({
        alerts: fc.array(alert, { minLength: 1, maxLength: RELATED_LIMIT }),
        more: fc.nat(100_000),
        isAtLeast: maybe(fc.constant(true as const)),
      }),
    ),
  })
  .map(({ peakSeverity, links: drawn, ...changed }) => {
    const [last] = changed.alerts.slice(-1);
    const peak = peakSeverity && last && { alert: last.id, severity: peakSeverity };
    const links = drawn && Object.fromEntries(changed.alerts.map(({ id }, i) => [id, drawn[i] ?? {}]));
    return notificationWith({ ...changed, links, peak });
  });

/** As long as a policy and the portal make them. */
const longLinks = { runbook: runbookUrl.padEnd(500, "&"), portal: portalUrl.padEnd(1000, "&") };

/** Of so many alerts, each of whose texts is `character` many times over; with all that a page can show. */
export function notificationOfLongTexts(
  character: string,
  howMany: number,
  link: string,
  acknowledge: NonNullable<Notification["acknowledge"]>,
): Notification {
  const long = character.repeat(700);
  const at = acknowledge.expiresAt;
  const alerts = Array.from({ length: howMany }, (_, i) => ({
    ...{
      ...certificateAlert,
      id: String(i).repeat(32),
      link,
      title: long,
      summary: long,
      remedy: long,
      resource: long,
    },
    ...{ owner: long, ownedBy: long, account: long, region: long, reporters: [long, `${long}1`, `${long}2`] },
    attributes: { [long]: [long, long], b: [long], c: [long] },
    directory: { name: long, ou: long, environment: long, tags: {} },
    decided: { by: long, at, why: long },
    unconfirmed: { since: at, why: long },
  }));
  return notificationWith({
    ...{ title: long, route: long, destination: long, step: { escalation: long, afterMinutes: 3 }, remindsAt: at },
    links: Object.fromEntries(alerts.map(({ id }) => [id, longLinks])),
    related: { alerts: alerts.slice(0, 1).flatMap((alert) => [alert, alert, alert]), more: 47, isAtLeast: true },
    ...{ alerts, acknowledge, escalates: [1, 2, 3].map(() => ({ destination: long, at })) },
    ...(howMany > 1 && { grouping: { owner: long }, counts: countsOf({ HIGH: howMany }) }),
  });
}
