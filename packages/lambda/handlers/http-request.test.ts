import { describe, expect, test } from "vitest";
import { httpRequestOf } from "./http-request.ts";

const http = (method: string) => ({ http: { method, path: "/acknowledge", sourceIp: "192.0.2.1", userAgent: "x" } });

describe("a request over HTTP", () => {
  test("is read as a function URL hands it over", () => {
    const bytes = Buffer.from([0x74, 0x3d, 0xff, 0x00, 0xc3, 0xbc]);
    const read = httpRequestOf({
      version: "2.0",
      rawPath: "/acknowledge",
      rawQueryString: "utm_source=mail",
      headers: { "content-type": "Application/X-WWW-Form-Urlencoded; charset=UTF-8", host: "links.example.com" },
      requestContext: http("POST"),
      body: bytes.toString("base64"),
      isBase64Encoded: true,
    });
    expect(read).toMatchObject({
      method: "POST",
      path: "/acknowledge",
      contentType: "application/x-www-form-urlencoded",
      body: bytes,
    });
    expect(read.header("host")).toBe("links.example.com");
    expect(read.header("toString")).toBeUndefined();
  });

  test("is read as an HTTP API hands it over, with a body as it came", () => {
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    const event = { rawPath: "/acknowledge", headers, requestContext: http("POST"), body: "token=ü" };
    expect(httpRequestOf({ ...event, isBase64Encoded: false }).body).toEqual(Buffer.from("token=ü"));
  });

  test("may have neither headers nor a body", () => {
    const read = httpRequestOf({ rawPath: "/", requestContext: http("GET") });
    expect(read).toMatchObject({ method: "GET", path: "/", contentType: "", body: Buffer.from("") });
  });

  test.each([
    ["nothing", undefined],
    ["an event of EventBridge", { source: "aws.acm", detail: {} }],
    ["a batch of messages", { Records: [] }],
    ["a request in the format of a load balancer", { path: "/acknowledge", httpMethod: "GET", requestContext: {} }],
  ])("is not %s, which is named by nothing that it holds", (_title, event) => {
    expect(() => httpRequestOf(event)).toThrow("called with something else than a request over HTTP");
  });
});
