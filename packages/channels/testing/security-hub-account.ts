/**
 * Security Hub of one account, as its documentation says that it takes findings: a finding is of the account that writes it, an update that
 * is not later than what is there changes nothing, nor does an import ever change a workflow status once the finding is there.
 * https://docs.aws.amazon.com/securityhub/latest/userguide/finding-update-batchimportfindings.html
 */
import type { SecurityHubCalls } from "@tocsin/aws/security-hub";
import type { AsffFinding } from "../security-hub/asff-finding.ts";
import { asffProblem } from "./asff-limits.ts";

/** So many at a time: of either call. */
const MOST = 100;

export interface SecurityHubAccount extends SecurityHubCalls {
  /** What it holds, by id. */
  readonly findings: ReadonlyMap<string, AsffFinding>;
  /** Each call that was made, with the ids of its findings. */
  readonly calls: readonly { readonly name: string; readonly ids: readonly string[] }[];
  /** The next call of this name throws. */
  failNext(name: "BatchImportFindings" | "BatchUpdateFindings", error: Error): void;
  /** The next call refuses the finding of this id by this code. */
  refuseNext(id: string, code: string): void;
}

export function createSecurityHubAccount(account: string): SecurityHubAccount {
  const findings = new Map<string, AsffFinding>();
  const calls: { name: string; ids: readonly string[] }[] = [];
  const faults: { name: string; error: Error }[] = [];
  const refusals = new Map<string, string>();

  function called(name: string, ids: readonly string[]): void {
    calls.push({ name, ids });
    const fault = faults.findIndex((one) => one.name === name);
    if (fault >= 0) throw faults.splice(fault, 1)[0]?.error;
    if (ids.length === 0 || ids.length > MOST) throw invalidInput(`takes 1 to ${MOST} findings`);
  }

  function refusalOf(id: string): string | undefined {
    const code = refusals.get(id);
    refusals.delete(id);
    return code;
  }

  return {
    findings,
    calls,
    failNext: (name, error) => void faults.push({ name, error }),
    refuseNext: (id, code) => void refusals.set(id, code),
    async batchImportFindings({ Findings }) {
      called(
        "BatchImportFindings",
        Findings.map(({ Id }) => Id),
      );
      const FailedFindings = Findings.flatMap((sent) => {
        const finding: AsffFinding = JSON.parse(JSON.stringify(sent));
        const problem = asffProblem(JSON.stringify(sent));
        const code = problem ?? (finding.AwsAccountId === account ? refusalOf(sent.Id) : "is of another account");
        if (code !== undefined)
          return [{ Id: sent.Id, ErrorCode: problem ? "InvalidInput" : code, ErrorMessage: code }];
        const known = findings.get(sent.Id);
        const isLater = known === undefined || finding.UpdatedAt > known.UpdatedAt;
        if (isLater) findings.set(sent.Id, { ...finding, Workflow: known?.Workflow ?? finding.Workflow });
        return [];
      });
      return { FailedFindings };
    },
    async batchUpdateFindings({ FindingIdentifiers, Workflow }) {
      called(
        "BatchUpdateFindings",
        FindingIdentifiers.map(({ Id }) => Id),
      );
      const UnprocessedFindings = FindingIdentifiers.flatMap((FindingIdentifier) => {
        const known = findings.get(FindingIdentifier.Id);
        const ErrorCode = known === undefined ? "FindingNotFound" : refusalOf(FindingIdentifier.Id);
        if (ErrorCode !== undefined) return [{ FindingIdentifier, ErrorCode, ErrorMessage: ErrorCode }];
        if (known) findings.set(known.Id, { ...known, Workflow: { Status: Workflow.Status as "NEW" } });
        return [];
      });
      return { UnprocessedFindings };
    },
  };
}

/** As the SDK throws it. */
export function invalidInput(message: string): Error {
  return Object.assign(new Error(message), { name: "InvalidInputException", $fault: "client" });
}
