/** Events as GuardDuty emits them, of an invented organization (Harbour Freight Lines). */
import type { JsonObject } from "@tocsin/core/text/json";

const envelope = {
  version: "0",
  source: "aws.guardduty",
  account: "111122223333",
  time: "2026-11-24T08:05:11Z",
  region: "eu-west-1",
};

const service = {
  serviceName: "guardduty",
  detectorId: "9ab4c0ffee1122334455667788990011",
  resourceRole: "TARGET",
  eventFirstSeen: "2026-11-24T06:40:02.000Z",
  eventLastSeen: "2026-11-24T07:58:40.000Z",
  archived: false,
  count: 3,
};

const finding = {
  schemaVersion: "2.0",
  accountId: "222233334444",
  region: "eu-west-1",
  partition: "aws",
  createdAt: "2026-11-24T06:52:17.101Z",
  updatedAt: "2026-11-24T08:04:51.337Z",
  description: "An instance talks to an address\nthat is known for command and control.",
};

/** A finding's id and the ARN that holds it. */
function named(id: string) {
  return {
    id,
    arn: `arn:aws:guardduty:eu-west-1:222233334444:detector/9ab4c0ffee1122334455667788990011/finding/${id}`,
  };
}

const instanceFinding = {
  ...envelope,
  id: "0b1f5e62-6d0e-4a9b-9d51-5b1f8ad0a001",
  "detail-type": "GuardDuty Finding",
  resources: [],
  detail: {
    ...finding,
    ...named("70c1a5f0000000000000000000000001"),
    type: "Backdoor:EC2/C&CActivity.B!DNS",
    title: "Command and control server domain name queried by EC2 instance i-0a1b2c3d4e5f60718.",
    severity: 8,
    confidence: 7.5,
    resource: {
      resourceType: "Instance",
      instanceDetails: {
        instanceId: "i-0a1b2c3d4e5f60718",
        instanceType: "m7g.large",
        networkInterfaces: [{ privateIpAddress: "10.20.1.15", publicIp: "198.51.100.7" }],
        tags: [{ key: "app", value: "berth-planner" }],
      },
    },
    service: {
      ...service,
      action: {
        actionType: "DNS_REQUEST",
        dnsRequestAction: { domain: "c2.example.net", protocol: "UDP", blocked: false },
      },
      additionalInfo: { threatListName: "ProofPoint", value: "{}", type: "default" },
    },
  },
};

const sequence = {
  uid: "b7e3a1c2d4",
  description: "Credentials of harbour-ci were used from two places.",
  actors: [{ id: "USER:AIDAEXAMPLE:harbour-ci", user: { name: "harbour-ci", uid: "AIDAEXAMPLE", type: "IAMUser" } }],
  signals: [
    { uid: "s1", type: "FINDING", name: "Recon:IAMUser/AnomalousBehavior", severity: 5, count: 1 },
    { uid: "s2", type: "CLOUD_TRAIL", name: "ListBuckets", count: 4 },
    { uid: "s3", type: "CLOUD_TRAIL", name: "DeleteTrail", count: 1 },
  ],
  resources: [
    {
      uid: "arn:aws:s3:::harbour-manifests",
      resourceType: "S3_BUCKET",
      region: "eu-west-1",
      accountId: "222233334444",
    },
    { uid: "AKIAEXAMPLE", resourceType: "ACCESS_KEY", region: "eu-west-1", accountId: "222233334444" },
  ],
};

const objectScan = {
  ...envelope,
  id: "0b1f5e62-6d0e-4a9b-9d51-5b1f8ad0a020",
  "detail-type": "GuardDuty Malware Protection Object Scan Result",
  resources: ["arn:aws:guardduty:eu-west-1:111122223333:malware-protection-plan/aec7f464ab3a0011"],
  detail: {
    schemaVersion: "1.0",
    scanStatus: "COMPLETED",
    resourceType: "S3_OBJECT",
    s3ObjectDetails: {
      bucketName: "harbour-uploads",
      objectKey: "customs/2026/declaration 17.pdf",
      eTag: "6805f2cfc46c0f04559748bb039d69ae",
      versionId: "v7XzQ1",
      s3Throttled: false,
    },
    scanResultDetails: { scanResultStatus: "NO_THREATS_FOUND", threats: null, statusReasons: null },
  },
};

const protectionStatus = {
  ...envelope,
  id: "0b1f5e62-6d0e-4a9b-9d51-5b1f8ad0a030",
  resources: ["arn:aws:guardduty:eu-west-1:111122223333:malware-protection-plan/aec7f464ab3a0011"],
};

const runtime = {
  ...envelope,
  id: "0b1f5e62-6d0e-4a9b-9d51-5b1f8ad0a040",
  "detail-type": "GuardDuty Runtime Protection Unhealthy",
  resources: [],
};

const DETECTOR = "9ab4c0ffee1122334455667788990011";

function call(id: string, eventName: string, requestParameters: JsonObject, detail: JsonObject = {}) {
  return {
    ...envelope,
    id: `0b1f5e62-6d0e-4a9b-9d51-5b1f8ad0a0${id}`,
    "detail-type": "AWS API Call via CloudTrail",
    resources: [],
    detail: {
      eventVersion: "1.11",
      userIdentity: {
        type: "AssumedRole",
        principalId: "AROAEXAMPLE:m.duval",
        arn: "arn:aws:sts::111122223333:assumed-role/harbour-deploy/m.duval",
        accountId: "111122223333",
      },
      eventTime: "2026-11-24T08:03:00Z",
      eventSource: "guardduty.amazonaws.com",
      eventName,
      awsRegion: "eu-west-1",
      sourceIPAddress: "198.51.100.7",
      userAgent: "aws-cli/2.31.0",
      requestParameters,
      responseElements: null,
      requestID: "7f0c2f5e-0000-4000-8000-000000000001",
      eventID: `7f0c2f5e-0000-4000-8000-0000000000${id}`,
      readOnly: false,
      eventType: "AwsApiCall",
      managementEvent: true,
      recipientAccountId: "111122223333",
      eventCategory: "Management",
      ...detail,
    },
  };
}

export const samples = {
  instanceFinding,
  archivedFinding: {
    ...instanceFinding,
    id: "0b1f5e62-6d0e-4a9b-9d51-5b1f8ad0a002",
    detail: {
      ...instanceFinding.detail,
      updatedAt: "2026-11-24T10:00:00.000Z",
      service: { ...instanceFinding.detail.service, archived: true },
    },
  },
  sampleFinding: {
    ...instanceFinding,
    id: "0b1f5e62-6d0e-4a9b-9d51-5b1f8ad0a003",
    time: "1970-01-01T00:00:00Z",
    detail: {
      ...finding,
      ...named("70c1a5f0000000000000000000000003"),
      type: "UnauthorizedAccess:IAMUser/TorIPCaller",
      title: "API GeneratedFindingAPIName was invoked from a Tor exit node.",
      severity: 5,
      resource: {
        resourceType: "AccessKey",
        accessKeyDetails: {
          accessKeyId: "GeneratedFindingAccessKeyId",
          principalId: "GeneratedFindingPrincipalId",
          userName: "GeneratedFindingUserName",
          userType: "IAMUser",
        },
      },
      service: { ...service, count: 1, additionalInfo: { sample: true } },
    },
  },
  roleFinding: {
    ...instanceFinding,
    id: "0b1f5e62-6d0e-4a9b-9d51-5b1f8ad0a004",
    detail: {
      ...finding,
      ...named("70c1a5f0000000000000000000000004"),
      type: "CredentialAccess:IAMUser/AnomalousBehavior",
      title: "User harbour-deploy invoked APIs in an unusual way.",
      severity: 5.3,
      associatedAttackSequenceArn: named("70c1a5f0000000000000000000000006").arn,
      resource: {
        resourceType: "AccessKey",
        accessKeyDetails: {
          accessKeyId: "ASIAEXAMPLE",
          principalId: "AROAEXAMPLE:m.duval",
          userName: "harbour-deploy",
          userType: "AssumedRole",
        },
        s3BucketDetails: [{ arn: "arn:aws:s3:::harbour-manifests", name: "harbour-manifests" }],
      },
      service: { ...service, action: { actionType: "AWS_API_CALL" }, additionalInfo: {} },
    },
  },
  bucketFinding: {
    ...instanceFinding,
    id: "0b1f5e62-6d0e-4a9b-9d51-5b1f8ad0a005",
    detail: {
      ...finding,
      ...named("70c1a5f0000000000000000000000005"),
      type: "Discovery:S3/AnomalousBehavior",
      title: "Buckets were listed in an unusual way.",
      severity: 2,
      resource: {
        resourceType: "S3Bucket",
        accessKeyDetails: { accessKeyId: "ASIAEXAMPLE", userName: "harbour-deploy", userType: "AssumedRole" },
        s3BucketDetails: [
          { arn: "arn:aws:s3:::harbour-manifests", name: "harbour-manifests", type: "Destination" },
          { arn: "arn:aws:s3:::harbour-invoices", name: "harbour-invoices", type: "Destination" },
        ],
      },
      service: { ...service, action: { actionType: "AWS_API_CALL" }, additionalInfo: {} },
    },
  },
  attackSequence: {
    ...instanceFinding,
    id: "0b1f5e62-6d0e-4a9b-9d51-5b1f8ad0a006",
    detail: {
      ...finding,
      ...named("70c1a5f0000000000000000000000006"),
      // Attack sequences were seen with these forms of date.
      createdAt: "2026-11-24 07:10:06.765",
      updatedAt: "2026-11-24 08:04:06.721",
      type: "AttackSequence:IAM/CompromisedCredentials",
      title: "Potential credential compromise of IAMUser/harbour-ci indicated by a sequence of actions.",
      severity: 9,
      resource: { resourceType: "AttackSequence" },
      service: {
        ...service,
        count: 1,
        eventFirstSeen: "2026-11-24 06:40:02.000000000",
        eventLastSeen: "2026-11-24 08:01:00.000000000",
        featureName: "Correlation",
        additionalInfo: {},
        detection: { sequence },
      },
    },
  },
  clusterFinding: {
    ...instanceFinding,
    id: "0b1f5e62-6d0e-4a9b-9d51-5b1f8ad0a007",
    detail: {
      ...finding,
      ...named("70c1a5f0000000000000000000000007"),
      type: "Execution:Kubernetes/ExecInKubeSystemPod",
      title: "A command was executed inside a pod in the kube-system namespace.",
      severity: 5,
      resource: {
        resourceType: "EKSCluster",
        eksClusterDetails: { name: "berths", arn: "arn:aws:eks:eu-west-1:222233334444:cluster/berths" },
        accessKeyDetails: { userName: "harbour-deploy", userType: "Role" },
        kubernetesDetails: { kubernetesUserDetails: { username: "deployer" } },
      },
      service: { ...service, action: { actionType: "KUBERNETES_API_CALL" }, additionalInfo: {} },
    },
  },
  objectClean: objectScan,
  objectInfected: {
    ...objectScan,
    id: "0b1f5e62-6d0e-4a9b-9d51-5b1f8ad0a021",
    detail: {
      ...objectScan.detail,
      scanResultDetails: {
        scanResultStatus: "THREATS_FOUND",
        threats: [{ name: "EICAR-Test-File (not a virus)", source: "AMAZON", itemDetails: [] }],
        statusReasons: null,
      },
    },
  },
  objectUnsupported: {
    ...objectScan,
    id: "0b1f5e62-6d0e-4a9b-9d51-5b1f8ad0a022",
    detail: {
      ...objectScan.detail,
      scanStatus: "SKIPPED",
      scanResultDetails: { scanResultStatus: "UNSUPPORTED", threats: null, statusReasons: ["PASSWORD_PROTECTED"] },
    },
  },
  objectDenied: {
    ...objectScan,
    id: "0b1f5e62-6d0e-4a9b-9d51-5b1f8ad0a023",
    detail: {
      ...objectScan.detail,
      scanStatus: "SKIPPED",
      scanResultDetails: { scanResultStatus: "ACCESS_DENIED", threats: null, statusReasons: null },
    },
  },
  protectionActive: {
    ...protectionStatus,
    "detail-type": "GuardDuty Malware Protection Resource Status Active",
    detail: {
      schemaVersion: "1.0",
      eventTime: "2026-11-24T08:00:00Z",
      s3BucketDetails: { bucketName: "harbour-uploads" },
      resourceStatus: "ACTIVE",
    },
  },
  protectionWarning: {
    ...protectionStatus,
    "detail-type": "GuardDuty Malware Protection Resource Status warning",
    detail: {
      schemaVersion: "1.0",
      eventTime: "2026-11-24T08:00:00Z",
      s3BucketDetails: { bucketName: "harbour-uploads" },
      resourceStatus: "WARNING",
      statusReasons: [{ code: "INSUFFICIENT_TEST_OBJECT_PERMISSIONS" }],
    },
  },
  protectionError: {
    ...protectionStatus,
    "detail-type": "GuardDuty Malware Protection Resource Status Error",
    detail: {
      schemaVersion: "1.0",
      eventTime: "2026-11-24T08:00:00Z",
      s3BucketDetails: { bucketName: "harbour-uploads" },
      resourceStatus: "ERROR",
      statusReasons: [{ code: "EVENTBRIDGE_MANAGED_EVENTS_DELIVERY_DISABLED" }],
    },
  },
  taggingFailed: {
    ...protectionStatus,
    "detail-type": "GuardDuty Malware Protection Post Scan Action Failed",
    detail: {
      schemaVersion: "1.0",
      eventTime: "2026-11-24T08:00:00Z",
      s3ObjectDetails: {
        bucketName: "harbour-uploads",
        objectKey: "customs/2026/declaration 17.pdf",
        eTag: "6805f2cfc46c0f04559748bb039d69ae",
        versionId: "v7XzQ1",
      },
      postScanActions: [{ actionType: "TAGGING", failureReason: "MAX_TAG_LIMIT_EXCEEDED" }],
    },
  },
  runtimeUnhealthyCluster: {
    ...runtime,
    detail: {
      schemaVersion: "1.0",
      resourceAccountId: "222233334444",
      currentStatus: "UNHEALTHY",
      previousStatus: "HEALTHY",
      resourceDetails: {
        resourceType: "EKS",
        eksClusterDetails: { clusterName: "berths", availableNodes: "2", desiredNodes: "5", addonVersion: "v1.9.0" },
      },
      issue: "Addon Creation Failed",
      lastUpdatedAt: "2026-11-24T08:02:00Z",
    },
  },
  runtimeUnhealthyFargate: {
    ...runtime,
    id: "0b1f5e62-6d0e-4a9b-9d51-5b1f8ad0a041",
    detail: {
      schemaVersion: "1.0",
      resourceAccountId: "222233334444",
      currentStatus: "UNHEALTHY",
      previousStatus: "HEALTHY",
      resourceDetails: {
        resourceType: "ECS",
        ecsClusterDetails: {
          clusterName: "quay",
          fargateDetails: { issues: ["Agent not reporting, for task(s) in TaskDefinition - 'crane:4'"] },
        },
      },
      lastUpdatedAt: "2026-11-24T08:02:00Z",
    },
  },
  runtimeHealthyInstance: {
    ...runtime,
    id: "0b1f5e62-6d0e-4a9b-9d51-5b1f8ad0a042",
    "detail-type": "GuardDuty Runtime Protection Healthy",
    detail: {
      schemaVersion: "1.0",
      resourceAccountId: "222233334444",
      currentStatus: "HEALTHY",
      previousStatus: "UNHEALTHY",
      resourceDetails: {
        resourceType: "EC2",
        ec2InstanceDetails: { instanceId: "i-0a1b2c3d4e5f60718", instanceType: "m7g.large", clusterArn: "" },
      },
      issue: "",
      lastUpdatedAt: "2026-11-24T08:02:00Z",
    },
  },

  /** By the administrator: two findings of a member, one of them named twice. */
  findingsArchived: call("61", "ArchiveFindings", {
    detectorId: DETECTOR,
    findingIds: [
      "70c1a5f0000000000000000000000001",
      "70c1a5f0000000000000000000000003",
      "70c1a5f0000000000000000000000001",
    ],
  }),
  findingsUnarchived: call(
    "63",
    "UnarchiveFindings",
    { detectorId: DETECTOR, findingIds: ["70c1a5f0000000000000000000000001"] },
    { eventTime: "2026-11-24T09:30:00Z" },
  ),
  archivingFailed: call(
    "64",
    "ArchiveFindings",
    { detectorId: DETECTOR, findingIds: ["70c1a5f0000000000000000000000001"] },
    { errorCode: "BadRequestException" },
  ),
} satisfies Record<string, Record<string, unknown>>;
