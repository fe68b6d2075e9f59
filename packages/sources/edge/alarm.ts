/**
 * Shield sends no event of its own: only its metrics show an attack, and an event comes if an alarm watches them.
 * https://docs.aws.amazon.com/waf/latest/developerguide/shield-metrics.html
 */
import { active, cleared, type Observed } from "@tocsin/core/alert/observation";
import { consoleLink, formatArn, partitionOf } from "@tocsin/core/event/arn";
import { parseInstant } from "@tocsin/core/event/instant";
import { parseRegionalArn } from "../fields.ts";
import type { ConfigurationChange, StateChange } from "./schema.ts";

/** Missing data says nothing: between attacks Shield reports only once a day, so this does not end an attack. */
export function alarmChanged(event: StateChange): Observed {
  const { state } = event.detail;
  const said = { ...attackOf(event), at: parseInstant(state.timestamp) ?? event.time };
  switch (state.value) {
    case "ALARM":
      return [
        active(event, {
          ...said,
          severity: "HIGH",
          summary: `The alarm ${event.detail.alarmName} says that Shield sees an attack.`,
        }),
      ];
    case "OK": {
      const summary = `The alarm ${event.detail.alarmName} says that Shield sees no attack any more.`;
      return [cleared(event, { ...said, scope: "reporter", because: "fixed", summary })];
    }
    default:
      return { ignored: "informational" };
  }
}

/**
 * After somebody deletes the alarm or switches its actions off, it tells nobody of an attack. While its actions are off, its state changes
 * still come here.
 */
export function alarmConfigured(event: ConfigurationChange): Observed {
  const { operation, alarmName, configuration } = event.detail;
  // The configuration in the event of a deletion is the last one, with its own time.
  const configuredAt = operation === "delete" ? undefined : parseInstant(configuration?.timestamp);
  const said = { ...watchOf(event), at: configuredAt ?? event.time };
  if (operation === "delete")
    return [
      active(event, {
        ...said,
        severity: "HIGH",
        title: `The DDoS alarm ${alarmName} is deleted`,
        summary: `The DDoS alarm ${alarmName} was deleted: it tells nobody of an attack any more.`,
      }),
    ];
  if (operation === undefined || operation === null) return { ignored: "informational" };
  if (configuration?.actionsEnabled === false)
    return [
      active(event, {
        ...said,
        severity: "MEDIUM",
        title: `The DDoS alarm ${alarmName} tells nobody`,
        summary: `The actions of the DDoS alarm ${alarmName} were switched off: it tells nobody else of an attack.`,
      }),
    ];
  return [
    cleared(event, {
      ...said,
      scope: "condition",
      because: "fixed",
      title: `The DDoS alarm ${alarmName} is in place`,
      summary: `The DDoS alarm ${alarmName} was set up.`,
    }),
  ];
}

/** The alarm that the envelope names; if it names none, the alarm of that name in the sender's account. */
function alarmOf({ resources, account, region, detail }: StateChange | ConfigurationChange) {
  const arn = parseRegionalArn(resources[0] ?? "", "cloudwatch");
  const place = arn?.resource.startsWith("alarm:")
    ? { partition: arn.partition, account: arn.account, region: arn.region }
    : { partition: partitionOf(region), account, region };
  return { place, arn: formatArn({ ...place, service: "cloudwatch", resource: `alarm:${detail.alarmName}` }) };
}

function linkTo({ region, detail }: StateChange | ConfigurationChange): string | undefined {
  return consoleLink(
    region,
    `/cloudwatch/home?region=${region}#alarmsV2:alarm/${encodeURIComponent(detail.alarmName)}`,
  );
}

function attackOf(event: StateChange) {
  const metrics = event.detail.configuration?.metrics ?? [];
  const metric = metrics.map(({ metricStat }) => metricStat?.metric).find((one) => one?.dimensions?.ResourceArn);
  const { place, arn } = alarmOf(event);
  const attacked = metric?.dimensions?.ResourceArn ?? arn;
  return {
    identity: { condition: "ddos-attack", ...place, resource: arn, discriminator: "" },
    reporter: "cloudwatch",
    title:
      attacked === arn ? `DDoS attack, according to the alarm ${event.detail.alarmName}` : `DDoS attack on ${attacked}`,
    resource: attacked,
    link: linkTo(event),
    attributes: { alarm: event.detail.alarmName, metric: metric?.name ?? undefined },
  } as const;
}

function watchOf(event: ConfigurationChange) {
  const { alarmName, operation } = event.detail;
  const protection = "cloudwatch-ddos-alarm";
  const { place, arn } = alarmOf(event);
  return {
    identity: {
      condition: "protection-gap",
      ...place,
      resource: "",
      discriminator: `${protection}/${alarmName}`,
    },
    reporter: "cloudwatch",
    resource: arn,
    link: linkTo(event),
    remedy:
      "Create the alarm again under its name, with an action that tells somebody. If another alarm watches the resource, resolve the alert.",
    attributes: { service: "cloudwatch", protection, name: alarmName, call: operation ?? undefined },
  } as const;
}
