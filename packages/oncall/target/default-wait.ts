import type { ConditionName } from "@tocsin/core/alert/condition";

/** Conditions for which seconds count, and those that come in crowds. */
const seconds: Readonly<Partial<Record<ConditionName, number>>> = {
  threat: 0,
  malware: 0,
  "exposed-credentials": 0,
  "ddos-attack": 0,
  escalation: 0,
  "secret-exposure": 60,
  "key-exposure": 60,
  "snapshot-exposure": 60,
  "image-exposure": 60,
  "bucket-exposure": 60,
  "bucket-posture": 60,
  "protection-gap": 60,
  vulnerability: 15 * 60,
  "image-vulnerability": 15 * 60,
  compliance: 15 * 60,
};
const OTHERWISE_SECONDS = 5 * 60;

/** How long a group's first alert waits for others of its kind. */
export function defaultWaitSeconds(condition: ConditionName): number {
  return seconds[condition] ?? OTHERWISE_SECONDS;
}
