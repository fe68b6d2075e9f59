import { certificateAlert, countsOf, notificationWith, now } from "@tocsin/oncall/testing/sample-notification";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hostileNotification } from "../testing/hostile.ts";
import { spokenText } from "./voice-text.ts";

/** What is heard: a pause is a space, and what is spelt is letters apart. */
function heard(ssml: string): string {
  return ssml
    .replace(/<say-as [^>]*>([^<]*)<\/say-as>/g, (_all, letters: string) => [...letters].join(" "))
    .replace(/<[^>]*>/g, " ")
    .replace(/ {2,}/g, " ")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&")
    .trim();
}

const one = "10 days left. Expiry of certificate www.example.com. 012345678901, eu-central-1.";
const drill = { ...certificateAlert, condition: "drill", title: "DRILL: nothing is wrong" } as const;

describe("a call", () => {
  test("says the page's first line and how to acknowledge, twice", () => {
    const message = `${one} Acknowledge it by the command: tocsin alerts ack, with the identifier that begins with: 0 1 2 3 4 5 6 7, dash dash why, and your reason, and dash dash stage prod.`;
    expect(heard(spokenText(notificationWith(), now, "--stage prod"))).toBe(
      `This is Tocsin. ${message} I repeat. ${message} Good bye.`,
    );
  });

  test("says slowly what is to be written down", () => {
    expect(spokenText(notificationWith(), now)).toContain('<prosody rate="slow">Acknowledge it');
  });

  test("of a group says how to see the first of them", () => {
    const group = notificationWith({
      ...{ more: 136, grouping: { owner: "web" }, counts: countsOf({ HIGH: 137 }) },
    });
    expect(heard(spokenText(group, now))).toContain(
      "See the first of them by the command: tocsin alerts show, with the identifier that begins with: 0 1 2 3 4 5 6 7. Acknowledge by: tocsin alerts ack.",
    );
  });

  test("of a group in which no alert is at hand says where the alerts are", () => {
    const none = notificationWith({ alerts: [], more: 3, grouping: { owner: "web" }, counts: countsOf({ HIGH: 3 }) });
    expect(heard(spokenText(none, now))).toContain("See the alerts by the command: tocsin alerts list.");
  });

  test("of what is over already asks nobody to acknowledge", () => {
    const alerts = [{ ...certificateAlert, status: "RESOLVED" as const }];
    const over = notificationWith({
      kind: "over",
      reason: "came-and-went",
      alerts,
      counts: countsOf({}, { ended: 1 }),
    });
    const text = heard(spokenText(over, now));
    expect(text).toMatch(/^This is Tocsin\. resolved\. /);
    expect(text).not.toMatch(/acknowledge/i);
    expect(text).toContain("See it by the command: tocsin alerts show,");
  });

  test("that is a drill says so first, and that nothing is to be done", () => {
    const text = heard(spokenText(notificationWith({ alerts: [drill], title: drill.title, route: "drill" }), now));
    expect(text).toMatch(/^This is Tocsin\. drill\. Nothing is wrong/);
    expect(text).toContain("Nothing is to be done.");
    expect(text).not.toMatch(/acknowledge/i);
  });

  test("reads what would be markup as it is written", () => {
    const title = '<break time="10s"/> & </speak>';
    const ssml = spokenText(notificationWith({ alerts: [{ ...certificateAlert, title }] }), now);
    expect(ssml).toContain('&lt;break time="10s"/&gt; &amp; &lt;/speak&gt;');
    expect(heard(ssml)).toContain(title);
  });
});

/** https://docs.aws.amazon.com/pinpoint/latest/apireference_smsvoicev2/API_SendVoiceMessage.html, https://docs.aws.amazon.com/polly/latest/dg/limits.html */
test("whatever arrives, a call is as the service takes it, and its markup is ours alone", () => {
  const ours =
    /^<(?:\/?speak|break time="(?:300|500)ms"\/|break time="1s"\/|prosody rate="slow"|\/prosody|say-as interpret-as="characters"|\/say-as)>$/;
  fc.assert(
    fc.property(hostileNotification, (notification) => {
      const ssml = spokenText(notification, now, "--stage prod");
      expect(ssml.length).toBeLessThanOrEqual(6000);
      expect(heard(ssml).length).toBeLessThanOrEqual(3000);
      expect(ssml).toMatch(/^[ -~]+$/);
      for (const tag of ssml.match(/<[^>]*>?/g) ?? []) expect(tag).toMatch(ours);
      expect(ssml.replace(/&(?:amp|lt|gt);/g, "")).not.toContain("&");
      expect(ssml.match(/<speak>/g)).toHaveLength(1);
      expect(ssml).toMatch(/^<speak>.*<\/speak>$/);
    }),
  );
});
