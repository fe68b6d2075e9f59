/** The alerts table, with the schema that the code uses. */
import { alertsSchema } from "@tocsin/aws/alerts/alerts-schema";
import { keyArn } from "./encryption.ts";
import { adopted, arnOf, isProduction, named } from "./place.ts";
import type { Permission } from "./policy.ts";

const { key: primary, indexes } = alertsSchema;
const keys = [primary, ...Object.values(indexes)].flatMap(({ partition, sort }) => [partition, sort]);

export const table = new sst.aws.Dynamo("Alerts", {
  fields: Object.fromEntries(keys.map((name) => [name, "string"])),
  primaryIndex: { hashKey: primary.partition, rangeKey: primary.sort },
  globalIndexes: Object.fromEntries(
    Object.entries(indexes).map(([name, { partition, sort, projection }]) => [
      name,
      { hashKey: partition, rangeKey: sort, projection: projection.length === 0 ? "keys-only" : [...projection] },
    ]),
  ),
  ttl: alertsSchema.timeToLive,
  stream: "new-and-old-images",
  deletionProtection: isProduction,
  transform: {
    table: (args, options) => {
      args.name = adopted?.table ?? named("alerts");
      options.import = adopted?.table;
      args.streamViewType = alertsSchema.stream;
      args.serverSideEncryption = { enabled: true, kmsKeyArn: keyArn };
    },
  },
});

/** Lets a function do these things to the table's items. */
export const onTable = (...actions: TableAction[]): Permission => ({
  actions: actions.map((action) => `dynamodb:${action}`),
  resources: [table.arn],
});

/** Lets a function query one index, and not the table. */
export const queryIndex = (...names: (keyof typeof indexes)[]): Permission => ({
  actions: ["dynamodb:Query"],
  resources: names.map((name) => arnOf("dynamodb", $interpolate`table/${table.name}/index/${name}`)),
});

/** The actions that a transaction needs are those of its parts. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html */
type TableAction = "BatchGetItem" | "ConditionCheckItem" | "DeleteItem" | "PutItem" | "Query" | "UpdateItem";
