/** Findings of scans on demand as Inspector emits them, of an invented organization (Harbour Freight Lines). */

const onDemandFinding = {
  version: "0",
  id: "1c2f6e73-7e1f-4bac-8e62-6c2f9be1b060",
  "detail-type": "OnDemand AMI Scan Findings",
  source: "inspector2.ami.ondemand",
  account: "222233334444",
  time: "2026-11-24T09:10:09Z",
  region: "eu-central-1",
  resources: [],
  detail: {
    scanId: "d0d0caca000000000000000000000001",
    awsAccountId: "222233334444",
    findingArn:
      "arn:aws:inspector2:eu-central-1:222233334444:finding/ondemand/d0d0caca000000000000000000000001/5b1e0000000000000000000000000001",
    title: "CVE-2026-31337 - tidewater",
    description: "Tidewater trusts the length of a header.",
    type: "PACKAGE_VULNERABILITY",
    severity: "HIGH",
    status: "ACTIVE",
    firstObservedAt: "2026-11-24T09:09:00.000Z",
    lastObservedAt: "2026-11-24T09:10:00.000Z",
    updatedAt: "2026-11-24T09:10:00.000Z",
    inspectorScore: 7.5,
    epss: { score: 0.042 },
    fixAvailable: "YES",
    exploitAvailable: "NO",
    packageVulnerabilityDetails: {
      vulnerabilityId: "CVE-2026-31337",
      vulnerablePackages: [{ name: "tidewater", version: "1.0.1", fixedInVersion: "1.0.2" }],
    },
    remediation: { recommendation: { text: "Update tidewater, and ask the harbour office." } },
    resources: [{ id: "ami-0c0ffee0123456789", type: "MACHINE_IMAGE", partition: "aws", region: "eu-central-1" }],
  },
};

export const samples = {
  onDemandFinding,
  /** The next scan has another id, and so have its findings. */
  onDemandFindingOfNextScan: {
    ...onDemandFinding,
    id: "1c2f6e73-7e1f-4bac-8e62-6c2f9be1b061",
    detail: {
      ...onDemandFinding.detail,
      scanId: "d0d0caca000000000000000000000002",
      findingArn:
        "arn:aws:inspector2:eu-central-1:222233334444:finding/ondemand/d0d0caca000000000000000000000002/5b1e0000000000000000000000000009",
      status: "CLOSED",
      updatedAt: "2026-11-25T09:10:00.000Z",
    },
  },
  onDemandFindingSuppressed: {
    ...onDemandFinding,
    id: "1c2f6e73-7e1f-4bac-8e62-6c2f9be1b062",
    detail: { ...onDemandFinding.detail, status: "SUPPRESSED" },
  },
  /** No vulnerability is named, and the vendor has not rated it. */
  onDemandFindingUnnamed: {
    ...onDemandFinding,
    id: "1c2f6e73-7e1f-4bac-8e62-6c2f9be1b063",
    detail: { ...onDemandFinding.detail, severity: "UNTRIAGED", packageVulnerabilityDetails: null },
  },
} satisfies Record<string, Record<string, unknown>>;
