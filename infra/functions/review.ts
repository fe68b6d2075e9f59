/** By the minute: alerts whose view time alone has changed are evaluated anew. */
import { reviewSettings } from "@tocsin/lambda/deployment/settings";
import { decryptBy } from "../encryption.ts";
import { onTable, queryIndex, table } from "../table.ts";
import { scheduleFunction } from "./schedule.ts";

export const review = scheduleFunction("review", reviewSettings, {
  environment: { TOCSIN_ALERTS_TABLE: table.name },
  permissions: [queryIndex("review"), onTable("BatchGetItem", "PutItem", "Query"), decryptBy("dynamodb")],
  // The next minute's run does what this one could not.
  retries: 0,
});
