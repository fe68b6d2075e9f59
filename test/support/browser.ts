/** Whoever opens a link: a browser, as far as pages without scripts need one, or a program that only fetches. */
import type { HttpHandler, HttpReply } from "@tocsin/lambda/handlers/http-request";
import { context } from "@tocsin/lambda/testing/sample-batch";

export interface Asking {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** A request as a function URL hands it to its function. */
export function request(handler: HttpHandler, url: string, { method = "GET", headers = {}, body }: Asking = {}) {
  const { pathname } = new URL(url, "https://links.example.com");
  const isBase64Encoded = body !== undefined;
  return handler(
    {
      version: "2.0",
      rawPath: pathname,
      rawQueryString: "",
      headers,
      requestContext: { http: { method, path: pathname } },
      ...(isBase64Encoded && { body: Buffer.from(body).toString("base64") }),
      isBase64Encoded,
    },
    context,
  );
}

/** Presses the button of a page. @throws Error where it has none. */
export function press(handler: HttpHandler, page: HttpReply): Promise<HttpReply> {
  const [, action] = /<form method="post" action="([^"]*)">/.exec(page.body) ?? [];
  const [, name = "", value = ""] = /<input type="hidden" name="([^"]*)" value="([^"]*)">/.exec(page.body) ?? [];
  if (action === undefined) throw new Error(`there is no button on the page ${textOf(page)}`);
  return send(handler, action, { [name]: value });
}

export const FORM = "application/x-www-form-urlencoded";

export function send(
  handler: HttpHandler,
  action: string,
  fields: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>> = {},
): Promise<HttpReply> {
  const body = new URLSearchParams(fields).toString();
  return request(handler, action, { method: "POST", headers: { "content-type": FORM, ...headers }, body });
}

/** What a reader sees of a page, on one line. */
export function textOf({ body }: HttpReply): string {
  return body
    .replace(/<(title|style)>[\s\S]*?<\/\1>/g, "")
    .replace(/<[^>]*>/g, " ")
    .replace(/&#39;/g, "'")
    .replace(/&quot;/g, '"')
    .replace(/&lt;/g, "<")
    .replace(/&gt;/g, ">")
    .replace(/&amp;/g, "&")
    .replace(/\s+/g, " ")
    .trim();
}
