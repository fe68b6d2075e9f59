/**
 * A key is known by its ARN. A caller may name it by its id, its ARN or an alias, and the documentation shows records whose Region is not
 * the key's: the ARN that the service itself wrote takes precedence.
 * https://docs.aws.amazon.com/kms/latest/developerguide/logging-using-cloudtrail.html
 */
import type { ConditionName } from "@tocsin/core/alert/condition";
import type { Identity } from "@tocsin/core/alert/identity";
import { consoleLink, formatArn, partitionOf } from "@tocsin/core/event/arn";
import { objectField } from "@tocsin/core/text/parse";
import * as v from "valibot";
import { parseRegionalArn } from "../fields.ts";

export interface Key {
  readonly arn: string;
  readonly partition: string;
  readonly account: string;
  readonly region: string;
  /** `1234abcd-…`; for a multi-Region key, whose replicas have the same id, `mrk-…`. */
  readonly id: string;
}

const ID = /^[A-Za-z0-9-]{1,128}$/;
const RESOURCE = /^key\/([A-Za-z0-9-]{1,128})$/;

/** Gives `undefined` if the text is not the ARN of a key; an alias has an ARN of its own. */
export function parseKeyArn(text: string): Key | undefined {
  const arn = parseRegionalArn(text, "kms");
  const id = RESOURCE.exec(arn?.resource ?? "")?.[1];
  if (arn === undefined || id === undefined) return undefined;
  return { arn: text, partition: arn.partition, account: arn.account, region: arn.region, id };
}

/** A field that holds the ARN of a key. */
export const keyArnField = v.pipe(
  v.string(),
  v.rawTransform<string, Key>(({ dataset, addIssue, NEVER }) => {
    const key = parseKeyArn(dataset.value);
    if (key !== undefined) return key;
    addIssue({ message: "expected the ARN of a key" });
    return NEVER;
  }),
);

const metadataField = v.nullish(objectField({ arn: v.nullish(v.string()) }));

/** Where the answer of a call may name the key that it is about. Before December 2022 most answers were null. */
export const answerFields = {
  keyId: v.nullish(v.string()),
  /** In the answers to CreateKey and ReplicateKey. */
  keyMetadata: metadataField,
  replicaKeyMetadata: metadataField,
};

export const resourcesField = v.nullish(v.array(objectField({ ARN: v.nullish(v.string()) })));

interface Names {
  readonly responseElements?: v.InferOutput<v.NullishSchema<v.ObjectSchema<typeof answerFields, undefined>, undefined>>;
  readonly resources?: v.InferOutput<typeof resourcesField>;
}

/** The key that the service itself names in a record: for a replication, the replica, although `resources` names the primary. */
export function keyByService({ responseElements, resources }: Names): Key | undefined {
  const places = [
    responseElements?.replicaKeyMetadata?.arn,
    responseElements?.keyMetadata?.arn,
    responseElements?.keyId,
    ...(resources ?? []).map(({ ARN }) => ARN),
  ];
  for (const place of places) {
    const key = place ? parseKeyArn(place) : undefined;
    if (key !== undefined) return key;
  }
  return undefined;
}

/** The key that a caller in `account` and `region` means by `keyId`; none for an alias, which may belong to another key by now. */
export function keyByCaller(keyId: string, account: string, region: string): Key | undefined {
  const named = parseKeyArn(keyId);
  if (named !== undefined || !ID.test(keyId)) return named;
  const partition = partitionOf(region);
  const arn = formatArn({ partition, service: "kms", region, account, resource: `key/${keyId}` });
  return { arn, partition, account, region, id: keyId };
}

/** https://docs.aws.amazon.com/kms/latest/developerguide/multi-region-keys-overview.html */
export function isMultiRegion({ id }: Key): boolean {
  return id.startsWith("mrk-");
}

/**
 * The fields that all statements about a key share.
 * @param discriminator the key's grant or key material that it is about, if there may be several.
 */
export function about<C extends ConditionName>(condition: C, key: Key, discriminator = "") {
  const { partition, account, region, arn, id } = key;
  const identity: Identity<C> = { condition, partition, account, region, resource: arn, discriminator };
  const link = consoleLink(region, `/kms/home?region=${region}#/kms/keys/${id}`);
  return { identity, reporter: "kms", resource: arn, link };
}
