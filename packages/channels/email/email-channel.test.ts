import { text } from "node:stream/consumers";
import { channelTag } from "@tocsin/core/policy/channels/mail-tag";
import type { Notification } from "@tocsin/oncall/notification";
import { certificateAlert, countsOf, notificationWith, now } from "@tocsin/oncall/testing/sample-notification";
import { describe, expect, test } from "vitest";
import { DeliveryError } from "../channel.ts";
import { useReceivers } from "../testing/receiver.ts";
import { secretsWith } from "../testing/recorded-secrets.ts";
import { refusal, type SesAccountOptions, sesAccount } from "../testing/ses-account.ts";
import { sesAt } from "../testing/ses-client.ts";
import { type EmailOptions, emailChannel } from "./email-channel.ts";

const { listening, receiver } = useReceivers();

const ADA = "ada@people.example.net";
const high = countsOf({ HIGH: 1 });
const with_ = (view: Partial<typeof certificateAlert>) => [{ ...certificateAlert, ...view }];
const over = { kind: "over", rings: false, reason: "all-over", alerts: with_({ status: "RESOLVED" }) } as const;
const told = {
  opened: notificationWith(),
  worse: notificationWith({
    ...{ kind: "worse", counts: countsOf({ CRITICAL: 1 }), before: high },
    alerts: with_({ severity: "CRITICAL" }),
  }),
  reminder: notificationWith({ kind: "reminder", reason: "not-acknowledged", before: high }),
  over: notificationWith({ ...over, counts: { ...countsOf({}, { ended: 1 }), begun: high.open }, before: high }),
  another: notificationWith({ groupId: "0123456789abcdef0123456789abcdef" }),
} as const satisfies Readonly<Record<string, Notification>>;

interface Changed extends Partial<Pick<EmailOptions, "name" | "configurationSet" | "timeoutMilliseconds">> {
  readonly settings?: Partial<EmailOptions["settings"]>;
  readonly secrets?: Readonly<Record<string, string>>;
}

function channelAt(url: string, { settings, secrets, ...changed }: Changed = {}) {
  return emailChannel({
    name: "ada-mail",
    settings: { type: "email", to: "ssm:email/ada", from: "tocsin@alerts.example.com", ...settings },
    secrets: secretsWith(secrets ?? { "ssm:email/ada": `${ADA}\n`, "ssm:email/team": "payments@example.net" }),
    sendEmail: sesAt(url),
    now: () => now,
    place: "--stage prod",
    ...changed,
  });
}

async function accountWith(options: Partial<SesAccountOptions> = {}) {
  const ses = sesAccount({ verified: ["alerts.example.com"], ...options });
  const url = await listening(async (request, response) => {
    const answer = ses.take(request.method, request.url, await text(request));
    response.writeHead(answer.status, answer.headers).end(answer.body);
  });
  return { ses, url };
}

async function failureOf(url: string, changed: Changed = {}) {
  const error = await channelAt(url, changed)
    .send(notificationWith())
    .catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(DeliveryError);
  return error;
}

describe("a mail", () => {
  test("is from the address of the policy to that of the secret, and has its page as text and as HTML", async () => {
    const { ses, url } = await accountWith();
    await channelAt(url).send(told.opened);
    expect(ses.mails).toMatchObject([
      {
        from: "Tocsin <tocsin@alerts.example.com>",
        to: ADA,
        replyTo: [],
        configurationSet: undefined,
        subject: "[10 DAYS LEFT] Expiry of certificate www.example.com - 012345678901, eu-central-1",
      },
    ]);
    for (const body of [ses.mails[0]?.text, ses.mails[0]?.html]) {
      expect(body).toContain("Expiry of certificate www.example.com");
      expect(body).toContain("npx tocsin alerts show 0123456789abcdef0123456789abcdef --stage prod");
    }
  });

  test("is answered where the policy says", async () => {
    const { ses, url } = await accountWith();
    await channelAt(url, { settings: { replyTo: "ssm:email/team" } }).send(told.opened);
    expect(ses.mails[0]?.replyTo).toEqual(["payments@example.net"]);
  });

  test("goes by the configuration set of the stage", async () => {
    const { ses, url } = await accountWith({ configurationSets: ["tocsin-prod-email"] });
    await channelAt(url, { configurationSet: "tocsin-prod-email" }).send(told.opened);
    expect(ses.mails[0]?.configurationSet).toBe("tocsin-prod-email");
  });

  test.each(["ada-mail", "Почта 1", "邮".repeat(100)])(
    "says by a tag of which channel it is, also of %s",
    async (name) => {
      const { ses, url } = await accountWith();
      await channelAt(url, { name }).send(told.opened);
      expect(ses.mails[0]?.tags).toEqual({ "tocsin-channel": [channelTag(name)] });
    },
  );

  test("says to mail programs that nobody wrote it", async () => {
    const { ses, url } = await accountWith();
    await channelAt(url).send(told.opened);
    expect(ses.mails[0]?.headers).toMatchObject({
      "Auto-Submitted": "auto-generated",
      "X-Auto-Response-Suppress": "OOF, AutoReply",
    });
  });

  test("answers the mail to which all of its group refer, which nobody has sent", async () => {
    const { ses, url } = await accountWith();
    await channelAt(url).send(told.opened);
    const root = "<fedcba9876543210fedcba9876543210@alerts.example.com>";
    expect(ses.mails[0]?.headers).toMatchObject({ "In-Reply-To": root, References: root });
  });

  test("says what filters may go by", async () => {
    const { ses, url } = await accountWith();
    await channelAt(url).send(notificationWith({ ...told.worse, urgency: "morning", rings: false }));
    expect(ses.mails[0]?.headers).toMatchObject({
      "List-Id": "<tocsin.alerts.example.com>",
      "X-Tocsin-Kind": "worse",
      "X-Tocsin-Urgency": "morning",
      "X-Tocsin-Severity": "CRITICAL",
      "X-Tocsin-Rings": "false",
    });
  });
});

test("all mails of a group are one thread, and those of another are not in it", async () => {
  const { ses, url } = await accountWith();
  for (const name of ["opened", "another", "worse", "reminder"] as const) await channelAt(url).send(told[name]);
  const where = "Expiry of certificate www.example.com - 012345678901, eu-central-1";
  expect(ses.threads(ADA)).toEqual([
    [`[10 DAYS LEFT] ${where}`, `[10 DAYS LEFT - WORSE] ${where}`, `[10 DAYS LEFT - REMINDER] ${where}`],
    [`[10 DAYS LEFT] ${where}`],
  ]);
});

describe("that all is over", () => {
  test("is no new mail", async () => {
    const { ses, url } = await accountWith();
    await channelAt(url).send(told.opened);
    expect(await channelAt(url).send(told.over)).toBeUndefined();
    expect(ses.mails).toHaveLength(1);
  });

  test("is one where something began meanwhile that nobody has heard of", async () => {
    const { ses, url } = await accountWith();
    const begun = countsOf({ HIGH: 2 }).open;
    await channelAt(url).send(notificationWith({ ...told.over, counts: { ...told.over.counts, begun, ended: 2 } }));
    expect(ses.mails).toHaveLength(1);
  });

  test("is one where it was over before anybody could be told", async () => {
    const { ses, url } = await accountWith();
    await channelAt(url).send(notificationWith({ ...told.over, before: undefined, reason: "came-and-went" }));
    expect(ses.mails[0]?.subject).toMatch(/^\[RESOLVED\]/);
  });
});

describe("a secret that is no address", () => {
  test.each([
    ["a name around it", "Ada <ada@people.example.net>"],
    ["two of them", "ada@people.example.net,eve@evil.example"],
    ["a further header", "ada@people.example.net\r\nBcc: eve@evil.example"],
    ["none at all", "somebody"],
    ["more than a path has room for", `${"a".repeat(250)}@example.net`],
  ])("of %s is refused, sent nothing, and repeated nowhere", async (_title, address) => {
    const { ses, url } = await accountWith();
    const error = await failureOf(url, { secrets: { "ssm:email/ada": address } });
    expect(error).toMatchObject({ reason: "rejected", retryable: false });
    expect(String(error)).toContain("ssm:email/ada");
    expect(String(error)).not.toContain(address.slice(0, 8));
    expect(ses.mails).toEqual([]);
  });

  test("of an answer is refused too", async () => {
    const { url } = await accountWith();
    const changed = {
      settings: { replyTo: "ssm:email/team" },
      secrets: { "ssm:email/ada": ADA, "ssm:email/team": "x" },
    };
    expect(String(await failureOf(url, changed))).toContain("ssm:email/team");
  });
});

describe("an account in the sandbox", () => {
  test("takes no mail to who is not verified; it is said what to do, and not who that is", async () => {
    const { url } = await accountWith({ isInSandbox: true });
    const error = await failureOf(url);
    expect(error).toMatchObject({ reason: "rejected", retryable: false });
    expect(String(error)).toMatch(
      /^DeliveryError: channel "ada-mail" at SES answered 400: MessageRejected: .*leave the sandbox$/,
    );
    expect(String(error)).not.toContain("ada@");
  });

  test("takes mail to who is", async () => {
    const { ses, url } = await accountWith({ isInSandbox: true, verified: ["alerts.example.com", ADA] });
    await channelAt(url).send(told.opened);
    expect(ses.mails).toHaveLength(1);
  });
});

test("an identity that is not verified is named as what to see to", async () => {
  const { url } = await accountWith({ verified: [] });
  expect(String(await failureOf(url))).toContain("verify the identity that it is from");
});

/** https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html#API_SendEmail_Errors */
describe("of what SES answers", () => {
  const limited = { reason: "rate-limited", retryable: true };
  const rejected = { reason: "rejected", retryable: false };
  const failed = { reason: "server-error", retryable: true };
  test.each<[type: string, status: number, problem: object, says: RegExp]>([
    ["TooManyRequestsException", 429, limited, /429: TooManyRequestsException: because$/],
    ["TooManyRequestsException", 400, limited, /400: TooManyRequestsException: because$/],
    ["LimitExceededException", 400, limited, /ask for a higher sending quota/],
    ["ThrottlingException", 400, limited, /400: ThrottlingException: because$/],
    ["SendingPausedException", 400, rejected, /Account dashboard/],
    ["AccountSuspendedException", 400, rejected, /Account dashboard/],
    ["MailFromDomainNotVerifiedException", 400, rejected, /MAIL FROM domain/],
    ["MessageRejected", 400, rejected, /leave the sandbox/],
    ["BadRequestException", 400, rejected, /400: BadRequestException: because$/],
    ["NotFoundException", 404, rejected, /deploy the stage again/],
    ["AccessDeniedException", 403, rejected, /email\.identity in tocsin\.config\.json/],
    ["InternalServiceErrorException", 500, failed, /500: InternalServiceErrorException: because$/],
    ["constructor", 400, rejected, /400: constructor: because$/],
    ["UnheardOf", 503, failed, /503: UnheardOf: because$/],
  ])("%s with %i is told by the words of all channels", async (type, status, problem, says) => {
    const { url } = await receiver(refusal(status, type, "because"));
    const error = await failureOf(url);
    expect(error).toMatchObject(problem);
    expect(String(error)).toMatch(says);
  });

  test.each([
    ["no id", "{}"],
    ["an empty id", '{"MessageId":""}'],
    ["a page of what stands before it", `<html>${ADA}</html>`],
    ["nothing", ""],
  ])("a success with %s is none, and may be tried again", async (_title, body) => {
    const { url } = await receiver({ status: 200, body });
    const error = await failureOf(url);
    expect(error).toMatchObject(failed);
    expect(`${String(error)} ${JSON.stringify(error)}`).not.toContain("ada@");
  });

  test("one that stalls is given up", async () => {
    const url = await listening((_request, response) => void response.writeHead(200).write("{"));
    expect(await failureOf(url, { timeoutMilliseconds: 250 })).toMatchObject({ reason: "timed-out", retryable: true });
  });

  test("one that breaks off was not reached", async () => {
    const url = await listening((request, response) => {
      response.writeHead(200, { "content-length": "1000" }).write("{", () => request.socket.destroy());
    });
    expect(await failureOf(url)).toMatchObject({ retryable: true });
  });
});
