/** Invented events in the form in which EventBridge delivers them. */
import type { JsonObject } from "@tocsin/core/text/json";

const SHOP = "arn:aws:acm:eu-west-1:111122223333:certificate/5c0f1f9e-2b1d-4c55-9e0a-7a3f5d0b8c11";
const PARTNER = "arn:aws:acm:us-east-1:444455556666:certificate/9d7a4e02-61c8-47ab-8a5d-0e2b1c9f3d22";
const CHINA = "arn:aws-cn:acm:cn-north-1:111122223333:certificate/1b2c3d4e-0000-4a4a-8b8b-123456789abc";

function acmEvent(id: string, detailType: string, time: string, certificate: string, detail: JsonObject) {
  const [, , , region = "", account = ""] = certificate.split(":");
  return {
    version: "0",
    id,
    "detail-type": detailType,
    source: "aws.acm",
    account,
    time,
    region,
    resources: [certificate],
    detail,
  };
}

function deletion(id: string, detail: JsonObject) {
  return {
    version: "0",
    id,
    "detail-type": "AWS API Call via CloudTrail",
    source: "aws.acm",
    account: "111122223333",
    time: "2026-11-20T14:05:31Z",
    region: "eu-west-1",
    resources: [],
    detail: {
      eventVersion: "1.11",
      userIdentity: {
        type: "AssumedRole",
        principalId: "AROAEXAMPLEEXAMPLE00:ines",
        arn: "arn:aws:sts::111122223333:assumed-role/platform/ines",
        accountId: "111122223333",
      },
      eventTime: "2026-11-20T14:05:12Z",
      eventSource: "acm.amazonaws.com",
      eventName: "DeleteCertificate",
      awsRegion: "eu-west-1",
      sourceIPAddress: "192.0.2.17",
      userAgent: "aws-cli/2.31.0",
      requestParameters: { certificateArn: SHOP },
      responseElements: null,
      requestID: "4f0f53b2-3b6e-4b60-9c53-2d4b6c7e8f90",
      eventID: "c7c4f3a0-5b5d-4d1c-8f0e-1a2b3c4d5e6f",
      readOnly: false,
      eventType: "AwsApiCall",
      managementEvent: true,
      recipientAccountId: "111122223333",
      eventCategory: "Management",
      ...detail,
    },
  };
}

function evaluation(complianceType: string, recorded: string, more: JsonObject = {}) {
  return {
    evaluationResultIdentifier: {
      evaluationResultQualifier: {
        configRuleName: "acm-certificate-expiration-check",
        resourceType: "AWS::ACM::Certificate",
        resourceId: SHOP,
        evaluationMode: "DETECTIVE",
      },
      orderingTimestamp: "2026-11-18T02:00:00.000Z",
    },
    complianceType,
    resultRecordedTime: recorded,
    configRuleInvokedTime: "2026-11-18T02:00:01.000Z",
    ...more,
  };
}

function complianceChange(id: string, detail: JsonObject) {
  return {
    version: "0",
    id,
    "detail-type": "Config Rules Compliance Change",
    source: "aws.config",
    account: "111122223333",
    time: "2026-11-18T02:00:05Z",
    region: "eu-west-1",
    resources: [],
    detail: {
      resourceId: SHOP,
      awsRegion: "eu-west-1",
      awsAccountId: "111122223333",
      configRuleName: "acm-certificate-expiration-check",
      configRuleARN: "arn:aws:config:eu-west-1:111122223333:config-rule/config-rule-t0cs1n",
      recordVersion: "1.0",
      messageType: "ComplianceChangeNotification",
      resourceType: "AWS::ACM::Certificate",
      notificationCreationTime: "2026-11-18T02:00:04.321Z",
      newEvaluationResult: evaluation("NON_COMPLIANT", "2026-11-18T02:00:03.210Z"),
      ...detail,
    },
  };
}

export const samples = {
  /** As ACM wrote it before 2026. */
  approachingOfOld: acmEvent("acm-0001", "ACM Certificate Approaching Expiration", "2026-11-10T06:51:08Z", SHOP, {
    DaysToExpiry: 31,
    CommonName: "shop.tocsin.example",
  }),
  approaching: acmEvent("acm-0002", "ACM Certificate Approaching Expiration", "2026-11-11T06:51:09Z", SHOP, {
    DaysToExpiry: 30,
    CommonName: "shop.tocsin.example",
    FirstSubjectAlternativeName: "shop.tocsin.example",
    ValidityInDays: 198,
    CertificateKeyPairOrigin: "AWS_MANAGED",
  }),
  approachingInAnHour: acmEvent("acm-0003", "ACM Certificate Approaching Expiration", "2026-12-10T06:51:09Z", SHOP, {
    DaysToExpiry: 1,
    CommonName: "shop.tocsin.example",
    CertificateExpirationDate: "2026-12-10T08:00:00Z",
  }),
  approachingInChina: acmEvent("acm-0004", "ACM Certificate Approaching Expiration", "2026-11-11T06:51:09Z", CHINA, {
    DaysToExpiry: 45,
    FirstSubjectAlternativeName: "shop.tocsin.cn",
  }),
  /** An imported client certificate: its subject is a person. */
  approachingOfPerson: acmEvent("acm-0005", "ACM Certificate Approaching Expiration", "2026-11-11T06:51:09Z", PARTNER, {
    DaysToExpiry: 12,
    CommonName: "ines@tocsin.example",
    CertificateKeyPairOrigin: "CUSTOMER_PROVIDED",
  }),
  expired: acmEvent("acm-0006", "ACM Certificate Expired", "2026-12-11T00:02:11Z", SHOP, {
    CertificateType: "AMAZON_ISSUED",
    CommonName: "shop.tocsin.example",
    DomainValidationMethod: "EMAIL",
    CertificateCreatedDate: "2026-05-26T00:00:00Z",
    CertificateExpirationDate: "2026-12-10T23:59:59Z",
    InUse: true,
    Exported: false,
  }),
  /** The same with the booleans as ACM's page prints them. */
  expiredWithTextFlags: acmEvent("acm-0007", "ACM Certificate Expired", "2026-12-11T00:02:11Z", SHOP, {
    CertificateType: "PRIVATE",
    CommonName: "shop.tocsin.example",
    InUse: "TRUE",
    Exported: "false",
  }),
  renewalActionRequired: acmEvent("acm-0008", "ACM Certificate Renewal Action Required", "2026-11-25T18:43:48Z", SHOP, {
    CertificateType: "AMAZON_ISSUED",
    CommonName: "shop.tocsin.example",
    FirstSubjectAlternativeName: "shop.tocsin.example",
    DomainValidationMethod: "DNS",
    RenewalStatusReason: "CAA_ERROR",
    DaysToExpiry: 15,
    CertificateExpirationDate: "2026-12-10T23:59:59Z",
    InUse: true,
    Exported: false,
  }),
  renewalActionRequiredWithoutMore: acmEvent(
    "acm-0009",
    "ACM Certificate Renewal Action Required",
    "2026-11-25T18:43:48Z",
    PARTNER,
    {},
  ),
  renewed: acmEvent("acm-0010", "ACM Certificate Available", "2026-11-27T09:12:00Z", SHOP, {
    Action: "RENEWAL",
    CertificateType: "AMAZON_ISSUED",
    CommonName: "shop.tocsin.example",
    DomainValidationMethod: "DNS",
    CertificateCreatedDate: "2026-11-27T00:00:00Z",
    CertificateExpirationDate: "2027-06-12T23:59:59Z",
    DaysToExpiry: 197,
    InUse: true,
    Exported: false,
  }),
  reimported: acmEvent("acm-0011", "ACM Certificate Available", "2026-11-27T09:12:00Z", PARTNER, {
    Action: "REIMPORT",
    CertificateType: "IMPORTED",
    CommonName: "partner.tocsin.example",
    DaysToExpiry: 364,
  }),
  issued: acmEvent("acm-0012", "ACM Certificate Available", "2026-05-26T09:12:00Z", SHOP, {
    Action: "ISSUANCE",
    CertificateType: "AMAZON_ISSUED",
    CommonName: "shop.tocsin.example",
    DaysToExpiry: 198,
  }),
  imported: acmEvent("acm-0013", "ACM Certificate Available", "2026-05-26T09:12:00Z", PARTNER, {
    Action: "IMPORT",
    CertificateType: "IMPORTED",
    CommonName: "partner.tocsin.example",
    DaysToExpiry: 364,
  }),
  revoked: acmEvent("acm-0014", "ACM Certificate Revoked", "2026-11-12T10:00:00Z", SHOP, {
    CertificateType: "AMAZON_ISSUED",
    CommonName: "shop.tocsin.example",
    CertificateExpirationDate: "2026-12-10T23:59:59Z",
    Exportable: true,
  }),
  deleted: deletion("acm-0015", {}),
  deletionFailed: deletion("acm-0016", {
    errorCode: "ResourceInUseException",
    errorMessage: "The certificate is in use.",
  }),
  /** A call that says nothing about the end of a certificate. */
  exported: deletion("acm-0017", { eventName: "ExportCertificate" }),
  configNonCompliant: complianceChange("config-0001", {}),
  /** With a rule name as in conformance packs, only the certificate's id, and an annotation that begins as Config's do. */
  configNonCompliantInPack: complianceChange("config-0002", {
    configRuleName: "acm-certificate-expiration-check-conformance-pack-qtocsin01",
    resourceId: "5c0f1f9e-2b1d-4c55-9e0a-7a3f5d0b8c11",
    newEvaluationResult: evaluation("NON_COMPLIANT", "2026-11-18T02:00:03.210Z", {
      annotation: "\nThe certificate has 13 days left.",
    }),
  }),
  /** With a rule name as Security Hub gives it. */
  configCompliant: complianceChange("config-0003", {
    configRuleName: "securityhub-acm-certificate-expiration-check-1a2b3c4d",
    newEvaluationResult: evaluation("COMPLIANT", "2026-11-28T02:00:03.210Z"),
    oldEvaluationResult: evaluation("NON_COMPLIANT", "2026-11-18T02:00:03.210Z"),
  }),
  /** With a rule name as organization rules have it in members. */
  configNotApplicable: complianceChange("config-0004", {
    configRuleName: "OrgConfigRule-acm-certificate-expiration-check-0tocsin0",
    newEvaluationResult: evaluation("NOT_APPLICABLE", "2026-11-28T02:00:03.210Z"),
  }),
  configInsufficientData: complianceChange("config-0005", {
    newEvaluationResult: evaluation("INSUFFICIENT_DATA", "2026-11-28T02:00:03.210Z"),
  }),
  configGone: complianceChange("config-0006", { newEvaluationResult: null }),
  configOfAnotherRule: complianceChange("config-0007", { configRuleName: "acm-certificate-rsa-check" }),
} satisfies Record<string, JsonObject>;
