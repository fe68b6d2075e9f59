/**
 * Observations about imported key material. Since 2025 a key can have several, each with its own id and expiry; older records have no id,
 * nor do calls about the current material.
 * https://docs.aws.amazon.com/kms/latest/developerguide/importing-keys.html
 */
import { active, cleared, type Observation, type Observed } from "@tocsin/core/alert/observation";
import { recordedCall } from "../caller.ts";
import { about, type Key } from "./key.ts";
import type { KeyCall, NativeEvent, RecordOf } from "./schema.ts";

/**
 * One alert per key is about all material that the key lacks, so that the end of the key ends it; each material is a subject. If a date is
 * known, each material has its own alert: a later date must not hide the first one.
 */
function lacking(key: Key, materialId: string | null | undefined) {
  return { ...about("key-material-gone", key), subject: `material ${materialId ?? ""}` };
}

/** If the call has a date, it is the only warning: KMS gives no other. */
export function materialImported(event: KeyCall, detail: RecordOf<"ImportKeyMaterial">): Observed {
  const { key } = event;
  const { validTo, expirationModel } = detail.requestParameters ?? {};
  const materialId = detail.responseElements?.keyMaterialId;
  const said = recordedCall(detail, key.account);
  const isBack = cleared(event, {
    ...lacking(key, materialId),
    ...said,
    scope: "reporter",
    because: "renewed",
    title: `Key ${key.id} has its key material`,
    summary: "Key material was imported into the key.",
  });
  if (!validTo || expirationModel === "KEY_MATERIAL_DOES_NOT_EXPIRE")
    return [isBack, expiryEnded(event, key, materialId, { ...said, because: "renewed" })];
  return [
    isBack,
    active(event, {
      ...about("key-material-expiry", key, materialId ?? ""),
      ...said,
      severity: "INFORMATIONAL",
      deadline: validTo,
      validSince: detail.eventTime,
      title: `Expiry of imported material of key ${key.id}`,
      summary: "The imported key material has a date at which KMS deletes it. KMS gives no further warning.",
    }),
  ];
}

function expiryEnded(
  event: KeyCall | NativeEvent,
  key: Key,
  materialId: string | null | undefined,
  said: Partial<ReturnType<typeof recordedCall>> & { readonly because: "renewed" | "deleted" | "deleted-at-date" },
): Observation {
  return cleared(event, {
    ...about("key-material-expiry", key, materialId ?? ""),
    ...said,
    scope: "condition",
    title: `Imported material of key ${key.id}`,
    summary:
      said.because === "renewed" ? "Key material was imported that does not expire." : "The key material is deleted.",
  });
}

/** If the material was waiting for a rotation, its expiry does not affect the key; the event does not say which it was. */
export function materialExpired(event: NativeEvent): Observed {
  const { key } = event;
  const materialId = event.detail["key-material-id"];
  return [
    active(event, {
      ...lacking(key, materialId),
      severity: "HIGH",
      title: `Imported material of key ${key.id} has expired`,
      summary:
        "KMS has deleted imported key material at its date. Unless that material was waiting for a rotation, the key cannot be used until it is imported again.",
      attributes: { materialId: materialId || undefined },
    }),
    expiryEnded(event, key, materialId, { because: "deleted-at-date" }),
  ];
}

export function materialDeleted(event: KeyCall, detail: RecordOf<"DeleteImportedKeyMaterial">): Observed {
  const { key } = event;
  const materialId = detail.responseElements?.keyMaterialId || detail.requestParameters?.keyMaterialId;
  const said = recordedCall(detail, key.account);
  return [
    active(event, {
      ...lacking(key, materialId),
      ...said,
      severity: "HIGH",
      title: `Imported material of key ${key.id} was deleted`,
      summary: "Imported key material was deleted: the key cannot be used until it is imported again.",
      attributes: { materialId: materialId || undefined },
    }),
    expiryEnded(event, key, materialId, { ...said, because: "deleted" }),
  ];
}
