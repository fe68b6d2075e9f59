import type { Channel } from "@tocsin/channels/channel";
import { consoleChannel } from "@tocsin/channels/console/console";
import { webhookChannel } from "@tocsin/channels/webhook/webhook";
import type { Instant } from "@tocsin/core/event/instant";
import type { Policy } from "@tocsin/core/policy/policy";
import { systemNow } from "../runtime/system-clock.ts";

export interface ChannelEdges {
  /** Where a `console` channel writes its pages. */
  readonly write: (page: string) => void;
  readonly styled: boolean;
  /** The options by which the command that a page shows finds the table. */
  readonly place?: string | undefined;
  readonly secretAt: (reference: string) => Promise<string>;
  readonly now: () => Instant;
  /** Of channels that try again: the first pause, where it is not theirs to choose. */
  readonly pauseMilliseconds?: number;
}

/** Makes the channel that the policy calls `name`. @throws RangeError when it calls none so, which `parsePolicy` rules out. */
export function channelOf(policy: Policy, name: string, edges: ChannelEdges): Channel {
  const { write, styled, place, secretAt, now, pauseMilliseconds } = edges;
  const config = policy.channels[name];
  switch (config?.type) {
    case "console":
      return consoleChannel({ name, write, styled, place, now });
    case "webhook":
      // A receiver checks when a request was signed by its own clock, whatever time a scenario is at.
      return webhookChannel({
        name,
        url: config.url,
        allowPrivateAddresses: config.allowPrivateAddresses,
        secret: () => secretAt(config.signingSecret),
        now: systemNow,
        ...(pauseMilliseconds !== undefined && { pauseMilliseconds }),
      });
    case "sns":
      throw new RangeError(`channel ${JSON.stringify(name)} is a topic, which is not sent to from here`);
    case undefined:
      throw new RangeError(`the policy has no channel ${JSON.stringify(name)}`);
    default:
      return config satisfies never;
  }
}
