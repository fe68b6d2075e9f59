import type { PutEventsRequestEntry } from "@aws-sdk/client-eventbridge";

/** In which all findings are. */
export const ACCOUNT = "111122223333";

/** A GuardDuty finding of some 4 KB, as EventBridge delivers one; `n` makes it another finding. */
export function findingText(n: number): string {
  return JSON.stringify(finding(n));
}

/** The same as a CRITICAL one, which is told at once where nothing else is said. */
export function criticalText(n: number): string {
  return findingText(n).replace('"severity":5,', '"severity":9.5,');
}

/** An event as a sender hands it to `PutEvents`. */
export function entryOf(text: string): PutEventsRequestEntry {
  const { source, detail, "detail-type": detailType } = JSON.parse(text);
  return { Source: source, DetailType: detailType, Detail: JSON.stringify(detail) };
}

function finding(n: number) {
  const id = `b0c9d1e2f3a4${n.toString(16).padStart(20, "0")}`;
  const account = ACCOUNT;
  const region = "eu-west-1";
  return {
    version: "0",
    id: `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`,
    "detail-type": "GuardDuty Finding",
    source: "aws.guardduty",
    account,
    time: "2026-11-20T10:15:03Z",
    region,
    resources: [],
    detail: {
      schemaVersion: "2.0",
      accountId: account,
      region,
      partition: "aws",
      id,
      arn: `arn:aws:guardduty:${region}:${account}:detector/60b8f2e0c5d94a6f8d3e7b1a2c4f6e80/finding/${id}`,
      type: "UnauthorizedAccess:EC2/SSHBruteForce",
      resource: {
        resourceType: "Instance",
        instanceDetails: {
          instanceId: "i-0a1b2c3d4e5f60718",
          instanceType: "m7g.large",
          launchTime: "2026-10-02T08:00:00.000Z",
          platform: null,
          productCodes: [],
          iamInstanceProfile: {
            arn: `arn:aws:iam::${account}:instance-profile/checkout-api`,
            id: "AIPAEXAMPLEPROFILEID0",
          },
          networkInterfaces: [1, 2].map((i) => ({
            ipv6Addresses: [],
            networkInterfaceId: `eni-0f1e2d3c4b5a6978${i}`,
            privateDnsName: `ip-10-20-30-4${i}.${region}.compute.internal`,
            privateIpAddress: `10.20.30.4${i}`,
            privateIpAddresses: [
              { privateDnsName: `ip-10-20-30-4${i}.${region}.compute.internal`, privateIpAddress: `10.20.30.4${i}` },
            ],
            publicDnsName: `ec2-198-51-100-4${i}.${region}.compute.example.com`,
            publicIp: `198.51.100.4${i}`,
            securityGroups: [{ groupId: "sg-0123456789abcdef0", groupName: "checkout-api-public" }],
            subnetId: "subnet-0fedcba9876543210",
            vpcId: "vpc-0a0b0c0d0e0f01020",
          })),
          outpostArn: null,
          tags: ["Name", "team", "environment", "cost-center"].map((key) => ({ key, value: `checkout-${key}` })),
          instanceState: "running",
          availabilityZone: `${region}a`,
          imageId: "ami-0abcdef1234567890",
          imageDescription: "Hardened base image, built weekly from the platform team's pipeline",
        },
      },
      service: {
        serviceName: "guardduty",
        detectorId: "60b8f2e0c5d94a6f8d3e7b1a2c4f6e80",
        action: {
          actionType: "NETWORK_CONNECTION",
          networkConnectionAction: {
            connectionDirection: "INBOUND",
            blocked: false,
            localPortDetails: { port: 22, portName: "SSH" },
            localIpDetails: { ipAddressV4: "10.20.30.41" },
            localNetworkInterface: "eni-0f1e2d3c4b5a69781",
            protocol: "TCP",
            remoteIpDetails: {
              ipAddressV4: "203.0.113.77",
              organization: { asn: "64500", asnOrg: "Example Transit", isp: "Example Transit", org: "Example Hosting" },
              country: { countryName: "Nowhere" },
              city: { cityName: "Exampletown" },
              geoLocation: { lat: 48.2082, lon: 16.3738 },
            },
            remotePortDetails: { port: 40_022, portName: "Unknown" },
          },
        },
        resourceRole: "TARGET",
        additionalInfo: {
          value: '{"unusual":{"hoursOfDay":[1624550400000],"userNames":["deploy"]},"profiledBehavior":{}}',
          type: "default",
        },
        evidence: {
          threatIntelligenceDetails: [{ threatListName: "ExampleList", threatNames: ["ssh-scan", "brute-force"] }],
        },
        eventFirstSeen: "2026-11-20T08:01:11.000Z",
        eventLastSeen: "2026-11-20T10:10:42.000Z",
        archived: false,
        count: 17,
        featureName: "FlowLogs",
      },
      severity: 5,
      createdAt: "2026-11-20T08:15:00.123Z",
      updatedAt: "2026-11-20T10:15:00.456Z",
      title: "203.0.113.77 is performing SSH brute force attacks against i-0a1b2c3d4e5f60718.",
      description:
        "203.0.113.77 is performing SSH brute force attacks against i-0a1b2c3d4e5f60718. Brute force attacks are used to gain unauthorized access to your instance by guessing the SSH password.",
    },
  };
}
