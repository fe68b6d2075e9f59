/** How far a drill has come, by what is written of it; and, where it does not go on, what to look at. */
import type { Instant } from "@tocsin/core/event/instant";

/** What is known of a drill: each instant by the clock of whoever wrote it down. */
export interface DrillTrace {
  /** When the command put the event on the bus. */
  readonly sentAt: Instant;
  readonly acceptedAt: Instant;
  readonly storedAt?: Instant | undefined;
  /** The last verdict on it. */
  readonly verdict?: DrillVerdict | undefined;
  /** When `announce` woke on-call. */
  readonly wokenAt?: Instant | undefined;
  readonly handedOverAt?: Instant | undefined;
  readonly arrivedAt?: Instant | undefined;
  /** The destination was tried, and did not take it. */
  readonly isRefused: boolean;
}

export interface DrillVerdict {
  readonly at: Instant;
  readonly outcome: "tell" | "later" | "nothing";
  readonly reason: string;
  /** When it is looked at again. */
  readonly nextAt?: Instant | undefined;
}

/** In their order: on the bus; in the table; on-call's queue has it; decided; the queue of `deliver-<kind>` has it; the destination has it. */
export const hopNames = ["accepted", "stored", "woken", "decided", "handed over", "delivered"] as const;
export type HopName = (typeof hopNames)[number];

export interface Hop {
  readonly hop: HopName;
  readonly at: Instant;
}

/** The hops that the drill is known to have reached, in order. */
export function hopsOf(trace: DrillTrace): readonly Hop[] {
  const { acceptedAt, storedAt, wokenAt, verdict, handedOverAt, arrivedAt } = trace;
  const decidedAt = verdict?.outcome === "later" ? undefined : verdict?.at;
  const times: Readonly<Record<HopName, Instant | undefined>> = {
    accepted: acceptedAt,
    stored: storedAt,
    woken: wokenAt,
    decided: decidedAt,
    "handed over": handedOverAt,
    delivered: arrivedAt,
  };
  return hopNames.flatMap((hop) => {
    const at = times[hop];
    return at === undefined ? [] : [{ hop, at }];
  });
}

export type DrillState =
  | { readonly kind: "delivered" }
  | { readonly kind: "waits"; readonly waitsFor: HopName }
  /** It goes no further: `after` is the last hop that it has reached. */
  | { readonly kind: "ended"; readonly after: HopName; readonly waitsFor: HopName; readonly why: string };

/** What comes of the drill by `now`, where nobody waits longer than until `deadline`. */
export function stateOf(trace: DrillTrace, now: Instant, deadline: Instant): DrillState {
  const reached = hopsOf(trace).map(({ hop }) => hop);
  const after = reached.at(-1) ?? "accepted";
  const waitsFor = hopNames.find((hop) => !reached.includes(hop) && hopNames.indexOf(hop) > hopNames.indexOf(after));
  if (trace.arrivedAt !== undefined || waitsFor === undefined) return { kind: "delivered" };
  const end = (why: string): DrillState => ({ kind: "ended", after, waitsFor: waitingFor(trace, waitsFor), why });
  if (trace.isRefused) return end("the destination did not accept it");
  const { verdict } = trace;
  if (verdict?.outcome === "nothing")
    return end(`on-call tells the destination nothing: ${reasonText(verdict.reason)}`);
  if (verdict?.outcome === "later" && verdict.nextAt !== undefined && verdict.nextAt > deadline)
    return end(`on-call waits until ${verdict.nextAt}: ${reasonText(verdict.reason)}`);
  if (now < deadline) return { kind: "waits", waitsFor: waitingFor(trace, waitsFor) };
  if (verdict?.outcome === "later") return end(`on-call waits: ${reasonText(verdict.reason)}`);
  return end("it did not come in time");
}

/** When on-call was woken is known once it has decided, and when a function was given it once that has sent it. */
function waitingFor({ verdict }: DrillTrace, next: HopName): HopName {
  if (next === "woken" || (next === "decided" && verdict === undefined)) return "decided";
  return next === "handed over" ? "delivered" : next;
}

const reasonTexts: Readonly<Record<string, string>> = {
  "no-channel": "the policy that the function uses has no such channel; functions use a pushed policy within a minute",
  "destination-fails": "the destination did not accept an earlier notification, and is tried again only then",
  paused: "on-call is paused; see `tocsin oncall status`",
};

function reasonText(reason: string): string {
  return reasonTexts[reason] ?? reason;
}

/** Where it says what has happened: in the parts of a deployed stack, by the prefix of their names, or in the one log of a stack on a laptop. */
export type Looked = { readonly prefix: string } | { readonly log: string };

/** What to look at when a drill does not get as far as this. @param place the options by which commands find the stack. @param kind of the channel. */
export function adviceOn(waitsFor: HopName, looked: Looked, place: string, kind: string): string {
  const dead = (noun: string) => `\`${["tocsin dlq list", noun, place].filter((word) => word !== "").join(" ")}\``;
  switch (waitsFor) {
    case "accepted":
      return "log" in looked
        ? "whether the stack is running: `tocsin run --serve`"
        : `the bus ${looked.prefix}-bus, and whether you may put events on it (events:PutEvents)`;
    case "stored":
      return "log" in looked
        ? `the lines of ingest-drill in ${looked.log}, and ${dead("ingest-drill")}`
        : `the rule, the queue and the function ${looked.prefix}-ingest-drill: whether the rule is enabled, the function's errors, and ${dead("ingest-drill")}`;
    case "woken":
    case "decided":
      return "log" in looked
        ? `the lines of announce and of oncall in ${looked.log}, ${dead("announce")} and ${dead("oncall")}`
        : `the function ${looked.prefix}-announce, which reads the table's stream, and then the queue and the function ${looked.prefix}-oncall: their errors, ${dead("announce")} and ${dead("oncall")}`;
    case "handed over":
    case "delivered":
      return "log" in looked
        ? `the lines of deliver-${kind} in ${looked.log}, which say why a notification was not delivered, and ${dead(`deliver-${kind}`)}, which shows messages that could not be read`
        : `the function ${looked.prefix}-deliver-${kind}: its log says why a notification was not delivered, and ${dead(`deliver-${kind}`)} shows messages that it could not read`;
    default:
      return waitsFor satisfies never;
  }
}
