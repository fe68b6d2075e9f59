/** A policy names a secret and never contains it: a reference says where the delivering function reads it. */
import * as v from "valibot";

/** `name` is below the path of the stage: `/tocsin/<stage>/<name>` in Parameter Store, `tocsin/<stage>/<name>` in Secrets Manager. */
export type SecretReference =
  | { readonly store: "ssm" | "secretsmanager"; readonly name: string }
  | { readonly store: "env"; readonly variable: string };

/**
 * Neither a path from the root nor an ARN is allowed, so a reference cannot leave the stage's own path. Both services accept these
 * characters in a name, and separate its levels by slashes.
 * https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-su-create.html
 * https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html
 */
const STORED = /^(ssm|secretsmanager):((?:[\w.-]+\/)*[\w.-]+)$/;

/** A prefix of its own, so that no other variable of a function can be named, above all not its credentials. */
const VARIABLE = /^env:(TOCSIN_SECRET_[A-Z0-9_]+)$/;

/** What the text refers to; nothing if it is not a reference. */
export function secretReference(text: string): SecretReference | undefined {
  const variable = VARIABLE.exec(text)?.[1];
  if (variable !== undefined) return { store: "env", variable };
  const [, store, name] = STORED.exec(text) ?? [];
  return name === undefined ? undefined : { store: store === "ssm" ? "ssm" : "secretsmanager", name };
}

const storedForms = (example: string) =>
  `ssm:NAME or secretsmanager:NAME, with the name below /tocsin/<stage>/ alone, such as ssm:${example}`;
const EXAMPLE = "soc/signing-secret";

/** A field that contains a reference to a secret, as it is written. @param example a name that is accepted there. */
export function secretFieldLike(example: string) {
  return v.pipe(
    v.string(),
    v.regex(
      new RegExp(`${STORED.source}|${VARIABLE.source}`),
      `expected a reference, never the secret: ${storedForms(example)}; or env:TOCSIN_SECRET_NAME, an environment variable whose name begins so`,
    ),
  );
}

export const secretField = secretFieldLike(EXAMPLE);

/** Whether a reference is to a stored secret that belongs to a kind of channel. */
export function isSecretOf(kind: string, text: string): boolean {
  const reference = secretReference(text);
  return reference !== undefined && reference.store !== "env" && reference.name.startsWith(`${kind}/`);
}

/** Why a text that begins like a reference to a stored secret is not one; nothing if it is one, or begins in another way. */
export function problemOfStored(text: string): string | undefined {
  if (!/^(ssm|secretsmanager):/.test(text) || secretReference(text) !== undefined) return undefined;
  return `expected ${storedForms(EXAMPLE)}`;
}

/** The references among the texts of settings, each once. */
export function referencesIn(settings: object): readonly string[] {
  const texts = Object.values(settings).flatMap((value: unknown) =>
    typeof value === "object" && value !== null ? referencesIn(value) : typeof value === "string" ? [value] : [],
  );
  return [...new Set(texts.filter((text) => secretReference(text) !== undefined))];
}
