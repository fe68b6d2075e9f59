import { countsWith } from "@tocsin/oncall/testing/sample-group";
import { notificationWith } from "@tocsin/oncall/testing/sample-notification";
import { describe, expect, test } from "vitest";
import { countedIn } from "./counted.ts";

const messageOf = (groupId: string, sequence: number, open: number) =>
  notificationWith({ groupId, sequence, counts: countsWith({ CRITICAL: open }, { CRITICAL: open }) });

describe("the alerts that messages tell of", () => {
  test("are those of the last message of each group", () => {
    const sent = [messageOf("one", 1, 5), messageOf("two", 1, 20), messageOf("one", 2, 100)];
    expect(countedIn(sent)).toBe(120);
  });

  test("are none where nothing was sent", () => {
    expect(countedIn([])).toBe(0);
  });
});
