/** Observations about protection from a call, by the table of its service. */
import { active, cleared, type Observation, type Observed } from "@tocsin/core/alert/observation";
import { type Severity, severities } from "@tocsin/core/alert/severity";
import { formatArn, parseArn, partitionOf } from "@tocsin/core/event/arn";
import { recordedCall, serviceBehind } from "../caller.ts";
import { hadEffect } from "../cloudtrail.ts";
import type { Service } from "./effect.ts";
import { aboutGap, rootOf } from "./gap.ts";
import { type Call, type Change, callOf, outcomesOf, type Unread } from "./outcome.ts";
import type { CallEvent } from "./schema.ts";

/** @param service the one that was called. */
export function observeCall(event: CallEvent, service: Service): Observed {
  const { detail } = event;
  const known = Object.hasOwn(service.calls, detail.eventName) ? service.calls[detail.eventName] : undefined;
  if (known === undefined) return { ignored: "informational" };
  const effects = known.filter(({ evidence = "no-error-code" }) => hadEffect(evidence, detail));
  if (effects.length === 0) return { ignored: "without-effect" };
  const call = callOf(event, service);
  const outcomes = effects.flatMap((effect) => outcomesOf(call, effect));
  const changes = outcomes.filter((outcome) => outcome.kind === "changed");
  const unread = outcomes.filter((outcome) => outcome.kind === "unread");
  const observations = [
    ...onePerAlert(changes).map((change) => changed(call, change)),
    ...(unread.length > 0 ? [unreadCall(call, unread)] : []),
  ];
  if (observations.length > 0) return observations;
  return { ignored: outcomes.length > 0 ? "without-effect" : "informational" };
}

/** Where a call names the same thing several times and switches it both ways, it is off. */
function onePerAlert(changes: readonly Change[]): readonly Change[] {
  const byAlert = new Map<string, Change>();
  for (const change of changes) {
    const key = `${change.account}/${change.effect.protection}/${change.name}`;
    if (change.turn === "off" || !byAlert.has(key)) byAlert.set(key, change);
  }
  return [...byAlert.values()];
}

function changed(call: Call, change: Change): Observation {
  const { name, account, turn, effect, protection } = change;
  const { event } = call;
  const subject = protection.subject({ account, name });
  const about = aboutChange(call, change);
  if (turn !== "off") {
    return cleared(event, {
      ...about,
      ...recordedCall(event.detail, account),
      scope: "condition",
      because: turn === "gone" ? "deleted" : "fixed",
      title: turn === "gone" ? `${subject} is gone` : `${subject} ${protection.on.is}`,
      summary: `${subject} ${effect.did ?? protection.on.was}.`,
    });
  }
  const { severity, meaning, remedy, off } = protection;
  const said = call.isFailed
    ? {
        title: `${subject} may have been changed`,
        summary: `${subject} may have been changed by a call that failed with ${event.detail.errorCode}. Then ${meaning}.`,
      }
    : { title: `${subject} ${off.is}`, summary: `${subject} ${effect.did ?? off.was}: ${meaning}.` };
  return active(event, { ...about, ...rated(call, account, severity), ...said, remedy });
}

function aboutChange(call: Call, { name, account, effect, protection }: Change) {
  const { service } = call;
  const resource = protection.resource?.({ account, name }, call.parameters);
  const kind = `${service.name}-${effect.protection}`;
  return {
    ...told(call, account, name === "" ? kind : `${kind}/${name}`),
    resource: resource ? arnOf(call, account, resource) : accountArn(call, account),
    attributes: { ...attributesOf(call), protection: kind, name: name || undefined },
  };
}

/** For a call that may have switched something off, if its record does not say what. */
function unreadCall(call: Call, unread: readonly Unread[]): Observation {
  const { event, service, account } = call;
  const { eventName } = event.detail;
  const severity = severities.findLast((rank) => unread.some((one) => one.severity === rank)) ?? "HIGH";
  return active(event, {
    ...told(call, account, `${service.name}-unread/${eventName}`),
    ...rated(call, account, severity),
    resource: accountArn(call, account),
    attributes: { ...attributesOf(call), unread: true },
    title: `${service.label} may see less since ${eventName}`,
    summary: `${missingIn(call)}: the call may have switched off or narrowed the protection by ${service.label}.`,
    remedy: `Compare the settings of ${service.label} in the account and Region with what they should be. No later call shows whether they are right: resolve the alert when they are.`,
  });
}

function missingIn({ event, omitted }: Call): string {
  const { eventName } = event.detail;
  switch (omitted) {
    case "parameters":
      return `CloudTrail left out the parameters of ${eventName}, which were too large`;
    case "answer":
      return `CloudTrail left out the answer to ${eventName}, which was too large`;
    case undefined:
      return `CloudTrail's record of ${eventName} does not show what the call changed`;
  }
}

/** The fields that all statements about a call share. */
function told({ service, event, account: own }: Call, account: string, discriminator: string) {
  const { identity, link } = aboutGap(discriminator, { account, region: event.detail.awsRegion }, service.consolePath);
  // The console of another account does not show it.
  return { identity, reporter: "cloudtrail", link: account === own ? link : undefined };
}

function attributesOf({ event, service }: Call) {
  const { eventName: call, errorCode } = event.detail;
  return { service: service.name, call, errorCode: errorCode || undefined };
}

/**
 * A call that AWS makes by itself is routine if its effect is small. A service also switches protection off for a whole account when
 * somebody changed a policy of the organization, or left it: that call was made elsewhere, and only this one shows its harm.
 */
function rated({ event }: Call, account: string, severity: Severity) {
  const service = serviceBehind(event.detail);
  if (service === undefined || severity === "HIGH" || severity === "CRITICAL")
    return { ...recordedCall(event.detail, account), severity };
  const routine = `${service} made the call by itself`;
  return { ...recordedCall(event.detail, account, routine), severity: "INFORMATIONAL" } as const;
}

function placeOf({ event }: Call, account: string) {
  const { awsRegion: region } = event.detail;
  return { partition: partitionOf(region), region, account };
}

/** @param resource an ARN, or the last part of one of the service's own. */
function arnOf(call: Call, account: string, resource: string): string {
  if (parseArn(resource) !== undefined) return resource;
  const { arnService: service, isGlobal } = call.service;
  return formatArn({ ...placeOf(call, account), ...(isGlobal && { region: "" }), service, resource });
}

function accountArn(call: Call, account: string): string {
  return rootOf(placeOf(call, account));
}
