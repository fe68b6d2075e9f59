/** What is said when another account uses a snapshot that is shared with it: what it took, no call brings back. */
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
      // Whose call it was is in the records of the other account.
      ...recorded(detail),
      severity: "HIGH",
      title: `${nameOf(shared)} is used by ${user === undefined ? "another account" : `account ${user}`}`,
      summary: `${who} ${did} ${nameOf(shared)}, which is shared with it: it has what is in it, even when the snapshot is shared no more.`,
      attributes: { foreignAccounts: user, use: isCopy ? "copy" : "volume" },
    }),
  ];
}
