/** Observations about settings of an account in a Region: encryption by default, its key, and the block of public sharing. */
import type { ConditionName } from "@tocsin/core/alert/condition";
import { active, cleared, type Observed } from "@tocsin/core/alert/observation";
import { parseArn } from "@tocsin/core/event/arn";
import { isObject } from "@tocsin/core/text/json";
import { recordedCall } from "../caller.ts";
import { textsIn } from "../details.ts";
import { aboutAccount } from "./account.ts";
import { REPORTER } from "./resource.ts";
import type { Call, SettingChange } from "./schema.ts";

export function settingChanged(event: Call, detail: SettingChange): Observed {
  switch (detail.eventName) {
    case "DisableEbsEncryptionByDefault":
      return encryptionOff(event);
    case "EnableEbsEncryptionByDefault":
      return encryptionOn(event);
    case "ModifyEbsDefaultKmsKeyId":
    case "ResetEbsDefaultKmsKeyId":
      return keyChanged(event, detail);
    case "DisableSnapshotBlockPublicAccess":
      return blockRemoved(event, "ebs-snapshots");
    case "EnableSnapshotBlockPublicAccess":
      return blockRestored(event, "ebs-snapshots");
    case "DisableImageBlockPublicAccess":
      return blockRemoved(event, "images");
    case "EnableImageBlockPublicAccess":
      return blockRestored(event, "images");
  }
}

function encryptionOff(event: Call): Observed {
  return [
    active(event, {
      ...aboutSetting("volume-encryption", event),
      severity: "HIGH",
      title: "New volumes are not encrypted by default",
      summary:
        "Encryption by default was switched off in the Region: a new volume, or a copy of a snapshot, is encrypted only if somebody asks for it.",
    }),
  ];
}

function encryptionOn(event: Call): Observed {
  return [
    cleared(event, {
      ...aboutSetting("volume-encryption", event),
      scope: "condition",
      because: "fixed",
      title: "New volumes are encrypted by default",
      summary: "Encryption by default was switched on in the Region.",
    }),
  ];
}

/** Only the organization knows which key is intended. A key of another account probably is not. */
function keyChanged(event: Call, detail: SettingChange): Observed {
  const account = accountOf(event);
  const key = detail.eventName === "ResetEbsDefaultKmsKeyId" ? undefined : keyIn(detail);
  const owner = key === undefined ? undefined : parseArn(key)?.account;
  const said = aboutSetting("volume-key", event);
  if (owner !== undefined && owner !== "" && owner !== account)
    return [
      active(event, {
        ...said,
        severity: "HIGH",
        title: "New volumes are encrypted under another account's key",
        summary: `The default key of volumes in the Region was set to one of account ${owner}, which can make every new volume unreadable by disabling it.`,
        attributes: { key, foreignAccounts: owner },
      }),
    ];
  return [
    active(event, {
      ...said,
      severity: "MEDIUM",
      title: "The default key of volumes was changed",
      summary:
        detail.eventName === "ResetEbsDefaultKmsKeyId"
          ? "The default key of volumes in the Region was set back to the AWS managed key: volumes and snapshots that it encrypts cannot be shared, and nobody can restrict its use."
          : `The default key of volumes in the Region was set to ${key === undefined ? "a key that the record does not show" : "another of the account's own"}.`,
      attributes: { key },
    }),
  ];
}

/**
 * The documentation does not show the parameters and the answer of this call in a record: EC2's newer calls have them within an object of
 * the call's name.
 */
function keyIn({ requestParameters, responseElements }: SettingChange): string | undefined {
  const places = [responseElements, requestParameters].flatMap((value) =>
    isObject(value) ? [value, ...Object.values(value).filter(isObject)] : [],
  );
  // The answer has the key's ARN, which names its account.
  return textsIn(places.flatMap((place) => [place.kmsKeyId, place.KmsKeyId])).find((key) => KEY.test(key));
}

/** An id, an alias, or the ARN of either. */
const KEY = /^[\w:/-]{1,512}$/;

const blocked = { "ebs-snapshots": "snapshots", images: "machine images" } as const;

function blockRemoved(event: Call, what: keyof typeof blocked): Observed {
  return [
    active(event, {
      ...aboutSetting("public-access-block", event, what),
      severity: "HIGH",
      title: `The block of public sharing of ${blocked[what]} is removed`,
      summary: `The block of public sharing of ${blocked[what]} was removed in the Region: whoever may share one can share it with everyone${what === "images" ? "" : ", and those that were public before the block are public again"}.`,
      remedy:
        what === "images"
          ? "Switch the block on again: `aws ec2 enable-image-block-public-access --image-block-public-access-state block-new-sharing`."
          : "Switch the block on again: `aws ec2 enable-snapshot-block-public-access --state block-all-sharing`.",
      attributes: { blocks: what },
    }),
  ];
}

function blockRestored(event: Call, what: keyof typeof blocked): Observed {
  return [
    cleared(event, {
      ...aboutSetting("public-access-block", event, what),
      scope: "condition",
      because: "fixed",
      title: `Public sharing of ${blocked[what]} is blocked`,
      summary: `The block of public sharing of ${blocked[what]} was switched on in the Region.`,
      attributes: { blocks: what },
    }),
  ];
}

function accountOf({ detail, account }: Call): string {
  return detail.recipientAccountId ?? account;
}

function aboutSetting<C extends ConditionName>(condition: C, event: Call, discriminator = "") {
  const { detail } = event;
  const account = accountOf(event);
  const about = aboutAccount(condition, { account, region: detail.awsRegion }, discriminator);
  return { ...about, reporter: REPORTER, ...recordedCall(detail, account) };
}
