/** Facts to results: every line of what only AWS can confirm, in the order of the table. */
import type { StageFacts } from "@tocsin/aws/deployed/stage";
import type { Asked } from "@tocsin/aws/prerequisites/asked";
import { judgeMembers } from "./judge-members.ts";
import { judgeParts } from "./judge-parts.ts";
import { judgeWatch, type ToldFacts } from "./judge-watch.ts";
import { type LineName, lines } from "./line.ts";
import { type Judged, THE_STAGE, type VerifyResult } from "./verify-result.ts";

export interface Verified {
  readonly stage: string;
  /** What the names of the stage begin with. */
  readonly prefix: string;
  readonly regions: readonly string[];
  readonly facts: StageFacts;
  readonly told: Asked<ToldFacts>;
  readonly drill: Judged;
}

/** Pure: the same facts give the same results. No line is without one. */
export function verifyStage({ stage, prefix, regions, facts, told, drill }: Verified): readonly VerifyResult[] {
  const judged: readonly VerifyResult[] = [
    ...judgeParts(facts, prefix),
    ...judgeWatch(facts, told, stage),
    ...judgeMembers(facts, regions),
    { check: "drill", where: THE_STAGE, ...drill },
  ];
  const names = Object.keys(lines) as LineName[];
  return names.flatMap((name): readonly VerifyResult[] => {
    const results = judged.filter(({ check }) => check === name);
    return results.length > 0 ? results : [{ check: name, where: THE_STAGE, ...unseen(name) }];
  });
}

/** What nothing shows that could be read. */
function unseen(name: LineName): Judged {
  const { instead = "nothing" } = lines[name];
  return { state: "could-not-check", what: `nothing that can be read shows it; what does: ${instead}` };
}
