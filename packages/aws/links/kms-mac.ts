/** The HMAC under the stage's key for links, which never leaves KMS. */
import type { GenerateMacCommandInput, GenerateMacCommandOutput } from "@aws-sdk/client-kms";
import type { Mac } from "@tocsin/oncall/links/link-keys";
import { CallError, call } from "../call.ts";

/** KMS's GenerateMac, given up when the signal says so. */
export type GenerateMac = (
  input: GenerateMacCommandInput,
  options: { readonly abortSignal: AbortSignal },
) => Promise<Pick<GenerateMacCommandOutput, "Mac">>;

/** A notification waits no longer for its link. */
const WITHIN_MILLISECONDS = 3000;

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_GenerateMac.html Its result throws CallError. */
export function createKmsMac({
  generateMac,
  keyArn,
}: {
  readonly generateMac: GenerateMac;
  readonly keyArn: string;
}): Mac {
  return async (text) => {
    const input = { KeyId: keyArn, MacAlgorithm: "HMAC_SHA_256", Message: Buffer.from(text) } as const;
    const abortSignal = AbortSignal.timeout(WITHIN_MILLISECONDS);
    const { Mac } = await call("GenerateMac", () => generateMac(input, { abortSignal }));
    if (Mac === undefined) throw new CallError("GenerateMac gave no MAC", false);
    return Mac;
  };
}
