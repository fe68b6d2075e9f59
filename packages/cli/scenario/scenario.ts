/** A scenario as it is run: what happens at which instants, and what is to come of it. */
import type { PolicyBody } from "@tocsin/aws/world/items/policy-item";
import type { Observation } from "@tocsin/core/alert/observation";
import type { Severity } from "@tocsin/core/alert/severity";
import type { Directory } from "@tocsin/core/directory/directory";
import type { Instant } from "@tocsin/core/event/instant";
import type { Matcher } from "@tocsin/core/pattern/pattern";
import type { JsonObject } from "@tocsin/core/text/json";
import type { CountedAlarmName } from "@tocsin/lambda/deployment/metrics";
import type { Verb } from "@tocsin/oncall/deciding/deciding";
import type { NotificationKind } from "@tocsin/oncall/group";
import type { TellReason } from "@tocsin/oncall/verdict";
import type { Term } from "../commands/term.ts";

export interface Scenario {
  readonly file: string;
  readonly policy: PolicyBody;
  readonly directory: Directory;
  readonly mode: "learning" | "live";
  readonly start: Instant;
  readonly until: Instant;
  readonly steps: readonly Step[];
  readonly wanted: Wanted;
}

/** Where in the file something stands. */
interface Placed {
  readonly line: number | undefined;
}

export interface Step extends Placed {
  readonly at: Instant;
  readonly action: Action;
}

interface Authored {
  readonly by: string;
  readonly why: string;
}

/** By its id, or the beginning of it. */
export interface OneAlert {
  readonly alert: string;
}

/** All that match. */
export interface Matching {
  readonly matches: Matcher;
}

export type Action =
  | { readonly kind: "events"; readonly events: readonly JsonObject[] }
  | { readonly kind: "observed"; readonly observations: readonly Observation[] }
  | ({ readonly kind: "decide"; readonly verb: Verb; readonly term: Term } & (OneAlert | Matching) & Authored)
  | ({
      readonly kind: "silence";
      readonly name: string;
      readonly upTo: Severity;
      readonly evenIfWorse: boolean;
      readonly term: Term;
    } & (OneAlert | { readonly match: object }) &
      Authored)
  | ({
      readonly kind: "override";
      readonly schedule: string;
      readonly person: string;
      readonly until: Instant;
    } & Authored)
  | { readonly kind: "expire"; readonly name: string }
  | { readonly kind: "push"; readonly body: PolicyBody }
  | { readonly kind: "damage" }
  | { readonly kind: "down" | "up"; readonly destination: string }
  | { readonly kind: "pause"; readonly forMilliseconds: number }
  | { readonly kind: "resume" | "go-live" };

/** What is to come of it; what is left out is not compared. */
export interface Wanted {
  /** How far from its instant a notification may come. */
  readonly withinMilliseconds: number;
  /** The kinds of notifications that are not looked at. */
  readonly ignored: readonly NotificationKind[];
  readonly notifications?: readonly Expectation[] | undefined;
  readonly never: readonly Never[];
  /** A pattern for each alert that is not over at the end. */
  readonly alerts?: readonly WantedAlert[] | undefined;
  /** The alarms about Tocsin itself that ring at any time. */
  readonly alarms?: readonly CountedAlarmName[] | undefined;
}

/** What is said of a notification; what is left out may be anything. */
export interface Features {
  readonly to?: string | undefined;
  /** The name of the channel by which whoever is on call is reached. */
  readonly by?: string | undefined;
  readonly kind?: NotificationKind | undefined;
  readonly rings?: boolean | undefined;
  /** A text in which `*` stands for any. */
  readonly title?: string | undefined;
  /** Of the worst alert that is open. */
  readonly severity?: Severity | undefined;
  readonly counts?: WantedCounts | undefined;
  readonly why?: TellReason | undefined;
}

export interface WantedCounts {
  /** What is left out is 0. */
  readonly open?: Readonly<Partial<Record<Severity, number | undefined>>> | undefined;
  readonly acknowledged?: number | undefined;
  readonly suppressed?: number | undefined;
  readonly silenced?: number | undefined;
  readonly ended?: number | undefined;
}

export interface Expectation extends Features, Placed {
  readonly at: Instant;
  readonly to: string;
  readonly kind: NotificationKind;
}

export interface Never extends Features, Placed {}

export interface WantedAlert extends Placed {
  readonly matches: Matcher;
}
