/** `tocsin policy push`: a policy that is accepted becomes the version in force. */
import type { Terminal } from "../../output/terminal.ts";
import { readPolicyFile } from "../../policy-file.ts";
import { authorFor } from "../../stack/author.ts";
import { type TableOptions, withOpenTable } from "../../stack/open-table.ts";
import { type StageTableOptions, stageTable } from "../../stack/stage-table.ts";
import { requireMailIdentity } from "./mail-identity.ts";
import { putPolicy } from "./putting.ts";
import { requireStoredSecrets } from "./stored-secrets.ts";

interface PushOptions extends TableOptions, StageTableOptions {
  readonly why: string;
  readonly expect?: number;
  readonly yes?: boolean;
  readonly json?: boolean;
}

/** @throws CommandError with everything that is wrong, and nothing is pushed then. */
export async function pushPolicy(file: string, options: PushOptions, terminal: Terminal): Promise<number> {
  const { policy, ...body } = await readPolicyFile(file, terminal.stderr);
  const { why, expect, stage, config } = options;
  if (stage !== undefined) {
    requireMailIdentity(policy, config);
    await requireStoredSecrets(stage, policy, config);
  }
  const place = { ...options, ...stageTable(options) };
  const author = await authorFor(place);
  return withOpenTable(place, terminal, (table) =>
    putPolicy({ table, author, body, policy, why, expect }, options, terminal),
  );
}
