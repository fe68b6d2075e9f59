/** The environment of a function: checked once when it starts, and read nowhere else. */

/** One variable a resource; infra sets those that a function names, and grants what they name. */
type Variable =
  | "TOCSIN_ADMINISTRATORS"
  | "TOCSIN_ALERTS_TABLE"
  | "TOCSIN_DEAD_LETTER_QUEUE_URL"
  | "TOCSIN_TOPIC_ARN"
  | "TOCSIN_REPORT_BUCKET"
  | "TOCSIN_SCOPE";

/** The values of the variables named. @throws Error naming the first that is not set: the function must not start then. */
export function environment<const N extends Variable>(...names: readonly N[]): Readonly<Record<N, string>> {
  return Object.fromEntries(names.map((name) => [name, required(name)])) as Record<N, string>;
}

/** A secret, by reference only: `env:NAME` is the variable NAME of the function. @throws Error when there is none. */
export async function secretAt(reference: string): Promise<string> {
  return required(reference.replace(/^env:/, ""));
}

function required(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === "") throw new Error(`environment variable ${name} is not set`);
  return value;
}
