import { channelTag } from "@tocsin/core/policy/channels/mail-tag";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { describeSource } from "../testing/contract.ts";
import { storyOf } from "../testing/story.ts";
import { tryOut, withDetail } from "../testing/trial.ts";
import { samples } from "./samples.ts";
import { mail, mailPattern } from "./source.ts";

const { matches, read, only } = tryOut(mail);

describeSource(mail, samples, {
  unowned: ["bounced", "suppressed", "full", "complained", "praised", "delivered"],
});

const ofChannel = (name: string, sample: keyof typeof samples = "bounced") =>
  withDetail(samples[sample], {
    mail: { ...samples[sample].detail.mail, tags: { "tocsin-channel": [channelTag(name)] } },
  });

describe("its pattern", () => {
  test.each([
    ["sent by others of the account", withDetail(samples.bounced, { mail: { tags: { campaign: ["x"] } } })],
    ["only opened", { ...samples.bounced, "detail-type": "Email Opened" }],
    ["of another service", { ...samples.bounced, source: "aws.sns" }],
  ])("leaves out what is %s", (_title, event) => {
    expect(matches(event)).toBe(false);
  });

  test("of a stage takes the mails of its configuration set alone", () => {
    const tags = { "tocsin-channel": [{ exists: true }], "ses:configuration-set": ["tocsin-prod-email"] };
    expect(mailPattern("tocsin-prod-email")).toEqual({ ...mail.pattern, detail: { mail: { tags } } });
  });
});

describe("says of a mail", () => {
  test("that came back for good, whose it was, and by which codes; and what to do", () => {
    const { statement, identity } = only(samples.bounced);
    expect(identity).toMatchObject({ condition: "mail-delivery", account: "111122223333", region: "eu-central-1" });
    expect(statement).toMatchObject({
      state: "active",
      severity: "HIGH",
      at: "2026-11-20T12:00:02.669Z",
      title: 'Mail of channel "ada-mail" bounces',
      resource: "channel ada-mail",
      attributes: {
        feedback: "bounce",
        bounceType: "Permanent",
        bounceSubType: "NoEmail",
        diagnosticCode: ["550", "5.1.1"],
      },
    });
    expect(statement.remedy).toContain("`tocsin channel test ada-mail`");
    expect(statement.remedy).toContain("delete-suppressed-destination");
  });

  test("that SES did not send, the same: its list is what the advice is about", () => {
    expect(only(samples.suppressed).statement).toMatchObject({
      severity: "HIGH",
      attributes: { bounceSubType: "OnAccountSuppressionList", diagnosticCode: ["5.1.1"] },
    });
  });

  test("that came back in the end, that it is less bad: the next may arrive", () => {
    expect(only(samples.full).statement).toMatchObject({
      severity: "MEDIUM",
      attributes: { bounceType: "Transient", diagnosticCode: ["452", "4.2.2"] },
    });
  });

  test("that its reader reported as spam, that no more is sent there", () => {
    expect(only(samples.complained).statement).toMatchObject({
      severity: "HIGH",
      title: 'Mail of channel "ada-mail" was reported as spam',
      attributes: { feedback: "complaint", complaintType: "abuse" },
    });
  });

  test("that its reader took out of junk, nothing", () => {
    expect(read(samples.praised)).toEqual({ outcome: "ignored", reason: "benign" });
  });

  test("whose bounce is of a kind that nobody knows, what is known of it", () => {
    const { bounce } = samples.bounced.detail as unknown as { bounce: object };
    const { statement } = only(
      withDetail(samples.bounced, { bounce: { ...bounce, bounceType: "New", bouncedRecipients: undefined } }),
    );
    expect(statement).toMatchObject({ severity: "MEDIUM", attributes: { feedback: "bounce" } });
  });
});

test.each([
  ["smtp; 550 5.1.1 no such user", ["550", "5.1.1"]],
  ["550-5.1.1 no such user", ["550", "5.1.1"]],
  ["5501234 is no account", ["5.1.1"]],
  ["X-Postfix; host said: 550", ["5.1.1"]],
])("of what a server answers, %s, it keeps the codes alone", (diagnosticCode, codes) => {
  const { bounce } = samples.bounced.detail as unknown as { bounce: object };
  const bouncedRecipients = [{ status: "5.1.1", diagnosticCode }];
  const { statement } = only(withDetail(samples.bounced, { bounce: { ...bounce, bouncedRecipients } }));
  expect([statement.attributes.diagnosticCode].flat()).toEqual(codes);
});

test("no part of an address is in what it says, whatever a mail server answers", () => {
  const local = fc.constantFrom("ada", "ada.lovelace", "550ada", "5.1.1.ada");
  fc.assert(
    fc.property(local, fc.constantFrom("", "550 ", "smtp; 550 5.1.1 <", "X-Postfix; "), (name, before) => {
      const address = `${name}@people.example.net`;
      const { bounce } = samples.bounced.detail as unknown as { bounce: object };
      const recipient = { emailAddress: address, status: name, diagnosticCode: `${before}${address}> ${name} unknown` };
      const event = withDetail(samples.bounced, {
        mail: { ...samples.bounced.detail.mail, destination: [address], commonHeaders: { to: [address] } },
        bounce: { ...bounce, bouncedRecipients: [recipient] },
      });
      const said = JSON.stringify(only(event)).replaceAll("ada-mail", "");
      expect(said).not.toContain("people.example.net");
      expect(said).not.toContain("ada");
    }),
  );
});

describe("a channel", () => {
  test("is one alert, whatever becomes of its mails, and another channel another", () => {
    const ids = ["bounced", "full", "complained", "delivered"] as const;
    expect(new Set(ids.map((name) => only(samples[name]).alertId)).size).toBe(1);
    expect(only(ofChannel("team")).alertId).not.toBe(only(samples.bounced).alertId);
  });

  test("is known by its name in any script, as far as a tag has room", () => {
    expect(only(ofChannel("Почта 邮件 x")).statement.resource).toBe("channel Почта 邮件 x");
    expect(only(ofChannel("x".repeat(100))).statement.resource).toBe(`channel ${"x".repeat(100)}`);
    expect(channelTag("邮".repeat(100))).toMatch(/^[\w-]{256}$/);
    expect(only(ofChannel("邮".repeat(100))).statement.resource).toBe(`channel ${"邮".repeat(64)}`);
  });

  test("whose name a shell would take apart is one word of the command", () => {
    expect(only(ofChannel("a'b; rm")).statement.remedy).toContain("`tocsin channel test 'a'\\''b; rm'`");
  });

  test.each([
    ["that is no text", [7], "detail.mail.tags.tocsin-channel[0]"],
    ["of two values", [channelTag("a"), channelTag("b")], "detail.mail.tags.tocsin-channel"],
    ["that is empty", [""], "detail.mail.tags.tocsin-channel"],
    ["that is too long", ["a".repeat(257)], "detail.mail.tags.tocsin-channel[0]"],
    ["that forges a line", [channelTag("a\nb")], "detail.mail.tags.tocsin-channel"],
    ["that turns text around", [channelTag("a\u202eb")], "detail.mail.tags.tocsin-channel"],
  ])("by a tag %s is refused, and the field is named", (_title, tag, path) => {
    const event = withDetail(samples.bounced, {
      mail: { ...samples.bounced.detail.mail, tags: { "tocsin-channel": tag } },
    });
    expect(read(event)).toMatchObject({ outcome: "refused", refusal: { path } });
  });
});

describe("the story of a channel", () => {
  const at = (sample: object, second: string) => {
    const text = JSON.stringify(sample).replace(
      /"timestamp":"2026-11-20T1[23][^"]*Z",("feedbackId|"processing)/,
      (_all, next) => `"timestamp":"2026-11-20T14:00:${second}.000Z",${next}`,
    );
    return { ...JSON.parse(text), time: `2026-11-20T14:00:${second}Z`, id: second };
  };
  const told = (...events: readonly object[]) => storyOf(mail, events, "2026-11-20T15:00:00Z").told;

  test("is over when a later mail is delivered, as the advice says", () => {
    expect(told(at(samples.bounced, "01"), at(samples.suppressed, "02"), at(samples.delivered, "03"))).toEqual([
      "opened HIGH mail-delivery",
      "resolved fixed mail-delivery",
    ]);
  });

  test("is not over by the delivery of a mail that was sent before, however late that is heard of", () => {
    expect(told(at(samples.bounced, "02"), at(samples.delivered, "01"))).toEqual(["opened HIGH mail-delivery"]);
    expect(told(at(samples.delivered, "01"), at(samples.bounced, "02"))).toEqual(["opened HIGH mail-delivery"]);
  });

  test("of mails that arrive is none", () => {
    expect(told(at(samples.delivered, "01"), at(samples.delivered, "02"))).toEqual([]);
  });

  test("gets worse where what came back in the end comes back for good", () => {
    expect(told(at(samples.full, "01"), at(samples.bounced, "02"))).toEqual([
      "opened MEDIUM mail-delivery",
      "escalated HIGH mail-delivery",
    ]);
  });

  test("is over by itself a month after the last bounce: a channel that is gone sends nothing that could arrive", () => {
    const { told: all } = storyOf(mail, [samples.bounced], "2026-12-20T12:00:03Z");
    expect(all).toEqual(["opened HIGH mail-delivery", "resolved INFORMATIONAL mail-delivery"]);
  });
});
