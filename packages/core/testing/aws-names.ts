/** Names, ids and ARNs as AWS and the people who use it make them, drawn at random: what redaction must leave alone. */
import fc from "fast-check";
import { drawn, joined } from "./drawn.ts";

type Names = fc.Arbitrary<string>;

const hex = (length: number) => drawn("hex", length);
/** As CloudFormation's random ends and the ids of IAM are. */
const upper = (length: number) => drawn("upperAndDigits", length);
const mixed = (length: number) => drawn("base62", length);
const lower = (length: number) => drawn("lowerAndDigits", length);
const uuid = fc.uuid();

const account = drawn("digits", 12);
const region = fc.constantFrom("eu-west-1", "eu-central-1", "us-east-1", "us-gov-west-1", "ap-southeast-2");
const stage = fc.constantFrom("prod", "staging", "dev", "test", "Prod", "PRD", "uat2", "blue", "eu1");
const word = fc.constantFrom(
  ...["payments", "orders", "ledger", "billing", "search", "identity", "notifications", "checkout", "inventory"],
  ...["data", "lake", "ingest", "export", "etl", "api", "web", "worker", "token", "secrets", "password", "key"],
  ...["sk", "hf", "npm", "pypi", "slack", "stripe", "github", "gitlab", "vault", "task", "disk", "ghp", "jwt"],
);
const capitalized = word.map((text) => `${text.charAt(0).toUpperCase()}${text.slice(1)}`);
const acronym = fc.constantFrom(
  "ETL2",
  "S3",
  "RDS",
  "SQS",
  "OIDC",
  "EC2",
  "VPC",
  "KMS",
  "IAM",
  "V2",
  "Db2",
  "5Min",
  "AZ1",
  "To",
);
const service = fc.constantFrom(
  "Service",
  "Handler",
  "Function",
  "Role",
  "Queue",
  "Bucket",
  "Job",
  "Cluster",
  "Alb",
  "TaskDef",
);

/** `payments-ledger-prod`. */
const dashed = fc
  .tuple(fc.array(word, { minLength: 1, maxLength: 4 }), stage)
  .map(([words, end]) => [...words, end].join("-"));
const snake = dashed.map((text) => text.replaceAll("-", "_"));
/** `ETL2LoadS3ToRDS5MinJobV2`. */
const pascal = fc
  .tuple(fc.array(fc.oneof(capitalized, acronym), { minLength: 2, maxLength: 6 }), service)
  .map(([words, end]) => `${words.join("")}${end}`);
const path = fc
  .tuple(fc.constantFrom("/", "/app/", "/prod/", "/aws/reference/"), dashed, snake)
  .map((parts) => parts.join("/").replaceAll("//", "/"));
const anyName = fc.oneof(dashed, snake, pascal);

/** A stack's name, an id that the CDK derives from the path of a construct, and CloudFormation's random end. */
const logicalId = joined(pascal, drawn("upperHex", 8));
const physicalName = fc
  .tuple(fc.oneof(dashed, pascal), logicalId, fc.oneof(upper(12), upper(13), mixed(12)))
  .map((parts) => parts.join("-"));

function arn(of: string, resource: Names, place: "regional" | "global" | "bare" = "regional"): Names {
  const partition = fc.constantFrom("aws", "aws", "aws", "aws-cn", "aws-us-gov");
  return fc.tuple(partition, region, account, resource).map(([aws, where, owner, name]) => {
    const isWithin = { regional: `${where}:${owner}`, global: `:${owner}`, bare: ":" }[place];
    return `arn:${aws}:${of}:${isWithin}:${name}`;
  });
}

/** Each kind by what it is of. */
export const awsNames: Readonly<Record<string, Names>> = {
  "load balancer": arn(
    "elasticloadbalancing",
    joined("loadbalancer/", fc.constantFrom("app", "net", "gwy"), "/", balancer(), "/", hex(16)),
  ),
  "target group": arn("elasticloadbalancing", joined("targetgroup/", balancer(), "/", hex(16))),
  listener: arn("elasticloadbalancing", joined("listener/app/", balancer(), "/", hex(16), "/", hex(16))),
  "ECS cluster": arn("ecs", joined("cluster/", fc.oneof(anyName, physicalName))),
  "ECS service": arn("ecs", joined("service/", anyName, "/", fc.oneof(anyName, physicalName))),
  "ECS task": arn("ecs", joined("task/", anyName, "/", hex(32))),
  "ECS task definition": arn("ecs", joined("task-definition/", anyName, ":", fc.nat({ max: 999 }).map(String))),
  "EKS cluster": arn("eks", joined("cluster/", anyName)),
  "EKS node group": arn("eks", joined("nodegroup/", anyName, "/", anyName, "/", uuid)),
  "instance profile": arn(
    "iam",
    joined("instance-profile/", fc.oneof(joined("eks-", uuid), anyName, physicalName)),
    "global",
  ),
  "IAM role": arn("iam", joined("role/", fc.oneof(anyName, physicalName)), "global"),
  "service role": arn("iam", joined("role/service-role/", anyName, "-role-", lower(8)), "global"),
  "role of the identity center": arn(
    "iam",
    joined("role/aws-reserved/sso.amazonaws.com/", region, "/AWSReservedSSO_", pascal, "_", hex(16)),
    "global",
  ),
  "session of a role": arn(
    "sts",
    joined("assumed-role/", anyName, "/", fc.oneof(anyName, joined("i-", hex(17)), mailAddress())),
    "global",
  ),
  "IAM user": arn("iam", joined("user/", fc.oneof(anyName, mailAddress())), "global"),
  "IAM policy": arn("iam", joined("policy/", fc.oneof(anyName, physicalName)), "global"),
  "unique id": joined(fc.constantFrom("AROA", "AIDA", "AGPA", "ANPA", "AIPA"), upper(17)),
  "access key id": joined(fc.constantFrom("AKIA", "ASIA"), drawn("base32", 16)),
  "Lambda function": arn(
    "lambda",
    joined("function:", fc.oneof(anyName, physicalName), fc.constantFrom("", ":live", ":42")),
  ),
  "log retention of the CDK": joined(pascal, "-LogRetention", hex(32), drawn("upperHex", 8), "-", upper(13)),
  "Lambda layer": arn("lambda", joined("layer:", anyName, ":", fc.nat({ max: 99 }).map(String))),
  "log group": arn(
    "logs",
    joined("log-group:", fc.constantFrom("/aws/lambda/", "/aws/eks/", "/ecs/"), fc.oneof(anyName, physicalName), ":*"),
  ),
  "log stream": joined("2026/11/24/[$LATEST]", hex(32)),
  "Glue job": arn("glue", joined("job/", anyName)),
  "Step Functions execution": arn(
    "states",
    joined("execution:", anyName, ":", fc.oneof(uuid, joined(uuid, "_", uuid))),
  ),
  "CodeBuild build": arn("codebuild", joined("build/", anyName, ":", uuid)),
  "CodePipeline artifact": joined(dashed, "-", lower(12), "/", mixed(7)),
  "CloudFormation stack": arn("cloudformation", joined("stack/", fc.oneof(anyName, physicalName), "/", uuid)),
  "stack set instance": joined("StackSet-", anyName, "-", uuid),
  "nested stack": joined(
    anyName,
    "-",
    pascal,
    "NestedStack",
    pascal,
    "NestedStackResource",
    drawn("upperHex", 8),
    "-",
    upper(13),
  ),
  "S3 bucket": arn(
    "s3",
    fc.oneof(
      dashed,
      joined(dashed, "-", account, "-", region),
      joined("cdk-", lower(9), "-assets-", account, "-", region),
    ),
    "bare",
  ),
  "bucket of a stack": joined(dashed, "-", word, "bucket", hex(8), "-", lower(12)),
  "S3 object": arn(
    "s3",
    joined(
      dashed,
      "/year=2026/month=11/token=",
      word,
      "/part-",
      fc.nat({ max: 9999 }).map(String),
      "-",
      uuid,
      ".snappy.parquet",
    ),
    "bare",
  ),
  "version of an S3 object": joined(mixed(20), fc.constantFrom(".", "_"), mixed(11)),
  "KMS key": arn("kms", joined("key/", fc.oneof(uuid, joined("mrk-", hex(32))))),
  "KMS alias": arn("kms", joined("alias/", fc.oneof(anyName, path))),
  "ECR repository": arn("ecr", joined("repository/", dashed, "/", dashed)),
  "ECR image": joined(account, ".dkr.ecr.", region, ".amazonaws.com/", dashed, "@sha256:", hex(64)),
  "ECR image in Inspector": arn("ecr", joined("repository/", dashed, "/sha256:", hex(64))),
  "CloudFront distribution": arn("cloudfront", joined("distribution/E", upper(13)), "global"),
  "Route 53 zone": joined("/hostedzone/Z", upper(20)),
  "permission set": joined("arn:aws:sso:::permissionSet/ssoins-", hex(16), "/ps-", hex(16)),
  "identity center user": joined(hex(10), "-", uuid),
  "Config rule": arn("config", joined("config-rule/config-rule-", lower(6))),
  "rule of a conformance pack": joined(dashed, "-conformance-pack-", lower(9)),
  "rule of an organization": joined("OrgConfigRule-", dashed, "-", lower(8)),
  "GuardDuty finding": arn("guardduty", joined("detector/", hex(32), "/finding/", hex(32))),
  "GuardDuty type": fc.constantFrom(
    "UnauthorizedAccess:IAMUser/InstanceCredentialExfiltration.OutsideAWS",
    "CryptoCurrency:EC2/BitcoinTool.B!DNS",
    "AttackSequence:S3/CompromisedData",
    "Execution:Kubernetes/AnomalousBehavior.WorkloadDeployed!PrivilegedContainer",
  ),
  "Inspector finding": arn("inspector2", joined("finding/", hex(32))),
  "Macie job": arn("macie2", joined("classification-job/", hex(32))),
  "Security Hub finding": arn(
    "securityhub",
    joined("subscription/aws-foundational-security-best-practices/v/1.0.0/IAM.3/finding/", uuid),
  ),
  secret: arn("secretsmanager", joined("secret:", fc.oneof(dashed, path, logicalId), "-", mixed(6))),
  "secret of RDS": arn("secretsmanager", joined("secret:rds!db-", uuid, "-", mixed(6))),
  parameter: arn("ssm", joined("parameter", path)),
  "managed instance": arn("ssm", joined("managed-instance/mi-", hex(17))),
  certificate: arn("acm", joined("certificate/", uuid)),
  "private authority": arn("acm-pca", joined("certificate-authority/", uuid)),
  "EC2 instance": arn("ec2", joined("instance/i-", hex(17))),
  "EC2 resource": joined(
    fc.constantFrom("sg-", "subnet-", "vpc-", "eni-", "vol-", "snap-", "ami-", "eipalloc-", "tgw-attach-"),
    hex(17),
  ),
  "launch template": arn("ec2", joined("launch-template/lt-", hex(17))),
  "auto scaling group": arn(
    "autoscaling",
    joined("autoScalingGroup:", uuid, ":autoScalingGroupName/eks-", anyName, "-", uuid),
  ),
  "RDS instance": arn("rds", joined("db:", dashed)),
  "RDS resource id": joined("db-", upper(26)),
  "RDS cluster": arn("rds", joined("cluster:", dashed, "-", lower(12))),
  "DynamoDB table": arn(
    "dynamodb",
    joined("table/", fc.oneof(anyName, physicalName), fc.constantFrom("", "/index/byOwner")),
  ),
  queue: arn("sqs", fc.oneof(anyName, physicalName, joined(anyName, ".fifo"))),
  topic: arn("sns", joined(fc.oneof(anyName, physicalName), fc.constantFrom("", ":"), uuid)),
  "user pool": arn("cognito-idp", joined("userpool/", region, "_", mixed(9))),
  "identity pool": arn("cognito-identity", joined("identitypool/", region, ":", uuid)),
  "API Gateway": joined("arn:aws:apigateway:", region, "::/restapis/", lower(10), "/stages/", stage),
  "OpenSearch domain": arn("es", joined("domain/", dashed)),
  "MSK cluster": arn("kafka", joined("cluster/", dashed, "/", uuid, "-", fc.nat({ max: 20 }).map(String))),
  "Redshift cluster": arn("redshift", joined("cluster:", dashed)),
  "EMR cluster": joined("j-", upper(13)),
  "SageMaker endpoint": arn("sagemaker", joined("endpoint/", fc.oneof(dashed, pascal), "-2026-11-24-08-00-00-123")),
  "Backup recovery point": arn("backup", joined("recovery-point:", uuid)),
  "SES identity": arn("ses", joined("identity/", mailAddress())),
  "Access Analyzer": arn("access-analyzer", joined("analyzer/", dashed)),
  "WAF ACL": arn("wafv2", joined("regional/webacl/", anyName, "/", uuid)),
  "event rule": arn("events", joined("rule/", fc.oneof(anyName, physicalName))),
  "domain name": joined(dashed, "-", drawn("digits", 10), ".", region, ".elb.amazonaws.com"),
  "account alias": dashed,
  "pod of Kubernetes": joined(dashed, "-", hex(10), "-", lower(5)),
  "address of a machine": joined("root@ip-10-0-", fc.nat({ max: 255 }).map(String), "-7.", region, ".compute.internal"),
  package: fc.constantFrom(
    "@babel/traverse@7.23.2",
    "lodash@4.17.21",
    "log4j-core@2.14.1.Final",
    "org.apache.logging.log4j:log4j-core",
  ),
};

/** What the console and CloudFormation make of a balancer's name: `a1b2c3…` of Kubernetes, or `Web-ALBAE-d63QyU65rDJA`. */
function balancer(): Names {
  return fc.oneof(
    dashed.map((text) => text.slice(0, 32)),
    fc.tuple(pascal, pascal, mixed(12)).map(([stack, id, end]) => `${stack.slice(0, 6)}-${id.slice(0, 5)}-${end}`),
    hex(31).map((id) => `a${id}`),
    fc
      .tuple(word, word, hex(10))
      .map(([namespace, ingress, end]) => `k8s-${namespace.slice(0, 8)}-${ingress.slice(0, 8)}-${end}`),
  );
}

function mailAddress(): Names {
  return fc.tuple(word, word).map(([name, host]) => `${name}.doe@${host}.example.com`);
}
