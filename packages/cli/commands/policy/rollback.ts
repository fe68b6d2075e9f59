/** `tocsin policy rollback`: what an older version says is in force again, as a new version. */
import { createPolicyStore } from "@tocsin/aws/world/policy-store";
import { parsePolicy } from "@tocsin/core/policy/parse-policy";
import { refusalText } from "@tocsin/core/text/parse";
import { CommandError, exitCodes, type Terminal } from "../../output/terminal.ts";
import { authorFor } from "../../stack/author.ts";
import { type TableOptions, withOpenTable } from "../../stack/open-table.ts";
import { type StageTableOptions, stageTable } from "../../stack/stage-table.ts";
import { requireMailIdentity } from "./mail-identity.ts";
import { versionFrom } from "./pull.ts";
import { putPolicy } from "./putting.ts";
import { requireStoredSecrets } from "./stored-secrets.ts";

interface RollbackOptions extends TableOptions, StageTableOptions {
  readonly why: string;
  readonly yes?: boolean;
  readonly json?: boolean;
}

/** @throws CommandError when there is no such version, or this code does not accept it; nothing changes then. */
export async function rollBackPolicy(version: number, options: RollbackOptions, terminal: Terminal): Promise<number> {
  const place = { ...options, ...stageTable(options) };
  const author = await authorFor(place);
  return withOpenTable(place, terminal, async (table) => {
    const body = await versionFrom(createPolicyStore(table), version);
    const policy = parsePolicy(body.written);
    if (!policy.ok)
      throw new CommandError(
        `version ${version} is refused today: ${refusalText(policy.refusal)}; \`tocsin policy pull ${version}\` prints it, so that you can change and push it`,
        exitCodes.refused,
      );
    if (options.stage !== undefined) {
      requireMailIdentity(policy.value, options.config);
      await requireStoredSecrets(options.stage, policy.value, options.config);
    }
    return putPolicy(
      { table, author, body, policy: policy.value, why: options.why, repeats: version },
      options,
      terminal,
    );
  });
}
