/**
 * What Inspector may find: in packages, in the network, in code. The CVEs are invented; their numbers lie beyond those
 * that a year gives out.
 * https://docs.aws.amazon.com/inspector/v2/APIReference/API_Finding.html
 */
import { type Instant, shift } from "@tocsin/core/event/instant";
import type { JsonObject } from "@tocsin/core/text/json";
import { inspectorDate } from "../dates.ts";
import { createRandom, type Random } from "../random.ts";
import { DAY } from "../timeline.ts";
import type { AccountRegion } from "./envelope.ts";

export type FlawSeverity = "INFORMATIONAL" | "LOW" | "MEDIUM" | "HIGH" | "CRITICAL" | "UNTRIAGED";

export interface Flaw {
  readonly type: "PACKAGE_VULNERABILITY" | "NETWORK_REACHABILITY" | "CODE_VULNERABILITY";
  readonly severity: FlawSeverity;
  readonly title: string;
  readonly description: string;
  readonly recommendation: string;
  readonly resource: JsonObject & { readonly id: string };
  /** The fields that only this type has. */
  readonly specifics: JsonObject;
}

interface PackageNews {
  readonly cve: string;
  readonly package: string;
  readonly manager: string;
  readonly version: string;
  readonly fixedIn: string;
  readonly severity: FlawSeverity;
  readonly score: number;
  /** How likely it is to be exploited, and whether it is: the same wherever the package is found. */
  readonly epss: number;
  readonly exploitAvailable: "YES" | "NO";
  readonly fixAvailable: "YES" | "NO" | "PARTIAL";
}

const PACKAGES = [
  ["openssl-libs", "OS"],
  ["libcurl", "OS"],
  ["glibc", "OS"],
  ["libssh2", "OS"],
  ["expat", "OS"],
  ["urllib3", "PYTHONPKG"],
  ["jinja2", "PYTHONPKG"],
  ["axios", "NODEPKG"],
  ["ws", "NODEPKG"],
  ["com.fasterxml.jackson.core:jackson-databind", "JAR"],
] as const;

/** The score that a severity begins at; an untriaged finding has none yet. */
const SCORES: readonly (readonly [FlawSeverity, number])[] = [
  ["CRITICAL", 9],
  ["HIGH", 7],
  ["HIGH", 7.5],
  ["MEDIUM", 4.5],
  ["MEDIUM", 5],
  ["MEDIUM", 6],
  ["LOW", 2.5],
  ["UNTRIAGED", 0],
];

/** Numbers of vulnerabilities that are critical and exploited, and of those that are high and that nobody is known to exploit. */
const GRAVE = [90_001, 90_999] as const;
const COMMON = [91_000, 91_999] as const;
const LAST_NUMBER = 99_999;

export const graveNews = (random: Random) => newsOf(random.integer(...GRAVE));
export const commonNews = (random: Random) => newsOf(random.integer(...COMMON));
export const anyNews = (random: Random) => newsOf(random.integer(COMMON[1] + 1, LAST_NUMBER));

/** What is known of a vulnerability follows from its number alone, so that it is the same wherever and whenever it is found. */
function newsOf(number: number): PackageNews {
  const random = createRandom(number).fork("vulnerability");
  const isGrave = number <= GRAVE[1];
  const isCommon = !isGrave && number <= COMMON[1];
  const [name, manager] = random.pick(PACKAGES);
  const [severity, base] = isGrave
    ? (["CRITICAL", 9.1] as const)
    : isCommon
      ? (["HIGH", 7.5] as const)
      : random.pick(SCORES);
  const isExploited = isGrave || (!isCommon && random.chance(0.1));
  return {
    cve: `CVE-2026-${number}`,
    package: name,
    manager,
    version: `${random.integer(1, 3)}.${random.integer(0, 20)}.${random.integer(0, 4)}`,
    fixedIn: `${random.integer(4, 5)}.0.${random.integer(0, 9)}`,
    severity,
    score: base === 0 ? 0 : Math.round((base + random.integer(0, 4) / 10) * 10) / 10,
    epss: random.integer(isExploited ? 30_000 : 1, isExploited ? 97_000 : 9000) / 100_000,
    exploitAvailable: isExploited ? "YES" : "NO",
    fixAvailable: isGrave ? "YES" : random.pick(["YES", "YES", "YES", "NO", "PARTIAL"]),
  };
}

export function inventFlaw(random: Random, place: AccountRegion, at: Instant): Flaw {
  return random.chance(0.35)
    ? inventCodeFlaw(random, place, at)
    : inventPackageFlaw(random, place, at, anyNews(random));
}

export function inventPackageFlaw(random: Random, place: AccountRegion, at: Instant, news: PackageNews): Flaw {
  const title = `${news.cve} - ${news.package}`;
  const scored = news.score > 0;
  const vector = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:L/A:L";
  const resource = random.pick([instance, image, lambda])(random, place, at);
  // No path leads from the internet to the instances of the sample.
  const adjusted = resource.type === "AWS_EC2_INSTANCE" ? vector.replace("AV:N", "AV:A") : vector;
  return {
    type: "PACKAGE_VULNERABILITY",
    severity: news.severity,
    title,
    description: `In versions of ${news.package} before ${news.fixedIn}, input of a certain form is read beyond its end.\nAn invented flaw.`,
    recommendation: "None Provided",
    resource,
    specifics: {
      epss: { score: news.epss },
      exploitAvailable: news.exploitAvailable,
      fixAvailable: news.fixAvailable,
      ...(scored && {
        inspectorScore: news.score,
        inspectorScoreDetails: {
          adjustedCvss: {
            adjustments: [],
            cvssSource: "NVD",
            score: news.score,
            scoreSource: "NVD",
            scoringVector: adjusted,
            version: "3.1",
          },
        },
      }),
      packageVulnerabilityDetails: {
        cvss: scored ? [{ baseScore: news.score, scoringVector: vector, source: "NVD", version: "3.1" }] : [],
        referenceUrls: [],
        relatedVulnerabilities: [],
        source: "NVD",
        sourceUrl: `https://advisories.example.org/${news.cve}`,
        vendorCreatedAt: inspectorDate(shift(at, -DAY)),
        vendorSeverity: news.severity,
        vulnerabilityId: news.cve,
        vulnerablePackages: [
          {
            arch: "X86_64",
            epoch: 0,
            fixedInVersion: news.fixAvailable === "NO" ? "NotAvailable" : news.fixedIn,
            name: news.package,
            packageManager: news.manager,
            version: news.version,
          },
        ],
      },
    },
  };
}

export function inventNetworkPath(random: Random, place: AccountRegion, at: Instant): Flaw {
  const resource = instance(random, place, at);
  const steps = [
    ["igw", "AWS::EC2::InternetGateway"],
    ["acl", "AWS::EC2::NetworkAcl"],
    ["sg", "AWS::EC2::SecurityGroup"],
    ["eni", "AWS::EC2::NetworkInterface"],
  ].map(([prefix, componentType = ""]) => ({ componentId: `${prefix}-${random.hex(17)}`, componentType }));
  return {
    type: "NETWORK_REACHABILITY",
    severity: "HIGH",
    title: "Port 3389 is reachable from an Internet Gateway - TCP",
    description: `On the instance ${resource.id}, the port range 3389-3389 is reachable from an internet gateway.`,
    recommendation:
      "You can restrict access to your instance by modifying the Security Groups or ACLs in the network path.",
    resource,
    specifics: {
      networkReachabilityDetails: {
        networkPath: { steps: [...steps, { componentId: resource.id, componentType: "AWS::EC2::Instance" }] },
        openPortRange: { begin: 3389, end: 3389 },
        protocol: "TCP",
      },
    },
  };
}

function inventCodeFlaw(random: Random, place: AccountRegion, at: Instant): Flaw {
  const [cwe, name, severity] = random.pick([
    ["CWE-798", "Hardcoded credentials", "CRITICAL"],
    ["CWE-117", "Log injection", "HIGH"],
    ["CWE-400", "Resource leak", "MEDIUM"],
  ] as const);
  const line = random.integer(6, 120);
  return {
    type: "CODE_VULNERABILITY",
    severity,
    title: `${cwe} - ${name}`,
    description: `The function's code shows the weakness ${cwe}.`,
    recommendation: "See the detector's page for how the code should be changed.",
    resource: lambda(random, place, at),
    specifics: {
      codeVulnerabilityDetails: {
        cwes: [cwe],
        detectorId: `python/${name.toLowerCase().replaceAll(" ", "-")}@v1.0`,
        detectorName: name,
        detectorTags: ["security", cwe.toLowerCase(), "Python"],
        filePath: { startLine: line, endLine: line, fileName: "handler.py", filePath: "handler.py" },
        ruleId: `python-${cwe.toLowerCase()}`,
      },
    },
  };
}

/** Since providers are several, each resource is described twice. */
function instance(random: Random, place: AccountRegion, at: Instant): Flaw["resource"] {
  const [imageId, vpcId, subnetId] = [`ami-${random.hex(17)}`, `vpc-${random.hex(17)}`, `subnet-${random.hex(17)}`];
  const shared = { type: "m7g.large", ipV4Addresses: [`10.0.1.${random.integer(4, 254)}`], ipV6Addresses: [] };
  const launchedAt = inspectorDate(shift(at, -random.integer(2, 90) * DAY));
  const platform = "AMAZON_LINUX_2023";
  return {
    ...origin(place, "AWS_EC2_INSTANCE"),
    id: `i-${random.hex(17)}`,
    details: {
      awsEc2Instance: { ...shared, imageId, launchedAt, platform, subnetId, vpcId },
      vm: { ...shared, vmImageReference: imageId, launchedAt, platform, networkId: vpcId, subnetIds: [subnetId] },
    },
    tags: { service: random.pick(["web", "worker", "bastion"]) },
  };
}

function image(random: Random, place: AccountRegion, at: Instant): Flaw["resource"] {
  const { account, region } = place;
  const repositoryName = `${account.team}/${random.pick(["api", "web", "jobs"])}`;
  const imageHash = `sha256:${random.hex(64)}`;
  return {
    ...origin(place, "AWS_ECR_CONTAINER_IMAGE"),
    id: `arn:aws:ecr:${region}:${account.id}:repository/${repositoryName}/${imageHash}`,
    details: {
      awsEcrContainerImage: {
        architecture: "arm64",
        imageHash,
        imageTags: [`r${random.integer(100, 999)}`],
        platform: "AMAZON_LINUX_2023",
        pushedAt: inspectorDate(shift(at, -random.integer(1, 60) * DAY)),
        registry: account.id,
        repositoryName,
      },
    },
  };
}

function lambda(random: Random, place: AccountRegion, at: Instant): Flaw["resource"] {
  const { account, region } = place;
  const functionName = `${account.team}-${random.pick(["resize", "notify", "export", "import"])}-${random.hex(4)}`;
  return {
    ...origin(place, "AWS_LAMBDA_FUNCTION"),
    id: `arn:aws:lambda:${region}:${account.id}:function:${functionName}:$LATEST`,
    details: {
      awsLambdaFunction: {
        architectures: ["ARM64"],
        codeSha256: random.alphanumeric(43),
        executionRoleArn: `arn:aws:iam::${account.id}:role/${functionName}`,
        functionName,
        lastModifiedAt: inspectorDate(shift(at, -random.integer(1, 60) * DAY)),
        packageType: "ZIP",
        runtime: "PYTHON_3_13",
        version: "$LATEST",
      },
    },
  };
}

function origin({ account, region }: AccountRegion, type: string): JsonObject {
  return { type, partition: "aws", provider: "AWS", providerAccountId: account.id, region };
}
