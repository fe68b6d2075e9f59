/** Whether members forward: the StackSet, and the signs of life that came. */
import type { DeployedMembers, MemberInstance } from "@tocsin/aws/deployed/members";
import type { StageFacts } from "@tocsin/aws/deployed/stage";
import { amountOf } from "../output/terminal.ts";
import { sumNames } from "./parts.ts";
import {
  DEPLOY_AGAIN,
  failed,
  type Judged,
  judgedAs,
  judgedPart,
  judgement,
  ok,
  THE_STAGE,
  type VerifyResult,
  warning,
} from "./verify-result.ts";

export function judgeMembers(facts: StageFacts, regions: readonly string[]): readonly VerifyResult[] {
  const { account, members, sums } = facts;
  return [
    judgedPart({ check: "members", where: THE_STAGE }, members, (found) => judgeStackSet(found, account)),
    ...regions.map((region) =>
      judgedAs({ check: "forwarding", where: region }, sums, (all) => judgeForwarding(all, region)),
    ),
  ];
}

const SHOWN = 5;

export function judgeStackSet({ status, isAutomatic, instances }: DeployedMembers, account: string): Judged {
  if (status !== "ACTIVE") return failed(`the StackSet is ${status || "in no state"}`, DEPLOY_AGAIN);
  if (!isAutomatic) return failed("the StackSet does not deploy to accounts that join later", DEPLOY_AGAIN);
  return judgement(instances, (all) => {
    if (all.length === 0) return failed("the StackSet has no instance: no account forwards", DEPLOY_AGAIN);
    if (!all.some((one) => one.account === account))
      return failed(
        "the security account has no instance, so its own events are not heard",
        "add a unit that contains it to organizationalUnits, and deploy",
      );
    const behind = all.filter((one) => one.status !== "CURRENT");
    return behind.length === 0
      ? ok(`${amountOf(all.length, "instance")}, each with the current template`)
      : warning(
          `of ${amountOf(all.length, "instance")} ${behind.length} ${behind.length === 1 ? "does" : "do"} not have the current template: ${behind.slice(0, SHOWN).map(instanceText).join("; ")}${behind.length > SHOWN ? " …" : ""}`,
          "look at the reasons; a suspended account stays behind",
        );
  });
}

function instanceText({ account, region, status, reason }: MemberInstance): string {
  return `${account} ${region} ${status}${reason ? ` (${reason})` : ""}`;
}

export function judgeForwarding(sums: ReadonlyMap<string, number>, region: string): Judged {
  const heard = sums.get(sumNames.heartbeats(region)) ?? 0;
  return heard > 0
    ? ok(`${amountOf(heard, "heartbeat")} of members within two days`)
    : failed(
        "no member's heartbeat arrived within two days: forwarding does not work, or the members were deployed less than a day ago",
        "look at the StackSet's instances there, at a member's queue …-forward-dlq, and at the bus's policy",
      );
}
