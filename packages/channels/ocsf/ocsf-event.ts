/**
 * An alert as one event of the Open Cybersecurity Schema Framework, version 1.6.0, for whoever collects findings of many products. Each
 * transition is an event of its own: `finding_info.uid` is the alert's, `metadata.uid` the event's, and of two events of one alert that
 * with the higher `metadata.sequence` is the newer. https://schema.ocsf.io/1.6.0/
 */
import { conditions } from "@tocsin/core/alert/condition";
import type { Severity } from "@tocsin/core/alert/severity";
import type { AlertView, Status } from "@tocsin/core/alert/view";
import { UNKNOWN_ENVIRONMENT } from "@tocsin/core/directory/directory";
import type { Instant } from "@tocsin/core/event/instant";
import { OWN_PRODUCT, VERSION } from "@tocsin/core/release";
import { escapedJson } from "@tocsin/core/text/json";
import { plain } from "@tocsin/core/text/text";
import type { Announcement } from "@tocsin/core/transition/announcement";
import type { TransitionKind } from "@tocsin/core/transition/transition";
import { type OcsfClassName, ocsfClasses, ocsfClassOf } from "./ocsf-class.ts";
import { type OcsfSubject, ocsfSubject } from "./ocsf-subject.ts";

export const OCSF_VERSION = "1.6.0";

/** As it is published; unknown attributes are left out. */
export interface OcsfEvent extends OcsfSubject {
  readonly category_uid: 2;
  readonly category_name: "Findings";
  readonly class_uid: (typeof ocsfClasses)[OcsfClassName]["uid"];
  readonly class_name: string;
  readonly activity_id: number;
  readonly activity_name: string;
  readonly type_uid: number;
  readonly type_name: string;
  readonly severity_id: number;
  readonly severity: string;
  readonly status_id: number;
  readonly status: string;
  /** When the transition was written, in milliseconds since 1970. */
  readonly time: number;
  readonly message: string;
  readonly comment?: string | undefined;
  readonly metadata: OcsfMetadata;
  readonly finding_info: object;
  readonly cloud: OcsfCloud;
  readonly resources: readonly object[];
  /** What OCSF has no attribute for. */
  readonly unmapped: Readonly<Record<string, unknown>>;
}

interface OcsfCloud {
  readonly provider: "AWS";
  readonly cloud_partition: string;
  readonly region?: string | undefined;
  readonly account: {
    readonly uid: string;
    readonly name?: string | undefined;
    readonly type: string;
    readonly type_id: 10;
  };
}

interface OcsfMetadata {
  readonly version: typeof OCSF_VERSION;
  readonly profiles: readonly ["cloud"];
  readonly product: { readonly name: string; readonly vendor_name: string; readonly version: string };
  readonly uid: string;
  readonly sequence: number;
  readonly correlation_uid: string;
  /** Why: the reason of the transition. */
  readonly event_code: string;
  readonly original_time: Instant;
}

const severities: Readonly<Record<Severity, readonly [id: number, caption: string]>> = {
  INFORMATIONAL: [1, "Informational"],
  LOW: [2, "Low"],
  MEDIUM: [3, "Medium"],
  HIGH: [4, "High"],
  CRITICAL: [5, "Critical"],
};

const statuses: Readonly<Record<Status, readonly [id: number, caption: string]>> = {
  OPEN: [1, "New"],
  ACKNOWLEDGED: [2, "In Progress"],
  SUPPRESSED: [3, "Suppressed"],
  RESOLVED: [4, "Resolved"],
};

const activities: Readonly<Record<TransitionKind, readonly [id: number, caption: string]>> = {
  opened: [1, "Create"],
  escalated: [2, "Update"],
  reopened: [2, "Update"],
  acknowledged: [2, "Update"],
  suppressed: [2, "Update"],
  noted: [2, "Update"],
  resolved: [3, "Close"],
};

const TITLE_LIMIT = 500;
const TEXT_LIMIT = 4000;
const NAME_LIMIT = 2048;
/** The most affected resources that are named; the alert has their number. */
const RESOURCES = 100;

/** The event of a transition. The end of an alert keeps its severity, so that it passes the same severity filters. */
export function ocsfOf(announcement: Announcement): OcsfEvent {
  const { alert, kind, to } = announcement;
  const className = ocsfClassOf(alert);
  const { uid: class_uid, name: class_name } = ocsfClasses[className];
  const [activity_id, activity_name] = activities[kind];
  const [severity_id, severity] = severities[to.status === "RESOLVED" ? announcement.severity : to.severity];
  const [status_id, status] = statuses[to.status];
  return {
    category_uid: 2,
    category_name: "Findings",
    class_uid,
    class_name,
    activity_id,
    activity_name,
    type_uid: class_uid * 100 + activity_id,
    type_name: `${class_name}: ${activity_name}`,
    severity_id,
    severity,
    status_id,
    status,
    time: Date.parse(announcement.at),
    message: plain(alert.title, TITLE_LIMIT),
    comment: commentOf(announcement),
    metadata: metadataOf(announcement),
    finding_info: findingInfo(announcement),
    cloud: cloudOf(alert),
    resources: resourcesOf(alert),
    ...ocsfSubject(className, announcement),
    unmapped: unmappedOf(announcement),
  };
}

function metadataOf({ alertId, version, reason, saidAt }: Announcement): OcsfMetadata {
  return {
    version: OCSF_VERSION,
    profiles: ["cloud"],
    product: { name: OWN_PRODUCT, vendor_name: OWN_PRODUCT, version: VERSION },
    uid: `${alertId}/${version}`,
    sequence: version,
    correlation_uid: alertId,
    event_code: reason,
    original_time: saidAt,
  };
}

function commentOf({ decided }: Announcement): string | undefined {
  return decided && plain(`${decided.kind} by ${decided.by}: ${decided.why}`, TEXT_LIMIT);
}

function findingInfo({ alert, at }: Announcement) {
  const { id, condition, title, summary, link, firstSeenAt, lastSeenAt, reporters } = alert;
  return {
    uid: id,
    title: plain(title, TITLE_LIMIT),
    desc: plain(summary, TEXT_LIMIT),
    types: [condition, conditions[condition].label],
    data_sources: reporters.map((reporter) => plain(reporter, NAME_LIMIT)),
    src_url: link !== undefined && URL.canParse(link) ? link : undefined,
    created_time: milliseconds(firstSeenAt),
    first_seen_time: milliseconds(firstSeenAt),
    last_seen_time: milliseconds(lastSeenAt),
    modified_time: Date.parse(at),
  };
}

const milliseconds = (at: Instant | undefined): number | undefined => (at === undefined ? undefined : Date.parse(at));

function cloudOf({ partition, account, region, directory }: AlertView): OcsfCloud {
  return {
    provider: "AWS",
    cloud_partition: partition,
    region: region === "" ? undefined : region,
    account: {
      uid: account,
      name: directory?.name && plain(directory.name, NAME_LIMIT),
      type: "AWS Account",
      type_id: 10,
    },
  };
}

function resourcesOf({ resource, affected, partition, region, owner }: AlertView): readonly object[] {
  const others = (affected?.resources ?? []).filter((other) => other !== resource);
  return [resource, ...others].slice(0, RESOURCES).map((uid) => ({
    uid: plain(uid, NAME_LIMIT),
    cloud_partition: partition,
    region: region === "" ? undefined : region,
    owner: owner === undefined ? undefined : { name: plain(owner, NAME_LIMIT) },
    role: "Affected",
    role_id: 3,
  }));
}

function unmappedOf({ alert, kind, quiet, from }: Announcement) {
  const { condition, attributes, deadline, stepDays, count, directory, owner, ownedBy, remedy, actor, affected } =
    alert;
  const { ended, because, unconfirmed } = alert;
  const environment = directory?.environment === UNKNOWN_ENVIRONMENT ? undefined : directory?.environment;
  return {
    condition,
    transition: kind,
    quiet,
    severity_before: from?.severity,
    status_before: from?.status,
    deadline,
    step_days: stepDays,
    count,
    affected_count: affected?.count,
    environment,
    ou: directory?.ou,
    owner,
    owned_by: ownedBy,
    remedy: plain(remedy, TEXT_LIMIT),
    actor,
    ended,
    because,
    unconfirmed_since: unconfirmed?.since,
    attributes,
  };
}

/** Below SNS's limit, including attributes. https://docs.aws.amazon.com/general/latest/gr/sns.html */
const EVENT_BYTES = 240_000;

/** The event as it is sent. If it is too large for a message, its attributes and all resources but the first are left out. */
export function ocsfText(event: OcsfEvent): string {
  const whole = escapedJson(event);
  if (Buffer.byteLength(whole) <= EVENT_BYTES) return whole;
  const { condition, transition, quiet } = event.unmapped;
  return escapedJson({
    ...event,
    metadata: { ...event.metadata, is_truncated: true, untruncated_size: Buffer.byteLength(whole) },
    resources: event.resources.slice(0, 1),
    unmapped: { condition, transition, quiet },
  });
}

/** The message attributes that subscribers filter by, as texts; none is empty. */
export function ocsfAttributes(event: OcsfEvent): Readonly<Record<string, string>> {
  const { class_uid, activity_name, severity, status, cloud, unmapped } = event;
  const { condition, quiet } = unmapped;
  const { region, account } = cloud;
  const all = { class_uid, activity_name, severity, status, account: account.uid, region, condition, quiet };
  return Object.fromEntries(
    Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  );
}
