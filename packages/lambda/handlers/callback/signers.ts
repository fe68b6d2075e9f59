/** Finds which of the allowed senders has signed a callback. */
import type { Secrets } from "@tocsin/channels/kind";

/** By the reference to each sender's secret. */
interface Signer {
  readonly signingSecret: string;
}

/** The senders whose secret signed it. @throws Error if none is found, and not all of the secrets can be read. */
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
 * The value of a reference, at most five minutes old: a changed or withdrawn secret must not give access for as long as the function runs.
 * @throws Error when it cannot be read
 */
export async function readAnew(reference: string, secrets: Secrets): Promise<string> {
  secrets.forget(reference);
  const text = (await secrets.read(reference)).trim();
  // Anybody can sign with an empty one.
  if (text === "") throw new Error(`${reference} holds nothing`);
  return text;
}
