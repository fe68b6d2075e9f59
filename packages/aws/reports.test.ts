import { S3Client } from "@aws-sdk/client-s3";
import { startFauxqs } from "fauxqs";
import { expect, test } from "vitest";
import { createReports } from "./reports.ts";
import { clientOptions, useAnsweringServer } from "./testing/answering-server.ts";

const startServer = useAnsweringServer();
const report = { key: "digest/2026/W47/report.html", body: "<p>Größe</p>", contentType: "text/html; charset=utf-8" };

function reportsAt(endpoint: string) {
  const client = new S3Client({ ...clientOptions(endpoint), forcePathStyle: true });
  return createReports({ client, bucketName: "reports" });
}

test("stores a report under its key, as what it is", async () => {
  const server = await startFauxqs({ port: 0, logger: false, defaultRegion: "eu-central-1" });
  try {
    server.createBucket("reports");
    await reportsAt(`http://127.0.0.1:${server.port}`).put(report);
    const answer = await fetch(`http://127.0.0.1:${server.port}/reports/${report.key}`);
    expect(await answer.text()).toBe(report.body);
    expect(answer.headers.get("content-type")).toBe(report.contentType);
  } finally {
    await server.stop();
  }
});

test.each([
  ["the bucket is not there, for good", 404, "NoSuchBucket", false],
  ["it may not write, for good", 403, "AccessDenied", false],
  ["S3 asks to slow down, for a while", 503, "SlowDown", true],
  ["S3 fails, for a while", 500, "InternalError", true],
])("says whether it may be stored later when %s", async (_, status, code, retryable) => {
  const { endpoint } = await startServer(() => ({
    status,
    headers: { "content-type": "application/xml" },
    body: `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`,
  }));
  await expect(reportsAt(endpoint).put(report)).rejects.toMatchObject({
    name: "CallError",
    retryable,
    message: expect.stringContaining(`PutObject failed: ${code}`),
  });
});
