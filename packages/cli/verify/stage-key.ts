import { DEPLOY_AGAIN, failed, type Judged } from "./verify-result.ts";

/** Of another key, or of AWS's own; nothing is said where the stack's is not known. */
export function ofOtherKey(keyId: string | undefined, keyArn: string | undefined): Judged | undefined {
  if (keyArn === undefined || keyId === keyArn) return undefined;
  return failed(`is encrypted with ${keyId ?? "a key of AWS"} and not with the stack's key`, DEPLOY_AGAIN);
}
