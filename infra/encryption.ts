/**
 * The key: table, queues, topics, bus, archive, bucket and logs are encrypted with it. The stack makes it, unless the organization brings
 * one. Functions may use it only through the services that they are granted. A bucket of reports in another region is encrypted with a key
 * of that region, as S3 requires.
 */
import { keyAliasOf } from "@tocsin/aws/names";
import { parseArn } from "@tocsin/core/event/arn";
import { accountStatement, type KeyStatement, keyPolicyOf, serviceStatements } from "./key-policy.ts";
import { account, adopted, config, endpointOf, isProduction, named, names, place, rules } from "./place.ts";
import type { Permission } from "./policy.ts";

/** The organization's own key must be in this account: nobody has tried how each service uses another account's key. */
function brought(field: "key" | "reportKey"): $util.Output<string> | undefined {
  const arn = rules[field];
  if (arn === undefined) return undefined;
  return account.apply((own) => {
    const of = parseArn(arn)?.account;
    if (of === own) return arn;
    throw new Error(`organizationRules.${field}: is a key of account ${of}, and the stack is deployed to ${own}`);
  });
}

interface MadeKey {
  readonly about: string;
  readonly statements: $util.Output<readonly KeyStatement[]>;
  readonly region?: string;
  readonly import?: string | undefined;
}

function makeKey(name: string, { about, statements, region, import: id }: MadeKey): aws.kms.Key {
  return new aws.kms.Key(
    name,
    {
      description: about,
      enableKeyRotation: true,
      region,
      policy: statements.apply((all) => JSON.stringify(keyPolicyOf(all))),
    },
    // Without its key, the data that production keeps at removal could not be read.
    { retainOnDelete: isProduction, import: id },
  );
}

function makeStacksKey(): $util.Output<string> {
  const key = makeKey("Key", {
    about: `${named("key")}: everything that Tocsin stores or sends`,
    statements: place.apply((here) => [accountStatement(here, true), ...serviceStatements(here, names)]),
    import: adopted?.key,
  });
  new aws.kms.Alias("KeyAlias", { name: keyAliasOf(names), targetKeyId: key.keyId });
  return key.arn;
}

export const keyArn = brought("key") ?? makeStacksKey();

export const reportRegion = rules.reportRegion ?? config.homeRegion;

/** S3 uses the key in the name of the reader or writer, so only IAM decides. */
function makeReportKey(): $util.Output<string> {
  return makeKey("ReportsKey", {
    about: `${named("reports-key")}: the weekly reports`,
    statements: place.apply((here) => [accountStatement(here, true)]),
    region: reportRegion,
  }).arn;
}

export const reportKeyArn = reportRegion === config.homeRegion ? keyArn : (brought("reportKey") ?? makeReportKey());

/** Lets a function read what `service` encrypted with the key, only through that service. */
export const decryptBy = (service: EncryptingService): Permission => useBy(endpointOf(service), ["kms:Decrypt"]);

/** Lets a function write to what `service` encrypts, which may first have to read a data key again. */
export const encryptBy = (service: EncryptingService): Permission =>
  useBy(endpointOf(service), ["kms:Decrypt", "kms:GenerateDataKey"]);

/** Lets a function write reports. */
export const encryptReports: Permission = useBy(
  endpointOf("s3", reportRegion),
  ["kms:Decrypt", "kms:GenerateDataKey"],
  reportKeyArn,
);

type EncryptingService = "dynamodb" | "sqs" | "sns" | "ssm" | "secretsmanager";

/** https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service */
function useBy(endpoint: $util.Input<string>, actions: string[], arn: $util.Input<string> = keyArn): Permission {
  return {
    actions,
    resources: [arn],
    conditions: [{ test: "StringEquals", variable: "kms:ViaService", values: [endpoint] }],
  };
}
