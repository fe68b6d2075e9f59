/** Somebody takes the web ACL from a load balancer while looking for a fault, and puts it back an hour later; the log stays off. */
import { shift } from "@tocsin/core/event/instant";
import { accountNamed } from "../organization.ts";
import { HOUR, MINUTE, moment } from "../timeline.ts";
import { apiCall } from "./cloudtrail.ts";
import type { SimulatedEvent, World } from "./envelope.ts";

export function simulateEdge({ random, timeline, organization }: World): SimulatedEvent[] {
  const place = { account: accountNamed(organization, "network-hub"), region: "eu-central-1" };
  const owned = (service: string, resource: string) =>
    `arn:aws:${service}:${place.region}:${place.account.id}:${resource}`;
  const resourceArn = owned("elasticloadbalancing", `loadbalancer/app/edge/${random.hex(16)}`);
  const webACLArn = owned("wafv2", `regional/webacl/edge/${random.uuid()}`);
  const at = moment(timeline, 0.44);
  const call = (eventName: string, requestParameters: Readonly<Record<string, string>>, minutes: number) =>
    apiCall(random, {
      service: "wafv2",
      eventName,
      place,
      at: shift(at, minutes * MINUTE),
      record: { requestParameters },
    });
  return [
    call("DisassociateWebACL", { resourceArn }, 0),
    call("DeleteLoggingConfiguration", { resourceArn: webACLArn }, 4),
    call("AssociateWebACL", { resourceArn, webACLArn }, HOUR / MINUTE),
  ];
}
