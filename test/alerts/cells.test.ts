import { PutItemCommand, ScanCommand } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { createCells } from "@tocsin/aws/alerts/cells";
import { heardCells } from "@tocsin/aws/alerts/heard-cells";
import { cellItem, keyOfCell } from "@tocsin/aws/alerts/items/cell-item";
import { toItem } from "@tocsin/aws/alerts/items/items";
import type { Cell } from "@tocsin/core/alert/baseline";
import { type Instant, instant, shift } from "@tocsin/core/event/instant";
import { describe, expect, test } from "vitest";
import { countRequests } from "../support/counting.ts";
import { useTable } from "../support/table.ts";

const table = useTable();
const HOUR = 3_600_000;
const now = instant("2026-11-20T12:10:00Z");
const later = (milliseconds: number): Instant => shift(now, milliseconds);
let next = 0;

/** A cell that no other test uses. */
function newCell(): Cell {
  next += 1;
  return { account: String(next).padStart(12, "0"), region: "eu-west-1", source: "guardduty" };
}

/** What the table says of a cell. */
async function storedOf(cell: Cell): Promise<unknown> {
  const { Items = [] } = await table.client.send(new ScanCommand({ TableName: table.tableName, ConsistentRead: true }));
  return Items.map((item) => unmarshall(item)).find(({ pk }) => pk === keyOfCell(cell).pk);
}

describe("a cell", () => {
  test("keeps when it was first heard of, whoever hears of it later", async () => {
    const cell = newCell();
    expect((await createCells(table).hear([cell], now)).of(cell)).toBe(now);
    const cells = createCells(table);
    expect((await cells.hear([cell], later(5 * HOUR))).of(cell)).toBe(now);
    expect((await cells.hear([cell], later(9 * HOUR))).of(cell)).toBe(now);
    expect(await storedOf(cell)).toMatchObject({ firstHeardAt: now, lastHeardAt: "2026-11-20T21:00:00.000Z" });
  });

  test("costs a read and a write in its first hour, and no call in the rest of it", async () => {
    const [cell, other] = [newCell(), newCell()];
    const cells = createCells(table);
    const counter = countRequests(table.client);
    await cells.hear([cell, cell, other], now);
    expect(counter.total()).toBe(3);
    counter.reset();
    await cells.hear([cell, other], later(20 * 60_000));
    expect(counter.total()).toBe(0);
    await cells.hear([cell], later(HOUR));
    expect(counter.total()).toBe(2);
    counter.reset();
    // A function that has just started reads, and finds that the hour is written.
    await createCells(table).hear([cell], later(HOUR));
    expect(counter.total()).toBe(1);
  });

  test("has one beginning for all who hear of it at once", async () => {
    const cell = newCell();
    const heard = await Promise.all(
      [0, 1, 2, 3].map((milliseconds) => createCells(table).hear([cell], later(milliseconds))),
    );
    expect(new Set(heard.map((first) => first.of(cell))).size).toBe(1);
  });

  test("that cannot be read is left as it is, and nothing is taken to have been before it", async () => {
    const [broken, sound] = [newCell(), newCell()];
    const Item = { ...cellItem(broken, { firstHeardAt: now, lastHeardAt: now }), ...toItem({ firstHeardAt: "soon" }) };
    await table.client.send(new PutItemCommand({ TableName: table.tableName, Item }));
    const heard = await createCells(table).hear([broken, sound], later(HOUR));
    expect(heard.of(broken) < now).toBe(true);
    expect(heard.of(sound)).toBe(later(HOUR));
    expect(await storedOf(broken)).toMatchObject({ firstHeardAt: "soon" });
  });
});

describe("all cells", () => {
  /** Another test leaves one that cannot be read. */
  const listed = async () =>
    (await Array.fromAsync(heardCells(table))).flatMap((read) => (read.ok ? [read.value] : []));

  test("are read without a scan, each with when it was first and last heard of", async () => {
    const cells = [newCell(), newCell(), newCell()];
    await createCells(table).hear(cells, now);
    await createCells(table).hear(cells.slice(0, 1), later(5 * HOUR));
    const found = await listed();
    const hearings = ["2026-11-20T17:00:00.000Z", "2026-11-20T12:00:00.000Z", "2026-11-20T12:00:00.000Z"];
    for (const [i, cell] of cells.entries())
      expect(found.filter(({ account }) => account === cell.account)).toEqual([
        { ...cell, firstHeardAt: now, lastHeardAt: hearings[i] },
      ]);
  });

  test("lack one that was written before cells were listed, until it is heard of again", async () => {
    const cell = newCell();
    const { idPk: _pk, idSk: _sk, ...before } = cellItem(cell, { firstHeardAt: now, lastHeardAt: now });
    await table.client.send(new PutItemCommand({ TableName: table.tableName, Item: before }));
    const isThere = async () => (await listed()).some(({ account }) => account === cell.account);
    expect(await isThere()).toBe(false);
    await createCells(table).hear([cell], later(2 * HOUR));
    expect(await isThere()).toBe(true);
  });
});
