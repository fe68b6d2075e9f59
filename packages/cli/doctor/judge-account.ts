/** What is set in this account for itself, region by region. */

import { type Recorder, type RecordingGroup, records } from "@tocsin/aws/prerequisites/account";
import type { OrganizationFacts, RegionFacts } from "@tocsin/aws/prerequisites/prerequisites";
import { partitionOf } from "@tocsin/core/event/arn";
import { defaultLadder } from "@tocsin/core/policy/ladder";
import { shellWord } from "@tocsin/core/text/shell-word";
import type { Source } from "@tocsin/sources/source";
import { type CheckResult, IN_EACH_ACCOUNT, IN_THIS_ACCOUNT, type Judgement, judged } from "./check-result.ts";

export function judgeRegion({ regions }: Pick<OrganizationFacts<unknown>, "regions">, region: string): CheckResult {
  return judged({ check: "region", where: region }, regions, (states) => {
    const state = states.get(region) ?? "NOT KNOWN";
    if (state === "ENABLED" || state === "ENABLED_BY_DEFAULT") return { state: "well", what: "the region is enabled" };
    return {
      state: "wrong",
      what: `the region is ${state.toLowerCase()} in this account`,
      missed: "this account's events of the region; in the home region, all of them",
      remedy: [{ where: IN_EACH_ACCOUNT, act: `aws account enable-region --region-name ${region}` }],
    };
  });
}

export function judgeAccountIn(
  { region, recorder, daysBeforeExpiry }: RegionFacts,
  account: string,
  sources: readonly Source[],
): readonly CheckResult[] {
  const isOn = (name: string) => sources.some((source) => source.name === name);
  const place = { region, account, hasCertificates: isOn("acm") };
  return [
    ...(isOn("acm") || isOn("config")
      ? [judged({ check: "recorder", where: region }, recorder, (found) => judgeRecorder(found, place))]
      : []),
    ...(isOn("acm")
      ? [
          judged({ check: "certificate-events", where: region }, daysBeforeExpiry, (days) =>
            judgeExpiryEvents(days, region),
          ),
        ]
      : []),
  ];
}

const CERTIFICATE = "AWS::ACM::Certificate" as const;
const WITHOUT_CERTIFICATES =
  "AWS Config's acm-certificate-expiration-check, the second reporter of certificates beside ACM itself";
const WITHOUT_RECORDER = "results of AWS Config's rules, which are reported beside the services' own events";

interface RecorderPlace {
  readonly region: string;
  readonly account: string;
  /** Whether what it says of certificates is taken. */
  readonly hasCertificates: boolean;
}

function judgeRecorder(recorder: Recorder | undefined, { region, account, hasCertificates }: RecorderPlace): Judgement {
  const wrong = (what: string, ...acts: readonly string[]): Judgement => ({
    state: "wrong",
    what,
    missed: hasCertificates ? WITHOUT_CERTIFICATES : WITHOUT_RECORDER,
    remedy: acts.map((act) => ({ where: IN_THIS_ACCOUNT, act: `aws configservice ${act} --region ${region}` })),
  });
  if (recorder === undefined) {
    const role = `arn:${partitionOf(region)}:iam::${account}:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig`;
    return wrong(
      "AWS Config has no recorder",
      putRecorder("default", role, { allSupported: true }),
      "put-delivery-channel --delivery-channel name=default,s3BucketName=BUCKET",
      "start-configuration-recorder --configuration-recorder-name default",
    );
  }
  const { name, isRecording, failure, recordingGroup } = recorder;
  if (!isRecording)
    return wrong(
      "AWS Config's recorder is stopped",
      `start-configuration-recorder --configuration-recorder-name ${shellWord(name)}`,
    );
  if (failure !== undefined)
    return wrong(`AWS Config's recorder fails to deliver (${failure})`, "describe-delivery-channel-status");
  if (hasCertificates && !records(CERTIFICATE, recordingGroup))
    return wrong("AWS Config's recorder excludes certificates", withCertificates(recorder));
  return { state: "well", what: "AWS Config records" };
}

function withCertificates({ name, roleArn, recordingGroup }: Recorder): string {
  const { resourceTypes = [], exclusionByResourceTypes, ...rest } = recordingGroup;
  const group =
    exclusionByResourceTypes?.resourceTypes?.includes(CERTIFICATE) === true
      ? {
          ...rest,
          exclusionByResourceTypes: {
            resourceTypes: exclusionByResourceTypes.resourceTypes.filter((type) => type !== CERTIFICATE),
          },
        }
      : { ...rest, resourceTypes: [...resourceTypes, CERTIFICATE] };
  return putRecorder(name, roleArn, group);
}

function putRecorder(name: string, roleARN: string, recordingGroup: RecordingGroup): string {
  const recorder = shellWord(JSON.stringify({ name, roleARN }));
  const group = shellWord(JSON.stringify(recordingGroup));
  return `put-configuration-recorder --configuration-recorder ${recorder} --recording-group ${group}`;
}

function judgeExpiryEvents(days: number, region: string): Judgement {
  const [first] = defaultLadder;
  if (first === undefined || days >= first.days)
    return { state: "well", what: `ACM sends events about certificates from ${days} days before their expiry` };
  const late = defaultLadder.filter((step) => step.days > days).map((step) => step.days);
  return {
    state: "wrong",
    what: `ACM sends events about certificates no earlier than ${days} days before their expiry`,
    missed: `the ladder's steps at ${late.join(", ")} days, for certificates of this account`,
    remedy: [
      {
        where: IN_EACH_ACCOUNT,
        act: `aws acm put-account-configuration --expiry-events DaysBeforeExpiry=${first.days} --idempotency-token tocsin --region ${region}`,
      },
    ],
  };
}
