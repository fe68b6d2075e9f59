/**
 * Calls that stop GuardDuty from detecting or reporting: an intruder makes them first. GuardDuty itself sends
 * no event about them.
 */

import { active, cleared, type Observed } from "@tocsin/core/alert/observation";
import { consoleLink, formatArn, type Location, partitionOf } from "@tocsin/core/event/arn";
import { recorded } from "../cloudtrail.ts";
import type { CallEvent, MembersCall } from "./call-schema.ts";

export function observeCall(event: CallEvent): Observed {
  const { detail } = event;
  switch (detail.eventName) {
    case "DeleteDetector":
      return switchedOff(event, detail.requestParameters?.detectorId, "deleted");
    case "UpdateDetector":
      return detail.requestParameters.enable
        ? switchedOn(event, detail.requestParameters.detectorId)
        : switchedOff(event, detail.requestParameters.detectorId, "suspended");
    case "CreateDetector":
      return detail.requestParameters.enable
        ? switchedOn(event, detail.responseElements?.detectorId)
        : switchedOff(event, detail.responseElements?.detectorId, "suspended");
    case "StopMonitoringMembers":
    case "DisassociateMembers":
    case "StartMonitoringMembers":
      return membersChanged(event, detail);
    case "CreateFilter":
      return filterCreated(event, detail.requestParameters.detectorId, detail.requestParameters.name);
    case "DeleteFilter":
      return filterDeleted(event, detail.requestParameters.detectorId, detail.requestParameters.filterName);
  }
}

/** What every statement about a call has in common. */
function called({ account, detail }: CallEvent) {
  const { awsRegion: region, recipientAccountId, eventName } = detail;
  const location: Location = { partition: partitionOf(region), account: recipientAccountId ?? account, region };
  const link = consoleLink(region, `/guardduty/home?region=${region}#/settings`);
  return { location, said: { reporter: "guardduty", ...recorded(detail), link }, attributes: { call: eventName } };
}

function detectorArn(location: Location, detectorId: string): string {
  return formatArn({ ...location, service: "guardduty", resource: `detector/${detectorId}` });
}

function accountArn({ partition, account }: Location): string {
  return formatArn({ partition, service: "iam", region: "", account, resource: "root" });
}

type DetectorId = string | null | undefined;

/**
 * An account has one detector in a region, and one that is made in the place of another has another id: the alert is
 * about the account in its region, so that a new detector ends it.
 */
function aboutDetector(event: CallEvent, detectorId: DetectorId) {
  const { location, said, attributes } = called(event);
  return {
    ...said,
    identity: { condition: "coverage-gap", ...location, resource: "", discriminator: "guardduty-detector" } as const,
    resource: detectorId ? detectorArn(location, detectorId) : accountArn(location),
    attributes,
  };
}

function switchedOff(event: CallEvent, detectorId: DetectorId, how: "deleted" | "suspended"): Observed {
  const { awsRegion } = event.detail;
  return [
    active(event, {
      ...aboutDetector(event, detectorId),
      severity: "HIGH",
      title: "GuardDuty is switched off",
      summary: `Somebody has ${how} GuardDuty's detector: nothing in the account is watched in ${awsRegion}.`,
      remedy:
        "Find out who did it and why: an intruder does it first. Switch GuardDuty on again, and look at what happened in the account meanwhile.",
    }),
  ];
}

function switchedOn(event: CallEvent, detectorId: DetectorId): Observed {
  return [
    cleared(event, {
      ...aboutDetector(event, detectorId),
      scope: "condition",
      because: "fixed",
      title: "GuardDuty is switched on",
      summary: `Somebody has switched GuardDuty on in ${event.detail.awsRegion}.`,
    }),
  ];
}

/** Each member is a gap of its own, in its own account: to start one again is not to start the others. */
function membersChanged(event: CallEvent, { eventName, requestParameters, responseElements }: MembersCall): Observed {
  const unprocessed = new Set(responseElements?.unprocessedAccounts?.map(({ accountId }) => accountId));
  const members = [...new Set(requestParameters.accountIds)].filter((account) => !unprocessed.has(account));
  if (members.length === 0) return { ignored: "benign" };
  const { location, said, attributes } = called(event);
  return members.map((account) => {
    const member = {
      ...said,
      identity: {
        condition: "coverage-gap",
        ...location,
        account,
        resource: "",
        discriminator: "guardduty-membership",
      } as const,
      resource: accountArn({ ...location, account }),
      attributes,
    };
    if (eventName === "StartMonitoringMembers") {
      const title = `GuardDuty's administrator watches account ${account}`;
      const summary = `The administrator ${location.account} watches the account again in ${location.region}.`;
      return cleared(event, { ...member, scope: "condition", because: "fixed", title, summary });
    }
    return active(event, {
      ...member,
      severity: "HIGH",
      title: `GuardDuty's administrator does not watch account ${account}`,
      summary: `Somebody has made the administrator ${location.account} ${
        eventName === "DisassociateMembers" ? "part with" : "stop monitoring"
      } the account in ${location.region}.`,
      remedy:
        "Find out who did it and why: an intruder does it first. Make the account a member again, and start to monitor it with `aws guardduty start-monitoring-members`.",
    });
  });
}

function aboutFilter(event: CallEvent, detectorId: string, name: string) {
  const { location, said, attributes } = called(event);
  const resource = detectorArn(location, detectorId);
  return {
    ...said,
    identity: { condition: "coverage-gap", ...location, resource, discriminator: `guardduty-filter-${name}` } as const,
    resource: `${resource}/filter/${name}`,
    attributes: { ...attributes, filter: name },
  };
}

/**
 * What a filter archives by itself is never sent as an event.
 * https://docs.aws.amazon.com/guardduty/latest/ug/findings_suppression-rule.html
 */
function filterCreated(event: CallEvent, detectorId: string, name: string): Observed {
  return [
    active(event, {
      ...aboutFilter(event, detectorId, name),
      severity: "LOW",
      title: `GuardDuty filter ${name} archives findings`,
      summary: "Somebody has made a filter that archives findings before anybody sees them.",
      remedy:
        "Read the filter's criteria: it must hide nothing that matters. Delete it if it does, or if nobody knows it.",
    }),
  ];
}

function filterDeleted(event: CallEvent, detectorId: string, name: string): Observed {
  return [
    cleared(event, {
      ...aboutFilter(event, detectorId, name),
      scope: "condition",
      because: "fixed",
      title: `GuardDuty filter ${name} is deleted`,
      summary: "The filter that archived findings was deleted.",
    }),
  ];
}
