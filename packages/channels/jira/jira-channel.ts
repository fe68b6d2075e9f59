/**
 * The Jira channel keeps one ticket up to date for each group. It finds the ticket by the id that Jira gave, or by a label if the id is
 * lost. Tocsin closes no ticket, and closing a ticket ends no alert (docs/adr/0052).
 */
import type { Instant } from "@tocsin/core/event/instant";
import type { SettingsOf } from "@tocsin/core/policy/channels/declared-channels";
import { total } from "@tocsin/oncall/counts";
import type { Handle } from "@tocsin/oncall/group";
import type { Notification } from "@tocsin/oncall/notification";
import { afterwards, furthermore } from "../afterwards.ts";
import type { ProviderAddress } from "../https/provider.ts";
import type { Channel, Secrets } from "../kind.ts";
import { readSecrets, refusedSecret } from "../read-secrets.ts";
import { type IssueFields, type JiraApi, jiraApi } from "./jira-api.ts";
import { commentOf, descriptionOf, type JiraDocument, summaryOf } from "./jira-issue.ts";

export interface JiraOptions {
  readonly name: string;
  readonly settings: SettingsOf<"jira">;
  readonly secrets: Secrets;
  readonly now: () => Instant;
  /** The options with which the commands in a ticket find the table. */
  readonly place?: string | undefined;
  /** The site's URL; by default Atlassian's URL for its name. */
  readonly address?: ProviderAddress | undefined;
  readonly timeoutMilliseconds?: number | undefined;
}

/** A notification is delivered when Jira says that the ticket is made or changed. After a refusal the account is read again. */
export function jiraChannel(options: JiraOptions): Channel {
  return {
    name: options.name,
    async send(notification, handle) {
      const { settings, now, place } = options;
      const at = { now: now(), place };
      const api = await apiOf(options);
      const label = `tocsin-${notification.groupId}`;
      const telling: Telling = {
        ...{ notification, api, label },
        fields: { summary: summaryOf(notification, at), description: descriptionOf(notification, at) },
        comment: (note) => commentOf(notification, at, note),
      };
      const id = await kept(telling, idIn(handle, settings) ?? (await api.find(label)));
      return id === undefined ? undefined : { site: settings.site, project: settings.project, id };
    },
  };
}

/** A ticket at another site or in another project is unknown to this policy. */
function idIn(handle: Handle | undefined, { site, project }: SettingsOf<"jira">): string | undefined {
  return handle?.site === site && handle.project === project ? handle.id : undefined;
}

/** What is needed to tell of one notification. */
interface Telling {
  readonly notification: Notification;
  readonly api: JiraApi;
  /** Of all tickets of the group. */
  readonly label: string;
  readonly fields: IssueFields;
  readonly comment: (note?: string) => JiraDocument;
}

/** With it a Jira automation may close tickets that are over. */
const OVER = "tocsin-over";

/** Returns the id of the group's ticket from now on; nothing if there is none. @throws DeliveryError */
async function kept(telling: Telling, id: string | undefined): Promise<string | undefined> {
  const { api, fields, label, notification, comment } = telling;
  const { kind } = notification;
  if (id === undefined) return kind === "over" ? undefined : api.create(fields, [label]);
  switch (kind) {
    case "updated":
      await api.update(id, fields, { remove: [OVER] });
      return id;
    case "over":
      if (await api.update(id, fields, { add: [OVER] })) await afterwards(api.comment(id, comment()));
      return id;
    case "reminder":
      await reminded(telling, id);
      return id;
    default:
      return news(telling, id);
  }
}

/** If a person has closed the ticket, news makes another one; it may already exist from an attempt with an unknown result. */
async function news({ api, fields, label, comment }: Telling, before: string): Promise<string> {
  const id = (await api.stateOf(before)) === "open" ? before : await api.find(label);
  if (id === undefined) return api.create(fields, [label]);
  await api.update(id, fields, { remove: [OVER] });
  await furthermore(api.comment(id, comment()));
  return id;
}

const CLOSED = "This ticket was closed, and that ends nothing: it is still open where it was found.";

/** Whoever closed it may think that the alert has ended. */
async function reminded({ api, fields, comment, notification }: Telling, id: string): Promise<void> {
  const state = await api.stateOf(id);
  if (state === "open") await api.update(id, fields, { remove: [OVER] });
  if (state === "done" && total(notification.counts.open) > 0) await api.comment(id, comment(CLOSED));
}

/** `address:token`. https://developer.atlassian.com/cloud/jira/platform/basic-auth-for-rest-apis */
const ACCOUNT = /^[^\s:@]+@[^\s:@]+:(\S+)$/;

/** @throws DeliveryError */
async function apiOf(options: JiraOptions): Promise<JiraApi> {
  const { name, settings, now, address = addressOf(settings.site), timeoutMilliseconds } = options;
  const channel = `channel ${JSON.stringify(name)}`;
  const secrets = await readSecrets(channel, settings, options.secrets);
  const account = secrets.meant(settings.account);
  const token = ACCOUNT.exec(account)?.[1];
  if (token === undefined)
    throw refusedSecret(channel, `has no account in ${settings.account}: expected ADDRESS:TOKEN`, secrets);
  const credential = Buffer.from(account).toString("base64");
  return jiraApi({
    ...{ where: `${channel} at ${new URL(address.url).host}`, address, secrets, now, timeoutMilliseconds },
    ...{ project: settings.project, issueType: settings.issueType },
    headers: { authorization: `Basic ${credential}`, accept: "application/json" },
    confidential: [token, credential],
  });
}

const CLOUD_ID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

/** A token with scopes is accepted at one address for all sites. https://developer.atlassian.com/cloud/jira/platform/rest/v3/intro */
function addressOf(site: string): ProviderAddress {
  const url = CLOUD_ID.test(site) ? `https://api.atlassian.com/ex/jira/${site}` : `https://${site}.atlassian.net`;
  return { url, allowPrivateAddresses: false };
}
