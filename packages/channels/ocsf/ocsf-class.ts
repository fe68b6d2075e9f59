/** Which class of OCSF's findings an alert is. https://schema.ocsf.io/1.6.0/categories/findings */
import type { ConditionName } from "@tocsin/core/alert/condition";
import type { AlertView } from "@tocsin/core/alert/view";
import { plain } from "@tocsin/core/text/text";

export const ocsfClasses = {
  vulnerability: { uid: 2002, name: "Vulnerability Finding" },
  compliance: { uid: 2003, name: "Compliance Finding" },
  detection: { uid: 2004, name: "Detection Finding" },
  "data-security": { uid: 2006, name: "Data Security Finding" },
} as const;
export type OcsfClassName = keyof typeof ocsfClasses;

/** Most conditions are deviations that a control would find; a drill is never published. */
const classes: Readonly<Record<ConditionName, OcsfClassName>> = {
  "certificate-expiry": "compliance",
  "certificate-revoked": "compliance",
  "parameter-expiry": "compliance",
  "parameter-expired": "compliance",
  "parameter-unchanged": "compliance",
  "secret-rotation": "compliance",
  "secret-rotation-disabled": "compliance",
  "secret-deletion": "compliance",
  "secret-exposure": "compliance",
  "secret-replication": "compliance",
  "key-deletion": "compliance",
  "key-disabled": "compliance",
  "key-rotation-disabled": "compliance",
  "key-material-expiry": "compliance",
  "key-material-gone": "compliance",
  "key-exposure": "compliance",
  "key-store-disconnected": "compliance",
  threat: "detection",
  malware: "detection",
  "coverage-gap": "compliance",
  "failed-scan": "compliance",
  "protection-gap": "compliance",
  vulnerability: "vulnerability",
  "image-vulnerability": "vulnerability",
  "sensitive-data": "data-security",
  "bucket-posture": "compliance",
  "snapshot-exposure": "compliance",
  "snapshot-use": "compliance",
  "image-exposure": "compliance",
  "volume-encryption": "compliance",
  "volume-key": "compliance",
  "public-access-block": "compliance",
  "exposed-credentials": "detection",
  "account-abuse": "detection",
  "ddos-attack": "detection",
  "bucket-exposure": "compliance",
  "bucket-encryption": "compliance",
  "replication-exposure": "compliance",
  "replication-gap": "compliance",
  "external-access": "compliance",
  compliance: "compliance",
  finding: "detection",
  escalation: "detection",
  "mail-delivery": "compliance",
  drill: "compliance",
};

/**
 * Follows from the condition. A vulnerability without a known id is a compliance finding, since OCSF requires an id: for example a port
 * that is reachable from outside, or a weakness in your own code.
 */
export function ocsfClassOf(alert: Pick<AlertView, "condition" | "attributes">): OcsfClassName {
  const name = classes[alert.condition];
  return name === "vulnerability" && vulnerabilityIds(alert).length === 0 ? "compliance" : name;
}

const ID_LIMIT = 200;
/** An alert is about one vulnerability; reporters may name it from several lists. */
const VULNERABILITIES = 20;

/** `CVE-2026-12345`, or the id in another list; never blank. */
export function vulnerabilityIds({ attributes }: Pick<AlertView, "attributes">): readonly string[] {
  const ids = (attributes.cve ?? []).map((id) => plain(String(id), ID_LIMIT));
  return ids.filter((id) => id !== "").slice(0, VULNERABILITIES);
}
