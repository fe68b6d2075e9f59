/** Which of those that may send a callback have signed it. */
import type { Secrets } from "@tocsin/channels/kind";

/** By the reference to the secret that each signs with. */
type Signer = { readonly signingSecret: string };

/**
 * Those whose secret it is signed with. Where there are none the secrets are read anew, as far as that may be: one of them may have been
 * changed. @throws Error where none is found, and not all of the secrets can be read.
 */
export async function signersOf<S extends Signer>(
  signers: readonly S[],
  isSignedWith: (secret: string) => boolean,
  secrets: Secrets,
): Promise<readonly S[]> {
  const found = await signedBy(signers, isSignedWith, secrets);
  if (found.length > 0) return found;
  for (const { signingSecret } of signers) secrets.forget(signingSecret);
  return signedBy(signers, isSignedWith, secrets, true);
}

async function signedBy<S extends Signer>(
  signers: readonly S[],
  isSignedWith: (secret: string) => boolean,
  secrets: Secrets,
  isLast = false,
): Promise<readonly S[]> {
  const read = await Promise.allSettled(signers.map(({ signingSecret }) => secrets.read(signingSecret)));
  const found = signers.filter((_, i) => {
    const one = read[i];
    return one?.status === "fulfilled" && isSignedWith(one.value.trim());
  });
  const unread = read.find((one) => one.status === "rejected");
  if (found.length === 0 && isLast && unread !== undefined) throw unread.reason;
  return found;
}
