import { describe, expect, test } from "vitest";
import { describeSource } from "../testing/contract.ts";
import { tryOut, withDetail } from "../testing/trial.ts";
import { samples } from "./samples.ts";
import { eventSources, services } from "./services.ts";
import { protection } from "./source.ts";

const { matches, read, observations, only } = tryOut(protection);

describeSource(protection, samples, {
  unwanted: ["controlOff", "invitationAccepted", "deletionFailed", "changeDenied", "listOfFirewall"],
});

type Sample = keyof typeof samples;
const names = Object.keys(samples).filter((name): name is Sample => name in samples);

const DETECTOR = "9ab4c0ffee1122334455667788990011";
const RULE = "1b2c3d4e-0000-4000-8000-00000000cafe";
const LIST = "40c0ffee00000000000000000000beef";

/** The call that undoes each call, in the order in which people would make them. */
const undoings: Partial<Record<Sample, Sample>> = {
  detectorDeleted: "detectorMade",
  detectorMadeBlind: "featuresOn",
  detectorSuspended: "detectorResumed",
  featuresOff: "featuresOn",
  sourcesOff: "sourcesOn",
  memberFeaturesOff: "memberFeaturesOn",
  newMembersOff: "newMembersOn",
  scansNarrowed: "scansWidened",
  filterMade: "filterDeleted",
  filterChanged: "filterEased",
  trustedMade: "trustedDeleted",
  trustedChanged: "trustedOff",
  trustedFailed: "trustedDeleted",
  trustedEntitiesMade: "trustedEntitiesDeleted",
  trustedEntitiesOn: "trustedEntitiesDeleted",
  threatsOff: "threatsOn",
  threatsDeleted: "threatsMade",
  threatEntitiesOff: "threatEntitiesOn",
  threatEntitiesDeleted: "threatEntitiesMade",
  membersStopped: "membersStarted",
  membersDisassociated: "membersMade",
  membersDeleted: "membersMade",
  administratorLeft: "accountMadeMember",
  administratorLeftByOldName: "accountMadeMember",
  administratorDismissed: "administratorAppointed",
  inspectorOff: "inspectorOn",
  scansOff: "scansOn",
  deepInspectionOff: "deepInspectionOn",
  memberDeepInspectionOff: "memberDeepInspectionOn",
  inspectorFilterMade: "inspectorFilterDeleted",
  inspectorFilterChanged: "inspectorFilterEased",
  inspectorMemberLeft: "inspectorMemberMade",
  inspectorAdministratorDismissed: "inspectorAdministratorAppointed",
  inspectorNewMembersOff: "inspectorNewMembersOn",
  macieOff: "macieOn",
  maciePaused: "macieResumed",
  memberPaused: "memberResumed",
  discoveryOff: "discoveryOn",
  memberDiscoveryOff: "memberDiscoveryOn",
  bucketLeftOut: "bucketTakenIn",
  macieFilterMade: "macieFilterDeleted",
  macieFilterChanged: "macieFilterEased",
  allowListMade: "allowListDeleted",
  macieMemberLeft: "macieMemberMade",
  macieMemberDeleted: "macieMemberMade",
  macieAdministratorLeft: "macieAccountMadeMember",
  macieAdministratorLeftByOldName: "macieAccountMadeMember",
  macieAdministratorDismissed: "macieAdministratorAppointed",
  macieNewMembersOff: "macieNewMembersOn",
  hubOff: "hubOn",
  hubV2Off: "hubV2On",
  hubFeatureOff: "hubFeatureOn",
  policyOff: "policyOn",
  standardOff: "standardOn",
  productOff: "productOn",
  aggregatorDeleted: "aggregatorMade",
  aggregatorV2Deleted: "aggregatorV2Made",
  ruleMade: "ruleDeleted",
  ruleChanged: "ruleEased",
  ruleV2Made: "ruleV2Deleted",
  ruleV2Changed: "ruleV2Eased",
  hubMembersDisassociated: "hubMembersMade",
  hubMembersDeleted: "hubMembersMade",
  hubAdministratorLeft: "hubAccountMadeMember",
  hubAdministratorLeftByOldName: "hubAccountMadeMember",
  hubAdministratorDismissed: "hubAdministratorAppointed",
  hubNewMembersOff: "hubNewMembersOn",
  analyzerDeleted: "analyzerMade",
  analyzerMadeWithRule: "archiveRuleDeleted",
  archiveRuleMade: "archiveRuleDeleted",
  archiveRuleChanged: "archiveRuleDeleted",
  recorderStopped: "recorderStarted",
  recorderDeleted: "recorderStarted",
  recorderNarrowed: "recorderWidened",
  typeDropped: "typeAdded",
  configAggregatorDeleted: "configAggregatorMade",
  channelDeleted: "channelPut",
  trailStopped: "trailStarted",
  trailDeleted: "trailStarted",
  trailNarrowed: "trailWidened",
  trailMadeNarrow: "trailWidened",
  selectorsNarrowed: "selectorsWidened",
  storeDeleted: "storeRestored",
  storeNarrowed: "storeWidened",
  ingestionStopped: "ingestionStarted",
  trailAdministratorDismissed: "trailAdministratorAppointed",
};

/** The number of other alerts that a call ends, as it switches on more than the call before it switched off. */
const more: Partial<Record<Sample, number>> = {
  // Each kind of resource.
  inspectorOn: 5,
  // Each feature that a new detector has by default.
  detectorMade: 5,
};

function said(value: object) {
  const reading = read(value);
  return reading.outcome === "observed" ? reading.observations : [];
}

const opened = (value: object) => idsOf(value, "active");
const ended = (value: object) => idsOf(value, "cleared");

function idsOf(value: object, state: string): readonly string[] {
  return said(value)
    .filter(({ statement }) => statement.state === state)
    .map(({ alertId }) => alertId)
    .sort();
}

/** The name of an API call as the command line has it: `UpdateIPSet` is `update-ip-set`. */
function command(eventName: string): string {
  return eventName
    .replace(/([a-z0-9])([A-Z])/g, "$1-$2")
    .replace(/([A-Z])([A-Z][a-z])/g, "$1-$2")
    .replace(/-v-?2$/i, "-v2")
    .toLowerCase();
}

describe("every call that blinds", () => {
  test("has a sample, and so has every call that undoes one", () => {
    const shown = new Set(names.map((name) => `${samples[name].detail.eventSource} ${samples[name].detail.eventName}`));
    const missing = eventSources.flatMap((source) =>
      Object.keys(services[source].calls).filter((call) => !shown.has(`${source} ${call}`)),
    );
    expect(missing).toEqual([]);
  });

  test("has what undoes it", () => {
    const opening = names.filter((name) => matches(samples[name]) && opened(samples[name]).length > 0);
    expect(opening.filter((name) => undoings[name] === undefined)).toEqual([
      "threatsMoved",
      "threatEntitiesMoved",
      "parametersLeftOut",
    ]);
  });

  test.each(Object.entries(undoings))("%s is ended by %s, with all that it opened and nothing else", (open, undo) => {
    const [opening, undoing] = [samples[open as Sample], samples[undo]];
    const ids = opened(opening);
    expect(ids).not.toEqual([]);
    expect(opened(undoing)).toEqual([]);
    expect(ended(undoing).filter((id) => ids.includes(id))).toEqual(ids);
    expect(ended(undoing).filter((id) => !ids.includes(id))).toHaveLength(more[undo] ?? 0);
    for (const { statement, alertId } of said(opening)) {
      if (statement.state !== "active") continue;
      const cleared = said(undoing).find((other) => other.alertId === alertId);
      expect(cleared?.statement).toMatchObject({ state: "cleared", scope: "condition" });
    }
  });

  test.each(Object.entries(undoings))("%s has a remedy that names a command which undoes it", (open) => {
    for (const { statement, alertId } of said(samples[open as Sample])) {
      if (statement.state !== "active") continue;
      const calls = names.filter((name) => ended(samples[name]).includes(alertId));
      const commands = calls.map((name) => command(samples[name].detail.eventName));
      expect(
        commands.some((one) => statement.remedy?.includes(one)),
        `${statement.remedy}: ${commands}`,
      ).toBe(true);
    }
  });

  test("says what was done, where and by whom, and never that somebody did it", () => {
    for (const name of names) {
      for (const { statement } of said(samples[name])) {
        expect(`${statement.title} ${statement.summary}`).not.toMatch(/somebody has/i);
        expect(statement.actor).toMatchObject({
          name: "harbour-deploy",
          session: "m.duval",
          sourceAddress: "198.51.100.7",
        });
        expect(statement.attributes).toMatchObject({ call: samples[name].detail.eventName });
      }
    }
  });
});

describe("what is switched off", () => {
  test.each([
    [
      "detectorDeleted",
      "CRITICAL",
      "GuardDuty's detector was deleted: nothing in the account is watched in the Region.",
      `arn:aws:guardduty:eu-west-1:111122223333:detector/${DETECTOR}`,
    ],
    [
      "detectorSuspended",
      "CRITICAL",
      "GuardDuty's detector was suspended: nothing in the account is watched in the Region.",
      `arn:aws:guardduty:eu-west-1:111122223333:detector/${DETECTOR}`,
    ],
    [
      "sourcesOff",
      "HIGH",
      "GuardDuty's feature S3_DATA_EVENTS was switched off: GuardDuty no longer sees what the feature watches.",
      `arn:aws:guardduty:eu-west-1:111122223333:detector/${DETECTOR}`,
    ],
    [
      "filterMade",
      "LOW",
      "GuardDuty's filter quiet-quay was set to archive findings: findings that it matches are archived before anybody sees them, and not sent as events.",
      `arn:aws:guardduty:eu-west-1:111122223333:detector/${DETECTOR}/filter/quiet-quay`,
    ],
    [
      "trustedFailed",
      "MEDIUM",
      `GuardDuty's trusted list ${LIST} may have been changed by a call that failed with BadRequestException. Then GuardDuty raises no findings about what the list names.`,
      "arn:aws:iam::111122223333:root",
    ],
    [
      "membersStopped",
      "HIGH",
      "GuardDuty's monitoring of account 222233334444 was stopped by the administrator: the administrator hears of nothing that happens there.",
      "arn:aws:iam::222233334444:root",
    ],
    [
      "administratorLeft",
      "HIGH",
      "The membership of account 111122223333 in GuardDuty was ended by the account: the administrator hears of nothing that happens there.",
      "arn:aws:iam::111122223333:root",
    ],
    [
      "administratorDismissed",
      "CRITICAL",
      "Account 222233334444 as GuardDuty's administrator was dismissed: it no longer sees what the service finds in the other accounts.",
      "arn:aws:iam::111122223333:root",
    ],
    [
      "macieOff",
      "HIGH",
      "Macie was switched off: no bucket of the account is watched, and no sensitive data is found in the Region.",
      "arn:aws:iam::111122223333:root",
    ],
    [
      "inspectorFilterMade",
      "LOW",
      "Inspector's filter 0ddba11 was made: findings that it matches are closed before anybody sees them.",
      "arn:aws:inspector2:eu-west-1:111122223333:owner/111122223333/filter/0ddba11",
    ],
    [
      "standardOff",
      "MEDIUM",
      "Security Hub's standard aws-foundational-security-best-practices/v/1.0.0 was switched off: its controls are no longer checked.",
      "arn:aws:iam::111122223333:root",
    ],
    [
      "trailDeleted",
      "CRITICAL",
      "The trail harbour-audit was deleted: what is done from then on leaves no record in it, and where no other trail logs, Tocsin hears of no call either.",
      "arn:aws:cloudtrail:eu-west-1:111122223333:trail/harbour-audit",
    ],
  ] as const)("is told of %s as %s", (name, severity, summary, resource) => {
    const [first, ...others] = said(samples[name]).filter(({ statement }) => statement.state === "active");
    expect(others).toEqual([]);
    expect(first?.statement).toMatchObject({
      reporter: "cloudtrail",
      at: "2026-11-24T08:03:00.000Z",
      severity,
      summary,
      resource,
    });
  });

  test("is a gap of its own for each feature, agent and kind of resource", () => {
    const things = (name: Sample) => observations(samples[name]).map(({ identity }) => identity.discriminator);
    expect(things("featuresOff")).toEqual([
      "guardduty-feature/S3_DATA_EVENTS",
      "guardduty-feature/RUNTIME_MONITORING",
      "guardduty-agent/EKS_ADDON_MANAGEMENT",
    ]);
    expect(things("scansOff")).toEqual(["inspector-scans/EC2", "inspector-scans/ECR"]);
  });

  test("is in the member's account where the administrator did it, and the same as if the member had", () => {
    const asMember = withDetail(samples.featuresOff, { recipientAccountId: "222233334444" });
    expect(opened(samples.memberFeaturesOff)).toEqual(opened(asMember));
    expect(opened(samples.memberFeaturesOff)).not.toEqual(opened(samples.featuresOff));
  });

  test("is linked to in the console of its own account alone", () => {
    expect(only(samples.detectorDeleted).statement.link).toBe(
      "https://eu-west-1.console.aws.amazon.com/guardduty/home?region=eu-west-1",
    );
    expect(only(samples.membersStopped).statement.link).toBeUndefined();
  });

  test("is the record's, in its Region and partition, whoever received the event", () => {
    const elsewhere = { recipientAccountId: "222233334444", awsRegion: "us-gov-west-1" };
    const { identity, statement } = only(withDetail(samples.detectorDeleted, elsewhere));
    expect(identity).toMatchObject({ partition: "aws-us-gov", account: "222233334444", region: "us-gov-west-1" });
    expect(statement.resource).toMatch(/^arn:aws-us-gov:guardduty:us-gov-west-1:222233334444:detector\//);
  });

  test("of a trail belongs to the account that the trail's ARN names", () => {
    const name = "arn:aws:cloudtrail:eu-west-1:999988887777:trail/organization";
    const { identity } = only(withDetail(samples.trailStopped, { requestParameters: { name } }));
    expect(identity).toMatchObject({ account: "999988887777", discriminator: "cloudtrail-trail/organization" });
  });

  test("is off where one call names it twice and switches it both ways", () => {
    const features = ["ENABLED", "DISABLED", "ENABLED"].map((status) => ({ name: "S3_DATA_EVENTS", status }));
    expect(only(withDetail(samples.featuresOff, { requestParameters: { features } })).statement.state).toBe("active");
  });

  test.each([
    ["membersDisassociated", ["membersStopped"]],
    ["administratorLeft", []],
    ["threatsDeleted", ["threatsOff", "threatsMoved"]],
    ["threatEntitiesDeleted", ["threatEntitiesOff", "threatEntitiesMoved"]],
    ["trailDeleted", ["selectorsNarrowed", "trailNarrowed"]],
    ["recorderDeleted", ["recorderNarrowed"]],
  ] as const)("by %s takes the place of what was narrowed before in the same thing", (name, narrowed) => {
    const before = narrowed.flatMap((one) => opened(samples[one]));
    expect(ended(samples[name])).toEqual(expect.arrayContaining(before));
    for (const { statement } of said(samples[name]))
      if (statement.state === "cleared") expect(statement).toMatchObject({ because: "deleted", scope: "condition" });
  });

  test("is not told of where a filter only narrows what is shown, and where nothing is switched", () => {
    for (const name of ["filterForViewing", "detectorUpdated"] as const)
      expect(read(samples[name])).toEqual({ outcome: "ignored", reason: "informational" });
  });

  test("keeps nothing of a filter's criteria, nor of a list's place", () => {
    const seen = [samples.filterMade, samples.trustedMade, samples.trustedChanged].flatMap((sample) => said(sample));
    expect(JSON.stringify(seen)).not.toMatch(/222233334444|harbour-lists/);
  });
});

describe("the evidence that a call had its effect", () => {
  const failed = { errorCode: "BadRequestException" };

  test.each(["trustedChanged", "trustedEntitiesOn", "threatsOff", "threatEntitiesOff"] as const)(
    "is not needed for %s: a call on a list that failed may have changed it",
    (name) => {
      const sample = withDetail(samples[name], failed);
      expect(matches(sample)).toBe(true);
      expect(opened(sample)).toEqual(opened(samples[name]));
      expect(only(sample).statement.attributes).toMatchObject({ errorCode: "BadRequestException" });
    },
  );

  test.each(["threatsOn", "trustedOff", "threatEntitiesOn"] as const)(
    "leaves a list in doubt where %s failed, which would have ended the alert",
    (name) => {
      const sample = withDetail(samples[name], failed);
      expect(opened(sample)).toEqual(ended(samples[name]));
      expect(only(sample).statement.title).toContain("may have been changed");
    },
  );

  test("is that no error is recorded, for every other call", () => {
    const uncertain = /^Update(IPSet|TrustedEntitySet|ThreatIntelSet|ThreatEntitySet)$/;
    for (const name of names) {
      if (uncertain.test(samples[name].detail.eventName) || !matches(samples[name])) continue;
      const sample = withDetail(samples[name], failed);
      expect(matches(sample), name).toBe(false);
      expect(read(sample), name).toEqual({ outcome: "ignored", reason: "without-effect" });
    }
  });

  test.each([
    ["AccessDenied", false],
    ["AccessDeniedException", false],
    ["BadRequestException", true],
  ])("of a list is wanted by the pattern after %s: %s", (errorCode, wanted) => {
    expect(matches(withDetail(samples.trustedFailed, { errorCode }))).toBe(wanted);
  });

  test.each([
    ["membersStopped", { unprocessedAccounts: [] }, ["222233334444", "555566667777"]],
    ["membersStopped", null, ["222233334444", "555566667777"]],
    ["membersStopped", { unprocessedAccounts: [{ accountId: "222233334444" }] }, ["555566667777"]],
    ["membersMade", { unprocessedAccounts: [{ accountId: "222233334444" }] }, []],
    ["memberFeaturesOff", { unprocessedAccounts: [{ accountId: "222233334444" }] }, []],
    ["scansOff", { failedAccounts: [{ accountId: "222233334444", errorCode: "ACCESS_DENIED" }] }, []],
    ["hubMembersDeleted", { UnprocessedAccounts: [{ AccountId: "222233334444" }] }, []],
    ["hubMembersDeleted", { UnprocessedAccounts: [{ AccountId: "555566667777" }] }, ["222233334444"]],
  ] as const)("of %s is that the answer %j does not list the account", (name, responseElements, accounts) => {
    const sample = withDetail(samples[name], { responseElements });
    expect([...new Set(said(sample).map(({ identity }) => identity.account))]).toEqual(accounts);
    if (accounts.length === 0) expect(read(sample)).toEqual({ outcome: "ignored", reason: "without-effect" });
  });

  test("of a rule is that the answer does not list it", () => {
    const arn = samples.ruleDeleted.detail.requestParameters?.AutomationRulesArns;
    const responseElements = { UnprocessedAutomationRules: [{ RuleArn: Array.isArray(arn) ? arn[0] : arn }] };
    for (const name of ["ruleDeleted", "ruleChanged"] as const)
      expect(said(withDetail(samples[name], { responseElements }))).toEqual([]);
  });
});

describe("what the record does not hold", () => {
  const leftOut = (omitted: boolean | string) => ({
    omitted,
    originalSize: 149_893,
    reason: "requestParameters too large",
  });

  test.each([
    ["a flag", leftOut(true)],
    ["a word", leftOut("true")],
  ])("is told as left out where CloudTrail marks it by %s", (_how, requestParameters) => {
    const { identity, statement } = only(withDetail(samples.detectorUpdated, { requestParameters }));
    expect(identity.discriminator).toBe("guardduty-unread/UpdateDetector");
    expect(statement).toMatchObject({
      state: "active",
      // The worst that the call could have done.
      severity: "CRITICAL",
      title: "GuardDuty may see less since UpdateDetector",
      summary:
        "CloudTrail left out the parameters of UpdateDetector, which were too large: the call may have switched off or narrowed the protection by GuardDuty.",
      attributes: { call: "UpdateDetector", unread: true },
    });
  });

  test.each([
    ["parameters that are missing", samples.filterChanged, { requestParameters: undefined }, "UpdateFilter"],
    ["parameters that are null", samples.membersStopped, { requestParameters: null }, "StopMonitoringMembers"],
    ["an answer without the id", samples.trustedMade, { responseElements: null }, "CreateIPSet"],
    [
      "a name that cannot be shown",
      samples.filterMade,
      { requestParameters: { name: "\u0007", action: "ARCHIVE" } },
      "CreateFilter",
    ],
    ["a member that is no account", samples.macieMemberLeft, { requestParameters: { id: "x" } }, "DisassociateMember"],
    ["no members", samples.membersDeleted, { requestParameters: { accountIds: [] } }, "DeleteMembers"],
  ])("is told where there are %s", (_what, sample, fields, call) => {
    const { identity, statement } = only(withDetail(sample, fields));
    expect(identity.discriminator).toMatch(new RegExp(`-unread/${call}$`));
    expect(statement).toMatchObject({
      state: "active",
      summary: expect.stringContaining(`record of ${call} does not show what the call changed`),
    });
  });

  test("is told where the answer was too large", () => {
    const { statement } = only(withDetail(samples.trustedMade, { responseElements: leftOut("true") }));
    expect(statement.summary).toContain("CloudTrail left out the answer to CreateIPSet");
  });

  test.each(["filterDeleted", "membersStarted", "threatsMade"] as const)("ends nothing by %s", (name) => {
    const sample = withDetail(samples[name], { requestParameters: leftOut(true) });
    expect(ended(sample)).toEqual([]);
  });

  test.each([
    "memberFeaturesOn",
    "membersStarted",
    "membersMade",
    "scansOn",
    "memberDeepInspectionOn",
    "memberDiscoveryOn",
    "hubMembersMade",
    "ruleEased",
    "ruleDeleted",
  ] as const)("ends nothing by %s where the answer, which lists what could not be done, was too large", (name) => {
    const answered = withDetail(samples[name], { responseElements: {} });
    const sample = withDetail(samples[name], { responseElements: leftOut("true") });
    expect(ended(answered)).not.toEqual([]);
    expect(said(sample)).toEqual([]);
  });

  test.each(["memberFeaturesOff", "membersStopped", "membersDeleted", "scansOff", "hubMembersDeleted"] as const)(
    "is told of %s all the same where the answer was too large, but takes the place of nothing",
    (name) => {
      const answered = withDetail(samples[name], { responseElements: {} });
      const sample = withDetail(samples[name], { responseElements: leftOut(true) });
      expect(opened(sample)).toEqual(opened(answered));
      expect(ended(sample)).toEqual([]);
    },
  );

  test("is not missed where the call needs no parameters", () => {
    for (const name of [
      "detectorDeleted",
      "macieOff",
      "hubOff",
      "recorderStopped",
      "macieAdministratorLeft",
    ] as const) {
      const sample = withDetail(samples[name], { requestParameters: null });
      expect(opened(sample), name).toEqual(opened(samples[name]));
    }
    expect(ended(withDetail(samples.macieOn, { requestParameters: null }))).toEqual(ended(samples.macieOn));
  });
});

describe("what AWS does by itself", () => {
  const by = (issuer: string) => ({
    userIdentity: {
      type: "AssumedRole",
      arn: "arn:aws:sts::111122223333:assumed-role/AWSServiceRoleForSecurityHub/securityhub",
      accountId: "111122223333",
      sessionContext: {
        sessionIssuer: { type: "Role", arn: `arn:aws:iam::111122223333:role/${issuer}`, userName: "r" },
      },
    },
  });
  const linked = by("aws-service-role/securityhub.amazonaws.com/AWSServiceRoleForSecurityHub");

  test.each([
    ["standardOff", linked, "INFORMATIONAL"],
    ["standardOff", by("AWSControlTowerExecution"), "MEDIUM"],
    ["standardOff", by("stacksets-exec-0ddba11"), "MEDIUM"],
    // Somebody caused the call in another account.
    ["hubOff", linked, "HIGH"],
    ["administratorDismissed", linked, "CRITICAL"],
  ] as const)("is routine only in its own role and where it is small: %s", (name, identity, severity) => {
    const { statement } = only(withDetail(samples[name], identity));
    expect(statement).toMatchObject({ severity });
    expect(statement.actor?.routine).toBe(
      severity === "INFORMATIONAL" ? "securityhub.amazonaws.com made the call by itself" : undefined,
    );
  });
});

describe("who may say it", () => {
  test("is the administrator of the call's own service, for its members", () => {
    const administrators = { guardduty: ["111122223333"], inspector: ["999988887777"] };
    expect(read(samples.membersDisassociated, administrators).outcome).toBe("observed");
    expect(read(samples.inspectorMemberLeft, administrators)).toEqual({ outcome: "ignored", reason: "not-its-to-say" });
  });

  test("is AWS alone: whoever puts an event gives it a source of their own", () => {
    expect(matches({ ...samples.detectorDeleted, source: "harbour.guardduty" })).toBe(false);
  });
});

describe("what is made again", () => {
  const off = (value: object) => said(value).filter(({ statement }) => statement.state === "active");
  const things = (value: object) => off(value).map(({ identity }) => identity.discriminator);

  test.each([
    ["what it leaves out", {}, ["regions", "organization", "validation"]],
    ["one Region", { isMultiRegionTrail: false }, ["regions", "organization", "validation"]],
    [
      "no global services",
      { isMultiRegionTrail: true, includeGlobalServiceEvents: false },
      ["organization", "global-services", "validation"],
    ],
    ["all Regions and the organization", { isMultiRegionTrail: true, isOrganizationTrail: true }, ["validation"]],
    ["all", { isMultiRegionTrail: true, isOrganizationTrail: true, enableLogFileValidation: true }, []],
  ] as const)("as a trail with %s is told of where it is narrower than it can be", (_which, settings, narrowed) => {
    const requestParameters = { name: "harbour-audit", ...settings };
    expect(things(withDetail(samples.trailMadeNarrow, { requestParameters }))).toEqual(
      narrowed.map((one) => `cloudtrail-trail-${one}/harbour-audit`),
    );
  });

  test("as a trail does not end the alert that the trail is off, before it is started", () => {
    expect(ended(samples.trailMadeNarrow)).not.toEqual(expect.arrayContaining([...opened(samples.trailDeleted)]));
  });

  test("as a detector with features that are off is told of as if they had been switched off", () => {
    expect(opened(samples.detectorMadeBlind)).toEqual(opened(samples.featuresOff));
    const bySources = { enable: true, dataSources: { s3Logs: { enable: false } } };
    expect(opened(withDetail(samples.detectorMadeBlind, { requestParameters: bySources }))).toEqual(
      opened(samples.sourcesOff),
    );
  });

  test("as a detector has the features that the call does not name, but for runtime monitoring", () => {
    const name = (feature: string) => ({ features: [{ name: feature, status: "DISABLED" }] });
    const gap = (feature: string) => opened(withDetail(samples.featuresOff, { requestParameters: name(feature) }));
    const made = ended(samples.detectorMade);
    for (const feature of [
      "S3_DATA_EVENTS",
      "EKS_AUDIT_LOGS",
      "EBS_MALWARE_PROTECTION",
      "RDS_LOGIN_EVENTS",
      "LAMBDA_NETWORK_LOGS",
    ])
      expect(made, feature).toEqual(expect.arrayContaining([...gap(feature)]));
    for (const feature of ["RUNTIME_MONITORING", "EKS_RUNTIME_MONITORING"])
      expect(made, feature).not.toEqual(expect.arrayContaining([...gap(feature)]));
    expect(ended(samples.detectorMadeBlind)).not.toEqual(expect.arrayContaining([...gap("S3_DATA_EVENTS")]));
  });
});

describe("a threat list that is loaded from another place", () => {
  const moved = (name: Sample, more: object) =>
    withDetail(samples[name], {
      requestParameters: { ...samples[name].detail.requestParameters, location: "s3://harbour-lists/none", ...more },
    });

  test.each(["threatsMoved", "threatEntitiesMoved"] as const)("is told of where %s, without the place", (name) => {
    const { statement } = only(samples[name]);
    expect(statement).toMatchObject({ state: "active", severity: "MEDIUM" });
    expect(JSON.stringify(statement)).not.toContain("harbour-lists");
  });

  test("is told of beside that it is on again", () => {
    const sample = moved("threatsOn", {});
    expect(opened(sample)).toEqual(opened(samples.threatsMoved));
    expect(ended(sample)).toEqual(opened(samples.threatsOff));
  });

  test("is told of beside that it is off", () => {
    expect(opened(moved("threatsOff", {}))).toEqual(
      [...opened(samples.threatsMoved), ...opened(samples.threatsOff)].sort(),
    );
  });

  test("is not ended by activating what was loaded", () => {
    expect(ended(samples.threatsOn)).not.toEqual(expect.arrayContaining([...opened(samples.threatsMoved)]));
  });

  test("is told of where the call failed", () => {
    const sample = withDetail(samples.threatsMoved, { errorCode: "BadRequestException" });
    expect(opened(sample)).toEqual(opened(samples.threatsMoved));
  });
});

describe("Inspector as a whole", () => {
  const enable = (...resourceTypes: readonly string[]) =>
    withDetail(samples.inspectorOn, { requestParameters: { resourceTypes } });
  const whole = opened(samples.inspectorOff);

  test("is off by a call that lists no kind of resource, as by one that has no list", () => {
    const none = withDetail(samples.inspectorOff, { requestParameters: { resourceTypes: [] } });
    expect(opened(none)).toEqual(whole);
    expect(whole).not.toEqual([]);
  });

  test.each([
    ["one kind of resource", ["EC2"]],
    ["all kinds but one", ["EC2", "ECR", "LAMBDA", "CODE_REPOSITORY"]],
    ["no kind", []],
  ])("is not on again with %s", (_which, kinds) => {
    const ids = ended(enable(...kinds));
    expect(ids).toHaveLength(kinds.length);
    expect(ids).not.toEqual(expect.arrayContaining([...whole]));
  });

  test("is neither on again nor in doubt where the kinds were left out of the record", () => {
    const requestParameters = { omitted: true, originalSize: 149_893, reason: "requestParameters too large" };
    expect(said(withDetail(samples.inspectorOn, { requestParameters }))).toEqual([]);
  });

  test("is on again with all kinds of resources, in whatever order", () => {
    const sample = enable("CODE_REPOSITORY", "LAMBDA_CODE", "LAMBDA", "ECR", "EC2");
    expect(ended(sample)).toEqual(expect.arrayContaining([...whole]));
  });
});

describe("a trail's selectors", () => {
  const management = { field: "eventCategory", equals: ["Management"] };
  const advanced = (...more: readonly object[]) => ({
    advancedEventSelectors: [{ fieldSelectors: [management, ...more] }],
  });

  test.each([
    ["all management events", { eventSelectors: [{ includeManagementEvents: true, readWriteType: "All" }] }, "cleared"],
    ["all by default", { eventSelectors: [{ dataResources: [] }] }, "cleared"],
    ["those that write", { eventSelectors: [{ readWriteType: "WriteOnly" }] }, "cleared"],
    ["those that read", { eventSelectors: [{ readWriteType: "ReadOnly" }] }, "active"],
    ["none", { eventSelectors: [{ includeManagementEvents: false }] }, "active"],
    ["all but KMS", { eventSelectors: [{ excludeManagementEventSources: ["kms.amazonaws.com"] }] }, "cleared"],
    ["all but IAM", { eventSelectors: [{ excludeManagementEventSources: ["iam.amazonaws.com"] }] }, "active"],
    [
      "those that read and, by another selector, those that write",
      { eventSelectors: [{ readWriteType: "ReadOnly" }, { readWriteType: "WriteOnly" }] },
      "cleared",
    ],
    ["all, by an advanced selector", advanced(), "cleared"],
    ["those that write, by an advanced selector", advanced({ field: "readOnly", equals: ["false"] }), "cleared"],
    ["those that read, by an advanced selector", advanced({ field: "readOnly", equals: ["true"] }), "active"],
    [
      "all but KMS, by an advanced selector",
      advanced({ field: "eventSource", notEquals: ["kms.amazonaws.com"] }),
      "cleared",
    ],
    [
      "all but IAM, by an advanced selector",
      advanced({ field: "eventSource", notEquals: ["iam.amazonaws.com"] }),
      "active",
    ],
    ["those of one service", advanced({ field: "eventSource", equals: ["s3.amazonaws.com"] }), "active"],
    ["those of some calls", advanced({ field: "eventName", startsWith: ["Get"] }), "active"],
    [
      "data events alone",
      { advancedEventSelectors: [{ fieldSelectors: [{ field: "eventCategory", equals: ["Data"] }] }] },
      "active",
    ],
  ])("that take %s", (_which, selectors, state) => {
    const requestParameters = { trailName: "harbour-audit", ...selectors };
    const { identity, statement } = only(withDetail(samples.selectorsNarrowed, { requestParameters }));
    expect([identity.discriminator, statement.state]).toEqual(["cloudtrail-management-events/harbour-audit", state]);
  });

  test("say nothing when there are none", () => {
    const sample = withDetail(samples.selectorsNarrowed, { requestParameters: { trailName: "harbour-audit" } });
    expect(read(sample)).toEqual({ outcome: "ignored", reason: "informational" });
  });
});

describe("the settings of the other services", () => {
  const recording = (recordingGroup: object) => ({ configurationRecorder: { recordingGroup } });
  const types = ["AWS::EC2::Instance"];

  test.each([
    ["recorderNarrowed", "all types", recording({ allSupported: true }), "cleared"],
    ["recorderNarrowed", "some types", recording({ allSupported: false, resourceTypes: types }), "active"],
    [
      "recorderNarrowed",
      "all types, by strategy",
      recording({ recordingStrategy: { useOnly: "ALL_SUPPORTED_RESOURCE_TYPES" } }),
      "cleared",
    ],
    [
      "recorderNarrowed",
      "some types, by strategy",
      recording({ recordingStrategy: { useOnly: "INCLUSION_BY_RESOURCE_TYPES" } }),
      "active",
    ],
    [
      "recorderNarrowed",
      "all but some types",
      recording({ allSupported: true, exclusionByResourceTypes: { resourceTypes: types } }),
      "active",
    ],
    [
      "recorderNarrowed",
      "all but no types",
      recording({ allSupported: true, exclusionByResourceTypes: { resourceTypes: [] } }),
      "cleared",
    ],
    ["recorderNarrowed", "another role", recording({}), "informational"],
    [
      "hubNewMembersOff",
      "central configuration, which takes the flag's place",
      { AutoEnable: false, OrganizationConfiguration: { ConfigurationType: "CENTRAL" } },
      "cleared",
    ],
    [
      "hubNewMembersOff",
      "local configuration",
      { AutoEnable: false, OrganizationConfiguration: { ConfigurationType: "LOCAL" } },
      "active",
    ],
    ["newMembersOff", "new members alone", { autoEnableOrganizationMembers: "NEW" }, "cleared"],
    ["newMembersOff", "no members, by the old flag", { autoEnable: false }, "active"],
    ["macieOn", "a service that starts paused", { status: "PAUSED" }, "active"],
    ["detectorMade", "a detector that starts suspended", { enable: false }, "active"],
    ["trustedMade", "a list that is not yet in use", { activate: false }, "cleared"],
    ["threatsMade", "a threat list that is not yet in use", { activate: false }, "informational"],
    [
      "ruleV2Changed",
      "a rule that resolves",
      { Identifier: "r", Actions: [{ FindingFieldsUpdate: { StatusId: 4 } }] },
      "active",
    ],
    [
      "ruleV2Changed",
      "a rule that rates",
      { Identifier: "r", Actions: [{ FindingFieldsUpdate: { SeverityId: 4 } }] },
      "cleared",
    ],
    ["ruleV2Changed", "another name of a rule", { Identifier: "r", RuleName: "hush" }, "informational"],
    [
      "ruleMade",
      "a rule that only rates",
      { Actions: [{ FindingFieldsUpdate: { Severity: { Label: "LOW" } } }] },
      "informational",
    ],
    [
      "ruleMade",
      "a rule that is not yet in use",
      { RuleStatus: "DISABLED", Actions: [{ FindingFieldsUpdate: { Workflow: { Status: "SUPPRESSED" } } }] },
      "informational",
    ],
    ["scansNarrowed", "tags that include", { scanResourceCriteria: { include: { EC2_INSTANCE_TAG: {} } } }, "active"],
    ["scansNarrowed", "another setting", { ebsSnapshotPreservation: "NO_RETENTION" }, "informational"],
    [
      "bucketLeftOut",
      "a bucket in place of all others",
      { s3: { excludes: { bucketNames: ["b"], operation: "REPLACE" } } },
      "active",
    ],
    [
      "ruleMade",
      "a rule that resolves",
      { Actions: [{ FindingFieldsUpdate: { Workflow: { Status: "RESOLVED" } } }] },
      "active",
    ],
    [
      "policyOn",
      "a policy without standards",
      {
        Identifier: RULE,
        ConfigurationPolicy: { SecurityHub: { ServiceEnabled: true, EnabledStandardIdentifiers: [] } },
      },
      "informational",
    ],
    [
      "policyOn",
      "a policy that names no standards",
      { Identifier: RULE, ConfigurationPolicy: { SecurityHub: { ServiceEnabled: true } } },
      "informational",
    ],
  ] as const)("%s with %s", (name, _what, requestParameters, outcome) => {
    const reading = read(withDetail(samples[name], { requestParameters }));
    const states = reading.outcome === "observed" ? reading.observations.map(({ statement }) => statement.state) : [];
    expect(reading.outcome === "ignored" ? reading.reason : [...new Set(states)].join()).toBe(outcome);
  });

  test.each([
    ["arn:aws:securityhub:::ruleset/cis-aws-foundations-benchmark/v/1.2.0"],
    ["arn:aws:securityhub:eu-west-1::standards/cis-aws-foundations-benchmark/v/1.2.0"],
  ])("know a standard by %s as by its subscription", (StandardsArn) => {
    const arn = "arn:aws:securityhub:eu-west-1:111122223333:subscription/cis-aws-foundations-benchmark/v/1.2.0";
    const off = withDetail(samples.standardOff, { requestParameters: { StandardsSubscriptionArns: [arn] } });
    const requestParameters = { StandardsSubscriptionRequests: [{ StandardsArn }] };
    expect(ended(withDetail(samples.standardOn, { requestParameters }))).toEqual(opened(off));
  });

  test("tell the administrators of the two kinds of Security Hub apart, of which the older has no name", () => {
    const of = (Feature: string) =>
      opened(
        withDetail(samples.hubAdministratorDismissed, {
          requestParameters: { AdminAccountId: "222233334444", Feature },
        }),
      );
    expect(of("SecurityHub")).toEqual(opened(samples.hubAdministratorDismissed));
    expect(of("SecurityHubV2")).not.toEqual(of("SecurityHub"));
  });

  test("do not take another administrator for the one that was dismissed", () => {
    const requestParameters = { adminAccountId: "555566667777" };
    const ids = ended(withDetail(samples.administratorAppointed, { requestParameters }));
    expect(ids).not.toEqual(opened(samples.administratorDismissed));
    expect(ended(samples.administratorAppointed)).toEqual(opened(samples.administratorDismissed));
  });

  test("are read with either spelling of a parameter's first letter", () => {
    const requestParameters = { accountIds: ["222233334444"] };
    expect(opened(withDetail(samples.hubMembersDeleted, { requestParameters }))).toEqual(
      opened(samples.hubMembersDeleted),
    );
  });

  test("are a gap of their own for each service, though calls and names are the same", () => {
    const left = ["membersDeleted", "inspectorMemberLeft", "macieMemberDeleted", "hubMembersDeleted"] as const;
    expect(new Set(left.flatMap((name) => opened(samples[name]))).size).toBe(left.length);
  });
});

test("a record without a time is refused", () => {
  expect(read(withDetail(samples.detectorDeleted, { eventTime: undefined }))).toEqual({
    outcome: "refused",
    refusal: { path: "detail.eventTime", problem: "is missing" },
  });
});
