/**
 * A secret is known by its ARN, which ends in six random characters. Where a record holds the ARN depends on the event,
 * and a caller may name the secret by its ARN without those characters, or by its name alone.
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/whats-in-a-secret.html
 */

import type { ConditionName } from "@tocsin/core/alert/condition";
import type { Identity } from "@tocsin/core/alert/identity";
import { consoleLink, formatArn, partitionOf } from "@tocsin/core/event/arn";
import { objectField } from "@tocsin/core/text/parse";
import * as v from "valibot";
import { parseRegionalArn } from "../fields.ts";

export interface Secret {
  readonly arn: string;
  readonly partition: string;
  readonly account: string;
  readonly region: string;
  readonly name: string;
}

/**
 * The characters that AWS allows in a name, and the `!` in the names of its own secrets.
 * https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html
 */
const NAME = /^[\w/+=.@!-]{1,600}$/;
const RESOURCE = /^secret:([\w/+=.@!-]{1,600})$/;
const RANDOM_END = /-[A-Za-z0-9]{6}$/;

/** Gives `undefined` if the text is not the ARN of a secret. */
function parseSecretArn(text: string): Secret | undefined {
  const arn = parseRegionalArn(text, "secretsmanager");
  const name = RESOURCE.exec(arn?.resource ?? "")?.[1];
  if (arn === undefined || name === undefined) return undefined;
  return { arn: text, partition: arn.partition, account: arn.account, region: arn.region, name };
}

/** A field that holds the ARN of a secret as the service writes it, with its random end. */
export const secretField = v.pipe(
  v.string(),
  v.rawTransform<string, Secret>(({ dataset, addIssue, NEVER }) => {
    const secret = parseFullArn(dataset.value);
    if (secret !== undefined) return secret;
    addIssue({ message: "expected the ARN of a secret" });
    return NEVER;
  }),
);

/**
 * The service answers with the whole ARN. If the ARN there is invalid, the caller's name must not replace it: the name alone would be
 * another alert.
 */
const answeredArn = v.nullish(
  v.pipe(
    v.string(),
    v.check((text) => text === "" || parseSecretArn(text) !== undefined, "expected the ARN of a secret"),
  ),
);

/** `aRN` before February 2024. https://repost.aws/knowledge-center/secrets-manager-arn */
export const answerFields = { arn: answeredArn, aRN: answeredArn };

/** The places where a CloudTrail record may name its secret, all of them optional. */
export const namingFields = {
  requestID: v.nullish(v.string()),
  additionalEventData: v.nullish(objectField({ SecretId: v.nullish(v.string()), ARN: v.nullish(v.string()) })),
  serviceEventDetails: v.nullish(objectField({ secretId: v.nullish(v.string()) })),
  responseElements: v.nullish(objectField(answerFields)),
  resources: v.nullish(v.array(objectField({ ARN: v.nullish(v.string()) }))),
};

type Names = v.InferOutput<v.ObjectSchema<typeof namingFields, undefined>>;

/** The secret that the service itself names in a record. */
export function secretByService(record: Names): Secret | undefined {
  const places = [
    record.responseElements?.arn,
    record.responseElements?.aRN,
    ...placesOf(record).map(({ text }) => text),
    ...(record.resources ?? []).map(({ ARN }) => ARN),
    arnInRequestId(record.requestID ?? ""),
  ];
  for (const place of places) {
    const secret = place ? parseFullArn(place) : undefined;
    if (secret !== undefined) return secret;
  }
  return undefined;
}

interface NamingPlace {
  readonly path: readonly [string, string];
  readonly text: string | null | undefined;
}

function placesOf({ additionalEventData, serviceEventDetails }: Names): readonly NamingPlace[] {
  return [
    { path: ["additionalEventData", "SecretId"], text: additionalEventData?.SecretId },
    { path: ["additionalEventData", "ARN"], text: additionalEventData?.ARN },
    { path: ["serviceEventDetails", "secretId"], text: serviceEventDetails?.secretId },
  ];
}

/** In a record without a secret, the place that tries to name one; nothing if there is none. */
export function namelessPlace(record: Names): NamingPlace["path"] | undefined {
  return placesOf(record).find(({ text }) => Boolean(text))?.path;
}

/** The secret that a caller in `account` and `region` calls `secretId`. */
export function secretByCaller(secretId: string, account: string, region: string): Secret | undefined {
  return parseSecretArn(secretId) ?? secretNamed(secretId, account, region);
}

/** An ARN from the service ends in the random characters, which are not part of the name. */
export function parseFullArn(text: string): Secret | undefined {
  const secret = parseSecretArn(text);
  return secret && { ...secret, name: secret.name.replace(RANDOM_END, "") };
}

/** `Rotation-<arn>-<uuid>`, `SecretDeleteMessage:<arn>:<time>:Forced`. */
const REQUEST_ID =
  /^[A-Za-z]+[-:](arn:[\w-]+:secretsmanager:[\w-]+:\d{12}:secret:[\w/+=.@!-]+?)(?:-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|:.*)?$/;

function arnInRequestId(requestId: string): string | undefined {
  return REQUEST_ID.exec(requestId)?.[1];
}

/**
 * The nearest thing to an ARN that a bare name gives. Without the random end it is another identity: if one record only has the name (a
 * DeleteSecret without a response) and a later one the whole ARN (its RestoreSecret), these are two alerts, and the second record does not
 * end the first alert. They cannot be joined: the name does not tell the random end, and the ARN does not tell the name for certain, which
 * may itself end in a hyphen and six characters.
 */
function secretNamed(name: string, account: string, region: string): Secret | undefined {
  if (!NAME.test(name)) return undefined;
  const partition = partitionOf(region);
  const arn = formatArn({ partition, service: "secretsmanager", region, account, resource: `secret:${name}` });
  return { arn, partition, account, region, name };
}

/**
 * A service of AWS names its secrets `rds!…`, `events!connection/…`; nobody else can use the exclamation mark.
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/service-linked-secrets.html
 */
export function isManaged({ name }: Secret): boolean {
  return name.includes("!");
}

/** The replica of a secret has the same ARN except for the Region. */
export function replicaOf(secret: Secret, region: string): Secret {
  const { partition, account } = secret;
  const resource = secret.arn.split(":").slice(5).join(":");
  return { ...secret, region, arn: formatArn({ partition, service: "secretsmanager", region, account, resource }) };
}

/** The fields that all statements about a secret share. */
export function about<C extends ConditionName>(condition: C, secret: Secret, reporter = "secretsmanager") {
  const { partition, account, region, arn, name } = secret;
  const identity: Identity<C> = { condition, partition, account, region, resource: arn, discriminator: "" };
  const link = consoleLink(region, `/secretsmanager/secret?name=${encodeURIComponent(name)}&region=${region}`);
  return { identity, reporter, resource: arn, link };
}
