/**
 * Events of both Security Hubs in their forms, of an invented organization (Harbour Freight Lines): the administrator receives them in its
 * home Region, about findings of a member in another Region.
 */
const MEMBER = "222233334444";
const HUB = `arn:aws:securityhub:eu-west-1:${MEMBER}`;

const envelope = {
  version: "0",
  source: "aws.securityhub",
  account: "111122223333",
  time: "2026-11-24T09:30:05Z",
  region: "eu-central-1",
  resources: [],
};

function imported(number: number, finding: object) {
  return {
    ...envelope,
    id: `3e4a8f95-9a3b-4dce-8a84-8e4abdd3d0${String(number).padStart(2, "0")}`,
    "detail-type": "Security Hub Findings - Imported",
    detail: { findings: [finding] },
  };
}

function importedV2(number: number, finding: object) {
  return { ...imported(number, finding), "detail-type": "Findings Imported V2" };
}

function productArn(product: string) {
  return `arn:aws:securityhub:eu-west-1::product/aws/${product}`;
}

const asff = {
  SchemaVersion: "2018-10-08",
  AwsAccountId: MEMBER,
  Region: "eu-west-1",
  CreatedAt: "2026-11-24T09:20:00.000Z",
  UpdatedAt: "2026-11-24T09:29:58.120Z",
  FirstObservedAt: "2026-11-24T09:20:00.000Z",
  Severity: { Label: "MEDIUM", Normalized: 40 },
  WorkflowState: "NEW",
  Workflow: { Status: "NEW" },
  RecordState: "ACTIVE",
};

/** A control's finding, consolidated: one for all standards. */
function ofControl(control: string, rule: string, resource: object) {
  return {
    ...asff,
    Id: `${HUB}:security-control/${control}/finding/3c7d0000-0000-4000-8000-000000000001`,
    ProductArn: productArn("securityhub"),
    ProductName: "Security Hub",
    CompanyName: "AWS",
    GeneratorId: `security-control/${control}`,
    Types: ["Software and Configuration Checks/Industry and Regulatory Standards"],
    Title: "Something should be otherwise than it is",
    Compliance: {
      Status: "FAILED",
      SecurityControlId: control,
      AssociatedStandards: [{ StandardsId: "standards/aws-foundational-security-best-practices/v/1.0.0" }],
    },
    ProductFields: {
      "RelatedAWSResources:0/name": `securityhub-${rule}-5d1f2a3b`,
      "RelatedAWSResources:0/type": "AWS::Config::ConfigRule",
    },
    Resources: [resource],
  };
}

const KEY = `arn:aws:kms:eu-west-1:${MEMBER}:key/4c0ffee0-12ab-34cd-56ef-1234567890ab`;
const keyResource = { Type: "AwsKmsKey", Id: KEY, Partition: "aws", Region: "eu-west-1" };
const keyRotation = ofControl("KMS.4", "cmk-backing-key-rotation-enabled", keyResource);

const accountResource = { Type: "AwsAccount", Id: `AWS::::Account:${MEMBER}`, Partition: "aws", Region: "eu-west-1" };

/** Two controls of one condition: what one finds, the other does not see. */
const bucket = { Type: "AwsS3Bucket", Id: "arn:aws:s3:::harbour-tariffs", Partition: "aws" };
const readable = ofControl("S3.2", "s3-bucket-public-read-prohibited", bucket);
const writable = ofControl("S3.3", "s3-bucket-public-write-prohibited", bucket);

const plainRequests = {
  ...ofControl("S3.5", "s3-bucket-ssl-requests-only", {
    Type: "AwsS3Bucket",
    Id: "arn:aws:s3:::harbour-tariffs",
    Partition: "aws",
  }),
  Title: "S3 general purpose buckets should require requests to use SSL",
};

const threat = {
  ...asff,
  Id: `arn:aws:guardduty:eu-west-1:${MEMBER}:detector/9ab4c0ffee1122334455667788990011/finding/70c1a5f0000000000000000000000001`,
  ProductArn: productArn("guardduty"),
  ProductName: "GuardDuty",
  CompanyName: "Amazon",
  GeneratorId: `arn:aws:guardduty:eu-west-1:${MEMBER}:detector/9ab4c0ffee1122334455667788990011`,
  Types: ["TTPs/Command and Control/Backdoor:EC2-C&CActivity.B!DNS"],
  Title: "Command and control server domain name queried by EC2 instance i-0a1b2c3d4e5f60718.",
  Severity: { Label: "HIGH", Normalized: 70, Product: 8 },
  UpdatedAt: "2026-11-24T08:04:51.337Z",
  ProductFields: {
    "aws/guardduty/service/archived": "false",
    "aws/guardduty/service/count": "3",
    "aws/securityhub/ProductName": "GuardDuty",
  },
  Resources: [{ Type: "AwsEc2Instance", Id: `arn:aws:ec2:eu-west-1:${MEMBER}:instance/i-0a1b2c3d4e5f60718` }],
};

const vulnerability = {
  ...asff,
  Region: "eu-central-1",
  Id: `arn:aws:inspector2:eu-central-1:${MEMBER}:finding/5b1e0000000000000000000000000001`,
  ProductArn: "arn:aws:securityhub:eu-central-1::product/aws/inspector",
  ProductName: "Inspector",
  GeneratorId: "AWSInspector",
  Types: ["Software and Configuration Checks/Vulnerabilities/CVE"],
  Title: "CVE-2026-31337 - tidewater",
  Severity: { Label: "HIGH", Normalized: 70 },
  ProductFields: { "aws/inspector/FindingStatus": "ACTIVE", "aws/inspector/inspectorScore": "7.5" },
  Vulnerabilities: [
    {
      Id: "CVE-2026-31337",
      EpssScore: 0.00731,
      FixAvailable: "YES",
      ExploitAvailable: "NO",
      VulnerablePackages: [{ Name: "tidewater", Version: "2.1.0", FixedInVersion: "2.1.4", PackageManager: "OS" }],
    },
  ],
  Resources: [{ Type: "AwsEc2Instance", Id: `arn:aws:ec2:eu-central-1:${MEMBER}:instance/i-0f00dfacade012345` }],
};

const imageVulnerability = {
  ...vulnerability,
  Id: `arn:aws:inspector2:eu-central-1:${MEMBER}:finding/5b1e0000000000000000000000000031`,
  Resources: [
    {
      Type: "AwsEcrContainerImage",
      Id: `arn:aws:ecr:eu-central-1:${MEMBER}:repository/berths/sha256:${"a1".padEnd(64, "0")}`,
    },
  ],
};

const bucketResource = { Type: "AwsS3Bucket", Id: "arn:aws:s3:::harbour-crew", Partition: "aws", Region: "eu-west-1" };

const bucketPosture = {
  ...asff,
  Id: "b1c2d3e4-0000-4000-8000-000000000001",
  ProductArn: productArn("macie"),
  ProductName: "Macie",
  GeneratorId: "aws/macie",
  Types: ["Software and Configuration Checks/AWS Security Best Practices/Policy:IAMUser-S3BlockPublicAccessDisabled"],
  Title: "Block public access settings are disabled for the S3 bucket",
  Severity: { Label: "HIGH", Normalized: 70 },
  Resources: [bucketResource],
};

const sensitiveData = {
  ...bucketPosture,
  Id: "b1c2d3e4-0000-4000-8000-000000000010",
  Types: ["Sensitive Data Identifications/PII/SensitiveData:S3Object-Multiple"],
  Title: "The S3 object contains multiple categories of sensitive data",
  Severity: { Label: "MEDIUM", Normalized: 40 },
  Resources: [
    bucketResource,
    {
      Type: "AwsS3Object",
      Id: "arn:aws:s3:::harbour-crew/passports/hendrika.jansen.csv",
      Details: { AwsS3Object: { VersionId: "v3XzQ1" } },
    },
  ],
};

const exposedKey = {
  ...asff,
  Region: "us-east-1",
  Id: `arn:aws:health:us-east-1:${MEMBER}:event/RISK/AWS_RISK_CREDENTIALS_EXPOSED/AWS_RISK_CREDENTIALS_EXPOSED-7c1d/4D1A0C`,
  ProductArn: "arn:aws:securityhub:us-east-1::product/aws/health",
  ProductName: "Health",
  GeneratorId: "AWS_RISK_CREDENTIALS_EXPOSED",
  Types: ["Software and Configuration Checks"],
  Title: "AWS Health - AWS_RISK_CREDENTIALS_EXPOSED",
  Resources: [{ Type: "Other", Id: "AKIAHARBOUR1EXAMPLE0" }],
};

const configRule = {
  ...asff,
  Id: `arn:aws:config:eu-west-1:${MEMBER}:config-rule/config-rule-mb7rzq/finding/45a070df`,
  ProductArn: productArn("config"),
  ProductName: "Config",
  GeneratorId: `arn:aws:config:eu-west-1:${MEMBER}:config-rule/config-rule-mb7rzq`,
  Types: ["Software and Configuration Checks"],
  Title: "kms-cmk-not-scheduled-for-deletion-conformance-pack-q1w2e3",
  ProductFields: {
    "aws/config/ConfigRuleName": "kms-cmk-not-scheduled-for-deletion-conformance-pack-q1w2e3",
    "aws/config/ConfigComplianceType": "NON_COMPLIANT",
  },
  Compliance: { Status: "FAILED" },
  Resources: [keyResource],
};

const openRole = {
  ...asff,
  Id: `arn:aws:access-analyzer:eu-west-1:${MEMBER}:analyzer/harbour/arn:aws:iam::${MEMBER}:role/audit/reader`,
  ProductArn: productArn("access-analyzer"),
  ProductName: "IAM Access Analyzer",
  GeneratorId: "aws/access-analyzer",
  Types: ["Software and Configuration Checks/AWS Security Best Practices/External Access Granted"],
  Title: "AwsIamRole/audit/reader allows cross-account access",
  Resources: [
    {
      Type: "AwsIamRole",
      Id: `arn:aws:iam::${MEMBER}:role/audit/reader`,
      Details: { Other: { "External Principal Type": "AWS", "External Principal": "999900001111", Condition: "none" } },
    },
  ],
};

const openBucket = {
  ...openRole,
  Id: `arn:aws:access-analyzer:eu-west-1:${MEMBER}:analyzer/harbour/arn:aws:s3:::harbour-tariffs`,
  Types: ["Effects/Data Exposure/External Access Granted"],
  Title: "AwsS3Bucket/arn:aws:s3:::harbour-tariffs/ allows public access",
  Resources: [{ Type: "AwsS3Bucket", Id: "arn:aws:s3:::harbour-tariffs" }],
};

const unusedRole = {
  ...openRole,
  Id: `${openRole.Id}/UnusedPermissions`,
  Types: ["Software and Configuration Checks/AWS Security Best Practices/Unused Permission"],
  Title: "AwsIamRole/audit/reader contains unused permissions",
};

const ownRule = {
  ...configRule,
  Title: "tocsin-required-tags",
  ProductFields: {
    "aws/config/ConfigRuleName": "tocsin-required-tags",
    "aws/config/ConfigComplianceType": "NON_COMPLIANT",
  },
  Resources: [{ Type: "AwsLambdaFunction", Id: `arn:aws:lambda:eu-west-1:${MEMBER}:function:orders` }],
};

const firewallPolicy = {
  ...asff,
  Id: `arn:aws:fms:eu-west-1:${MEMBER}:policy/51c0ffee/finding/8e1a`,
  ProductArn: productArn("firewall-manager"),
  ProductName: "Firewall Manager",
  GeneratorId: `arn:aws:fms:eu-west-1:${MEMBER}:policy/51c0ffee`,
  Types: ["Software and Configuration Checks/Industry and Regulatory Standards"],
  Title: "The load balancer lacks the organization's web ACL",
  Severity: { Label: "HIGH", Normalized: 80 },
  Compliance: { Status: "FAILED" },
  Resources: [
    {
      Type: "AwsElbv2LoadBalancer",
      Id: `arn:aws:elasticloadbalancing:eu-west-1:${MEMBER}:loadbalancer/app/berths/5c1d`,
    },
  ],
};

/** As a partner's product wrote it years ago. */
const old = {
  SchemaVersion: "2018-10-08",
  Id: "tidescan/eu-west-1/222233334444/0f3a",
  ProductArn: "arn:aws:securityhub:eu-west-1:999988887777:product/tidescan/tidescan-agent",
  AwsAccountId: MEMBER,
  GeneratorId: "tidescan-host-check",
  CreatedAt: "2019-04-18T14:51:55.000000Z",
  UpdatedAt: "2019-04-18T14:51:55.000000Z",
  Severity: { Normalized: 75 },
  Title: "A host answers on a port that nobody has named",
  Types: ["Unusual Behaviors/Network Flow"],
  WorkflowState: "NEW",
  RecordState: "ACTIVE",
  Resources: [{ Type: "Other", Id: "10.178.11.43" }],
};

const own = {
  ...asff,
  Id: "tocsin-prod/0123456789abcdef0123456789abcdef",
  ProductArn: "arn:aws:securityhub:eu-central-1:111122223333:product/111122223333/default",
  AwsAccountId: "111122223333",
  GeneratorId: "tocsin/threat",
  Title: "What Tocsin has written into Security Hub",
  Resources: [{ Type: "Other", Id: "arn:aws:s3:::harbour-crew" }],
};

const ocsf = {
  category_uid: 2,
  category_name: "Findings",
  activity_id: 2,
  activity_name: "Update",
  severity: "Medium",
  severity_id: 3,
  status: "New",
  status_id: 1,
  time: 1795685398120,
  time_dt: "2026-11-24T09:29:58.120Z",
  cloud: { account: { uid: MEMBER }, region: "eu-west-1", provider: "AWS" },
};

function ocsfProduct(product: string, name: string, region = "eu-west-1") {
  return {
    version: "1.6.0",
    uid: "1d24e91799652d9e17025b61d94f436b20b515b6f3cd9bda788f48c1db9cf244",
    product: { name, uid: `arn:aws:securityhub:${region}::productv2/aws/${product}`, vendor_name: "AWS" },
  };
}

const times = {
  created_time: 1795684800000,
  created_time_dt: "2026-11-24T09:20:00.000Z",
  modified_time: 1795685398120,
  modified_time_dt: "2026-11-24T09:29:58.120Z",
};

const threatV2 = {
  ...ocsf,
  class_uid: 2004,
  class_name: "Detection Finding",
  severity: "High",
  severity_id: 4,
  metadata: ocsfProduct("guardduty", "GuardDuty"),
  finding_info: {
    ...times,
    modified_time_dt: "2026-11-24T08:04:51.337Z",
    uid: threat.Id,
    uid_alt: "70c1a5f0000000000000000000000001",
    title: threat.Title,
    types: ["Threats", "Backdoor:EC2/C&CActivity.B!DNS"],
  },
  resources: [{ uid: "i-0a1b2c3d4e5f60718", type: "AWS::EC2::Instance", region: "eu-west-1" }],
};

const vulnerabilityV2 = {
  ...ocsf,
  class_uid: 2002,
  class_name: "Vulnerability Finding",
  severity: "High",
  severity_id: 4,
  cloud: { ...ocsf.cloud, region: "eu-central-1" },
  metadata: ocsfProduct("inspector", "Inspector", "eu-central-1"),
  finding_info: { ...times, uid: vulnerability.Id, title: vulnerability.Title, types: ["Vulnerabilities"] },
  vulnerabilities: [
    {
      cve: { uid: "CVE-2026-31337", epss: { score: "0.00731" } },
      affected_packages: [{ name: "tidewater", version: "2.1.0", fixed_in_version: "2.1.4" }],
      is_exploit_available: false,
      is_fix_available: true,
    },
  ],
  resources: [{ uid: "i-0f00dfacade012345", type: "AWS::EC2::Instance", region: "eu-central-1" }],
};

const keyRotationV2 = {
  ...ocsf,
  class_uid: 2003,
  class_name: "Compliance Finding",
  metadata: ocsfProduct("securityhub", "Security Hub"),
  finding_info: {
    ...times,
    uid: keyRotation.Id,
    title: keyRotation.Title,
    types: ["Posture Management"],
    analytic: {
      category: "AWS::Config::ConfigRule",
      name: "securityhub-cmk-backing-key-rotation-enabled-5d1f2a3b",
      type: "Rule",
      type_id: 1,
    },
  },
  compliance: {
    control: "KMS.4",
    standards: ["standards/aws-foundational-security-best-practices/v/1.0.0"],
    status: "Fail",
    status_id: 3,
  },
  resources: [
    { uid: "4c0ffee0-12ab-34cd-56ef-1234567890ab", uid_alt: KEY, type: "AWS::KMS::Key", region: "eu-west-1" },
  ],
};

const sensitiveDataV2 = {
  ...ocsf,
  class_uid: 2006,
  class_name: "Data Security Finding",
  metadata: ocsfProduct("macie", "Macie"),
  finding_info: {
    ...times,
    uid: sensitiveData.Id,
    title: sensitiveData.Title,
    types: ["SensitiveData:S3Object/Multiple", "Sensitive Data"],
  },
  databucket: { name: "harbour-crew", uid: "arn:aws:s3:::harbour-crew", type: "S3", region: "eu-west-1" },
  resources: [
    {
      uid: "passports/hendrika.jansen.csv",
      type: "AWS::S3::Object",
      data: { version_id: "v3XzQ1" },
      region: "eu-west-1",
    },
  ],
};

/** Security Hub's own correlation of several products' findings. */
const exposure = {
  ...ocsf,
  class_uid: 2004,
  class_name: "Detection Finding",
  severity: "Critical",
  severity_id: 5,
  metadata: {
    ...ocsfProduct("securityhub", "Security Hub Exposure Detection"),
    product: {
      ...ocsfProduct("securityhub", "Security Hub Exposure Detection").product,
      feature: { uid: "security-hub/Exposure", name: "Exposure" },
    },
  },
  finding_info: {
    ...times,
    uid: "exposure/9f1c0ffee0",
    title: "Potential credential stealing: an instance with a vulnerability that can be reached over the network",
    types: ["Exposure/Potential Impact/Resource Hijacking"],
  },
  resources: [{ uid: `arn:aws:ec2:eu-west-1:${MEMBER}:instance/i-0a1b2c3d4e5f60718`, type: "AWS::EC2::Instance" }],
};

const azure = {
  ...ocsf,
  class_uid: 2003,
  class_name: "Compliance Finding",
  cloud: { account: { uid: "5f0c0ffe-0000-4000-8000-000000000001" }, region: "westeurope", provider: "Azure" },
  metadata: ocsfProduct("securityhub", "Security Hub"),
  finding_info: { ...times, uid: "azure/finding/71c0", title: "Disks of virtual machines should be encrypted" },
  compliance: { control: "AzureCompute.3", status: "Fail", status_id: 3 },
  resources: [
    {
      uid: "/subscriptions/5f0c0ffe/resourceGroups/quay/providers/Microsoft.Compute/virtualMachines/vm-quay-01",
      type: "Microsoft.Compute/virtualMachines",
      region: "westeurope",
    },
  ],
};

function customAction(number: number, ...findings: readonly object[]) {
  return {
    ...imported(number, threat),
    "detail-type": "Security Hub Findings - Custom Action",
    resources: ["arn:aws:securityhub:eu-central-1:111122223333:action/custom/callthem"],
    detail: { actionName: "Call them", actionDescription: "Wakes whoever is on call", findings },
  };
}

export const samples = {
  controlFailed: imported(1, keyRotation),
  controlPassed: imported(2, {
    ...keyRotation,
    UpdatedAt: "2026-11-24T10:29:58.120Z",
    Severity: { Label: "INFORMATIONAL", Normalized: 0, Original: "MEDIUM" },
    Compliance: { ...keyRotation.Compliance, Status: "PASSED" },
    Workflow: { Status: "RESOLVED" },
  }),
  controlNotEvaluated: imported(3, {
    ...keyRotation,
    Compliance: { ...keyRotation.Compliance, Status: "NOT_AVAILABLE" },
  }),
  controlArchived: imported(4, {
    ...keyRotation,
    Compliance: { ...keyRotation.Compliance, Status: "NOT_AVAILABLE" },
    RecordState: "ARCHIVED",
  }),
  controlOfAccount: imported(5, {
    ...ofControl("EC2.7", "ec2-ebs-encryption-by-default", accountResource),
    Title: "EBS default encryption should be enabled",
  }),
  controlOfNoCondition: imported(6, plainRequests),
  controlOfAStandard: imported(7, {
    ...keyRotation,
    Id: `${HUB}:subscription/cis-aws-foundations-benchmark/v/1.2.0/2.8/finding/5a1d0000-0000-4000-8000-000000000002`,
    GeneratorId: "arn:aws:securityhub:::ruleset/cis-aws-foundations-benchmark/v/1.2.0/rule/2.8",
    Compliance: { Status: "FAILED" },
    ProductFields: { RuleId: "2.8", ...keyRotation.ProductFields },
  }),
  bucketReadable: imported(8, readable),
  bucketNotWritable: imported(9, { ...writable, Compliance: { ...writable.Compliance, Status: "PASSED" } }),
  threat: imported(10, threat),
  threatSuppressed: imported(11, { ...threat, Workflow: { Status: "SUPPRESSED" } }),
  threatResolved: imported(12, { ...threat, Workflow: { Status: "RESOLVED" } }),
  vulnerability: imported(13, vulnerability),
  imageVulnerability: imported(14, imageVulnerability),
  bucketPosture: imported(15, bucketPosture),
  sensitiveData: imported(16, sensitiveData),
  exposedKey: imported(17, exposedKey),
  configRule: imported(18, configRule),
  firewallPolicy: imported(19, firewallPolicy),
  openRole: imported(22, openRole),
  ownRule: imported(23, ownRule),
  openBucket: imported(24, openBucket),
  unusedRole: imported(25, unusedRole),
  oldFinding: imported(20, old),
  ownFinding: imported(21, own),
  threatV2: importedV2(30, threatV2),
  threatSuppressedV2: importedV2(31, { ...threatV2, status: "Suppressed", status_id: 3 }),
  threatClosedV2: importedV2(32, { ...threatV2, activity_id: 3, activity_name: "Close" }),
  vulnerabilityV2: importedV2(33, vulnerabilityV2),
  controlFailedV2: importedV2(34, keyRotationV2),
  sensitiveDataV2: importedV2(35, sensitiveDataV2),
  exposure: importedV2(36, exposure),
  azureControl: importedV2(37, azure),
  escalated: customAction(40, threat),
  escalatedTwo: customAction(41, threat, plainRequests),
  escalatedNone: customAction(42),
};
