/**
 * An attack as GuardDuty's Extended Threat Detection tells it: several signals, one story.
 * https://docs.aws.amazon.com/guardduty/latest/APIReference/API_Sequence.html
 */
import { type Instant, shift } from "@tocsin/core/event/instant";
import type { JsonObject } from "@tocsin/core/text/json";
import type { Random } from "../random.ts";
import { MINUTE } from "../timeline.ts";
import type { AccountRegion } from "./envelope.ts";
import type { Threat } from "./guardduty-threats.ts";

const SIGNALS = [
  ["FINDING", "UnauthorizedAccess:IAMUser/TorIPCaller", 5],
  ["CLOUD_TRAIL", "iam:CreateAccessKey", 7],
  ["CLOUD_TRAIL", "cloudtrail:StopLogging", 8],
  ["S3_DATA_EVENTS", "s3:GetObject", 8],
] as const;

export function attackSequence(random: Random, { account, region }: AccountRegion, foundAt: Instant): Threat {
  const actorId = `actor-${random.hex(8)}`;
  const bucket = `arn:aws:s3:::${account.team}-settlements-${random.hex(6)}`;
  const role = `${account.team}-batch`;
  const summary = `A sequence of ${SIGNALS.length} signals indicates a possible credential compromise of ${role} in account ${account.id}`;
  return {
    type: "AttackSequence:IAM/CompromisedCredentials",
    severity: 9,
    title: `Potential credential compromise of AssumedRole/${role} indicated by a sequence of actions.`,
    // GuardDuty does break the lines of its descriptions.
    description: `${summary}\nwith the following behaviors:\n  - Connected from a known Tor Exit Node\n  - Logging was stopped\n`,
    resource: { resourceType: "AttackSequence" },
    detection: {
      sequence: {
        uid: random.uuid(),
        description: summary,
        actors: [{ id: actorId, user: { name: role, uid: `AROA${random.code(9)}EXAMPLE`, type: "AssumedRole" } }],
        resources: [
          { uid: bucket, name: bucket, accountId: account.id, region, resourceType: "S3_BUCKET", service: "s3" },
        ],
        endpoints: [{ id: `endpoint-${random.hex(8)}`, ip: `198.51.100.${random.integer(1, 254)}` }],
        signals: SIGNALS.map(([type, name, severity], index): JsonObject => {
          const at = shift(foundAt, (index - SIGNALS.length) * 7 * MINUTE);
          return {
            uid: random.uuid(),
            type,
            name,
            severity,
            createdAt: at,
            updatedAt: at,
            firstSeenAt: at,
            lastSeenAt: at,
            count: random.integer(1, 20),
            actorIds: [actorId],
            resourceUids: [bucket],
          };
        }),
        sequenceIndicators: [
          { key: "ATTACK_TACTIC", title: "MITRE tactics", values: ["Defense Evasion", "Exfiltration"] },
        ],
      },
    },
  };
}
