/** Which open alerts are silenced, and which silences end by the end of the week after the report's. */
import { shownAuthor } from "@tocsin/core/alert/decision";
import { compareSeverity } from "@tocsin/core/alert/severity";
import { earlier, type Instant } from "@tocsin/core/event/instant";
import type { Policy } from "@tocsin/core/policy/policy";
import { silencedBy } from "@tocsin/oncall/silence";
import type { Lapse } from "./format.ts";
import type { DigestInput } from "./input.ts";
import type { Place } from "./place.ts";
import { viewOf } from "./shown-alert.ts";
import type { StandingAlert } from "./tally/standing-alert.ts";

export type SilenceLine = Extract<Lapse, { kind: "silence" }>;

export interface LapsingSilence {
  readonly line: SilenceLine;
  /** The place of the alert that a silence mutes, if it names one alert and that is open. A silence by pattern can concern anybody. */
  readonly place?: Place | undefined;
}

export interface SilenceTally {
  /** Tells whether an alert is muted by a silence or by a window of the policy. */
  add(alert: StandingAlert): boolean;
  lapsing(): readonly LapsingSilence[];
}

/**
 * The silences that had been made by `asOf` and were not over then. A pattern matches the fields that lists show of an alert (`viewOf`).
 */
export function tallySilences(
  silences: DigestInput["silences"],
  windows: Policy["silences"],
  asOf: Instant,
  by: Instant,
): SilenceTally {
  const made = silences.filter(({ madeAt }) => madeAt <= asOf);
  const lapsing = made
    .map((silence) => ({ silence, until: endAsOf(silence, asOf), mutes: 0, place: undefined as Place | undefined }))
    .filter(({ until }) => until > asOf && until <= by);
  return {
    add({ facts, place, status, severity }) {
      const view = viewOf(facts, status, severity);
      for (const one of lapsing) {
        const { of, upTo, evenIfWorse } = one.silence;
        if ("alertId" in of && of.alertId === facts.id) one.place = place;
        if (!evenIfWorse && compareSeverity(severity, upTo) > 0) continue;
        if ("alertId" in of ? of.alertId === facts.id : of.matches(view)) one.mutes += 1;
      }
      return silencedBy({ view, worst: severity }, made, windows, asOf) !== undefined;
    },
    lapsing: () =>
      lapsing.map(({ silence: { id, written, by: author, why, ticket }, until, mutes, place }) => ({
        line: {
          ...{ kind: "silence" as const, id, of: written, until, by: shownAuthor(author), why },
          ...(ticket !== undefined && { ticket }),
          mutes,
        },
        place,
      })),
  };
}

/** A later early end had not been made by then. */
function endAsOf({ until, expiredAt }: DigestInput["silences"][number], asOf: Instant): Instant {
  return expiredAt === undefined || expiredAt > asOf ? until : earlier(until, expiredAt);
}
