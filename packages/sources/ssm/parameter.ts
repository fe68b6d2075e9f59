/** A parameter is known by its ARN. */

import type { ConditionName } from "@tocsin/core/alert/condition";
import type { Identity } from "@tocsin/core/alert/identity";
import { consoleLink, formatArn, partitionOf } from "@tocsin/core/event/arn";
import type { Event } from "@tocsin/core/event/event";
import { parseRegionalArn } from "../fields.ts";

export interface Parameter {
  readonly arn: string;
  readonly partition: string;
  readonly account: string;
  readonly region: string;
  /** As people write it: with its leading slash if it is in a hierarchy. */
  readonly name: string;
}

/** At most 1011 characters. https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html */
export const PARAMETER_NAME = /^[\w./-]{1,1011}$/;
const RESOURCE = /^parameter\/[\w./-]+$/;

/** The event's own ARN of the parameter called `name`, or else the ARN for the event's account and Region. */
export function parameterOf(event: Pick<Event, "account" | "region" | "resources">, name: string): Parameter {
  return parseParameterArn(event.resources[0] ?? "", name) ?? parameterIn(event.account, event.region, name);
}

/**
 * Whether an event with this resource can be about the parameter called `name`: if the resource is another, the event contradicts itself.
 */
export function isOfParameter(resource: string, name: string): boolean {
  const arn = parseParameterArn(resource, name);
  return arn === undefined || arn.arn === parameterIn(arn.account, arn.region, name, arn.partition).arn;
}

function parseParameterArn(text: string, name: string): Parameter | undefined {
  const arn = parseRegionalArn(text, "ssm");
  if (arn === undefined || !RESOURCE.test(arn.resource)) return undefined;
  return { arn: text, partition: arn.partition, account: arn.account, region: arn.region, name };
}

/**
 * In the ARN, the leading slash of a name in a hierarchy is also the slash after `parameter`.
 * https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-access.html
 */
function parameterIn(account: string, region: string, name: string, partition = partitionOf(region)): Parameter {
  const resource = `parameter${name.startsWith("/") ? "" : "/"}${name}`;
  return { arn: formatArn({ partition, service: "ssm", region, account, resource }), partition, account, region, name };
}

/** The fields that all statements about a parameter share. */
export function about<C extends ConditionName>(condition: C, parameter: Parameter) {
  const { partition, account, region, arn, name } = parameter;
  const identity: Identity<C> = { condition, partition, account, region, resource: arn, discriminator: "" };
  // The console decodes its path once before it reads the name in it.
  const place = encodeURIComponent(encodeURIComponent(name));
  const link = consoleLink(region, `/systems-manager/parameters/${place}/description?region=${region}`);
  return { identity, reporter: "ssm", resource: arn, link };
}
