/** Events as Macie emits them, of an invented organization (Harbour Freight Lines). */

const envelope = {
  version: "0",
  "detail-type": "Macie Finding",
  source: "aws.macie",
  account: "111122223333",
  time: "2026-11-24T08:19:10Z",
  region: "eu-west-1",
  resources: [],
};

const bucket = {
  arn: "arn:aws:s3:::harbour-crew",
  name: "harbour-crew",
  createdAt: "2024-04-03T20:46:56.000Z",
  owner: { displayName: "harbour-owner", id: "7009a8971cd538e11f6b6606438875e7c86c5b672f46db45460ddcd08" },
  tags: [{ key: "Division", value: "HR" }],
  publicAccess: { permissionConfiguration: {}, effectivePermission: "NOT_PUBLIC" },
  allowsUnencryptedObjectUploads: "FALSE",
};

const finding = {
  schemaVersion: "1.0",
  accountId: "222233334444",
  partition: "aws",
  region: "eu-west-1",
  sample: false,
  archived: false,
};

const policyFinding = {
  ...envelope,
  id: "2d3f7e84-8f2a-4cbd-9f73-7d3facc2c001",
  detail: {
    ...finding,
    id: "b1c2d3e4-0000-4000-8000-000000000001",
    type: "Policy:IAMUser/S3BlockPublicAccessDisabled",
    title: "Block public access settings are disabled for the S3 bucket",
    description: "All bucket-level block public access settings were disabled for the S3 bucket.",
    severity: { score: 3, description: "High" },
    createdAt: "2026-11-23T15:46:02Z",
    updatedAt: "2026-11-24T08:12:15Z",
    count: 2,
    category: "POLICY",
    resourcesAffected: { s3Bucket: bucket, s3Object: null },
    classificationDetails: null,
    policyDetails: {
      action: { actionType: "AWS_API_CALL", apiCallDetails: { api: "PutBucketPublicAccessBlock" } },
      actor: {
        userIdentity: { type: "IAMUser", iamUser: { userName: "h.jansen" } },
        ipAddressDetails: { ipAddressV4: "198.51.100.24" },
      },
    },
  },
};

const sensitiveDataFinding = {
  ...envelope,
  id: "2d3f7e84-8f2a-4cbd-9f73-7d3facc2c010",
  detail: {
    ...finding,
    id: "b1c2d3e4-0000-4000-8000-000000000010",
    type: "SensitiveData:S3Object/Multiple",
    title: "The S3 object contains multiple categories of sensitive data",
    description: "The S3 object contains more than one category of sensitive data.",
    severity: { score: 2, description: "Medium" },
    // Later than the envelope's time, as in AWS's own example.
    createdAt: "2026-11-24T18:19:10Z",
    updatedAt: "2026-11-24T18:19:10Z",
    count: 1,
    category: "CLASSIFICATION",
    resourcesAffected: {
      s3Bucket: bucket,
      s3Object: {
        bucketArn: "arn:aws:s3:::harbour-crew",
        key: "passports/hendrika.jansen.csv",
        path: "harbour-crew/passports/hendrika.jansen.csv",
        extension: "csv",
        versionId: "v3XzQ1",
        eTag: "ebe6d77fc8d2d1f22ab5b5b2bd6a1f25",
        tags: [{ key: "Team", value: "Crewing" }],
      },
    },
    classificationDetails: {
      jobArn: "arn:aws:macie2:eu-west-1:222233334444:classification-job/3ce05dbb7ec5505def334104bex",
      originType: "SENSITIVE_DATA_DISCOVERY_JOB",
      result: {
        status: { code: "COMPLETE" },
        sizeClassified: 2750,
        mimeType: "text/csv",
        additionalOccurrences: true,
        sensitiveData: [
          {
            category: "PERSONAL_INFORMATION",
            totalCount: 65,
            detections: [
              {
                type: "NAME",
                count: 35,
                occurrences: {
                  lineRanges: null,
                  pages: null,
                  records: null,
                  cells: [{ row: 2, column: 1, columnName: "HENDRIKA", cellReference: null }],
                },
              },
              { type: "NETHERLANDS_PASSPORT_NUMBER", count: 30, occurrences: { cells: null } },
            ],
          },
          {
            category: "FINANCIAL_INFORMATION",
            totalCount: 30,
            detections: [
              {
                type: "CREDIT_CARD_NUMBER",
                count: 30,
                occurrences: { records: [{ recordIndex: 1, jsonPath: "$.crew.hendrika.card" }] },
              },
            ],
          },
        ],
        customDataIdentifiers: {
          totalCount: 5,
          detections: [
            {
              arn: "arn:aws:macie2:eu-west-1:222233334444:custom-data-identifier/1234",
              name: "Seaman's book of Jansen",
              count: 5,
              occurrences: { lineRanges: [{ start: 1, end: 1, startColumn: 14 }] },
            },
          ],
        },
      },
      detailedResultsLocation: "s3://harbour-macie/AWSLogs/222233334444/Macie/eu-west-1/3ce05dbb/passports.jsonl.gz",
    },
    policyDetails: null,
  },
};

export const samples = {
  policyFinding,
  archivedPolicyFinding: {
    ...policyFinding,
    id: "2d3f7e84-8f2a-4cbd-9f73-7d3facc2c002",
    detail: { ...policyFinding.detail, updatedAt: "2026-11-24T09:00:00Z", count: 3, archived: true },
  },
  samplePolicyFinding: {
    ...policyFinding,
    id: "2d3f7e84-8f2a-4cbd-9f73-7d3facc2c003",
    detail: { ...policyFinding.detail, id: "b1c2d3e4-0000-4000-8000-000000000003", sample: true },
  },
  sensitiveDataFinding,
  rescannedFinding: {
    ...sensitiveDataFinding,
    id: "2d3f7e84-8f2a-4cbd-9f73-7d3facc2c011",
    detail: {
      ...sensitiveDataFinding.detail,
      id: "b1c2d3e4-0000-4000-8000-000000000011",
      createdAt: "2026-12-01T18:20:00Z",
      updatedAt: "2026-12-01T18:20:00Z",
    },
  },
  credentialsFinding: {
    ...sensitiveDataFinding,
    id: "2d3f7e84-8f2a-4cbd-9f73-7d3facc2c012",
    detail: {
      ...sensitiveDataFinding.detail,
      id: "b1c2d3e4-0000-4000-8000-000000000012",
      type: "SensitiveData:S3Object/Credentials",
      severity: { score: 3, description: "High" },
      classificationDetails: {
        result: {
          sensitiveData: [
            { category: "CREDENTIALS", totalCount: 1, detections: [{ type: "AWS_CREDENTIALS", count: 1 }] },
          ],
          customDataIdentifiers: { totalCount: 0, detections: [] },
        },
      },
    },
  },
} satisfies Record<string, Record<string, unknown>>;
