/** The alerts of an offer, and whether it still applies to each. */
import type { AlertsReader } from "@tocsin/aws/alerts/alerts-reader";
import type { GroupsReader } from "@tocsin/aws/groups/groups-reader";
import { compareSeverity } from "@tocsin/core/alert/severity";
import type { AlertView } from "@tocsin/core/alert/view";
import type { Authorship } from "@tocsin/oncall/deciding/deciding";
import { type DecisionWorld, decidingOn, intentOf, type Pending } from "@tocsin/oncall/deciding/pending";
import type { Offer } from "@tocsin/oncall/links/offer";
import { type Standing, standingTo } from "@tocsin/oncall/links/standing";

export interface OfferReaders {
  readonly alerts: Pick<AlertsReader, "heads">;
  readonly groups: Pick<GroupsReader, "openMembers">;
}

export interface Offered {
  /** What would be acknowledged now, the worst first. */
  readonly pending: readonly Pending[];
  /** What it would not. */
  readonly others: readonly Other[];
  /** How many members of the group are more severe than the reader saw. */
  readonly worse: number;
  /** Whether these are all; for a large group they are the worst of those that were looked at. */
  readonly areAll: boolean;
}

export interface Other {
  readonly view: AlertView;
  readonly standing: Exclude<Standing, "open">;
}

/** The most alerts that are acknowledged at once while somebody waits. */
const AT_ONCE = 100;

/** @param most of a group. @throws CallError; ItemError if an alert, or an item of the group, cannot be read. */
export async function offeredAlerts(
  offer: Offer,
  authorship: Authorship,
  { alerts, groups }: OfferReaders,
  world: DecisionWorld,
  most = AT_ONCE,
): Promise<Offered> {
  const { now } = authorship;
  const meant = await meantBy(offer, groups, most);
  const intent = intentOf({ verb: "ack", until: undefined }, now, world.policy);
  const pending: Pending[] = [];
  const others: Other[] = [];
  for await (const read of alerts.heads(meant.alertIds)) {
    if (!read.ok) throw read.error;
    const { standing, view } = standingTo(offer, read.value, world, now);
    const decided = standing === "open" && decidingOn(read.value, intent, authorship, world);
    if (decided && "decision" in decided) pending.push(decided);
    // The stored view may not show yet that an acknowledgement has ended.
    else others.push({ view, standing: standing === "open" ? "acknowledged" : standing });
  }
  return { pending, others, worse: meant.worse, areAll: meant.areAll };
}

interface Meant {
  readonly alertIds: readonly string[];
  readonly worse: number;
  readonly areAll: boolean;
}

async function meantBy({ of, severity }: Offer, groups: OfferReaders["groups"], most: number): Promise<Meant> {
  if ("alert" in of) return { alertIds: [of.alert], worse: 0, areAll: true };
  const { members, areAll } = await groups.openMembers(of.group, { number: most + 1, upTo: severity });
  const within = members.filter((member) => compareSeverity(member.severity, severity) <= 0);
  return {
    alertIds: within.slice(0, most).map(({ alertId }) => alertId),
    worse: members.length - within.length,
    areAll: areAll && within.length <= most,
  };
}
