/**
 * The frozen report of a week: everything that a rendering shows, so that a rendering looks nothing up. Every rendering of the same report
 * has the same bytes, whenever it is made.
 *
 * Open means not resolved, so acknowledged and suppressed alerts count as open, and the week balances:
 * `open = openBefore + baseline + opened + reopened - resolved`. An alert that opens and resolves within the week counts in both.
 *
 * A *problem* is a set of alerts that one person ends by one thing: a vulnerability in many images, the deadlines of one owner on one day, or else a
 * condition in one account. An alert is in exactly one problem. **No alert has two lines in a report**: `doFirst` goes before `decide`,
 * `decide` before `due`, and `due` before `changed`. A listing's `more` counts the alerts that it leaves out, `elsewhere` those listed further up.
 */
import { conditions } from "@tocsin/core/alert/condition";
import { severities } from "@tocsin/core/alert/severity";
import { boundsOf } from "@tocsin/core/event/week";
import { instantField } from "@tocsin/core/text/parse";
import * as v from "valibot";

export const REPORT_FORMAT = "tocsin.digest.v2";

/** The statuses of an alert that is not resolved. */
export const openStatuses = ["OPEN", "ACKNOWLEDGED", "SUPPRESSED"] as const;
export type OpenStatus = (typeof openStatuses)[number];

/** Age groups: whole days since the alert was first seen. */
export const ages = ["0-7", "8-30", "31-90", "over 90"] as const;

/** The most lines of a list that people read. */
export const LIST_LIMIT = 20;
export const DO_FIRST_LIMIT = 5;
/** How many alerts of a problem are named. */
export const MEMBERS_LIMIT = 3;
/** How many weeks the line of open alerts has, with this week as the last. */
export const WEEKS_SHOWN = 12;

const text = v.string();
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const severity = v.picklist(severities);
const condition = v.picklist(Object.keys(conditions) as [keyof typeof conditions]);
const bySeverity = v.object(v.entriesFromList(severities, count));

const listing = <S extends v.GenericSchema>(line: S, limit = LIST_LIMIT) =>
  v.object({
    lines: v.pipe(v.array(line), v.maxLength(limit)),
    /** How many more there are than `lines` holds, without those that are `elsewhere`. */
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
  /** The account's name, if the directory has one. */
  accountName: v.optional(text),
  environment: v.optional(text),
  region: text,
  resource: text,
  owner: v.optional(text),
  status: v.picklist(openStatuses),
  /** The alert's page in the console, through the access portal if the policy has one. */
  link: v.optional(text),
  /** The runbook that the policy gives. */
  runbook: v.optional(text),
};
const alertLine = v.object(alertLineEntries);

export const problemEntries = {
  /** The problem's key, the same in every edition and week. */
  key: text,
  title: text,
  condition,
  /** The severity of its worst open alert. */
  severity,
  /** How many alerts of it are open. */
  open: count,
  accounts: count,
  /** Owners by the number of their open alerts, the most first; alerts without an owner are counted in `unowned`. */
  owners: listing(v.object({ name: text, open: count })),
  unowned: count,
  /** The earliest deadline of its open alerts. */
  deadline: v.optional(instantField),
  /** At most three steps. */
  remedy: text,
  /** How Tocsin learns that the problem has ended. */
  doneWhen: text,
  /** Ordered by severity, then deadline, then age; in `doFirst`, the worst alert of each owner comes before the others. */
  members: listing(alertLine, MEMBERS_LIMIT),
};

const problem = v.object({
  ...problemEntries,
  /** The weightiest reason why it is to be done first. */
  because: v.picklist(["overdue", "critical", "due-within-7-days", "past-its-days", "high"]),
});

/** Decisions that end by the end of the next week. */
const lapse = v.variant("kind", [
  v.object({
    kind: v.literal("silence"),
    id: text,
    of: text,
    until: instantField,
    by: text,
    why: text,
    ticket: v.optional(text),
    /** How many open alerts it mutes, judged by the fields that lists show. Silences by pattern are in the organization's edition alone. */
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
  /** Whole days between the report's instant and the deadline, whether left or overdue. */
  days: count,
});

/**
 * A problem of which an alert opened, reopened, rose or was resolved in the week. Its members are its open alerts that did so; if
 * no alert of it is open any more, its severity is the highest that it had.
 */
const change = v.object({
  ...problemEntries,
  /** One of its resolved alerts, if no open one is named. */
  ended: v.optional(v.object({ id: text, link: v.optional(text) })),
  /** How many alerts made each movement; each alert counts once per movement. */
  opened: count,
  reopened: count,
  resolved: count,
  escalated: count,
});

const row = v.object({
  /** An owner, the path of an organizational unit, or an account's id; missing for alerts without an owner. */
  name: v.optional(text),
  /** The account's name, if the directory has one. */
  label: v.optional(text),
  open: count,
  bySeverity,
  overdue: count,
  /** How many have been open for longer than their severity allows. */
  late: count,
  opened: count,
  reopened: count,
  resolved: count,
});

/** The durations of a week; empty if there were none. */
const durations = v.object({
  count,
  medianMinutes: v.optional(v.number()),
  p90Minutes: v.optional(v.number()),
});

/** Durations in the week, and in the earlier weeks within `WEEKS_SHOWN`. */
const compared = v.object({ week: durations, before: durations });

const cell = v.object({ account: text, accountName: v.optional(text), region: text, source: text });

const edition = v.variant("kind", [
  v.object({ kind: v.literal("organization") }),
  v.object({ kind: v.picklist(["owner", "ou", "account"]), name: text, label: v.optional(text) }),
]);

/** The parts that only the organization's edition has, since they belong to no owner in particular. */
const wholeHouse = v.object({
  nights: v.object({
    rings: count,
    ringsAtNight: count,
    /** How many notifications waited for the morning. */
    heldToMorning: count,
    /** How many alerts of the week the policy leaves to the digest alone: nobody was notified of them. */
    leftToDigest: count,
  }),
  /** The titles under which most notifications were sent, those on which nobody decided anything first. */
  noise: v.object({
    ...listing(
      v.object({
        ...{ title: text, condition, destination: text, notifications: count, rings: count },
        /** An alert of the week that has this title. */
        id: v.optional(text),
        /** Decisions of the week, also those after the last notification. */
        isDecided: v.boolean(),
      }),
    ).entries,
    /** How many of all notified groups nobody decided anything on. */
    undecided: count,
  }),
  /** Shifts from the report's instant to the end of the next week. A shift that begins by then is shown to its end. */
  onCall: v.array(
    v.object({
      schedule: text,
      timezone: text,
      shifts: v.array(v.object({ person: v.optional(text), from: instantField, until: instantField })),
    }),
  ),
  health: v.object({
    /** Destinations that accept no notifications. */
    failing: v.array(v.object({ destination: text, since: instantField })),
    policyVersion: count,
    mode: v.picklist(["learning", "live"]),
    transitions: count,
    notifications: count,
  }),
  /** The person who said last that they have read the digest of the week before; missing if nobody has. */
  reviewed: v.optional(v.object({ week: text, at: instantField, by: text, note: text })),
  /** Editions of this week that have nothing to say, and are not sent. */
  silentEditions: v.array(v.object({ kind: v.picklist(["owner", "ou", "account"]), name: text })),
});

export const reportSchema = v.object({
  /** The format's name. Fields may be added to the format; none is removed or changes its meaning. */
  format: v.literal(REPORT_FORMAT),
  /** The name of the reported stage or organization. */
  scope: text,
  edition,
  week: v.pipe(
    text,
    v.check((week) => boundsOf(week) !== undefined, "expected an ISO week such as 2026-W47"),
  ),
  /** The week's first instant, and the first after it. */
  from: instantField,
  to: instantField,
  /** The instant that the numbers stand for: the end of the week, or an earlier instant if the week was not over yet. */
  asOf: instantField,
  /** The IANA time zone in which instants are shown. */
  timezone: text,
  /** The option that commands in the report carry, such as `--stage prod`. */
  place: text,
  verdict: v.object({
    /**
     * True if nothing is overdue, critical or open for too long, apart from suppressed alerts, and every account and cell was heard from and every
     * item could be read.
     */
    isCalm: v.boolean(),
    openBefore: count,
    opened: count,
    reopened: count,
    resolved: count,
    open: count,
    /** Alerts that got more severe. */
    escalated: count,
    /** Alerts that stood before Tocsin first heard of their account, or were read in. They are no change of the week, and not among `opened`. */
    baseline: count,
    /** True if Tocsin heard its first event within this week, so there is no week before to compare with. */
    isFirstWeek: v.boolean(),
    overdue: count,
    overdueBefore: count,
    /** Problems with an open alert that is CRITICAL. */
    criticalProblems: count,
    criticalProblemsBefore: count,
    /** Open alerts that are due within 45 days and not overdue. */
    expiring: count,
    late: count,
  }),
  trust: v.object({
    /** Accounts that the directory has, and accounts from which anything was heard in the week. */
    accounts: v.object({ known: count, heard: count }),
    /** Cells (account, Region and source) that were ever heard from, and those that were heard from in the week. */
    cells: v.object({ known: count, heard: count }),
    /** Cells that were heard from before but not in the week, the longest silent first. */
    silent: listing(v.object({ ...cell.entries, lastHeardAt: instantField })),
    /** Accounts of the directory from which nothing was ever heard. */
    never: listing(v.object({ account: text, accountName: v.optional(text) })),
    /** Items of the table that cannot be read, each with its problem: their alerts are missing from all numbers. */
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
    /** The numbers when the week began, which is when the week before it ended. */
    bySeverityBefore: bySeverity,
    byStatus: v.object(v.entriesFromList(openStatuses, count)),
    /** How many open alerts a silence mutes. Reports of older versions may lack it. */
    silenced: v.optional(count),
    byAgeInDays: v.object(v.entriesFromList(ages, count)),
    /** Up to `WEEKS_SHOWN` weeks, the oldest first, beginning with the week in which anything was first heard; the last one is this week. */
    weeks: v.array(v.object({ week: text, bySeverity })),
  }),
  sla: v.object({
    /** How many days an alert of each severity may be open by the policy; a severity that the policy leaves out has no limit. */
    days: v.partial(v.object(v.entriesFromList(severities, v.number()))),
    /** The alerts that are open for longer than allowed, the longest over their days first. */
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

/** A row of the CSV: every alert that is open at `asOf` or moved in the week. The rows are frozen beside the report. */
export interface AlertRow extends Omit<AlertLine, "status"> {
  readonly status: OpenStatus | "RESOLVED";
  readonly openedAt?: string | undefined;
  readonly firstSeenAt?: string | undefined;
  readonly deadline?: string | undefined;
  readonly problem: string;
  /** The alert's movements of the week, each once. */
  readonly moved: readonly ("opened" | "reopened" | "resolved" | "escalated")[];
  readonly ou?: string | undefined;
  readonly acknowledgedBy?: string | undefined;
  readonly command: string;
}
