/** Observations about whether a key can be used and whether it rotates. */
import { active, cleared, type Observed, remark } from "@tocsin/core/alert/observation";
import { recordedCall } from "../caller.ts";
import { about } from "./key.ts";
import type { KeyCall, NativeEvent, RecordOf } from "./schema.ts";

export function disabled(event: KeyCall): Observed {
  const { key } = event;
  return [
    active(event, {
      ...about("key-disabled", key),
      ...recordedCall(event.detail, key.account),
      severity: "HIGH",
      title: `Key ${key.id} was disabled`,
      summary: "The key was disabled: nothing that it encrypted can be read while the key is disabled.",
    }),
  ];
}

export function enabled(event: KeyCall): Observed {
  const { key } = event;
  return [
    cleared(event, {
      ...about("key-disabled", key),
      ...recordedCall(event.detail, key.account),
      scope: "condition",
      because: "fixed",
      title: `Key ${key.id} is enabled`,
      summary: "The key was enabled.",
    }),
  ];
}

/** The call succeeds for a key that never rotated, and neither it nor its answer says whether this one did. */
export function rotationSwitchedOff(event: KeyCall): Observed {
  const { key } = event;
  return [
    active(event, {
      ...about("key-rotation-disabled", key),
      ...recordedCall(event.detail, key.account),
      severity: "MEDIUM",
      title: `Rotation of key ${key.id} was switched off`,
      summary: "The key's automatic rotation was switched off: if it rotated before, it no longer does.",
    }),
  ];
}

export function rotationSwitchedOn(event: KeyCall): Observed {
  const { key } = event;
  return [
    cleared(event, {
      ...about("key-rotation-disabled", key),
      ...recordedCall(event.detail, key.account),
      scope: "condition",
      because: "fixed",
      title: `Rotation of key ${key.id} is switched on`,
      summary: "The key's automatic rotation was switched on.",
    }),
  ];
}

/** An automatic rotation shows that the key rotates. A rotation on demand does not, and older events do not say which it was. */
export function rotated(event: NativeEvent): Observed {
  const { key } = event;
  if (event.detail["rotation-type"] !== "AUTOMATIC") return { ignored: "informational" };
  return [
    cleared(event, {
      ...about("key-rotation-disabled", key),
      scope: "condition",
      because: "fixed",
      title: `Key ${key.id} rotates`,
      summary: "KMS has rotated the key automatically.",
    }),
  ];
}

/**
 * The primary determines whether a multi-Region key rotates. A call that enables rotation after a move names the new primary, which has
 * another ARN.
 * https://docs.aws.amazon.com/kms/latest/developerguide/multi-region-update.html
 */
export function primaryMoved(event: KeyCall, detail: RecordOf<"UpdatePrimaryRegion">): Observed {
  const { key } = event;
  const region = detail.requestParameters?.primaryRegion;
  return [
    remark(event, {
      ...about("key-rotation-disabled", key),
      ...recordedCall(detail, key.account),
      effect: "unconfirmed",
      summary: `The key is a replica now, and its primary is ${region ? `in ${region}` : "in another Region"}: automatic rotation is switched on or off there.`,
    }),
  ];
}
