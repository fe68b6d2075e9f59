/** Where and under which names everything is deployed. No other file contains a partition, an ARN or a name's prefix. */
import { nameIn, stageNames } from "@tocsin/aws/names";
import { type Config, checkedStage, readConfig, rulesOf } from "./config.ts";

export const config: Config = readConfig();

/** The organization's rules for the deployment. */
export const rules = rulesOf(config);

/** Production keeps its data when the app is removed, and is protected against removal by mistake. */
export const isProduction = $app.stage === "prod";

/**
 * What is taken over instead of made: table, bucket and key. Only production, which keeps them when it is removed, takes them over;
 * every other stage reads the same configuration, and would delete them with itself.
 */
export const adopted = isProduction ? config.adopt : undefined;

const { partition, dnsSuffix } = aws.getPartitionOutput();
export const region = aws.getRegionOutput().region;
export const account = aws.getCallerIdentityOutput().accountId;

/** Everything as one value, for computations from several parts. */
export const place = $util.output({ partition, dnsSuffix, region, account });

export const names = stageNames(checkedStage($app.stage, rules.namePrefix), rules.namePrefix);

/** What every name begins with. */
export const prefix = names.prefix;

/** The path of the secrets that the policy names. */
export const ownSecretsPath = names.secretsPath;

/** The name of a resource: app and stage come first, so that several stages can exist in one account. */
export const named = (noun: string): string => nameIn(names, noun);

/** The name of a resource in SST and Pulumi: `ingest-acm` is `IngestAcm`. */
export const logical = (noun: string): string =>
  noun.replace(/(?:^|-)([a-z])/g, (_match, letter: string) => letter.toUpperCase());

/** An ARN in this partition, of this account and region; `*` stands for another of either. */
export function arnOf(
  service: string,
  resource: $util.Input<string>,
  { region: where = region, account: whose = account }: ArnScope = {},
): $util.Output<string> {
  return $interpolate`arn:${partition}:${service}:${where}:${whose}:${resource}`;
}

interface ArnScope {
  /** Empty for what is global. */
  readonly region?: $util.Input<string>;
  readonly account?: $util.Input<string>;
}

/** The name of a service's endpoint, in this region unless another is named, as conditions of policies have it. */
export const endpointOf = (service: string, where: $util.Input<string> = region): $util.Output<string> =>
  $interpolate`${service}.${where}.${dnsSuffix}`;
