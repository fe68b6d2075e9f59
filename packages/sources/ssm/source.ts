/** Parameters that expire, have expired, or are not changed in time: by Parameter Store's own events. */
import { active, cleared, type Observation, type Observed } from "@tocsin/core/alert/observation";
import { defineSource } from "../source.ts";
import { about, type Parameter, parameterOf } from "./parameter.ts";
import { expirationIn } from "./policy-content.ts";
import { type ParameterChange, type PolicyAction, schema } from "./schema.ts";

export const ssm = defineSource({
  name: "ssm",
  about: "Parameter Store expiration and no-change policies, and the changes that settle them",
  pattern: {
    source: ["aws.ssm"],
    $or: [
      {
        "detail-type": ["Parameter Store Policy Action"],
        detail: { "policy-type": ["Expiration", "ExpirationNotification", "NoChangeNotification"] },
      },
      {
        "detail-type": ["Parameter Store Change"],
        detail: {
          operation: ["Create", "Update", "Delete"],
          // A parameter of type aws:ec2:image is checked after the call; one that fails is not created or updated.
          // https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-ec2-aliases.html
          exception: [{ exists: false }],
        },
      },
    ],
  },
  schema,
  observe(event) {
    switch (event["detail-type"]) {
      case "Parameter Store Policy Action":
        return policyActed(event);
      case "Parameter Store Change":
        return changed(event);
    }
  },
});

function policyActed(event: PolicyAction): Observed {
  const { detail } = event;
  const parameter = parameterOf(event, detail["parameter-name"]);
  const type = detail["parameter-type"] ?? undefined;
  const attributes = { parameterType: type };
  switch (detail["policy-type"]) {
    case "ExpirationNotification":
      return [
        active(event, {
          ...about("parameter-expiry", parameter),
          // What is kept as a SecureString is mostly a credential that something logs in with.
          severity: type === "SecureString" ? "HIGH" : "MEDIUM",
          deadline: expirationIn(detail["policy-content"], event.time),
          title: `Parameter ${parameter.name} expires`,
          summary: "Parameter Store will delete the parameter at the date of its Expiration policy.",
          attributes,
        }),
      ];
    case "Expiration":
      return [
        active(event, {
          ...about("parameter-expired", parameter),
          severity: "HIGH",
          title: `Parameter ${parameter.name} has expired`,
          summary: "Parameter Store has deleted the parameter as its Expiration policy says.",
          attributes,
        }),
        ...gone(event, parameter, ["parameter-expiry", "parameter-unchanged"]),
      ];
    case "NoChangeNotification":
      return [
        active(event, {
          ...about("parameter-unchanged", parameter),
          severity: "MEDIUM",
          title: `Parameter ${parameter.name} was not changed in time`,
          summary: "The parameter has not been changed for as long as its NoChangeNotification policy allows.",
          attributes,
        }),
      ];
  }
}

function changed(event: ParameterChange): Observed {
  const { operation, name, exception } = event.detail;
  if (exception != null) return { ignored: "informational" };
  const parameter = parameterOf(event, name);
  switch (operation) {
    case "Create":
      return recreated(event, parameter);
    case "Update":
      // An update starts the time of NoChangeNotification anew. It does not move the date of Expiration.
      return [
        cleared(event, {
          ...about("parameter-unchanged", parameter),
          scope: "condition",
          because: "fixed",
          title: `Parameter ${parameter.name} is changed`,
          summary: "The parameter was changed.",
        }),
      ];
    case "Delete":
      // An expiration is a deletion too and may be reported as one, so this does not settle that the parameter has expired.
      return gone(event, parameter, ["parameter-expiry", "parameter-unchanged"]);
    default:
      return { ignored: "informational" };
  }
}

/** The parameter that exists now is a new one: nothing that was said of the old one holds. */
function recreated(event: ParameterChange, parameter: Parameter): readonly Observation[] {
  return (["parameter-expiry", "parameter-unchanged", "parameter-expired"] as const).map((condition) =>
    cleared(event, {
      ...about(condition, parameter),
      scope: "condition",
      because: "renewed",
      title: `Parameter ${parameter.name} is created`,
      summary: "The parameter was created anew.",
    }),
  );
}

function gone(
  event: ParameterChange | PolicyAction,
  parameter: Parameter,
  conditions: readonly ("parameter-expiry" | "parameter-unchanged")[],
): readonly Observation[] {
  return conditions.map((condition) =>
    cleared(event, {
      ...about(condition, parameter),
      scope: "condition",
      because: "deleted",
      title: `Parameter ${parameter.name} is deleted`,
      summary: "The parameter was deleted.",
    }),
  );
}
