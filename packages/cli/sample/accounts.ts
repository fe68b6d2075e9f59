/** What the sample week goes by beside its events: the accounts of the organization that does not exist, and its policy. */
import { fileURLToPath } from "node:url";
import type { Directory } from "@tocsin/core/directory/directory";
import { parseDirectory } from "@tocsin/core/directory/parse-directory";
import { refusalText } from "@tocsin/core/text/parse";
import type { Organization } from "../simulate/organization.ts";
import { defaultSimulation, organizationOf } from "../simulate/simulate.ts";

export const SAMPLE_POLICY = fileURLToPath(new URL("policy.yaml", import.meta.url));

/** @throws Error when the sample's accounts make no directory. */
export function sampleDirectory(): Directory {
  const parsed = parseDirectory(accountsOf(organizationOf(defaultSimulation)));
  if (!parsed.ok) throw new Error(refusalText(parsed.refusal));
  return parsed.value;
}

/** An account as a directory's file has it. */
interface WrittenAccount {
  readonly name: string;
  readonly ou: string;
  readonly environment: string;
  readonly owner?: string;
}

/** As `--directory FILE` reads it. Accounts that teams share are the platform team's; what is for trying out, nobody's. */
export function accountsOf({ accounts }: Organization): {
  readonly accounts: Readonly<Record<string, WrittenAccount>>;
} {
  return {
    accounts: Object.fromEntries(
      accounts.map(({ id, name, team }) => {
        const environment = environmentOf(name);
        const owner = environment === "sandbox" ? undefined : environment === "shared" ? "platform" : team;
        return [id, { name, ou: `/${unitOf(environment)}`, environment, ...(owner !== undefined && { owner }) }];
      }),
    ),
  };
}

function environmentOf(name: string): string {
  const stage = name.split("-").at(1);
  if (stage === "prod") return "production";
  return stage === "staging" || stage === "dev" || stage === "sandbox" ? stage : "shared";
}

function unitOf(environment: string): string {
  if (environment === "production") return "Workloads/Prod";
  if (environment === "shared") return "Platform";
  return environment === "sandbox" ? "Sandbox" : "Workloads/Test";
}
