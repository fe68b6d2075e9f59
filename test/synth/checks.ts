/** What must hold of every stage, each by the name that its failure is reported under. */
import * as alarms from "./checks/alarms.ts";
import * as delivery from "./checks/delivery.ts";
import * as encryption from "./checks/encryption.ts";
import * as limits from "./checks/limits.ts";
import * as measures from "./checks/measures.ts";
import * as operation from "./checks/operation.ts";
import * as permissions from "./checks/permissions.ts";
import * as policies from "./checks/policies.ts";
import * as roles from "./checks/roles.ts";
import { rulesHaveTheSourcesPatterns } from "./checks/rules.ts";
import { fieldsAreKnown } from "./checks/shapes.ts";
import * as wiring from "./checks/wiring.ts";
import type { Check } from "./graph.ts";

export const checks = {
  "no policy allows an action by wildcard": permissions.noWildcardAction,
  "no role has a managed policy": permissions.noManagedPolicy,
  "a role is assumed by its service alone": roles.rolesAreAssumedByTheirService,
  "nothing is of another account or region": permissions.nothingIsFromElsewhere,
  "each function has a role of its own": permissions.functionsHaveOwnRoles,
  "a role allows what its function needs, where it needs it": roles.rolesAllowWhatIsNeeded,
  "a function is told what it works with": roles.functionsAreTold,
  "a policy lets in who sends, and nobody else": policies.policiesSayWhatTheyMust,
  "every field is one that somebody thought of": fieldsAreKnown,
  "there is one key, and it rotates": encryption.oneKeyThatRotates,
  "the key serves who needs it": encryption.keyServesWhoNeedsIt,
  "the key serves services for this account only": policies.keyPolicySaysWhatItMust,
  "everything is encrypted with the stack's key": encryption.encryptedWithTheStacksKey,
  "no bucket can be made public": encryption.bucketsArePrivate,
  "every hop has a dead-letter queue that keeps for 14 days": delivery.everyHopHasDeadLetters,
  "everything buries in its own dead-letter queue": delivery.deadLettersAreOnesOwn,
  "no queue forgets within 14 days": delivery.noQueueForgets,
  "every dead-letter queue has an alarm that reaches somebody": delivery.everyDeadLetterRings,
  "every alarm reaches somebody": delivery.everyAlarmReachesSomebody,
  "what waits too long rings": alarms.whatWaitsRings,
  "what falls silent rings": alarms.silenceRings,
  "an alarm rings in time": alarms.alarmsRingInTime,
  "an alarm means what it says": alarms.alarmsMeanWhatTheySay,
  "an alarm watches what is measured": measures.alarmsWatchWhatIsMeasured,
  "the dashboard shows what is measured": measures.dashboardShowsWhatIsMeasured,
  "the dashboard shows what matters": measures.dashboardShowsWhatMatters,
  "a queue's visibility outlasts its function sixfold": delivery.visibilityOutlastsTheFunction,
  "only what failed of a batch comes again": delivery.onlyFailuresComeAgain,
  "the stream gives up what keeps failing": delivery.streamGivesUpInTheEnd,
  "functions run on arm64 and nodejs24.x, traced, with JSON logs": operation.functionsRunAsAgreed,
  "logs end": operation.logsEnd,
  "no queue takes all of the account's concurrency, and none is reserved": operation.concurrencyIsShared,
  "a rule is on the central bus, and has a target": wiring.rulesAreOnTheBus,
  "what the bus took is archived": wiring.busIsArchived,
  "every member is reached": wiring.membersAreReached,
  "AWS takes the names": limits.namesAreAccepted,
  "AWS takes the documents": limits.documentsAreShortEnough,
  "a rule has its source's pattern": rulesHaveTheSourcesPatterns,
  "no two resources share a name": operation.namesAreUnique,
} satisfies Readonly<Record<string, Check>>;

export type CheckName = keyof typeof checks;
