/**
 * What GuardDuty may find, each with the resource and the action that it describes. Addresses are from the ranges
 * reserved for documentation.
 * https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_finding-types-active.html
 */
import type { JsonObject } from "@tocsin/core/text/json";
import type { Random } from "../random.ts";

export interface Threat {
  readonly type: string;
  readonly severity: number;
  readonly title: string;
  readonly description?: string;
  readonly resource: JsonObject;
  readonly role?: "TARGET" | "ACTOR";
  /** Absent in attack sequences, which have a `detection` instead. */
  readonly action?: JsonObject;
  readonly detection?: JsonObject;
}

export const threats: readonly ((random: Random) => Threat)[] = [
  function bruteForce(random) {
    const instanceId = `i-${random.hex(17)}`;
    return {
      type: "UnauthorizedAccess:EC2/SSHBruteForce",
      severity: 2,
      title: `198.51.100.${random.integer(1, 254)} is performing SSH brute force attacks against ${instanceId}.`,
      resource: instance(random, instanceId),
      action: connection(random, "INBOUND", 22),
    };
  },
  function portProbe(random) {
    const instanceId = `i-${random.hex(17)}`;
    return {
      type: "Recon:EC2/PortProbeUnprotectedPort",
      severity: 2,
      title: `Unprotected port on EC2 instance ${instanceId} is being probed.`,
      resource: instance(random, instanceId),
      action: { actionType: "PORT_PROBE", portProbeAction: { blocked: false, portProbeDetails: [] } },
    };
  },
  function mining(random) {
    const instanceId = `i-${random.hex(17)}`;
    return {
      type: "CryptoCurrency:EC2/BitcoinTool.B!DNS",
      severity: 8,
      title: `The EC2 instance ${instanceId} is querying a domain name associated with Bitcoin-related activity.`,
      resource: instance(random, instanceId),
      role: "ACTOR",
      action: {
        actionType: "DNS_REQUEST",
        dnsRequestAction: { domain: "pool.example.net", protocol: "UDP", blocked: false },
      },
    };
  },
  function stolenCredentials(random) {
    return {
      type: "UnauthorizedAccess:IAMUser/InstanceCredentialExfiltration.OutsideAWS",
      severity: 8,
      title: "Credentials for instance role web-server used from external IP address.",
      resource: { resourceType: "AccessKey", accessKeyDetails: accessKey(random, "web-server") },
      action: apiCalled(random, "ListBuckets", "s3.amazonaws.com"),
    };
  },
  function unusualUser(random) {
    return {
      type: "Discovery:IAMUser/AnomalousBehavior",
      severity: 2,
      title: "The user reporting-job is anomalously invoking APIs commonly used in Discovery tactics.",
      resource: { resourceType: "AccessKey", accessKeyDetails: accessKey(random, "reporting-job") },
      action: apiCalled(random, "DescribeInstances", "ec2.amazonaws.com"),
    };
  },
  function openBucket(random) {
    const bucket = `press-kit-${random.hex(6)}`;
    return {
      type: "Policy:S3/BucketBlockPublicAccessDisabled",
      severity: 2,
      title: `Amazon S3 Block Public Access was disabled for the S3 bucket ${bucket}.`,
      resource: {
        resourceType: "S3Bucket",
        accessKeyDetails: accessKey(random, "web-editor"),
        s3BucketDetails: [{ arn: `arn:aws:s3:::${bucket}`, name: bucket, type: "Destination" }],
      },
      action: apiCalled(random, "PutBucketPublicAccessBlock", "s3.amazonaws.com"),
    };
  },
  function shellInCluster(random) {
    return {
      type: "Execution:Kubernetes/ExecInKubeSystemPod",
      severity: 5,
      title: "A command was executed inside a pod of the kube-system namespace.",
      resource: {
        resourceType: "EKSCluster",
        eksClusterDetails: { name: `main-${random.hex(4)}`, status: "ACTIVE", vpcId: `vpc-${random.hex(17)}` },
        kubernetesDetails: { kubernetesUserDetails: { username: "cluster-admin", groups: ["system:masters"] } },
      },
      action: {
        actionType: "KUBERNETES_API_CALL",
        kubernetesApiCallAction: {
          requestUri: "/api/v1/namespaces/kube-system/pods/exec",
          verb: "create",
          statusCode: 101,
        },
      },
    };
  },
  function databaseLogin(random) {
    const name = `orders-${random.hex(4)}`;
    return {
      type: "CredentialAccess:RDS/AnomalousBehavior.FailedLogin",
      severity: 2,
      title: `An unusual failed login attempt was made to the RDS database ${name}.`,
      resource: {
        resourceType: "RDSDBInstance",
        rdsDbInstanceDetails: { dbInstanceIdentifier: name, engine: "Aurora PostgreSQL", engineVersion: "17.4" },
        rdsDbUserDetails: { user: "readonly", application: "psql", database: "orders" },
      },
      action: { actionType: "RDS_LOGIN_ATTEMPT", rdsLoginAttemptAction: { remoteIpDetails: remote(random) } },
    };
  },
];

/** Ends in EXAMPLE, so that nobody takes it for a key that leaked. */
export function accessKey(random: Random, userName: string): JsonObject {
  return {
    accessKeyId: `ASIA${random.code(9)}EXAMPLE`,
    principalId: `AROA${random.code(9)}EXAMPLE:${userName}`,
    userType: "AssumedRole",
    userName,
  };
}

function instance(random: Random, instanceId: string): JsonObject {
  return {
    resourceType: "Instance",
    instanceDetails: {
      instanceId,
      instanceType: random.pick(["t4g.small", "m7g.large", "c7i.xlarge"]),
      launchTime: "2026-08-03T07:41:19.000Z",
      platform: null,
      productCodes: [],
      networkInterfaces: [
        {
          networkInterfaceId: `eni-${random.hex(17)}`,
          privateIpAddress: `10.0.${random.integer(0, 255)}.${random.integer(4, 254)}`,
          publicIp: `203.0.113.${random.integer(1, 254)}`,
          subnetId: `subnet-${random.hex(17)}`,
          vpcId: `vpc-${random.hex(17)}`,
          securityGroups: [{ groupId: `sg-${random.hex(17)}`, groupName: "web" }],
          ipv6Addresses: [],
        },
      ],
      tags: [{ key: "service", value: random.pick(["web", "worker", "bastion"]) }],
      instanceState: "running",
      availabilityZone: "a",
      imageId: `ami-${random.hex(17)}`,
      imageDescription: "Amazon Linux 2023",
    },
  };
}

function connection(random: Random, direction: string, port: number): JsonObject {
  return {
    actionType: "NETWORK_CONNECTION",
    networkConnectionAction: {
      connectionDirection: direction,
      protocol: "TCP",
      blocked: false,
      localPortDetails: { port, portName: "SSH" },
      remoteIpDetails: remote(random),
      remotePortDetails: { port: random.integer(32_768, 60_999), portName: "Unknown" },
    },
  };
}

function apiCalled(random: Random, api: string, serviceName: string): JsonObject {
  return {
    actionType: "AWS_API_CALL",
    awsApiCallAction: { api, serviceName, callerType: "Remote IP", remoteIpDetails: remote(random) },
  };
}

function remote(random: Random): JsonObject {
  return {
    ipAddressV4: `198.51.100.${random.integer(1, 254)}`,
    organization: { asn: "64496", asnOrg: "Example Networks", isp: "Example Networks", org: "Example Networks" },
    country: { countryName: random.pick(["Iceland", "Chile", "New Zealand"]) },
    city: { cityName: "" },
    geoLocation: { lat: 0, lon: 0 },
  };
}
