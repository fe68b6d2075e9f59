/** What KMS says of a key: what it is for, and who may use it. It only reads. */
import { DescribeKeyCommand, GetKeyPolicyCommand, type KMSClient } from "@aws-sdk/client-kms";
import { call } from "./call.ts";

export interface KeyFacts {
  readonly arn: string;
  /** `Enabled`, `Disabled`, `PendingDeletion` … */
  readonly state: string;
  /** `SYMMETRIC_DEFAULT` for a key that encrypts and decrypts. */
  readonly spec: string;
  /** The JSON of its policy. A key has one, of this name. https://docs.aws.amazon.com/kms/latest/APIReference/API_GetKeyPolicy.html */
  readonly policy: string;
}

/** @throws CallError */
export async function keyFacts(client: KMSClient, arn: string): Promise<KeyFacts> {
  const { KeyMetadata } = await call("DescribeKey", () => client.send(new DescribeKeyCommand({ KeyId: arn })));
  const { Policy } = await call("GetKeyPolicy", () =>
    client.send(new GetKeyPolicyCommand({ KeyId: arn, PolicyName: "default" })),
  );
  return {
    arn,
    state: KeyMetadata?.KeyState ?? "unknown",
    spec: KeyMetadata?.KeySpec ?? "unknown",
    policy: Policy ?? "{}",
  };
}
