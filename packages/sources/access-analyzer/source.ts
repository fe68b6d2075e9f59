/** What IAM Access Analyzer finds open to somebody outside, as further reporter of what other sources see, and alone of other resources. */
import { active, cleared, type Observed, remark } from "@tocsin/core/alert/observation";
import { known, textsIn } from "../details.ts";
import { defineSource } from "../source.ts";
import { aboutFailure, aboutFinding, nameOf } from "./about.ts";
import { accessIn, attributesFor, severityOf } from "./access.ts";
import { FINDING, type Finding, schema } from "./schema.ts";

export const accessAnalyzer = defineSource({
  name: "access-analyzer",
  about:
    "what IAM Access Analyzer finds open to others outside: buckets, keys, secrets and snapshots as further reporter of the same alerts, roles, queues, topics, functions and the like by itself",
  pattern: { source: ["aws.access-analyzer"], "detail-type": [FINDING] },
  administeredBy: () => "access-analyzer",
  schema,
  observe(event) {
    const { isDeleted, status, error } = event.detail;
    // What was over already is deleted after 90 days, and what was archived with its analyzer.
    if (isDeleted) return status === "ACTIVE" ? unwatched(event) : { ignored: "informational" };
    return error ? failed(event, error) : found(event);
  },
});

/** Each finding is heard by itself: one resource may be open to several, and several analyzers may look at it. */
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

/** A resource that is gone is resolved as one that is closed. */
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

/** It may be as open as it can be: nobody looks. */
function failed(event: Finding, error: string): Observed {
  const name = nameOf(event.detail);
  if (event.detail.status !== "ACTIVE") return over(event, { name, isOver: `can analyze ${name} again` });
  return [
    active(event, {
      ...aboutFailure(event),
      ...heard(event),
      severity: "MEDIUM",
      title: `${name} is not analyzed by IAM Access Analyzer`,
      summary: `IAM Access Analyzer could not analyze ${name} (${error}): to whom it is open is not known.`,
      remedy:
        "Look at the finding: with ACCESS_DENIED the resource's policy shuts out the service-linked role of IAM Access Analyzer. Let it read the policy; the finding is resolved when it was analyzed.",
      attributes: { reason: error, resourceType: event.detail.resourceType },
    }),
  ];
}

/** The finding's analyzer was deleted: what it saw may be there still. A new analyzer has findings of its own. */
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
