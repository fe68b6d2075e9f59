/** The central bus, its archive, and its rules with their targets. */
import {
  DescribeArchiveCommand,
  DescribeEventBusCommand,
  DescribeRuleCommand,
  type EventBridgeClient,
  ListTargetsByRuleCommand,
} from "@aws-sdk/client-eventbridge";
import { type Asked, ask, known } from "../prerequisites/asked.ts";
import { askFor, type Found } from "./found.ts";

export interface DeployedBus {
  /** The resource policy, as JSON; nothing where it has none. */
  readonly policy?: string | undefined;
  /** The key by which it encrypts custom events. */
  readonly keyId?: string | undefined;
  readonly deadLetters?: string | undefined;
}

export interface DeployedArchive {
  readonly state: string;
  readonly reason?: string | undefined;
  readonly eventCount: number;
}

export interface DeployedRule {
  readonly isEnabled: boolean;
  /** The pattern, as JSON. */
  readonly pattern?: string | undefined;
  readonly targets: Asked<readonly string[]>;
}

export function readBus(client: EventBridgeClient, Name: string): Promise<Found<DeployedBus>> {
  return askFor("events:DescribeEventBus", async () => {
    const { Policy, KmsKeyIdentifier, DeadLetterConfig } = await client.send(new DescribeEventBusCommand({ Name }));
    return { policy: Policy, keyId: KmsKeyIdentifier, deadLetters: DeadLetterConfig?.Arn };
  });
}

export function readArchive(client: EventBridgeClient, ArchiveName: string): Promise<Found<DeployedArchive>> {
  return askFor("events:DescribeArchive", async () => {
    const { State = "", StateReason, EventCount = 0 } = await client.send(new DescribeArchiveCommand({ ArchiveName }));
    return { state: State, reason: StateReason, eventCount: EventCount };
  });
}

export async function readRule(client: EventBridgeClient, bus: string, Name: string): Promise<Found<DeployedRule>> {
  const described = await askFor("events:DescribeRule", () =>
    client.send(new DescribeRuleCommand({ Name, EventBusName: bus })),
  );
  if (!described.known || described.value === undefined) return described.known ? known(undefined) : described;
  const { State, EventPattern } = described.value;
  const targets = await ask("events:ListTargetsByRule", async () => {
    const { Targets = [] } = await client.send(new ListTargetsByRuleCommand({ Rule: Name, EventBusName: bus }));
    return Targets.flatMap(({ Arn }) => Arn ?? []);
  });
  return { known: true, value: { isEnabled: State === "ENABLED", pattern: EventPattern, targets } };
}
