import { itemFormats, messageFormats } from "@tocsin/core/release";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { changesBetween, formatChanges, newIndexes } from "./compare.ts";
import { fixedInputs, kinds } from "./replacing.ts";
import type { Stack, StackResource } from "./stack-resource.ts";

const home = "eu-central-1";
const resource = (type: string, inputs: StackResource["inputs"], more: Partial<StackResource> = {}): StackResource => ({
  ...{ type, name: "One", place: `aws:${type}::One`, inputs, isKept: false },
  ...more,
});
const stack = (...resources: readonly StackResource[]): Stack => ({ resources, release: undefined });
const queue = resource("sqs/queue:Queue", { name: "tocsin-prod-oncall" });

const anyResource = fc.tuple(fc.constantFrom(...Object.keys(kinds)), fc.nat(5)).map(([type, n]) =>
  resource(
    type,
    Object.fromEntries(fixedInputs(type).map((input) => [input, input === "region" ? home : `${input}-${n}`])),
    {
      place: `aws:${type}::R${n}`,
      name: `R${n}`,
    },
  ),
);
const anyStack = fc.uniqueArray(anyResource, { selector: ({ place }) => place }).map((all) => stack(...all));

test("what is deployed anew as it is changes nothing, whatever else its inputs say", () => {
  fc.assert(
    fc.property(anyStack, fc.dictionary(fc.string(), fc.string()), (same, more) => {
      const { resources } = same;
      const next = resources.map((one) => ({ ...one, inputs: { ...more, ...one.inputs } }));
      expect(changesBetween(same, stack(...next), home)).toEqual([]);
    }),
  );
});

test("each resource is told of once: what is taken out, and what is put in", () => {
  fc.assert(
    fc.property(anyStack, anyStack, (before, after) => {
      const isTold = (place: string) => !place.includes("bucketObject");
      const places = [before, after].map(
        ({ resources }) => new Set(resources.map(({ place }) => place).filter(isTold)),
      );
      const [old = new Set(), young = new Set()] = places;
      const told = changesBetween(before, after, home);
      expect(told).toHaveLength(old.symmetricDifference(young).size);
    }),
  );
});

describe.each(Object.keys(kinds).filter((type) => kinds[type]?.fixed.length !== 0))("a %s", (type) => {
  test.each(fixedInputs(type))("is replaced when its %s changes", (input) => {
    const before = stack(resource(type, { [input]: "one" }));
    expect(changesBetween(before, stack(resource(type, { [input]: "another" })), home)).toMatchObject([
      { kind: "replaced", type, because: [input] },
    ]);
  });

  test("is replaced when it becomes part of something else under the same name", () => {
    const elsewhere = { place: `sst:aws:Part$aws:${type}::One` };
    const [named, moved] = [resource(type, { name: "x" }), resource(type, { name: "x" }, elsewhere)];
    expect(changesBetween(stack(named), stack(moved), home)).toMatchObject([{ kind: "replaced", because: [] }]);
  });
});

test.each([
  ["a queue that is taken out loses its messages", stack(queue), stack(), "removed", "the messages that wait in it"],
  ["a queue that is put in loses nothing", stack(), stack(queue), "added", undefined],
  [
    "an alarm that is taken out loses nothing",
    stack(resource("cloudwatch/metricAlarm:MetricAlarm", { name: "x" })),
    stack(),
    "removed",
    undefined,
  ],
  [
    "a queue by another name under another name of SST's is one less and one more",
    stack(queue),
    stack(resource("sqs/queue:Queue", { name: "tocsin-prod-oncall-2" }, { place: "aws:sqs/queue:Queue::Two" })),
    "removed",
    "the messages that wait in it",
  ],
])("%s", (_title, before, after, kind, loses) => {
  const [change] = changesBetween(before, after, home);
  expect([change?.kind, change?.loses]).toEqual([kind, loses]);
});

test.each([
  [
    "the account, which the synthesis invents",
    { bucket: "tocsin-prod-reports-999900001111", arn: "arn:aws:sns:eu-central-1:999900001111:x" },
    { bucket: "tocsin-prod-reports-111122223333", arn: "arn:aws:sns:eu-central-1:111122223333:x" },
    "s3/bucket:Bucket",
  ],
  [
    "when a table's stream began",
    { eventSourceArn: "arn:aws:dynamodb:eu-central-1:999900001111:table/t/stream/2026-11-30T08:00:00.000" },
    { eventSourceArn: "arn:aws:dynamodb:eu-central-1:111122223333:table/t/stream/2026-01-01T00:00:00.000" },
    "lambda/eventSourceMapping:EventSourceMapping",
  ],
  ["a region that is the home region", { name: "x", region: home }, { name: "x" }, "sqs/queue:Queue"],
])("is no change: %s", (_title, before, after, type) => {
  expect(changesBetween(stack(resource(type, before)), stack(resource(type, after)), home)).toEqual([]);
});

test("another region is one", () => {
  const [before, after] = [{ bucket: "x" }, { bucket: "x", region: "eu-west-1" }];
  const type = "s3/bucket:Bucket";
  expect(changesBetween(stack(resource(type, before)), stack(resource(type, after)), home)).toMatchObject([
    { kind: "replaced", because: ["region"], loses: "the weekly reports" },
  ]);
});

test("a function's code, which each version brings anew, is not told of", () => {
  const code = (key: string) => resource("s3/bucketObjectv2:BucketObjectv2", { key });
  expect(changesBetween(stack(code("a")), stack(code("b")), home)).toEqual([]);
  expect(changesBetween(stack(code("a")), stack(), home)).toEqual([]);
});

test.each([
  ["none", ["open", "due"], []],
  ["one", ["open"], ["due"]],
  ["two", ["muted"], ["open", "due"]],
  // Then the table itself is made.
  ["none of a table that is not there", [], []],
])("%s of the table's indexes is new", (_title, before, expected) => {
  const table = (names: readonly string[]) =>
    resource("dynamodb/table:Table", { globalSecondaryIndexes: names.map((name) => ({ name })) });
  const deployed = before.length === 0 ? stack() : stack(table(before));
  expect(newIndexes(deployed, stack(table(["open", "due"])))).toEqual(expected);
});

test("formats that differ, are new or are gone are named", () => {
  const release = { version: "1", itemFormats: { ...itemFormats }, messageFormats: { ...messageFormats } };
  expect(formatChanges(release, release)).toEqual([]);
  const { verdict: _verdict, ...items } = itemFormats;
  const next = {
    ...release,
    itemFormats: { ...items, head: 2, fresh: 1 },
    messageFormats: { ...messageFormats, wake: "tocsin.wake.v2" },
  };
  expect(formatChanges(release, next)).toEqual([
    { of: "item", kind: "head", from: "1", to: "2" },
    { of: "item", kind: "verdict", from: "1", to: "none" },
    { of: "item", kind: "fresh", from: "none", to: "1" },
    { of: "message", kind: "wake", from: "tocsin.wake.v1", to: "tocsin.wake.v2" },
  ]);
});
