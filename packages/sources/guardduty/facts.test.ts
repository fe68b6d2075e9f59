import type { JsonObject } from "@tocsin/core/text/json";
import { describe, expect, test } from "vitest";
import { tryOut, withDetail } from "../testing/trial.ts";
import { samples } from "./samples.ts";
import { guardduty } from "./source.ts";

const { only } = tryOut(guardduty);

function factsOf(more: { readonly service?: JsonObject; readonly resource?: JsonObject }) {
  const service = { ...samples.instanceFinding.detail.service, ...more.service };
  const resource = more.resource ?? samples.instanceFinding.detail.resource;
  return only(withDetail(samples.instanceFinding, { service, resource })).statement.attributes;
}

const remoteIpDetails = {
  ipAddressV4: "198.51.100.9",
  organization: { asn: "64496", asnOrg: "Example Networks" },
  country: { countryName: "Iceland" },
};
const remote = {
  remoteAddress: ["198.51.100.9"],
  remoteCountry: ["Iceland"],
  remoteOrganization: ["AS64496 Example Networks"],
};

describe("the facts of a threat", () => {
  test.each<[string, JsonObject, object]>([
    [
      "the connection, by its own port when it came in",
      {
        networkConnectionAction: {
          connectionDirection: "INBOUND",
          protocol: "TCP",
          localPortDetails: { port: 22 },
          remotePortDetails: { port: 50_123 },
          remoteIpDetails,
        },
      },
      { ...remote, ports: ["INBOUND TCP 22"] },
    ],
    [
      "the connection, by the other's port when it went out",
      {
        networkConnectionAction: {
          connectionDirection: "OUTBOUND",
          localPortDetails: { port: 50_123 },
          remotePortDetails: { port: 6667 },
        },
      },
      { ports: ["OUTBOUND 6667"] },
    ],
    [
      "the call, its service, and where it came from",
      { awsApiCallAction: { api: "ListBuckets", serviceName: "s3.amazonaws.com", remoteIpDetails } },
      { ...remote, api: ["ListBuckets"], apiService: ["s3.amazonaws.com"] },
    ],
    [
      "the call within a cluster",
      { kubernetesApiCallAction: { verb: "create", requestUri: "/api/v1/pods", remoteIpDetails } },
      { ...remote, api: ["create /api/v1/pods"] },
    ],
    [
      "every port that was probed, and from where",
      {
        portProbeAction: {
          portProbeDetails: [
            { localPortDetails: { port: 80 }, remoteIpDetails },
            { localPortDetails: { port: 443 }, remoteIpDetails: { ipAddressV6: "2001:db8::9" } },
          ],
        },
      },
      { ...remote, remoteAddress: ["198.51.100.9", "2001:db8::9"], ports: ["80", "443"] },
    ],
    ["the domain", { dnsRequestAction: { domain: "c2.example.net" } }, { queriedDomain: ["c2.example.net"] }],
    ["who tried to log in", { rdsLoginAttemptAction: { remoteIpDetails } }, remote],
  ])("are %s", (_what, action, facts) => {
    expect(factsOf({ service: { action } })).toMatchObject(facts);
  });

  test("are who acted, by the names and ids that AWS gives, and the tags of what was hit", () => {
    const accessKeyDetails = { accessKeyId: "ASIAIOSFODNN7EXAMPLE", userName: "quay", userType: "Role" };
    const s3BucketDetails = [{ arn: "arn:aws:s3:::berths", tags: [{ key: "team", value: "quay" }] }];
    expect(factsOf({ resource: { resourceType: "AccessKey", accessKeyDetails, s3BucketDetails } })).toMatchObject({
      principal: ["quay"],
      accessKeyId: ["ASIAIOSFODNN7EXAMPLE"],
      tags: ["team=quay"],
    });
    const both = { s3BucketDetails, instanceDetails: { instanceId: "i-1", tags: [{ key: "app", value: "cranes" }] } };
    const inReverse = Object.fromEntries(Object.entries(both).reverse());
    for (const resource of [both, inReverse])
      expect(factsOf({ resource: { resourceType: "S3Bucket", ...resource } }).tags).toEqual([
        "app=cranes",
        "team=quay",
      ]);
    const instanceDetails = { instanceId: "i-1", tags: [{ key: "api-token", value: "hunter22" }] };
    expect(factsOf({ resource: { resourceType: "Instance", instanceDetails } }).tags).toEqual(["api-token=[secret]"]);
  });

  test("are the keys that encrypt the buckets and volumes concerned", () => {
    const key = (id: string) => `arn:aws:kms:eu-west-1:111122223333:key/${id}`;
    const s3BucketDetails = [
      {
        arn: "arn:aws:s3:::berths",
        defaultServerSideEncryption: { encryptionType: "aws:kms", kmsMasterKeyArn: key("b") },
      },
      { arn: "arn:aws:s3:::cranes", defaultServerSideEncryption: { encryptionType: "SSE-S3" } },
    ];
    expect(factsOf({ resource: { resourceType: "S3Bucket", s3BucketDetails } }).key).toEqual([key("b")]);
    const ebsVolumeDetails = { scannedVolumeDetails: [{ kmsKeyArn: key("v") }, { kmsKeyArn: 7 }] };
    expect(factsOf({ resource: { resourceType: "Instance", ebsVolumeDetails } }).key).toEqual([key("v")]);
    expect(factsOf({ resource: { resourceType: "S3Bucket", s3BucketDetails: "none" } }).key).toBeUndefined();
  });

  test("are the process of a finding at run time, with its user", () => {
    const runtimeDetails = { process: { name: "sh", executablePath: "/bin/sh", user: "root" } };
    expect(factsOf({ service: { runtimeDetails } }).process).toEqual(["/bin/sh as root"]);
  });

  test("are the actors and the endpoints of an attack sequence, and all that it affects", () => {
    const sequence = {
      ...samples.attackSequence.detail.service.detection.sequence,
      actors: [
        { id: "a1", user: { name: "quay-batch", uid: "AROAEXAMPLE", type: "AssumedRole" } },
        { id: "a2", process: { path: "/tmp/x" } },
        { id: "a3" },
      ],
      endpoints: [
        { ip: "203.0.113.5", location: { country: "Chile" }, autonomousSystem: { number: 64_497, name: "Example" } },
      ],
    };
    const { attributes, affected } = only(
      withDetail(samples.attackSequence, { service: { detection: { sequence } } }),
    ).statement;
    expect(attributes).toMatchObject({
      actors: ["AssumedRole quay-batch (AROAEXAMPLE)", "/tmp/x", "a3"],
      remoteAddress: ["203.0.113.5"],
      remoteCountry: ["Chile"],
      remoteOrganization: ["AS64497 Example"],
    });
    expect(affected?.count).toBe(2);
  });

  test.each<[string, JsonObject]>([
    ["an action that is a text", { action: { networkConnectionAction: "none" } }],
    ["an address that is a number", { action: { awsApiCallAction: { remoteIpDetails: { ipAddressV4: 7 } } } }],
    ["a process that is a list", { runtimeDetails: { process: [] } }],
  ])("are left out where %s stands", (_what, service) => {
    const facts = factsOf({ service });
    for (const name of ["remoteAddress", "ports", "process"]) expect(facts).not.toHaveProperty(name);
  });

  test("are ten values each at most", () => {
    const portProbeDetails = Array.from({ length: 14 }, (_, n) => ({ localPortDetails: { port: n } }));
    expect(factsOf({ service: { action: { portProbeAction: { portProbeDetails } } } }).ports).toHaveLength(10);
  });
});
