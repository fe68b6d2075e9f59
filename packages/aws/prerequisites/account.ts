/** What is set in one account, region by region: AWS Config's recorder, ACM's expiry events, the regions themselves. */
import { type AccountClient, paginateListRegions } from "@aws-sdk/client-account";
import { type ACMClient, GetAccountConfigurationCommand } from "@aws-sdk/client-acm";
import {
  type ConfigServiceClient,
  DescribeConfigurationRecorderStatusCommand,
  DescribeConfigurationRecordersCommand,
  type RecordingGroup,
  type ResourceType,
} from "@aws-sdk/client-config-service";
import { type Asked, ask } from "./asked.ts";

/** The state of each region of the account, such as `ENABLED_BY_DEFAULT`. */
export function readRegions(client: AccountClient): Promise<Asked<ReadonlyMap<string, string>>> {
  return ask("account:ListRegions", async () => {
    const states = new Map<string, string>();
    for await (const { Regions = [] } of paginateListRegions({ client }, {})) {
      for (const { RegionName = "", RegionOptStatus = "" } of Regions) states.set(RegionName, RegionOptStatus);
    }
    return states;
  });
}

export type { RecordingGroup };

export interface Recorder {
  readonly name: string;
  readonly isRecording: boolean;
  /** Why the last delivery failed; nothing where it did not. */
  readonly failure?: string | undefined;
  readonly roleArn: string;
  readonly recordingGroup: RecordingGroup;
}

/** The account's own recorder, of which a region has at most one; those that belong to a service record for that service alone. */
export async function readRecorder(client: ConfigServiceClient): Promise<Asked<Recorder | undefined>> {
  const recorders = await ask("config:DescribeConfigurationRecorders", () =>
    client.send(new DescribeConfigurationRecordersCommand({})),
  );
  if (!recorders.known) return recorders;
  const own = recorders.value.ConfigurationRecorders?.find(({ servicePrincipal }) => servicePrincipal === undefined);
  if (own === undefined) return { known: true, value: undefined };
  const { name = "default", roleARN: roleArn = "", recordingGroup = {} } = own;
  return ask("config:DescribeConfigurationRecorderStatus", async () => {
    const command = new DescribeConfigurationRecorderStatusCommand({ ConfigurationRecorderNames: [name] });
    const [status] = (await client.send(command)).ConfigurationRecordersStatus ?? [];
    const { recording, lastStatus, lastErrorCode = "no reason" } = status ?? {};
    return {
      name,
      isRecording: recording === true,
      failure: lastStatus?.toUpperCase() === "FAILURE" ? lastErrorCode : undefined,
      roleArn,
      recordingGroup,
    };
  });
}

/** Whether a recorder records resources of a type. https://docs.aws.amazon.com/config/latest/APIReference/API_RecordingGroup.html */
export function records(type: ResourceType, { allSupported, resourceTypes = [], ...group }: RecordingGroup): boolean {
  switch (group.recordingStrategy?.useOnly) {
    case "ALL_SUPPORTED_RESOURCE_TYPES":
      return true;
    case "EXCLUSION_BY_RESOURCE_TYPES":
      return group.exclusionByResourceTypes?.resourceTypes?.includes(type) !== true;
    default:
      return allSupported === true || resourceTypes.includes(type);
  }
}

/** How many days before its expiry ACM begins to tell of a certificate; by default 45. https://docs.aws.amazon.com/acm/latest/APIReference/API_PutAccountConfiguration.html */
const DEFAULT_DAYS_BEFORE_EXPIRY = 45;

export function readDaysBeforeExpiry(client: ACMClient): Promise<Asked<number>> {
  return ask("acm:GetAccountConfiguration", async () => {
    const { ExpiryEvents } = await client.send(new GetAccountConfigurationCommand({}));
    return ExpiryEvents?.DaysBeforeExpiry ?? DEFAULT_DAYS_BEFORE_EXPIRY;
  });
}
