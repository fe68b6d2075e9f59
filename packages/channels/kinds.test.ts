import { existsSync } from "node:fs";
import { join } from "node:path";
import { channelKinds } from "@tocsin/core/policy/channels/declared-channels";
import { expect, test } from "vitest";

test.each(channelKinds)("%s has its code in a folder of its own", (kind) => {
  const file = `${kind}/${kind}-channel.ts`;
  expect(existsSync(join(import.meta.dirname, file)), `write packages/channels/${file}`).toBe(true);
});
