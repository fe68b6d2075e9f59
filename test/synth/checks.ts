/** What must hold of every stage, each by the name that its failure is reported under. */
import * as alarms from "./checks/alarms.ts";
import * as delivery from "./checks/delivery.ts";
import * as encryption from "./checks/encryption.ts";
import * as limits from "./checks/limits.ts";
import * as measures from "./checks/measures.ts";
import * as operation from "./checks/operation.ts";
import * as permissions from "./checks/permissions.ts";
import { rulesHaveTheSourcesPatterns } from "./checks/rules.ts";
import * as wiring from "./checks/wiring.ts";
import type { Check } from "./graph.ts";

export const checks = {
  "no policy allows an action by wildcard": permissions.noWildcardAction,
  "no role is allowed something on every resource": permissions.noWildcardResource,
  "no role has a managed policy": permissions.noManagedPolicy,
  "only a service assumes a role": permissions.onlyServicesAssumeRoles,
  "only the organization's forwarding rules are let in": permissions.strangersAreKeptOut,
  "who may send may do nothing else": permissions.sendersMaySendOnly,
  "nothing is of another account": permissions.nothingIsOfAnotherAccount,
  "each function has a role of its own": permissions.functionsHaveOwnRoles,
  "a function's actions are those that it calls": permissions.actionsAreThoseCalled,
  "a role uses the key where it needs it": permissions.keyIsUsedByNeed,
  "there is one key, and it rotates": encryption.oneKeyThatRotates,
  "the key serves who needs it": encryption.keyServesWhoNeedsIt,
  "the key serves this account only": encryption.keyServesThisAccountOnly,
  "everything is encrypted with the stack's key": encryption.encryptedWithTheStacksKey,
  "what comes without TLS is refused": encryption.insecureTransportIsDenied,
  "a queue names its one sender": encryption.queuesNameTheirOneSender,
  "no bucket can be made public": encryption.bucketsArePrivate,
  "every hop has a dead-letter queue that keeps for 14 days": delivery.everyHopHasDeadLetters,
  "no queue forgets within 14 days": delivery.noQueueForgets,
  "every dead-letter queue has an alarm that reaches somebody": delivery.everyDeadLetterRings,
  "every alarm reaches somebody": delivery.everyAlarmReachesSomebody,
  "what waits too long rings": alarms.whatWaitsRings,
  "what falls silent rings": alarms.silenceRings,
  "an alarm means what it says": alarms.alarmsMeanWhatTheySay,
  "an alarm watches what is measured": measures.alarmsWatchWhatIsMeasured,
  "the dashboard shows what is measured": measures.dashboardShowsWhatIsMeasured,
  "the dashboard shows what matters": measures.dashboardShowsWhatMatters,
  "a queue takes from who sends to it": delivery.queuesTakeFromTheirSenders,
  "a queue's visibility outlasts its function sixfold": delivery.visibilityOutlastsTheFunction,
  "only what failed of a batch comes again": delivery.onlyFailuresComeAgain,
  "the stream gives up what keeps failing": delivery.streamGivesUpInTheEnd,
  "functions run on arm64 and nodejs24.x, traced, with JSON logs": operation.functionsRunAsAgreed,
  "logs end": operation.logsEnd,
  "no queue takes all of the account's concurrency, and none is reserved": operation.concurrencyIsShared,
  "a rule is on the central bus, and has a target": wiring.rulesAreOnTheBus,
  "what the bus took is archived": wiring.busIsArchived,
  "a schedule may run its function": wiring.schedulesMayRun,
  "every member is reached": wiring.membersAreReached,
  "AWS takes the names": limits.namesAreAccepted,
  "AWS takes the documents": limits.documentsAreShortEnough,
  "a rule has its source's pattern": rulesHaveTheSourcesPatterns,
  "no two resources share a name": operation.namesAreUnique,
} satisfies Readonly<Record<string, Check>>;

export type CheckName = keyof typeof checks;
