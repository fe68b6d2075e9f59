import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { layoutFile, mailLayout } from "../mail/mail-layout.ts";

test("the layout of the digest's mail is what mjml makes of it", async () => {
  expect(await readFile(layoutFile, "utf8"), "run `npm run mail`").toBe(await mailLayout());
});
