/**
 * Reads the page of one alert as the person does who gets it, and names whatever in it is not so. What is right is worked out here
 * anew, from the fields of the alert and of what was announced of it: nothing of what renders a page is used.
 */

import { severities } from "@tocsin/core/alert/severity";
import type { AlertView } from "@tocsin/core/alert/view";
import type { Instant } from "@tocsin/core/event/instant";
import type { Announcement } from "@tocsin/core/transition/announcement";

/** A page with the announcement that it tells of, and the one before it. */
export interface Telling {
  readonly announcement: Announcement;
  readonly before: Announcement | undefined;
  readonly page: string;
  /** When it is read. */
  readonly now: Instant;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

interface Page {
  /** What stands in brackets. */
  readonly words: readonly string[];
  readonly title: string;
  readonly place: string;
  /** The text of a field, its lines joined; empty where the page has no such field. */
  text(label: string): string;
  lines(label: string): readonly string[];
}

interface Read extends Telling {
  readonly read: Page;
  readonly isOver: boolean;
}

type Check = (telling: Read) => readonly (string | false | undefined)[];

/** What contradicts itself on one page, as `check: what is wrong`. */
export function contradictionsOn(telling: Telling): readonly string[] {
  const read = pageOf(telling.page);
  if (read === undefined) return ["heading: cannot be read"];
  const isOver = telling.announcement.to.status === "RESOLVED";
  return Object.entries(checks).flatMap(([name, check]) =>
    check({ ...telling, read, isOver })
      .filter((problem) => typeof problem === "string")
      .map((problem) => `${name}: ${problem}`),
  );
}

function pageOf(page: string): Page | undefined {
  const [heading = "", ...rest] = page.split("\n");
  // A title may hold what stands between it and the place; a place holds it never.
  const [, mark, title, place] = /^\[([A-Z0-9 -]+)\] (\S.*) - (.+)$/.exec(heading) ?? [];
  if (mark === undefined || title === undefined || place === undefined) return undefined;
  const fields = new Map<string, string[]>();
  let label = "";
  for (const line of rest) {
    label = line.slice(0, 12).trim() || label;
    fields.set(label, [...(fields.get(label) ?? []), line.slice(12)]);
  }
  const lines = (name: string) => fields.get(name) ?? [];
  return { words: mark.split(" - "), title, place, lines, text: (name) => lines(name).join(" ") };
}

const ranks: ReadonlyMap<string, number> = new Map(severities.map((severity, i) => [severity, i]));
const rank = (severity: string | undefined) => ranks.get(severity ?? "") ?? -1;

const endWords = ["RESOLVED", "DELETED", "LAPSED"];
const kindWords: Partial<Record<Announcement["kind"], string>> = { escalated: "WORSE", reopened: "AGAIN" };

const checks: Readonly<Record<string, Check>> = {
  heading({ read, isOver, now, announcement: { to, alert, kind } }) {
    const [first = "", ...others] = read.words;
    const isCounted = alert.deadline !== undefined && alert.unconfirmed === undefined;
    const left = Date.parse(alert.deadline ?? "") - Date.parse(now);
    const open = [kindWords[kind], to.status === "OPEN" ? undefined : to.status].filter((word) => word !== undefined);
    const isNow = kind === "opened" && to.status === "OPEN" && !isCounted;
    const expected = isOver ? [] : isNow ? ["NOW"] : open;
    return [
      endWords.includes(first) !== isOver && `says ${first} of what is ${to.status}`,
      !isOver && !isCounted && first !== to.severity && `says ${first}, and is ${to.severity}`,
      !isOver && isCounted && !isLeft(first, left) && `says ${first} with ${left / HOUR} hours left`,
      others.join() !== expected.join() && `says ${others.join()} where it is ${expected.join()}`,
      (alert.status !== to.status || alert.severity !== to.severity) &&
        "the alert is shown as something else than it is",
      first === "DELETED" && !/deleted/.test(alert.because ?? "") && `says DELETED, because of ${alert.because}`,
      first === "LAPSED" && alert.ended !== "lapsed" && `says LAPSED, and has ${alert.ended}`,
      // The line goes on after a title, which then has no full stop.
      ![alert.title, alert.title.slice(0, alert.title.endsWith(".") ? -1 : undefined)].includes(read.title) &&
        !read.title.endsWith("…") &&
        "has another title than the alert",
      read.place !== [alert.directory?.name ?? alert.account, alert.region].filter(Boolean).join(", ") &&
        `is in ${read.place}`,
    ];
  },

  /** An open alert says what to do, and one that is over does not. */
  action: ({ read, isOver }) =>
    ["seen by", "to do", "done when"].map(
      (label) => (read.text(label) === "") !== isOver && `"${label}" is ${isOver ? "there" : "missing"}`,
    ),

  /** How far a deadline is, and how long ago something was, is said by the fields that compute it, and nowhere else. */
  relativeTime({ read }) {
    const told = ["what", "to do", "facts", "doubt"].map((label) => [label, read.text(label)] as const);
    return [["title", read.title] as const, ...told].map(([where, text]) => {
      const found =
        /\b(in )?(\d+|one|two|three|some) (more )?(days?|hours?|minutes?|weeks?)\b|\b(today|tomorrow|yesterday|ago|recently|from now on|days? left)\b/i.exec(
          text,
        );
      return found !== null && `the ${where} says "${found[0]}"`;
    });
  },

  deadline({ read, now, announcement: { alert } }) {
    const said = read.text("deadline");
    if (alert.deadline === undefined || said === "") return [said !== "" && "a deadline that the alert does not have"];
    const left = Date.parse(alert.deadline) - Date.parse(now);
    const [date, ...phrase] = said.split(", ");
    return [
      minuteOf(date) !== Math.floor(Date.parse(alert.deadline) / MINUTE) && `${date} is not ${alert.deadline}`,
      !agrees(phrase.join(", "), left) && `"${phrase.join(", ")}" with ${left / HOUR} hours left`,
    ];
  },

  since({ read, now, announcement: { alert } }) {
    const said = read.text("since");
    if (said === "") return [];
    const [, date, first, last] = /^([\d-]+ [\d:]+ UTC), ([^;]+)(?:; last seen ([^;]+))?$/.exec(said) ?? [];
    const passed = (at: string | undefined) => Date.parse(now) - Date.parse(at ?? "");
    return [
      minuteOf(date) !== Math.floor(Date.parse(alert.firstSeenAt ?? "") / MINUTE) &&
        `${date} is not ${alert.firstSeenAt}`,
      !isPast(first, passed(alert.firstSeenAt)) && `"${first}" of ${alert.firstSeenAt} at ${now}`,
      last !== undefined &&
        !isPast(last, passed(alert.lastSeenAt)) &&
        `last seen "${last}" of ${alert.lastSeenAt} at ${now}`,
      (alert.lastSeenAt ?? "") < (alert.firstSeenAt ?? "") && "last seen before it was first seen",
    ];
  },

  /** Before its deadline nothing has has happened, and after it nothing is still to come. */
  tense({ read, now, isOver, announcement: { alert } }) {
    const told = `${read.title} | ${read.text("what")} | ${read.text("to do")}`;
    if (alert.deadline === undefined || isOver) return [];
    const isPassed = now >= alert.deadline;
    const future = /\b(about to|will be|expires\b(?! on| at)|is being deleted|before the deadline(?!;))/i.exec(told);
    const past = /\b(has expired|was deleted|is deleted|has passed|is gone(?!\.$)(?! \|))/.exec(
      told.replace(/after it, the value is gone/, ""),
    );
    return [
      isPassed && future !== null && `says "${future[0]}" after the deadline`,
      !isPassed && past !== null && `says "${past[0]}" before the deadline`,
    ];
  },

  /** Who did it: marked where they are of another account, and none who acted after what the page tells of. */
  by({ read, announcement: { alert, saidAt } }) {
    const said = read.text("by");
    const { actor } = alert;
    if (actor === undefined || said === "") return [said !== "" && "names somebody whom the alert does not name"];
    const [, account] = /of (?:another account, |account )(\d{12})/.exec(said) ?? [];
    const isElsewhere = account !== undefined && account !== alert.account;
    // The administrator of a service archives its members' findings in its own account.
    const isAdministrator = actor.call === "ArchiveFindings";
    return [
      said.includes("of another account") !== (actor.isForeign === true) &&
        `"${said}" of an actor who is ${actor.isForeign ? "" : "not "}foreign`,
      isElsewhere !== (actor.isForeign === true) &&
        !isAdministrator &&
        `an actor of ${account} in ${alert.account} is ${actor.isForeign ? "" : "not "}foreign`,
      (actor.kind === "root") !== said.startsWith("the root user") && `"${said}" of a ${actor.kind}`,
      actor.routine !== undefined && !said.includes("routine: ") && "does not say that the call was routine",
      actor.at > saidAt && `a call of ${actor.at} in what was said at ${saidAt}`,
      !said.includes(actor.call) && `does not name the call ${actor.call}`,
    ];
  },

  affected({ read, announcement: { alert } }) {
    const [start = "", ...lines] = read.lines("where");
    // What surrounds the account may take a second line.
    const isWrapped = start.includes("(") && !start.endsWith(")");
    const account = isWrapped ? `${start} ${lines[0]}` : start;
    const resources = isWrapped ? lines.slice(1) : lines;
    const more = Number(/^and (\d+) more$/.exec(resources.at(-1) ?? "")?.[1] ?? 0);
    const told = /\band (\d+) more\b/.exec(read.text("what"))?.[1];
    const named = new Set(resources.filter((line) => !/^and \d+ more$/.test(line)));
    return [
      named.size + more !== (alert.affected?.count ?? 1) &&
        `names ${named.size} and ${more} more of ${alert.affected?.count ?? 1}`,
      told !== undefined &&
        Number(told) !== (alert.affected?.count ?? 1) - 1 &&
        `says "and ${told} more" of ${alert.affected?.count ?? 1}`,
      !named.has(alert.resource) && alert.resource !== "" && "does not name the resource itself",
      account !== placeOf(alert) && `is in "${account}"`,
      ...[...named].map(
        (arn) =>
          !isWithin(arn, alert.account, alert.region) && `${arn} is not in account ${alert.account}, ${alert.region}`,
      ),
    ];
  },

  count({ read, announcement: { alert } }) {
    const inAll = /\((\d+) times\)/.exec(read.text("seen by"))?.[1];
    const told = /seen (once|\d+ times)/.exec(read.text("what"))?.[1];
    return [
      inAll !== undefined && Number(inAll) !== alert.count && `${inAll} times of ${alert.count}`,
      told !== undefined &&
        (told === "once" ? 1 : Number.parseInt(told, 10)) !== (alert.count ?? 1) &&
        `says "seen ${told}" of ${alert.count}`,
    ];
  },

  /** A rise is told as one, and only a rise; of what is over, how severe it was. */
  rise({ read, isOver, before, announcement: { to } }) {
    const why = read.text("why you");
    const [, from, after] = /(\w+) → (\w+)/.exec(why) ?? [];
    const was = /\(was (\w+)\)/.exec(why)?.[1];
    const told = before?.to.status === "OPEN" ? before.to.severity : undefined;
    const isRise = !isOver && to.status === "OPEN" && told !== undefined && rank(to.severity) > rank(told);
    return [
      (from !== undefined) !== isRise && `"${why}" of ${to.severity} after ${told}`,
      from !== undefined &&
        (from !== told || after !== to.severity) &&
        `"${from} → ${after}" of ${told} and ${to.severity}`,
      was !== undefined && (!isOver || was !== told) && `"was ${was}" of what was ${told}`,
    ];
  },

  step({ read, now, announcement: { to, alert } }) {
    const why = read.text("why you");
    const days = why.includes("deadline reached") ? 0 : Number(/([\d.]+)-day step/.exec(why)?.[1] ?? Number.NaN);
    if (Number.isNaN(days)) return [];
    const left = Date.parse(alert.deadline ?? "") - Date.parse(now);
    const atMost = days === 0 ? 0 : days * DAY + HOUR + MINUTE;
    return [
      days !== to.stepDays && `the ${days}-day step is ${to.stepDays}`,
      !(left <= atMost) && `the ${days}-day step with ${left / HOUR} hours left`,
    ];
  },

  /** Why it is over: by what its reporter gave, by a person, or by time. */
  ending({ read, isOver, announcement: { alert, reason } }) {
    const why = read.text("why you");
    const words = {
      renewed: "renewed or replaced",
      deleted: "was deleted",
      "deleted-at-date": "has happened",
      archived: "archived",
      suppressed: "suppressed",
      "out-of-scope": "no longer looks",
      fixed: "reporters say that it is over",
    };
    const expected = reason === "cleared" && alert.because !== undefined ? words[alert.because] : undefined;
    const open = /\b(fails|expires|is switched off|is open to everyone|is scheduled for|is publicly)\b/.exec(
      read.title,
    );
    return [
      isOver &&
        expected !== undefined &&
        !why.includes(expected) &&
        `"${why}" of what is over because of ${alert.because}`,
      !isOver &&
        /reporters say that it is over|was renewed|has happened/.test(why) &&
        `"${why}" of what is ${alert.status}`,
      isOver && alert.ended === "cleared" && open !== null && `the title of what is over says "${open[0]}"`,
      isOver && reason === "cleared" && alert.because === undefined && "does not say why it is over",
      !isOver &&
        /is renewed/.test(read.title) &&
        alert.because !== "renewed" &&
        `"${read.title}" because of ${alert.because}`,
    ];
  },

  /** Whatever a sentence names is what the page is about. */
  names({ read, announcement: { alert } }) {
    const text = `${read.title} ${read.text("what")} ${read.text("to do")} ${read.text("link")}`;
    const known = [alert.resource, ...(alert.affected?.resources ?? [])];
    const accounts = (text.match(/(?<![\w-])\d{12}(?![\w-])/g) ?? []).filter(
      (id) =>
        id !== alert.account &&
        id !== alert.actor?.account &&
        !(alert.attributes.foreignAccounts ?? []).includes(id) &&
        !read.text("facts").includes(id),
    );
    const arns = (read.text("what").match(/arn:aws[\w:/.*$-]+[\w*]/g) ?? []).filter(
      (arn) => !known.some((one) => one.startsWith(arn) || arn.startsWith(one)),
    );
    // What is copied from one Region to another names both.
    const regions = text.includes(alert.region) ? [] : (text.match(/\b(?:eu|us|ap)-[a-z]+-\d\b/g) ?? []);
    const cves = new Set(`${text} ${read.text("facts")}`.match(/CVE-\d+-\d+/g));
    const instances = (text.match(/\bi-[0-9a-f]{17}\b/g) ?? []).filter((id) => !known.some((one) => one.includes(id)));
    const named = (alert.attributes.cve ?? []).map(String);
    return [
      ...accounts.map((id) => `names the account ${id}`),
      ...arns.map((arn) => `names ${arn}, and is about ${known.join(", ")}`),
      ...regions.map((region) => `names ${region}`),
      ...instances.map((id) => `names ${id}`),
      ...[...cves].map((cve) => !named.includes(cve) && `names ${cve}`),
    ];
  },

  /** What is to be done concerns the packages, versions and names that the page gives. */
  remedy({ read, announcement: { alert } }) {
    const todo = read.text("to do");
    const about = `${read.title} ${read.text("where")} ${read.text("facts")} ${read.text("what")}`;
    const packages = (alert.attributes.packageName ?? []).map(String);
    const updated = [...todo.matchAll(/\b(?:update|upgrade) ([\w.:-]+) (?:from \S+ )?to \S+/gi)].flatMap(([, name]) =>
      name ? [name] : [],
    );
    const named = [...todo.matchAll(/--(?:secret-id|name|certificate-arn|trail-name) ([^\s`]+)/g)].flatMap(
      ([, name]) => (name ? [name] : []),
    );
    return [
      ...updated.map(
        (name) => !packages.includes(name) && `updates ${name}, and the facts name ${packages.join(", ")}`,
      ),
      ...named.map((name) => !about.includes(name) && `a command names ${name}, and the page does not`),
      alert.attributes.fixAvailable?.includes("NO") === true && updated.length > 0 && "updates what has no fix",
      /find out who did it/i.test(todo) && alert.actor !== undefined && "asks who did it, and says it",
    ];
  },

  /** Nothing shows that it was put together by a program that lacked a part. */
  wording({ page }) {
    const flawed =
      /\[(?:undefined|null|object|redacted|secret)|\b(?:undefined|NaN|Infinity)\b|\bInvalid Date|\bSomebody\b|\b1 (?:days|hours|minutes|times|occurrences|objects|signals|resources)\b|\b0 (?:times|more)\b|[a-z] {2,}[a-z]| ,|\.\.|,,|;;|: ;|""|''|``|\(\)/.exec(
        page.replace(/^ {2}[a-z ]{10}/gm, ""),
      );
    return [flawed !== null && `has "${flawed[0]}"`];
  },
};

/** The minute of `2026-11-24 08:00 UTC`, counted from 1970. */
function minuteOf(text: string | undefined): number {
  return Date.parse(`${(text ?? "").replace(" UTC", "").replace(" ", "T")}:00Z`) / MINUTE;
}

/** Whether `3 DAYS LEFT`, `5 HOURS LEFT` or `DEADLINE PASSED` is so. */
function isLeft(mark: string, left: number): boolean {
  if (left <= 0) return mark === "DEADLINE PASSED";
  if (left < MINUTE) return mark === "LESS THAN A MINUTE LEFT";
  const [, number, unit] = /^(\d+) (DAY|HOUR|MINUTE)S? LEFT$/.exec(mark) ?? [];
  const size = unit === "DAY" ? DAY : unit === "HOUR" ? HOUR : MINUTE;
  return (
    number !== undefined &&
    (unit === "DAY" || left < (unit === "HOUR" ? DAY : HOUR)) &&
    Number(number) === Math.floor(left / size)
  );
}

/** Whether `13 days 23 hours left`, `today, 5 hours left` or `passed 2 days ago` is so: not more than what is left, and not less by its smallest unit. */
function agrees(phrase: string, left: number): boolean {
  if (left <= 0) return phrase.startsWith("passed ") && isPast(phrase.slice("passed ".length), -left);
  const [, amount] = /^(?:today, )?(.+) left$/.exec(phrase) ?? [];
  return amount !== undefined && isAmount(amount, left);
}

function isPast(phrase: string | undefined, passed: number): boolean {
  if (phrase === "just now") return passed < MINUTE && passed > -5 * MINUTE;
  return phrase?.endsWith(" ago") === true && isAmount(phrase.slice(0, -" ago".length), passed);
}

function isAmount(phrase: string, milliseconds: number): boolean {
  if (phrase === "less than a minute") return milliseconds < MINUTE;
  const units = { day: DAY, hour: HOUR, minute: MINUTE };
  const parts = [...phrase.matchAll(/(\d+) (day|hour|minute)s?/g)].map(
    ([, number, unit]) => Number(number) * (units[unit as keyof typeof units] ?? Number.NaN),
  );
  const told = parts.reduce((sum, part) => sum + part, 0);
  const grain = phrase.includes("day") ? HOUR : MINUTE;
  return parts.length > 0 && told <= milliseconds && milliseconds < told + grain;
}

/** An ARN names the account and Region where it is, if it names any. */
function isWithin(arn: string, account: string, region: string): boolean {
  const [prefix, , , arnRegion, arnAccount] = arn.split(":");
  if (prefix !== "arn") return true;
  return (
    (!arnRegion || arnRegion === region || region === "") &&
    (!arnAccount || arnAccount === account || arnAccount === "aws")
  );
}

/** What contradicts itself between the pages of each alert, with the pages. */
export function contradictionsAmong(tellings: readonly Telling[]): readonly string[] {
  return [...Map.groupBy(tellings, ({ announcement }) => announcement.alertId).values()].flatMap((ofAlert) => {
    const history = ofAlert.toSorted((a, b) => a.announcement.version - b.announcement.version);
    return history
      .flatMap((telling, i) => historyChecks(telling.announcement, telling, history.slice(0, i)))
      .filter((problem) => typeof problem === "string")
      .map((problem) => `${problem}\n${history.map(({ now, page }) => `${now}\n${page}`).join("\n\n")}`);
  });
}

function historyChecks(
  { kind, reason, alert, to }: Announcement,
  { page, now }: Telling,
  before: readonly Telling[],
): readonly (string | false | undefined)[] {
  const last = before.at(-1);
  const wasOpen = last !== undefined && last.announcement.to.status !== "RESOLVED";
  const openers = before.flatMap(({ announcement }) =>
    announcement.to.status === "RESOLVED" ? [] : [announcement.alert.actor?.recordId],
  );
  const isEndedByOpener =
    alert.ended === "cleared" &&
    alert.because !== "deleted-at-date" &&
    alert.actor?.recordId !== undefined &&
    openers.includes(alert.actor.recordId);
  return [
    // What was over before it could be told begins and ends with one page.
    reason !== "already-over" && (kind === "opened") === before.length > 0 && `${kind} as number ${before.length + 1}`,
    kind === "resolved" && reason !== "already-over" && !wasOpen && "is over, and was not open",
    kind === "reopened" && wasOpen && !/-ended$/.test(reason) && "is open again, and was open",
    isEndedByOpener && `ended by the call ${alert.actor?.call} that opened it`,
    last !== undefined &&
      last.announcement.alert.account !== alert.account &&
      `moves from account ${last.announcement.alert.account}`,
    last !== undefined &&
      timeless(last.page) === timeless(page) &&
      Date.parse(now) - Date.parse(last.now) < HOUR &&
      "says the same again within an hour",
    last !== undefined &&
      isStep(last.announcement) &&
      isStep({ kind, reason, to }) &&
      Date.parse(now) - Date.parse(last.now) < HOUR &&
      `the steps of ${last.announcement.to.stepDays} and ${to.stepDays} days within an hour`,
    last !== undefined && now < last.now && "is told before what came before it",
  ];
}

/** Apart from the deadline itself, which comes when it comes. */
function isStep({ kind, reason, to }: Pick<Announcement, "kind" | "reason" | "to">): boolean {
  return (kind === "opened" || reason === "deadline-step") && to.stepDays !== undefined && to.stepDays > 0;
}

/** A page without what time alone changes in it. */
function timeless(page: string): string {
  return page.replace(/^\[\d+ \w+ LEFT/, "[").replace(/^ {2}(since|deadline) .*$/gm, "");
}

/** With the name, the environment and the unit of an account that the directory knows. */
function placeOf({ account, region, directory }: AlertView): string {
  const name = directory?.name === undefined ? "" : ` ${directory.name}`;
  const unit = directory?.name === undefined ? "" : ` (${directory.environment}, ${directory.ou})`;
  return `account ${account}${name}${region && `, ${region}`}${unit}`;
}
