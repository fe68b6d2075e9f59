/**
 * Asks PagerDuty what people have done with the incidents of services: which are acknowledged now, and which were resolved since.
 * https://developer.pagerduty.com/api-reference/9d0b4b12e36f9-list-incidents, https://developer.pagerduty.com/docs/pagination
 */
import { type Instant, shift } from "@tocsin/core/event/instant";
import type { SettingsOf } from "@tocsin/core/policy/channels/declared-channels";
import { instantField, objectField, parse } from "@tocsin/core/text/parse";
import * as v from "valibot";
import type { Accepted } from "../https/attempt.ts";
import { callProvider, fieldsIn, type ProviderAddress } from "../https/provider.ts";
import type { FailedAttempt } from "../https/response.ts";
import type { Secrets } from "../kind.ts";
import { type ReadSecrets, readSecrets, refusedSecret } from "../read-secrets.ts";
import { type DoneByPerson, isPerson } from "./pagerduty-incident.ts";

/** What one key of the REST API is asked about. */
export interface PagerdutyAccount {
  readonly region: SettingsOf<"pagerduty">["region"];
  /** The reference to the key. */
  readonly token: string;
  /** By their ids. */
  readonly services: readonly string[];
}

export interface AskOptions {
  readonly secrets: Secrets;
  readonly now: () => Instant;
  /** The REST API's URL; by default that of the account's region. */
  readonly address?: ProviderAddress | undefined;
  readonly timeoutMilliseconds?: number | undefined;
}

export interface Asked {
  /** What was done after `since`, the oldest first. */
  readonly done: readonly (DoneByPerson & { readonly service: string })[];
  /** Whether that is all of it. */
  readonly areAll: boolean;
}

/** https://support.pagerduty.com/main/docs/service-regions */
const addresses = {
  us: { url: "https://api.pagerduty.com/incidents", allowPrivateAddresses: false },
  eu: { url: "https://api.eu.pagerduty.com/incidents", allowPrivateAddresses: false },
} as const;

/** After a refusal the key is read again. @throws DeliveryError, which names the account by the reference. */
export async function askPagerduty(account: PagerdutyAccount, since: Instant, options: AskOptions): Promise<Asked> {
  const list = await lister(account, options);
  const states = [
    // Few incidents are acknowledged at a time, whenever they were triggered. This is how long an acknowledgement can be found.
    await list({ "statuses[]": "acknowledged", date_range: "all", sort_by: "created_at:desc" }, () => true),
    await list(
      { "statuses[]": "resolved", since: shift(options.now(), -LONGEST_MILLISECONDS), sort_by: "resolved_at:desc" },
      ({ resolved_at }) => resolved_at === undefined || resolved_at === null || resolved_at > since,
    ),
  ];
  const done = states.flatMap(({ incidents }) => incidents).flatMap(doneWith);
  return {
    done: done.filter(({ at }) => at > since).sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)),
    areAll: states.every(({ areAll }) => areAll),
  };
}

/** "Maximum range is 6 months", of incidents by when they were triggered. */
const LONGEST_MILLISECONDS = 180 * 86_400_000;

/** "Maximum of 100." */
const PAGE = 100;
/** If an incident leaves the list while it is read, the rest moves up: so each page overlaps the one before. */
const STEP = 75;
const PAGES = 10;

interface Listed {
  readonly incidents: readonly Incident[];
  readonly areAll: boolean;
}

type List = (query: Readonly<Record<string, string>>, goesOn: (last: Incident) => boolean) => Promise<Listed>;

/** @throws DeliveryError */
async function lister({ region, token, services }: PagerdutyAccount, options: AskOptions): Promise<List> {
  const { now, address = addresses[region], timeoutMilliseconds = TIMEOUT_MILLISECONDS } = options;
  const where = `the PagerDuty account of ${token} at ${new URL(address.url).host}`;
  const secrets = await readSecrets(where, { token }, options.secrets);
  const headers = {
    accept: "application/vnd.pagerduty+json;version=2",
    authorization: `Token token=${keyIn(where, token, secrets)}`,
  };
  const pageOf = async (query: Readonly<Record<string, string>>, offset: number): Promise<Page> => {
    const url = new URL(address.url);
    const all = { ...query, time_zone: "UTC", limit: String(PAGE), offset: String(offset) };
    for (const [name, value] of Object.entries(all)) url.searchParams.append(name, value);
    for (const service of services) url.searchParams.append("service_ids[]", service);
    const { said } = await callProvider(
      {
        ...{ where, headers, secrets, now, timeoutMilliseconds, refusalOf, method: "GET" },
        ...{ address: { ...address, url: url.href }, answerLimitBytes: ANSWER_LIMIT_BYTES },
      },
      undefined,
    );
    return pageIn(said) ?? { incidents: [], more: false };
  };
  return async (query, goesOn) => {
    const found = new Map<string, Incident>();
    for (let page = 0; page < PAGES; page += 1) {
      const { incidents, more } = await pageOf(query, page * STEP);
      const read = incidents.flatMap(incidentIn);
      for (const incident of read) found.set(incident.id, incident);
      const last = read.at(-1);
      if (!more || incidents.length === 0 || (last && !goesOn(last)))
        return { incidents: [...found.values()], areAll: true };
    }
    return { incidents: [...found.values()], areAll: false };
  };
}

const TIMEOUT_MILLISECONDS = 8000;
/** Of a hundred incidents with all that they may have. */
const ANSWER_LIMIT_BYTES = 4 * 1024 * 1024;

/** Twenty characters; some of today's are longer. */
const KEY = /^[\w+-]{16,128}$/;

/** @throws DeliveryError */
function keyIn(where: string, token: string, secrets: ReadSecrets): string {
  const key = secrets.meant(token);
  if (KEY.test(key)) return key;
  throw refusedSecret(where, `has no key in ${token}: one of the REST API has at least 16 letters and digits`, secrets);
}

const pageSchema = objectField({ incidents: v.array(v.unknown()), more: v.boolean() });
type Page = v.InferOutput<typeof pageSchema>;

function pageIn(said: string): Page | undefined {
  const parsed = parse(pageSchema, fieldsIn(said));
  return parsed.ok ? parsed.value : undefined;
}

function refusalOf({ status, said }: Accepted): FailedAttempt | undefined {
  if (pageIn(said) !== undefined) return undefined;
  return { reason: "server-error", retryable: true, problem: `answered ${status} without a list of incidents` };
}

const agentSchema = v.nullish(objectField({ type: v.string() }));

const incidentSchema = objectField({
  id: v.string(),
  status: v.string(),
  incident_key: v.nullish(v.string()),
  service: objectField({ id: v.string() }),
  acknowledgements: v.nullish(v.array(objectField({ at: instantField, acknowledger: agentSchema }))),
  resolved_at: v.nullish(instantField),
  last_status_change_by: agentSchema,
});
type Incident = v.InferOutput<typeof incidentSchema>;

/** An unreadable one is left out, and does not affect the others. */
function incidentIn(value: unknown): readonly Incident[] {
  const parsed = parse(incidentSchema, value);
  return parsed.ok ? [parsed.value] : [];
}

/** Nothing if no person has done it, or the incident was made by hand and has no key. */
function doneWith(incident: Incident): Asked["done"] {
  const { incident_key: incidentKey, service, status, acknowledgements, resolved_at, last_status_change_by } = incident;
  if (incidentKey === undefined || incidentKey === null) return [];
  const known = { incidentKey, service: service.id };
  if (status === "acknowledged") {
    const people = (acknowledgements ?? []).filter(({ acknowledger }) => isPerson(acknowledger));
    const at = people
      .map((one) => one.at)
      .sort()
      .at(-1);
    return at === undefined ? [] : [{ ...known, did: "acknowledged", at }];
  }
  if (status !== "resolved" || resolved_at === undefined || resolved_at === null) return [];
  return isPerson(last_status_change_by) ? [{ ...known, did: "resolved", at: resolved_at }] : [];
}
