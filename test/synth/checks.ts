/** What must hold of every stage, each by the name that its failure is reported under. */
import * as alarms from "./checks/alarms.ts";
import * as delivery from "./checks/delivery.ts";
import * as encryption from "./checks/encryption.ts";
import * as flow from "./checks/flow.ts";
import * as limits from "./checks/limits.ts";
import * as links from "./checks/links.ts";
import * as mails from "./checks/mails.ts";
import * as measures from "./checks/measures.ts";
import * as operation from "./checks/operation.ts";
import * as permissions from "./checks/permissions.ts";
import * as policies from "./checks/policies.ts";
import * as roles from "./checks/roles.ts";
import { rulesHaveTheSourcesPatterns } from "./checks/rules.ts";
import * as wiring from "./checks/wiring.ts";
import type { Check } from "./graph.ts";

export const checks = {
  "no policy allows an action by wildcard": permissions.noWildcardAction,
  "no role has a managed policy": permissions.noManagedPolicy,
  "a role is assumed by its service alone": roles.rolesAreAssumedByTheirService,
  "nothing is of another account or region": permissions.nothingIsFromElsewhere,
  "each function has a role of its own": permissions.functionsHaveOwnRoles,
  "a role allows what its function needs, where it needs it": roles.rolesAllowWhatIsNeeded,
  "a secret is read by who delivers with it alone": roles.secretsAreReadWhereTheyAreUsed,
  "a function is given what it works with, and nothing else": roles.functionsAreGivenTheirOwn,
  "a policy lets in who sends, and nobody else": policies.policiesSayWhatTheyMust,
  "there is one key, and it rotates": encryption.oneKeyThatRotates,
  "the key serves who needs it": encryption.keyServesWhoNeedsIt,
  "the key serves services for this account only": policies.keyPolicySaysWhatItMust,
  "everything is encrypted with the stack's key": encryption.encryptedWithTheStacksKey,
  "no bucket can be made public": encryption.bucketsArePrivate,
  "every hop has a dead-letter queue that keeps for 14 days": delivery.everyHopHasDeadLetters,
  "everything dead-letters to a queue of its own": delivery.deadLettersAreOnesOwn,
  "no queue forgets within 14 days": delivery.noQueueForgets,
  "every dead-letter queue has an alarm that reaches somebody": delivery.everyDeadLetterRaisesAnAlarm,
  "every alarm reaches somebody": delivery.everyAlarmReachesSomebody,
  "what waits too long raises an alarm": alarms.whatWaitsRaisesAnAlarm,
  "what is owed to somebody raises an alarm": alarms.owedRaisesAnAlarm,
  "what falls silent raises an alarm": alarms.silenceRaisesAnAlarm,
  "links that fail raise an alarm": alarms.linksRaiseAlarms,
  "callbacks that fail raise an alarm": alarms.callbacksRaiseAlarms,
  "a provider that cannot be asked raises an alarm": alarms.pollsRaiseAlarms,
  "an alarm is raised in time": alarms.alarmsAreRaisedInTime,
  "an alarm means what it says": alarms.alarmsMeanWhatTheySay,
  "an alarm watches what is measured": measures.alarmsWatchWhatIsMeasured,
  "the dashboard shows what is measured": measures.dashboardShowsWhatIsMeasured,
  "the dashboard shows what matters": measures.dashboardShowsWhatMatters,
  "a queue's visibility outlasts its function sixfold": delivery.visibilityOutlastsTheFunction,
  "only what failed of a batch is delivered again": delivery.onlyFailuresComeAgain,
  "the stream gives up what keeps failing": delivery.streamGivesUpInTheEnd,
  "nothing is switched off": flow.nothingIsSwitchedOff,
  "events pass whole": flow.eventsPassWhole,
  "a queue takes whatever comes, at once": flow.queuesTakeWhatComes,
  "nothing is given up early": flow.nothingIsGivenUpEarly,
  "functions run on arm64 and nodejs24.x, traced, with JSON logs": operation.functionsRunAsAgreed,
  "logs end": operation.logsEnd,
  "no queue takes all of the account's concurrency": operation.concurrencyIsShared,
  "a flood of links takes its own share of the concurrency, and nothing else reserves any": links.floodsTakeTheirShare,
  "an HTTP API takes no more requests than people make": links.apisAreThrottled,
  "no token is written to a log": links.noFrontLogsTokens,
  "a function is called from outside by its front alone": links.functionsAreCalledByTheirFrontAlone,
  "links are signed with a key of their own": links.linksAreSignedByAKeyOfTheirOwn,
  "mails travel by TLS, and not to whom they came back from": mails.mailsTravelAsTheyShould,
  "what becomes of mails is heard of": mails.bouncesAreHeardOf,
  "a rule is on the central bus, and has a target": wiring.rulesAreOnTheBus,
  "what the bus took is archived": wiring.busIsArchived,
  "every member is reached": wiring.membersAreReached,
  "AWS takes the names": limits.namesAreAccepted,
  "AWS takes the documents": limits.documentsAreShortEnough,
  "a rule has its source's pattern": rulesHaveTheSourcesPatterns,
  "no two resources share a name": operation.namesAreUnique,
} satisfies Readonly<Record<string, Check>>;

export type CheckName = keyof typeof checks;
