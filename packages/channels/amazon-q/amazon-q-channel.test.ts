import type { Handle } from "@tocsin/oncall/group";
import type { Notification } from "@tocsin/oncall/notification";
import { notificationWith, now } from "@tocsin/oncall/testing/sample-notification";
import { describe, expect, test } from "vitest";
import { amazonQChannel } from "./amazon-q-channel.ts";

const { groupId } = notificationWith();

/** The threads of these notifications, told one after the other as `deliver` tells them. */
async function threadsOf(...told: readonly Partial<Notification>[]): Promise<readonly string[]> {
  const threads: string[] = [];
  const channel = amazonQChannel({
    name: "chat",
    now: () => now,
    publish: async ({ metadata }) => void threads.push(metadata.threadId),
  });
  let handle: Handle | undefined;
  for (const [i, changed] of told.entries()) {
    const shown = await channel.send(notificationWith({ ...changed, sequence: i + 1 }), handle);
    handle = { ...shown, by: "chat", delivered: String(i + 1) };
  }
  return threads;
}

describe("a thread", () => {
  test("is of what rang, and of its end", async () => {
    const over = { kind: "over", rings: false, reason: "all-over" } as const;
    expect(await threadsOf({}, over)).toEqual([`${groupId}-0`, `${groupId}-0`]);
  });

  test("is another where it gets worse, or nobody acknowledges it: in an old thread nobody would see that", async () => {
    const worse = { kind: "worse", rings: true } as const;
    const reminder = { kind: "reminder", rings: true } as const;
    const over = { kind: "over", rings: false, reason: "all-over" } as const;
    expect(await threadsOf({}, worse, reminder, over)).toEqual([
      ...[`${groupId}-0`, `${groupId}-1`, `${groupId}-2`],
      `${groupId}-2`,
    ]);
  });

  test("is the same where a notification is tried again, which may have been shown", async () => {
    const threads: string[] = [];
    const channel = amazonQChannel({
      name: "chat",
      now: () => now,
      async publish({ metadata }) {
        threads.push(metadata.threadId);
        throw new Error("the answer was lost");
      },
    });
    const handle = { by: "chat", delivered: "7", thread: `${groupId}-3` };
    for (const sequence of [8, 9])
      await expect(channel.send(notificationWith({ sequence, kind: "worse" }), handle)).rejects.toMatchObject({
        reason: "unreachable",
        retryable: true,
        message: 'channel "chat" cannot publish to its topic',
      });
    expect(threads).toEqual([`${groupId}-7`, `${groupId}-7`]);
  });

  test("of a person who was told by another channel before begins with what is told now", async () => {
    const threads: string[] = [];
    const publish = async ({ metadata }: { readonly metadata: { readonly threadId: string } }) =>
      void threads.push(metadata.threadId);
    const channel = amazonQChannel({ name: "chat", now: () => now, publish });
    await channel.send(notificationWith({ kind: "over", rings: false, sequence: 5 }), { delivered: "4" });
    expect(threads).toEqual([`${groupId}-4`]);
  });
});

test("its attributes are those by which subscribers filter", async () => {
  const published: Readonly<Record<string, string>>[] = [];
  const publish = async (_message: object, attributes: Readonly<Record<string, string>>) =>
    void published.push(attributes);
  await amazonQChannel({ name: "chat", now: () => now, publish }).send(notificationWith({ destination: "soc" }));
  expect(published).toMatchObject([{ destination: "soc", rings: "true", urgency: "now", severity: "HIGH" }]);
});
