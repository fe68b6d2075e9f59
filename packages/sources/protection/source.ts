/**
 * Calls that switch off or narrow an account's protection, and calls that undo this: an intruder makes the former first. The services
 * themselves send no event about them.
 */
import { administeredServices } from "../administrators.ts";
import { API_CALL, succeeded } from "../cloudtrail.ts";
import { defineSource } from "../source.ts";
import { observeCall } from "./observe.ts";
import { callSchema } from "./schema.ts";
import { eventSources, services } from "./services.ts";

const calls = eventSources.flatMap((eventSource) =>
  Object.entries(services[eventSource].calls).map(([eventName, effects]) => ({ eventSource, eventName, effects })),
);
const changingByFailure = calls.filter(({ effects }) => effects.some(({ evidence }) => evidence === "always"));

/**
 * A rule has no room for all names. Each of these endings matches several, and hardly any other write call: CloudTrail sends no read calls
 * to EventBridge. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
 */
const endings = [
  ...["Set", "Filter", "Detector", "Member", "Members", "AdminAccount", "DelegatedAdmin"],
  ...["ArchiveRule", "AutomationRuleV2", "Standards", "ForProduct"],
  ...["ConfigurationRecorder", "ResourceTypes", "EventDataStore", "Ingestion"],
];

const namesIn = (some: typeof calls) => [...new Set(some.map(({ eventName }) => eventName))];

const hasEnding = (name: string) => endings.some((ending) => name.endsWith(ending));

export const protection = defineSource({
  name: "protection",
  about:
    "GuardDuty, Inspector, Macie, Security Hub, IAM Access Analyzer, AWS Config and CloudTrail switched off, narrowed or left by a member, and switched on again",
  pattern: {
    // Nobody but AWS can put events from such a source. The documentation does not name the source for each service.
    source: [{ prefix: "aws." }],
    "detail-type": [API_CALL],
    // Other services have calls of the same names: `wafv2` has its own CreateIPSet.
    $or: [
      {
        detail: {
          eventSource: eventSources,
          eventName: [...endings.map((suffix) => ({ suffix })), ...namesIn(calls).filter((name) => !hasEnding(name))],
          ...succeeded,
        },
      },
      {
        detail: {
          eventSource: [...new Set(changingByFailure.map(({ eventSource }) => eventSource))],
          eventName: namesIn(changingByFailure),
          // A call that was denied has not begun.
          errorCode: [{ "anything-but": { prefix: "AccessDenied" } }],
        },
      },
    ],
  },
  reporters: ["cloudtrail"],
  administeredBy({ detail }) {
    const service = eventSources.find((name) => name === detail.eventSource);
    return administeredServices.find((administered) => service && services[service].name === administered);
  },
  schema: callSchema(eventSources),
  observe: (event) => observeCall(event, services[event.detail.eventSource]),
});
