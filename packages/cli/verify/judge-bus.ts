/** The bus, its archive and its rules, and the topics: who is let in, and where events go. */
import { isDeepStrictEqual } from "node:util";
import type { DeployedArchive, DeployedBus, DeployedRule } from "@tocsin/aws/deployed/bus";
import type { DeployedTopic } from "@tocsin/aws/deployed/queues";
import { nouns } from "@tocsin/aws/names";
import { drill } from "@tocsin/sources/drill/source";
import { mail, mailPattern } from "@tocsin/sources/mail/source";
import { ingested } from "@tocsin/sources/registry";
import { amountOf } from "../output/terminal.ts";
import { parts } from "./parts.ts";
import { ofOtherKey } from "./stage-key.ts";
import { DEPLOY_AGAIN, failed, type Judged, judgement, ok } from "./verify-result.ts";

export function judgeBus({ policy, keyId, deadLetters }: DeployedBus, keyArn: string | undefined): Judged {
  const otherKey = ofOtherKey(keyId, keyArn);
  if (otherKey) return otherKey;
  if (deadLetters === undefined) return failed("has no dead-letter queue for what it cannot encrypt", DEPLOY_AGAIN);
  if (policy === undefined) return failed("has no policy: no member can forward to it", DEPLOY_AGAIN);
  const statements = statementsIn(policy);
  const open = statements.filter(({ Effect, Condition }) => Effect === "Allow" && !isNarrow(Condition));
  if (open.length > 0)
    return failed("has a policy that lets in others than the forwarding roles of one organization", DEPLOY_AGAIN);
  return statements.some(({ Effect }) => Effect === "Allow")
    ? ok("is under the stack's key, and lets in the forwarding roles of one organization")
    : failed("has a policy that lets nobody in", DEPLOY_AGAIN);
}

interface Statement {
  readonly Effect?: unknown;
  readonly Action?: unknown;
  readonly Condition?: unknown;
}

function statementsIn(policy: string): readonly Statement[] {
  const { Statement: given = [] } = JSON.parse(policy);
  return Array.isArray(given) ? given : [given];
}

function isNarrow(condition: unknown): boolean {
  const text = JSON.stringify(condition) ?? "";
  return /"aws:PrincipalOrgID"/.test(text) && /"aws:PrincipalArn"/.test(text) && /-forward-/.test(text);
}

export function judgeArchive({ state, reason, eventCount }: DeployedArchive): Judged {
  if (state !== "ENABLED")
    return failed(
      `is ${state || "in no state"}${reason ? `: ${reason}` : ""}`,
      "look at the key's policy, and deploy again",
    );
  return ok(`is enabled, and holds ${amountOf(eventCount, "event")}`);
}

const patterns: ReadonlyMap<string, object> = new Map(
  ingested.map(({ name, pattern }) => [nouns.ingest(name), pattern]),
);
/** Where a rule sends to that is no source's. */
const targets: Readonly<Record<string, RegExp>> = {
  "member-alarms": /:sns:.*-alarms$/,
  heartbeats: /:logs:.*-heartbeats/,
};

export function judgeRule(
  noun: string,
  { isEnabled, pattern, targets: asked }: DeployedRule,
  prefix: string,
  account: string,
): Judged {
  if (!isEnabled)
    // What they miss is in no archive.
    return parts.rulesOnDefaultBus.includes(noun)
      ? failed("is disabled: nobody hears of its events", `aws events enable-rule --name ${prefix}-${noun}`)
      : failed(
          "is disabled: its events are in the archive alone",
          `aws events enable-rule --event-bus-name ${prefix}-bus --name ${prefix}-${noun}, then replay what was lost`,
        );
  const wanted = wantedPattern(noun, prefix, account);
  if (wanted !== undefined && !isDeepStrictEqual(JSON.parse(pattern ?? "{}"), wanted))
    return failed("has another pattern than this version of Tocsin", DEPLOY_AGAIN);
  const isItsTarget = targets[noun] ?? new RegExp(`:sqs:.*:${prefix}-${noun}$`);
  return judgement(asked, (arns) =>
    arns.some((arn) => isItsTarget.test(arn))
      ? ok("is enabled, and sends to its target")
      : failed(`sends to ${arns.join(", ") || "nothing"}`, DEPLOY_AGAIN),
  );
}

/** The pattern of a source's rule in this stage. */
function wantedPattern(noun: string, prefix: string, account: string): object | undefined {
  if (noun === nouns.ingest(mail.name)) return mailPattern(`${prefix}-${nouns.mails}`);
  const pattern = patterns.get(noun);
  return noun === nouns.ingest(drill.name) ? { ...pattern, account: [account] } : pattern;
}

export function judgeTopic({ keyId, policy }: DeployedTopic, keyArn: string | undefined): Judged {
  const otherKey = ofOtherKey(keyId, keyArn);
  if (otherKey) return otherKey;
  const refuses = statementsIn(policy).some(
    ({ Effect, Condition }) => Effect === "Deny" && JSON.stringify(Condition ?? {}).includes('"aws:SecureTransport"'),
  );
  return refuses
    ? ok("is under the stack's key, and refuses what comes without TLS")
    : failed("has a policy that does not refuse what comes without TLS", DEPLOY_AGAIN);
}
