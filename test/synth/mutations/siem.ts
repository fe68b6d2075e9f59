/** What is written for SIEMs, and may do more than it must, or tell less. */
import { caughtBy, type Mutation, rewritten, withInputs, without } from "./mutation.ts";

/** Of a stage that writes for both. */
export const siemMutations: readonly Mutation[] = [
  ...caughtBy("a role allows what its function needs, where it needs it", [
    [
      "who writes findings may write as another product",
      "SecurityHubRole",
      rewritten(":product/111122223333/default", ":product/*"),
    ],
    [
      "who sets workflow statuses may set severities",
      "SecurityHubRole",
      rewritten("securityhub:ASFFSyntaxPath/Severity.Label", "securityhub:ASFFSyntaxPath/Workflow.Status"),
    ],
    ["who tells services of ends may suppress findings", "SyncBackRole", rewritten("RESOLVED", "SUPPRESSED")],
    [
      "who archives findings may do more with a detector",
      "SyncBackRole",
      rewritten("guardduty:ArchiveFindings", "guardduty:*"),
    ],
    ["who publishes for SIEMs may publish alerts", "OcsfRole", rewritten("tocsin-prod-ocsf", "tocsin-prod-alerts")],
  ]),
  ...caughtBy("events pass whole", [
    ["SIEMs hear of what is severe alone", "OcsfSubscription", withInputs({ filterPolicy: '{"severity":["HIGH"]}' })],
    ["SIEMs are told of the digest", "SecurityHubSubscription", without("filterPolicy")],
    [
      "who tells services of ends hears of all",
      "SyncBackSubscription",
      withInputs({ filterPolicy: '{"type":["announcement"]}' }),
    ],
    ["SIEMs are sent envelopes", "SecurityHubSubscription", without("rawMessageDelivery")],
  ]),
];
