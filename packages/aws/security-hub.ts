/** Security Hub of the account: findings of one's own, imported and kept at the workflow status that people gave their alerts. */
import { batches } from "./batches.ts";
import { CallError, describe } from "./call.ts";

/** One finding, whoever made it. */
export type FindingIdentifier = Pick<ImportedFinding, "Id" | "ProductArn">;

/** What is known here of a finding; Security Hub reads the rest. */
export interface ImportedFinding {
  readonly Id: string;
  readonly ProductArn: string;
  readonly Workflow: { readonly Status: string };
}

/** The two calls, as the SDK's client has them; its own types name every resource that AWS knows, of which nothing is needed. */
export interface SecurityHubCalls {
  batchImportFindings(input: { readonly Findings: readonly ImportedFinding[] }): Promise<{
    readonly FailedFindings?: readonly FailedFinding[] | undefined;
  }>;
  batchUpdateFindings(input: {
    readonly FindingIdentifiers: readonly FindingIdentifier[];
    readonly Workflow: ImportedFinding["Workflow"];
  }): Promise<{ readonly UnprocessedFindings?: readonly UnprocessedFinding[] | undefined }>;
}

interface FailedFinding {
  readonly Id?: string | undefined;
  readonly ErrorCode?: string | undefined;
  readonly ErrorMessage?: string | undefined;
}

interface UnprocessedFinding extends Omit<FailedFinding, "Id"> {
  readonly FindingIdentifier?: { readonly Id?: string | undefined } | undefined;
}

export interface SecurityHub {
  /**
   * Sets the workflow status of findings, whoever made them. Gives, in order, `undefined` for one that has it or is gone, or why it has it
   * not.
   */
  setWorkflow(
    status: "RESOLVED" | "NEW",
    findings: readonly FindingIdentifier[],
  ): Promise<readonly (CallError | undefined)[]>;
  /**
   * Imports findings of different ids, and gives each its workflow status, which an import cannot change. Gives, in order, `undefined` for
   * one that was taken, or why it was not; what no repetition can help is not retryable.
   */
  write(findings: readonly ImportedFinding[]): Promise<readonly (CallError | undefined)[]>;
}

/** Of one call; a finding has 240 KB at most. https://docs.aws.amazon.com/securityhub/latest/partnerguide/guidelines-batchimportfindings.html */
const LIMITS = { entries: 100, bytes: 6_000_000 };

/** https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_BatchUpdateFindingsUnprocessedFinding.html */
const HOPELESS = new Set(["FindingSizeExceeded", "InvalidInput"]);

type Problems = Map<string, CallError>;

export function createSecurityHub(calls: SecurityHubCalls): SecurityHub {
  return {
    async setWorkflow(status, findings) {
      const problems: Problems = new Map();
      // Two alerts may have one finding, which a call may name only once.
      const distinct = [...new Map(findings.map((one) => [`${one.ProductArn} ${one.Id}`, one])).values()];
      for (const batch of batches(distinct, LIMITS, () => 0)) await setStatus(calls, batch, status, problems, GONE);
      return findings.map(({ Id }) => problems.get(Id));
    },
    async write(findings) {
      const problems: Problems = new Map();
      for (const batch of batches(findings, LIMITS, sizeOf)) await importAll(calls, batch, problems);
      const imported = findings.filter(({ Id }) => !problems.has(Id));
      for (const [status, own] of Map.groupBy(imported, ({ Workflow: { Status } }) => Status))
        for (const batch of batches(own, LIMITS, () => 0)) await setStatus(calls, batch, status, problems);
      return findings.map(({ Id }) => problems.get(Id));
    },
  };
}

const sizeOf = (finding: ImportedFinding): number => Buffer.byteLength(JSON.stringify(finding));

async function importAll(
  calls: SecurityHubCalls,
  batch: readonly ImportedFinding[],
  problems: Problems,
): Promise<void> {
  const call = "BatchImportFindings";
  try {
    const { FailedFindings = [] } = await calls.batchImportFindings({ Findings: batch });
    for (const { Id, ...failed } of FailedFindings) note(batch, Id, refusedBy(call, failed), problems);
  } catch (error) {
    // Security Hub refuses the whole request because of one invalid finding, which must not affect the others.
    if (isInvalidInput(error) && batch.length > 1) for (const one of batch) await importAll(calls, [one], problems);
    else fail(batch, failureOf(call, error), problems);
  }
}

/** Of a finding that is not there any more nothing is left to set. */
const GONE: ReadonlySet<string> = new Set(["FindingNotFound"]);

/** @param harmless codes that are no failure. */
async function setStatus(
  calls: Pick<SecurityHubCalls, "batchUpdateFindings">,
  batch: readonly FindingIdentifier[],
  Status: string,
  problems: Problems,
  harmless: ReadonlySet<string> = new Set(),
): Promise<void> {
  const call = "BatchUpdateFindings";
  const FindingIdentifiers = batch.map(({ Id, ProductArn }) => ({ Id, ProductArn }));
  try {
    const { UnprocessedFindings = [] } = await calls.batchUpdateFindings({ FindingIdentifiers, Workflow: { Status } });
    for (const { FindingIdentifier, ...failed } of UnprocessedFindings)
      if (!harmless.has(failed.ErrorCode ?? "")) note(batch, FindingIdentifier?.Id, refusedBy(call, failed), problems);
  } catch (error) {
    // As with an import, one invalid identifier must not affect the others.
    if (isInvalidInput(error) && batch.length > 1)
      for (const one of batch) await setStatus(calls, [one], Status, problems, harmless);
    else fail(batch, failureOf(call, error), problems);
  }
}

/** If it is unknown which finding was refused, all count as refused: writing one again changes nothing. */
function note(
  batch: readonly FindingIdentifier[],
  id: string | undefined,
  failure: CallError,
  problems: Problems,
): void {
  const own = batch.filter(({ Id }) => Id === id);
  fail(own.length > 0 ? own : batch, failure, problems);
}

function fail(batch: readonly FindingIdentifier[], failure: CallError, problems: Problems): void {
  for (const { Id } of batch) problems.set(Id, failure);
}

/** What was answered of one finding. */
function refusedBy(call: string, { ErrorCode = "unknown", ErrorMessage = "" }: Omit<FailedFinding, "Id">): CallError {
  return new CallError(`${call} did not take a finding: ${ErrorCode} ${ErrorMessage}`.trim(), !HOPELESS.has(ErrorCode));
}

const isInvalidInput = (error: unknown): boolean => error instanceof Error && error.name === "InvalidInputException";

/** Security Hub may be enabled, and permissions granted, later, so these errors are retryable. */
const failureOf = (call: string, error: unknown): CallError =>
  new CallError(describe(call, error), !isInvalidInput(error), error);
