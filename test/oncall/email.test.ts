/** On-call and a mailbox, by way of SES: people get one thread of what they are to hear of, and nothing besides. */
import { once } from "node:events";
import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import { emailChannel } from "@tocsin/channels/email/email-channel";
import { secretsWith } from "@tocsin/channels/testing/recorded-secrets";
import { refusal, sesAccount } from "@tocsin/channels/testing/ses-account";
import { sesAt } from "@tocsin/channels/testing/ses-client";
import { severities } from "@tocsin/core/alert/severity";
import { samples } from "@tocsin/sources/mail/samples";
import { mail } from "@tocsin/sources/mail/source";
import { tryOut, withDetail } from "@tocsin/sources/testing/trial";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { emptyTable, minutesAfter, type OpenTable, oncallOn, policyOf } from "../support/oncall.ts";
import { useTable } from "../support/table.ts";
import { later, newThreat, over } from "../support/threats.ts";

const table = useTable();
let open: OpenTable;
beforeEach(async () => {
  open = await emptyTable(table.client);
});

const settings = { type: "email", to: "ssm:email/soc", from: "tocsin@alerts.example.com" } as const;
const policy = policyOf({
  channels: { soc: settings },
  routes: [{ name: "all", match: { severity: [...severities] }, channels: ["soc"], group: "alert", urgency: "now" }],
  unrouted: "ignore",
});

/** On-call whose one destination is a mailbox; SES takes nothing more in this second as often as it is told to. */
async function run() {
  const ses = sesAccount({ verified: ["alerts.example.com"] });
  const throttled = { left: 0 };
  const server = createServer(async (request, response) => {
    const body = await text(request);
    throttled.left -= 1;
    const answer =
      throttled.left >= 0
        ? refusal(429, "TooManyRequestsException", "Maximum sending rate exceeded.")
        : ses.take(request.method, request.url, body);
    response.writeHead(answer.status, answer.headers).end(answer.body);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const place = server.address();
  const sendEmail = sesAt(`http://127.0.0.1:${typeof place === "object" ? place?.port : ""}`);
  const secrets = secretsWith({ "ssm:email/soc": "soc@example.net" });
  const oncall = oncallOn(open, policy, {
    channel: (name) => emailChannel({ name, settings, secrets, sendEmail, now: () => oncall.now() }),
  });
  const marks = () =>
    ses.threads("soc@example.net").map((thread) => thread.map((subject) => /^\[[^\]]*\]/.exec(subject)?.[0]));
  return { oncall, ses, throttled, marks };
}

test("what opens and gets worse is one thread; what is acknowledged, or over, is no mail", async () => {
  const { oncall, marks } = await run();
  const threat = newThreat({ severity: "HIGH" });
  await oncall.wake(threat);
  await oncall.deliver();
  expect(marks()).toEqual([["[HIGH - NOW]"]]);

  const acknowledged = later(threat, {}, { status: "ACKNOWLEDGED" });
  await oncall.wake(acknowledged);
  await oncall.passUntil(minutesAfter(oncall.now(), 5));
  expect(marks()).toEqual([["[HIGH - NOW]"]]);

  const worse = later(acknowledged, { worst: "CRITICAL" }, { status: "OPEN", severity: "CRITICAL" });
  await oncall.wake(worse);
  await oncall.passUntil(minutesAfter(oncall.now(), 5));
  expect(marks()).toEqual([["[HIGH - NOW]", "[CRITICAL - WORSE]"]]);

  await oncall.wake(over(worse));
  await oncall.passUntil(minutesAfter(oncall.now(), 5));
  expect(marks()).toEqual([["[HIGH - NOW]", "[CRITICAL - WORSE]"]]);
});

test("what SES has no room for is one mail, once it has", async () => {
  const { oncall, throttled, marks } = await run();
  throttled.left = 2;
  await oncall.wake(newThreat({ severity: "CRITICAL" }));
  await oncall.passUntil(minutesAfter(oncall.now(), 10));
  expect(throttled.left).toBe(-1);
  expect(marks()).toEqual([[expect.any(String)]]);
});

test("what SES says of a mail is known to be of its channel", async () => {
  const { oncall, ses } = await run();
  await oncall.wake(newThreat({ severity: "HIGH" }));
  await oncall.deliver();
  const event = withDetail(samples.bounced, {
    mail: { ...samples.bounced.detail.mail, tags: ses.mails[0]?.tags },
  });
  expect(tryOut(mail).only(event).statement.resource).toBe("channel soc");
});
