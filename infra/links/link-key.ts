/**
 * The key that links in messages are signed with: an HMAC that KMS computes and whose key nobody is given. It serves for nothing else, so that
 * who may sign can read nothing, and the other way round. KMS does not rotate keys of this kind; what is signed with is derived by day.
 */
import { arnOf, named } from "../place.ts";
import { type Permission, policyOf } from "../policy.ts";

export interface LinkKey {
  readonly arn: $util.Output<string>;
  /** Who signs and who verifies derive the same. */
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
