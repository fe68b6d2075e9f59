/** CloudTrail's trails, as far as events by way of CloudTrail depend on them. */
import {
  type AdvancedEventSelector,
  type AdvancedFieldSelector,
  type CloudTrailClient,
  DescribeTrailsCommand,
  type EventSelector,
  GetEventSelectorsCommand,
  GetTrailStatusCommand,
  type Trail as TrailDescription,
} from "@aws-sdk/client-cloudtrail";
import { type Asked, ask } from "./asked.ts";

export interface Trail {
  readonly arn: string;
  readonly homeRegion: string;
  readonly isOrganizationTrail: boolean;
  readonly isMultiRegionTrail: boolean;
  readonly isLogging: Asked<boolean>;
  readonly selectors: Asked<Selectors>;
}

/** Which events a trail takes: those that any of these selectors takes. A trail has one kind of them; without any it takes all management events. */
export type Selectors =
  | { readonly kind: "basic"; readonly selectors: readonly EventSelector[] }
  | { readonly kind: "advanced"; readonly selectors: readonly AdvancedEventSelector[] };

/** The trails that take events of this region, those of other regions and of the organization included. */
export async function readTrails(
  clientIn: (region: string) => CloudTrailClient,
  region: string,
): Promise<Asked<readonly Trail[]>> {
  const command = new DescribeTrailsCommand({ includeShadowTrails: true });
  const described = await ask("cloudtrail:DescribeTrails", () => clientIn(region).send(command));
  if (!described.known) return described;
  const here = (described.value.trailList ?? []).filter(
    ({ IsMultiRegionTrail, HomeRegion }) => IsMultiRegionTrail || HomeRegion === region,
  );
  return { known: true, value: await Promise.all(here.map((trail) => readTrail(clientIn, region, trail))) };
}

async function readTrail(
  clientIn: (region: string) => CloudTrailClient,
  region: string,
  { TrailARN: arn = "", HomeRegion: homeRegion = region, IsOrganizationTrail, IsMultiRegionTrail }: TrailDescription,
): Promise<Trail> {
  const [isLogging, selectors] = await Promise.all([
    // A replica is known in its region by its ARN alone, and so is an organization's trail in a member.
    ask(
      "cloudtrail:GetTrailStatus",
      async () => (await clientIn(region).send(new GetTrailStatusCommand({ Name: arn }))).IsLogging === true,
    ),
    ask("cloudtrail:GetEventSelectors", async () =>
      selectorsIn(await clientIn(homeRegion).send(new GetEventSelectorsCommand({ TrailName: arn }))),
    ),
  ]);
  return {
    arn,
    homeRegion,
    isOrganizationTrail: IsOrganizationTrail === true,
    isMultiRegionTrail: IsMultiRegionTrail === true,
    isLogging,
    selectors,
  };
}

function selectorsIn({
  EventSelectors = [],
  AdvancedEventSelectors = [],
}: {
  readonly EventSelectors?: EventSelector[] | undefined;
  readonly AdvancedEventSelectors?: AdvancedEventSelector[] | undefined;
}): Selectors {
  return AdvancedEventSelectors.length > 0
    ? { kind: "advanced", selectors: AdvancedEventSelectors }
    : { kind: "basic", selectors: EventSelectors };
}

/**
 * Whether a trail takes every management event of `service`, such as `kms.amazonaws.com`, that writes.
 * https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_EventSelector.html
 * https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_AdvancedFieldSelector.html
 */
export function takesWritesOf(service: string, { kind, selectors }: Selectors): boolean {
  if (kind === "advanced") return selectors.some(({ FieldSelectors = [] }) => allTake(service, FieldSelectors));
  return (
    selectors.length === 0 ||
    selectors.some(
      ({ ReadWriteType = "All", IncludeManagementEvents = true, ExcludeManagementEventSources = [] }) =>
        IncludeManagementEvents && ReadWriteType !== "ReadOnly" && !ExcludeManagementEventSources.includes(service),
    )
  );
}

/** A condition on any other field, such as `eventName` or `userIdentity.arn`, leaves events out. */
function allTake(service: string, fields: readonly AdvancedFieldSelector[]): boolean {
  const values: Readonly<Record<string, string>> = {
    eventCategory: "Management",
    readOnly: "false",
    eventSource: service,
  };
  return (
    fields.some(({ Field }) => Field === "eventCategory") &&
    fields.every((field) => {
      const value = values[field.Field ?? ""];
      return value !== undefined && takes(field, value);
    })
  );
}

function takes(field: AdvancedFieldSelector, value: string): boolean {
  const { Equals = [], StartsWith = [], EndsWith = [], NotEquals = [], NotStartsWith = [], NotEndsWith = [] } = field;
  return (
    (Equals.length === 0 || Equals.includes(value)) &&
    (StartsWith.length === 0 || StartsWith.some((start) => value.startsWith(start))) &&
    (EndsWith.length === 0 || EndsWith.some((end) => value.endsWith(end))) &&
    !NotEquals.includes(value) &&
    !NotStartsWith.some((start) => value.startsWith(start)) &&
    !NotEndsWith.some((end) => value.endsWith(end))
  );
}
