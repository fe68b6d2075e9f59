/**
 * The names of the things that an alert is about. Two alerts are related if both name the same thing: for example, a secret is exposed, its
 * rotation fails, and the deletion of its key is the reason.
 */
import { type Arn, formatArn, type Location, parseArn } from "../event/arn.ts";
import type { AlertView } from "./view.ts";

export interface Relations {
  /** The alert's resource; nothing if that is a whole account, whose alerts can be listed anyway. */
  readonly resource: string | undefined;
  /** What else it names, in order: keys, credentials, and resources that are affected with it. At most `RELATIONS_LIMIT`. */
  readonly others: readonly string[];
}

/** Each is an item of the table as long as the alert is open. */
export const RELATIONS_LIMIT = 8;

/** What relations are made of. */
export type Related = Location & Pick<AlertView, "resource" | "affected" | "attributes">;

/** Depends on the view alone. */
export function relationsOf(alert: Related): Relations {
  const { resource, affected, attributes } = alert;
  const [own, ...parts] = thingsIn(resource);
  const named = Object.entries(naming).flatMap(([attribute, nameOf]) =>
    (attributes[attribute] ?? []).flatMap((value) => nameOf(String(value), alert) ?? []),
  );
  const others = new Set([...parts, ...(affected?.resources ?? []).flatMap(thingsIn), ...named.flatMap(thingsIn)]);
  others.delete(own ?? "");
  return { resource: own, others: [...others].sort().slice(0, RELATIONS_LIMIT) };
}

type NameOf = (value: string, location: Location) => string | undefined;

/**
 * The attributes that name another thing than the alert's resource, for every condition. `principal` is not among them: it may also be the
 * name of a Kubernetes or database user, and for an IAM identity the resource is the ARN.
 */
export const naming = {
  key: keyArn,
  accessKeyId: (value) => (isAccessKeyId(value) ? value : undefined),
  userName: (value, { partition, account }) =>
    formatArn({ partition, service: "iam", region: "", account, resource: `user/${value}` }),
  bucket: (value, { partition }) => formatArn({ partition, service: "s3", region: "", account: "", resource: value }),
  rotationFunction: (value, { partition, account, region }) =>
    formatArn({ partition, service: "lambda", region, account, resource: `function:${value}` }),
} as const satisfies Readonly<Record<string, NameOf>>;

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids */
export function isAccessKeyId(text: string): boolean {
  return /^A[KS]IA[A-Z0-9]{12,124}$/.test(text);
}

const KEY_ID = /^(?:mrk-[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** An alias is ignored: it may stand for another key tomorrow. */
function keyArn(value: string, { partition, account, region }: Location): string | undefined {
  if (KEY_ID.test(value)) return formatArn({ partition, service: "kms", region, account, resource: `key/${value}` });
  const arn = parseArn(value);
  return arn?.service === "kms" && arn.resource.startsWith("key/") ? value : undefined;
}

/** A thing under the name that all its reporters can know, and the thing that contains it. */
function thingsIn(name: string): readonly string[] {
  const arn = parseArn(name);
  if (arn === undefined) return name === "" ? [] : [name];
  switch (arn.service) {
    case "iam":
      return identityOf(arn);
    case "sts":
      return roleOfSession(arn);
    case "lambda":
      return [withoutVersion(arn)];
    case "ecr":
      return [repositoryOf(arn)];
    case "s3":
      return [name, ...bucketOf(arn)];
    default:
      return [name];
  }
}

/** An identity's name is unique within the account, and not every reporter knows its path. */
function identityOf(arn: Arn): readonly string[] {
  const [kind = "", ...path] = arn.resource.split("/");
  const name = path.at(-1);
  return name === undefined ? [] : [formatArn({ ...arn, resource: `${kind}/${name}` })];
}

/** `assumed-role/<role>/<session>` */
function roleOfSession(arn: Arn): readonly string[] {
  const [kind, role] = arn.resource.split("/");
  const isRole = kind === "assumed-role" && role !== undefined;
  return [formatArn(isRole ? { ...arn, service: "iam", resource: `role/${role}` } : arn)];
}

/** `function:<name>:<version>` */
function withoutVersion(arn: Arn): string {
  const [kind, name, version] = arn.resource.split(":");
  return formatArn(kind === "function" && version !== undefined ? { ...arn, resource: `${kind}:${name}` } : arn);
}

/** `repository/<name>/sha256:…`: a repository has many images, and the one that an alert shows changes. */
function repositoryOf(arn: Arn): string {
  return formatArn({ ...arn, resource: arn.resource.replace(/\/sha256:[0-9a-f]+$/, "") });
}

function bucketOf(arn: Arn): readonly string[] {
  const [bucket = "", key] = arn.resource.split("/");
  return arn.account === "" && key !== undefined ? [formatArn({ ...arn, resource: bucket })] : [];
}
