import { describe, expect, test } from "vitest";
import { exitCodes } from "../output/terminal.ts";
import { withIdFrom } from "./id-beginning.ts";

const all = ["5f3a1b9c0d2e", "5f3a77777777", "0123456789ab"].map((id) => ({ id }));
const silence = { noun: "silence", list: "tocsin silence list --expired" } as const;

describe("what a person has made", () => {
  test.each([
    ["a beginning that is one's alone", "0123", "0123456789ab"],
    ["one in capitals", "5F3A1", "5f3a1b9c0d2e"],
    ["all of it", "5f3a1b9c0d2e", "5f3a1b9c0d2e"],
  ])("is named by %s", (_title, given, id) => expect(withIdFrom(given, all, silence).id).toBe(id));

  test.each([
    [
      "begins with what several do",
      "5f3a",
      exitCodes.refused,
      "the ids of 2 silences begin with 5f3a: 5f3a1b9c0d2e, 5f3a77777777",
    ],
    [
      "begins with what none does",
      "ffff",
      exitCodes.refused,
      'there is no silence "ffff": `tocsin silence list --expired` lists',
    ],
    ["is too short to mean one", "5f3", exitCodes.usage, "not the beginning of a silence's id, which is at least 4"],
    ["is no id", "night", exitCodes.usage, "not the beginning of a silence's id"],
  ])("is refused where it %s", (_title, given, exitCode, message) => {
    expect(() => withIdFrom(given, all, silence)).toThrow(
      expect.objectContaining({ exitCode, message: expect.stringContaining(message) }),
    );
  });
});
