/** The reminder of a silence that is about to end, on a real table: once, late if need be, and of what it still mutes alone. */
import type { Mail, MailOperators } from "@tocsin/aws/alarm-topic";
import { createAlertsReader } from "@tocsin/aws/alerts/alerts-reader";
import { createAlertsWriter } from "@tocsin/aws/alerts/alerts-writer";
import type { WrittenSilence } from "@tocsin/aws/world/items/silence-item";
import { createSilenceStore } from "@tocsin/aws/world/silence-store";
import { readWorldPartition } from "@tocsin/aws/world/world-partition";
import { type Instant, instant, shift } from "@tocsin/core/event/instant";
import { defaultWorld } from "@tocsin/core/policy/world";
import { changesOf } from "@tocsin/core/transition/fold";
import { remindOfSilences } from "@tocsin/lambda/handlers/silence-reminders";
import { samples } from "@tocsin/sources/guardduty/samples";
import { guardduty } from "@tocsin/sources/guardduty/source";
import { tryOut } from "@tocsin/sources/testing/trial";
import { beforeEach, describe, expect, test } from "vitest";
import { emptyTable, minutesAfter, type OpenTable, policyOf } from "../support/oncall.ts";
import { useTable } from "../support/table.ts";

const opened = useTable();
const start = instant("2026-11-20T12:00:00Z");
const policy = policyOf({});
const threats = { condition: ["threat"], severity: ["HIGH"] };

let table: OpenTable;
let mails: Mail[];
beforeEach(async () => {
  table = await emptyTable(opened.client);
  mails = [];
  const { observations } = tryOut(guardduty);
  const changes = changesOf([samples.instanceFinding].flatMap((sample) => observations(sample)));
  await createAlertsWriter(table).apply(changes, { ...defaultWorld, policy }, start);
});

async function silence(changed: Partial<WrittenSilence> = {}): Promise<void> {
  await createSilenceStore(table).add({
    ...{ id: "5f3a", of: { match: threats }, upTo: "HIGH", evenIfWorse: false, by: "local:ada", why: "an exercise" },
    ...{ madeAt: start, from: start, until: minutesAfter(start, 240) },
    ...changed,
  });
}

const put: MailOperators = async (mail) => void mails.push(mail);

/** One run of the timer. */
async function minute(now: Instant, mail = put): Promise<void> {
  await remindOfSilences({
    partition: () => readWorldPartition(table),
    policy: async () => policy,
    reader: createAlertsReader(table),
    silences: createSilenceStore(table),
    ...{ mail, title: "Tocsin prod", place: "--stage prod", now: () => now },
  });
}

const due = minutesAfter(start, 216);

describe("a silence that is about to end", () => {
  test("is told of when it is time, with what it mutes", async () => {
    await silence();
    await minute(shift(due, -1));
    expect(mails).toEqual([]);
    await minute(due);
    expect(mails.map(({ subject }) => subject)).toEqual(["Tocsin prod: a silence that mutes 1 open alert ends soon"]);
    expect(mails[0]?.text).toContain("1 HIGH");
  });

  test("is told of once, whether the timer runs twice at once or again", async () => {
    await silence();
    await Promise.all([minute(due), minute(due), minute(due)]);
    await minute(shift(due, 60_000));
    expect(mails).toHaveLength(1);
  });

  test.each([
    ["as long as it mutes", shift(minutesAfter(start, 240), -1), 1],
    ["and not once it has ended", minutesAfter(start, 240), 0],
  ])("is told of late where the timer did not run: %s", async (_title, now, count) => {
    await silence();
    await minute(now);
    await minute(shift(now, 60_000));
    expect(mails).toHaveLength(count);
  });

  test("is told of by the next run where a mail is not taken", async () => {
    await silence();
    const refuse = () => Promise.reject(new Error("Publish failed"));
    await expect(minute(due, refuse)).rejects.toThrow("Publish failed");
    await minute(shift(due, 60_000));
    expect(mails).toHaveLength(1);
  });

  test("is no news where it mutes nothing then, nor when it does again", async () => {
    await silence({ of: { match: { condition: ["malware"] } } });
    await silence({ id: "5f3b", upTo: "MEDIUM" });
    await minute(due);
    expect(mails).toEqual([]);
    expect((await readWorldPartition(table)).silences.map(({ remindedAt }) => remindedAt)).toEqual([due, due]);
  });

  test("is no news where it has been ended, also while that is looked at", async () => {
    await silence();
    const store = createSilenceStore(table);
    const { silences } = await readWorldPartition(table);
    await store.expire("5f3a", { at: due, by: "local:ada", why: "over" });
    await minute(due);
    expect(await store.reminded("5f3a", due)).toBeUndefined();
    expect(silences[0]?.expiredAt).toBeUndefined();
    expect(mails).toEqual([]);
  });
});
