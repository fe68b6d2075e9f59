/**
 * The Teams channel posts a card for each notification through a workflow's webhook. A card cannot be changed, and an accepted card may not
 * be visible to anybody: a drill shows that.
 * https://learn.microsoft.com/en-us/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using
 */
import type { Instant } from "@tocsin/core/event/instant";
import type { SettingsOf } from "@tocsin/core/policy/channels/declared-channels";
import type { Accepted } from "../https/attempt.ts";
import { type ProviderHosts, postToGivenAddress } from "../https/provider.ts";
import type { FailedAttempt } from "../https/response.ts";
import type { Channel, Secrets } from "../kind.ts";
import { digestMessage, messageOf } from "./teams-card.ts";

export interface TeamsOptions {
  readonly name: string;
  readonly settings: SettingsOf<"teams">;
  readonly secrets: Secrets;
  readonly now: () => Instant;
  /** The options with which the commands in a card find the table. */
  readonly place?: string | undefined;
  /** The workflows' URL; by default Microsoft's. */
  readonly hosts?: ProviderHosts | undefined;
  readonly timeoutMilliseconds?: number | undefined;
}

/** https://learn.microsoft.com/en-us/power-automate/ip-address-configuration */
const HOST = /\.(logic\.azure\.com|environment\.api\.powerplatform\.com)$/;

const microsoftHosts: ProviderHosts = {
  haveGiven: ({ protocol, hostname, port, username, searchParams }) =>
    protocol === "https:" && HOST.test(hostname) && port === "" && username === "" && searchParams.has("sig"),
  begin: "https://…logic.azure.com/ or https://…environment.api.powerplatform.com/, and has a signature (sig=…)",
  allowPrivateAddresses: false,
};

/** A notification is delivered when the workflow's trigger has accepted it. After a refusal the URL is read again. */
export function teamsChannel(options: TeamsOptions): Channel {
  const { name, now, place, hosts = microsoftHosts } = options;
  return {
    name,
    async send(notification) {
      const body = JSON.stringify(messageOf(notification, { now: now(), place }));
      await postToGivenAddress({ ...options, hosts, refusalOf }, body);
      return undefined;
    },
    async sendDigest(digest) {
      await postToGivenAddress({ ...options, hosts, refusalOf }, JSON.stringify(digestMessage(digest)));
    },
  };
}

/** The trigger of a workflow answers 202, and nothing besides. */
function refusalOf({ status }: Accepted): FailedAttempt | undefined {
  if (status === 202) return undefined;
  return { reason: "server-error", retryable: true, problem: `answered ${status}, where a workflow answers 202` };
}
