/** What holds of on-call for every history. Each law lets a history go on as it needs to, and says in words what is wrong. */
import { isDeepStrictEqual } from "node:util";
import type { Severity } from "@tocsin/core/alert/severity";
import { epochOf, type Instant, shift } from "@tocsin/core/event/instant";
import { FALLBACK_ROUTE } from "@tocsin/core/policy/references/policy-names";
import { bySeverity, isWorse, minus, plus, presentIn, total, worseOf, worstOf, zero } from "../counts.ts";
import type { Subject } from "../decide/circumstances.ts";
import { decide } from "../decide/decide.ts";
import { fallbackTarget } from "../decide/fallen.ts";
import { isOverflow } from "../decide/look.ts";
import type { Counts, Membership } from "../group.ts";
import { quietDaysOf } from "../quiet-days.ts";
import { isMorning, type Mornings, nextMorning } from "../working-time.ts";
import { anything, events, mildThings, type Scope, type Step, take, weeks } from "./histories.ts";
import { type PolicyName, policies } from "./policies.ts";
import type { Group, Received, Simulation, Truth } from "./simulation.ts";

export interface Law {
  readonly sentence: string;
  /** Laws of one scope are tried on the same histories. */
  readonly scope: Scope;
  /** It looks on once all is quiet, and not right after the history. */
  readonly isSettled?: true;
  /** What is wrong; nothing, where nothing is. */
  readonly broken: (simulation: Simulation, further: readonly Step[]) => string | undefined;
}

/** At which what is new is told at once, and alerts of different accounts are apart. */
const prompt: readonly PolicyName[] = ["now", "now, renamed", "now, by alert", "with steps"];
/** Those by which nobody mutes anything. */
const unmuted = (Object.keys(policies) as PolicyName[]).filter((name) => policies[name].silences.length === 0);
const HOUR = 3600;
/** Longer than a destination that failed waits to be tried again. */
const RECOVERY_SECONDS = 16 * 60;
/** Of what is built in. */
const VULNERABILITY_WAIT_SECONDS = 15 * 60;
const fresh = { account: "777788889999" };

const anyHistory: Scope = { step: anything };
const withFallback: Scope = { step: mildThings, policies: ["with fallback"], mode: "live" };
const countedAtOnce: Scope = { step: events, policies: ["now", "now, by alert", "with steps"], mode: "live" };

export const laws: readonly Law[] = [
  {
    sentence: "nobody stays untold: when all is quiet, there is nothing left to tell but reminders",
    scope: anyHistory,
    isSettled: true,
    broken: (simulation) =>
      firstOf(simulation.groups.values(), (group) => {
        const verdict = simulation.verdictOn(group);
        // A reminder has its time, at which somebody looks; of what overflowed the overflow group reminds.
        const isLookedAt = group.told?.nextAt !== undefined || group.told?.overflowed !== undefined;
        const isReminder = verdict.outcome === "tell" && verdict.kind === "reminder" && isLookedAt;
        if (verdict.outcome === "nothing" || isReminder) return undefined;
        return `${nameOf(group)} is still ${verdict.outcome === "tell" ? "to be told" : verdict.reason}`;
      }),
  },
  {
    sentence:
      "nobody stays untold: a destination believes that something is open where it is, at its worst, and nowhere else",
    scope: anyHistory,
    isSettled: true,
    broken: (simulation) => firstOf(simulation.groups.values(), (group) => wronglyBelieved(group, simulation)),
  },
  {
    sentence: "nobody stays untold: the worst that ever began is told, however short it was",
    scope: { step: events, policies: unmuted, mode: "live" },
    isSettled: true,
    broken: (simulation) =>
      firstOf(simulation.groups, ([groupId, group]) => untoldWorst(groupId, group, simulation.received)),
  },
  {
    sentence: "nobody stays untold: what is new rings at once, whatever came, went or was seen to in its group before",
    scope: { step: mildThings, policies: prompt, mode: "live" },
    broken: (simulation) => {
      simulation.clear();
      simulation.endSilences();
      simulation.pass(RECOVERY_SECONDS);
      if ([...simulation.groups.values()].some(({ counts }) => total(counts.open) > 0)) return undefined;
      const from = simulation.received.length;
      simulation.say("new", "OPEN", "HIGH", { account: "111122223333" });
      const isRung = simulation.received.slice(from).some(({ rings, kind }) => rings && kind === "opened");
      return isRung ? undefined : "it does not ring";
    },
  },
  {
    sentence: "a step of an escalation is rung first for what is open, and never for what ended before its turn",
    scope: { step: anything, policies: ["with steps"] },
    isSettled: true,
    broken: (simulation) => {
      const first = new Map<string, Received>();
      for (const message of simulation.received) if (!first.has(message.groupId)) first.set(message.groupId, message);
      return firstOf(first.values(), ({ subject, kind, rings }) =>
        subject.isStep && kind === "over" && rings ? `${subject.destination} is told that all is over` : undefined,
      );
    },
  },
  {
    sentence: "nobody stays untold: an alert is told where the policy has it now, and nowhere else",
    scope: anyHistory,
    isSettled: true,
    broken: (simulation) =>
      firstOf(simulation.known, ([alertId, { memberships }]) => {
        const isIn = memberships.filter(({ bucket }) => bucket !== "over").map(({ groupId }) => groupId);
        if (simulation.alerts.get(alertId)?.view.status === "RESOLVED")
          return isIn.length === 0 ? undefined : `${alertId} is over`;
        const targets = simulation.targetsOf(alertId).map(({ groupId }) => groupId);
        return isDeepStrictEqual(new Set(isIn), new Set(targets)) ? undefined : `${alertId} is in other groups`;
      }),
  },
  {
    sentence: "nobody stays untold: what is over is said to be over, and what is open is not",
    scope: anyHistory,
    isSettled: true,
    broken: (simulation) =>
      firstOf(simulation.groups, ([groupId, group]) => {
        const latest = simulation.received.findLast((message) => message.groupId === groupId);
        return latest === undefined ? undefined : wrongLastWord(group, latest);
      }),
  },
  {
    sentence: "never backwards: no notification has a lower number than one before it, nor shows an older state",
    scope: anyHistory,
    broken: ({ sent, received }) => lowerNumber(sent) ?? olderState(received),
  },
  {
    sentence: "now, not then: after an outage a destination hears the present state of a group once",
    scope: { step: anything, policies: prompt },
    broken: (simulation, further) => {
      simulation.deliveriesFrom("is refused");
      for (const step of further) if (step.kind !== "deliver") take(step, simulation);
      simulation.endSilences();
      simulation.wakeAll();
      simulation.pass(60);
      const before = simulation.received.length;
      simulation.clear();
      simulation.pass(RECOVERY_SECONDS);
      return firstOf(simulation.groups, ([groupId, group]) => {
        const news = simulation.received
          .slice(before)
          .filter((message) => message.groupId === groupId && message.kind !== "reminder");
        // The fallback hears of what another destination did not take, and no more once that does.
        if (isOverflow(group.subject) || group.subject.route === FALLBACK_ROUTE) return undefined;
        // A window of the policy may begin or end meanwhile: what it mutes is another state.
        const states = Map.groupBy(news, ({ counts }) => counts.silenced);
        if ([...states.values()].some((alike) => alike.length > 1))
          return `${nameOf(group)} is told ${news.length} times`;
        // What a window of the policy has muted since then was open when it was told.
        const isMuted = ({ counts }: Received) => group.counts.silenced > counts.silenced;
        const isPresent = news.every(
          (one) => isMuted(one) || isDeepStrictEqual(present(one.counts), present(group.counts)),
        );
        return isPresent ? undefined : `${nameOf(group)} is told as it was`;
      });
    },
  },
  {
    sentence:
      "a rise breaks through: what is worse than all before rings at once, through grouping, decisions, silences and flapping",
    scope: { step: mildThings, policies: [...prompt, "now, by severity", "now, by owner", "built in"], mode: "live" },
    broken: (simulation) => {
      simulation.clear();
      simulation.pass(HOUR);
      simulation.say("a", "OPEN", "CRITICAL");
      if (!simulation.alerts.has("a")) return undefined;
      const told = simulation.received.filter(
        ({ subject, at }) => subject.destination === "desk" && at === simulation.now,
      );
      const isRung = told.some(({ rings, counts }) => rings && counts.open.CRITICAL === 1);
      return isRung ? undefined : "it is not told, or rings nobody";
    },
  },
  {
    sentence: "a silence that ends tells what is still open, and nothing of it before",
    scope: anyHistory,
    isSettled: true,
    broken: (simulation, further) => {
      simulation.push(policies.now);
      simulation.silence({ seconds: 3 * HOUR, upTo: "HIGH", alertId: "fresh" });
      const from = simulation.received.length;
      const heard = () => simulation.received.slice(from).filter(isOfFresh(simulation));
      const until = shift(simulation.now, 3 * HOUR * 1000);
      simulation.say("fresh", "OPEN", "HIGH", fresh);
      for (const step of further) {
        if (step.kind !== "push" && step.kind !== "end silences") take(step, simulation);
        if (simulation.now < until && heard().length > 0) return "something is told of it before";
      }
      simulation.clear();
      if (simulation.now < until) simulation.pass(secondsTo(until, simulation.now));
      // A silence of all may go on for longer, and a destination may just have failed.
      simulation.endSilences();
      simulation.pass(RECOVERY_SECONDS);
      const [first] = heard();
      return first?.rings && first.counts.open.HIGH === 1
        ? undefined
        : "it does not ring when nothing mutes it any more";
    },
  },
  {
    sentence: "a silence that ends tells what it muted for being worse than it is by then",
    scope: anyHistory,
    isSettled: true,
    broken: (simulation) => {
      simulation.push(policies.now);
      simulation.silence({ seconds: HOUR, upTo: "CRITICAL", severity: "CRITICAL" });
      const from = simulation.received.length;
      simulation.say("fresh", "OPEN", "CRITICAL", fresh);
      simulation.say("fresh", "OPEN", "HIGH", fresh);
      simulation.pass(HOUR);
      const [first] = simulation.received.slice(from).filter(isOfFresh(simulation));
      return first?.rings && first.at === simulation.now ? undefined : "it does not ring when the silence ends";
    },
  },
  {
    sentence: "a silence mutes what it is for while it lasts, and nothing else",
    scope: anyHistory,
    broken: (simulation, further) => {
      simulation.clear();
      for (const step of further) take(step, simulation);
      simulation.pass(1);
      return firstOf(simulation.known, ([alertId, { memberships }]) => {
        const isMuted = simulation.isSilenced(alertId);
        const isWrong = memberships.some(({ bucket }) => (isMuted ? bucket === "open" : bucket === "silenced"));
        return isWrong ? `${alertId} is ${isMuted ? "not " : ""}silenced` : undefined;
      });
    },
  },
  {
    sentence:
      "a destination that fails is tried again with growing pauses while there is something to tell, and told when it answers",
    scope: { step: events, policies: prompt, mode: "live" },
    broken: (simulation) => {
      simulation.clear();
      simulation.pass(RECOVERY_SECONDS);
      simulation.deliveriesFrom("is refused");
      const from = simulation.sent.length;
      simulation.say("fresh", "OPEN", "CRITICAL", fresh);
      simulation.pass(6 * HOUR);
      const tries = simulation.sent.slice(from).filter(({ destination }) => destination === "desk");
      const pauses = tries.slice(1).map(({ at }, i) => secondsTo(at, tries[i]?.at ?? at));
      const isGrowing = pauses.every((pause, i) => pause <= 900 && pause >= (pauses[i - 1] ?? 30));
      if (!isGrowing || pauses.length < 20) return `it is tried again after ${pauses.join(", ")} seconds`;
      simulation.deliveriesFrom("arrives");
      const heard = simulation.received.length;
      simulation.pass(RECOVERY_SECONDS);
      const isTold = simulation.received.slice(heard).some(isOfFreshOrMore(simulation));
      return isTold ? undefined : "it is not told when it answers again";
    },
  },
  {
    sentence:
      "what a destination has not taken for five minutes is told to the fallback once, and no more when it answers",
    scope: withFallback,
    isSettled: true,
    broken: (simulation) => {
      const from = simulation.received.length;
      const heard = () => simulation.received.slice(from).filter(({ subject }) => isOf(subject, "last", "fresh"));
      simulation.silentFrom("desk");
      simulation.say("fresh", "OPEN", "CRITICAL", fresh);
      simulation.say("mild", "OPEN", "MEDIUM", fresh);
      simulation.pass(5 * 60 - 1);
      if (heard().length > 0) return "the fallback is told before";
      simulation.pass(RECOVERY_SECONDS);
      const [first, ...others] = heard();
      if (!first?.rings || first.counts.open.CRITICAL !== 1) return "the fallback is not told";
      if (others.some(({ kind }) => kind !== "reminder")) return "the fallback is told twice";
      simulation.silentFrom(undefined);
      simulation.pass(2 * HOUR);
      const there = simulation.groups.get(first.groupId);
      if (there === undefined || presentIn(there.counts) > 0) return "the fallback still has it";
      const isMildTold = simulation.received.some(({ subject }) => isOf(subject, "last", "mild"));
      return isMildTold ? "the fallback is told of what is mild" : undefined;
    },
  },
  {
    sentence: "what has fallen back is told to whom another policy names, and to the fallback before no more",
    scope: withFallback,
    isSettled: true,
    broken: (simulation) => {
      const from = simulation.received.length;
      const heardBy = (name: string) =>
        simulation.received
          .slice(from)
          .filter(({ subject, kind }) => isOf(subject, name, "fresh") && kind !== "reminder");
      simulation.silentFrom("desk");
      simulation.say("fresh", "OPEN", "CRITICAL", fresh);
      simulation.pass(RECOVERY_SECONDS);
      if (!heardBy("last")[0]?.rings) return "the fallback is not told";
      simulation.push(policies["with another fallback"]);
      simulation.pass(RECOVERY_SECONDS);
      if (!heardBy("other")[0]?.rings) return "the other fallback is not told";
      if (heardBy("last").some(({ rings }, i) => rings && i > 0)) return "the fallback before is told again";
      const before = simulation.groups.get(heardBy("last")[0]?.groupId ?? "");
      return before && presentIn(before.counts) > 0 ? "the fallback before still has it" : undefined;
    },
  },
  {
    sentence: "counts are exact: the numbers of a group are those of its members",
    scope: anyHistory,
    isSettled: true,
    broken: (simulation) => {
      const memberships = [...simulation.known.values()].flatMap((one) => one.memberships);
      return firstOf(simulation.groups, ([groupId, group]) => {
        if (isOverflow(group.subject)) return undefined;
        const members = memberships.filter((membership) => membership.groupId === groupId);
        // The fallback counts what another destination does not take, too.
        const fallen = [...simulation.groups.values()].filter((other) => fallenGroup(other) === groupId);
        const expected = fallen.map(({ told }) => told?.fallen?.counts ?? zero).reduce(plus, countsOf(members));
        const isExact = isDeepStrictEqual(present(group.counts), present(expected));
        return isExact ? undefined : `${nameOf(group)} has other numbers than its members`;
      });
    },
  },
  {
    sentence: "counts are exact: at each destination as many have ended as there were episodes that did",
    scope: {
      step: events,
      policies: ["now", "now, by alert", "now, by severity", "with steps", "no route"],
      mode: "live",
    },
    isSettled: true,
    broken: (simulation) => {
      const counts = [...simulation.groups.values()].filter(
        ({ subject }) => !isOverflow(subject) && subject.destination === "desk",
      );
      if (counts.length === 0) return undefined;
      const ended = counts.reduce((sum, group) => sum + group.counts.ended, 0);
      const truths = [...simulation.alerts.values()];
      const over = truths.reduce((sum, { episodes, view }) => sum + episodes - (view.status === "RESOLVED" ? 0 : 1), 0);
      return ended === over ? undefined : `${ended} are counted as ended, and ${over} have`;
    },
  },
  {
    sentence:
      "counts are exact: where each change is counted as it comes, what began is what began or rose, by its severity",
    scope: countedAtOnce,
    broken: (simulation, further) => {
      simulation.clear();
      simulation.pass(HOUR);
      const begun = () => sumOfBegun(simulation);
      let expected = begun();
      for (const step of further) {
        if (step.kind === "storm" || step.kind === "return") continue;
        const before = "alert" in step ? simulation.alerts.get(step.alert) : undefined;
        take(step, simulation);
        const after = "alert" in step ? simulation.alerts.get(step.alert) : undefined;
        if (step.kind === "was over" && after !== before) {
          // One that is no worse than another before it counts as one more of the alert's own.
          const isWorst = after?.worstOver !== before?.worstOver;
          expected = plus(expected, {
            ...zero,
            begun: bySeverity(isWorst ? step.severity : (after?.worst ?? "LOW"), 1),
          });
        }
        if (after === undefined || step.kind !== "open") continue;
        const isNew = after.episodes > (before?.episodes ?? 0);
        if (isNew || isWorse(after.worst, before?.worst)) {
          expected = plus(expected, { ...zero, begun: bySeverity(after.worst, 1) });
        }
      }
      return isDeepStrictEqual(begun(), expected) ? undefined : "another number is counted as begun";
    },
  },
  {
    sentence: "counts are exact: of what comes in one batch, each alert is counted as begun at its worst",
    scope: countedAtOnce,
    broken: (simulation, further) => {
      simulation.clear();
      simulation.pass(HOUR);
      const before = sumOfBegun(simulation);
      simulation.delayWakes();
      const worst = new Map<string, Severity>();
      for (const step of further) {
        if (!("alert" in step) || step.kind === "return") continue;
        const was = simulation.alerts.get(step.alert);
        take(step, simulation);
        const severity = newsOf(step, was, simulation.alerts.get(step.alert));
        const worse = worseOf(worst.get(step.alert), severity);
        if (worse !== undefined) worst.set(step.alert, worse);
      }
      simulation.wakeTogether();
      const { begun } = minus(sumOfBegun(simulation), before);
      return firstOf(
        Map.groupBy(worst.values(), (severity) => severity),
        ([severity, all]) =>
          begun[severity] < all.length ? `of what was ${severity} ${begun[severity]} is counted` : undefined,
      );
    },
  },
  {
    sentence: "a pause notifies nobody, and what is open is told when it ends",
    scope: anyHistory,
    isSettled: true,
    broken: (simulation, further) => {
      simulation.push(policies.now);
      simulation.pause(2 * HOUR);
      const until = shift(simulation.now, 2 * HOUR * 1000);
      const from = simulation.received.length;
      simulation.say("fresh", "OPEN", "CRITICAL", fresh);
      for (const step of further) {
        if (step.kind !== "push" && step.kind !== "pause" && step.kind !== "resume") take(step, simulation);
        if (simulation.now < until && simulation.received.length > from) return "somebody is notified meanwhile";
      }
      simulation.endSilences();
      simulation.clear();
      simulation.pass(RECOVERY_SECONDS);
      const isTold = simulation.received
        .slice(from)
        .filter(({ rings }) => rings)
        .some(isOfFreshOrMore(simulation));
      return isTold ? undefined : "it does not ring when the pause ends";
    },
  },
  {
    sentence: "what moves from one group to another while it waits is told when its first wait is over",
    scope: { step: mildThings, policies: ["now, by owner"], mode: "live" },
    isSettled: true,
    broken: (simulation) => {
      const from = simulation.received.length;
      const until = shift(simulation.now, VULNERABILITY_WAIT_SECONDS * 1000);
      simulation.describe(fresh.account, "prod", "first");
      simulation.say("fresh", "OPEN", "HIGH", { ...fresh, condition: "vulnerability" });
      for (const owner of ["second", "third", "fourth"]) {
        simulation.pass(VULNERABILITY_WAIT_SECONDS / 3 - 1);
        simulation.describe(fresh.account, "prod", owner);
      }
      simulation.pass(secondsTo(until, simulation.now));
      const isRung = simulation.received.slice(from).some((message) => message.rings && isOfFresh(simulation)(message));
      return isRung ? undefined : "it does not ring then";
    },
  },
  {
    sentence: "what can wait rings at nine in the morning, and at no other time",
    scope: { step: events, policies: ["morning", "morning, of working days", "built in"], mode: "live" },
    isSettled: true,
    broken: (simulation, further) => {
      const from = simulation.received.length;
      for (const step of further) if (step.kind !== "deliver") take(step, simulation);
      simulation.pass(4 * 24 * HOUR);
      return firstOf(simulation.received.slice(from), ({ at, rings, subject }) => {
        return rings && canWait(subject) && !isMorningOf(subject, at, simulation) ? `it rings at ${at}` : undefined;
      });
    },
  },
  {
    sentence: "what is new on a list of which people are reminded weekly is told on its next morning, and not at night",
    scope: { step: weeks, policies: ["morning", "morning, of working days", "built in"], mode: "live" },
    broken: (simulation, further) => {
      goOnForWeeks(simulation, further);
      const from = simulation.received.length;
      const rung = () => simulation.received.slice(from).filter(({ rings, subject }) => rings && canWait(subject));
      simulation.say("new", "OPEN", "HIGH", { account: "111122223333" });
      const morning = nextMorning(simulation.now, morningsOf("desk", simulation));
      simulation.pass(secondsTo(morning, simulation.now) - 1);
      if (rung().length > 0) return "it rings before";
      simulation.pass(1);
      return rung().some(isOfAlert(simulation, "new")) ? undefined : "it is not told at nine";
    },
  },
  {
    sentence:
      "what is new in a group of which people are reminded weekly rings within the hour where it is to ring now",
    scope: { step: weeks, policies: prompt, mode: "live" },
    broken: (simulation, further) => {
      goOnForWeeks(simulation, further);
      const from = simulation.received.length;
      simulation.say("new", "OPEN", "HIGH", { account: "111122223333" });
      simulation.pass(HOUR);
      const rung = simulation.received.slice(from).filter(({ rings }) => rings);
      // Where more is to be told than can be one by one, what stands for it all rings.
      const isNew = isOfAlert(simulation, "new");
      return rung.some((message) => isNew(message) || isOverflow(message.subject)) ? undefined : "it does not ring";
    },
  },
  {
    sentence: "a verdict can be computed again from what it recorded",
    scope: anyHistory,
    broken: ({ verdicts = [] }) =>
      firstOf(verdicts, (recorded) => {
        const { told, subject, counts, circumstances } = JSON.parse(JSON.stringify(recorded));
        const again = decide(told, subject, counts, circumstances);
        const isSame = JSON.stringify(again) === JSON.stringify(recorded.verdict);
        return isSame ? undefined : `${recorded.verdict.reason} becomes ${again.reason}`;
      }),
  },
  {
    sentence:
      "nothing old is news: another name of a route, another grouping, a policy that is taken back, and a backfill ring nobody",
    scope: { step: anything, policies: ["now"] },
    isSettled: true,
    broken: (simulation) => {
      simulation.push(policies.now);
      simulation.pass(2 * 24 * HOUR);
      const rung = () => simulation.received.filter(({ kind, rings }) => rings && kind !== "reminder");
      const atDesk = () => rung().filter(({ subject }) => subject.destination === "desk").length;
      const beforeMistake = atDesk();
      for (const name of ["no route", "now"] as const) {
        simulation.push(policies[name]);
        simulation.pass(HOUR);
      }
      if (atDesk() > beforeMistake) return "a push that is taken back rings";
      const rings = () => rung().length;
      const before = rings();
      for (const name of ["now, renamed", "now, by alert", "now, by owner", "now, by severity"] as const) {
        simulation.push(policies[name]);
        simulation.say(`old, ${name}`, "OPEN", "CRITICAL", fresh, true);
        simulation.pass(HOUR);
        if (rings() > before) return `${name} rings`;
      }
      return undefined;
    },
  },
];

function firstOf<T>(all: Iterable<T>, broken: (one: T) => string | undefined): string | undefined {
  for (const one of all) {
    const problem = broken(one);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function nameOf({ subject: { destination, urgency, grouping } }: Group): string {
  return `the group ${JSON.stringify(grouping)} of ${destination} (${urgency})`;
}

function wronglyBelieved(group: Group, { hasLearned }: Simulation): string | undefined {
  const { told, counts } = group;
  const isShownHere = told?.last?.kind !== undefined && told.last.kind !== "over";
  const isShown = isShownHere || told?.overflowed !== undefined;
  // What stood before, or opened while the stack learned, is nobody's news, whatever began and moved away before.
  const isLearned = hasLearned && told?.sequence === 0 && told.last !== undefined;
  const isNews = total(counts.begun) > 0 && !isLearned;
  if (isNews && total(counts.open) > 0 && !isShown) return `${nameOf(group)} is open, and not told`;
  if (presentIn(counts) === 0 && isShown) return `${nameOf(group)} is over, and that is not told`;
  const isUnderstated = isWorse(worstOf(counts.open), worstOf((told?.overflowed ?? told?.last?.counts ?? zero).open));
  return isNews && isUnderstated ? `${nameOf(group)} is worse than what is told` : undefined;
}

function untoldWorst(groupId: string, group: Group, received: readonly Received[]): string | undefined {
  const { counts, subject } = group;
  const worst = worstOf(counts.begun);
  if (worst === undefined) return undefined;
  // A step calls nobody to what was over in time: those who are told without a step have heard of it.
  if (subject.isStep && presentIn(counts) === 0) return undefined;
  // What moved before it could be told is told, or was worse, where it is now.
  const mayHaveMoved = total(counts.begun) > counts.ended + presentIn(counts);
  const told = received.filter(
    (message) => message.groupId === groupId || mayHaveMoved || isOverflowOf(message.subject, subject),
  );
  const isTold = told.some(({ counts: { begun } }) => !isWorse(worst, worstOf(begun)));
  return isTold ? undefined : `${nameOf(group)} was ${worst} once, and that is not told`;
}

function isOverflowOf(group: Subject, { destination, urgency }: Subject): boolean {
  return isOverflow(group) && group.destination === destination && group.urgency === urgency;
}

function wrongLastWord(group: Group, latest: Received): string | undefined {
  const { counts, told } = group;
  const isOver = presentIn(counts) === 0;
  // Only what moved elsewhere without an end is not said to be over.
  if (isOver && counts.ended > 0 && presentIn(latest.counts) > 0 && counts.ended !== latest.counts.ended) {
    return `${nameOf(group)} is over, and its last word is ${latest.kind}`;
  }
  if (total(counts.open) === 0 || latest.kind !== "over" || counts.ended !== latest.counts.ended) return undefined;
  // The overflow group has told of it.
  if (told?.overflowed !== undefined) return undefined;
  // What moved here, or began while the stack learned, is nobody's news.
  const isNews = total(counts.begun) > total(latest.counts.begun);
  return isNews || presentIn(latest.counts) > 0
    ? `${nameOf(group)} is open, and its last word is that it is over`
    : undefined;
}

function lowerNumber(sent: Simulation["sent"]): string | undefined {
  const highest = new Map<string, number>();
  return firstOf(sent, ({ groupId, sequence }) => {
    const isLower = sequence <= (highest.get(groupId) ?? 0);
    highest.set(groupId, sequence);
    return isLower ? `number ${sequence} is begun again` : undefined;
  });
}

function olderState(received: readonly Received[]): string | undefined {
  const begun = new Map<string, number>();
  return firstOf(received, ({ groupId, counts }) => {
    const sum = total(counts.begun) + counts.ended;
    const isOlder = sum < (begun.get(groupId) ?? 0);
    begun.set(groupId, sum);
    return isOlder ? "an older state is shown after a newer one" : undefined;
  });
}

/** The severity with which a step begins an episode, or makes one worse. */
function newsOf(step: Step, before: Truth | undefined, after: Truth | undefined): Severity | undefined {
  if (after === undefined || after === before) return undefined;
  if (step.kind === "was over") return after.worstOver === before?.worstOver ? undefined : after.worstOver;
  const isNew = after.episodes > (before?.episodes ?? 0);
  // Where it was as bad beside, and that was heard of, it has not become worse than it was known to be.
  const isRise = isWorse(after.worst, worseOf(before?.worst, before?.worstOver));
  return step.kind === "open" && (isNew || isRise) ? after.worst : undefined;
}

function isOfFresh(simulation: Simulation) {
  return isOfAlert(simulation, "fresh");
}

function isOfAlert({ known }: Simulation, alertId: string) {
  return ({ groupId }: Received) =>
    known.get(alertId)?.memberships.some((membership) => membership.groupId === groupId) ?? false;
}

function morningsOf(destination: string, { policy }: Simulation): Mornings {
  return { timezone: policy.timezone, quietDays: quietDaysOf(destination, policy) };
}

function isMorningOf({ destination }: Subject, at: Instant, simulation: Simulation): boolean {
  return isMorning(at, morningsOf(destination, simulation));
}

function canWait(subject: Subject): boolean {
  return subject.urgency === "morning" && !isOverflow(subject);
}

/** Until reminders of what was open before anything else happened are weekly, and whatever happens then. */
function goOnForWeeks(simulation: Simulation, further: readonly Step[]): void {
  simulation.clear();
  simulation.say("standing", "OPEN", "HIGH", { account: "111122223333" });
  simulation.pass(11 * 24 * HOUR);
  for (const step of further) if (step.kind !== "deliver") take(step, simulation);
  simulation.clear();
  simulation.pass(RECOVERY_SECONDS);
}

/** Where more is to be told than can be one by one, what stands for it all is told in its place. */
function isOfFreshOrMore(simulation: Simulation) {
  const isFresh = isOfFresh(simulation);
  return (message: Received) => isFresh(message) || isOverflow(message.subject);
}

function isOf({ destination, grouping }: Subject, name: string, alert: string): boolean {
  return destination === name && grouping.alert === alert;
}

function fallenGroup({ subject, told }: Group): string | undefined {
  return told?.fallen && fallbackTarget(subject, told.fallen.to).groupId;
}

function secondsTo(at: Instant, from: Instant): number {
  return (epochOf(at) - epochOf(from)) / 1000;
}

function sumOfBegun({ groups }: Simulation): Counts {
  const desk = [...groups.values()].filter(({ subject }) => subject.destination === "desk" && !isOverflow(subject));
  return desk.reduce((sum, { counts: { begun } }) => plus(sum, { ...zero, begun }), zero);
}

function countsOf(memberships: readonly Membership[]): Counts {
  return memberships.map(countOf).reduce(plus, zero);
}

function countOf({ bucket, severity }: Membership): Counts {
  if (bucket === "over") return zero;
  return bucket === "open" ? { ...zero, open: bySeverity(severity, 1) } : { ...zero, [bucket]: 1 };
}

function present({ open, acknowledged, suppressed, silenced }: Counts) {
  return { open, acknowledged, suppressed, silenced };
}
