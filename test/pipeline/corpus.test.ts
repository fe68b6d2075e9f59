/**
 * What each real event that a source takes must give. The table is written from what the services' documentation says of
 * the events, not from what the code made of them.
 */

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { defaultPolicy } from "@tocsin/core/policy/parse-policy";
import { defaultWorld } from "@tocsin/core/policy/world";
import { systemTomorrow } from "@tocsin/lambda/runtime/system-clock";
import { compileRules } from "@tocsin/sources/registry";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { type Explanation, explainInput } from "../../packages/cli/commands/explain.ts";
import { readInputs } from "../../packages/cli/input/read.ts";
import { corpusDirectory, corpusFiles, hasCorpus } from "../support/corpus.ts";
import { inDirectory, tocsin } from "../support/terminal.ts";
import { type Case, securityHubCases } from "./corpus-security-hub.ts";

const cases: readonly Case[] = [
  ...securityHubCases,
  [
    "acm/awsdocs__aws-certificate-user-guide__event-lambda-response",
    "observed",
    "certificate-expiry active LOW",
    "31 days are left: more than the 30 of the next step",
  ],
  ["acm/c2hans__aws-docs__approaching-expiration", "observed", "certificate-expiry active LOW", "the daily warning"],
  [
    "acm/c2hans__aws-docs__available-renewal",
    "observed",
    "certificate-expiry cleared renewed",
    "Available with Action RENEWAL resolves",
  ],
  [
    "acm/c2hans__aws-docs__renewal-action-required",
    "observed",
    "certificate-expiry active MEDIUM",
    "a failed renewal attempt raises",
  ],
  [
    "acm/awsdocs__aws-certificate-user-guide__acm-supported-actions",
    "ignored",
    "no-rule-matches",
    "ExportCertificate changes no condition",
  ],
  [
    "bare/cloudtrail-acm/awsdocs__aws-certificate-user-guide__deletecertificate",
    "observed",
    "certificate-expiry cleared deleted, certificate-revoked cleared deleted",
    "a deleted certificate can expire no more",
  ],
  [
    "bare/cloudtrail-acm/awsdocs__aws-certificate-user-guide__importcertificate",
    "ignored",
    "no-rule-matches",
    "the native Available event tells of a re-import",
  ],
  [
    "bare/cloudtrail-acm/awsdocs__aws-certificate-user-guide__requestcertificate",
    "ignored",
    "no-rule-matches",
    "a request changes no condition",
  ],
  ["config/cloud-custodian", "ignored", "no-rule-matches", "another Config rule than the certificates'"],
  [
    "ssm/awsdocs__aws-systems-manager-user-guide__monitoring-systems-manager-event-exa-parameter-store-change-string-create",
    "observed",
    "parameter-expiry cleared renewed, parameter-unchanged cleared renewed, parameter-expired cleared renewed",
    "a new parameter is neither expired nor unchanged",
  ],
  [
    "ssm/awsdocs__aws-systems-manager-user-guide__monitoring-systems-manager-event-exa-parameter-store-change-string-update",
    "observed",
    "parameter-unchanged cleared fixed, parameter-expiry remark unconfirmed",
    "an update resets NoChangeNotification, and may set policies that its event does not show",
  ],
  [
    "ssm/awsdocs__aws-systems-manager-user-guide__monitoring-systems-manager-event-exa-parameter-store-change-string-delete",
    "observed",
    "parameter-expiry cleared deleted, parameter-unchanged cleared deleted",
    "what is gone can expire no more",
  ],
  [
    "ssm/awsdocs__aws-systems-manager-user-guide__parameter-store-ec2-aliases",
    "ignored",
    "no-rule-matches",
    "its `exception` says that the parameter was not created",
  ],
  [
    "secretsmanager/c2hans__aws-docs__secret-label-updated",
    "observed",
    "secret-rotation cleared fixed",
    "AWSCURRENT moved: the value did change",
  ],
  [
    "bare/cloudtrail-secretsmanager/awsdocs__aws-secrets-manager-docs__rotationfailed",
    "observed",
    "secret-rotation active HIGH",
    "errorMessage without errorCode is a failed rotation, not a failed call",
  ],
  [
    "bare/cloudtrail-secretsmanager/siagholami__aws-documentation__deletesecret",
    "observed",
    "secret-deletion remark attributed, secret-deletion active HIGH",
    "scheduled, with a deadline",
  ],
  [
    "bare/cloudtrail-secretsmanager/siagholami__aws-documentation__createsecret",
    "ignored",
    "no-rule-matches",
    "a new secret is no condition",
  ],
  [
    "bare/cloudtrail-secretsmanager/airbnb__streamalert__putresourcepolicy",
    "observed",
    "secret-exposure active CRITICAL",
    "principal * without a condition",
  ],
  [
    "bare/cloudtrail-secretsmanager/panther-labs__panther-analysis__putresourcepolicy-aws-resource-made-public-2",
    "observed",
    "secret-exposure active MEDIUM",
    "confined to an organization, which need not be ours",
  ],
  [
    "bare/cloudtrail-secretsmanager/panther-labs__panther-analysis__putresourcepolicy-aws-resource-made-public.json",
    "refused",
    "is neither an event nor anything else that is read: it has no source, detail-type or detail",
    "a record that was cut down",
  ],
  [
    "guardduty/cloud-custodian__cloud-custodian__ec2-duty-event",
    "observed",
    "threat active INFORMATIONAL",
    "a [SAMPLE] is shown as one",
  ],
  [
    "guardduty/cloud-custodian__cloud-custodian__iam-duty-event",
    "observed",
    "threat active INFORMATIONAL",
    "a [SAMPLE] is shown as one",
  ],
  [
    "guardduty/OluOlus__guardduty-sentinel-integration",
    "observed",
    "threat active INFORMATIONAL",
    "a [SAMPLE] is shown as one",
  ],
  [
    "guardduty/terraform-aws-modules",
    "observed",
    "malware active HIGH, failed-scan cleared fixed",
    "THREATS_FOUND, and the object was scanned",
  ],
  ["guardduty/airbnb__streamalert", "refused", "detail.accountId: is missing", "an empty detail"],
  ["guardduty/SumoLogic", "ignored", "no-rule-matches", "the CloudTrail call that makes samples is no finding"],
  [
    "guardduty/blu371ck",
    "refused",
    "account: expected an account id of 12 digits",
    "not EventBridge's form: PascalCase, and an account that is none",
  ],
  [
    "bare/cloudtrail-guardduty/airbnb__streamalert__deletedetector",
    "observed",
    "protection-gap active CRITICAL",
    "no detector, no findings",
  ],
  [
    "bare/cloudtrail-guardduty/airbnb__streamalert__updatedetector",
    "observed",
    "protection-gap active CRITICAL",
    "`enable: false` switches it off",
  ],
  ["bare/cloudtrail-guardduty/splunk", "ignored", "no-rule-matches", "the call failed"],
  [
    "bare/cloudtrail-cloudtrail/airbnb__streamalert__stoplogging",
    "observed",
    "protection-gap active CRITICAL",
    "a trail that is stopped logs nothing",
  ],
  [
    "bare/cloudtrail-cloudtrail/airbnb__streamalert__updatetrail",
    "observed",
    "protection-gap cleared fixed, protection-gap cleared fixed",
    "all Regions and log file validation: a trail that was narrowed is whole again",
  ],
  [
    "bare/cloudtrail-cloudtrail/panther-labs__panther-analysis__deletetrail-aws-security-configuration-change.json",
    "observed",
    "protection-gap active CRITICAL, protection-gap cleared deleted, protection-gap cleared deleted, protection-gap cleared deleted, protection-gap cleared deleted, protection-gap cleared deleted",
    "a trail that is deleted logs nothing, and what it was narrowed in is gone with it",
  ],
  [
    "bare/cloudtrail-cloudtrail/panther-labs__panther-analysis__deletetrail-aws-security-configuration-change-2",
    "ignored",
    "no-rule-matches",
    "the call failed",
  ],
  [
    "bare/cloudtrail-cloudtrail/panther-labs__panther-analysis__puteventselectors",
    "observed",
    "protection-gap active CRITICAL",
    "`includeManagementEvents: false` in the only selector",
  ],
  [
    "bare/cloudtrail-cloudtrail/panther-labs__panther-analysis__stoplogging-aws-cloudtrail-stopped.json",
    "observed",
    "protection-gap active CRITICAL",
    "a trail that is named by its ARN",
  ],
  [
    "bare/cloudtrail-cloudtrail/splunk__security_content__deletetrail",
    "observed",
    "protection-gap active CRITICAL, protection-gap cleared deleted, protection-gap cleared deleted, protection-gap cleared deleted, protection-gap cleared deleted, protection-gap cleared deleted",
    "a trail that is deleted logs nothing, and what it was narrowed in is gone with it",
  ],
  [
    "bare/cloudtrail-cloudtrail/splunk__security_content__stoplogging",
    "observed",
    "protection-gap active CRITICAL",
    "a trail that is stopped logs nothing",
  ],
  [
    "bare/cloudtrail-cloudtrail/splunk__security_content__updatetrail",
    "observed",
    "protection-gap cleared fixed, protection-gap cleared fixed",
    "all Regions and global services: a trail that was narrowed is whole again",
  ],
  [
    "bare/cloudtrail-config/airbnb__streamalert__stopconfigurationrecorder",
    "observed",
    "protection-gap active HIGH",
    "a recorder that is stopped records nothing",
  ],
  [
    "bare/cloudtrail-config/awsdocs__aws-config-developer-guide__stopconfigurationrecorder",
    "observed",
    "protection-gap active HIGH",
    "a recorder that is stopped records nothing",
  ],
  [
    "bare/cloudtrail-config/awsdocs__aws-config-developer-guide__deletedeliverychannel",
    "observed",
    "protection-gap active MEDIUM",
    "what is recorded is delivered nowhere",
  ],
  [
    "bare/cloudtrail-config/panther-labs__panther-analysis__deletedeliverychannel-aws-config-service-created",
    "observed",
    "protection-gap active MEDIUM",
    "what is recorded is delivered nowhere",
  ],
  ["bare/guardduty/OluOlus", "observed", "threat active INFORMATIONAL", "a finding as it is exported, and a [SAMPLE]"],
  [
    "bare/guardduty/aws-samples__amazon-guardduty-automated-response-sample__finding-canary",
    "observed",
    "threat active MEDIUM",
    "a finding as it is exported to S3",
  ],
  [
    "bare/guardduty/aws-samples__amazon-guardduty-automated-response-sample__finding-pentest",
    "observed",
    "threat remark archived",
    "an archived one",
  ],
  [
    "bare/guardduty/aws-samples__amazon-guardduty-automated-response-sample__finding-recon",
    "observed",
    "threat remark archived",
    "an archived one",
  ],
  [
    "bare/guardduty/panther-labs__panther-analysis__finding-attacksequence-iam",
    "observed",
    "threat active CRITICAL",
    "an attack sequence",
  ],
  [
    "bare/guardduty/panther-labs__panther-analysis__finding-attacksequence-s3",
    "observed",
    "threat active INFORMATIONAL",
    "a sample of one",
  ],
  [
    "bare/guardduty/blu371ck__GuardDuty-SOAR__finding-pascalcase-exfiltration",
    "refused",
    "account: expected an account id of 12 digits",
    "as GetFindings gives it, of an account with 13",
  ],
  [
    "bare/guardduty/blu371ck__GuardDuty-SOAR__finding-pascalcase-unauthorizedaccess-ec2-tor",
    "refused",
    "account: expected an account id of 12 digits",
    "the same",
  ],
  [
    "bare/inspector2/DefectDojo__django-DefectDojo__finding-code-vulnerability-high",
    "observed",
    "vulnerability active HIGH",
    "a finding as ListFindings gives it",
  ],
  [
    "bare/inspector2/DefectDojo__django-DefectDojo__finding-package-vulnerability-critical-active",
    "observed",
    "vulnerability active CRITICAL",
    "a finding as ListFindings gives it",
  ],
  [
    "bare/inspector2/DefectDojo__django-DefectDojo__finding-package-vulnerability-high-active",
    "observed",
    "vulnerability active HIGH",
    "a finding as ListFindings gives it",
  ],
  [
    "bare/inspector2/DefectDojo__django-DefectDojo__finding-package-vulnerability-high-active-3",
    "ignored",
    "not-its-to-say",
    "its function is in another account than the finding, since somebody has made account ids up",
  ],
  [
    "bare/inspector2/DefectDojo__django-DefectDojo__finding-package-vulnerability-medium-active",
    "observed",
    "vulnerability active MEDIUM",
    "a finding as ListFindings gives it",
  ],
  [
    "bare/inspector2/DefectDojo__django-DefectDojo__finding-package-vulnerability-low-active",
    "observed",
    "vulnerability active LOW",
    "a finding as ListFindings gives it",
  ],
  [
    "bare/inspector2/DefectDojo__django-DefectDojo__finding-package-vulnerability-medium-closed",
    "observed",
    "vulnerability cleared fixed",
    "CLOSED",
  ],
  [
    "bare/inspector2/DefectDojo__django-DefectDojo__finding-package-vulnerability-untriaged",
    "observed",
    "vulnerability active MEDIUM",
    "not yet rated is not the same as mild",
  ],
  [
    "bare/inspector2/cloud-custodian__cloud-custodian__finding-package-vulnerability-high",
    "observed",
    "vulnerability active HIGH",
    "a finding as ListFindings gives it",
  ],
  [
    "bare/inspector2/cloud-custodian__cloud-custodian__finding-package-vulnerability-medium",
    "observed",
    "vulnerability active MEDIUM",
    "a finding as ListFindings gives it",
  ],
  [
    "bare/inspector2/cloud-custodian__cloud-custodian__finding-package-vulnerability-low",
    "observed",
    "vulnerability active LOW",
    "a finding as ListFindings gives it",
  ],
  [
    "inspector2/awsdocs__amazon-ecr-user-guide__image-scanning-enhanced-inspector2-finding",
    "observed",
    "vulnerability active MEDIUM",
    "an active finding on an image",
  ],
  [
    "inspector2/c2hans__aws-docs__code-vulnerability",
    "observed",
    "vulnerability active CRITICAL",
    "a code finding has no score",
  ],
  [
    "inspector2/c2hans__aws-docs__network-reachability",
    "observed",
    "vulnerability active MEDIUM",
    "a network finding has no score",
  ],
  [
    "inspector2/c2hans__aws-docs__package-vulnerability-ec2-closed",
    "observed",
    "vulnerability cleared fixed",
    "CLOSED findings are sent too",
  ],
  [
    "inspector2/awsdocs__amazon-ecr-user-guide__image-scanning-enhanced-inspector2-scan",
    "ignored",
    "no-rule-matches",
    "a finished scan is no condition",
  ],
  ["inspector2/c2hans__aws-docs__scan-initial", "ignored", "no-rule-matches", "a finished scan is no condition"],
  [
    "macie/c2hans__aws-docs__policy-block-public-access",
    "observed",
    "bucket-posture active INFORMATIONAL",
    "a sample is shown as one",
  ],
  [
    "macie/siagholami__aws-documentation__eventtypes-macie-alert",
    "ignored",
    "no-rule-matches",
    "Macie Classic is history",
  ],
  [
    "bare/cloudtrail-shield/awsdocs__aws-waf-and-shield-advanced-developer-guide__deleteprotection-logging-using-cloudtrail",
    "observed",
    "protection-gap active HIGH",
    "a protection of Shield is deleted",
  ],
  [
    "bare/cloudtrail-shield/siagholami__aws-documentation__deleteprotection-logging-using-cloudtrail",
    "observed",
    "protection-gap active HIGH",
    "a protection of Shield is deleted",
  ],
  [
    "bare/cloudtrail-wafv2/awsdocs__aws-waf-and-shield-advanced-developer-guide__createwebacl-logging-using-cloudtrail",
    "observed",
    "protection-gap cleared fixed, protection-gap cleared fixed",
    "a web ACL is made, with a rule",
  ],
  [
    "bare/cloudtrail-wafv2/awsdocs__aws-waf-and-shield-advanced-developer-guide__deletewebacl-logging-using-cloudtrail",
    "observed",
    "protection-gap active MEDIUM, protection-gap cleared deleted",
    "a web ACL is deleted, and its rules with it",
  ],
  [
    "bare/cloudtrail-wafv2/awsdocs__aws-waf-and-shield-advanced-developer-guide__updatewebacl-logging-using-cloudtrail",
    "observed",
    "protection-gap cleared fixed",
    "a web ACL has a rule",
  ],
  [
    "bare/cloudtrail-wafv2/panther-labs__panther-analysis__disassociatewebacl-aws-waf-disassociation",
    "observed",
    "protection-gap active HIGH",
    "a load balancer loses its web ACL",
  ],
  [
    "cloudfront/cloud-custodian__cloud-custodian__event-cloud-trail-update-distributio-aws-api-call-via-cloudtrail-updatedistribution",
    "observed",
    "protection-gap cleared fixed, protection-gap cleared fixed",
    "a distribution has a web ACL",
  ],
  [
    "health/aws__aws-health-tools__readme-aws-health-event-aws-risk-credentials-exposed",
    "observed",
    "exposed-credentials active CRITICAL",
    "an access key of the account lies in public, by an event of the old form",
  ],
  [
    "bare/cloudtrail-ec2/airbnb__streamalert__modifyimageattribute-cloudtrail-snapshot-or-ami-made-public-2",
    "observed",
    "image-exposure active CRITICAL",
    "the group all is everyone",
  ],
  [
    "bare/cloudtrail-ec2/airbnb__streamalert__modifyimageattribute-cloudtrail-snapshot-or-ami-made-public.json",
    "observed",
    "image-exposure cleared fixed",
    "the group all is removed",
  ],
  [
    "bare/cloudtrail-ec2/airbnb__streamalert__modifysnapshotattribute-cloudtrail-snapshot-or-ami-made-public",
    "observed",
    "snapshot-exposure active CRITICAL",
    "the group all is everyone",
  ],
  [
    "bare/cloudtrail-ec2/panther-labs__panther-analysis__modifyimageattribute-aws-ami-modified-for-public-access-2",
    "ignored",
    "informational",
    "EC2 documents no group but all",
  ],
  [
    "bare/cloudtrail-ec2/panther-labs__panther-analysis__modifyimageattribute-aws-ami-modified-for-public-access-3",
    "ignored",
    "informational",
    "another attribute than the launch permission",
  ],
  [
    "bare/cloudtrail-ec2/panther-labs__panther-analysis__modifyimageattribute-aws-ami-modified-for-public-access-4",
    "ignored",
    "no-rule-matches",
    "a call that was denied",
  ],
  [
    "bare/cloudtrail-ec2/panther-labs__panther-analysis__modifyimageattribute-aws-ami-modified-for-public-access.json",
    "observed",
    "image-exposure active CRITICAL",
    "the group all is everyone",
  ],
  [
    "bare/cloudtrail-ec2/panther-labs__panther-analysis__modifysnapshotattribute-aws-snapshot-made-public-2",
    "ignored",
    "informational",
    "EC2 documents no group but all",
  ],
  [
    "bare/cloudtrail-ec2/panther-labs__panther-analysis__modifysnapshotattribute-aws-snapshot-made-public-3",
    "ignored",
    "no-rule-matches",
    "a call that failed",
  ],
  [
    "bare/cloudtrail-ec2/panther-labs__panther-analysis__modifysnapshotattribute-aws-snapshot-made-public.json",
    "observed",
    "snapshot-exposure active CRITICAL",
    "the group all is everyone",
  ],
  [
    "bare/cloudtrail-ec2/splunk__security_content__modifyimageattribute",
    "observed",
    "image-exposure active HIGH",
    "another account may launch it",
  ],
  [
    "bare/cloudtrail-ec2/splunk__security_content__modifysnapshotattribute",
    "observed",
    "snapshot-exposure active HIGH, snapshot-use remark attributed",
    "another account may use it, and who shared it is behind what it does",
  ],
  [
    "bare/cloudtrail-rds/airbnb__streamalert__modifydbclustersnapshotattribute-cloudtrail-snapshot-or-ami-made-public-2",
    "observed",
    "snapshot-exposure active CRITICAL",
    "the answer lists all",
  ],
  [
    "bare/cloudtrail-rds/airbnb__streamalert__modifydbclustersnapshotattribute-cloudtrail-snapshot-or-ami-made-public.json",
    "observed",
    "snapshot-exposure active HIGH",
    "the answer lists another account",
  ],
  [
    "bare/cloudtrail-rds/panther-labs__panther-analysis__modifydbsnapshotattribute",
    "observed",
    "snapshot-exposure active HIGH",
    "the answer lists another account",
  ],
  [
    "bare/cloudtrail-ec2/panther-labs__panther-analysis__disableebsencryptionbydefault",
    "refused",
    "is neither an event nor anything else that is read: it has no source, detail-type or detail",
    "a record that was cut down",
  ],
  [
    "ec2/airbnb__streamalert__cloudtrail-ec2-image-creation-aws-api-call-via-cloudtrail-createimage",
    "ignored",
    "no-rule-matches",
    "a new image is shared with nobody",
  ],
  [
    "ec2/airbnb__streamalert__cloudtrail-ec2-image-creation-aws-api-call-via-cloudtrail-modifyimageattribute",
    "observed",
    "image-exposure active CRITICAL",
    "the group all is everyone",
  ],
  [
    "bare/cloudtrail-s3/airbnb__streamalert__putbucketpolicy",
    "observed",
    "bucket-exposure active CRITICAL, bucket-exposure cleared fixed",
    "principal * without a condition, and no other account by name",
  ],
  [
    "bare/cloudtrail-s3/airbnb__streamalert__putbucketpublicaccessblock",
    "refused",
    "detail.requestParameters.bucketName: expected the name of a bucket",
    "a record whose names were taken out",
  ],
  ["bare/cloudtrail-s3/brexhq__substation__putbucketpolicy", "refused", "id: is missing", "a record that was cut down"],
  [
    "bare/cloudtrail-s3/panther-labs__panther-analysis__deletebucketencryption-aws-s3-delete-bucket-encryption-2",
    "ignored",
    "no-rule-matches",
    "a call that was denied",
  ],
  [
    "bare/cloudtrail-s3/panther-labs__panther-analysis__deletebucketencryption-aws-s3-delete-bucket-encryption.json",
    "observed",
    "bucket-encryption active MEDIUM",
    "reset to S3's own key, which is no lack of encryption",
  ],
  [
    "bare/cloudtrail-s3/panther-labs__panther-analysis__deletebucketencryption-aws-s3-disable-mfa-delete",
    "observed",
    "bucket-encryption active MEDIUM",
    "reset to S3's own key, which is no lack of encryption",
  ],
  [
    "bare/cloudtrail-s3/panther-labs__panther-analysis__deletebucketpublicaccessblock-aws-s3-delete-public-access-block-2",
    "ignored",
    "no-rule-matches",
    "a call that was denied",
  ],
  [
    "bare/cloudtrail-s3/panther-labs__panther-analysis__deletebucketpublicaccessblock-aws-s3-delete-public-access-block.json",
    "observed",
    "public-access-block active HIGH",
    "all four flags are off without it",
  ],
  [
    "bare/cloudtrail-s3/panther-labs__panther-analysis__deletebucketreplication-aws-s3-delete-bucket-replication-2",
    "ignored",
    "no-rule-matches",
    "a call that was denied",
  ],
  [
    "bare/cloudtrail-s3/panther-labs__panther-analysis__deletebucketreplication-aws-s3-delete-bucket-replication.json",
    "observed",
    "replication-exposure cleared fixed, replication-gap cleared fixed",
    "what is replicated nowhere goes to no other account",
  ],
  [
    "bare/cloudtrail-s3/panther-labs__panther-analysis__putbucketacl-aws-s3-bucket-policy-modified-2",
    "ignored",
    "no-rule-matches",
    "a call that was denied",
  ],
  [
    "bare/cloudtrail-s3/panther-labs__panther-analysis__putbucketacl-aws-s3-bucket-policy-modified.json",
    "observed",
    "bucket-exposure cleared fixed, bucket-exposure cleared fixed",
    "the canned list private lets in neither strangers nor others",
  ],
  [
    "bare/cloudtrail-s3/panther-labs__panther-analysis__putbucketencryption-aws-s3-delete-bucket-encryption",
    "observed",
    "bucket-encryption active LOW",
    "the record does not show the algorithm",
  ],
  [
    "bare/cloudtrail-s3/panther-labs__panther-analysis__putbucketpolicy-aws-resource-made-public-2",
    "observed",
    "bucket-exposure active CRITICAL, bucket-exposure cleared fixed",
    "principal * without a condition, and no other account by name",
  ],
  [
    "bare/cloudtrail-s3/panther-labs__panther-analysis__putbucketpolicy-aws-resource-made-public-3",
    "refused",
    "detail.requestParameters: expected Object, got null",
    "the record does not name the bucket",
  ],
  [
    "bare/cloudtrail-s3/panther-labs__panther-analysis__putbucketpolicy-aws-resource-made-public-4",
    "ignored",
    "no-rule-matches",
    "a call that was denied",
  ],
  [
    "bare/cloudtrail-s3/panther-labs__panther-analysis__putbucketpolicy-aws-resource-made-public.json",
    "refused",
    "is neither an event nor anything else that is read: it has no source, detail-type or detail",
    "a record that was cut down",
  ],
  [
    "bare/cloudtrail-s3/panther-labs__panther-analysis__putbucketpublicaccessblock-aws-s3-delete-public-access-block",
    "observed",
    "public-access-block active HIGH",
    "the record does not show the flags",
  ],
  [
    "bare/cloudtrail-s3/panther-labs__panther-analysis__putbucketreplication-aws-s3-delete-bucket-replication",
    "observed",
    "replication-exposure active MEDIUM",
    "the record does not show the rules",
  ],
  [
    "bare/cloudtrail-s3/splunk__security_content__putbucketacl",
    "observed",
    "bucket-exposure active CRITICAL, bucket-exposure cleared fixed",
    "a grant by header to everyone who has an account",
  ],
  [
    "bare/cloudtrail-s3/splunk__security_content__putbucketreplication",
    "observed",
    "replication-exposure active MEDIUM, replication-gap active LOW",
    "a destination without an account may be anybody's, and no rule copies what KMS encrypts",
  ],
  [
    "s3/cloud-custodian__cloud-custodian__event-cloud-trail-create-bucket",
    "ignored",
    "no-rule-matches",
    "a new bucket is its owner's alone",
  ],
  [
    "bare/cloudtrail-kms/airbnb__streamalert__createkey",
    "observed",
    "key-exposure active CRITICAL",
    "a key can be made open to everyone",
  ],
  [
    "bare/cloudtrail-kms/airbnb__streamalert__putkeypolicy",
    "observed",
    "key-exposure active CRITICAL",
    "a star of the AWS kind is everyone",
  ],
  [
    "bare/cloudtrail-kms/awsdocs__aws-kms-developer-guide__cancelkeydeletion",
    "observed",
    "key-deletion cleared fixed, key-disabled active HIGH",
    "a key that is kept is disabled",
  ],
  [
    "bare/cloudtrail-kms/awsdocs__aws-kms-developer-guide__disablekey-ct-disablekey",
    "observed",
    "key-disabled active HIGH",
    "a record of 2014, without an answer",
  ],
  [
    "bare/cloudtrail-kms/awsdocs__aws-kms-developer-guide__disablekeyrotation",
    "observed",
    "key-rotation-disabled active MEDIUM",
    "rotation switched off",
  ],
  [
    "bare/cloudtrail-kms/awsdocs__aws-kms-developer-guide__enablekey-ct-enablekey",
    "observed",
    "key-disabled cleared fixed",
    "a key that is enabled",
  ],
  [
    "bare/cloudtrail-kms/awsdocs__aws-kms-developer-guide__enablekeyrotation",
    "observed",
    "key-rotation-disabled cleared fixed",
    "rotation switched on",
  ],
  [
    "bare/cloudtrail-kms/awsdocs__aws-kms-developer-guide__importkeymaterial",
    "observed",
    "key-material-gone cleared renewed, key-material-expiry active INFORMATIONAL",
    "a record of 2020, without an id of the material",
  ],
  [
    "bare/cloudtrail-kms/awsdocs__aws-kms-developer-guide__putkeypolicy",
    "observed",
    "key-exposure cleared fixed",
    "a policy for its own account",
  ],
  [
    "bare/cloudtrail-kms/awsdocs__aws-kms-developer-guide__retiregrant",
    "observed",
    "key-exposure cleared fixed",
    "the grant is named in additionalEventData alone",
  ],
  [
    "bare/cloudtrail-kms/awsdocs__aws-kms-developer-guide__revokegrant",
    "observed",
    "key-exposure cleared fixed",
    "the grant is named in the request",
  ],
  [
    "bare/cloudtrail-kms/awsdocs__aws-kms-developer-guide__schedulekeydeletion",
    "observed",
    "key-deletion active HIGH",
    "with a date, without one, and with one that contradicts the days",
  ],
  [
    "bare/cloudtrail-kms/awsdocs__aws-kms-developer-guide__updateprimaryregion",
    "observed",
    "key-rotation-disabled remark unconfirmed",
    "rotation is the primary's",
  ],
  [
    "bare/cloudtrail-kms/awsdocs__aws-kms-developer-guide__creategrant-ct-creategrant",
    "ignored",
    "no-rule-matches",
    "no ARN of anybody outside",
  ],
  [
    "bare/cloudtrail-kms/awsdocs__aws-kms-developer-guide__creategrant-ct-ec2two",
    "ignored",
    "no-rule-matches",
    "a grant to EC2",
  ],
  [
    "bare/cloudtrail-kms/awsdocs__amazon-ecr-user-guide__creategrant",
    "ignored",
    "no-rule-matches",
    "a grant that AWS made in somebody's name",
  ],
  [
    "bare/cloudtrail-kms/awsdocs__aws-kms-developer-guide__rotatekey",
    "ignored",
    "no-rule-matches",
    "KMS's own event says so too",
  ],
  [
    "bare/cloudtrail-kms/awsdocs__aws-kms-developer-guide__deleteexpiredkeymaterial",
    "ignored",
    "no-rule-matches",
    "KMS's own event says so too",
  ],
  [
    "bare/cloudtrail-kms/awsdocs__aws-kms-developer-guide__deletekey",
    "ignored",
    "no-rule-matches",
    "KMS's own event says so too",
  ],
  [
    "bare/cloudtrail-kms/awsdocs__aws-kms-developer-guide__synchronizemultiregionkey",
    "ignored",
    "no-rule-matches",
    "copies are brought in step all the time",
  ],
  [
    "bare/cloudtrail-kms/awsdocs__aws-kms-developer-guide__createkey",
    "ignored",
    "no-rule-matches",
    "without a policy in the call it is the default",
  ],
  [
    "bare/cloudtrail-kms/panther-labs__panther-analysis__disablekey-aws-kms-cmk-loss.json",
    "observed",
    "key-disabled active HIGH",
    "a key that is disabled",
  ],
  [
    "bare/cloudtrail-kms/panther-labs__panther-analysis__disablekey-aws-kms-cmk-loss-2",
    "ignored",
    "no-rule-matches",
    "a call that failed",
  ],
  [
    "bare/cloudtrail-kms/panther-labs__panther-analysis__putkeypolicy-aws-resource-made-public-2",
    "observed",
    "key-exposure active MEDIUM",
    "everyone within two organizations",
  ],
  [
    "bare/cloudtrail-kms/panther-labs__panther-analysis__schedulekeydeletion",
    "observed",
    "key-deletion active HIGH",
    "a key that is to be deleted",
  ],
  [
    "bare/cloudtrail-kms/splunk__security_content__createkey",
    "refused",
    "detail.requestParameters.policy: is not a resource policy",
    "the policy was broken into lines within its texts when it was published",
  ],
  [
    "bare/cloudtrail-kms/splunk__security_content__putkeypolicy",
    "refused",
    "detail.requestParameters.policy: is not a resource policy",
    "the policy was broken into lines within its texts when it was published",
  ],
  [
    "kms/awsdocs__aws-kms-developer-guide__kms-events-kms-cmk-deletion",
    "observed",
    "key-deletion remark came-to-pass, key-deletion active CRITICAL, key-disabled cleared deleted, key-rotation-disabled cleared deleted, key-exposure cleared deleted, key-material-expiry cleared deleted, key-material-gone cleared deleted",
    "nothing else is wrong with a key that is gone",
  ],
  [
    "kms/c2hans__aws-docs__kms-cmk-deletion-2025",
    "observed",
    "key-deletion remark came-to-pass, key-deletion active CRITICAL, key-disabled cleared deleted, key-rotation-disabled cleared deleted, key-exposure cleared deleted, key-material-expiry cleared deleted, key-material-gone cleared deleted",
    "nothing else is wrong with a key that is gone",
  ],
  [
    "kms/siagholami__aws-documentation__eventtypes-kms-cmk-deletion",
    "observed",
    "key-deletion remark came-to-pass, key-deletion active CRITICAL, key-disabled cleared deleted, key-rotation-disabled cleared deleted, key-exposure cleared deleted, key-material-expiry cleared deleted, key-material-gone cleared deleted",
    "nothing else is wrong with a key that is gone",
  ],
  [
    "kms/awsdocs__aws-kms-developer-guide__kms-events-kms-imported-key-material-expiration",
    "observed",
    "key-material-gone active HIGH, key-material-expiry cleared deleted-at-date",
    "material is deleted when this is sent",
  ],
  [
    "kms/siagholami__aws-documentation__eventtypes-kms-imported-key-material-expiration",
    "observed",
    "key-material-gone active HIGH, key-material-expiry cleared deleted-at-date",
    "material is deleted when this is sent",
  ],
  [
    "kms/awsdocs__aws-kms-developer-guide__kms-events-kms-cmk-rotation",
    "ignored",
    "no-rule-matches",
    "a rotation is no alert, and it is not known that it was automatic",
  ],
];

describe.skipIf(!hasCorpus)(`the corpus${hasCorpus ? "" : " (there is none beside this checkout)"}`, () => {
  const explained: Explanation[] = [];

  beforeAll(async () => {
    const rules = compileRules();
    for await (const input of readInputs(await corpusFiles(), { stdin: nothing() })) {
      const explanation = explainInput(input, rules, { ...defaultWorld, policy: defaultPolicy }, systemTomorrow());
      explained.push({ ...explanation, file: explanation.file.slice(corpusDirectory.length + 1) });
    }
  });

  test.each(cases)("%s is %s: %s, for %s", (file, outcome, says) => {
    const found = explained.filter((explanation) => caseOf(explanation.file) === file);
    expect(found.length).toBeGreaterThan(0);
    for (const explanation of found) expect([explanation.outcome, gist(explanation)]).toEqual([outcome, says]);
  });

  test("gives nothing else that a rule takes", () => {
    const others = explained.filter(({ file }) => !cases.some(([name]) => file.startsWith(name)));
    const taken = others.filter(({ rule, outcome }) => rule !== null || outcome === "observed");
    const rows = taken.map((one) => `["${one.file.replace(/\.json$/, "")}", "${one.outcome}", "${gist(one)}", "why"]`);
    expect(
      rows,
      "add a row to `cases` in test/pipeline/corpus.test.ts for each of these, with what the service's documentation calls for",
    ).toEqual([]);
    expect(others.length).toBeGreaterThan(50);
  });

  test("is refused only with the field that is wrong, or for being no event", () => {
    for (const { outcome, reason, file } of explained) {
      if (outcome === "refused")
        expect(`${file} ${reason}`).toMatch(/ (?:[\w[\].-]+: (is|expected|names)|is neither an event nor) /);
    }
  });

  test("is read whole: one explanation a file", async () => {
    expect(explained.length).toBe((await corpusFiles()).length);
  });
});

describe.skipIf(!hasCorpus)("the corpus, run through the stack", () => {
  const listed = async (dataDir: string) =>
    (await tocsin(["alerts", "list", "--all", "--json", "--data-dir", dataDir])).stdout;

  test("gives the same table once, twice and in any order", async () => {
    await inDirectory(async (directory) => {
      const files = await corpusFiles();
      // Its events are of many years, through which somebody who acknowledges nothing would be reminded.
      const policy = join(directory, "policy.yaml");
      await writeFile(policy, "channels: { console: { type: console } }\nroutes: []\nunrouted: ignore\n");
      const run = (dataDir: string, all: readonly string[]) =>
        tocsin(["run", "--json", "--policy", policy, "--data-dir", dataDir, ...all]);
      const [straight, backwards, mixed] = ["a", "b", "c"].map((name) => join(directory, name)) as [
        string,
        string,
        string,
      ];
      const first = await run(straight, files);
      expect(first.exitCode).toBe(1);
      // Whatever is an event reaches the bus; what is told otherwise, as another tool exports it, is named as none. The files are in no order.
      const named = first.stderr.trim().split("\n");
      const expected =
        /\/bare\/.+: (?:id: is missing|is neither an event nor anything .+)$|: warning: routes: is empty|came more than a day after a later one/;
      expect(named.filter((line) => !expected.test(line))).toEqual([]);
      const once = await listed(straight);
      expect(once.trim().split("\n").length).toBeGreaterThan(15);
      await run(straight, files);
      expect(await listed(straight)).toBe(once);
      await run(backwards, files.toReversed());
      expect(await listed(backwards)).toBe(once);
      const shuffled = fc.shuffledSubarray([...files], { minLength: files.length });
      await run(mixed, fc.sample(shuffled, { numRuns: 1, seed: 7 }).flat());
      expect(await listed(mixed)).toBe(once);
    });
  });
});

/** The case with the longest name that the file's begins with. */
function caseOf(file: string): string | undefined {
  const names = cases.map(([name]) => name).filter((name) => file.startsWith(name));
  return names.toSorted((a, b) => b.length - a.length)[0];
}

function gist({ outcome, reason, observations }: Explanation): string {
  if (outcome !== "observed") return reason;
  return observations
    .map(({ identity, statement }) => {
      const how =
        statement.state === "active"
          ? statement.severity
          : statement.state === "cleared"
            ? statement.because
            : statement.effect;
      return `${identity.condition} ${statement.state} ${how}`;
    })
    .join(", ");
}

async function* nothing(): AsyncIterable<Uint8Array> {}
