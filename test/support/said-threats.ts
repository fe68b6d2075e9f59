/** Threats as GuardDuty would tell of them, stored in a table, with the wakes that on-call gets of them. */
import { createAlertsReader } from "@tocsin/aws/alerts/alerts-reader";
import { createAlertsWriter } from "@tocsin/aws/alerts/alerts-writer";
import { wakeOf } from "@tocsin/aws/alerts/stream";
import type { Decision } from "@tocsin/core/alert/decision";
import { active, cleared, type Observation } from "@tocsin/core/alert/observation";
import type { Severity } from "@tocsin/core/alert/severity";
import type { Instant } from "@tocsin/core/event/instant";
import { defaultWorld } from "@tocsin/core/policy/world";
import type { Wake } from "@tocsin/oncall/wake";
import type { OpenTable } from "./oncall.ts";

const account = "111122223333";

/** What GuardDuty says of one finding at a time. */
export async function saidOf(table: OpenTable, name: string, severity: Severity | "over", at: Instant): Promise<Wake> {
  const where = { partition: "aws", account, region: "eu-west-1", resource: "" } as const;
  const identity = { condition: "threat", ...where, discriminator: name } as const;
  const event = { id: `${name} ${at} ${severity}`, time: at, "replay-name": undefined };
  const about = {
    reporter: "guardduty",
    title: `Threat ${name}`,
    summary: "Somebody is here.",
    resource: name,
  } as const;
  const observation: Observation =
    severity === "over"
      ? cleared(event, { ...about, identity, scope: "condition", because: "archived" })
      : active(event, { ...about, identity, severity });
  return folded(table, observation.alertId, { observations: [observation], decisions: [] }, at);
}

/** What a person decides on an alert. */
export function decidedOn(table: OpenTable, alertId: string, decision: Decision): Promise<Wake> {
  return folded(table, alertId, { observations: [], decisions: [decision] }, decision.at);
}

async function folded(
  table: OpenTable,
  alertId: string,
  change: { readonly observations: readonly Observation[]; readonly decisions: readonly Decision[] },
  at: Instant,
): Promise<Wake> {
  await createAlertsWriter(table).apply([{ alertId, ...change }], defaultWorld, at);
  const head = await createAlertsReader(table).head(alertId);
  if (head === undefined) throw new Error("the alert is not stored");
  return wakeOf(head);
}
