/** What a report is built from. Whoever reads the table gives it in streams, and nothing is read twice for several editions. */
import type { Cell } from "@tocsin/core/alert/baseline";
import type { AlertView, ListedAlert } from "@tocsin/core/alert/view";
import type { Directory } from "@tocsin/core/directory/directory";
import type { Instant } from "@tocsin/core/event/instant";
import type { Week } from "@tocsin/core/event/week";
import type { Policy } from "@tocsin/core/policy/policy";
import type { LogEntry } from "@tocsin/core/transition/log-entry";
import type { Silence } from "@tocsin/oncall/silence";
import type { Edition, Report } from "./format.ts";

/** An item of the table as read: its value, or why it cannot be read. */
export type Readable<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: Error };

export type WeekEntry = Pick<
  LogEntry,
  "alertId" | "version" | "at" | "saidAt" | "kind" | "reason" | "quiet" | "from" | "to" | "worst"
> & {
  readonly view: ListedAlert;
};

/** A part of the table: alerts that are open now, and the log of these and other alerts by week. No alert is in two parts. */
export interface Part {
  readonly open: AsyncIterable<Readable<ListedAlert>>;
  /** In order of time. */
  readonly log: (week: Week) => AsyncIterable<Readable<WeekEntry>>;
}

export interface HeardCell extends Cell {
  readonly firstHeardAt: Instant;
  readonly lastHeardAt: Instant;
}

/** A notification that was begun, or one that waits for the morning: a verdict that differed from the one before it. */
export interface Notified {
  readonly at: Instant;
  readonly destination: string;
  readonly outcome: "told" | "held-to-morning";
  readonly rings: boolean;
  /** Of the group: its worst alert's. */
  readonly title: string;
  readonly condition?: string | undefined;
  /** People have acknowledged, suppressed or resolved any of it by then. */
  readonly isDecided: boolean;
}

export interface EditionWanted {
  readonly edition: Edition;
  /** An IANA name. */
  readonly timezone: string;
}

export interface DigestInput {
  readonly week: Week;
  readonly now: Instant;
  readonly scope: string;
  /** As commands name the deployed table, such as `--stage prod`. */
  readonly place: string;
  /** That of the organization is made in any case, and comes first. */
  readonly editions: readonly EditionWanted[];
  readonly policy: Policy;
  readonly directory: Directory;
  readonly mode: "learning" | "live";
  readonly parts: readonly Part[];
  readonly cells: AsyncIterable<Readable<HeardCell>>;
  /** Also those that are over. `of` as a person wrote it. */
  readonly silences: readonly (Silence & { readonly written: string })[];
  readonly notified: AsyncIterable<Readable<Notified>>;
  readonly failing: readonly { readonly destination: string; readonly since: Instant }[];
  /** Who said last that they have read the digest of the week before. */
  readonly reviewed?: NonNullable<Report["house"]>["reviewed"];
  /** The whole views of the few alerts that are named, by id; of one that cannot be read, none. */
  readonly details: (alertIds: readonly string[]) => Promise<ReadonlyMap<string, AlertView>>;
}
