/** Secrets for tests: what references stand for, and which of them were forgotten. */
import type { Secrets } from "../kind.ts";

export interface RecordedSecrets extends Secrets {
  readonly forgotten: string[];
}

export function secretsWith(values: Readonly<Record<string, string>>): RecordedSecrets {
  const forgotten: string[] = [];
  return {
    async read(reference) {
      const value = values[reference];
      if (value === undefined) throw new Error(`${reference} is not there`);
      return value;
    },
    forget: (reference) => void forgotten.push(reference),
    forgotten,
  };
}
