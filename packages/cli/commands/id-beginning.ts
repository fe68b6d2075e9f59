/** What a person has made, a silence or an override, by its id or the beginning of it, as it is typed. */
import { CommandError, exitCodes } from "../output/terminal.ts";
import { idPrefix } from "./alerts/alert-id.ts";

export interface Named {
  readonly noun: "silence" | "override";
  /** The command that lists them. */
  readonly list: string;
}

/** The one of `all` whose id begins with what is typed. @throws CommandError where none does, or several do. */
export function withIdFrom<T extends { readonly id: string }>(
  given: string,
  all: readonly T[],
  { noun, list }: Named,
): T {
  const prefix = idPrefix(given, noun === "override" ? "an override's" : "a silence's");
  const found = all.filter(({ id }) => id.startsWith(prefix));
  const [one] = found;
  if (one === undefined)
    throw new CommandError(`there is no ${noun} ${JSON.stringify(prefix)}: \`${list}\` lists them`, exitCodes.refused);
  if (found.length > 1)
    throw new CommandError(
      `the ids of ${found.length} ${noun}s begin with ${prefix}: ${found.map(({ id }) => id).join(", ")}`,
      exitCodes.refused,
    );
  return one;
}
