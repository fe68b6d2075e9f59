/** The AWS settings that hearing events depends on: facts, without judgement. It only reads. */
import { AccountClient } from "@aws-sdk/client-account";
import { ACMClient } from "@aws-sdk/client-acm";
import { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { CloudTrailClient } from "@aws-sdk/client-cloudtrail";
import { ConfigServiceClient } from "@aws-sdk/client-config-service";
import { OrganizationsClient } from "@aws-sdk/client-organizations";
import { STSClient } from "@aws-sdk/client-sts";
import { parseArn } from "@tocsin/core/event/arn";
import { CallError } from "../call.ts";
import { callerOf } from "../caller.ts";
import { type Recorder, readDaysBeforeExpiry, readRecorder, readRegions } from "./account.ts";
import type { Asked } from "./asked.ts";
import {
  type Organization,
  readAdministrators,
  readOrganization,
  readStackSetsAccess,
  readUnits,
} from "./organization.ts";
import { readTrails, type Trail } from "./trails.ts";

export interface OrganizationFacts<S> {
  /** The account that was asked from. */
  readonly account: string;
  readonly organization: Asked<Organization>;
  /** The units that the account is in, the innermost first, and then the root. */
  readonly units: Asked<readonly string[]>;
  readonly administrators: readonly Administered<S>[];
  readonly stackSetsAccess: Asked<string>;
  readonly regions: Asked<ReadonlyMap<string, string>>;
}

export interface Administered<S> {
  readonly service: S;
  /** The accounts that are registered for it. */
  readonly accounts: Asked<readonly string[]>;
}

export interface RegionFacts {
  readonly region: string;
  readonly trails: Asked<readonly Trail[]>;
  readonly recorder: Asked<Recorder | undefined>;
  readonly daysBeforeExpiry: Asked<number>;
}

export interface Prerequisites {
  /** @param services those whose administrators are asked for. @throws CallError where the credentials do not work. */
  organization<S extends { readonly principal: string }>(services: readonly S[]): Promise<OrganizationFacts<S>>;
  region(region: string): Promise<RegionFacts>;
  close(): void;
}

interface ClientOptions {
  readonly endpoint?: string;
  readonly maxAttempts?: number;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** By the usual AWS credentials. @param home where what is asked once is asked. */
export function createPrerequisites(home: string, options: ClientOptions = {}): Prerequisites {
  const opened: { destroy(): void }[] = [];
  const open = <C extends { destroy(): void }>(
    Client: new (config: ClientOptions & { readonly region: string }) => C,
    region: string,
  ): C => {
    const client = new Client({ ...options, region });
    opened.push(client);
    return client;
  };
  const trailClients = new Map<string, CloudTrailClient>();
  const trailClient = (region: string): CloudTrailClient => {
    const client = trailClients.get(region) ?? open(CloudTrailClient, region);
    trailClients.set(region, client);
    return client;
  };
  return {
    async organization(services) {
      const { arn } = await callerOf(open(STSClient, home));
      const account = parseArn(arn)?.account;
      if (account === undefined) throw new CallError(`${arn} names no account`, false);
      const organizations = open(OrganizationsClient, home);
      const [organization, units, stackSetsAccess, regions, ...administrators] = await Promise.all([
        readOrganization(organizations),
        readUnits(organizations, account),
        readStackSetsAccess(open(CloudFormationClient, home)),
        readRegions(open(AccountClient, home)),
        ...services.map(async (service) => ({
          service,
          accounts: await readAdministrators(organizations, service.principal),
        })),
      ]);
      return { account, organization, units, stackSetsAccess, regions, administrators };
    },
    async region(region) {
      const [trails, recorder, daysBeforeExpiry] = await Promise.all([
        readTrails(trailClient, region),
        readRecorder(open(ConfigServiceClient, region)),
        readDaysBeforeExpiry(open(ACMClient, region)),
      ]);
      return { region, trails, recorder, daysBeforeExpiry };
    },
    close() {
      for (const client of opened) client.destroy();
    },
  };
}
