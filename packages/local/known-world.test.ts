import { alertKey, WORLD } from "@tocsin/aws/alerts/alerts-schema";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createKnownWorld } from "./known-world.ts";

/** A table of which the state is how often something was written to what is in force, and whose stream is read when the test says so. */
function setUp({ isLastKnown = true } = {}) {
  const table = { state: 0, reads: 0, stream: [] as string[], noted: 0, meanwhile: () => {} };
  const write = (pk: string) => {
    if (pk === WORLD) table.state += 1;
    table.stream.push(pk);
  };
  const noteOne = () => {
    const pk = table.stream[table.noted];
    if (pk === undefined) return;
    table.noted += 1;
    world.note({ dynamodb: { Keys: { pk: { S: pk } }, SequenceNumber: String(table.noted) } });
  };
  const noteAll = () => {
    while (table.noted < table.stream.length) noteOne();
  };
  const read = async () => {
    const { state, meanwhile } = table;
    table.reads += 1;
    table.meanwhile = () => {};
    meanwhile();
    return state;
  };
  const last = () => (isLastKnown && table.stream.length > 0 ? String(table.stream.length) : undefined);
  const world = createKnownWorld(read, last);
  return { table, world, write, noteOne, noteAll };
}

const somewhereElse = alertKey("a");
const anyStep = fc.oneof(
  fc.constantFrom("ask" as const, "note one" as const, "note all" as const),
  fc.constantFrom(WORLD, somewhereElse).map((pk) => ({ pk })),
  fc.record({ pk: fc.constantFrom(WORLD, somewhereElse), isNoted: fc.boolean() }).map((during) => ({ during })),
);

test("who reloads sees all that was written before, whatever was written when and noted when", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyStep, { maxLength: 20 }), fc.boolean(), async (steps, isLastKnown) => {
      const { table, world, write, noteOne, noteAll } = setUp({ isLastKnown });
      for (const step of steps) {
        const { state } = table;
        if (step === "ask") expect(await world.reload()).toBeGreaterThanOrEqual(state);
        else if (step === "note one") noteOne();
        else if (step === "note all") noteAll();
        else if ("pk" in step) write(step.pk);
        else
          table.meanwhile = () => {
            write(step.during.pk);
            if (step.during.isNoted) noteAll();
          };
      }
      table.meanwhile = () => {};
      expect(await world.reload()).toBe(table.state);
    }),
  );
});

test("what nobody changed is read once, however much is written elsewhere", async () => {
  const { table, world, write, noteAll } = setUp();
  write(WORLD);
  noteAll();
  await world.reload();
  write(somewhereElse);
  noteAll();
  expect(await world.reload()).toBe(1);
  expect(table.reads).toBe(1);
});

test("where the stream's end is not known, it is read each time", async () => {
  const { table, world, write, noteAll } = setUp({ isLastKnown: false });
  write(WORLD);
  noteAll();
  await world.reload();
  await world.reload();
  expect(table.reads).toBe(2);
});

test("what could not be read is read again", async () => {
  const { table, world, write, noteAll } = setUp();
  write(WORLD);
  noteAll();
  table.meanwhile = () => {
    throw new Error("the table is away");
  };
  await expect(world.reload()).rejects.toThrow("away");
  expect(await world.reload()).toBe(1);
});
