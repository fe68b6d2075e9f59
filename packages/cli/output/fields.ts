/** A text beside its label, wrapped between words beneath itself. */
import { wrap } from "@tocsin/core/text/wrap";
import { type Terminal, widthOf } from "./terminal.ts";

/** `label` is as it is to be shown, with the space around it. */
export function hanging(label: string, text: string, { stdout }: Pick<Terminal, "stdout">): readonly string[] {
  const [first = "", ...more] = wrap(text, widthOf(stdout) - label.length);
  return [`${label}${first}`.trimEnd(), ...more.map((line) => `${" ".repeat(label.length)}${line}`)];
}
