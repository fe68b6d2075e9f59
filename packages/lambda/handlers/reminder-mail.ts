/** The mail about a silence that is about to end. It contains what people wrote about the silence, but only the numbers of alerts. */
import type { Mail } from "@tocsin/aws/alarm-topic";
import type { WrittenSilence } from "@tocsin/aws/world/items/silence-item";
import { shownAuthor } from "@tocsin/core/alert/decision";
import { severities } from "@tocsin/core/alert/severity";
import type { AlertView } from "@tocsin/core/alert/view";
import { counted } from "@tocsin/core/text/counted";
import { shellWord } from "@tocsin/core/text/shell-word";

export interface Addressed {
  /** What the subject begins with, such as `Tocsin prod`. */
  readonly title: string;
  /** The options by which a command finds the table; empty for the last run's. */
  readonly place: string;
}

/** @param heldBack the alerts that people are to hear of when it ends. */
export function reminderMail(
  silence: WrittenSilence,
  heldBack: readonly AlertView[],
  { title, place }: Addressed,
): Mail {
  const { id, by, why, ticket, until } = silence;
  const alerts = counted(heldBack.length, "open alert");
  const end = place === "" ? "" : ` ${place}`;
  return {
    subject: `${title}: a silence that mutes ${alerts} ends soon`,
    text: `The silence ${id} of ${shownAuthor(by)} ends at ${until}. Why it was made: ${why}${ticket === undefined ? "" : ` (${ticket})`}

It still mutes ${alerts}: ${bySeverity(heldBack)}. When it ends, people are told of what is open then.

Where it should go on, make another in its place, for as long as it takes:
  npx tocsin silence add ${optionsOf(silence)} --why "..." --for 4h${end}
Where its reason is gone, end it now:
  npx tocsin silence expire ${id} --why "..."${end}
`,
  };
}

/** The most severe first. */
function bySeverity(views: readonly AlertView[]): string {
  const by = Map.groupBy(views, ({ severity }) => severity);
  return severities
    .toReversed()
    .flatMap((severity) => (by.has(severity) ? [`${by.get(severity)?.length} ${severity}`] : []))
    .join(", ");
}

/** Those that make such a silence again. */
function optionsOf({ of, upTo, evenIfWorse, ticket }: WrittenSilence): string {
  return [
    "match" in of ? `--match ${shellWord(JSON.stringify(of.match))}` : `--alert ${of.alertId}`,
    ...(evenIfWorse ? ["--even-if-worse"] : upTo === "HIGH" ? [] : [`--up-to ${upTo}`]),
    ...(ticket === undefined ? [] : [`--ticket ${shellWord(ticket)}`]),
  ].join(" ");
}
