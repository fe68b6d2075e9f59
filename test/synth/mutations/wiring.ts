/** What is joined to the wrong thing, or to nothing. */
import { drill } from "@tocsin/sources/drill/source";
import { caughtBy, type Mutation, rewritten, withField, withInputs, without } from "./mutation.ts";

export const wiringMutations: readonly Mutation[] = [
  ...caughtBy("a rule is on the central bus, and has a target", [
    ["a rule is on the account's default bus", "IngestAcmRule", without("eventBusName")],
    ["a rule has no target", "HeartbeatsTarget", undefined, "HeartbeatsRule"],
  ]),
  ...caughtBy("what the bus took is archived", [
    ["the bus is not archived", "Archive", undefined, "BusBus"],
    ["the bus is archived in part", "Archive", withInputs({ eventPattern: '{"source":["aws.acm"]}' }), "BusBus"],
    ["the archive forgets in a week", "Archive", withInputs({ retentionDays: 7 }), "BusBus"],
  ]),
  ...caughtBy("every member is reached", [
    ["one account that fails stops the others", "MembersInstances", without("operationPreferences")],
    [
      "one account alone is a member",
      "MembersInstances",
      withField("deploymentTargets", { accounts: ["444455556666"], accountFilterType: "INTERSECTION" }),
    ],
    ["members' roles may not be named", "Members", without("capabilities")],
  ]),
  ...caughtBy("a rule has its source's pattern", [
    ["a rule takes less", "IngestSsmRule", rewritten("Delete", "Remove")],
    ["a rule takes everything", "IngestMacieRule", withInputs({ eventPattern: "{}" })],
    ["a member's event is a drill", "IngestDrillRule", withInputs({ eventPattern: JSON.stringify(drill.pattern) })],
    ["a source has no rule", "IngestGuarddutyRule", undefined, "ingest-guardduty"],
    ["members' alarms are forwarded when they are over", "MemberAlarmsRule", rewritten("ALARM", "OK")],
    [
      "heartbeats are taken from one region only",
      "HeartbeatsRule",
      rewritten('{"source"', '{"region":["us-east-1"],"source"'),
    ],
  ]),
];
