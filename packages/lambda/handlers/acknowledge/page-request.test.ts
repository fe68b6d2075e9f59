import { describe, expect, test } from "vitest";
import { pageRequestOf } from "./page-request.ts";

const http = (method: string) => ({ http: { method, path: "/acknowledge", sourceIp: "192.0.2.1", userAgent: "x" } });

describe("a request for a page", () => {
  test("is read as a function URL hands it over", () => {
    expect(
      pageRequestOf({
        version: "2.0",
        rawPath: "/acknowledge",
        rawQueryString: "utm_source=mail",
        headers: { "content-type": "Application/X-WWW-Form-Urlencoded; charset=UTF-8", host: "links.example.com" },
        requestContext: http("POST"),
        body: Buffer.from("token=ü").toString("base64"),
        isBase64Encoded: true,
      }),
    ).toEqual({
      method: "POST",
      path: "/acknowledge",
      contentType: "application/x-www-form-urlencoded",
      body: "token=ü",
    });
  });

  test("is read as an HTTP API hands it over, with a body as it came", () => {
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    const event = { rawPath: "/acknowledge", headers, requestContext: http("POST"), body: "token=x" };
    expect(pageRequestOf({ ...event, isBase64Encoded: false }).body).toBe("token=x");
  });

  test("may have neither headers nor a body", () => {
    const read = pageRequestOf({ rawPath: "/", requestContext: http("GET") });
    expect(read).toEqual({ method: "GET", path: "/", contentType: "", body: "" });
  });

  test.each([
    ["nothing", undefined],
    ["an event of EventBridge", { source: "aws.acm", detail: {} }],
    ["a batch of messages", { Records: [] }],
    ["a request in the format of a load balancer", { path: "/acknowledge", httpMethod: "GET", requestContext: {} }],
  ])("is not %s, which is named by nothing that it holds", (_title, event) => {
    expect(() => pageRequestOf(event)).toThrow("called with something else than a request for a page");
  });
});
