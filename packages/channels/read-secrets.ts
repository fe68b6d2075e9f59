/** The secrets of a channel's settings, read when it sends. */
import { referencesIn } from "@tocsin/core/policy/secret-reference";
import { DeliveryError } from "./channel.ts";
import type { Secrets } from "./kind.ts";

export interface ReadSecrets {
  /** The secret that a setting refers to, without white space around it; the text itself if it is not a reference. */
  readonly meant: (text: string) => string;
  /** Everything that was read: no error may repeat it. */
  readonly values: readonly string[];
  /** They were refused, or contain something invalid: all are read again at the next use. */
  readonly forget: () => void;
}

/** @param where names the channel in errors. @throws DeliveryError */
export async function readSecrets(where: string, settings: object, secrets: Secrets): Promise<ReadSecrets> {
  const references = referencesIn(settings);
  const read = await Promise.all(
    // A secret that is stored by hand often ends with a line break.
    references.map(async (reference) => [reference, (await readOne(where, reference, secrets)).trim()] as const),
  );
  const values = new Map(read);
  return {
    meant: (text) => values.get(text) ?? text,
    values: [...values.values()],
    forget: () => {
      for (const reference of references) secrets.forget(reference);
    },
  };
}

/** Nothing is sent, because a secret is invalid. @returns what to throw */
export function refusedSecret(where: string, problem: string, { forget }: Pick<ReadSecrets, "forget">): DeliveryError {
  forget();
  return new DeliveryError(`${where} ${problem}`, { reason: "rejected", retryable: false });
}

async function readOne(where: string, reference: string, secrets: Secrets): Promise<string> {
  try {
    return await secrets.read(reference);
  } catch (cause) {
    const problem = `${where} cannot read ${reference}`;
    throw new DeliveryError(problem, { reason: "unreachable", retryable: true, cause });
  }
}

/** Long enough to be a credential. */
const SHORTEST_CREDENTIAL = 12;

/** What in a URL's path or query may be a credential. */
export function credentialsIn(url: string): readonly string[] {
  const { pathname, search } = new URL(url);
  return `${pathname}${search}`.split(/[/?&=]/).filter((part) => part.length >= SHORTEST_CREDENTIAL);
}
