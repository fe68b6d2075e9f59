/**
 * The fields that a finding of a scan on demand must have. Anybody in the organization can write such an event, so the only texts that are
 * used are ids in a known form: not its title, description or advice.
 * https://docs.aws.amazon.com/inspector/latest/user/eventbridge-integration.html
 */
import { accountField } from "@tocsin/core/event/event";
import { objectField } from "@tocsin/core/text/parse";
import * as v from "valibot";
import { scoreField, wordField } from "../fields.ts";
import { findingArnField } from "../inspector/finding-arn.ts";
import type { EventOf } from "../source.ts";

/** `ami-0c0ffee0123456789`, or the ARN of something in EC2. */
const RESOURCE = /^(?:arn:aws[a-z-]{0,20}:ec2:[a-z0-9-]{0,30}:(?:\d{12})?:[a-z-]{1,32}\/)?[A-Za-z0-9-]{1,64}$/;

const resourceField = v.pipe(
  v.string(),
  v.check((id) => RESOURCE.test(id), "expected the id of an image, such as ami-0123456789abcdef0"),
);

/** CVE-2026-31337, GHSA-7h4x-p2q9-w6rm, ALAS2023-2026-512, RHSA-2026:1234. */
const VULNERABILITY = /^(?:[A-Z]{2,8}\d{0,4}-\d{4}[-:]\d{1,8}|GHSA(?:-[0-9a-z]{4}){3})$/;

const finding = v.object({
  "detail-type": v.literal("OnDemand AMI Scan Findings"),
  detail: v.object({
    awsAccountId: accountField,
    findingArn: findingArnField,
    severity: v.picklist(["INFORMATIONAL", "LOW", "MEDIUM", "HIGH", "CRITICAL", "UNTRIAGED"]),
    status: v.picklist(["ACTIVE", "SUPPRESSED", "CLOSED"]),
    resources: v.tupleWithRest([objectField({ id: resourceField })], v.unknown()),
    firstObservedAt: v.optional(v.unknown()),
    lastObservedAt: v.optional(v.unknown()),
    updatedAt: v.optional(v.unknown()),
    inspectorScore: v.nullish(scoreField(100)),
    epss: v.nullish(objectField({ score: v.nullish(scoreField(100)) })),
    fixAvailable: wordField("YES", "NO", "PARTIAL"),
    exploitAvailable: wordField("YES", "NO"),
    packageVulnerabilityDetails: v.nullish(
      objectField({
        vulnerabilityId: v.fallback(v.nullish(v.pipe(v.string(), v.regex(VULNERABILITY))), undefined),
      }),
    ),
  }),
});

export const schema = v.variant("detail-type", [finding]);

export type OnDemandFindingEvent = EventOf<typeof schema>;
