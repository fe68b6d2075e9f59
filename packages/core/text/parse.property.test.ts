import fc from "fast-check";
import * as v from "valibot";
import { expect, test } from "vitest";
import { parseEvent, parseEventText } from "../event/event.ts";
import { parsePolicy } from "../policy/parse-policy.ts";
import { parseAnnouncement } from "../transition/announcement.ts";
import { instantField, type Parsed, parse, recordField, refusalText } from "./parse.ts";

/** A text that stands nowhere in a schema or a message. */
const secret = fc.stringMatching(/^[A-Za-z0-9+/]{16,40}$/).map((text) => `5ecr3t${text}`);
/** The secret alone, or somewhere in something of another type than expected. */
const holder = secret.chain((text) =>
  fc
    .constantFrom<unknown>(
      text,
      [text],
      { name: text },
      [[text]],
      { a: { b: text } },
      [{ type: text }],
      `https://${text}@x`,
    )
    .map((value) => ({ text, value })),
);

function expectSilence(parsed: Parsed<unknown>, text: string): void {
  if (!parsed.ok) expect(refusalText(parsed.refusal)).not.toContain(text);
}

// Schemas with words of their own and without: valibot's own words repeat what was received.
const fields = {
  text: v.pipe(v.string(), v.maxLength(3)),
  pattern: v.pipe(v.string(), v.regex(/^\d+$/)),
  url: v.pipe(v.string(), v.url()),
  check: v.pipe(
    v.string(),
    v.check(() => false),
  ),
  custom: v.custom(() => false),
  never: v.never(),
  number: v.number(),
  date: v.date(),
  list: v.array(v.pipe(v.number(), v.integer())),
  pick: v.picklist(["a", "b"]),
  literal: v.literal("a"),
  union: v.union([v.number(), v.pipe(v.string(), v.email())]),
  variant: v.variant("type", [v.object({ type: v.literal("a") })]),
  strict: v.strictObject({ a: v.number() }),
  record: recordField(v.string(), v.number()),
  instant: instantField,
};

test("a record holds every key that was there, whatever its name", () => {
  const name = fc.oneof(fc.constantFrom("__proto__", "constructor", "prototype", "toString"), fc.string());
  fc.assert(
    fc.property(fc.dictionary(name, fc.integer()), (value) => {
      expect(parse(recordField(v.string(), v.number()), value)).toEqual({ ok: true, value });
      expect(Object.keys(value).every((key) => Object.hasOwn(parsedRecord(value), key))).toBe(true);
    }),
  );
});

function parsedRecord(value: object): object {
  return v.parse(recordField(v.string(), v.number()), value);
}

test.each(Object.entries(fields))("a refusal never repeats the value: %s", (_name, schema) => {
  fc.assert(
    fc.property(holder, ({ text, value }) => {
      expectSilence(parse(schema, value), text);
      expectSilence(parse(v.object({ field: schema }), { field: value }), text);
    }),
    { numRuns: 200 },
  );
});

test("no field of an event or an announcement is repeated", () => {
  const event = fc.constantFrom("id", "source", "detail-type", "account", "region", "time", "resources", "detail");
  const announcement = fc.constantFrom("format", "alertId", "version", "at", "kind", "quiet", "severity", "from", "to");
  fc.assert(
    fc.property(holder, event, announcement, ({ text, value }, inEvent, inAnnouncement) => {
      const whole = {
        ...{ id: "e", source: "s", "detail-type": "d", account: "111122223333", region: "eu-west-1" },
        ...{ time: "2026-11-24T08:00:00Z", detail: {} },
      };
      expectSilence(parseEvent({ ...whole, [inEvent]: value }), text);
      expectSilence(parseEventText(`${JSON.stringify(value)}x`), text);
      const known = { format: "tocsin.announcement.v1", alertId: "a", version: 1, at: whole.time, kind: "opened" };
      expectSilence(parseAnnouncement(JSON.stringify({ ...known, [inAnnouncement]: value })), text);
    }),
    { numRuns: 500 },
  );
});

test("no secret that a channel holds by mistake is repeated", () => {
  const hook = { type: "webhook", url: "https://hooks.example.com/x", signingSecret: "env:HOOK" };
  fc.assert(
    fc.property(holder, fc.constantFrom("type", "url", "signingSecret", "token"), ({ text, value }, field) => {
      expectSilence(parsePolicy({ channels: { hook: { ...hook, [field]: value } } }), text);
    }),
    { numRuns: 500 },
  );
});
