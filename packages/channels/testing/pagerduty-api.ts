/**
 * PagerDuty's REST API on this machine, as far as its documentation says how incidents are listed.
 * https://developer.pagerduty.com/api-reference/9d0b4b12e36f9-list-incidents
 */
import type { RequestListener } from "node:http";
import type { Instant } from "@tocsin/core/event/instant";
import type { PagerdutyService } from "./pagerduty-service.ts";
import type { ScriptedResponse } from "./receiver.ts";

/** As the API shows one. */
export interface ShownIncident {
  readonly id: string;
  readonly created_at: string;
  readonly status: string;
  readonly service: { readonly id: string };
  readonly resolved_at?: string | null;
  readonly [field: string]: unknown;
}

export interface PagerdutyApi {
  readonly listener: RequestListener;
  /** The queries that were answered. */
  readonly asked: URLSearchParams[];
  /** Incidents beside those of the service. */
  readonly others: ShownIncident[];
  /** Takes the place of the next answers, each for one request; `hang` gives none. */
  readonly instead: (ScriptedResponse | "hang")[];
  /** Happens after each page. */
  afterPage?: (() => void) | undefined;
}

const person = { id: "PXPGF42", type: "user_reference", summary: "Ada C4n4ry" };
const integration = { id: "PT4KHLK", type: "integration_reference", summary: "Events API V2" };

/** "2015-10-06T21:30:42Z" */
const seconds = (at: Instant): string => `${at.slice(0, 19)}Z`;

/** @param key by which it may be asked. @param id of the service. */
export function pagerdutyApi(service: PagerdutyService, key: string, id: string): PagerdutyApi {
  const api: PagerdutyApi = { asked: [], others: [], instead: [], listener };
  return api;

  function listener(...[request, response]: Parameters<RequestListener>): void {
    const scripted = api.instead.shift();
    if (scripted === "hang") return;
    const url = new URL(request.url ?? "", "http://api");
    const { status, headers, body } =
      scripted ?? answerTo(url, request.method ?? "", request.headers.authorization ?? "");
    response.writeHead(status, { "content-type": "application/json", ...headers }).end(body);
  }

  function answerTo({ pathname, searchParams: query }: URL, method: string, authorization: string): ScriptedResponse {
    if (authorization !== `Token token=${key}`) return failed(401, 2006, "Authentication failed");
    if (method !== "GET" || pathname !== "/incidents") return failed(404, 2100, "Not Found");
    const limit = Math.min(Number(query.get("limit") ?? 25), 100);
    const offset = Number(query.get("offset") ?? 0);
    if (offset + limit > 10_000) return failed(400, 2001, "Offset must be less than 10000");
    const all = listed(query);
    api.asked.push(query);
    const incidents = all.slice(offset, offset + limit);
    const body = JSON.stringify({ incidents, limit, offset, total: null, more: offset + limit < all.length });
    api.afterPage?.();
    return { status: 200, body };
  }

  function listed(query: URLSearchParams): readonly ShownIncident[] {
    const statuses = query.getAll("statuses[]");
    const services = query.getAll("service_ids[]");
    const [since = "", until = "9"] = query.get("date_range") === "all" ? [] : [query.get("since") ?? ""];
    const [field = "created_at", direction] = (query.get("sort_by") ?? "").split(":");
    const sign = direction === "desc" ? -1 : 1;
    return [...api.others, ...service.incidents.map((_, i) => shownOf(i))]
      .filter(({ status, created_at }) => statuses.includes(status) && created_at >= since && created_at < until)
      .filter((one) => services.length === 0 || services.includes(one.service.id))
      .sort((a, b) => sign * (String(a[field]) < String(b[field]) ? -1 : 1));
  }

  function shownOf(place: number): ShownIncident {
    const happened = service.happened.filter(({ incident }) => incident === place);
    const of = (type: string) => happened.filter((one) => one.type === `incident.${type}`);
    const { key: incident_key, status } = service.incidents[place] ?? { key: "", status: "" };
    const agentOf = (isByPerson: boolean | undefined) => (isByPerson ? person : integration);
    const at = (one: { readonly at?: Instant } | undefined) => (one?.at === undefined ? null : seconds(one.at));
    const resolved = of("resolved").at(-1);
    return {
      ...{ id: `Q${place}`, type: "incident", incident_number: place + 1, incident_key, status },
      ...{ title: "A little bump in the road", created_at: at(of("triggered")[0]) ?? "", urgency: "high" },
      service: { id, type: "service_reference" } as { readonly id: string },
      assignments: status === "resolved" ? [] : [{ at: at(happened[0]), assignee: person }],
      // "This list will be empty if the status is resolved or triggered."
      acknowledgements:
        status === "acknowledged"
          ? of("acknowledged").map((one) => ({ at: at(one), acknowledger: agentOf(one.isByPerson) }))
          : [],
      resolved_at: status === "resolved" ? at(resolved) : null,
      last_status_change_at: at(happened.at(-1)),
      last_status_change_by: agentOf(happened.at(-1)?.isByPerson),
    };
  }
}

function failed(status: number, code: number, message: string): ScriptedResponse {
  return { status, body: JSON.stringify({ error: { message, code } }) };
}

/** "ratelimit-reset", in seconds, and no header of HTTP's own. https://developer.pagerduty.com/docs/rest-api-rate-limits */
export const rateLimited: ScriptedResponse = {
  ...failed(429, 2020, "Rate Limit Exceeded"),
  headers: { "ratelimit-limit": "960", "ratelimit-remaining": "0", "ratelimit-reset": "20" },
};
