/** Which alerts `tocsin alerts list` lists, and in which order. */
import { compareSeverity, type Severity } from "@tocsin/core/alert/severity";
import type { ListedAlert, Status } from "@tocsin/core/alert/view";
import { UNKNOWN_ENVIRONMENT } from "@tocsin/core/directory/directory";
import { UNOWNED } from "@tocsin/core/directory/owner";
import { type Instant, shift } from "@tocsin/core/event/instant";

/** An alert must fit each filter that is given; of a list, one of its values. */
export interface AlertFilter {
  readonly status: readonly Status[];
  readonly severity?: readonly Severity[];
  readonly condition?: readonly string[];
  readonly account?: readonly string[];
  readonly owner?: readonly string[];
  readonly environment?: readonly string[];
  readonly region?: readonly string[];
  /** Parts of resource ARNs, in any case. */
  readonly resource?: readonly string[];
  /** Names of reporters, or what such names begin with. */
  readonly source?: readonly string[];
  /** Only alerts that were first seen at least so many milliseconds ago. */
  readonly olderThan?: number;
  /** Only alerts that were first seen less than so many milliseconds ago. */
  readonly newerThan?: number;
}

export function fits(view: ListedAlert, filter: AlertFilter, now: Instant): boolean {
  const { severity, status, condition, account, owner, environment, region, resource, source } = filter;
  return (
    status.includes(view.status) &&
    (severity?.includes(view.severity) ?? true) &&
    (condition?.includes(view.condition) ?? true) &&
    (account?.includes(view.account) ?? true) &&
    // What was written before there were owners has none.
    (owner?.includes(view.owner ?? UNOWNED) ?? true) &&
    (environment?.includes(view.directory?.environment ?? UNKNOWN_ENVIRONMENT) ?? true) &&
    (region?.includes(view.region) ?? true) &&
    (resource?.some((part) => view.resource.toLowerCase().includes(part.toLowerCase())) ?? true) &&
    (source?.some((name) => view.reporters.some((reporter) => isReporterOf(reporter, name))) ?? true) &&
    isOfAge(view, filter, now)
  );
}

/** A source's reporters are named after it: `acm` and `acm-renewal`, `config:<rule>`. */
function isReporterOf(reporter: string, source: string): boolean {
  return reporter === source || reporter.startsWith(`${source}-`) || reporter.startsWith(`${source}:`);
}

function isOfAge({ firstSeenAt }: ListedAlert, { olderThan, newerThan }: AlertFilter, now: Instant): boolean {
  if (olderThan === undefined && newerThan === undefined) return true;
  // An alert that was only ever reported as over has no age.
  if (firstSeenAt === undefined) return false;
  if (olderThan !== undefined && firstSeenAt > shift(now, -olderThan)) return false;
  return newerThan === undefined || firstSeenAt > shift(now, -newerThan);
}

/** An order that depends on the alerts alone, and is that of the table's indexes: the most severe first, then the oldest, resolved ones last. */
export function byUrgency(a: ListedAlert, b: ListedAlert): number {
  return (
    Number(a.status === "RESOLVED") - Number(b.status === "RESOLVED") ||
    compareSeverity(b.severity, a.severity) ||
    (a.firstSeenAt ?? "").localeCompare(b.firstSeenAt ?? "") ||
    a.id.localeCompare(b.id)
  );
}
