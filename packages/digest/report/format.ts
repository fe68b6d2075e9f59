/**
 * The report of a week as it is frozen: everything that a rendering shows, and nothing that it would have to look up. Of the same report
 * every rendering has the same bytes, whenever it is made.
 *
 * Open means not resolved, so acknowledged and suppressed alerts count as open, and the week balances:
 * `open = openBefore + baseline + opened + reopened - resolved`. An alert that opens and resolves within the week counts in both.
 *
 * A *problem* is what one person does one thing about: a vulnerability in many images, the deadlines of one owner on one day, else a
 * condition in one account. An alert is in exactly one problem. **No alert has two lines in a report**: `doFirst` goes before `decide`,
 * that before `due`, that before `changed`; each listing's `more` counts what it leaves out, and `elsewhere` what stands further up.
 */
import { conditions } from "@tocsin/core/alert/condition";
import { severities } from "@tocsin/core/alert/severity";
import { boundsOf } from "@tocsin/core/event/week";
import { instantField } from "@tocsin/core/text/parse";
import * as v from "valibot";

export const REPORT_FORMAT = "tocsin.digest.v2";

/** Of an alert that is not resolved. */
export const openStatuses = ["OPEN", "ACKNOWLEDGED", "SUPPRESSED"] as const;
export type OpenStatus = (typeof openStatuses)[number];

/** Whole days since the alert was first seen. */
export const ages = ["0-7", "8-30", "31-90", "over 90"] as const;

/** Of a list that people read. */
export const LIST_LIMIT = 20;
export const DO_FIRST_LIMIT = 5;
/** Of a problem, the alerts that are named. */
export const MEMBERS_LIMIT = 3;
/** Of the line of open alerts, this week the last. */
export const WEEKS_SHOWN = 12;

const text = v.string();
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const severity = v.picklist(severities);
const condition = v.picklist(Object.keys(conditions) as [keyof typeof conditions]);
const bySeverity = v.object(v.entriesFromList(severities, count));

const listing = <S extends v.GenericSchema>(line: S, limit = LIST_LIMIT) =>
  v.object({
    lines: v.pipe(v.array(line), v.maxLength(limit)),
    /** How many more there are than `lines` holds, beside those that are `elsewhere`. */
    more: count,
    /** How many of the same kind have their line further up in the report. */
    elsewhere: count,
  });

/** An alert as a line shows it. */
export const alertLineEntries = {
  id: text,
  severity,
  condition,
  title: text,
  account: text,
  /** Where the directory knows it. */
  accountName: v.optional(text),
  environment: v.optional(text),
  region: text,
  resource: text,
  owner: v.optional(text),
  status: v.picklist(openStatuses),
  /** Of the console, and through the access portal where the policy has one. */
  link: v.optional(text),
  /** Of the policy. */
  runbook: v.optional(text),
};
const alertLine = v.object(alertLineEntries);

export const problemEntries = {
  /** The same for the same problem in every edition and week. */
  key: text,
  title: text,
  condition,
  /** Of the worst that is open. */
  severity,
  /** Open alerts of it. */
  open: count,
  accounts: count,
  /** Owners by their open alerts, the most first; `unowned` is its own number. */
  owners: listing(v.object({ name: text, open: count })),
  unowned: count,
  /** The earliest deadline of its open alerts. */
  deadline: v.optional(instantField),
  /** At most three steps. */
  remedy: text,
  /** What ends it. */
  doneWhen: text,
  /** The worst, then the earliest deadline, then the oldest; of what is done first, each owner's worst before others. */
  members: listing(alertLine, MEMBERS_LIMIT),
};

const problem = v.object({
  ...problemEntries,
  /** Why it is to be done first, the weightiest reason alone. */
  because: v.picklist(["overdue", "critical", "due-within-7-days", "past-its-days", "high"]),
});

/** What people have decided and what lapses by the end of the week after this. */
const lapse = v.variant("kind", [
  v.object({
    kind: v.literal("silence"),
    id: text,
    of: text,
    until: instantField,
    by: text,
    why: text,
    ticket: v.optional(text),
    /** Open alerts, as far as what lists show of them tells; the organization's edition alone has silences by pattern. */
    mutes: count,
  }),
  v.object({ kind: v.literal("suppression"), ...alertLineEntries, until: instantField, by: text, why: text }),
  v.object({
    kind: v.literal("acknowledgement"),
    ...alertLineEntries,
    until: v.optional(instantField),
    by: text,
    why: text,
  }),
]);

const dueLine = v.object({
  ...alertLineEntries,
  deadline: instantField,
  /** Whole days between the report's instant and the deadline: left, or over. */
  days: count,
});

/**
 * Of a problem of which something opened, returned, rose or ended in the week. Its members are those of its open alerts that did so; where
 * nothing of it is open any more, its severity is the worst that it was.
 */
const change = v.object({
  ...problemEntries,
  /** One of those that ended, if no alert of it is named. */
  ended: v.optional(v.object({ id: text, link: v.optional(text) })),
  /** How many alerts did so, an alert in each once. */
  opened: count,
  reopened: count,
  resolved: count,
  escalated: count,
});

const row = v.object({
  /** An owner, the path of an organizational unit, or an account's id; of what nobody owns, nothing. */
  name: v.optional(text),
  /** Of an account, where the directory knows it. */
  label: v.optional(text),
  open: count,
  bySeverity,
  overdue: count,
  /** Open for longer than its severity allows. */
  late: count,
  opened: count,
  reopened: count,
  resolved: count,
});

/** Durations of a week: nothing where there was none. */
const durations = v.object({
  count,
  medianMinutes: v.optional(v.number()),
  p90Minutes: v.optional(v.number()),
});

/** Of the week, and of the weeks before it that `WEEKS_SHOWN` reaches. */
const compared = v.object({ week: durations, before: durations });

const cell = v.object({ account: text, accountName: v.optional(text), region: text, source: text });

const edition = v.variant("kind", [
  v.object({ kind: v.literal("organization") }),
  v.object({ kind: v.picklist(["owner", "ou", "account"]), name: text, label: v.optional(text) }),
]);

/** What only the organization's edition has, since it is of nobody in particular. */
const wholeHouse = v.object({
  nights: v.object({
    rings: count,
    ringsAtNight: count,
    /** Notifications that waited for the morning. */
    heldToMorning: count,
    /** Alerts of the week of which the policy notifies nobody: the digest alone has them. */
    leftToDigest: count,
  }),
  /** What notified most, and of what people acknowledged or resolved nothing. */
  noise: v.object({
    ...listing(
      v.object({
        ...{ title: text, condition, destination: text, notifications: count, rings: count },
        /** An alert of the week that is called so. */
        id: v.optional(text),
        /** In the week, be it after the last notification. */
        isDecided: v.boolean(),
      }),
    ).entries,
    /** How many of all of them nobody decided anything on. */
    undecided: count,
  }),
  /** In the week of the report's instant, from that on, and in the next: a shift that begins by then, as far as it goes. */
  onCall: v.array(
    v.object({
      schedule: text,
      timezone: text,
      shifts: v.array(v.object({ person: v.optional(text), from: instantField, until: instantField })),
    }),
  ),
  health: v.object({
    /** Destinations that do not take what they are sent. */
    failing: v.array(v.object({ destination: text, since: instantField })),
    policyVersion: count,
    mode: v.picklist(["learning", "live"]),
    transitions: count,
    notifications: count,
  }),
  /** Who said last that they have read the digest of the week before; nothing, where nobody has. */
  reviewed: v.optional(v.object({ week: text, at: instantField, by: text, note: text })),
  /** Editions of this week that had nothing to say, and are not sent. */
  silentEditions: v.array(v.object({ kind: v.picklist(["owner", "ou", "account"]), name: text })),
});

export const reportSchema = v.object({
  /** A field may be added to the format, none taken away or changed in meaning. */
  format: v.literal(REPORT_FORMAT),
  /** Whose report it is: a stage, or an organization. */
  scope: text,
  edition,
  week: v.pipe(
    text,
    v.check((week) => boundsOf(week) !== undefined, "expected an ISO week such as 2026-W47"),
  ),
  /** The week's first instant, and the first after it. */
  from: instantField,
  to: instantField,
  /** What the numbers stand for: the end of the week, or an instant before it when the week was not over yet. */
  asOf: instantField,
  /** In which instants are shown: an IANA name. */
  timezone: text,
  /** Commands are named with it, such as `--stage prod`. */
  place: text,
  verdict: v.object({
    /**
     * Nothing overdue, no critical problem, and nothing past its days, beside what is suppressed; every account and cell heard of, every item
     * read.
     */
    isCalm: v.boolean(),
    openBefore: count,
    opened: count,
    reopened: count,
    resolved: count,
    open: count,
    /** Alerts that got more severe. */
    escalated: count,
    /** What stood before Tocsin first heard of its account, or was read in. It is no change of the week, and not among `opened`. */
    baseline: count,
    /** Tocsin heard for the first time within this week: there is no week before to compare with. */
    isFirstWeek: v.boolean(),
    overdue: count,
    overdueBefore: count,
    /** Problems of which an open alert is CRITICAL. */
    criticalProblems: count,
    criticalProblemsBefore: count,
    /** Open alerts with a deadline in the next 45 days. */
    expiring: count,
    late: count,
  }),
  trust: v.object({
    /** Of which the directory knows, and of which anything was heard in the week. */
    accounts: v.object({ known: count, heard: count }),
    /** Account, Region and source: ever heard of, and heard of in the week. */
    cells: v.object({ known: count, heard: count }),
    /** Cells that were heard of before and not in the week, those that are silent longest first. */
    silent: listing(v.object({ ...cell.entries, lastHeardAt: instantField })),
    /** Accounts of the directory of which nothing was ever heard. */
    never: listing(v.object({ account: text, accountName: v.optional(text) })),
    /** Items of the table that cannot be read, with what is wrong with each: their alerts are missing from all the numbers. */
    unreadable: listing(text),
  }),
  doFirst: v.object({ problems: v.pipe(v.array(problem), v.maxLength(DO_FIRST_LIMIT)), more: count }),
  decide: listing(lapse),
  due: v.object({
    overdue: listing(dueLine),
    within7: listing(dueLine),
    within14: listing(dueLine),
    within30: listing(dueLine),
    within45: listing(dueLine),
  }),
  changed: listing(change),
  open: v.object({
    bySeverity,
    /** When the week began, which is when the week before ended. */
    bySeverityBefore: bySeverity,
    byStatus: v.object(v.entriesFromList(openStatuses, count)),
    /** Of which a silence mutes what is told. A report of before may not say. */
    silenced: v.optional(count),
    byAgeInDays: v.object(v.entriesFromList(ages, count)),
    /** Up to `WEEKS_SHOWN`, the oldest first, from the week on in which anything was first heard; the last is this week. */
    weeks: v.array(v.object({ week: text, bySeverity })),
  }),
  sla: v.object({
    /** Days that an alert of a severity may be open, by the policy; of one that it leaves out, nothing is late. */
    days: v.partial(v.object(v.entriesFromList(severities, v.number()))),
    /** The longest over its days first. */
    late: listing(v.object({ ...alertLineEntries, openedAt: instantField, overDays: count })),
    acknowledge: compared,
    resolve: compared,
  }),
  byOwner: listing(row),
  byOu: listing(row),
  byAccount: listing(row),
  /** An alert with several reporters counts in the row of each. */
  byReporter: listing(row),
  /** Controls to which open alerts are relevant: Tocsin evaluates no control. */
  controls: listing(
    v.object({
      framework: text,
      version: text,
      control: text,
      title: text,
      url: text,
      conditions: v.array(condition),
      open: count,
      worst: severity,
    }),
  ),
  house: v.optional(wholeHouse),
});

export type Report = v.InferOutput<typeof reportSchema>;
export type Edition = Report["edition"];
export type AlertLine = v.InferOutput<typeof alertLine>;
export type DueLine = v.InferOutput<typeof dueLine>;
export type Problem = v.InferOutput<typeof problem>;
export type Change = v.InferOutput<typeof change>;
export type Lapse = v.InferOutput<typeof lapse>;
export type Row = v.InferOutput<typeof row>;
export type Durations = v.InferOutput<typeof durations>;

export interface Listing<T> {
  readonly lines: T[];
  readonly more: number;
  readonly elsewhere: number;
}

/** A row of the CSV: every alert that is open at `asOf` or moved in the week. Frozen beside the report. */
export interface AlertRow extends Omit<AlertLine, "status"> {
  readonly status: OpenStatus | "RESOLVED";
  readonly openedAt?: string | undefined;
  readonly firstSeenAt?: string | undefined;
  readonly deadline?: string | undefined;
  readonly problem: string;
  /** Movements of the week, each once. */
  readonly moved: readonly ("opened" | "reopened" | "resolved" | "escalated")[];
  readonly ou?: string | undefined;
  readonly acknowledgedBy?: string | undefined;
  readonly command: string;
}
