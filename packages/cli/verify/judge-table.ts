/** The table, and the key that it is read with. */
import { alertsSchema } from "@tocsin/aws/alerts/alerts-schema";
import type { ByNoun } from "@tocsin/aws/deployed/stage";
import type { DeployedKey, DeployedTable } from "@tocsin/aws/deployed/table";
import type { Asked } from "@tocsin/aws/prerequisites/asked";
import { ofOtherKey } from "./stage-key.ts";
import { DEPLOY_AGAIN, failed, type Judged, judgement, ok, warning, worstOf } from "./verify-result.ts";

export function judgeTable(table: DeployedTable, keyArn: string | undefined): Judged {
  const { status, indexes, streamArn, hasRecovery, timeToLive } = table;
  if (status !== "ACTIVE") return warning(`is ${status}`, "verify again when it is active");
  const missing = Object.keys(alertsSchema.indexes).filter((name) => indexes.get(name) !== true);
  if (missing.length > 0)
    return failed(
      `lacks the indexes ${missing.join(", ")}, or they are being made`,
      "verify again when they are active; else deploy again",
    );
  if (streamArn === undefined) return failed("has no stream, so nobody is told anything", DEPLOY_AGAIN);
  return worstOf(
    ofOtherKey(table.keyArn, keyArn) ??
      ok("is active, with its indexes, stream, expiry and recovery, under the stack's key"),
    judgement(hasRecovery, (has) => (has ? ok("has recovery") : failed("has no point-in-time recovery", DEPLOY_AGAIN))),
    judgement(timeToLive, (name) =>
      name === alertsSchema.timeToLive ? ok("expires items") : failed("expires no items", DEPLOY_AGAIN),
    ),
  );
}

/** DynamoDB and Lambda use the key by grants that they make when the table and the functions are made. */
export function judgeKey(
  { isEnabled, state, isRotated, grantees }: DeployedKey,
  prefix: string,
  functions: ByNoun<Asked<unknown>>,
): Judged {
  if (!isEnabled)
    return failed(`is ${state}: nothing that Tocsin stores can be read`, "enable it, or cancel its deletion");
  return worstOf(
    ok("is enabled and rotated, and DynamoDB and Lambda have grants"),
    judgement(isRotated, (is) =>
      is ? ok("is rotated") : warning("is not rotated", "run aws kms enable-key-rotation, or ask the key's owner"),
    ),
    judgement(grantees, (all) => {
      const without = [...functions.keys()].filter((noun) => !all.some((one) => one.includes(`${prefix}-${noun}`)));
      if (!all.some((one) => one.startsWith("dynamodb.")))
        return warning("has no grant that names DynamoDB", "check that the table can be read: `tocsin alerts list`");
      return without.length === 0
        ? ok("has its grants")
        : warning(`has no grant that names ${without.join(", ")}`, "check whether these functions run, under errors");
    }),
  );
}
