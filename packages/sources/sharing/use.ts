/** Observations about another account's use of a snapshot that is shared with it: no call can take a copy back. */
import { active, type Observed } from "@tocsin/core/alert/observation";
import { recorded } from "../cloudtrail.ts";
import { about, nameOf, type Shared } from "./resource.ts";
import type { Use } from "./schema.ts";

export function snapshotUsed(event: Use): Observed {
  const { detail, account: receiver } = event;
  const account = detail.recipientAccountId ?? receiver;
  const user = detail.userIdentity?.accountId ?? undefined;
  if (user === account) return { ignored: "informational" };
  const shared: Shared = {
    kind: "ebs-snapshot",
    account,
    region: detail.awsRegion,
    id: detail.serviceEventDetails.snapshotId,
  };
  const isCopy = detail.eventName === "SharedSnapshotCopyInitiated";
  const who = user === undefined ? "Another account" : `Account ${user}`;
  const did = isCopy ? "copies" : "made a volume of";
  return [
    active(event, {
      ...about("snapshot-use", shared, user ?? ""),
      // Only the other account's records name the caller.
      ...recorded(detail),
      severity: "HIGH",
      title: `${nameOf(shared)} is used by ${user === undefined ? "another account" : `account ${user}`}`,
      summary: `${who} ${did} ${nameOf(shared)}, which is shared with it: it keeps the data even if the snapshot is no longer shared.`,
      attributes: { foreignAccounts: user, use: isCopy ? "copy" : "volume" },
    }),
  ];
}
