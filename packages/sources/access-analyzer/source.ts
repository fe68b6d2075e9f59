/**
 * Resources that IAM Access Analyzer finds open to somebody outside. It is a further reporter of other sources' alerts, and the only one
 * for other resources.
 */
import { active, cleared, type Observed, remark } from "@tocsin/core/alert/observation";
import { known, textsIn } from "../details.ts";
import { defineSource } from "../source.ts";
import { aboutFailure, aboutFinding, nameOf } from "./about.ts";
import { accessIn, attributesFor, severityOf } from "./access.ts";
import { FINDING, type Finding, schema } from "./schema.ts";

export const accessAnalyzer = defineSource({
  name: "access-analyzer",
  about:
    "resources that IAM Access Analyzer finds open to others outside: buckets, keys, secrets and snapshots, as further reporter of the same alerts; roles, queues, topics, functions and others, as the only one",
  pattern: { source: ["aws.access-analyzer"], "detail-type": [FINDING] },
  administeredBy: () => "access-analyzer",
  schema,
  observe(event) {
    const { isDeleted, status, error } = event.detail;
    // AWS deletes a resolved finding after 90 days, and an archived one with its analyzer: both were over before.
    if (isDeleted) return status === "ACTIVE" ? unwatched(event) : { ignored: "informational" };
    return error ? failed(event, error) : found(event);
  },
});

/** Each finding is a subject: one resource may be open to several principals, and several analyzers may analyze it. */
function heard({ detail }: Finding) {
  const { id, updatedAt, analyzedAt, createdAt } = detail;
  return {
    reporter: "access-analyzer",
    subject: id,
    eventId: id,
    at: updatedAt ?? analyzedAt ?? undefined,
    since: createdAt ?? undefined,
  };
}

function found(event: Finding): Observed {
  const { detail } = event;
  const name = nameOf(detail);
  if (detail.status !== "ACTIVE")
    return over(event, { name, isOver: `no longer finds that ${name} is open to others` });
  const about = aboutFinding(event);
  const { condition } = about.identity;
  const access = accessIn(detail);
  const who = access.foreignAccounts?.slice(0, 5).join(", ") ?? access.whom;
  const actions = actionsIn(detail);
  return [
    active(event, {
      ...about,
      ...heard(event),
      severity: severityOf(condition, access),
      title: `${name} is open to ${access.whom}`,
      summary: `IAM Access Analyzer finds that ${name} is open to ${who}${actions ? `, for ${actions.slice(0, 5).join(", ")}` : ""}.`,
      attributes: { ...attributesFor(condition, access), ...(condition === "external-access" && aboutOther(detail)) },
    }),
  ];
}

function aboutOther(detail: Finding["detail"]) {
  return { resourceType: detail.resourceType, actions: actionsIn(detail) };
}

/** `sqs:SendMessage` */
const ACTION = /^[\w-]{1,64}:[\w*]{1,128}$/;

function actionsIn({ action }: Finding["detail"]): readonly string[] | undefined {
  return known(textsIn([action].flat()).filter((text) => ACTION.test(text)));
}

/** The finding of a deleted resource is resolved like that of a closed one. */
function over(event: Finding, { name, isOver }: { readonly name: string; readonly isOver: string }): Observed {
  const { detail } = event;
  const isArchived = detail.status === "ARCHIVED";
  return [
    cleared(event, {
      ...(detail.error ? aboutFailure(event) : aboutFinding(event)),
      ...heard(event),
      scope: "reporter",
      because: isArchived ? "archived" : "fixed",
      summary: isArchived
        ? `The finding about ${name} was archived in IAM Access Analyzer, by a person or by an archive rule.`
        : `IAM Access Analyzer ${isOver}, or it is gone.`,
    }),
  ];
}

/** The resource may be open to everyone: nobody can tell. */
function failed(event: Finding, error: string): Observed {
  const name = nameOf(event.detail);
  if (event.detail.status !== "ACTIVE") return over(event, { name, isOver: `can analyze ${name} again` });
  return [
    active(event, {
      ...aboutFailure(event),
      ...heard(event),
      severity: "MEDIUM",
      title: `${name} is not analyzed by IAM Access Analyzer`,
      summary: `IAM Access Analyzer could not analyze ${name} (${error}): it is not known to whom it is open.`,
      remedy:
        "Look at the finding: with ACCESS_DENIED the resource's policy shuts out the service-linked role of IAM Access Analyzer. Let it read the policy; the finding is resolved when the resource has been analyzed.",
      attributes: { reason: error, resourceType: event.detail.resourceType },
    }),
  ];
}

/** The finding's analyzer was deleted: the access may still exist. A new analyzer has its own findings. */
function unwatched(event: Finding): Observed {
  const about = event.detail.error ? aboutFailure(event) : aboutFinding(event);
  const { reporter, eventId } = heard(event);
  return [
    remark(event, {
      ...about,
      reporter,
      eventId,
      effect: "unconfirmed",
      summary: "The analyzer that found it was deleted, so that IAM Access Analyzer will not say when it is over.",
    }),
  ];
}
