/** The outcome of a notification on its way: recorded after it was sent, or could not be sent. */
import {
  ConditionalCheckFailedException,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from "@aws-sdk/client-dynamodb";
import type { Instant } from "@tocsin/core/event/instant";
import type { Handle, NotificationKind, Telling, Told } from "@tocsin/oncall/group";
import { dueKeys } from "../alerts/alerts-schema.ts";
import { readItems, type Table } from "../alerts/alerts-table.ts";
import { toItem, valueIn } from "../alerts/items/items.ts";
import { call } from "../call.ts";
import { DESTINATION_FORMAT, destinationItemKey } from "./items/destination-item.ts";
import { readTold, toldKey } from "./items/told-item.ts";

/** A notification that was begun, and what `TOLD` held when it was. */
export interface Begun {
  readonly groupId: string;
  readonly destination: string;
  readonly sequence: number;
  /** Of `TOLD`, as it was written with the notification. */
  readonly revision: number;
}

export interface Tellings {
  /** Whether the notification must still be sent: another delivery of the same message may have sent it. @throws CallError, ItemError */
  isAwaited(begun: Begun): Promise<boolean>;
  /**
   * Records that it arrived. If something changed meanwhile, the next look is `now`; else it is `nextAt`. Nothing is written when a later
   * notification was begun. @throws CallError
   */
  delivered(begun: Begun, told: Delivered): Promise<void>;
  /** Records that it did not arrive, and when to try again. @throws CallError */
  failed(begun: Begun, failed: Failed): Promise<void>;
  /** Writes down that the destination accepts notifications again. @throws CallError */
  recovered(destination: string): Promise<void>;
}

export interface Failed {
  readonly failing: NonNullable<Told["failing"]>;
  /** How often the destination was tried since it last took a notification. */
  readonly tries: number;
  readonly nextTryAt: Instant;
  /** The channel that did not take it, where the destination is a schedule. */
  readonly by?: string | undefined;
  /** The destination answered that it limits its rate. */
  readonly isLimited: boolean;
  /** What the notification said, if it is unknown whether it arrived. */
  readonly doubt: NotificationKind | undefined;
}

export interface Delivered {
  readonly now: Instant;
  readonly last: Telling;
  /** What it called the group. */
  readonly title: string;
  readonly rung: Told["rung"];
  /** Of what the channel has shown. */
  readonly handle: Handle;
  readonly nextAt: Instant | undefined;
}

export function createTellings(table: Table): Tellings {
  const { client, tableName: TableName } = table;
  return {
    async isAwaited({ groupId, sequence }) {
      const key = toldKey(groupId);
      const item = (await readItems(table, [key])).get(key);
      const told = item && valueIn(readTold(item)).told;
      return told?.sequence === sequence && told.sending !== undefined;
    },
    async delivered(begun, { now, last, title, rung, handle, nextAt }) {
      const values = { "told.last": last, "told.title": title, "told.rung": rung, "told.handle": handle };
      const gone = ["told.sending", "told.failing", "told.doubt", "told.decidedOn"];
      const isAsItWas = { revision: begun.revision };
      if (await update(begun, isAsItWas, values, [...gone, "told.owedSince"], nextAt)) return;
      await update(begun, {}, values, gone, now);
    },
    async failed(begun, { failing, tries, nextTryAt, by, isLimited, doubt }) {
      await update(begun, {}, { "told.failing": failing, "told.doubt": doubt }, ["told.sending"], nextTryAt);
      await write({
        Key: toItem(destinationItemKey(begun.destination)),
        // Of a first failure what failed before is over, or was of somebody else's channel.
        UpdateExpression: `SET #format = :format, #since = ${tries === 1 ? ":since" : "if_not_exists(#since, :since)"}, #times = :times, #next = :next, #limited = :limited${by === undefined ? "" : ", #by = :by"} ADD #revision :one${by === undefined ? " REMOVE #by" : ""}`,
        ExpressionAttributeNames: {
          "#format": "format",
          "#since": "failingSince",
          "#next": "nextTryAt",
          "#times": "failingTimes",
          "#by": "failingBy",
          "#limited": "failingIsLimited",
          "#revision": "revision",
        },
        ExpressionAttributeValues: toItem({
          ":limited": isLimited,
          ...(by !== undefined && { ":by": by }),
          ":format": DESTINATION_FORMAT,
          ":since": failing.since,
          ":times": tries,
          ":next": nextTryAt,
          ":one": 1,
        }),
      });
    },
    async recovered(destination) {
      await write({
        Key: toItem(destinationItemKey(destination)),
        UpdateExpression: "REMOVE #since, #next, #times, #by, #limited ADD #revision :one",
        ConditionExpression: "attribute_exists(#since)",
        ExpressionAttributeNames: {
          "#by": "failingBy",
          "#limited": "failingIsLimited",
          "#since": "failingSince",
          "#next": "nextTryAt",
          "#times": "failingTimes",
          "#revision": "revision",
        },
        ExpressionAttributeValues: toItem({ ":one": 1 }),
      });
    },
  };

  /** Changes `TOLD` while the notification is the last that was begun. Gives whether it did. */
  async function update(
    { groupId, sequence }: Begun,
    only: Readonly<Record<string, number>>,
    values: Readonly<Record<string, unknown>>,
    gone: readonly string[],
    nextAt: Instant | undefined,
  ): Promise<boolean> {
    const due = dueKeys(groupId, nextAt);
    const set = Object.entries({ ...values, "told.nextAt": nextAt, ...due }).filter(([, value]) => value !== undefined);
    const removed = nextAt === undefined ? [...gone, "told.nextAt", "duePk", "dueSk"] : gone;
    const conditions = Object.entries({ "told.sequence": sequence, ...only });
    const names = [
      ...set.map(([path]) => path),
      ...removed,
      ...conditions.map(([path]) => path),
      "told.sending",
      "revision",
    ];
    return write({
      Key: toItem(toldKey(groupId)),
      UpdateExpression: [
        `SET ${set.map(([path], i) => `${placeholder(path)} = :s${i}`).join(", ")}`,
        `REMOVE ${removed.map(placeholder).join(", ")}`,
        "ADD #revision :one",
      ].join(" "),
      ConditionExpression: [
        `attribute_exists(${placeholder("told.sending")})`,
        ...conditions.map(([path], i) => `${placeholder(path)} = :c${i}`),
      ].join(" AND "),
      ExpressionAttributeNames: Object.fromEntries(
        names.flatMap((path) => path.split(".")).map((name) => [`#${name}`, name]),
      ),
      ExpressionAttributeValues: toItem({
        ":one": 1,
        ...Object.fromEntries(set.map(([, value], i) => [`:s${i}`, value])),
        ...Object.fromEntries(conditions.map(([, value], i) => [`:c${i}`, value])),
      }),
    });
  }

  async function write(input: Omit<UpdateItemCommandInput, "TableName">): Promise<boolean> {
    return call("UpdateItem", async () => {
      try {
        await client.send(new UpdateItemCommand({ TableName, ...input }));
        return true;
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return false;
        throw error;
      }
    });
  }
}

/** `told.last` → `#told.#last`. */
function placeholder(path: string): string {
  return path
    .split(".")
    .map((name) => `#${name}`)
    .join(".");
}
