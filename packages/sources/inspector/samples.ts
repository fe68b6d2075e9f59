/** Events as Inspector emits them, of an invented organization (Harbour Freight Lines). */

const envelope = {
  version: "0",
  source: "aws.inspector2",
  account: "111122223333",
  time: "2026-11-24T09:10:12Z",
  region: "eu-central-1",
};

/** The fields of findings of every type. */
const finding = {
  awsAccountId: "222233334444",
  description: "A flaw in tidewater\nallows a remote attacker to read memory.",
  status: "ACTIVE",
  firstObservedAt: "Mon Nov 23 22:01:03.120 UTC 2026",
  lastObservedAt: "Tue Nov 24 09:09:58.400 UTC 2026",
  updatedAt: "Tue Nov 24 09:10:01.250 UTC 2026",
  resources: [
    {
      id: "i-0f00dfacade012345",
      type: "AWS_EC2_INSTANCE",
      partition: "aws",
      region: "eu-central-1",
      provider: "AWS",
      providerAccountId: "222233334444",
      details: { awsEc2Instance: { type: "m7g.large", platform: "UBUNTU_24_04" } },
      tags: { app: "berth-planner" },
    },
  ],
};

function findingArn(id: string) {
  return `arn:aws:inspector2:eu-central-1:222233334444:finding/${id}`;
}

const untriaged = {
  ...finding,
  findingArn: findingArn("5b1e0000000000000000000000000004"),
  type: "PACKAGE_VULNERABILITY",
  title: "CVE-2026-31337 - tidewater",
  severity: "UNTRIAGED",
  epss: { score: 0.00731 },
  fixAvailable: "YES",
  exploitAvailable: "NO",
  packageVulnerabilityDetails: {
    vulnerabilityId: "CVE-2026-31337",
    source: "UBUNTU_CVE",
    vulnerablePackages: [
      { name: "tidewater", version: "2.1.0", fixedInVersion: "2.1.4", packageManager: "OS" },
      { name: "libtide2", version: "2.1.0", fixedInVersion: "2.1.4", packageManager: "OS" },
    ],
  },
  remediation: { recommendation: { text: "None Provided" } },
};

const packageFinding = {
  ...envelope,
  id: "1c2f6e73-7e1f-4bac-8e62-6c2f9be1b001",
  "detail-type": "Inspector2 Finding",
  resources: ["i-0f00dfacade012345"],
  detail: {
    ...untriaged,
    findingArn: findingArn("5b1e0000000000000000000000000001"),
    severity: "HIGH",
    inspectorScore: 7.5,
  },
};

const coverage = {
  ...envelope,
  id: "1c2f6e73-7e1f-4bac-8e62-6c2f9be1b020",
  "detail-type": "Inspector2 Coverage",
  resources: ["i-0f00dfacade012345"],
  detail: {
    scanStatus: { reason: "UNMANAGED_EC2_INSTANCE", statusCodeValue: "INACTIVE" },
    scanType: "PACKAGE",
    provider: "AWS",
    providerAccountId: "222233334444",
    providerRegion: "eu-central-1",
    eventTimestamp: "2026-11-24T09:10:05.665501Z",
    version: "1.0",
  },
};

const onDemandScan = {
  ...envelope,
  id: "1c2f6e73-7e1f-4bac-8e62-6c2f9be1b040",
  account: "222233334444",
  "detail-type": "Inspector2 OnDemand Scan Complete",
  resources: ["ami-0c0ffee0123456789"],
  detail: {
    scanId: "d0d0caca000000000000000000000001",
    awsAccountId: "222233334444",
    resourceId: "ami-0c0ffee0123456789",
    resourceType: "MACHINE_IMAGE",
    startedAt: "2026-11-24T08:00:00.000Z",
    completedAt: "2026-11-24T09:10:00.000Z",
    version: "1.0",
  },
};

/** The ARN of an image by the first digits of its digest. */
function imageArn(digest: string): string {
  return `arn:aws:ecr:eu-central-1:222233334444:repository/berths/sha256:${digest.padEnd(64, "0")}`;
}

export const samples = {
  packageFinding,
  closedFinding: {
    ...packageFinding,
    id: "1c2f6e73-7e1f-4bac-8e62-6c2f9be1b002",
    detail: { ...packageFinding.detail, status: "CLOSED", updatedAt: "Wed Nov 25 07:00:00.000 UTC 2026" },
  },
  suppressedFinding: {
    ...packageFinding,
    id: "1c2f6e73-7e1f-4bac-8e62-6c2f9be1b003",
    detail: { ...packageFinding.detail, status: "SUPPRESSED", updatedAt: "Wed Nov 25 07:00:00.000 UTC 2026" },
  },
  untriagedFinding: {
    ...packageFinding,
    id: "1c2f6e73-7e1f-4bac-8e62-6c2f9be1b004",
    detail: untriaged,
  },
  imageFinding: {
    ...packageFinding,
    id: "1c2f6e73-7e1f-4bac-8e62-6c2f9be1b005",
    // One of AWS's own examples has such a key beside the detail.
    "detail.resources.tags.testkey": "allow",
    resources: ["arn:aws:ecr:eu-central-1:222233334444:repository/berths/sha256:36c7b282abd0186e"],
    detail: {
      awsAccountId: "222233334444",
      findingArn: findingArn("5b1e0000000000000000000000000005"),
      type: "PACKAGE_VULNERABILITY",
      title: "CVE-2026-31337 - tidewater",
      description: "A flaw in tidewater.",
      severity: "MEDIUM",
      status: "ACTIVE",
      firstObservedAt: "Nov 23, 2026, 6:02:30 PM",
      lastObservedAt: "Nov 24, 2026, 9:02:30 AM",
      updatedAt: "Nov 24, 2026, 9:02:30 AM",
      packageVulnerabilityDetails: {
        vulnerabilityId: "CVE-2026-31337",
        cvss: [],
        vulnerablePackages: [{ name: "tidewater", version: "2.1.0" }],
      },
      remediation: {
        recommendation: { text: "Update all packages to their latest versions.", Url: "https://example.com" },
      },
      resources: [
        {
          id: "arn:aws:ecr:eu-central-1:222233334444:repository/berths/sha256:36c7b282abd0186e",
          type: "AWS_ECR_CONTAINER_IMAGE",
          partition: "N/A",
          region: "N/A",
        },
        {
          id: "arn:aws:ecr:eu-central-1:222233334444:repository/berths-edge/sha256:36c7b282abd0186e",
          type: "AWS_ECR_CONTAINER_IMAGE",
          partition: "N/A",
          region: "N/A",
        },
      ],
    },
  },
  repositoryFinding: {
    ...packageFinding,
    id: "1c2f6e73-7e1f-4bac-8e62-6c2f9be1b007",
    resources: [imageArn("36c7b282abd0186e")],
    detail: {
      ...packageFinding.detail,
      findingArn: findingArn("5b1e0000000000000000000000000007"),
      resources: [{ id: imageArn("36c7b282abd0186e"), type: "AWS_ECR_CONTAINER_IMAGE", region: "eu-central-1" }],
    },
  },
  networkFinding: {
    ...packageFinding,
    id: "1c2f6e73-7e1f-4bac-8e62-6c2f9be1b006",
    detail: {
      ...finding,
      findingArn: findingArn("5b1e0000000000000000000000000006"),
      type: "NETWORK_REACHABILITY",
      title: "Port 22 is reachable from an Internet Gateway",
      severity: "MEDIUM",
      networkReachabilityDetails: { protocol: "TCP", openPortRange: { begin: 22, end: 22 } },
      remediation: { recommendation: { text: "Restrict access to the instance in its security group." } },
    },
  },
  codeFinding: {
    ...packageFinding,
    id: "1c2f6e73-7e1f-4bac-8e62-6c2f9be1b007",
    resources: ["arn:aws:lambda:eu-central-1:222233334444:function:tariff-rates:$LATEST"],
    detail: {
      ...finding,
      findingArn: findingArn("5b1e0000000000000000000000000007"),
      type: "CODE_VULNERABILITY",
      title: "CWE-798 - Hardcoded credentials",
      severity: "CRITICAL",
      codeVulnerabilityDetails: { cwes: ["CWE-798"], detectorName: "Hardcoded credentials" },
      remediation: { recommendation: {} },
      resources: [
        {
          id: "arn:aws:lambda:eu-central-1:222233334444:function:tariff-rates:$LATEST",
          type: "AWS_LAMBDA_FUNCTION",
          partition: "aws",
          region: "eu-central-1",
        },
      ],
    },
  },
  azureFinding: {
    ...packageFinding,
    id: "1c2f6e73-7e1f-4bac-8e62-6c2f9be1b008",
    resources: ["/subscriptions/5a5a5a5a-0000/resourcegroups/quay/providers/microsoft.compute/virtualmachines/crane-1"],
    detail: {
      ...packageFinding.detail,
      findingArn: findingArn("5b1e0000000000000000000000000008"),
      resources: [
        {
          id: "/subscriptions/5a5a5a5a-0000/resourcegroups/quay/providers/microsoft.compute/virtualmachines/crane-1",
          type: "Microsoft.Compute/virtualMachines",
          provider: "AZURE",
          providerAccountId: "5a5a5a5a-0000",
          providerOrgId: "6b6b6b6b-0000",
          region: "northeurope",
          details: { vm: { platform: "UBUNTU_24_04" } },
        },
      ],
    },
  },
  coverageLost: coverage,
  coverageRegained: {
    ...coverage,
    id: "1c2f6e73-7e1f-4bac-8e62-6c2f9be1b021",
    detail: { ...coverage.detail, scanStatus: { reason: "SUCCESSFUL", statusCodeValue: "ACTIVE" } },
  },
  coverageOutOfScope: {
    ...coverage,
    id: "1c2f6e73-7e1f-4bac-8e62-6c2f9be1b022",
    detail: { ...coverage.detail, scanStatus: { reason: "RESOURCE_TERMINATED", statusCodeValue: "INACTIVE" } },
  },
  coveragePending: {
    ...coverage,
    id: "1c2f6e73-7e1f-4bac-8e62-6c2f9be1b023",
    detail: { ...coverage.detail, scanStatus: { reason: "PENDING_INITIAL_SCAN", statusCodeValue: "INACTIVE" } },
  },
  coverageLostImage: {
    ...coverage,
    id: "1c2f6e73-7e1f-4bac-8e62-6c2f9be1b024",
    resources: ["arn:aws:ecr:eu-central-1:222233334444:repository/berths"],
    detail: {
      scanStatus: { reason: "ACCESS_DENIED", statusCodeValue: "INACTIVE" },
      scanType: "PACKAGE",
      eventTimestamp: "2026-11-24T09:10:05.665501Z",
      version: "1.0",
    },
  },
  coverageLostAzure: {
    ...coverage,
    id: "1c2f6e73-7e1f-4bac-8e62-6c2f9be1b025",
    resources: ["/subscriptions/5a5a5a5a-0000/resourcegroups/quay/providers/microsoft.compute/virtualmachines/crane-1"],
    detail: {
      scanStatus: { reason: "ACCESS_DENIED", statusCodeValue: "INACTIVE" },
      scanType: "PACKAGE",
      provider: "AZURE",
      providerAccountId: "5a5a5a5a-0000",
      providerRegion: "northeurope",
      providerOrgId: "6b6b6b6b-0000",
      eventTimestamp: "2026-11-24T09:10:05.665501Z",
      version: "1.0",
    },
  },
  autoEnableFailed: {
    ...envelope,
    id: "1c2f6e73-7e1f-4bac-8e62-6c2f9be1b030",
    "detail-type": "Inspector2 AutoEnable",
    // This event comes without resources.
    detail: {
      version: "1.0.0",
      AutoEnableStatus: "Failed",
      Reason: "The number of member accounts enabled with AWS Inspector has reached the maximum limit of 10,000",
    },
  },
  onDemandScanFailed: {
    ...onDemandScan,
    detail: { ...onDemandScan.detail, scanStatus: "FAILED", scanStatusReason: "UNSUPPORTED_OS" },
  },
  onDemandScanSuccessful: {
    ...onDemandScan,
    id: "1c2f6e73-7e1f-4bac-8e62-6c2f9be1b041",
    detail: { ...onDemandScan.detail, scanStatus: "SUCCESSFUL", findingSeverityCounts: { HIGH: 2, TOTAL: 2 } },
  },
} satisfies Record<string, Record<string, unknown>>;
