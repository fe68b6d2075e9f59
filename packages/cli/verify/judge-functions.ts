/** Functions, what feeds them, and the queues between them. */
import type { DeployedFunction, DeployedMapping } from "@tocsin/aws/deployed/functions";
import type { DeployedQueue } from "@tocsin/aws/deployed/queues";
import { deadLettersOf } from "@tocsin/aws/names";
import { amountOf } from "../output/terminal.ts";
import { sumNames } from "./parts.ts";
import { ofOtherKey } from "./stage-key.ts";
import { DEPLOY_AGAIN, failed, type Judged, ok, warning, worstOf } from "./verify-result.ts";

export function judgeQueue(
  noun: string,
  { deadLetters, keyId, waiting }: DeployedQueue,
  keyArn: string | undefined,
): Judged {
  const otherKey = ofOtherKey(keyId, keyArn);
  if (otherKey) return otherKey;
  if (deadLetters?.endsWith(`-${deadLettersOf(noun)}`) !== true)
    return failed(`sends messages that failed too often to ${deadLetters ?? "nowhere"}`, DEPLOY_AGAIN);
  return ok(`is under the stack's key, has its dead-letter queue, and ${amountOf(waiting, "message")} to receive`);
}

export function judgeDeadLetters(noun: string, { waiting }: DeployedQueue): Judged {
  if (waiting === 0) return ok("is empty");
  return warning(
    `holds ${amountOf(waiting, "message")}`,
    `tocsin dlq list ${noun} shows why, and tocsin dlq redrive tries again`,
  );
}

export function judgeFunction(
  { state, lastUpdate, reason, keyArn: own }: DeployedFunction,
  keyArn: string | undefined,
): Judged {
  const because = reason ? `: ${reason}` : "";
  if (state === "Pending" || lastUpdate === "InProgress")
    return warning("is being made or updated", "verify again in a minute");
  if (state !== "Active" && state !== "Inactive") return failed(`is ${state || "in no state"}${because}`, DEPLOY_AGAIN);
  if (lastUpdate !== "Successful") return failed(`was not updated${because}`, DEPLOY_AGAIN);
  return ofOtherKey(own, keyArn) ?? ok("can run, with its environment under the stack's key");
}

export function judgeMappings(mappings: readonly DeployedMapping[]): Judged {
  if (mappings.length === 0) return failed("nothing feeds it", DEPLOY_AGAIN);
  return worstOf(...mappings.map(judgeMapping));
}

function judgeMapping({ state, lastResult }: DeployedMapping): Judged {
  if (/ing$/.test(state))
    return warning(`its event source mapping is ${state.toLowerCase()}`, "verify again in a minute");
  if (state !== "Enabled")
    return failed(`its event source mapping is ${state.toLowerCase() || "in no state"}`, DEPLOY_AGAIN);
  // https://docs.aws.amazon.com/lambda/latest/api/API_GetEventSourceMapping.html
  if (lastResult !== undefined && /^PROBLEM/i.test(lastResult))
    return failed(`its event source mapping fails: ${lastResult}`, "look at the function's role and at the key");
  return ok("its event source mapping is enabled");
}

export function judgeErrors(noun: string, sums: ReadonlyMap<string, number>, prefix: string): Judged {
  const runs = sums.get(sumNames.runs(noun)) ?? 0;
  const errors = sums.get(sumNames.errors(noun)) ?? 0;
  if (runs === 0) {
    const mustRun = noun === "review" || noun === "directory" || noun.startsWith("poll-");
    return mustRun
      ? failed("has not run within two days", "look at its schedule")
      : warning(
          "has not run within two days, so nothing shows whether it can run",
          "run a drill, or wait for events or for a link to be opened",
        );
  }
  const ran = amountOf(runs, "run");
  return errors === 0
    ? ok(`had ${ran} within two days, and no error`)
    : warning(
        `had ${amountOf(errors, "error")} in ${ran} within two days`,
        `the log /aws/lambda/${prefix}-${noun} has each of them`,
      );
}

export function judgeSchedule(state: string): Judged {
  return state === "ENABLED" ? ok("is enabled") : failed(`is ${state || "in no state"}`, DEPLOY_AGAIN);
}
