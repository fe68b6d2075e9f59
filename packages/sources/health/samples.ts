/** Events of AWS Health in its forms, of an invented organization (Harbour Freight Lines). */

const exposedDetail = {
  eventArn: "arn:aws:health:us-east-1::event/RISK/AWS_RISK_CREDENTIALS_EXPOSED/AWS_RISK_CREDENTIALS_EXPOSED-7c1d",
  service: "RISK",
  eventTypeCode: "AWS_RISK_CREDENTIALS_EXPOSED",
  eventTypeCategory: "issue",
  eventScopeCode: "ACCOUNT_SPECIFIC",
  communicationId: "3b1f0c66d1e0-1",
  startTime: "Tue, 24 Nov 2026 08:51:00 GMT",
  lastUpdatedTime: "Tue, 24 Nov 2026 09:02:51 GMT",
  statusCode: "open",
  eventRegion: "us-east-1",
  eventDescription: [
    { language: "en_US", latestDescription: "An access key lies on a public site: https://code.example/x" },
  ],
  eventMetadata: { publicKey: "AKIAHARBOUR1EXAMPLE0", userName: "ci-publish", exposedUrl: "https://code.example/x" },
  affectedEntities: [{ entityValue: "AKIAHARBOUR1EXAMPLE0", lastUpdatedTime: "Tue, 24 Nov 2026 09:02:51 GMT" }],
  page: "1",
  totalPages: "1",
  backupEvent: "false",
  affectedAccount: "222233334444",
};

const exposed = {
  version: "0",
  id: "5d5a6e73-7e1f-4bac-8e62-6c2f9be1b0a0",
  "detail-type": "AWS Health Event",
  source: "aws.health",
  account: "222233334444",
  time: "2026-11-24T09:03:00Z",
  region: "us-east-1",
  resources: ["AKIAHARBOUR1EXAMPLE0"],
  detail: exposedDetail,
};

const abuse = {
  ...exposed,
  id: "5d5a6e73-7e1f-4bac-8e62-6c2f9be1b0a4",
  "detail-type": "AWS Health Abuse Event",
  region: "eu-central-1",
  resources: ["arn:aws:ec2:eu-central-1:222233334444:instance/i-0c0ffee0123456789"],
  detail: {
    ...exposedDetail,
    eventArn: "arn:aws:health:global::event/ABUSE/AWS_ABUSE_DOS_REPORT/AWS_ABUSE_DOS_REPORT_9215_4ab1",
    service: "ABUSE",
    eventTypeCode: "AWS_ABUSE_DOS_REPORT",
    eventTypeCategory: "issue",
    communicationId: "4f2a-1",
    eventMetadata: {},
    affectedEntities: [
      { entityValue: "arn:aws:ec2:eu-central-1:222233334444:instance/i-0c0ffee0123456789" },
      { entityValue: "arn:aws:ec2:eu-central-1:222233334444:instance/i-0c0ffee012345678a" },
    ],
    totalPages: "2",
  },
};

const renewal = {
  ...exposed,
  id: "5d5a6e73-7e1f-4bac-8e62-6c2f9be1b0a8",
  region: "eu-central-1",
  detail: {
    ...exposedDetail,
    eventArn: "arn:aws:health:eu-central-1::event/ACM/AWS_ACM_CAA_CHECK_FAILURE/AWS_ACM_CAA_CHECK_FAILURE-11",
    service: "ACM",
    eventTypeCode: "CAA_CHECK_FAILURE",
    eventTypeCategory: "scheduledChange",
    communicationId: "77aa-1",
    eventRegion: "eu-central-1",
    eventMetadata: {},
    affectedEntities: [
      { entityValue: "arn:aws:acm:eu-central-1:222233334444:certificate/5c0f1f9e-2b1d-4c55-9e0a-7a3f5d0b8c11" },
    ],
  },
};

export const samples = {
  exposed,
  /** In the view of an organization the envelope's account is the one that administers AWS Health. */
  exposedToTheAdministrator: { ...exposed, id: "5d5a6e73-7e1f-4bac-8e62-6c2f9be1b0a1", account: "999988887777" },
  exposureClosed: {
    ...exposed,
    id: "5d5a6e73-7e1f-4bac-8e62-6c2f9be1b0a2",
    time: "2026-11-25T10:00:01Z",
    detail: {
      ...exposedDetail,
      communicationId: "3b1f0c66d1e1-1",
      lastUpdatedTime: "Wed, 25 Nov 2026 10:00:00 GMT",
      statusCode: "closed",
    },
  },
  /** A copy of each event goes to a backup Region. */
  exposureByBackupRegion: {
    ...exposed,
    id: "5d5a6e73-7e1f-4bac-8e62-6c2f9be1b0a3",
    region: "us-west-2",
    detail: { ...exposedDetail, backupEvent: "true" },
  },
  abuse,
  abuseSecondPage: {
    ...abuse,
    id: "5d5a6e73-7e1f-4bac-8e62-6c2f9be1b0a5",
    detail: {
      ...abuse.detail,
      communicationId: "4f2a-2",
      page: "2",
      affectedEntities: [
        { entityValue: "arn:aws:ec2:eu-central-1:222233334444:instance/i-0c0ffee012345678b" },
        {
          entityValue: "arn:aws:ec2:eu-central-1:222233334444:instance/i-0c0ffee012345678a",
          status: "RESOLVED",
        },
      ],
    },
  },
  /** An older one: it has neither a status nor an account, nor pages. */
  abuseOfOldForm: {
    ...abuse,
    id: "5d5a6e73-7e1f-4bac-8e62-6c2f9be1b0a6",
    detail: {
      eventArn: "arn:aws:health:us-east-1::event/AWS_ABUSE_DOS_REPORT_3223324344_3243_234_34_34",
      service: "ABUSE",
      eventTypeCode: "AWS_ABUSE_DOS_REPORT",
      eventTypeCategory: "issue",
      startTime: "Sat, 05 Jun 2027 15:10:09 GMT",
      eventDescription: [{ language: "en_US", latestDescription: "A description of the event." }],
    },
  },
  attack: {
    ...abuse,
    id: "5d5a6e73-7e1f-4bac-8e62-6c2f9be1b0a7",
    "detail-type": "AWS Health Event",
    detail: {
      ...abuse.detail,
      eventArn: "arn:aws:health:global::event/SHIELD/AWS_SHIELD_IS_RESPONDING/AWS_SHIELD-1",
      service: "SHIELD",
      eventTypeCode: "AWS_SHIELD_IS_RESPONDING_TO_A_DDOS_ATTACK_AGAINST_YOUR_AWS_RESOURCES",
      communicationId: "5151-1",
    },
  },
  renewal,
  renewalClosed: {
    ...renewal,
    id: "5d5a6e73-7e1f-4bac-8e62-6c2f9be1b0a9",
    time: "2026-11-26T10:00:01Z",
    detail: { ...renewal.detail, lastUpdatedTime: "Thu, 26 Nov 2026 10:00:00 GMT", statusCode: "closed" },
  },
} satisfies Record<string, Record<string, unknown>>;
