/** Builds a digest of the table at an endpoint, and prints what it counts and the most memory that this process took. */
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { createAlertsReader } from "@tocsin/aws/alerts/alerts-reader";
import { instant } from "@tocsin/core/event/instant";
import { reportFiles } from "@tocsin/digest/render/files";
import { buildReport } from "@tocsin/digest/report/report";

const [endpoint = "", week = ""] = process.argv.slice(2);
const credentials = { accessKeyId: "local", secretAccessKey: "local" };
const client = new DynamoDBClient({ endpoint, region: "eu-central-1", credentials });
const { parts } = createAlertsReader({ client, tableName: "alerts" });
const now = instant("2026-11-22T23:00:00Z");
const report = await buildReport({ week, now, scope: "bench", parts: parts() });
reportFiles(report);
client.destroy();
const { open, opened } = report.verdict;
const { maxRSS: kilobytes } = process.resourceUsage();
process.stdout.write(JSON.stringify({ open, opened, kilobytes }));
