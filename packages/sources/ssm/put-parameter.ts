/**
 * Observations about the expiration from a PutParameter call. Its policies replace all former ones; a call without policies leaves them
 * unchanged. https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html
 */
import { active, cleared, type Observed, remark } from "@tocsin/core/alert/observation";
import { MILLISECONDS_PER_DAY, shift } from "@tocsin/core/event/instant";
import { defaultLadder } from "@tocsin/core/policy/ladder";
import * as v from "valibot";
import { recordedCall } from "../caller.ts";
import { about, parameterOf } from "./parameter.ts";
import { type PolicySet, policySetIn } from "./policy-content.ts";
import type { ParameterPut } from "./schema.ts";
import { severityFor } from "./severity.ts";

/** The answer to the call that created the parameter. A call that creates a parameter with a near date has not moved a date. */
const createdSchema = v.object({ version: v.literal(1) });

const NEAR_DAYS = Math.max(...defaultLadder.map(({ days }) => days));

/** Whether an existing parameter gets a near date without any notice: the new date may be nearer than the former one. */
function isUnannounced({ detail }: ParameterPut, { expiresAt, notice }: PolicySet): boolean {
  if (expiresAt === undefined || notice !== "none" || v.is(createdSchema, detail.responseElements)) return false;
  return expiresAt <= shift(detail.eventTime, NEAR_DAYS * MILLISECONDS_PER_DAY);
}

export function policiesSet(event: ParameterPut): Observed {
  const { detail } = event;
  const { name, policies, type } = detail.requestParameters;
  const account = detail.recipientAccountId ?? event.account;
  const parameter = parameterOf({ account, region: detail.awsRegion, resources: [] }, name);
  const said = { ...about("parameter-expiry", parameter), ...recordedCall(detail, account) };
  if (policies === undefined || policies === null)
    return [
      remark(event, {
        ...said,
        effect: "confirmed",
        summary: "The parameter was updated without new policies: its expiration date stays.",
      }),
    ];
  const set = policySetIn(policies, detail.eventTime);
  if (set === undefined)
    return [
      remark(event, {
        ...said,
        effect: "unconfirmed",
        summary: "The parameter's policies were set anew; whether its expiration date moved cannot be read.",
      }),
    ];
  const { expiresAt, notice } = set;
  // The documentation does not say whether Parameter Store sends a notice a second time, so a date that is near by the owner's own policies
  // does not end the alert.
  if (expiresAt !== undefined && (notice === "due" || isUnannounced(event, set)))
    return [
      active(event, {
        ...said,
        // If the owner set no notice for the date, only its nearness determines the severity, by the ladder.
        severity: notice === "due" ? severityFor(type ?? undefined) : "MEDIUM",
        deadline: expiresAt,
        title: `Expiry of parameter ${parameter.name}`,
        summary: "Parameter Store deletes the parameter at the date of its Expiration policy, or soon after it.",
        attributes: { parameterType: type ?? undefined },
      }),
      // The service's own event of this update comes a second later, without the date.
      remark(event, {
        ...said,
        effect: "confirmed",
        summary: `The parameter's policies were set anew: it expires at ${expiresAt}.`,
      }),
    ];
  return [
    cleared(event, {
      ...said,
      scope: "condition",
      because: "renewed",
      title: `Parameter ${parameter.name} has new policies`,
      summary:
        expiresAt === undefined
          ? "The parameter's policies were set anew: it does not expire any more."
          : `The parameter's policies were set anew: it expires at ${expiresAt}.`,
    }),
  ];
}
