/** Which of those that may send a callback have signed it. */
import type { Secrets } from "@tocsin/channels/kind";

/** By the reference to the secret that each signs with. */
interface Signer {
  readonly signingSecret: string;
}

/** Those whose secret it is signed with. @throws Error where none is found, and not all of the secrets can be read. */
export async function signersOf<S extends Signer>(
  signers: readonly S[],
  isSignedWith: (secret: string) => boolean,
  secrets: Secrets,
): Promise<readonly S[]> {
  const read = await Promise.allSettled(signers.map(({ signingSecret }) => readAnew(signingSecret, secrets)));
  const found = signers.filter((_, i) => {
    const one = read[i];
    return one?.status === "fulfilled" && isSignedWith(one.value);
  });
  const unread = read.find((one) => one.status === "rejected");
  if (found.length === 0 && unread !== undefined) throw unread.reason;
  return found;
}

/**
 * What a reference stands for, not older than five minutes: what was changed, or taken back, must not go on to let somebody in for as long
 * as the function runs. @throws Error when it cannot be read
 */
export async function readAnew(reference: string, secrets: Secrets): Promise<string> {
  secrets.forget(reference);
  const text = (await secrets.read(reference)).trim();
  // Anybody can sign with an empty one.
  if (text === "") throw new Error(`${reference} holds nothing`);
  return text;
}
