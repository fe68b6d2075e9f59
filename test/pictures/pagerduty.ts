/** An incident as PagerDuty lays it out. https://developer.pagerduty.com/docs/ZG9jOjExMDI5NTgx-send-an-alert-event */
import { html } from "@tocsin/core/text/markup";
import * as v from "valibot";
import { broken, framed } from "./frame.ts";
import { asShown } from "./sent.ts";

/** Of a service that goes by the severity of alerts. */
const urgencies = { critical: "High", error: "High", warning: "Low", info: "Low" } as const;

const eventSchema = v.strictObject({
  event_action: v.literal("trigger"),
  // By what the next event finds the incident.
  dedup_key: v.string(),
  client: v.string(),
  links: v.array(v.strictObject({ text: v.string(), href: v.string() })),
  payload: v.strictObject({
    summary: v.string(),
    source: v.string(),
    severity: v.picklist(Object.keys(urgencies) as (keyof typeof urgencies)[]),
    timestamp: v.string(),
    class: v.optional(v.string()),
    group: v.optional(v.string()),
    custom_details: v.record(v.string(), v.string()),
  }),
});

const style = html`
body { font-size: 14px; line-height: 20px; }
h1 { margin: 0 0 12px; font-size: 20px; line-height: 26px; overflow-wrap: anywhere; }
.state { display: inline-block; margin-bottom: 8px; padding: 2px 8px; border-radius: 3px; background: #c02b3a; color: #ffffff; font-size: 12px; font-weight: bold; }
.low { background: #8a6100; }
table { width: 100%; border-collapse: collapse; margin-bottom: 12px; }
td { padding: 4px 8px; border-top: 1px solid #e3e4e6; vertical-align: top; overflow-wrap: anywhere; }
td:first-child { width: 104px; color: #5b6066; }
h2 { margin: 0 0 4px; font-size: 13px; color: #5b6066; }
.links a { margin-right: 16px; }
`;

export function pagerdutyPicture(event: object): string {
  const { client, links, payload } = asShown("PagerDuty's incident", eventSchema, event);
  const { custom_details: details, summary, severity, source, group, class: kind } = payload;
  const facts = { severity, source, group, class: kind, client };
  const row = ([label, text = ""]: readonly [string, string | undefined]) =>
    html`<tr><td>${label}</td><td>${broken(text)}</td></tr>`;
  const urgency = urgencies[severity];
  return framed(
    style,
    html`<span class="state${urgency === "Low" ? " low" : ""}">Triggered, ${urgency.toLowerCase()} urgency</span>
<h1>${summary}</h1>
<h2>Custom details</h2>
<table>${Object.entries(details).map(row)}</table>
<h2>Alert</h2>
<table>${Object.entries(facts)
      .filter(([, text]) => text !== undefined)
      .map(row)}</table>
<div class="links">${links.map(({ text, href }) => html`<a href="${href}">${text}</a>`)}</div>`,
  );
}
