/** A page that a link opens. It loads and runs nothing, is not cached, and sends no referrer; only its form can act. */
import { hash } from "node:crypto";
import { shown } from "@tocsin/channels/page/page-text";
import { html, type Markup, nothing } from "@tocsin/core/text/markup";
import type { HttpReply } from "../http-request.ts";
import { LINK_PATH } from "./link-address.ts";

/** Texts as they came, unsafe to print. */
export interface Page {
  readonly statusCode: number;
  readonly heading: string;
  /** The alerts that it is about, each on a line. */
  readonly alerts?: readonly string[];
  readonly texts: readonly string[];
  /** What pressing its button sends. */
  readonly form?: { readonly token: string; readonly button: string } | undefined;
}

/** The field of the form. */
export const TOKEN_FIELD = "token";

const TEXT_LIMIT = 700;

const STYLE = `body{font:1rem/1.5 system-ui,sans-serif;max-width:42rem;margin:2rem auto;padding:0 1rem}
li,p{overflow-wrap:anywhere}button{font:inherit;padding:.5rem 1.5rem}`;

const headers = {
  "content-type": "text/html; charset=utf-8",
  "cache-control": "no-store",
  "content-security-policy": `default-src 'none'; style-src 'sha256-${hash("sha256", STYLE, "base64")}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-robots-tag": "noindex, nofollow",
} as const;

/** The answer with the page; only its headers for a HEAD request. */
export function replyWith(page: Page, withBody: boolean): HttpReply {
  return { statusCode: page.statusCode, headers, body: withBody ? documentOf(page).markup : "" };
}

function documentOf({ heading, alerts = [], texts, form }: Page): Markup {
  const safe = (text: string) => shown(text, TEXT_LIMIT);
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<link rel="icon" href="data:,">
<title>${safe(heading)} - Tocsin</title>
<style>${{ markup: STYLE }}</style>
</head>
<body>
<h1>${safe(heading)}</h1>
${alerts.length === 0 ? nothing : html`<ul>${alerts.map((alert) => html`<li>${safe(alert)}</li>`)}</ul>`}
${texts.map((text) => html`<p>${safe(text)}</p>`)}
${form === undefined ? nothing : formOf(form)}
</body>
</html>
`;
}

function formOf({ token, button }: NonNullable<Page["form"]>): Markup {
  return html`<form method="post" action="${LINK_PATH}"><input type="hidden" name="${TOKEN_FIELD}" value="${token}"><button>${button}</button></form>`;
}
