/** The id of an alert, or its beginning, as it is typed. */
import type { AlertsReader } from "@tocsin/aws/alerts/alerts-reader";
import { escaped } from "@tocsin/core/text/text";
import { CommandError, exitCodes } from "../../output/terminal.ts";

export function isIdPrefix(text: string): boolean {
  return /^[0-9a-f]{4,32}$/i.test(text);
}

/** The beginning of an id, or all of it, in lower case. @throws CommandError when no id begins so. */
export function idPrefix(given: string, whose = "an alert's"): string {
  if (isIdPrefix(given)) return given.toLowerCase();
  throw new CommandError(
    `not the beginning of ${whose} id, which is at least 4 of the digits 0-9 and a-f: ${JSON.stringify(escaped(given))}`,
    exitCodes.usage,
  );
}

/** The one id that begins with `prefix`; a whole id is not looked for. @throws CommandError when there is none, or are several. */
export async function completedId(alerts: AlertsReader, prefix: string): Promise<string> {
  if (prefix.length === ID_LENGTH) return prefix;
  const found = await Array.fromAsync(alerts.idsFrom(prefix));
  if (found.length === 1 && found[0]) return found[0];
  throw new CommandError(
    found.length === 0
      ? `no alert's id begins with ${prefix}`
      : `${found.length} alerts' ids begin with ${prefix}: ${found.slice(0, 5).join(", ")}`,
    exitCodes.refused,
  );
}

const ID_LENGTH = 32;

export function unknownId(id: string): string {
  return `no alert has the id ${id}`;
}
