/** What an alert is evaluated with, apart from its statements and the time. */
import { type Directory, emptyDirectory } from "../directory/directory.ts";
import { defaultEvaluationPolicy, type EvaluationPolicy } from "./policy.ts";

export interface World {
  readonly policy: EvaluationPolicy;
  readonly directory: Directory;
}

/** Names the versions of both: another world has another name. */
export function worldVersion({ policy, directory }: Versions): string {
  return `${policy.version}.${directory.version}`;
}

/**
 * Whether `version`, as `worldVersion` gives it, is of a later policy or directory. Those of a table are numbers that grow by one; the
 * directory of a file has another kind of name, and is neither older nor newer.
 */
export function isNewerThan({ policy, directory }: Versions, version: string): boolean {
  const [ofPolicy, ofDirectory] = version.split(".").map(Number);
  return Number(ofPolicy) > policy.version || Number(ofDirectory) > Number(directory.version);
}

interface Versions {
  readonly policy: Pick<EvaluationPolicy, "version">;
  readonly directory: Pick<Directory, "version">;
}

/** The world without any policy or directory. */
export const defaultWorld: World = { policy: defaultEvaluationPolicy, directory: emptyDirectory };
