import { existsSync } from "node:fs";
import { join } from "node:path";
import { channelKinds } from "@tocsin/core/policy/channels/declared-channels";
import { expect, test } from "vitest";

test.each(channelKinds)("%s has its code in a folder of its own", (kind) => {
  expect(existsSync(join(import.meta.dirname, kind, `${kind}-channel.ts`))).toBe(true);
});
