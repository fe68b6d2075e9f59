/** Whether the stack is learning, live or paused, as people have set it. */
import { PutItemCommand } from "@aws-sdk/client-dynamodb";
import { writable } from "@tocsin/core/alert/decision";
import type { Instant } from "@tocsin/core/event/instant";
import { readItems, type Table } from "../alerts/alerts-table.ts";
import { valueIn } from "../alerts/items/items.ts";
import { call } from "../call.ts";
import { type Mode, modeItem, modeKey, type Pause, readMode } from "./items/mode-item.ts";

/** Each rejects with a `CallError` when a call fails, and with an `ItemError` when what is stored cannot be read. */
export interface ModeStore {
  /** Nothing where nobody has said. */
  current(): Promise<Mode | undefined>;
  /** From now on the stack rings for everything that the policy says. Returns the earlier mode. */
  goLive(at: Instant): Promise<Mode | undefined>;
  /** Until then nobody is notified. A pause takes the place of one before. */
  pause(pause: Pause): Promise<void>;
  /** Returns the pause that is over now; nothing if there was none. */
  resume(): Promise<Pause | undefined>;
}

/** @param unsaid what a stack is of which nobody has said. */
export function createModeStore({ client, tableName: TableName }: Table, unsaid: Mode): ModeStore {
  return {
    current,
    async goLive(at) {
      const before = await current();
      if (before?.mode !== "live") await put({ ...before, mode: "live", since: at });
      return before;
    },
    async pause(paused) {
      await put({ ...((await current()) ?? unsaid), paused: writable(paused) });
    },
    async resume() {
      const before = await current();
      if (before?.paused === undefined) return undefined;
      const { paused, ...rest } = before;
      await put(rest);
      return paused;
    },
  };

  async function current(): Promise<Mode | undefined> {
    const item = (await readItems({ client, tableName: TableName }, [modeKey])).get(modeKey);
    return item && valueIn(readMode(item));
  }

  async function put(mode: Mode): Promise<void> {
    await call("PutItem", () => client.send(new PutItemCommand({ TableName, Item: modeItem(mode) })));
  }
}
