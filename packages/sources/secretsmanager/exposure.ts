/** Observations about who can read a secret from outside its account. */
import { active, cleared, type Observed } from "@tocsin/core/alert/observation";
import { recordedCall } from "../caller.ts";
import { exposureOf } from "../resource-policy/exposure.ts";
import type { ResourcePolicy } from "../resource-policy/policy.ts";
import type { Call } from "./schema.ts";
import { about } from "./secret.ts";

const REMEDY_WITHIN =
  // biome-ignore lint/suspicious/noTemplateCurlyInString: IAM's own variables are written like that.
  "Check whose organization or network the policy names. If it is not yours, narrow the policy and rotate the value. If it is, say so in the policy: the value ${aws:ResourceOrgID} of aws:PrincipalOrgID stands for the secret's own organization.";

/** A policy replaces the former one, so it says everything about the secret's exposure. */
export function policyPut(event: Call, policy: ResourcePolicy): Observed {
  const { secret } = event;
  const exposure = exposureOf(policy, secret.account);
  const said = { ...about("secret-exposure", secret), ...recordedCall(event.detail, secret.account) };
  switch (exposure.to) {
    case "everyone":
      return [
        active(event, {
          ...said,
          severity: "CRITICAL",
          title: `Secret ${secret.name} is open to everyone`,
          summary: "The secret's resource policy lets in every AWS account, and no condition confines it.",
          attributes: { exposedTo: "everyone" },
        }),
      ];
    case "accounts":
      return [
        active(event, {
          ...said,
          severity: "HIGH",
          title: `Secret ${secret.name} is open to another account`,
          summary: `The secret's resource policy lets in ${exposure.accounts.join(", ")}.`,
          attributes: { exposedTo: "accounts", foreignAccounts: exposure.accounts },
        }),
      ];
    case "confined": {
      const { accounts, by } = exposure;
      const whom = accounts.length === 0 ? "every AWS account" : accounts.join(", ");
      return [
        active(event, {
          ...said,
          severity: "MEDIUM",
          title: `Secret ${secret.name} is open within a boundary that may not be yours`,
          summary: `The secret's resource policy lets in ${whom}, confined by ${by.join(" and ")}: the secret is readable within an organization or network that may not be yours.`,
          remedy: REMEDY_WITHIN,
          attributes: {
            exposedTo: "confined",
            confinedTo: by,
            foreignAccounts: accounts.length === 0 ? undefined : accounts,
          },
        }),
      ];
    }
    case "nobody":
      return [
        cleared(event, {
          ...said,
          scope: "condition",
          because: "fixed",
          title: `Secret ${secret.name} is open to nobody outside`,
          summary: "The secret's resource policy lets in nobody from outside.",
        }),
      ];
  }
}

export function policyDeleted(event: Call): Observed {
  const { secret } = event;
  return [
    cleared(event, {
      ...about("secret-exposure", secret),
      ...recordedCall(event.detail, secret.account),
      scope: "condition",
      because: "fixed",
      title: `Secret ${secret.name} is open to nobody outside`,
      summary: "The secret's resource policy was deleted.",
    }),
  ];
}
