import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { active, type Observation } from "@tocsin/core/alert/observation";
import { createDirectory } from "@tocsin/core/directory/directory";
import { instant } from "@tocsin/core/event/instant";
import { defaultWorld } from "@tocsin/core/policy/world";
import { fold } from "@tocsin/core/transition/fold";
import { expect, test } from "vitest";
import { headItem } from "./head-item.ts";

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html#limits-items */
const ITEM_LIMIT_BYTES = 400 * 1024;
const now = instant("2026-11-20T12:00:00Z");
const repository = `arn:aws-us-gov:ecr:us-gov-west-1:222233334444:repository/${"n".repeat(256)}`;

/** What DynamoDB counts, or a little more. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html */
function bytesOf({ S = "", N = "", L = [], M = {} }: AttributeValue): number {
  const fields = Object.entries(M).map(([name, field]) => Buffer.byteLength(name) + bytesOf(field));
  return [...fields, ...L.map(bytesOf)].reduce((sum, bytes) => sum + bytes + 1, 3 + Buffer.byteLength(S) + N.length);
}

/** Values that no other image has. */
const ten = (n: number, length: number) => Array.from({ length: 10 }, (_, i) => `${n}-${i}-`.padEnd(length, "x"));

/** All that a source may say of one image, at its longest. */
function image(n: number): Observation {
  const digest = `sha256:${n.toString(16).padStart(64, "0")}`;
  return active(
    { id: `event-${n}`, time: now, "replay-name": undefined },
    {
      identity: {
        ...{ condition: "vulnerability", partition: "aws-us-gov", account: "222233334444", region: "us-gov-west-1" },
        ...{ resource: repository, discriminator: "v".repeat(100) },
      },
      reporter: "inspector",
      eventId: "e".repeat(200),
      subject: digest,
      resource: `${repository}/${digest}`,
      severity: "CRITICAL",
      title: "t".repeat(160),
      summary: "s".repeat(600),
      remedy: "r".repeat(600),
      since: now,
      link: `https://example.com/${"l".repeat(300)}`,
      attributes: {
        findingType: "PACKAGE_VULNERABILITY",
        repository: "n".repeat(200),
        packageName: ten(n, 200),
        packages: ten(n, 200),
        imageTags: ten(n, 128),
        tags: ten(n, 200),
      },
    },
  );
}

/** An account with as many tags as AWS Organizations allows, each as long as it may be, and in characters of three bytes. */
const tags = Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`${n}`.padEnd(128, "€"), "€".repeat(256)]));
const entry = { name: "n".repeat(100), environment: "e".repeat(100), contact: "c".repeat(256), tags };
const directory = createDirectory("1", new Map([["222233334444", entry]]));
const world = { ...defaultWorld, directory };

test("a head fits an item, with as many subjects as an alert keeps apart and more, of the longest names", () => {
  const observations = Array.from({ length: 260 }, (_, n) => image(n));
  const [first] = observations;
  const change = { alertId: first?.alertId ?? "", observations, decisions: [] };
  const { head } = fold(undefined, change, world, now);
  expect(bytesOf({ M: headItem(head, undefined) })).toBeLessThan(ITEM_LIMIT_BYTES);
  expect(Object.keys(head.view.directory?.tags ?? {}).length).toBe(50);
  expect(Object.keys(head.alert.reporters.inspector?.subjects?.named ?? {}).length).toBe(60);
});
