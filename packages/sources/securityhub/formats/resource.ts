/** Resources as Security Hub names them, by the types and ids that AWS Config and the services themselves use. */
import type { HubResource } from "./hub-finding.ts";

/** Types of ASFF that are not merely CloudFormation's without its colons. https://docs.aws.amazon.com/securityhub/latest/userguide/asff-resources.html */
const types: Readonly<Record<string, string>> = {
  AwsAccount: "AWS::::Account",
  AwsApiGatewayStage: "AWS::ApiGateway::Stage",
  AwsAppSyncGraphQLApi: "AWS::AppSync::GraphQLApi",
  AwsCertificateManagerCertificate: "AWS::ACM::Certificate",
  AwsCloudFrontDistribution: "AWS::CloudFront::Distribution",
  AwsEc2Snapshot: "AWS::EC2::Snapshot",
  AwsElbv2LoadBalancer: "AWS::ElasticLoadBalancingV2::LoadBalancer",
  AwsGuardDutyDetector: "AWS::GuardDuty::Detector",
  AwsKmsKey: "AWS::KMS::Key",
  AwsRdsDbClusterSnapshot: "AWS::RDS::DBClusterSnapshot",
  AwsRdsDbSnapshot: "AWS::RDS::DBSnapshot",
  AwsS3Bucket: "AWS::S3::Bucket",
  AwsS3Object: "AWS::S3::Object",
  AwsSecretsManagerSecret: "AWS::SecretsManager::Secret",
};

const ACCOUNT = /^AWS::::Account:(\d{12})$/;

export function resourceOfAsff(type: string, id: string): HubResource {
  return { type: Object.hasOwn(types, type) ? (types[type] ?? type) : type, id: ACCOUNT.exec(id)?.[1] ?? id };
}

/** In OCSF the id is the service's own name for the resource, and an ARN may be beside it. */
export function resourceOfOcsf(type: string, uid: string, alternative: string): HubResource {
  const id = alternative.startsWith("arn:") ? alternative : uid;
  return { type, id: ACCOUNT.exec(id)?.[1] ?? id };
}
