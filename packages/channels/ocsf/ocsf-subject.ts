/** What an event says of its subject, which each class of OCSF puts in its own attributes. */
import { conditions } from "@tocsin/core/alert/condition";
import type { AttributeValue } from "@tocsin/core/alert/observation";
import type { AlertView } from "@tocsin/core/alert/view";
import { plain } from "@tocsin/core/text/text";
import type { Announcement } from "@tocsin/core/transition/announcement";
import { type OcsfClassName, vulnerabilityIds } from "./ocsf-class.ts";

export interface OcsfSubject {
  readonly vulnerabilities?: readonly object[];
  readonly compliance?: object;
  readonly data_security?: object;
  readonly remediation?: object;
  readonly is_alert?: boolean;
}

const TEXT_LIMIT = 4000;
const TITLE_LIMIT = 200;

export function ocsfSubject(className: OcsfClassName, announcement: Announcement): OcsfSubject {
  const { alert } = announcement;
  switch (className) {
    case "vulnerability":
      return {
        vulnerabilities: vulnerabilityIds(alert).map((id) => vulnerability(id, alert)),
      };
    case "compliance":
      return { compliance: complianceOf(alert), remediation: remediationOf(alert) };
    case "detection":
      return { is_alert: isNews(announcement), remediation: remediationOf(alert) };
    case "data-security":
      return { is_alert: isNews(announcement), data_security: dataSecurity(alert) };
    default:
      return className satisfies never;
  }
}

/** Somebody must act: it began, got worse or came back, and is not a replay of what was known. */
const isNews = ({ kind, quiet }: Announcement): boolean =>
  !quiet && (kind === "opened" || kind === "escalated" || kind === "reopened");

const remediationOf = ({ remedy, condition }: AlertView) => ({
  desc: plain(remedy, TEXT_LIMIT) || conditions[condition].remedy,
});

function vulnerability(uid: string, alert: AlertView): object {
  const { attributes, title } = alert;
  const epss = highest(attributes.epss);
  const [fix] = attributes.fixAvailable ?? [];
  const [exploit] = attributes.exploitAvailable ?? [];
  return {
    ...(uid.startsWith("CVE-")
      ? { cve: { uid, epss: epss === undefined ? undefined : { score: String(epss) } } }
      : { advisory: { uid } }),
    title: plain(title, TITLE_LIMIT),
    is_fix_available: fix === undefined ? undefined : fix === "YES" || fix === "PARTIAL",
    is_exploit_available: exploit === undefined ? undefined : attributes.exploitAvailable?.includes("YES"),
    remediation: remediationOf(alert),
  };
}

const highest = (values: readonly AttributeValue[] | undefined): number | undefined => {
  const numbers = (values ?? []).filter((value) => typeof value === "number");
  return numbers.length === 0 ? undefined : Math.max(...numbers);
};

/** The state of the control for the condition: it fails as long as the alert is not over, whatever people decided. */
function complianceOf({ condition, status }: AlertView): object {
  const isOver = status === "RESOLVED";
  return {
    control: conditions[condition].label,
    status_id: isOver ? 1 : 3,
    status: isOver ? "Pass" : "Fail",
  };
}

/** `Financial`, of `SensitiveData:S3Object/Financial`. https://docs.aws.amazon.com/macie/latest/user/findings-types.html */
const categories: ReadonlyMap<string, readonly [id: number, caption: string]> = new Map([
  ["Personal", [1, "Personal"]],
  ["Financial", [3, "Financial"]],
  ["Credentials", [6, "Security"]],
]);
const SEVERAL = [99, "Several, or another"] as const;

/** Only kinds and counts: the found data is not known here. */
function dataSecurity({ attributes }: AlertView): object {
  const found = (attributes.findingType ?? []).map((type) => categories.get(String(type).split("/").at(-1) ?? ""));
  const [category_id, category] = (found.length === 1 && found[0]) || SEVERAL;
  return {
    category_id,
    category,
    detection_system_id: 4,
    detection_system: "Data Discovery & Classification",
    total: integerOf(highest(attributes.occurrences)),
  };
}

/** OCSF's integers have 32 bits. */
const integerOf = (value: number | undefined): number | undefined =>
  value !== undefined && Number.isInteger(value) && value < 2 ** 31 ? value : undefined;
