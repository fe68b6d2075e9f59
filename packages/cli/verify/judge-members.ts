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
  if (!isAutomatic) return failed("the StackSet gives nothing to accounts that join later", DEPLOY_AGAIN);
  return judgement(instances, (all) => {
    if (all.length === 0) return failed("the StackSet has no instance: no account forwards", DEPLOY_AGAIN);
    if (!all.some((one) => one.account === account))
      return failed(
        "the security account has no instance: its own events are not heard",
        "name a unit that it lies in among organizationalUnits, and deploy",
      );
    const behind = all.filter((one) => one.status !== "CURRENT");
    return behind.length === 0
      ? ok(`${amountOf(all.length, "instance")}, each with the template as it is`)
      : warning(
          `of ${amountOf(all.length, "instance")} ${behind.length} ${behind.length === 1 ? "is" : "are"} not as the template is: ${behind.slice(0, SHOWN).map(instanceText).join("; ")}${behind.length > SHOWN ? " …" : ""}`,
          "look at their reasons; a suspended account stays so",
        );
  });
}

function instanceText({ account, region, status, reason }: MemberInstance): string {
  return `${account} ${region} ${status}${reason ? ` (${reason})` : ""}`;
}

export function judgeForwarding(sums: ReadonlyMap<string, number>, region: string): Judged {
  const heard = sums.get(sumNames.heartbeats(region)) ?? 0;
  return heard > 0
    ? ok(`${amountOf(heard, "sign")} of life of members within two days`)
    : failed(
        "no member was heard of within two days: nothing that members forward arrives, or they were deployed less than a day ago",
        "look at the StackSet's instances there, at a member's dead-letter queue of forwarding, and at the bus's policy",
      );
}
