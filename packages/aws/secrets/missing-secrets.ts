/** Whether the secrets are there that a policy names, asked without reading any. */
import {
  DescribeSecretCommand,
  ResourceNotFoundException,
  type SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { paginateDescribeParameters, type SSMClient } from "@aws-sdk/client-ssm";
import { secretReference } from "@tocsin/core/policy/secret-reference";
import { call, callFailed } from "../call.ts";
import type { StageNames } from "../names.ts";

export interface MissingSecret {
  /** As the policy writes it. */
  readonly reference: string;
  readonly problem: string;
  /** What mends it; it takes the secret from standard input, so that no shell remembers it. */
  readonly command?: string | undefined;
}

/** Whose secrets they are. */
export interface SecretsPlace extends Pick<StageNames, "secretsPath"> {
  /** What they are to be encrypted with, by its alias or ARN. */
  readonly key: string;
}

export interface SecretClients {
  readonly ssm: SSMClient;
  readonly secretsManager: SecretsManagerClient;
}

/** So many names fit a filter. https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_ParameterStringFilter.html */
const FILTERED = 50;

/** @throws CallError where a question has no answer. */
export async function missingSecrets(
  stage: SecretsPlace,
  references: readonly string[],
  clients: SecretClients,
): Promise<readonly MissingSecret[]> {
  const asked = [...new Set(references)].map((reference) => ({ reference, parsed: secretReference(reference) }));
  const parameters = await parametersOf(
    asked.flatMap(({ parsed }) => (parsed?.store === "ssm" ? [parameterName(stage, parsed.name)] : [])),
    clients.ssm,
  );
  const findings = await Promise.all(
    asked.map(async ({ reference, parsed }): Promise<readonly MissingSecret[]> => {
      switch (parsed?.store) {
        case "ssm":
          return parameterFinding(reference, stage, parsed.name, parameters);
        case "secretsmanager":
          return secretFinding(reference, stage, parsed.name, clients.secretsManager);
        case "env":
          return [
            { reference, problem: "is a variable of this machine, which no function has: use ssm: or secretsmanager:" },
          ];
        case undefined:
          return [{ reference, problem: "is no reference to a secret" }];
        default:
          return parsed satisfies never;
      }
    }),
  );
  return findings.flat();
}

const parameterName = ({ secretsPath }: SecretsPlace, name: string) => `/${secretsPath}/${name}`;

/** The type of each of these parameters that is there. */
async function parametersOf(names: readonly string[], client: SSMClient): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for (let i = 0; i < names.length; i += FILTERED) {
    const ParameterFilters = [{ Key: "Name", Option: "Equals", Values: names.slice(i, i + FILTERED) }];
    await call("DescribeParameters", async () => {
      for await (const { Parameters = [] } of paginateDescribeParameters({ client }, { ParameterFilters }))
        for (const { Name = "", Type = "" } of Parameters) found.set(Name, Type);
    });
  }
  return found;
}

function parameterFinding(
  reference: string,
  stage: SecretsPlace,
  name: string,
  found: ReadonlyMap<string, string>,
): readonly MissingSecret[] {
  const full = parameterName(stage, name);
  const type = found.get(full);
  if (type === "SecureString") return [];
  const create = `aws ssm put-parameter --type SecureString --key-id ${stage.key} --name ${full} --value file:///dev/stdin`;
  return type === undefined
    ? [{ reference, problem: "is not there", command: create }]
    : [
        {
          reference,
          problem: `is a ${type} and no SecureString`,
          command: `aws ssm delete-parameter --name ${full} && ${create}`,
        },
      ];
}

async function secretFinding(
  reference: string,
  stage: SecretsPlace,
  name: string,
  client: SecretsManagerClient,
): Promise<readonly MissingSecret[]> {
  const SecretId = `${stage.secretsPath}/${name}`;
  try {
    const { DeletedDate } = await client.send(new DescribeSecretCommand({ SecretId }));
    if (DeletedDate === undefined) return [];
    return [
      {
        reference,
        problem: "is about to be deleted",
        command: `aws secretsmanager restore-secret --secret-id ${SecretId}`,
      },
    ];
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) throw callFailed("DescribeSecret", error);
    const command = `aws secretsmanager create-secret --kms-key-id ${stage.key} --name ${SecretId} --secret-string file:///dev/stdin`;
    return [{ reference, problem: "is not there", command }];
  }
}
