/**
 * The key that signs links in messages: KMS computes the HMAC, and the key never leaves KMS. It is used for nothing else, so a function
 * that may sign can decrypt nothing with it, and vice versa. KMS does not rotate keys of this kind; the signing keys are derived each day.
 */
import { arnOf, named } from "../place.ts";
import { type Permission, policyOf } from "../policy.ts";

export interface LinkKey {
  readonly arn: $util.Output<string>;
  /** The signing and the verifying function derive the same keys. */
  readonly maySign: Permission;
}

export function createLinkKey(): LinkKey {
  const key = new aws.kms.Key("LinkKey", {
    description: `${named("link-key")}: signs the links in messages`,
    keyUsage: "GENERATE_VERIFY_MAC",
    customerMasterKeySpec: "HMAC_256",
    policy: policyOf([
      {
        Sid: "ThisAccountsPoliciesDecide",
        Principal: { AWS: arnOf("iam", "root", { region: "" }) },
        // https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
        Action: [
          ...["CancelKeyDeletion", "CreateAlias", "DeleteAlias", "DescribeKey", "DisableKey", "EnableKey"],
          ...["GenerateMac", "GetKeyPolicy", "GetKeyRotationStatus", "ListAliases", "ListKeyPolicies"],
          ...["ListResourceTags", "PutKeyPolicy", "ScheduleKeyDeletion", "TagResource", "UntagResource"],
          ...["UpdateAlias", "UpdateKeyDescription"],
        ].map((name) => `kms:${name}`),
        Resource: "*",
      },
    ]),
  });
  new aws.kms.Alias("LinkKeyAlias", { name: `alias/${named("link-key")}`, targetKeyId: key.keyId });
  return { arn: key.arn, maySign: { actions: ["kms:GenerateMac"], resources: [key.arn] } };
}
