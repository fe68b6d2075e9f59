/**
 * The things that can be shared: snapshots of volumes, machine images, snapshots of databases. The ARNs of the first two have no account.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html#amazonec2-resources-for-iam-policies
 */
import type { ConditionName } from "@tocsin/core/alert/condition";
import type { Identity } from "@tocsin/core/alert/identity";
import { consoleLink, formatArn, partitionOf } from "@tocsin/core/event/arn";

export type Kind = "ebs-snapshot" | "image" | "db-snapshot" | "db-cluster-snapshot";

export interface Shared {
  readonly kind: Kind;
  readonly account: string;
  readonly region: string;
  /** The service's id (`snap-…`, `ami-…`), or the name that its owner gave it. */
  readonly id: string;
}

export const SNAPSHOT_ID = /^snap-[0-9a-z]{1,64}$/;
/** If a service made the snapshot, its name begins with `rds:` or `awsbackup:`. */
export const DATABASE_SNAPSHOT_NAME = /^[A-Za-z][A-Za-z0-9:-]{0,254}$/;

/** As the subject of a sentence. */
export function nameOf({ kind, id }: Shared): string {
  return `${nouns[kind]} ${id}`;
}

const nouns: Readonly<Record<Kind, string>> = {
  "ebs-snapshot": "Snapshot",
  image: "Machine image",
  "db-snapshot": "Database snapshot",
  "db-cluster-snapshot": "Database cluster snapshot",
};

export function arnOf({ kind, account, region, id }: Shared): string {
  const partition = partitionOf(region);
  switch (kind) {
    case "ebs-snapshot":
      return formatArn({ partition, service: "ec2", region, account: "", resource: `snapshot/${id}` });
    case "image":
      return formatArn({ partition, service: "ec2", region, account: "", resource: `image/${id}` });
    case "db-snapshot":
      return formatArn({ partition, service: "rds", region, account, resource: `snapshot:${id}` });
    case "db-cluster-snapshot":
      return formatArn({ partition, service: "rds", region, account, resource: `cluster-snapshot:${id}` });
  }
}

const consolePaths: Readonly<Record<Kind, (region: string, id: string) => string>> = {
  "ebs-snapshot": (region, id) => `/ec2/home?region=${region}#SnapshotDetails:snapshotId=${id}`,
  image: (region, id) => `/ec2/home?region=${region}#ImageDetails:imageId=${id}`,
  "db-snapshot": (region) => `/rds/home?region=${region}#snapshots-list:`,
  "db-cluster-snapshot": (region) => `/rds/home?region=${region}#snapshots-list:`,
};

/** All statements are CloudTrail's records of calls. */
export const REPORTER = "cloudtrail";

/** The fields that all statements about something shared share. */
export function about<C extends ConditionName>(condition: C, shared: Shared, discriminator = "") {
  const { kind, account, region, id } = shared;
  const resource = arnOf(shared);
  const partition = partitionOf(region);
  const identity: Identity<C> = { condition, partition, account, region, resource, discriminator };
  return { identity, reporter: REPORTER, resource, link: consoleLink(region, consolePaths[kind](region, id)) };
}
