import { createDigestReviews, latestReview } from "@tocsin/aws/digests/digest-reviews";
import { createDigestSendings } from "@tocsin/aws/digests/digest-sendings";
import { TOPIC } from "@tocsin/aws/digests/items/digest-item";
import { instant, shift } from "@tocsin/core/event/instant";
import { beforeEach, describe, expect, test } from "vitest";
import { emptyTable, type OpenTable } from "../support/oncall.ts";
import { useTable } from "../support/table.ts";

const table = useTable();
const now = instant("2026-11-23T05:00:00Z");
const at = (seconds: number) => shift(now, seconds * 1000);
const key = { week: "2026-W47", edition: "owner:web#1", channel: "mail" };
let open: OpenTable;
beforeEach(async () => {
  open = await emptyTable(table.client);
});

describe("an edition for a channel", () => {
  test("is begun by one, until that one has sent it, has failed, or has had its time", async () => {
    const sendings = createDigestSendings(open);
    const begin = (seconds: number) => sendings.begin(key, at(seconds), at(seconds + 60));
    expect((await Promise.all([begin(0), begin(0), begin(0)])).sort()).toEqual(["begun", "being-sent", "being-sent"]);
    expect(await begin(59)).toBe("being-sent");
    expect(await begin(60)).toBe("begun");
    await sendings.failed(key);
    expect(await begin(61)).toBe("begun");
    await sendings.sent(key, at(62));
    expect(await begin(9999)).toBe("sent");
    expect(await sendings.of("2026-W47")).toEqual([
      { edition: key.edition, channel: "mail", handedAt: undefined, silentAt: undefined, sentAt: at(62) },
    ]);
  });

  test("keeps that it was handed over and that it was sent, in whichever order these come", async () => {
    const sendings = createDigestSendings(open);
    await sendings.sent(key, at(2));
    await sendings.handed(key, at(3));
    await sendings.silent({ ...key, channel: TOPIC }, at(4));
    await sendings.handed({ ...key, week: "2026-W48" }, at(5));
    const of = await sendings.of("2026-W47");
    expect(of).toMatchObject([
      { channel: TOPIC, silentAt: at(4) },
      { channel: "mail", handedAt: at(3), sentAt: at(2) },
    ]);
  });
});

test("who has read a digest is known of its week, the latest last", async () => {
  const reviews = createDigestReviews(open);
  expect(await latestReview(reviews, "2026-W47")).toBeUndefined();
  const [first, second] = [
    { at: at(0), by: "ada", note: "all assigned" },
    { at: at(60), by: "grace", note: "two left" },
  ];
  expect(await reviews.add("2026-W47", second)).toBe(true);
  expect(await reviews.add("2026-W47", first)).toBe(true);
  expect(await reviews.add("2026-W47", { ...first, by: "eve" })).toBe(false);
  expect(await Array.fromAsync(reviews.of("2026-W47"))).toMatchObject([{ value: first }, { value: second }]);
  expect(await latestReview(reviews, "2026-W47")).toEqual(second);
  expect(await latestReview(reviews, "2026-W46")).toBeUndefined();
});
