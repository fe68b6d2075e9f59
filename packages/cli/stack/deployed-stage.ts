/** How a command finds what belongs to a deployed stage: by names, which begin as the configuration of the deployment says. */
import { keyAliasOf, type StageNames, stageNames } from "@tocsin/aws/names";
import { checkedStage, rulesOf } from "@tocsin/infra/config";
import { configAtHand } from "../config-file.ts";
import { CommandError, exitCodes } from "../output/terminal.ts";

export interface StageOptions {
  readonly stage?: string;
  /** The file of the configuration. */
  readonly config?: string;
}

export interface DeployedStage extends StageNames {
  /** What the stage is encrypted with, as commands name it: an alias, or the ARN of the organization's key. */
  readonly key: string;
}

/** @throws CommandError when the configuration cannot be read, or the stage is too long beside its prefix. */
export function deployedStage(stage: string, config?: string): DeployedStage {
  const { namePrefix, key } = rulesOf(configAtHand(config));
  const names = stageNames(checked(stage, namePrefix), namePrefix);
  return { ...names, key: key ?? keyAliasOf(names) };
}

function checked(stage: string, namePrefix: string | undefined): string {
  try {
    return checkedStage(stage, namePrefix);
  } catch (error) {
    throw new CommandError(error instanceof Error ? error.message : String(error), exitCodes.usage);
  }
}
