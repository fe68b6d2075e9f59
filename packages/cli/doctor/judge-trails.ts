/** Whether CloudTrail has what sources observe by way of it: an event comes only where a trail logs it. */

import type { RegionFacts } from "@tocsin/aws/prerequisites/prerequisites";
import { type Selectors, type Trail, takesWritesOf } from "@tocsin/aws/prerequisites/trails";
import { shellWord } from "@tocsin/core/text/shell-word";
import type { Source } from "@tocsin/sources/source";
import {
  type CheckResult,
  IN_MANAGEMENT,
  type Judgement,
  judged,
  type RemedyStep,
  unanswered,
} from "./check-result.ts";

/**
 * The account that was asked from, and then all others, whose own trails cannot be seen from here.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
 */
export function judgeTrails(
  { region, trails }: Pick<RegionFacts, "region" | "trails">,
  sources: readonly Source[],
): readonly CheckResult[] {
  const observed = observedBy(sources);
  if (observed.size === 0) return [];
  const own = judged({ check: "trail", where: region }, trails, (found) => judgeCover(found, observed));
  if (own.state !== "well") return [own];
  const place = { check: "other-trails", where: region } as const;
  const ofOthers = judged(place, trails, (found) =>
    judgeCover(
      found.filter((trail) => trail.isOrganizationTrail),
      observed,
    ),
  );
  if (ofOthers.state !== "wrong") return [own, ofOthers];
  const what =
    "no trail of the organization logs here, and this account cannot see whether each other account has a trail";
  return [own, { ...place, state: "unknown", what }];
}

/** Services, as CloudTrail names them, and by name the sources that observe calls to them. */
type Observed = ReadonlyMap<string, ReadonlySet<string>>;

export function observedBy(sources: readonly Source[]): Observed {
  const calls = sources.flatMap(({ name, pattern }) => eventSourcesIn(pattern).map((service) => ({ name, service })));
  const byService = Map.groupBy(calls, ({ service }) => service);
  return new Map([...byService].map(([service, found]) => [service, new Set(found.map(({ name }) => name))]));
}

function eventSourcesIn(pattern: unknown): readonly string[] {
  if (Array.isArray(pattern)) return pattern.flatMap(eventSourcesIn);
  if (typeof pattern !== "object" || pattern === null) return [];
  return Object.entries(pattern).flatMap(([field, value]) =>
    field === "eventSource" && Array.isArray(value)
      ? value.filter((one) => typeof one === "string")
      : eventSourcesIn(value),
  );
}

function judgeCover(trails: readonly Trail[], observed: Observed): Judgement {
  const services = [...observed.keys()];
  const left = services.filter((service) => !trails.some((trail) => logs(trail, service) === true));
  if (left.length === 0) {
    const logging = trails.filter((trail) => services.some((service) => logs(trail, service) === true));
    return { state: "well", what: `logged by ${logging.map(({ arn }) => arn).join(", ")}` };
  }
  const unsure = trails.find((trail) => left.some((service) => logs(trail, service) === undefined));
  const open = unsure && [unsure.isLogging, unsure.selectors].find((asked) => !asked.known);
  if (unsure && open && !open.known) {
    const answer = unanswered(open);
    return { ...answer, what: `the trail ${unsure.arn}: ${answer.what}` };
  }
  return { state: "wrong", ...complaint(trails, left), missed: missedWithout(left, observed) };
}

/** Whether a trail logs every call to a service that writes; `undefined` where that could not be asked. */
function logs({ isLogging, selectors }: Trail, service: string): boolean | undefined {
  if (isLogging.known && !isLogging.value) return false;
  if (selectors.known && !takesWritesOf(service, selectors.value)) return false;
  return isLogging.known && selectors.known ? true : undefined;
}

function missedWithout(services: readonly string[], observed: Observed): string {
  const names = new Set(services.flatMap((service) => [...(observed.get(service) ?? [])]));
  return `all that is observed by way of CloudTrail: calls to ${services.join(", ")} (sources ${[...names].join(", ")})`;
}

/** The remedy is for the trail that is nearest to what is wanted. */
function complaint(trails: readonly Trail[], left: readonly string[]): { what: string; remedy: readonly RemedyStep[] } {
  const [best] = trails.toSorted((a, b) => nearness(b) - nearness(a));
  if (best === undefined) return { what: "no trail logs management events", remedy: newTrail };
  const { arn, homeRegion, isOrganizationTrail, isLogging, selectors } = best;
  const where = isOrganizationTrail ? IN_MANAGEMENT : "in the account of the trail";
  const start = `aws cloudtrail start-logging --name ${shellWord(arn)} --region ${homeRegion}`;
  const isStopped = isLogging.known && !isLogging.value;
  const isPartial = selectors.known && left.some((service) => !takesWritesOf(service, selectors.value));
  return {
    what: [
      ...(isStopped ? [`the trail ${arn} is not logging`] : []),
      ...(isPartial ? [`the trail ${arn} leaves out management events that write`] : []),
    ].join(", and "),
    remedy: [
      ...(selectors.known && isPartial ? [{ where, act: withManagementEvents(best, selectors.value) }] : []),
      ...(isStopped ? [{ where, act: start }] : []),
    ],
  };
}

const nearness = ({ isOrganizationTrail, isMultiRegionTrail, isLogging }: Trail): number =>
  (isOrganizationTrail ? 4 : 0) + (isMultiRegionTrail ? 2 : 0) + (isLogging.known && isLogging.value ? 1 : 0);

/** A trail takes what any of its selectors takes: those that it has stay, and one is added. */
function withManagementEvents({ arn, homeRegion }: Trail, { kind, selectors }: Selectors): string {
  const [option, added] =
    kind === "advanced"
      ? [
          "--advanced-event-selectors",
          { Name: "Management events", FieldSelectors: [{ Field: "eventCategory", Equals: ["Management"] }] },
        ]
      : ["--event-selectors", { ReadWriteType: "WriteOnly", IncludeManagementEvents: true }];
  const all = shellWord(JSON.stringify([...selectors, added]));
  return `aws cloudtrail put-event-selectors --trail-name ${shellWord(arn)} --region ${homeRegion} ${option} ${all}`;
}

/** The bucket needs a policy that lets CloudTrail write: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html */
const newTrail: readonly RemedyStep[] = [
  "aws organizations enable-aws-service-access --service-principal cloudtrail.amazonaws.com",
  "aws cloudtrail create-trail --name organization --s3-bucket-name BUCKET --is-organization-trail --is-multi-region-trail",
  "aws cloudtrail start-logging --name organization",
].map((act) => ({ where: IN_MANAGEMENT, act }));
