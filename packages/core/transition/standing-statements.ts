/** Which of the statements of an alert still stand: what is over, archived, lapsed or doubtful, and since when. */
import type { Alert, Remarks, Reporter } from "../alert/alert.ts";
import { conditions } from "../alert/condition.ts";
import type { Identity } from "../alert/identity.ts";
import type { ActiveStatement, Claim, Remark } from "../alert/observation.ts";
import type { AlertView } from "../alert/view.ts";
import { type Instant, later, MILLISECONDS_PER_DAY, shift } from "../event/instant.ts";

/** What reporters hold to be wrong, and nothing later has settled. */
export function unsettledStatements(alert: Alert): readonly ActiveStatement[] {
  const standing = standingStatements(alert);
  const passedAt = passedAmong(alert.remarks, standing)?.at;
  const open =
    passedAt === undefined
      ? standing.filter((statement) => !isOvertaken(alert.remarks, statement))
      : standing.filter(({ at }) => at > passedAt);
  return open.map((statement) => attributed(alert.remarks, statement));
}

/** What happened before its date will not happen again at it: whoever reports the harm speaks from then on, without a deadline. */
function isOvertaken({ "came-to-pass": passed }: Remarks, { reporter, at }: ActiveStatement): boolean {
  return passed !== undefined && !passed.replayed && reporter === passed.reporter && at <= passed.at;
}

/** The remark that what was announced has come to pass, where it was announced. */
export function passedBy(alert: Alert): Remark | undefined {
  return passedAmong(alert.remarks, standingStatements(alert));
}

/** Of what happened before its date, or without one, nobody was warned. Only its own reporter can have announced it, and no replay ends what is open. */
function passedAmong({ "came-to-pass": passed }: Remarks, standing: readonly ActiveStatement[]): Remark | undefined {
  const isAnnounced = standing.some(
    ({ reporter, at, deadline, replayed }) =>
      !replayed && reporter === passed?.reporter && deadline !== undefined && at < deadline && deadline <= passed.at,
  );
  return isAnnounced ? passed : undefined;
}

/** What follows from a routine call is no more than informational, whoever reports it. */
function attributed({ attributed: call }: Remarks, statement: ActiveStatement): ActiveStatement {
  const isRoutine = call?.actor?.routine !== undefined && statement.at >= call.at;
  return isRoutine ? { ...statement, severity: "INFORMATIONAL" } : statement;
}

function standingStatements(alert: Alert): readonly ActiveStatement[] {
  const active: ActiveStatement[] = [];
  const settledAt = settledAtOf(alert);
  for (const name in alert.reporters) {
    const statement = held(alert, alert.reporters[name]);
    if (statement?.state !== "active") continue;
    // In a tie of instants it is not known to be over.
    if (settledAt !== undefined && statement.at < settledAt) continue;
    active.push(statement);
  }
  return active;
}

/** Before when nothing counts that was said: whoever reported it, it was over, or was archived. */
export function settledAtOf({ settledAt, remarks }: Alert): Instant | undefined {
  const archivedAt = archivedBy(remarks)?.at;
  if (archivedAt === undefined) return settledAt;
  return settledAt === undefined ? archivedAt : later(settledAt, archivedAt);
}

/** In a tie of instants it is not known to be archived. A replay takes no archiving back, as it reopens nothing. */
export function archivedBy({ archived, unarchived }: Remarks): Remark | undefined {
  if (archived === undefined || unarchived === undefined || unarchived.replayed) return archived;
  return archived.at > unarchived.at ? archived : undefined;
}

/** One change is reported twice, by clocks that differ by seconds: what confirms within this time of a doubt is about the same change. */
const SAME_CHANGE_MILLISECONDS = 60_000;

/** What makes the word of every active statement doubtful. */
export function unconfirmedBy(
  { unconfirmed, confirmed }: Remarks,
  active: readonly ActiveStatement[],
): AlertView["unconfirmed"] {
  if (unconfirmed === undefined || active.some(({ at }) => at > unconfirmed.at)) return undefined;
  if (confirmed !== undefined && shift(confirmed.at, SAME_CHANGE_MILLISECONDS) >= unconfirmed.at) return undefined;
  return { since: unconfirmed.at, why: unconfirmed.summary };
}

/** A replay may open what was never known, but reopens nothing: where it was over, the last live statement holds. */
function held(alert: Alert, reporter: Reporter | undefined): Claim | undefined {
  if (reporter === undefined) return undefined;
  const { latest, live } = reporter;
  return latest.replayed && latest.state === "active" && wasOver(alert, reporter) ? live : latest;
}

function wasOver(alert: Alert, reporter: Reporter): boolean {
  return (
    reporter.clearedAt !== undefined || settledAtOf(alert) !== undefined || alert.decisions.ruling?.kind === "resolve"
  );
}

/** A reporter that has not repeated its statement for so long, nor since its deadline, has most likely nothing to say any more. */
export function lapsesAt({ condition }: Identity, { at, deadline = at }: ActiveStatement): Instant | undefined {
  const { expiresAfterDays } = conditions[condition];
  if (expiresAfterDays === undefined) return undefined;
  return shift(later(at, deadline), expiresAfterDays * MILLISECONDS_PER_DAY);
}

export function hasLapsed(identity: Identity, statement: ActiveStatement, now: Instant): boolean {
  const end = lapsesAt(identity, statement);
  return end !== undefined && end <= now;
}
