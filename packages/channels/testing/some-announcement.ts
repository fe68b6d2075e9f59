/** Announcements of every condition with all that its observations may hold, in texts as hostile as `parseAnnouncement` lets through. */
import { type ConditionName, conditions } from "@tocsin/core/alert/condition";
import { type AttributeKind, observables } from "@tocsin/core/alert/observable";
import { type AttributeValue, becauses } from "@tocsin/core/alert/observation";
import { severities } from "@tocsin/core/alert/severity";
import { type AlertView, endings, statuses } from "@tocsin/core/alert/view";
import { type Instant, instantOfEpoch } from "@tocsin/core/event/instant";
import type { Announcement } from "@tocsin/core/transition/announcement";
import { transitionKinds, transitionReasons } from "@tocsin/core/transition/transition";
import fc from "fast-check";
import { hostileText } from "./hostile.ts";

/** All but the drill, which is never announced. */
export const announcedConditions = (Object.keys(conditions) as ConditionName[]).filter((name) => name !== "drill");

const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const someInstant: fc.Arbitrary<Instant> = fc.integer({ min: 0, max: 253_402_300_799_999 }).map(instantOfEpoch);
const someAccount = fc.constantFrom("111122223333", "012345678901");

function valuesOf(kind: AttributeKind): fc.Arbitrary<readonly AttributeValue[]> {
  const value: fc.Arbitrary<AttributeValue> =
    kind === "text"
      ? fc.oneof(
          hostileText,
          fc.constantFrom("CVE-2026-12345", "GHSA-abcd-efgh-ijkl", "SensitiveData:S3Object/Financial"),
        )
      : kind === "number"
        ? fc.oneof(fc.integer({ min: 0 }), fc.double({ min: 0, max: 10, noNaN: true }))
        : kind === "flag"
          ? fc.boolean()
          : fc.constantFrom(...kind);
  return fc.array(value, { minLength: 1, maxLength: 10 });
}

const attributesOf = (condition: ConditionName): fc.Arbitrary<AlertView["attributes"]> =>
  fc
    .record(
      Object.fromEntries(
        Object.entries(observables[condition].attributes).map(([name, kind]) => [name, valuesOf(kind)]),
      ),
      { requiredKeys: [] },
    )
    .map((found) => found as AlertView["attributes"]);

const resource = fc.oneof(
  hostileText,
  fc.constantFrom(
    ...[
      "arn:aws:s3:::papers",
      "arn:aws:ec2:eu-west-1:111122223333:instance/i-0123456789abcdef0",
      "AWS account 111122223333",
    ],
    ...["arn:aws-cn:lambda:cn-north-1:111122223333:function:billing", `arn:aws:s3:::papers/${"k".repeat(1024)}`],
  ),
);

/** A view of one condition. */
export const viewOf = (condition: ConditionName): fc.Arbitrary<AlertView> =>
  fc.record({
    id: fc.uuid().map((id) => id.replaceAll("-", "")),
    condition: fc.constant(condition),
    status: fc.constantFrom(...statuses),
    severity: fc.constantFrom(...severities),
    partition: fc.constantFrom("aws", "aws-cn", "aws-us-gov", "aws-eusc"),
    account: someAccount,
    region: fc.constantFrom("eu-west-1", "us-gov-west-1", ""),
    resource,
    title: hostileText,
    summary: hostileText,
    remedy: hostileText,
    link: maybe(fc.oneof(hostileText, fc.webUrl())),
    deadline: maybe(someInstant),
    stepDays: maybe(fc.integer({ min: 0, max: 400 })),
    firstSeenAt: maybe(someInstant),
    lastSeenAt: maybe(someInstant),
    count: maybe(fc.integer({ min: 1 })),
    reporters: fc.array(hostileText, { maxLength: 5 }),
    attributes: attributesOf(condition),
    ended: maybe(fc.constantFrom(...endings)),
    because: maybe(fc.constantFrom(...becauses)),
    affected: maybe(
      fc.record({ resources: fc.array(resource, { minLength: 1, maxLength: 10 }), count: fc.integer({ min: 1 }) }),
    ),
    owner: maybe(hostileText),
    directory: maybe(
      fc.record({
        name: maybe(hostileText),
        ou: maybe(hostileText),
        environment: fc.oneof(fc.constant("unknown"), hostileText),
        contact: maybe(hostileText),
        tags: fc.dictionary(hostileText, hostileText, { maxKeys: 3 }),
      }),
    ),
  });

export const someView: fc.Arbitrary<AlertView> = fc.constantFrom(...announcedConditions).chain(viewOf);

/** An announcement of any alert. */
export const someAnnouncement: fc.Arbitrary<Announcement> = fc
  .record({
    alert: someView,
    version: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
    at: someInstant,
    saidAt: someInstant,
    kind: fc.constantFrom(...transitionKinds),
    reason: fc.constantFrom(...transitionReasons),
    quiet: fc.boolean(),
    severity: fc.constantFrom(...severities),
    decided: maybe(
      fc.record({ kind: fc.constant("acknowledge" as const), at: someInstant, by: hostileText, why: hostileText }),
    ),
  })
  .map((drawn) => ({
    format: "tocsin.announcement.v1",
    alertId: drawn.alert.id,
    to: { status: drawn.alert.status, severity: drawn.alert.severity },
    ...drawn,
  }));
