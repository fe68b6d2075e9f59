import { expect, test } from "vitest";
import { killed } from "./kill.ts";

test("a serving stack that is killed at random moments loses nothing that it accepted, and shows nothing twice", async () => {
  expect(await killed("short")).toMatchObject({ lost: 0, doubled: 0, wrong: 0, failures: [] });
}, 300_000);
