/** Observations about who can use a key from outside its account, by its policy and by each grant. */
import { active, cleared, type Observation, type Observed } from "@tocsin/core/alert/observation";
import { parseArn } from "@tocsin/core/event/arn";
import { recordedCall } from "../caller.ts";
import { exposureOf } from "../resource-policy/exposure.ts";
import type { ResourcePolicy } from "../resource-policy/policy.ts";
import { EVERYONE, whomOf } from "../resource-policy/principal.ts";
import { about } from "./key.ts";
import type { KeyCall, RecordOf } from "./schema.ts";

const REMEDY_WITHIN =
  // biome-ignore lint/suspicious/noTemplateCurlyInString: IAM's own variables are written like that.
  "Check whose organization or network the policy names. If it is not yours, narrow the policy. If it is, say so in the policy: the value ${aws:ResourceOrgID} of aws:PrincipalOrgID stands for the key's own organization.";

/** A policy replaces the former one, so it says everything about who has access by policy; grants come in addition. */
export function policyPut(event: KeyCall, policy: ResourcePolicy): Observed {
  const { key } = event;
  return [
    openedBy(event, policy) ??
      cleared(event, {
        ...about("key-exposure", key),
        ...recordedCall(event.detail, key.account),
        scope: "condition",
        because: "fixed",
        title: `Key ${key.id} is open to nobody outside by its policy`,
        summary: "The key's policy lets in nobody from outside.",
      }),
  ];
}

/** A new key had no policy before. If the call has none either, the key gets one that lets in only its own account. */
export function made(event: KeyCall, policy: ResourcePolicy | null | undefined): Observed {
  const opened = policy && openedBy(event, policy);
  return opened ? [opened] : { ignored: "informational" };
}

/** Nothing if the policy opens the key to nobody outside. */
function openedBy(event: KeyCall, policy: ResourcePolicy): Observation | undefined {
  const { key } = event;
  const exposure = exposureOf(policy, key.account);
  const said = { ...about("key-exposure", key), ...recordedCall(event.detail, key.account) };
  switch (exposure.to) {
    case "everyone":
      return active(event, {
        ...said,
        severity: "CRITICAL",
        title: `Key ${key.id} is open to everyone`,
        summary: "The key's policy lets in every AWS account, and no condition confines it.",
        attributes: { exposedTo: "everyone", exposedBy: "policy" },
      });
    case "accounts":
      return active(event, {
        ...said,
        severity: "HIGH",
        title: `Key ${key.id} is open to another account`,
        summary: `The key's policy lets in ${exposure.accounts.join(", ")}.`,
        attributes: { exposedTo: "accounts", exposedBy: "policy", foreignAccounts: exposure.accounts },
      });
    case "confined": {
      const { accounts, by } = exposure;
      const whom = accounts.length === 0 ? "every AWS account" : accounts.join(", ");
      return active(event, {
        ...said,
        severity: "MEDIUM",
        title: `Key ${key.id} is open within a boundary that may not be yours`,
        summary: `The key's policy lets in ${whom}, confined by ${by.join(" and ")}: the key can be used within an organization or network that may not be yours.`,
        remedy: REMEDY_WITHIN,
        attributes: {
          exposedTo: "confined",
          exposedBy: "policy",
          confinedTo: by,
          foreignAccounts: accounts.length === 0 ? undefined : accounts,
        },
      });
    }
    case "nobody":
      return undefined;
  }
}

/** In a grant, only an ARN can name somebody outside; services and their resources are written differently. */
const NAMED = /^arn:/;

export function granted(event: KeyCall, detail: RecordOf<"CreateGrant">): Observed {
  const { key } = event;
  const { granteePrincipal, operations } = detail.requestParameters;
  const named = NAMED.test(granteePrincipal) ? whomOf({ AWS: [granteePrincipal] }) : [];
  const outside = named === EVERYONE ? named : named.filter((one) => one !== key.account);
  if (outside.length === 0) return { ignored: "informational" };
  return [
    active(event, {
      ...about("key-exposure", key, detail.responseElements.grantId),
      ...recordedCall(detail, key.account),
      severity: outside === EVERYONE ? "CRITICAL" : "HIGH",
      title: `A grant opens key ${key.id} to another account`,
      summary: `A grant lets ${granteeOf(granteePrincipal)} use the key, whatever its policy says.`,
      remedy: `If nobody outside is meant to use the key, revoke the grant with \`aws kms revoke-grant --key-id ${key.arn} --grant-id ${detail.responseElements.grantId}\`.`,
      attributes: {
        exposedTo: outside === EVERYONE ? "everyone" : "accounts",
        exposedBy: "grant",
        foreignAccounts: outside === EVERYONE ? undefined : outside,
        operations: operations ?? undefined,
      },
    }),
  ];
}

/** `role/reader of account 999900001111`: a page names no other ARN than that of the affected resource. */
function granteeOf(principal: string): string {
  const arn = parseArn(principal);
  return arn ? `${arn.resource} of account ${arn.account}` : principal;
}

export function grantEnded(event: KeyCall, detail: RecordOf<"RevokeGrant" | "RetireGrant">): Observed {
  const { key } = event;
  return [
    cleared(event, {
      ...about("key-exposure", key, detail.grantId),
      ...recordedCall(detail, key.account),
      scope: "condition",
      because: "fixed",
      title: `A grant of key ${key.id} has ended`,
      summary: "The grant was revoked or retired.",
    }),
  ];
}
