import { severities } from "@tocsin/core/alert/severity";
import { instantOfEpoch } from "@tocsin/core/event/instant";
import fc from "fast-check";
import { expect, test } from "vitest";
import { keysBy } from "../testing/sample-link.ts";
import { type Link, lastInstantOf } from "./link.ts";
import { tokenOf, verified } from "./link-token.ts";

const id = fc.stringMatching(/^[0-9a-f]{32}$/);

const someLink: fc.Arbitrary<Link> = fc
  .record({
    of: fc.oneof(
      id.map((alert) => ({ alert })),
      id.map((group) => ({ group })),
    ),
    // As long as a policy's name may be, and of any characters.
    destination: fc.string({ unit: "binary", maxLength: 50 }),
    severity: fc.constantFrom(...severities),
    issued: fc.integer({ min: 1_790_000_000_000, max: 1_800_000_000_000 }),
  })
  .map(({ issued, ...rest }) => {
    const issuedAt = instantOfEpoch(issued);
    return { ...rest, action: "acknowledge", issuedAt, expiresAt: lastInstantOf(issuedAt) };
  });

const keyOf = keysBy("the key of the stage");

test("what was signed is read again, and fits a URL", async () => {
  await fc.assert(
    fc.asyncProperty(someLink, async (link) => {
      const token = await tokenOf(link, keyOf);
      expect(token).toMatch(/^[\w.-]+[0-9a-f]$/);
      expect(await verified(token, keyOf, link.issuedAt)).toEqual({ ok: true, link });
    }),
  );
});

test("no other text than the one that was signed is taken", async () => {
  const change = fc.oneof(
    fc.record({ at: fc.nat(), bit: fc.integer({ min: 0, max: 7 }) }).map(({ at, bit }) => (bytes: Buffer) => {
      const changed = Buffer.from(bytes);
      const place = at % changed.length;
      changed[place] = (changed[place] ?? 0) ^ (1 << bit);
      return changed;
    }),
    fc.nat().map((at) => (bytes: Buffer) => bytes.subarray(0, at % bytes.length)),
    fc.tuple(fc.nat(), fc.stringMatching(/^[\w.=+/-]{1,4}$/)).map(([at, more]) => (bytes: Buffer) => {
      const place = at % (bytes.length + 1);
      return Buffer.concat([bytes.subarray(0, place), Buffer.from(more), bytes.subarray(place)]);
    }),
  );
  await fc.assert(
    fc.asyncProperty(someLink, change, async (link, changed) => {
      const token = await tokenOf(link, keyOf);
      const other = changed(Buffer.from(token)).toString("utf8");
      expect((await verified(other, keyOf, link.issuedAt)).ok).toBe(other === token);
    }),
    { numRuns: 1000 },
  );
});

test("a link of one thing never is that of another", async () => {
  await fc.assert(
    fc.asyncProperty(someLink, someLink, async (one, other) => {
      const [payload] = (await tokenOf(one, keyOf)).split(".");
      const [, hmac] = (await tokenOf(other, keyOf)).split(".");
      const isSame = JSON.stringify(one) === JSON.stringify(other);
      expect((await verified(`${payload}.${hmac}`, keyOf, one.issuedAt)).ok).toBe(isSame);
    }),
  );
});
