/** What an alert is evaluated by, apart from what was said of it and the time. */
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

interface Versions {
  readonly policy: Pick<EvaluationPolicy, "version">;
  readonly directory: Pick<Directory, "version">;
}

/** What holds where nobody has said anything of policy or accounts. */
export const defaultWorld: World = { policy: defaultEvaluationPolicy, directory: emptyDirectory };
