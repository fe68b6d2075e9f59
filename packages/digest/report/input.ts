/** What a report is built from. The code that reads the table gives it in streams, and nothing is read twice for several editions. */
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

/** A part of the table: alerts that are open now, and the log entries of these and of other alerts by week. No alert is in two parts. */
export interface Part {
  readonly open: AsyncIterable<Readable<ListedAlert>>;
  /** The entries in order of time. */
  readonly log: (week: Week) => AsyncIterable<Readable<WeekEntry>>;
}

export interface HeardCell extends Cell {
  readonly firstHeardAt: Instant;
  readonly lastHeardAt: Instant;
}

/** A notification that was begun, or a verdict to wait for the morning that differs from the verdict before it. */
export interface Notified {
  readonly at: Instant;
  readonly destination: string;
  readonly outcome: "told" | "held-to-morning";
  readonly rings: boolean;
  /** The condition of the group's worst alert. */
  readonly title: string;
  readonly condition?: string | undefined;
  /** By then, somebody has acknowledged, suppressed or resolved an alert of it. */
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
  /** The option by which commands name the deployed table, such as `--stage prod`. */
  readonly place: string;
  /** The editions besides the organization's, which is always built and comes first. */
  readonly editions: readonly EditionWanted[];
  readonly policy: Policy;
  readonly directory: Directory;
  readonly mode: "learning" | "live";
  readonly parts: readonly Part[];
  readonly cells: AsyncIterable<Readable<HeardCell>>;
  /** Silences, including those that are over. `of` is the text that a person wrote. */
  readonly silences: readonly (Silence & { readonly written: string })[];
  readonly notified: AsyncIterable<Readable<Notified>>;
  readonly failing: readonly { readonly destination: string; readonly since: Instant }[];
  /** The person who said last that they have read the digest of the week before. */
  readonly reviewed?: NonNullable<Report["house"]>["reviewed"];
  /** Gives the whole views, by id, of the few alerts that are named; an alert that cannot be read has none. */
  readonly details: (alertIds: readonly string[]) => Promise<ReadonlyMap<string, AlertView>>;
}
