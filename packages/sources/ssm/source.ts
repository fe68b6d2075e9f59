/** Parameters that expire, have expired, or are not changed in time, from Parameter Store's own events and the call that sets policies. */
import { active, cleared, type Observation, type Observed, remark } from "@tocsin/core/alert/observation";
import { API_CALL, type Evidence, hadEffect } from "../cloudtrail.ts";
import { defineSource } from "../source.ts";
import { about, type Parameter, parameterOf } from "./parameter.ts";
import { expirationIn } from "./policy-content.ts";
import { policiesSet } from "./put-parameter.ts";
import { type ParameterChange, type PolicyAction, schema } from "./schema.ts";
import { severityFor } from "./severity.ts";

/** A call that failed may be recorded without an error code, and then has no answer. */
const putEvidence: Evidence = { answerHas: "version" };

export const ssm = defineSource({
  name: "ssm",
  about: "Parameter Store expiration and no-change policies, and the changes that end their alerts",
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
          // AWS checks a parameter of type aws:ec2:image after the call; if it fails the check, it is not created or updated.
          // https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-ec2-aliases.html
          exception: [{ exists: false }],
        },
      },
      {
        "detail-type": [API_CALL],
        detail: {
          eventSource: ["ssm.amazonaws.com"],
          eventName: ["PutParameter"],
          errorCode: [{ exists: false }],
          // A standard parameter has no policies.
          // https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html
          responseElements: {
            version: [{ exists: true }],
            tier: [{ "anything-but": ["Standard"] }, { exists: false }],
          },
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
      case API_CALL:
        return hadEffect(putEvidence, event.detail) ? policiesSet(event) : { ignored: "without-effect" };
    }
  },
});

/** If sending a notice failed, it was due nevertheless: the expiration that it warns of is near. */
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
          severity: severityFor(type),
          deadline: expirationIn(detail["policy-content"], event.time),
          title: `Expiry of parameter ${parameter.name}`,
          summary: "Parameter Store deletes the parameter at the date of its Expiration policy, or soon after it.",
          attributes,
        }),
      ];
    case "Expiration":
      return detail["action-status"] === "FAILURE" ? [notDeleted(event, parameter)] : expired(event, parameter);
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

function expired(event: PolicyAction, parameter: Parameter): readonly Observation[] {
  const title = `Parameter ${parameter.name} has expired`;
  const summary = "Parameter Store has deleted the parameter as its Expiration policy says.";
  return [
    active(event, {
      ...about("parameter-expired", parameter),
      severity: "HIGH",
      title,
      summary,
      attributes: { parameterType: event.detail["parameter-type"] ?? undefined },
    }),
    cleared(event, {
      ...about("parameter-expiry", parameter),
      scope: "condition",
      because: "deleted-at-date",
      title,
      summary,
    }),
    cleared(event, {
      ...about("parameter-unchanged", parameter),
      scope: "condition",
      because: "deleted",
      title,
      summary,
    }),
  ];
}

/** The parameter can still be read, and its date is no longer a deadline: nothing says when Parameter Store tries again. */
function notDeleted(event: PolicyAction, parameter: Parameter): Observation {
  const type = event.detail["parameter-type"] ?? undefined;
  return active(event, {
    ...about("parameter-expiry", parameter),
    severity: severityFor(type),
    title: `Parameter ${parameter.name} was not deleted by its Expiration policy`,
    summary:
      "Parameter Store tried to delete the parameter as its Expiration policy says, and failed. It may try again at any time.",
    remedy:
      "If the parameter is to go, delete it with `aws ssm delete-parameter`; if it is to stay, move the date in its Expiration policy or remove the policy.",
    attributes: { parameterType: type },
  });
}

function changed(event: ParameterChange): Observed {
  const { operation, name, exception } = event.detail;
  if (exception != null) return { ignored: "informational" };
  const parameter = parameterOf(event, name);
  switch (operation) {
    case "Create":
      return recreated(event, parameter);
    case "Update":
      return updated(event, parameter);
    case "Delete":
      return gone(event, parameter);
    default:
      return { ignored: "informational" };
  }
}

/** An update restarts the time of NoChangeNotification. It may also set new policies, which its event does not show. */
function updated(event: ParameterChange, parameter: Parameter): readonly Observation[] {
  return [
    cleared(event, {
      ...about("parameter-unchanged", parameter),
      scope: "condition",
      because: "fixed",
      title: `Parameter ${parameter.name} is changed`,
      summary: "The parameter was changed.",
    }),
    remark(event, {
      ...about("parameter-expiry", parameter),
      effect: "unconfirmed",
      summary: "The parameter was updated; whether its expiration date moved is not known.",
    }),
  ];
}

/** The parameter is a new one: no statement about the former one applies to it. */
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

/** An expiration may also be reported as a deletion, so this does not end the alert of an expired parameter. */
function gone(event: ParameterChange, parameter: Parameter): readonly Observation[] {
  return (["parameter-expiry", "parameter-unchanged"] as const).map((condition) =>
    cleared(event, {
      ...about(condition, parameter),
      scope: "condition",
      because: "deleted",
      title: `Parameter ${parameter.name} is deleted`,
      summary: "The parameter was deleted, by a call or by its Expiration policy.",
    }),
  );
}
