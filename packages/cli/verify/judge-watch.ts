/** Whether somebody hears, and whether what is counted is seen. */
import type { DeployedTopic } from "@tocsin/aws/deployed/queues";
import type { StageFacts } from "@tocsin/aws/deployed/stage";
import type { DeployedAlarm } from "@tocsin/aws/deployed/watch";
import type { FailingDestination } from "@tocsin/aws/groups/oncall-state";
import type { Asked } from "@tocsin/aws/prerequisites/asked";
import type { ChannelKind } from "@tocsin/core/policy/channels/declared-channels";
import type { Policy } from "@tocsin/core/policy/policy";
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

/** What the table says of who is told. */
export interface ToldFacts {
  readonly policy: Policy;
  readonly mode: "learning" | "live";
  readonly failing: readonly FailingDestination[];
}

export function judgeWatch(facts: StageFacts, told: Asked<ToldFacts>, stage: string): readonly VerifyResult[] {
  const place = (check: VerifyResult["check"]) => ({ check, where: THE_STAGE });
  const topic = (noun: string) => facts.topics.get(noun) ?? { known: true, value: undefined };
  return [
    judgedPart(place("alarm-mails"), topic("alarms"), judgeAlarmMails),
    judgedPart(place("pages"), topic("pages"), (found) => judgement(told, ({ policy }) => judgePages(found, policy))),
    judgedPart(place("chat"), topic("chat"), (found) => judgement(told, ({ policy }) => judgeChat(found, policy))),
    judgedAs(place("alarms"), facts.alarms, judgeAlarms),
    judgedPart(place("dashboard"), facts.dashboard, (body) =>
      body === "" ? failed("is empty", DEPLOY_AGAIN) : ok("is there"),
    ),
    judgedAs(place("counts"), facts.sums, judgeCounts),
    judgedAs(place("heartbeat"), facts.sums, (sums) => judgement(told, ({ policy }) => judgeBeats(sums, policy))),
    judgedAs(place("policy"), told, (known) => judgePolicy(known, stage)),
  ];
}

export function judgeAlarmMails({ subscriptions }: DeployedTopic): Judged {
  return judgement(subscriptions, (all) => {
    const pending = all.filter(({ isConfirmed }) => !isConfirmed);
    if (pending.length === all.length)
      return failed(
        all.length === 0 ? "nobody is subscribed to the alarms" : "no subscription to the alarms is confirmed",
        "confirm the mail that SNS sent to each alarm address; deploying again sends no mail to an address that was refused",
      );
    return pending.length === 0
      ? ok(`${amountOf(all.length, "subscription")} confirmed`)
      : warning(
          `of ${amountOf(all.length, "subscription")} ${pending.length} is not confirmed`,
          "confirm the mail that SNS sent",
        );
  });
}

type UsersOfTopics = Pick<Policy, "channels">;

export function judgePages(topic: DeployedTopic, policy: UsersOfTopics): Judged {
  const mend = "subscribe an address or a telephone, as docs/deploy.md says, and confirm";
  return judgeSubscribed(topic, "sns", policy, mend);
}

export function judgeChat(topic: DeployedTopic, policy: UsersOfTopics): Judged {
  const mend =
    "configure a chat in Amazon Q Developer in chat applications with this topic, as docs/channels/amazon-q.md says";
  return judgeSubscribed(topic, "amazon-q", policy, mend);
}

function judgeSubscribed(
  { subscriptions }: DeployedTopic,
  kind: ChannelKind,
  { channels }: UsersOfTopics,
  mend: string,
): Judged {
  if (!Object.values(channels).some(({ type }) => type === kind)) return ok("no channel of the policy uses it");
  return judgement(subscriptions, (all) =>
    all.some(({ isConfirmed }) => isConfirmed)
      ? ok(`${amountOf(all.filter(({ isConfirmed }) => isConfirmed).length, "subscription")} confirmed`)
      : failed("a channel of the policy uses it, but no subscription is confirmed", mend),
  );
}

export function judgeAlarms(alarms: readonly DeployedAlarm[]): Judged {
  if (alarms.length === 0) return failed("there is none", DEPLOY_AGAIN);
  const unheard = alarms.filter(({ isHeard }) => !isHeard);
  if (unheard.length > 0) return failed(`nobody hears of ${namesOf(unheard)}`, DEPLOY_AGAIN);
  const ringing = alarms.filter(({ isRinging }) => isRinging);
  return ringing.length === 0
    ? ok(`${amountOf(alarms.length, "alarm")}, of which none rings`)
    : warning(`${namesOf(ringing)} rings`, "docs/deploy.md says what each means, and what to do");
}

function namesOf(alarms: readonly DeployedAlarm[]): string {
  return alarms.map(({ name }) => name).join(", ");
}

function judgeCounts(sums: ReadonlyMap<string, number>): Judged {
  return sums.has(sumNames.counted)
    ? ok("the functions' metrics have the dimensions that the dashboard searches for")
    : failed(
        "no metric of directory, which runs every hour, was found",
        "look at its errors, and look for its metrics in its log",
      );
}

export function judgeBeats(sums: ReadonlyMap<string, number>, { heartbeat }: Pick<Policy, "heartbeat">): Judged {
  if (heartbeat === undefined) return ok("the policy has no monitor outside");
  const sent = sums.get(sumNames.beats) ?? 0;
  return sent > 0
    ? ok(`the monitor accepted ${amountOf(sent, "request")} within two days`)
    : failed("the monitor accepted none within two days", "the log of deliver-webhook says why");
}

export function judgePolicy({ policy, mode, failing }: ToldFacts, stage: string): Judged {
  if (policy.version === 0)
    return failed("nobody has pushed a policy: notifications go to a log", `tocsin policy push FILE --stage ${stage}`);
  if (failing.length > 0)
    return failed(
      `${failing.map(({ destination }) => destination).join(", ")} accepts no notifications`,
      `tocsin oncall status --stage ${stage}, and the log of its deliver function`,
    );
  if (mode === "learning")
    return warning("the stage learns: it rings for urgent threats alone", `tocsin go-live --stage ${stage}`);
  return ok(`version ${policy.version} is in force, and every destination accepts what it is sent`);
}
