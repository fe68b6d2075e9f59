/** Secrets as the function reads them that delivers. No value is logged, written down, or part of an error. */
import type { GetSecretValueCommandInput, GetSecretValueCommandOutput } from "@aws-sdk/client-secrets-manager";
import type { GetParameterCommandInput, GetParameterCommandOutput } from "@aws-sdk/client-ssm";
import { type Instant, shift } from "@tocsin/core/event/instant";
import { type SecretReference, secretReference } from "@tocsin/core/policy/secret-reference";
import { call } from "../call.ts";

export interface StoredSecrets {
  /** The value that a policy's reference names; kept once it was read. @throws CallError, Error */
  read(reference: string): Promise<string>;
  /** What was read was refused: it is read anew when it is next asked for, but within five minutes once at most. */
  forget(reference: string): void;
}

export interface StoredSecretsOptions {
  /** `secretsPath` of the stage: nothing outside of it is ever read. */
  readonly path: string;
  /** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameter.html */
  readonly getParameter: (input: GetParameterCommandInput) => Promise<Pick<GetParameterCommandOutput, "Parameter">>;
  /** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html */
  readonly getSecretValue: (
    input: GetSecretValueCommandInput,
  ) => Promise<Pick<GetSecretValueCommandOutput, "SecretString">>;
  /** The machine's clock. */
  readonly now: () => Instant;
}

/** A receiver that refuses everything must not have every notification ask for the secret again. */
const KEPT_MILLISECONDS = 5 * 60_000;

interface Kept {
  readonly value: Promise<string>;
  readonly readAt: Instant;
}

export function createStoredSecrets({ path, getParameter, getSecretValue, now }: StoredSecretsOptions): StoredSecrets {
  const kept = new Map<string, Kept>();
  return {
    read(text) {
      const known = kept.get(text);
      if (known !== undefined) return known.value;
      const value = readNow(secretReference(text));
      kept.set(text, { value, readAt: now() });
      // What failed is not kept.
      value.catch(() => kept.delete(text));
      return value;
    },
    forget(text) {
      const known = kept.get(text);
      if (known !== undefined && now() >= shift(known.readAt, KEPT_MILLISECONDS)) kept.delete(text);
    },
  };

  async function readNow(reference: SecretReference | undefined): Promise<string> {
    switch (reference?.store) {
      case "ssm":
        return parameter(`/${path}/${reference.name}`);
      case "secretsmanager":
        return secret(`${path}/${reference.name}`);
      case "env":
        throw new Error(`env:${reference.variable} is a variable of a laptop; a stage reads ssm: and secretsmanager:`);
      case undefined:
        throw new Error("the policy names a secret by what is no reference");
      default:
        return reference satisfies never;
    }
  }

  async function parameter(Name: string): Promise<string> {
    const { Parameter } = await call(`GetParameter of ${Name}`, () => getParameter({ Name, WithDecryption: true }));
    if (Parameter?.Type !== "SecureString")
      throw new Error(`the parameter ${Name} is no SecureString: delete it, and make it anew as one`);
    return filled(Parameter.Value, Name);
  }

  async function secret(SecretId: string): Promise<string> {
    const { SecretString } = await call(`GetSecretValue of ${SecretId}`, () => getSecretValue({ SecretId }));
    return filled(SecretString, SecretId);
  }
}

/** A file that an editor wrote ends with a line's end, which is no part of the secret. */
function filled(value: string | undefined, name: string): string {
  const text = value?.replace(/\r?\n$/, "") ?? "";
  if (text === "") throw new Error(`${name} holds no text`);
  return text;
}
