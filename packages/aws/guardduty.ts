/** GuardDuty of the organization's administrator: findings of all its members, put into the archive. */
import { batches } from "./batches.ts";
import { CallError, call, callFailed, describe } from "./call.ts";

/** The two calls, as the SDK's client has them. */
export interface GuardDutyCalls {
  listDetectors(input: object): Promise<{ readonly DetectorIds?: readonly string[] | undefined }>;
  archiveFindings(input: { readonly DetectorId: string; readonly FindingIds: readonly string[] }): Promise<unknown>;
}

export interface FindingsArchive {
  /**
   * Puts findings of different ids, all of one Region, into the archive. To archive one again changes nothing. Gives, in order, `undefined`
   * for one that is archived, or why it is not; what no repetition can help is not retryable.
   */
  archive(region: string, ids: readonly string[]): Promise<readonly (CallError | undefined)[]>;
}

/** https://docs.aws.amazon.com/guardduty/latest/APIReference/API_ArchiveFindings.html */
const LIMITS = { entries: 50, bytes: Number.POSITIVE_INFINITY };

/** @param callsIn gives the calls of a Region. */
export function createFindingsArchive(callsIn: (region: string) => GuardDutyCalls): FindingsArchive {
  return {
    async archive(region, ids) {
      const calls = callsIn(region);
      const detector = await detectorIn(calls, region);
      if (detector instanceof CallError) return ids.map(() => detector);
      const problems = new Map<string, CallError>();
      for (const batch of batches(ids, LIMITS, () => 0)) await archiveAll(calls, detector, batch, problems);
      return ids.map((id) => problems.get(id));
    },
  };
}

/** An account has one detector in a Region at most. https://docs.aws.amazon.com/guardduty/latest/APIReference/API_ListDetectors.html */
async function detectorIn(calls: GuardDutyCalls, region: string): Promise<string | CallError> {
  try {
    const { DetectorIds = [] } = await call("ListDetectors", () => calls.listDetectors({}));
    const [detector] = DetectorIds;
    return detector ?? new CallError(`this account has no detector of GuardDuty in ${region}`, false);
  } catch (error) {
    return error instanceof CallError ? error : callFailed("ListDetectors", error);
  }
}

async function archiveAll(
  calls: GuardDutyCalls,
  DetectorId: string,
  batch: readonly string[],
  problems: Map<string, CallError>,
): Promise<void> {
  try {
    await calls.archiveFindings({ DetectorId, FindingIds: batch });
  } catch (error) {
    const isRefused = error instanceof Error && error.name === "BadRequestException";
    // GuardDuty refuses the whole request because of one unknown finding, which must not affect the others.
    if (isRefused && batch.length > 1) for (const one of batch) await archiveAll(calls, DetectorId, [one], problems);
    else for (const id of batch) problems.set(id, new CallError(describe("ArchiveFindings", error), !isRefused, error));
  }
}
